//! Whether a message may go out now: blocking, marketing, the window, the rates (sections 6.4 and 10).

use super::super::answer::Refusal;
use super::marketing::Way;
use crate::world::{Business, Refused, Template, World};

/// What becomes of a message that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Goes,
    /// It ends as `failed` with this code.
    Fails(i64),
}

/// Refuses, or tells the fate; `customer` is [`crate::people::Person::key`].
pub(super) fn check(
    world: &World,
    business: &Business,
    customer: &str,
    template: Option<&Template>,
    way: Way,
    now_ms: i64,
) -> Result<Fate, Refusal> {
    let (policy, pair) = (&business.policy, world.pair(&business.phone_number_id, customer));
    if pair.blocked {
        return Err(Refusal::code(130_403, "The recipient is on the business's block list"));
    }
    let marketing = template.is_some_and(|template| template.category == "MARKETING");
    if marketing && policy.marketing_disabled && !way.is_marketing() {
        return Err(Refusal::code(131_063, "Marketing templates of this business go through the marketing messages API alone"));
    }
    if marketing && pair.marketing_stopped {
        return Err(Refusal::code(131_050, "The recipient has chosen to stop receiving marketing messages from this business"));
    }
    let outside = template.is_none() && !pair.window_is_open(now_ms);
    if outside && policy.window_refusal == Refused::AtOnce {
        return Err(window_refusal());
    }
    if !world.number(&business.phone_number_id).has_room(now_ms, policy.messages_per_second) {
        let details = format!("Cloud API message throughput has been reached: {} messages per second", policy.messages_per_second);
        return Err(Refusal::code(130_429, details).with_status(policy.rate_limit_status));
    }
    if !pair.has_room(now_ms) {
        let details = "Message failed to send because there were too many messages sent from this phone number to the same recipient";
        return Err(Refusal::code(131_056, details).with_status(policy.rate_limit_status));
    }
    let capped = policy.marketing_per_day_max.is_some_and(|most| pair.marketing_sent(now_ms) >= most as usize);
    Ok(match (outside, marketing && capped) {
        (true, _) => Fate::Fails(131_047),
        (_, true) => Fate::Fails(131_049),
        _ => Fate::Goes,
    })
}

fn window_refusal() -> Refusal {
    Refusal::code(131_047, "Message failed to send because more than 24 hours have passed since the customer last replied to this number.")
}
