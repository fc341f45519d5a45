//! What can happen: a journal is a list of these.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Business, ChatMessage, Counters, Group, LedgerRow, Media, Number, Pair, Post, Remembered, Subscription, Template, Upload, World,
};
use crate::people::Person;

/// Messages of one line of a shortened journal.
const REMEMBERED_PER_LINE: usize = 1000;

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
    /// Messages that no chat shows, or shows no longer: of a load run; of a shortened journal.
    Remembered {
        messages: Vec<Remembered>,
    },
    /// A customer's message came in, whatever time it says: it counts against the number's rate.
    Heard {
        phone_number_id: String,
        at_ms: i64,
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
    GroupSet {
        group: Group,
    },
    GroupDeleted {
        group_id: String,
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
    /// What was to be kept until then is gone: files, uploads, what was known of messages.
    Expired {
        at_ms: i64,
    },
    Queued {
        post: Post,
    },
    /// A post was sent in vain, at a time that older journals don't tell.
    Attempted {
        post: u64,
        due_at_ms: i64,
        #[serde(default)]
        at_ms: Option<i64>,
    },
    Acknowledged {
        post: u64,
        at_ms: i64,
    },
    GaveUp {
        post: u64,
    },
    /// What a post was to tell won't happen: it is taken back, and leaves no trace in the ledger.
    Withdrawn {
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

impl World {
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
        events.extend(self.beyond_chats().chunks(REMEMBERED_PER_LINE).map(|messages| Event::Remembered { messages: messages.to_vec() }));
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
        events.extend(self.groups.values().cloned().map(|group| Event::GroupSet { group }));
        events.extend(self.media.values().cloned().map(|media| Event::MediaSet { media }));
        events.extend(self.uploads.values().cloned().map(|upload| Event::UploadSet { upload }));
        events.extend(self.ledger.iter().cloned().map(|row| Event::Noted { row }));
        events.extend(self.pending.values().cloned().map(|post| Event::Queued { post }));
        events.push(Event::Counted { counters: self.counters });
        events
    }
}
