//! The recent changes of one business, encoded as sockets get them. Pure.

use std::{collections::VecDeque, sync::Arc};

use serde_json::value::RawValue;

/// Changes that a ring keeps.
pub const RING_CHANGES_MAX: usize = 1_024;
/// Bytes that a ring keeps.
pub const RING_BYTES_MAX: usize = 512 * 1024;

/// A change as sockets get it: its JSON with `seq` in it, made once and shared by all of them.
#[derive(Clone, Debug)]
pub struct Encoded {
    pub seq: u64,
    pub json: Arc<RawValue>,
}

impl Encoded {
    /// Puts `seq` into the change's JSON.
    ///
    /// # Errors
    /// When the payload isn't a JSON object.
    pub fn new(seq: u64, payload: &[u8]) -> Result<Self, serde_json::Error> {
        use serde::de::Error;
        let text = std::str::from_utf8(payload).map_err(serde_json::Error::custom)?;
        let rest = text.trim_start().strip_prefix('{').ok_or_else(|| serde_json::Error::custom("not an object"))?;
        let comma = if rest.trim_start().starts_with('}') { "" } else { "," };
        let json: Box<RawValue> = RawValue::from_string(format!("{{\"seq\":{seq}{comma}{rest}"))?;
        Ok(Self { seq, json: json.into() })
    }

    fn bytes(&self) -> usize {
        self.json.get().len()
    }
}

/// The newest changes of a business. Everything after `floor` is here.
#[derive(Debug)]
pub struct Ring {
    floor: u64,
    changes: VecDeque<Encoded>,
    bytes: usize,
}

impl Ring {
    /// An empty ring: what came up to `floor` isn't in it.
    #[must_use]
    pub fn new(floor: u64) -> Self {
        Self { floor, changes: VecDeque::new(), bytes: 0 }
    }

    /// Adds the newest change and lets go of the oldest beyond the bounds.
    pub fn push(&mut self, change: Encoded) {
        self.bytes += change.bytes();
        self.changes.push_back(change);
        while self.changes.len() > RING_CHANGES_MAX || self.bytes > RING_BYTES_MAX {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.changes.pop_front() {
            self.floor = oldest.seq;
            self.bytes -= oldest.bytes();
        }
    }

    /// Lets go of the older half. Returns the bytes that are left.
    pub fn halve(&mut self) -> usize {
        (0..self.changes.len().div_ceil(2)).for_each(|_| self.drop_oldest());
        self.bytes
    }

    /// The changes after `after`, in order, at most `changes_max`; `Err` with the floor when older ones are needed.
    ///
    /// # Errors
    /// The sequence up to which changes must come from the stream.
    pub fn after(&self, after: u64, changes_max: usize) -> Result<(Vec<Encoded>, bool), u64> {
        if after < self.floor {
            return Err(self.floor);
        }
        let start = self.changes.partition_point(|change| change.seq <= after);
        let more = self.changes.len() - start > changes_max;
        Ok((self.changes.range(start..).take(changes_max).cloned().collect(), more))
    }

    /// Bytes of JSON in it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change(seq: u64) -> Encoded {
        Encoded::new(seq, br#"{"id":"x"}"#).unwrap()
    }

    #[test]
    fn the_sequence_is_put_into_the_object() {
        assert_eq!(Encoded::new(7, br#" {"id":"x"}"#).unwrap().json.get(), r#"{"seq":7,"id":"x"}"#);
        assert_eq!(Encoded::new(7, b"{ }").unwrap().json.get(), r#"{"seq":7 }"#);
        for bad in [b"[1]".as_slice(), b"{", b"", b"\xff{}"] {
            assert!(Encoded::new(1, bad).is_err());
        }
    }

    proptest! {
        #[test]
        fn what_is_after_a_sequence_is_whole_or_refused(
            floor in 0u64..50,
            gaps in prop::collection::vec(1u64..5, 0..40),
            dropped in 0usize..40,
            after in 0u64..300,
            max in 1usize..50,
        ) {
            let mut ring = Ring::new(floor);
            let all: Vec<u64> = gaps.iter().scan(floor, |seq, gap| { *seq += gap; Some(*seq) }).collect();
            all.iter().for_each(|seq| ring.push(change(*seq)));
            (0..dropped).for_each(|_| ring.drop_oldest());
            let wanted: Vec<u64> = all.iter().copied().filter(|seq| *seq > after).collect();
            match ring.after(after, max) {
                Ok((found, more)) => {
                    let found: Vec<u64> = found.iter().map(|change| change.seq).collect();
                    prop_assert_eq!(&found, &wanted[..wanted.len().min(max)]);
                    prop_assert_eq!(more, wanted.len() > max);
                }
                Err(until) => prop_assert!(after < until && until <= all.last().copied().unwrap_or(floor).max(floor)),
            }
            prop_assert_eq!(ring.bytes(), ring.changes.iter().map(Encoded::bytes).sum::<usize>());
        }
    }

    #[test]
    fn a_ring_stays_within_its_bounds() {
        let mut ring = Ring::new(0);
        (1..=3_000).for_each(|seq| ring.push(change(seq)));
        assert_eq!(ring.changes.len(), RING_CHANGES_MAX);
        assert_eq!(ring.after(0, 10).unwrap_err(), 3_000 - RING_CHANGES_MAX as u64);
    }
}
