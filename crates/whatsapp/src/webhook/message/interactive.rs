//! Answers to interactive messages (section 3.3).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::super::field::{Extra, Field, Id, Time, take, words};

words! {
    /// Whether we may call.
    CallResponse {
        Accept = "accept",
        Reject = "reject",
    }
}

words! {
    /// Who decided on that.
    ResponseSource {
        UserAction = "user_action",
        Automatic = "automatic",
    }
}

/// `interactive`; an echo has what the business sent, among the members we don't know.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Interactive {
    #[serde(rename = "type")]
    pub kind: Field<String>,
    #[serde(flatten)]
    pub reply: Reply,
    #[serde(flatten)]
    pub extra: Extra,
}

/// The member that the answer's `type` names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    ButtonReply(Field<Choice>),
    ListReply(Field<Choice>),
    /// A Flow, an address or a payment.
    NfmReply(Field<FlowReply>),
    CallPermissionReply(Field<CallPermission>),
    /// A type we don't know: the member of its name, if there is one.
    #[serde(untagged)]
    Other(Extra),
}

impl Default for Reply {
    fn default() -> Self {
        Self::Other(Extra::new())
    }
}

impl Reply {
    /// Takes what `kind` names out of the members.
    fn take(kind: &str, members: &mut Extra) -> Self {
        match kind {
            "button_reply" => Self::ButtonReply(take(members, kind)),
            "list_reply" => Self::ListReply(take(members, kind)),
            "nfm_reply" => Self::NfmReply(take(members, kind)),
            "call_permission_reply" => Self::CallPermissionReply(take(members, kind)),
            _ => Self::Other(members.remove_entry(kind).into_iter().collect()),
        }
    }
}

impl<'de> Deserialize<'de> for Interactive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut extra = Extra::deserialize(deserializer)?;
        let kind: Field<String> = take(&mut extra, "type");
        let reply = kind.get().map(|kind| Reply::take(kind, &mut extra)).unwrap_or_default();
        Ok(Self { kind, reply, extra })
    }
}

/// The button or row that was tapped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// As we set it.
    pub id: Field<Id>,
    pub title: Field<String>,
    /// Of rows.
    pub description: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A form that was filled in. The Flow it belongs to is known by the token alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FlowReply {
    /// `flow`, `address_message`, or of payments.
    pub name: Field<String>,
    pub body: Field<String>,
    pub response_json: Field<Response>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A JSON object inside a string. A string that holds anything else is [`Field::Other`].
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    json: String,
    answers: Extra,
}

impl Response {
    /// The object's members.
    #[must_use]
    pub fn answers(&self) -> &Extra {
        &self.answers
    }

    /// As we set it when we sent the Flow.
    #[must_use]
    pub fn flow_token(&self) -> Option<&str> {
        self.answers.get("flow_token")?.as_str()
    }
}

impl<'de> Deserialize<'de> for Response {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = String::deserialize(deserializer)?;
        let answers = serde_json::from_str(&json).map_err(D::Error::custom)?;
        Ok(Self { json, answers })
    }
}

impl Serialize for Response {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.json)
    }
}

/// Whether we may call, and for how long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallPermission {
    pub response: Field<CallResponse>,
    pub response_source: Field<ResponseSource>,
    pub expiration_timestamp: Field<Time>,
    pub is_permanent: Field<bool>,
    #[serde(flatten)]
    pub extra: Extra,
}
