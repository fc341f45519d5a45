//! Batches: what deliveries hold, and how a batch is parted.

use jiff::Timestamp;
use store::inbound::Batch;
use stream::{Delivery, envelope};

/// What came with a batch of deliveries.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub bodies: Vec<Body>,
    pub dead: Vec<Dead>,
}

/// One webhook body.
#[derive(Debug)]
pub(super) struct Body {
    pub received_at: Timestamp,
    pub bytes: bytes::Bytes,
    /// Its delivery isn't the first one.
    pub redelivered: bool,
}

/// A delivery that isn't made of envelopes: nothing in it can be handled.
#[derive(Debug)]
pub(super) struct Dead {
    pub reason: String,
    pub payload: bytes::Bytes,
}

pub(super) fn decode(deliveries: &[Delivery]) -> Received {
    let mut received = Received::default();
    for delivery in deliveries {
        match envelope::decode(delivery.payload()) {
            Ok(envelopes) => received.bodies.extend(envelopes.into_iter().map(|envelope| Body {
                received_at: envelope.received_at,
                bytes: envelope.body,
                redelivered: delivery.is_redelivery(),
            })),
            Err(error) => {
                tracing::error!(%error, sequence = delivery.sequence, "a delivery can't be read; it goes to DEAD");
                received.dead.push(Dead { reason: error.to_string(), payload: delivery.payload().clone() });
            }
        }
    }
    received
}

/// Parts a batch of at least two items into two that are not empty, in the order in which they are stored.
pub(super) fn halves(mut batch: Batch<'_>) -> (Batch<'_>, Batch<'_>) {
    let mut left = batch.len() / 2;
    let mut keep = |length: usize| {
        let kept = length.min(left);
        left -= kept;
        kept
    };
    let second = Batch {
        messages: batch.messages.split_off(keep(batch.messages.len())),
        statuses: batch.statuses.split_off(keep(batch.statuses.len())),
        events: batch.events.split_off(keep(batch.events.len())),
        parked: batch.parked.split_off(keep(batch.parked.len())),
    };
    (batch, second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::inbound::{InboundStatus, Parked};

    #[test]
    fn a_batch_is_parted_to_single_items_in_order() {
        let status = |wamid: &'static str| InboundStatus {
            wamid: wamid.into(),
            status: "sent".into(),
            recipient: "".into(),
            occurred_at: Timestamp::UNIX_EPOCH,
            error_code: None,
            content: "{}".into(),
            redelivered: false,
        };
        let parked = Parked { id: uuid::Uuid::nil(), reason: "r".into(), body: b"p".as_slice().into(), received_at: Timestamp::UNIX_EPOCH };
        let batch = Batch { statuses: vec![status("a"), status("b")], parked: vec![parked], ..Batch::default() };
        let (first, rest) = halves(batch);
        assert_eq!((first.statuses[0].wamid.as_ref(), first.len(), rest.len()), ("a", 1, 2));
        let (second, third) = halves(rest);
        assert_eq!((second.statuses[0].wamid.as_ref(), second.len(), third.parked.len()), ("b", 1, 1));
    }
}
