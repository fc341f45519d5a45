//! Everything the simulator knows, changed by [`Event`]s alone, so that a journal of events is the whole state.

use std::collections::{BTreeMap, VecDeque};

use domain::Status;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Rows of the ledger kept.
const LEDGER_ROWS_MAX: usize = 20_000;
/// Messages of a chat kept.
const CHAT_MESSAGES_MAX: usize = 300;

/// A business and the Meta app it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    pub waba_id: String,
    pub phone_number_id: String,
    /// Digits.
    pub display_phone_number: String,
    pub name: String,
    #[serde(default = "default_app_id")]
    pub app_id: String,
    pub app_secret: String,
    pub access_token: String,
    /// The app's own callback; an override of the WABA comes first.
    #[serde(default)]
    pub callback_url: Option<String>,
    #[serde(default)]
    pub verify_token: Option<String>,
    /// IANA name; the generator's opening hours.
    #[serde(default)]
    pub timezone: Option<String>,
}

fn default_app_id() -> String {
    "900100200300400".to_owned()
}

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

/// A post that came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub phone_number_id: String,
    pub wamid: String,
    pub kind: String,
    pub sent_at_ms: i64,
    pub acknowledged_at_ms: Option<i64>,
    pub attempts: u32,
}

/// One message of a chat, as a phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    pub phone_number_id: String,
    /// `wa_id`, or the user id of a person without one.
    pub customer: String,
    pub wamid: String,
    pub from_business: bool,
    pub kind: String,
    pub text: String,
    pub at_ms: i64,
    /// Of the business's messages: how far they have come.
    pub status: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Registered { business: Business },
    Subscribed { waba_id: String, subscription: Subscription },
    Unsubscribed { waba_id: String },
    Said { message: ChatMessage },
    Queued { post: Post },
    Attempted { post: u64, due_at_ms: i64 },
    Acknowledged { post: u64, at_ms: i64 },
    GaveUp { post: u64 },
    FaultsSet { faults: Value },
    Reset,
}

/// The state.
#[derive(Debug, Default)]
pub struct World {
    /// By phone number id.
    pub businesses: BTreeMap<String, Business>,
    /// By WABA id.
    pub subscriptions: BTreeMap<String, Subscription>,
    /// By phone number id and customer.
    pub chats: BTreeMap<(String, String), VecDeque<ChatMessage>>,
    pub pending: BTreeMap<u64, Post>,
    pub ledger: VecDeque<LedgerRow>,
    pub faults: Value,
    pub last_post: u64,
    pub acknowledged: u64,
    pub attempts: u64,
    pub gave_up: u64,
}

impl World {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Registered { business } => drop(self.businesses.insert(business.phone_number_id.clone(), business)),
            Event::Subscribed { waba_id, subscription } => drop(self.subscriptions.insert(waba_id, subscription)),
            Event::Unsubscribed { waba_id } => drop(self.subscriptions.remove(&waba_id)),
            Event::Said { message } => self.said(message),
            Event::Queued { post } => {
                self.last_post = self.last_post.max(post.id);
                self.pending.insert(post.id, post);
            }
            Event::Attempted { post, due_at_ms } => {
                self.attempts += 1;
                if let Some(post) = self.pending.get_mut(&post) {
                    post.attempts += 1;
                    post.due_at_ms = due_at_ms;
                }
            }
            Event::Acknowledged { post, at_ms } => {
                self.acknowledged += 1;
                self.attempts += 1;
                self.close(post, Some(at_ms));
            }
            Event::GaveUp { post } => {
                self.gave_up += 1;
                self.close(post, None);
            }
            Event::FaultsSet { faults } => self.faults = faults,
            Event::Reset => {
                let (businesses, subscriptions) = (std::mem::take(&mut self.businesses), std::mem::take(&mut self.subscriptions));
                *self = Self { businesses, subscriptions, last_post: self.last_post, ..Self::default() };
            }
        }
    }

    /// Fewest events that lead to this state; the ledger of what is done is left out.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = self.businesses.values().cloned().map(|business| Event::Registered { business }).collect();
        let subscribed = |(waba_id, subscription): (&String, &Subscription)| Event::Subscribed {
            waba_id: waba_id.clone(),
            subscription: subscription.clone(),
        };
        events.extend(self.subscriptions.iter().map(subscribed));
        if !self.faults.is_null() {
            events.push(Event::FaultsSet { faults: self.faults.clone() });
        }
        events.extend(self.chats.values().flatten().cloned().map(|message| Event::Said { message }));
        events.extend(self.pending.values().cloned().map(|post| Event::Queued { post }));
        events
    }

    /// Where a business's webhooks go: the override of its WABA, else the app's callback.
    #[must_use]
    pub fn callback_of(&self, business: &Business) -> Option<String> {
        let subscription = self.subscriptions.get(&business.waba_id);
        subscription.and_then(|subscription| subscription.override_callback_uri.clone()).or_else(|| business.callback_url.clone())
    }

    /// Businesses that `access_token` belongs to.
    pub fn of_token<'a>(&'a self, access_token: &'a str) -> impl Iterator<Item = &'a Business> {
        self.businesses.values().filter(move |business| business.access_token == access_token)
    }

    fn said(&mut self, message: ChatMessage) {
        let chat = self.chats.entry((message.phone_number_id.clone(), message.customer.clone())).or_default();
        if chat.len() == CHAT_MESSAGES_MAX {
            chat.pop_front();
        }
        chat.push_back(message);
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
            if self.ledger.len() == LEDGER_ROWS_MAX {
                self.ledger.pop_front();
            }
            self.ledger.push_back(LedgerRow {
                phone_number_id: post.phone_number_id.clone(),
                wamid,
                kind,
                sent_at_ms: post.queued_at_ms,
                acknowledged_at_ms,
                attempts: post.attempts + u32::from(acknowledged_at_ms.is_some()),
            });
        }
    }
}
