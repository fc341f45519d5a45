//! What is done to another message: a reaction, and a pin in a group.

use serde_json::{Value, json};

use super::emoji::is_emoji;
use super::invalid::{Fault, Invalid, text};
use super::limits::{EMOJI_CHARS_MAX, ID_CHARS_MAX, PIN_DAYS};

/// An emoji on a message of the last 30 days that isn't a reaction itself (code 131009 by webhook).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    message_id: String,
    emoji: String,
}

impl Reaction {
    /// # Errors
    /// No id, no emoji, or a text in its place.
    pub fn new(message_id: impl Into<String>, emoji: impl Into<String>) -> Result<Self, Invalid> {
        let emoji = text("reaction.emoji", emoji, EMOJI_CHARS_MAX)?;
        if !is_emoji(&emoji) {
            return Err(Invalid::malformed("reaction.emoji", "one emoji", &emoji));
        }
        Ok(Self { emoji, ..Self::removal(message_id)? })
    }

    /// Takes our reaction back.
    ///
    /// # Errors
    /// No id.
    pub fn removal(message_id: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self { message_id: text("reaction.message_id", message_id, ID_CHARS_MAX)?, emoji: String::new() })
    }

    pub(super) fn into_value(self) -> Value {
        json!({"message_id": self.message_id, "emoji": self.emoji})
    }
}

/// A message kept at the top of a group, which holds at most three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    message_id: String,
    days: Option<u8>,
}

impl Pin {
    /// # Errors
    /// No id, or not 1 to 30 days.
    pub fn new(message_id: impl Into<String>, days: u8) -> Result<Self, Invalid> {
        if !PIN_DAYS.contains(&days) {
            let (least, most) = (usize::from(*PIN_DAYS.start()), usize::from(*PIN_DAYS.end()));
            return Err(Invalid::new("pin.expiration_days", Fault::Count { least, most, given: days.into() }));
        }
        Ok(Self { days: Some(days), ..Self::removal(message_id)? })
    }

    /// Unpins it.
    ///
    /// # Errors
    /// No id.
    pub fn removal(message_id: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self { message_id: text("pin.message_id", message_id, ID_CHARS_MAX)?, days: None })
    }

    pub(super) fn into_value(self) -> Value {
        match self.days {
            Some(days) => json!({"type": "pin", "message_id": self.message_id, "expiration_days": days}),
            None => json!({"type": "unpin", "message_id": self.message_id}),
        }
    }
}
