//! Messages that were changed or taken back in the phone app (section 3.3).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::super::field::{Extra, Field, Id};
use super::Details;

/// `revoke`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Revoke {
    pub original_message_id: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `edit`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edit {
    pub original_message_id: Field<Id>,
    /// What the message says now: type, content and context.
    #[serde(deserialize_with = "edited")]
    pub message: Field<Box<Details>>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// An edit of an edit would nest without end, and each level is a copy. Nobody sends one: it is kept as it came.
fn edited<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field<Box<Details>>, D::Error> {
    let message = Value::deserialize(deserializer)?;
    if message.get("type").and_then(Value::as_str) == Some("edit") {
        return Ok(Field::Other(message));
    }
    Ok(Field::from(message))
}
