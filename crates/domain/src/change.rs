//! What happened, as browsers are told: one [`Change`] per committed message, status or conversation.
//!
//! The same JSON travels on the CHANGES stream and, with `seq` added, through the socket; its `item` and `thread`
//! are the objects that REST answers with, so that a client applies a change without asking again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::tenant::TenantId;

/// Name space of the ids of changes (RFC 9562, 5.5).
const CHANGE_IDS: Uuid = Uuid::from_u128(0x6f1d_53d2_90a4_4a6b_9d0e_52f7_61c0_8f11);

/// One committed change of a business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Derived from what changed, so that publishing again after a crash is recognised as the same change.
    pub id: Uuid,
    pub business: TenantId,
    pub kind: ChangeKind,
    /// When it was committed.
    pub at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub conversation: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wamid: Option<String>,
    /// The message's status after the change.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<String>,
    /// The message as it is now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub item: Option<MessageItem>,
    /// The conversation as it is now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub thread: Option<ConversationItem>,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A message was stored.
    Message,
    /// A message's status moved forward.
    Status,
    /// A conversation changed in another way.
    Conversation,
}

impl Change {
    /// The id of the change that stores message `wamid`.
    #[must_use]
    pub fn id_of_message(business: &TenantId, wamid: &str) -> Uuid {
        Uuid::new_v5(&CHANGE_IDS, format!("{business} message {wamid}").as_bytes())
    }

    /// The id of the change that moves message `wamid` to `status`.
    #[must_use]
    pub fn id_of_status(business: &TenantId, wamid: &str, status: &str) -> Uuid {
        Uuid::new_v5(&CHANGE_IDS, format!("{business} status {status} {wamid}").as_bytes())
    }

    /// The id of the change that makes revision `revision` of a conversation.
    #[must_use]
    pub fn id_of_conversation(business: &TenantId, conversation: Uuid, revision: i64) -> Uuid {
        Uuid::new_v5(&CHANGE_IDS, format!("{business} conversation {conversation} {revision}").as_bytes())
    }

    /// The change that makes revision `revision` of a conversation, as it is now.
    #[must_use]
    pub fn of_conversation(thread: ConversationItem, revision: i64, at: Timestamp) -> Self {
        Self {
            id: Self::id_of_conversation(&thread.business, thread.id, revision),
            business: thread.business.clone(),
            kind: ChangeKind::Conversation,
            at,
            conversation: Some(thread.id),
            message: None,
            wamid: None,
            status: None,
            item: None,
            thread: Some(thread),
        }
    }
}

/// Which way a message went, seen from the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    /// The word stored in `messages.direction`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_stored(word: &str) -> Option<Self> {
        match word {
            "in" => Some(Self::In),
            "out" => Some(Self::Out),
            _ => None,
        }
    }
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConversationState {
    /// Somebody should answer.
    Open,
    /// The bot, or the customer, has the next move.
    Pending,
    /// Hidden until a time, or until a message arrives.
    Snoozed,
    /// Done; an inbound message reopens it.
    Resolved,
}

impl ConversationState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Pending, Self::Snoozed, Self::Resolved];

    /// The word stored in `conversations.state`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A message as REST lists it and as changes carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageItem {
    pub id: Uuid,
    pub business: TenantId,
    pub conversation_id: Uuid,
    pub contact_id: Uuid,
    pub direction: Direction,
    /// The provider's id; none while a message of ours wasn't accepted yet.
    pub wamid: Option<String>,
    /// The provider's type: `text`, `image`, ... or one that we don't know yet.
    pub kind: String,
    /// What a list shows: text, caption, button title.
    pub body: Option<String>,
    /// Outbound only.
    pub status: Option<String>,
    /// The provider's time.
    pub occurred_at: Timestamp,
    /// Our commit time.
    pub created_at: Timestamp,
    /// The customer of the conversation.
    pub sender: Sender,
    pub phone_number_id: String,
}

/// The customer that a message came from or went to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    pub name: Option<String>,
    /// Phone number, digits; absent for people who hide it.
    pub wa_id: Option<String>,
    /// Business-scoped user id.
    pub user_id: Option<String>,
}

/// A conversation as REST lists it and as changes carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationItem {
    pub id: Uuid,
    pub business: TenantId,
    pub contact: ContactCard,
    pub phone_number_id: String,
    pub state: ConversationState,
    /// Inbound messages that nobody has read.
    pub unread: i32,
    pub last_message_at: Timestamp,
    pub last_message: Option<LastMessage>,
    /// The 24-hour window counts from here.
    pub last_inbound_at: Option<Timestamp>,
    /// Who takes care of it.
    pub assignee: Option<Assignee>,
    /// When it comes back by itself; set exactly while it is snoozed.
    pub snoozed_until: Option<Timestamp>,
}

/// The member that a conversation is assigned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    pub id: Uuid,
    /// As it was when the conversation was assigned; the email of somebody without a name.
    pub name: String,
}

/// The person of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    pub id: Uuid,
    pub name: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
}

/// What the list of conversations shows of the newest message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMessage {
    pub body: Option<String>,
    pub kind: String,
    pub direction: Direction,
    pub status: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_changes_are_derived_from_business_and_subject() {
        let (acme, globex) = (TenantId::parse("acme_3f9c2a").unwrap(), TenantId::parse("globex_1b2c3d").unwrap());
        assert_eq!(Change::id_of_message(&acme, "wamid.A"), Change::id_of_message(&acme, "wamid.A"));
        assert_ne!(Change::id_of_message(&acme, "wamid.A"), Change::id_of_message(&globex, "wamid.A"));
        assert_ne!(Change::id_of_status(&acme, "wamid.A", "read"), Change::id_of_status(&acme, "wamid.A", "sent"));
        let conversation = Uuid::from_u128(1);
        assert_eq!(Change::id_of_conversation(&acme, conversation, 1), Change::id_of_conversation(&acme, conversation, 1));
        assert_ne!(Change::id_of_conversation(&acme, conversation, 1), Change::id_of_conversation(&acme, conversation, 2));
    }
}
