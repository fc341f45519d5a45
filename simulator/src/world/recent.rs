//! Messages of the last 30 days, whether or not a chat still shows them: they can be marked as read, reacted to and quoted.
//!
//! A load run has two million of them, so that no more than that is known of one, and its id only by a hash.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{ChatMessage, World};

/// How long a message can be marked and reacted to (section 6.2).
pub const RECENT_MS: i64 = 30 * 24 * 3600 * 1000;

/// What is known of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// The chat's.
    pub customer: Arc<str>,
    pub at_ms: i64,
    pub from_business: bool,
    pub is_reaction: bool,
}

/// The same as a journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Of its number and its id: hex.
    key: String,
    customer: String,
    at_ms: i64,
    #[serde(default, skip_serializing_if = "is_not")]
    from_business: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    is_reaction: bool,
}

fn is_not(flag: &bool) -> bool {
    !flag
}

/// All of them, by the hash of their number and id.
#[derive(Clone, Debug, Default)]
pub(super) struct Recents {
    by_key: BTreeMap<u128, Recent>,
    /// Each customer once, however many messages are theirs.
    customers: BTreeSet<Arc<str>>,
}

impl PartialEq for Recents {
    fn eq(&self, other: &Self) -> bool {
        self.by_key == other.by_key
    }
}

impl Remembered {
    /// A customer's message that no chat shows.
    #[must_use]
    pub fn heard(phone_number_id: &str, wamid: &str, customer: &str, at_ms: i64, is_reaction: bool) -> Self {
        let key = format!("{:032x}", key(phone_number_id, wamid));
        Self { key, customer: customer.to_owned(), at_ms, from_business: false, is_reaction }
    }
}

impl Recents {
    fn insert(&mut self, key: u128, customer: &str, at_ms: i64, from_business: bool, is_reaction: bool) {
        let customer = self.customers.get(customer).cloned().unwrap_or_else(|| {
            let customer: Arc<str> = customer.into();
            self.customers.insert(customer.clone());
            customer
        });
        self.by_key.insert(key, Recent { customer, at_ms, from_business, is_reaction });
    }
}

impl World {
    /// A message of a number's in the last 30 days, either side's.
    #[must_use]
    pub fn recent(&self, phone_number_id: &str, wamid: &str) -> Option<&Recent> {
        self.recents.by_key.get(&key(phone_number_id, wamid))
    }

    pub(super) fn remember(&mut self, message: &ChatMessage) {
        let key = key(&message.phone_number_id, &message.wamid);
        self.recents.insert(key, &message.customer, message.at_ms, message.from_business, message.kind == "reaction");
    }

    pub(super) fn remembered(&mut self, messages: Vec<Remembered>) {
        for message in messages {
            // A key that is none is of no message.
            let Ok(key) = u128::from_str_radix(&message.key, 16) else { continue };
            self.recents.insert(key, &message.customer, message.at_ms, message.from_business, message.is_reaction);
        }
    }

    /// Those that the chats don't tell by themselves.
    pub(super) fn beyond_chats(&self) -> Vec<Remembered> {
        let shown: BTreeSet<u128> = self.chats.values().flatten().map(|message| key(&message.phone_number_id, &message.wamid)).collect();
        let beyond = self.recents.by_key.iter().filter(|(key, _)| !shown.contains(*key));
        let told = |(key, recent): (&u128, &Recent)| Remembered {
            key: format!("{key:032x}"),
            customer: recent.customer.to_string(),
            at_ms: recent.at_ms,
            from_business: recent.from_business,
            is_reaction: recent.is_reaction,
        };
        beyond.map(told).collect()
    }

    /// Whether anything is kept that needn't be any more: a message's traces, a file, an upload.
    #[must_use]
    pub fn has_expired(&self, now_ms: i64) -> bool {
        let message = self.recents.by_key.values().any(|recent| is_old(recent, now_ms));
        message || !self.expired_files(now_ms).is_empty()
    }

    /// Files and uploads whose time is over, by their ids.
    #[must_use]
    pub fn expired_files(&self, now_ms: i64) -> Vec<String> {
        let media = self.media.values().filter(|media| media.expires_at_ms <= now_ms).map(|media| media.id.clone());
        let uploads = self.uploads.values().filter(|upload| upload.is_over(now_ms)).map(|upload| upload.id.clone());
        media.chain(uploads).collect()
    }

    pub(super) fn expire(&mut self, now_ms: i64) {
        self.media.retain(|_, media| now_ms < media.expires_at_ms);
        self.uploads.retain(|_, upload| !upload.is_over(now_ms));
        self.recents.by_key.retain(|_, recent| !is_old(recent, now_ms));
        self.recents.customers.retain(|customer| Arc::strong_count(customer) > 1);
    }
}

fn is_old(recent: &Recent, now_ms: i64) -> bool {
    now_ms - recent.at_ms >= RECENT_MS
}

/// 128 bits: of as many messages as there can be, no two are alike.
fn key(phone_number_id: &str, wamid: &str) -> u128 {
    let hash = Sha256::new().chain_update(phone_number_id).chain_update([0_u8]).chain_update(wamid).finalize();
    hash.iter().take(16).fold(0, |key, byte| (key << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Event;

    fn said(wamid: &str, at_ms: i64) -> Event {
        let message = ChatMessage {
            phone_number_id: "1".to_owned(),
            customer: "4915".to_owned(),
            wamid: wamid.to_owned(),
            from_business: false,
            kind: "text".to_owned(),
            text: String::new(),
            content: serde_json::Value::Null,
            at_ms,
            status: None,
        };
        Event::Said { message }
    }

    #[test]
    fn a_message_is_known_for_thirty_days_after_its_chat_has_forgotten_it_and_after_a_restart() {
        let mut world = World::default();
        (0..400).for_each(|turn| world.apply(said(&format!("wamid.{turn}"), turn)));
        world.apply(Event::Remembered { messages: vec![Remembered::heard("1", "wamid.load", "4916", 1000, true)] });
        assert!(world.message("1", "wamid.0").is_none());
        let first = world.recent("1", "wamid.0").unwrap();
        assert_eq!((&*first.customer, first.at_ms, first.from_business, first.is_reaction), ("4915", 0, false, false));
        assert!(world.recent("1", "wamid.load").unwrap().is_reaction && world.recent("2", "wamid.load").is_none());

        let mut again = World::default();
        world.events().into_iter().for_each(|event| again.apply(event));
        assert_eq!(again, world);
        assert!(!world.has_expired(RECENT_MS - 1) && world.has_expired(RECENT_MS));
        world.apply(Event::Expired { at_ms: RECENT_MS });
        assert!(world.recent("1", "wamid.0").is_none() && world.recent("1", "wamid.1").is_some());
    }
}
