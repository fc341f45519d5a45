//! All that a status says (section 3.4).
//!
//! [`Status`] holds what the inbox needs, and its JSON as it came; [`Status::details`] reads that. Every member is optional, words
//! and members we don't know are kept.

pub mod pricing;

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::field::{Extra, Field, Id, List, ReadError, Time, read, words};
use super::item::Status;
use pricing::{Conversation, Pricing};

words! {
    /// How far a message has come.
    State {
        Sent = "sent",
        Delivered = "delivered",
        Read = "read",
        Played = "played",
        Failed = "failed",
        Deleted = "deleted",
        Warning = "warning",
    }
}

words! {
    /// Whom a message went to, where that isn't one person.
    RecipientType {
        Group = "group",
    }
}

/// A status. Members with two names were seen under both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The wamid of the message. Holds the customer's phone number: personal data.
    pub id: Field<Id>,
    pub status: Field<State>,
    pub timestamp: Field<Time>,
    /// `message`
    #[serde(rename = "type")]
    pub kind: Field<String>,
    /// A phone number, which may be withheld, or a group.
    pub recipient_id: Field<Id>,
    pub recipient_user_id: Field<Id>,
    pub recipient_parent_user_id: Field<Id>,
    /// As example payloads spell `recipient_parent_user_id`.
    pub parent_recipient_user_id: Field<Id>,
    pub recipient_type: Field<RecipientType>,
    pub recipient_participant_id: Field<Id>,
    /// As a sample spells `recipient_participant_id`.
    pub participant_recipient_id: Field<Id>,
    pub recipient_participant_user_id: Field<Id>,
    pub recipient_participant_parent_user_id: Field<Id>,
    /// Of whom we meant to reach, where we check that they are still the same.
    pub recipient_identity_key_hash: Field<Id>,
    /// As we set it on send.
    pub biz_opaque_callback_data: Field<String>,
    pub conversation: Field<Conversation>,
    pub pricing: Field<Pricing>,
    /// Why it failed.
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}

impl Details {
    /// Reads one element of `statuses`.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] when `status` isn't a JSON object, or holds a number beyond a double's range.
    pub fn read(status: &str) -> Result<Self, ReadError> {
        read(status)
    }

    /// The recipient's id across businesses, under whichever name it came.
    #[must_use]
    pub fn parent_user_id(&self) -> Option<&str> {
        self.recipient_parent_user_id.get().or(self.parent_recipient_user_id.get()).map(Id::as_str)
    }

    /// The phone number of a group's participant, under whichever name it came.
    #[must_use]
    pub fn participant_id(&self) -> Option<&str> {
        self.recipient_participant_id.get().or(self.participant_recipient_id.get()).map(Id::as_str)
    }

    /// What it costs; statuses of groups say so inside the conversation.
    #[must_use]
    pub fn pricing(&self) -> Option<&Pricing> {
        self.pricing.get().or_else(|| self.conversation.get()?.pricing.get())
    }
}

impl Status<'_> {
    /// All that the status says.
    ///
    /// # Errors
    /// As [`Details::read`].
    pub fn details(&self) -> Result<Details, ReadError> {
        Details::read(&self.raw)
    }
}
