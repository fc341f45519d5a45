//! `POST /{phone number id}/marketing_messages` (section 7.5): marketing templates, by a way of their own.

use serde_json::Value;

use super::super::answer::Refusal;
use super::super::fields::Fields;
use crate::world::Template;

/// How long a new template is unknown there.
const SYNCHRONISED_MS: i64 = 10 * 60 * 1000;

/// By which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Messages,
    /// Of marketing alone.
    Marketing {
        /// What can't go there goes as any other message, rather than not at all.
        falls_back: bool,
    },
}

impl Way {
    /// Reads a request to `marketing_messages`.
    pub(super) fn of_marketing(fields: Fields<'_>) -> Result<Self, Refusal> {
        if fields.get("type").and_then(Value::as_str) != Some("template") {
            return Err(Refusal::code(131_055, "Only templates can be sent as marketing messages"));
        }
        match fields.text("product_policy", 1..=64)? {
            None | Some("CLOUD_API_FALLBACK") => Ok(Self::Marketing { falls_back: true }),
            Some("STRICT") => Ok(Self::Marketing { falls_back: false }),
            Some(_) => Err(fields.refuse("product_policy", "must be CLOUD_API_FALLBACK or STRICT")),
        }
    }

    /// The way that a message takes in the end.
    pub(super) fn taken(self, template: Option<&Template>, now_ms: i64) -> Result<Self, Refusal> {
        let Self::Marketing { falls_back } = self else { return Ok(self) };
        let fault = match template {
            Some(template) if template.category != "MARKETING" => {
                Some((134_100, "Only marketing templates can be sent as marketing messages"))
            }
            Some(template) if now_ms - template.approved_at_ms() < SYNCHRONISED_MS => {
                Some((134_101, "The template is still being synchronised: try again in ten minutes"))
            }
            _ => None,
        };
        match fault {
            None => Ok(self),
            Some(_) if falls_back => Ok(Self::Messages),
            Some((code, details)) => Err(Refusal::code(code, details)),
        }
    }

    pub(super) fn is_marketing(self) -> bool {
        self != Self::Messages
    }
}
