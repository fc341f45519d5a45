//! What one message of an INGEST stream holds: 1..k raw webhook bodies, each with the time it was received.
//!
//! Coalescing many bodies into one durable message is what makes an acknowledgement per webhook cheap
//! (stack.md 4.3). Layout, big endian, repeated to the end: `received_at_ms: u64`, `length: u32`, `length` bytes.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use jiff::Timestamp;

/// Bytes that an envelope adds to each body.
pub const HEADER_BYTES: usize = 12;

/// One webhook body as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub received_at: Timestamp,
    pub body: Bytes,
}

/// The payload isn't a whole number of envelopes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream message is not a sequence of envelopes: {left} bytes are left over at offset {offset}")]
pub struct InvalidEnvelope {
    pub offset: usize,
    pub left: usize,
}

/// Packs envelopes into one payload.
#[must_use]
pub fn encode(envelopes: &[Envelope]) -> Bytes {
    let size = envelopes.iter().map(|envelope| HEADER_BYTES + envelope.body.len()).sum();
    let mut payload = BytesMut::with_capacity(size);
    for envelope in envelopes {
        payload.put_u64(u64::try_from(envelope.received_at.as_millisecond()).unwrap_or(0));
        payload.put_u32(u32::try_from(envelope.body.len()).expect("a body is at most 3 MiB"));
        payload.put_slice(&envelope.body);
    }
    payload.freeze()
}

/// Unpacks a payload; the bodies share its memory.
///
/// # Errors
/// When the payload ends inside an envelope.
pub fn decode(payload: &Bytes) -> Result<Vec<Envelope>, InvalidEnvelope> {
    let mut rest = payload.clone();
    let mut envelopes = Vec::new();
    while rest.has_remaining() {
        let torn = InvalidEnvelope { offset: payload.len() - rest.len(), left: rest.len() };
        if rest.len() < HEADER_BYTES {
            return Err(torn);
        }
        let received_at_ms = i64::try_from(rest.get_u64()).map_err(|_| torn_at(&torn))?;
        let length = rest.get_u32() as usize;
        if rest.len() < length {
            return Err(torn);
        }
        let received_at = Timestamp::from_millisecond(received_at_ms).map_err(|_| torn_at(&torn))?;
        envelopes.push(Envelope { received_at, body: rest.split_to(length) });
    }
    Ok(envelopes)
}

fn torn_at(torn: &InvalidEnvelope) -> InvalidEnvelope {
    InvalidEnvelope { offset: torn.offset, left: torn.left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn envelopes() -> impl Strategy<Value = Vec<Envelope>> {
        prop::collection::vec((0..4_102_444_800_000_i64, prop::collection::vec(any::<u8>(), 0..300)), 0..20).prop_map(|list| {
            list.into_iter()
                .map(|(ms, body)| Envelope { received_at: Timestamp::from_millisecond(ms).unwrap(), body: body.into() })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_unchanged(list in envelopes()) {
            prop_assert_eq!(decode(&encode(&list)).unwrap(), list);
        }

        #[test]
        fn a_torn_payload_is_an_error_and_never_a_panic(list in envelopes(), cut in any::<prop::sample::Index>()) {
            let whole = encode(&list);
            prop_assume!(!whole.is_empty());
            let torn = whole.slice(..cut.index(whole.len()));
            if let Ok(fewer) = decode(&torn) {
                prop_assert!(list.starts_with(&fewer));
            }
        }

        #[test]
        fn any_bytes_are_unpacked_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = decode(&Bytes::from(bytes));
        }
    }
}
