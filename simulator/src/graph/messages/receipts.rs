//! Read receipts and the typing indicator (section 6.2).

use axum::response::Response;

use super::super::answer::{Refusal, success};
use super::super::fields::Fields;
use crate::simulator::Simulator;
use crate::world::{Business, Event, RECENT_MS};

/// How long the customer sees us typing, unless we send something.
const TYPING_MS: i64 = 25_000;

/// Marks a customer's message, and the earlier ones of its chat, as read; typing is shown if it is asked for.
pub(super) fn mark(simulator: &Simulator, business: &Business, fields: Fields<'_>) -> Result<Response, Refusal> {
    fields.exactly("status", "read")?;
    let wamid = fields.required_text("message_id", 1..=512)?;
    let typing = fields.object("typing_indicator", "typing_indicator")?;
    if let Some(typing) = typing {
        typing.exactly("type", "text")?;
    }
    let now = simulator.clock().now_ms();
    let number = &business.phone_number_id;
    simulator.decide(|world| {
        let message = world
            .recent(number, wamid)
            .filter(|message| !message.from_business && now - message.at_ms < RECENT_MS)
            .ok_or_else(|| Refusal::bad_parameter(format!("Message {wamid} is no message of the last 30 days to this phone number")))?;
        let mut events = vec![Event::Read { phone_number_id: number.clone(), wamid: wamid.to_owned() }];
        if typing.is_some() {
            let mut pair = world.pair(number, &message.customer);
            pair.typing_until_ms = now + TYPING_MS;
            events.push(Event::PairSet { phone_number_id: number.clone(), customer: message.customer.to_string(), pair });
        }
        Ok((success(), events))
    })
}
