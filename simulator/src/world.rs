//! Everything the simulator knows, changed by [`Event`]s alone, so that a journal of events is the whole state.

mod business;
mod media;
mod number;
mod pair;
mod template;

use std::collections::{BTreeMap, VecDeque};

use domain::Status;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub use business::{Business, Policy, Refused, Review, Timeline};
pub use media::{Media, Upload};
pub use number::Number;
pub use pair::{PAIR_BURST_MAX, PAIR_INTERVAL_MS, Pair, WINDOW_MS};
pub use template::{Template, TemplateStatus, Verdict};

use crate::people::{Person, cast};

/// Rows of the ledger kept.
const LEDGER_ROWS_MAX: usize = 20_000;
/// Messages of a chat kept.
const CHAT_MESSAGES_MAX: usize = 300;

/// Fields without a message id that an override redirects.
const OVERRIDABLE: &[&str] = &[
    "messages",
    "message_echoes",
    "calls",
    "consumer_profile",
    "messaging_handovers",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "smb_message_echoes",
    "smb_app_state_sync",
    "history",
    "account_settings_update",
];

/// A WABA's subscription, as `POST /{waba}/subscribed_apps` left it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub override_callback_uri: Option<String>,
}

/// A webhook to be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub id: u64,
    pub phone_number_id: String,
    /// As it is signed and sent.
    pub body: String,
    /// What it reports: (message id, `message` | `echo` | `status:read` | field).
    pub reports: Vec<(String, String)>,
    pub queued_at_ms: i64,
    pub due_at_ms: i64,
    pub attempts: u32,
}

impl Post {
    /// Whether it is of a field that an override redirects (section 2.4): events of templates and accounts name no message.
    fn is_overridable(&self) -> bool {
        self.reports.iter().any(|(wamid, field)| !wamid.is_empty() || OVERRIDABLE.contains(&field.as_str()))
    }
}

/// A post that came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerRow {
    pub phone_number_id: String,
    pub wamid: String,
    pub kind: String,
    pub sent_at_ms: i64,
    pub acknowledged_at_ms: Option<i64>,
    pub attempts: u32,
}

/// One message of a chat, as a phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatMessage {
    pub phone_number_id: String,
    /// `wa_id`, or the user id of a person without one.
    pub customer: String,
    pub wamid: String,
    pub from_business: bool,
    pub kind: String,
    pub text: String,
    /// As the wire has it: `type`, the member of that name, and `context`, `errors`, `referral`, `group_id` if there are any.
    /// Of a message sent through the API these members are the request's own.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub content: Value,
    pub at_ms: i64,
    /// Of the business's messages: how far they have come. Of the customer's: `read`, once the business said so.
    pub status: Option<String>,
}

/// What was delivered so far, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub last_post: u64,
    pub acknowledged: u64,
    pub attempts: u64,
    pub gave_up: u64,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Registered {
        business: Business,
    },
    Subscribed {
        waba_id: String,
        subscription: Subscription,
    },
    Unsubscribed {
        waba_id: String,
    },
    /// A person is known from now on.
    Met {
        person: Person,
    },
    Said {
        message: ChatMessage,
    },
    /// The business sent a message: it counts against the number's and the pair's rate.
    Sent {
        phone_number_id: String,
        customer: String,
        at_ms: i64,
        marketing: bool,
        template: Option<String>,
    },
    /// The business read a customer's message, and with it the earlier ones.
    Read {
        phone_number_id: String,
        wamid: String,
    },
    PairSet {
        phone_number_id: String,
        customer: String,
        pair: Pair,
    },
    NumberSet {
        phone_number_id: String,
        number: Number,
    },
    TemplateSet {
        template: Template,
    },
    TemplateDeleted {
        template_id: String,
    },
    MediaSet {
        media: Media,
    },
    MediaDeleted {
        media_id: String,
    },
    UploadSet {
        upload: Upload,
    },
    Queued {
        post: Post,
    },
    Attempted {
        post: u64,
        due_at_ms: i64,
    },
    Acknowledged {
        post: u64,
        at_ms: i64,
    },
    GaveUp {
        post: u64,
    },
    FaultsSet {
        faults: Value,
    },
    /// Of a shortened journal: what its left out events added up to.
    Counted {
        counters: Counters,
    },
    /// Of a shortened journal.
    Noted {
        row: LedgerRow,
    },
    /// The clock was moved forward.
    Advanced {
        by_ms: i64,
    },
    /// A process began to use the journal.
    Started,
    Reset,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// By phone number id.
    pub businesses: BTreeMap<String, Business>,
    /// By WABA id.
    pub subscriptions: BTreeMap<String, Subscription>,
    /// By phone number id and customer.
    pub chats: BTreeMap<(String, String), VecDeque<ChatMessage>>,
    /// By [`Person::key`].
    pub people: BTreeMap<String, Person>,
    /// By phone number id; a number that nobody changed is not among them.
    pub numbers: BTreeMap<String, Number>,
    /// By phone number id and customer.
    pub pairs: BTreeMap<(String, String), Pair>,
    /// By id.
    pub templates: BTreeMap<String, Template>,
    /// By id.
    pub media: BTreeMap<String, Media>,
    /// By id.
    pub uploads: BTreeMap<String, Upload>,
    pub pending: BTreeMap<u64, Post>,
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
            Event::MediaSet { media } => drop(self.media.insert(media.id.clone(), media)),
            Event::MediaDeleted { media_id } => drop(self.media.remove(&media_id)),
            Event::UploadSet { upload } => drop(self.uploads.insert(upload.id.clone(), upload)),
            Event::Queued { post } => {
                self.counters.last_post = self.counters.last_post.max(post.id);
                self.pending.insert(post.id, post);
            }
            Event::Attempted { post, due_at_ms } => {
                self.counters.attempts += 1;
                if let Some(post) = self.pending.get_mut(&post) {
                    post.attempts += 1;
                    post.due_at_ms = due_at_ms;
                }
            }
            Event::Acknowledged { post, at_ms } => {
                self.counters.acknowledged += 1;
                self.counters.attempts += 1;
                self.close(post, Some(at_ms));
            }
            Event::GaveUp { post } => {
                self.counters.gave_up += 1;
                self.close(post, None);
            }
            Event::FaultsSet { faults } => self.faults = faults,
            Event::Counted { counters } => self.counters = counters,
            Event::Noted { row } => self.note(row),
            Event::Advanced { by_ms } => self.ahead_ms += by_ms,
            Event::Started => self.starts += 1,
            Event::Reset => self.reset(),
        }
    }

    /// Fewest events that lead to this state.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = (0..self.starts).map(|_| Event::Started).collect();
        if self.ahead_ms != 0 {
            events.push(Event::Advanced { by_ms: self.ahead_ms });
        }
        events.extend(self.businesses.values().cloned().map(|business| Event::Registered { business }));
        let subscribed = |(waba_id, subscription): (&String, &Subscription)| Event::Subscribed {
            waba_id: waba_id.clone(),
            subscription: subscription.clone(),
        };
        events.extend(self.subscriptions.iter().map(subscribed));
        if !self.faults.is_null() {
            events.push(Event::FaultsSet { faults: self.faults.clone() });
        }
        events.extend(self.people.values().cloned().map(|person| Event::Met { person }));
        events.extend(self.chats.values().flatten().cloned().map(|message| Event::Said { message }));
        // After what was said: they are more than what is left of it says.
        let pair = |((number, customer), pair): (&(String, String), &Pair)| Event::PairSet {
            phone_number_id: number.clone(),
            customer: customer.clone(),
            pair: pair.clone(),
        };
        events.extend(self.pairs.iter().map(pair));
        let number = |(id, number): (&String, &Number)| Event::NumberSet { phone_number_id: id.clone(), number: number.clone() };
        events.extend(self.numbers.iter().map(number));
        events.extend(self.templates.values().cloned().map(|template| Event::TemplateSet { template }));
        events.extend(self.media.values().cloned().map(|media| Event::MediaSet { media }));
        events.extend(self.uploads.values().cloned().map(|upload| Event::UploadSet { upload }));
        events.extend(self.ledger.iter().cloned().map(|row| Event::Noted { row }));
        events.extend(self.pending.values().cloned().map(|post| Event::Queued { post }));
        events.push(Event::Counted { counters: self.counters });
        events
    }

    /// What is known of a number; one that nobody changed is registered and verified.
    #[must_use]
    pub fn number(&self, phone_number_id: &str) -> Number {
        self.numbers.get(phone_number_id).cloned().unwrap_or_default()
    }

    /// What is between a number and a customer.
    #[must_use]
    pub fn pair(&self, phone_number_id: &str, customer: &str) -> Pair {
        self.pairs.get(&(phone_number_id.to_owned(), customer.to_owned())).cloned().unwrap_or_default()
    }

    /// Somebody we know by `wa_id` or user id: met before, or of the cast.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Person> {
        let is_theirs =
            |person: &Person| [&person.wa_id, &person.user_id, &person.parent_user_id].into_iter().flatten().any(|theirs| theirs == id);
        let met = self.people.get(id).or_else(|| self.people.values().find(|person| is_theirs(person))).cloned();
        met.or_else(|| cast().into_iter().map(|(person, _)| person).find(is_theirs))
    }

    /// A message of a number's chats, either side's.
    #[must_use]
    pub fn message(&self, phone_number_id: &str, wamid: &str) -> Option<&ChatMessage> {
        let chats = self.chats.iter().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        chats.flatten().find(|message| message.wamid == wamid)
    }

    /// Where a business's webhooks of messages go: the override of its number, else of its WABA, else the app's callback.
    #[must_use]
    pub fn callback_of(&self, business: &Business) -> Option<String> {
        let of_number = self.numbers.get(&business.phone_number_id).and_then(|number| number.override_callback_uri.clone());
        let of_account = || self.subscriptions.get(&business.waba_id).and_then(|subscription| subscription.override_callback_uri.clone());
        of_number.or_else(of_account).or_else(|| business.callback_url.clone())
    }

    /// Where a post goes: template and account events go to the app's callback whatever overrides there are (section 2.4).
    /// An app without a callback would never see them; the override gets them then, as a local set-up wants.
    #[must_use]
    pub fn callback_for(&self, business: &Business, post: &Post) -> Option<String> {
        let of_app = if post.is_overridable() { None } else { business.callback_url.clone() };
        of_app.or_else(|| self.callback_of(business))
    }

    /// Businesses that `access_token` belongs to.
    pub fn of_token<'a>(&'a self, access_token: &'a str) -> impl Iterator<Item = &'a Business> {
        self.businesses.values().filter(move |business| business.access_token == access_token)
    }

    fn said(&mut self, message: ChatMessage) {
        let key = (message.phone_number_id.clone(), message.customer.clone());
        if !message.from_business {
            let pair = self.pairs.entry(key.clone()).or_default();
            pair.heard_at_ms = pair.heard_at_ms.max(Some(message.at_ms));
        }
        let chat = self.chats.entry(key).or_default();
        if chat.len() == CHAT_MESSAGES_MAX {
            chat.pop_front();
        }
        chat.push_back(message);
    }

    fn sent(&mut self, phone_number_id: String, customer: String, at_ms: i64, marketing: bool) {
        let per_second = self.businesses.get(&phone_number_id).map_or(1, |business| business.policy.messages_per_second);
        self.numbers.entry(phone_number_id.clone()).or_default().sent(at_ms, per_second);
        self.pairs.entry((phone_number_id, customer)).or_default().sent(at_ms, marketing);
    }

    fn read(&mut self, phone_number_id: &str, wamid: &str) {
        let mut chats = self.chats.iter_mut().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        let Some(chat) = chats.find(|chat| chat.iter().any(|message| message.wamid == wamid)) else { return };
        let read = chat.iter().position(|message| message.wamid == wamid).unwrap_or_default();
        for message in chat.iter_mut().take(read + 1).filter(|message| !message.from_business) {
            message.status = Some("read".to_owned());
        }
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

    /// Moves a message's status forward, as a phone shows it.
    fn status_reached(&mut self, phone_number_id: &str, wamid: &str, status: &str) {
        let chats = self.chats.iter_mut().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        let message = chats.flatten().find(|message| message.wamid == wamid);
        if let (Some(message), Some(reported)) = (message, Status::from_provider(status)) {
            let now = message.status.as_deref().and_then(Status::from_provider);
            message.status = Some(now.map_or(reported, |now| now.after(reported)).to_string());
        }
    }

    fn close(&mut self, post: u64, acknowledged_at_ms: Option<i64>) {
        let Some(post) = self.pending.remove(&post) else { return };
        for (wamid, kind) in post.reports {
            if let Some(status) = kind.strip_prefix("status:") {
                self.status_reached(&post.phone_number_id, &wamid, status);
            }
            self.note(LedgerRow {
                phone_number_id: post.phone_number_id.clone(),
                wamid,
                kind,
                sent_at_ms: post.queued_at_ms,
                acknowledged_at_ms,
                attempts: post.attempts + u32::from(acknowledged_at_ms.is_some()),
            });
        }
    }

    fn note(&mut self, row: LedgerRow) {
        if self.ledger.len() == LEDGER_ROWS_MAX {
            self.ledger.pop_front();
        }
        self.ledger.push_back(row);
    }
}
