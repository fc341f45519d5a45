//! What becomes of each item of a webhook: a pure function.

use std::borrow::Cow;

use jiff::Timestamp;
use store::inbound::{Batch, InboundMessage, InboundStatus, Parked, Person, ProviderEvent};
use uuid::Uuid;
use whatsapp::webhook::{
    item::{Event, Item, Message, Source, Status, Unparsed, into_bytes},
    parse::parse,
};

use super::batch::Body;

/// Name space of the ids of provider events and parked bytes (RFC 9562, 5.5): the same content is the same row.
const CONTENT_IDS: Uuid = Uuid::from_u128(0x3b0f_19c8_5d44_4f0e_8a61_07d1_52a9_c7e4);
/// Why a message is parked that names none of our numbers.
const NO_NUMBER: &str = "a message names no phone_number_id of the business";

/// What the bodies ask for.
#[derive(Debug, Default)]
pub(super) struct Decided<'a> {
    pub batch: Batch<'a>,
    /// A stable word for each parked item.
    pub parked_reasons: Vec<&'static str>,
}

pub(super) fn decide(bodies: &[Body], new_id: fn() -> Uuid) -> Decided<'_> {
    let mut decided = Decided::default();
    for body in bodies {
        for item in parse(&body.bytes) {
            match item {
                Item::Message(it) => decided.message(it, body, new_id),
                Item::Status(it) => decided.batch.statuses.push(status(it, body)),
                Item::Event(it) => decided.batch.events.push(event(it, body)),
                Item::Unparsed(it) => decided.unparsed(it, body),
            }
        }
    }
    decided
}

impl<'a> Decided<'a> {
    fn message(&mut self, it: Message<'a>, body: &Body, new_id: fn() -> Uuid) {
        let Some(phone_number_id) = it.phone_number_id else {
            self.parked_reasons.push("no_number");
            self.batch.parked.push(parked(NO_NUMBER, into_bytes(it.raw), body.received_at));
            return;
        };
        // A message without a readable time is as old as its arrival. It isn't lost; its duplicate, which came at another time, is
        // another message.
        self.batch.messages.push(InboundMessage {
            id: new_id(),
            wamid: it.wamid,
            phone_number_id,
            kind: it.kind,
            occurred_at: it.occurred_at.unwrap_or(body.received_at),
            direction: it.direction,
            echo: it.source == Source::Echo,
            live: it.source != Source::History,
            person: Person { wa_id: it.contact.wa_id, user_id: it.contact.user_id, name: it.contact.name, username: it.contact.username },
            body: it.body,
            status: it.status,
            error_code: it.error_code,
            content: it.raw,
            redelivered: body.redelivered,
        });
    }

    fn unparsed(&mut self, it: Unparsed<'a>, body: &Body) {
        self.parked_reasons.push(it.reason.code());
        self.batch.parked.push(parked(&it.reason.to_string(), it.raw, body.received_at));
    }
}

fn status<'a>(it: Status<'a>, body: &Body) -> InboundStatus<'a> {
    InboundStatus {
        wamid: it.wamid,
        status: it.status,
        recipient: it.participant.unwrap_or_default(),
        occurred_at: it.occurred_at.unwrap_or(body.received_at),
        error_code: it.error_code,
        content: it.raw,
        redelivered: body.redelivered,
    }
}

fn event<'a>(it: Event<'a>, body: &Body) -> ProviderEvent<'a> {
    // The time of arrival differs between duplicates: only the provider's own may be part of the id.
    let time = it.occurred_at.map(|at| at.as_microsecond()).unwrap_or_default();
    ProviderEvent {
        id: Uuid::new_v5(&CONTENT_IDS, format!("{} {time} {}", it.field, it.raw).as_bytes()),
        field: it.field,
        content: it.raw,
        occurred_at: it.occurred_at.unwrap_or(body.received_at),
    }
}

/// A batch of the same items as parked bytes.
pub(super) fn park_all<'a>(batch: Batch<'a>, reason: &str, now: Timestamp) -> Batch<'a> {
    let messages = batch.messages.into_iter().map(|it| it.content);
    let statuses = batch.statuses.into_iter().map(|it| it.content);
    let events = batch.events.into_iter().map(|it| it.content);
    let parked = messages.chain(statuses).chain(events).map(|content| parked(reason, into_bytes(content), now));
    Batch { parked: parked.chain(batch.parked).collect(), ..Batch::default() }
}

fn parked<'a>(reason: &str, body: Cow<'a, [u8]>, received_at: Timestamp) -> Parked<'a> {
    Parked { id: Uuid::new_v5(&CONTENT_IDS, &body), reason: reason.to_owned().into(), body, received_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_readable_time_is_as_old_as_its_arrival() {
        let bytes = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"1555","phone_number_id":"106"},
            "messages":[{"from":"4915112345678","id":"wamid.A","timestamp":"yesterday","type":"text","text":{"body":"hi"}},
                        {"from":"4915112345678","id":"wamid.B","timestamp":"1779184000","type":"text","text":{"body":"hi"}}],
            "statuses":[{"id":"wamid.S","status":"sent"}],"errors":[{"code":131000}]}}]}]}"#;
        let received_at = Timestamp::from_second(1_779_190_000).unwrap();
        let bodies = [Body { received_at, bytes: bytes.as_slice().into(), redelivered: false }];
        let Decided { batch, parked_reasons } = decide(&bodies, Uuid::nil);
        let times: Vec<_> = batch.messages.iter().map(|message| message.occurred_at).collect();
        assert_eq!(times, [received_at, Timestamp::from_second(1_779_184_000).unwrap()]);
        assert_eq!((batch.statuses[0].occurred_at, batch.events[0].occurred_at), (received_at, received_at));
        assert!(parked_reasons.is_empty(), "{parked_reasons:?}");
    }
}
