//! A button that opens a form (a Flow).

use serde_json::{Map, Value, json};

use super::super::content::{member, with};
use super::super::emoji::is_pictograph;
use super::super::invalid::{Invalid, text};
use super::super::limits::{FLOW_LABEL_CHARS_MAX, ID_CHARS_MAX};
use super::Interactive;

/// The version of the message's shape (section 6.1).
const MESSAGE_VERSION: &str = "3";
const PARAMETERS: &str = "interactive.action.parameters";

/// Which form to open, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    name: (&'static str, String),
    label: String,
    token: Option<String>,
    action: Option<(&'static str, Option<Value>)>,
    draft: bool,
}

impl Flow {
    /// A form by its id, behind a button with this label.
    ///
    /// # Errors
    /// Empty, too long, or an emoji in the label.
    pub fn by_id(id: impl Into<String>, label: impl Into<String>) -> Result<Self, Invalid> {
        Self::new("flow_id", id, label)
    }

    /// A form by its name.
    ///
    /// # Errors
    /// As [`Flow::by_id`].
    pub fn by_name(name: impl Into<String>, label: impl Into<String>) -> Result<Self, Invalid> {
        Self::new("flow_name", name, label)
    }

    fn new(member: &'static str, name: impl Into<String>, label: impl Into<String>) -> Result<Self, Invalid> {
        let name = text(format!("{PARAMETERS}.{member}"), name, ID_CHARS_MAX)?;
        let label = text(format!("{PARAMETERS}.flow_cta"), label, FLOW_LABEL_CHARS_MAX)?;
        if label.chars().any(is_pictograph) {
            return Err(Invalid::malformed(format!("{PARAMETERS}.flow_cta"), "without emoji", &label));
        }
        Ok(Self { name: (member, name), label, token: None, action: None, draft: false })
    }

    /// Comes back with the answer, which names no form otherwise. Empty is none.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()).filter(|token| !token.is_empty()), ..self }
    }

    /// Opens this screen, with data for it.
    ///
    /// # Errors
    /// No screen, or a name that is too long.
    pub fn navigate(self, screen: impl Into<String>, data: Map<String, Value>) -> Result<Self, Invalid> {
        let screen = text(format!("{PARAMETERS}.flow_action_payload.screen"), screen, ID_CHARS_MAX)?;
        // The provider refuses an empty object.
        let data = (!data.is_empty()).then_some(("data", Value::Object(data)));
        Ok(Self { action: Some(("navigate", Some(with(json!({"screen": screen}), data)))), ..self })
    }

    /// Asks the form's own endpoint what to open.
    #[must_use]
    pub fn data_exchange(self) -> Self {
        Self { action: Some(("data_exchange", None)), ..self }
    }

    /// Opens the unpublished form, to try it.
    #[must_use]
    pub fn draft(self) -> Self {
        Self { draft: true, ..self }
    }

    fn into_value(self) -> Value {
        let (name, value) = self.name;
        let action = self.action.into_iter().flat_map(|(action, payload)| {
            [("flow_action", json!(action))].into_iter().chain(payload.map(|payload| ("flow_action_payload", payload)))
        });
        let mode = self.draft.then_some(("mode", json!("draft")));
        let members = member("flow_token", self.token).into_iter().chain(action).chain(mode);
        with(json!({"flow_message_version": MESSAGE_VERSION, name: value, "flow_cta": self.label}), members)
    }
}

impl Interactive {
    /// # Errors
    /// Body empty or too long.
    pub fn flow(body: impl Into<String>, flow: Flow) -> Result<Self, Invalid> {
        Self::new("flow", body, json!({"name": "flow", "parameters": flow.into_value()}))
    }
}
