//! Events for what changed in the conditions.

use crds::ConditionType;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::runtime::events::{Event, EventType};

/// Events for conditions whose status changed. Of those that are new only what is worth knowing: ready, or stalled.
#[must_use]
pub(super) fn transitions(previous: &[Condition], conditions: &[Condition]) -> Vec<Event> {
    let told = |condition: &&Condition| {
        // Reconciling comes and goes with the others.
        if condition.type_ == ConditionType::Reconciling.as_str() {
            return false;
        }
        let aggregate = [ConditionType::Ready, ConditionType::Stalled].iter().any(|type_| condition.type_ == type_.as_str());
        match previous.iter().find(|before| before.type_ == condition.type_) {
            Some(before) => before.status != condition.status,
            None => aggregate && condition.status == "True",
        }
    };
    conditions.iter().filter(told).map(event).collect()
}

fn event(condition: &Condition) -> Event {
    // For these two "True" is the news that somebody should look.
    let inverted = [ConditionType::Stalled, ConditionType::Suspended].iter().any(|type_| condition.type_ == type_.as_str());
    let calm = (condition.status == "True") != inverted;
    Event {
        type_: if calm { EventType::Normal } else { EventType::Warning },
        reason: condition.reason.clone(),
        note: Some(note(&condition.message)),
        action: condition.type_.clone(),
        secondary: None,
    }
}

/// Longest note of an event, in bytes (the API's limit is 1 kB).
const NOTE_BYTES_MAX: usize = 1_000;

fn note(message: &str) -> String {
    let end = (0..=NOTE_BYTES_MAX.min(message.len())).rev().find(|i| message.is_char_boundary(*i)).unwrap_or(0);
    message[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_notes_are_cut_between_characters() {
        assert_eq!(note(&"é".repeat(600)).len(), 1_000);
    }
}
