//! The worker's one transaction: a batch of parsed webhook items becomes rows, and what that changed is returned.
//!
//! Several workers may write into one tenant at once. They can't deadlock, because everybody locks in one order:
//! the tenant's status lock, contacts, conversations that are new, messages, conversations, statuses, messages' status;
//! and within each by key. Where PostgreSQL sees it otherwise, the transaction is run again.

mod extras;
mod messages;
mod people;
mod statuses;
mod threads;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    time::Duration,
};

use domain::{Change, ChangeKind, Direction, MessageItem, Sender, TenantId};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Database, conversations, error::StoreError};
use people::{Contact, People};

/// How often a transaction is run again when another one was in the way.
pub const CONTENTION_RETRIES_MAX: u32 = 5;

/// A message of a webhook, parsed. Text is free of NUL and `content` is JSON that `jsonb` takes (the parser's promise).
#[derive(Clone, Debug)]
pub struct InboundMessage<'a> {
    /// The id it gets when it is new (v7).
    pub id: Uuid,
    pub wamid: Cow<'a, str>,
    pub phone_number_id: Cow<'a, str>,
    /// The provider's type.
    pub kind: Cow<'a, str>,
    /// The provider's time.
    pub occurred_at: Timestamp,
    pub direction: Direction,
    /// Typed in the phone app.
    pub echo: bool,
    /// False for synchronised history: it is stored, but nobody has to answer it.
    pub live: bool,
    pub person: Person<'a>,
    /// What a list shows.
    pub body: Option<Cow<'a, str>>,
    /// Outbound history only.
    pub status: Option<Cow<'a, str>>,
    pub error_code: Option<i32>,
    /// The provider's JSON of the message.
    pub content: Cow<'a, str>,
    /// An earlier attempt may have committed it without publishing: its change is returned in any case.
    pub redelivered: bool,
}

/// The customer of a message: a phone number, a business-scoped user id, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    pub wa_id: Option<Cow<'a, str>>,
    pub user_id: Option<Cow<'a, str>>,
    pub name: Option<Cow<'a, str>>,
    pub username: Option<Cow<'a, str>>,
}

/// A status of a webhook, parsed.
#[derive(Clone, Debug)]
pub struct InboundStatus<'a> {
    pub wamid: Cow<'a, str>,
    /// The provider's word; one that we don't know is kept in the history and moves nothing.
    pub status: Cow<'a, str>,
    /// The participant of a group; empty for a person.
    pub recipient: Cow<'a, str>,
    /// The provider's time.
    pub occurred_at: Timestamp,
    pub error_code: Option<i32>,
    /// The provider's JSON of the status.
    pub content: Cow<'a, str>,
    /// As of a message.
    pub redelivered: bool,
}

/// An account, template, phone or other event, kept whole.
#[derive(Clone, Debug)]
pub struct ProviderEvent<'a> {
    /// Derived from the content, so that a duplicate is one row.
    pub id: Uuid,
    pub field: Cow<'a, str>,
    pub content: Cow<'a, str>,
    pub occurred_at: Timestamp,
}

/// Bytes that couldn't be understood or stored (law 2).
#[derive(Clone, Debug)]
pub struct Parked<'a> {
    /// Derived from the bytes, so that a duplicate is one row.
    pub id: Uuid,
    pub reason: Cow<'a, str>,
    pub body: Cow<'a, [u8]>,
    pub received_at: Timestamp,
}

/// What one transaction stores.
#[derive(Clone, Debug, Default)]
pub struct Batch<'a> {
    pub messages: Vec<InboundMessage<'a>>,
    pub statuses: Vec<InboundStatus<'a>>,
    pub events: Vec<ProviderEvent<'a>>,
    pub parked: Vec<Parked<'a>>,
}

impl Batch<'_> {
    /// Items in the batch.
    #[must_use]
    pub fn len(&self) -> usize {
        self.messages.len() + self.statuses.len() + self.events.len() + self.parked.len()
    }

    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a transaction stored. Counts are of rows that are new.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// To be published in this order: what is new, and again what a redelivered item had changed before.
    pub changes: Vec<Change>,
    pub messages: usize,
    pub statuses: usize,
    pub events: usize,
    pub parked: usize,
}

/// Stores a batch in one transaction. `new_id` gives fresh ids (v7) for contacts and conversations.
///
/// # Errors
/// When [`StoreError::is_about_the_data`], one of the items can't be stored and none was: store them one by one and
/// park the offender. Otherwise nothing was stored and the same batch may be tried again later.
pub async fn record(database: &Database, tenant: &TenantId, batch: &Batch<'_>, new_id: fn() -> Uuid) -> Result<Recorded, StoreError> {
    let mut attempt = 0;
    loop {
        match record_once(database, tenant, batch, new_id).await {
            Err(StoreError::Contended(source)) if attempt < CONTENTION_RETRIES_MAX => {
                attempt += 1;
                tracing::debug!(%source, attempt, "another worker was in the way; running the transaction again");
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 10)).await;
            }
            outcome => return outcome,
        }
    }
}

async fn record_once(database: &Database, tenant: &TenantId, batch: &Batch<'_>, new_id: fn() -> Uuid) -> Result<Recorded, StoreError> {
    let mut tx = database.pool.begin().await?;
    let mut recorded = Recorded::default();
    statuses::lock(&mut tx, batch).await?;
    if !batch.messages.is_empty() {
        record_messages(&mut tx, tenant, &batch.messages, new_id, &mut recorded).await?;
    }
    if !batch.statuses.is_empty() {
        statuses::record(&mut tx, tenant, &batch.statuses, &mut recorded).await?;
    }
    if !batch.events.is_empty() {
        recorded.events = extras::events(&mut tx, &batch.events).await?;
    }
    if !batch.parked.is_empty() {
        recorded.parked = extras::park(&mut tx, &batch.parked).await?;
    }
    tx.commit().await?;
    Ok(recorded)
}

async fn record_messages(
    tx: &mut PgConnection,
    tenant: &TenantId,
    messages: &[InboundMessage<'_>],
    new_id: fn() -> Uuid,
    recorded: &mut Recorded,
) -> Result<(), StoreError> {
    let people = people::resolve(tx, messages, new_id).await?;
    let mut stored = messages::insert(tx, messages, &people).await?;
    recorded.messages = stored.len();
    stored.sort_by_key(|row| (row.occurred_at, row.id));
    let by_id: HashMap<Uuid, usize> = messages.iter().enumerate().map(|(index, message)| (message.id, index)).collect();
    let places = messages.iter().enumerate().map(|(index, message)| {
        let place = (people.contact(index).id, message.phone_number_id.as_ref());
        (message.id, (place, message.live))
    });
    let mut threads = threads::advance(tx, tenant, &stored, &places.collect()).await?;
    for row in &stored {
        let index = by_id[&row.id];
        let item = item(tenant, &messages[index], row, &people, index);
        let thread = threads.get(&item.conversation_id).cloned();
        recorded.changes.push(message_change(tenant, item, thread));
    }
    let new: HashSet<Uuid> = stored.iter().map(|row| row.id).collect();
    let again = |message: &&InboundMessage<'_>| message.redelivered && !new.contains(&message.id);
    let wamids: Vec<&str> = messages.iter().filter(again).map(|message| message.wamid.as_ref()).collect();
    if wamids.is_empty() {
        return Ok(());
    }
    let items = messages::stored_before(tx, tenant, &wamids).await?;
    let missing = items.iter().map(|item| item.conversation_id).filter(|id| !threads.contains_key(id)).collect();
    threads.extend(conversations::load(tx, tenant, missing).await?);
    for item in items {
        // The batch may hold the message twice, once as new.
        if !new.contains(&item.id) {
            let thread = threads.get(&item.conversation_id).cloned();
            recorded.changes.push(message_change(tenant, item, thread));
        }
    }
    Ok(())
}

fn item(tenant: &TenantId, message: &InboundMessage<'_>, row: &messages::Stored, people: &People, index: usize) -> MessageItem {
    let contact: &Contact = people.contact(index);
    MessageItem {
        id: row.id,
        business: tenant.clone(),
        conversation_id: people.conversation(index),
        contact_id: contact.id,
        direction: message.direction,
        wamid: Some(message.wamid.clone().into_owned()),
        kind: message.kind.clone().into_owned(),
        body: message.body.as_deref().map(str::to_owned),
        status: row.status.clone(),
        occurred_at: row.occurred_at,
        created_at: row.created_at,
        sender: Sender { name: contact.name.clone(), wa_id: contact.wa_id.clone(), user_id: contact.user_id.clone() },
        phone_number_id: message.phone_number_id.clone().into_owned(),
    }
}

fn message_change(tenant: &TenantId, item: MessageItem, thread: Option<domain::ConversationItem>) -> Change {
    let wamid = item.wamid.clone();
    Change {
        id: wamid.as_deref().map_or(item.id, |wamid| Change::id_of_message(tenant, wamid)),
        business: tenant.clone(),
        kind: ChangeKind::Message,
        at: item.created_at,
        conversation: Some(item.conversation_id),
        message: Some(item.id),
        wamid,
        status: item.status.clone(),
        item: Some(item),
        thread,
    }
}
