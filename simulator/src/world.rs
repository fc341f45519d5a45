//! Everything the simulator knows, changed by [`Event`]s alone, so that a journal of events is the whole state.

mod business;
mod chat;
mod event;
mod find;
mod group;
mod media;
mod number;
mod pair;
mod policy;
mod post;
mod recent;
mod template;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

pub use business::{Business, Subscription};
pub use chat::ChatMessage;
pub use event::Event;
pub use group::{Group, PINS_MAX, Pinned};
pub use media::{Media, Upload};
pub use number::Number;
pub use pair::{PAIR_BURST_MAX, PAIR_INTERVAL_MS, Pair, WINDOW_MS};
pub use policy::{Policy, Refused, Review, Subscribed, Timeline};
pub use post::{Counters, LedgerRow, Post};
pub use recent::{RECENT_MS, Recent, Remembered};
pub use template::{Template, TemplateStatus, Verdict};

use crate::people::Person;

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// By phone number id.
    pub businesses: BTreeMap<String, Business>,
    /// By WABA id.
    pub subscriptions: BTreeMap<String, Subscription>,
    /// By phone number id and customer.
    pub chats: BTreeMap<(String, String), VecDeque<ChatMessage>>,
    /// Messages of the last 30 days, beyond those that the chats show.
    recents: recent::Recents,
    /// By [`Person::key`].
    pub people: BTreeMap<String, Person>,
    /// By phone number id; a number that nobody changed is not among them.
    pub numbers: BTreeMap<String, Number>,
    /// By phone number id and customer.
    pub pairs: BTreeMap<(String, String), Pair>,
    /// By id.
    pub templates: BTreeMap<String, Template>,
    /// By id.
    pub groups: BTreeMap<String, Group>,
    /// By id.
    pub media: BTreeMap<String, Media>,
    /// By id.
    pub uploads: BTreeMap<String, Upload>,
    pub pending: BTreeMap<u64, Post>,
    /// The same by phone number id, in the order in which they are due.
    due: BTreeMap<String, BTreeSet<(i64, u64)>>,
    pub ledger: VecDeque<LedgerRow>,
    pub faults: Value,
    pub counters: Counters,
    /// How far the clock was moved ahead of the machine's.
    pub ahead_ms: i64,
    /// Processes that have used the journal.
    pub starts: u64,
}

impl World {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Registered { business } => drop(self.businesses.insert(business.phone_number_id.clone(), business)),
            Event::Subscribed { waba_id, subscription } => drop(self.subscriptions.insert(waba_id, subscription)),
            Event::Unsubscribed { waba_id } => drop(self.subscriptions.remove(&waba_id)),
            Event::Met { person } => drop(self.people.insert(person.key().to_owned(), person)),
            Event::Said { message } => self.said(message),
            Event::Remembered { messages } => self.remembered(messages),
            Event::Heard { phone_number_id, at_ms } => {
                let per_second = self.per_second(&phone_number_id);
                self.numbers.entry(phone_number_id).or_default().heard(at_ms, per_second);
            }
            Event::Sent { phone_number_id, customer, at_ms, marketing, template } => {
                if let Some(template) = template.and_then(|id| self.templates.get_mut(&id)) {
                    template.sends += 1;
                }
                self.sent(phone_number_id, customer, at_ms, marketing);
            }
            Event::Read { phone_number_id, wamid } => self.read(&phone_number_id, &wamid),
            Event::PairSet { phone_number_id, customer, pair } => drop(self.pairs.insert((phone_number_id, customer), pair)),
            Event::NumberSet { phone_number_id, number } => drop(self.numbers.insert(phone_number_id, number)),
            Event::TemplateSet { template } => drop(self.templates.insert(template.id.clone(), template)),
            Event::TemplateDeleted { template_id } => drop(self.templates.remove(&template_id)),
            Event::GroupSet { group } => drop(self.groups.insert(group.id.clone(), group)),
            Event::GroupDeleted { group_id } => drop(self.groups.remove(&group_id)),
            Event::MediaSet { media } => drop(self.media.insert(media.id.clone(), media)),
            Event::MediaDeleted { media_id } => drop(self.media.remove(&media_id)),
            Event::UploadSet { upload } => drop(self.uploads.insert(upload.id.clone(), upload)),
            Event::Expired { at_ms } => self.expire(at_ms),
            Event::Queued { post } => self.queued(post),
            Event::Attempted { post, due_at_ms, at_ms } => self.attempted(post, due_at_ms, at_ms),
            Event::Acknowledged { post, at_ms } => {
                self.counters.acknowledged += 1;
                self.counters.attempts += 1;
                self.close(post, Some(at_ms));
            }
            Event::GaveUp { post } => {
                self.counters.gave_up += 1;
                self.close(post, None);
            }
            Event::Withdrawn { post } => drop(self.withdraw(post)),
            Event::FaultsSet { faults } => self.faults = faults,
            Event::Counted { counters } => self.counters = counters,
            Event::Noted { row } => self.note(row),
            Event::Advanced { by_ms } => self.ahead_ms += by_ms,
            Event::Started => self.starts += 1,
            Event::Reset => self.reset(),
        }
    }

    fn sent(&mut self, phone_number_id: String, customer: String, at_ms: i64, marketing: bool) {
        let per_second = self.per_second(&phone_number_id);
        self.numbers.entry(phone_number_id.clone()).or_default().sent(at_ms, per_second);
        self.pairs.entry((phone_number_id, customer)).or_default().sent(at_ms, marketing);
    }

    fn per_second(&self, phone_number_id: &str) -> u32 {
        self.businesses.get(phone_number_id).map_or(1, |business| business.policy.messages_per_second)
    }

    fn reset(&mut self) {
        let overrides = std::mem::take(&mut self.numbers).into_iter().filter_map(|(id, number)| {
            let override_callback_uri = Some(number.override_callback_uri?);
            Some((id, Number { override_callback_uri, ..Number::default() }))
        });
        *self = Self {
            numbers: overrides.collect(),
            businesses: std::mem::take(&mut self.businesses),
            subscriptions: std::mem::take(&mut self.subscriptions),
            counters: Counters { last_post: self.counters.last_post, ..Counters::default() },
            starts: self.starts,
            ahead_ms: self.ahead_ms,
            ..Self::default()
        };
    }
}
