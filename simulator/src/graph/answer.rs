//! Answers and the error envelope (section 9).

use axum::Json;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::codes;
use crate::ids;
use crate::random::Random;

/// A call that is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    status: u16,
    code: i64,
    subcode: Option<i64>,
    kind: &'static str,
    message: String,
    details: Option<String>,
    told: Option<Box<Told>>,
    envelope: Envelope,
}

/// Words for whoever uses the app that called.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    title: &'static str,
    message: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Envelope {
    /// `{"error": ...}`.
    Error,
    /// `{"debug_info": ...}`: resumable uploads.
    DebugInfo,
    /// `{"error": ...}` beside what was done nevertheless.
    Beside(Box<Map<String, Value>>),
    /// No JSON: another host than the Graph API.
    Bare,
}

impl Refusal {
    fn new(status: u16, code: i64, message: impl Into<String>) -> Self {
        let (kind, message) = ("OAuthException", message.into());
        Self { status, code, subcode: None, kind, message, details: None, told: None, envelope: Envelope::Error }
    }

    /// A code of section 9, with its title and HTTP status.
    #[must_use]
    pub fn code(code: i64, details: impl Into<String>) -> Self {
        let (status, title) = codes::known(code);
        Self { details: Some(details.into()), ..Self::new(status, code, format!("(#{code}) {title}")) }
    }

    /// Code 100 with a subcode of section 7.2: a template is refused, and the user is told why.
    #[must_use]
    pub fn template(subcode: i64, why: impl Into<String>) -> Self {
        let told = Told { title: codes::template_title(subcode), message: why.into() };
        Self { subcode: Some(subcode), told: Some(Box::new(told)), ..Self::new(400, 100, "Invalid parameter") }
    }

    /// Every code with which calls are refused or messages fail, and every subcode that tells what a bad parameter is.
    pub fn codes() -> impl Iterator<Item = i64> {
        codes::all()
    }

    /// The same refusal with another HTTP status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Code 104: the call carried no token.
    #[must_use]
    pub fn no_token() -> Self {
        Self::new(400, 104, "(#104) An access token is required to request this resource.")
    }

    /// Code 190: the token is nobody's.
    #[must_use]
    pub fn bad_token() -> Self {
        Self::new(401, 190, "Invalid OAuth access token - Cannot parse access token")
    }

    /// Code 100, subcode 33: no such object, or none of the token's.
    #[must_use]
    pub fn no_object(id: &str, method: &Method) -> Self {
        let message = format!(
            "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation",
            method.as_str().to_lowercase()
        );
        Self { kind: "GraphMethodException", subcode: Some(33), ..Self::new(400, 100, message) }
    }

    /// A path that is no call.
    #[must_use]
    pub fn unknown_path(method: &Method, path: &str) -> Self {
        Self {
            kind: "GraphMethodException",
            ..Self::new(400, 100, format!("Unsupported {} request: unknown path components: /{path}", method.as_str().to_lowercase()))
        }
    }

    /// Code 100: a parameter is wrong.
    #[must_use]
    pub fn bad_parameter(details: impl Into<String>) -> Self {
        Self::code(100, details)
    }

    /// Code 131008: a parameter of a message is missing.
    #[must_use]
    pub fn missing(what: &str) -> Self {
        Self::code(131_008, format!("Parameter '{what}' is required"))
    }

    /// Code 131009: a parameter of a message has no valid value.
    #[must_use]
    pub fn invalid(details: impl Into<String>) -> Self {
        Self::code(131_009, details)
    }

    /// Code 2200: the callback didn't answer the handshake.
    #[must_use]
    pub fn handshake_failed(why: &str) -> Self {
        Self::new(400, 2200, format!("(#2200) Callback verification failed with the following errors: {why}"))
    }

    /// Any code, by a fault rule.
    #[must_use]
    pub fn injected(status: u16, code: i64) -> Self {
        Self {
            details: Some("injected by a fault rule".to_owned()),
            ..Self::new(status, code, format!("(#{code}) {}", codes::known(code).1))
        }
    }

    /// A resumable upload that is refused.
    #[must_use]
    pub fn upload(status: u16, message: impl Into<String>) -> Self {
        Self { kind: "UploadError", envelope: Envelope::DebugInfo, ..Self::new(status, 0, message) }
    }

    /// What wasn't done, beside what was.
    #[must_use]
    pub fn beside(self, done: Map<String, Value>) -> Self {
        Self { envelope: Envelope::Beside(Box::new(done)), ..self }
    }

    /// An HTTP status and no more: the media host.
    #[must_use]
    pub fn bare(status: u16) -> Self {
        Self { envelope: Envelope::Bare, ..Self::new(status, 0, "") }
    }

    /// The answer on the wire.
    #[must_use]
    pub fn answer(&self, random: &Random) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = match &self.envelope {
            Envelope::Error => json!({"error": self.error(random)}),
            Envelope::DebugInfo => json!({"debug_info": {"retriable": self.status >= 500, "type": self.kind, "message": self.message}}),
            Envelope::Beside(done) => {
                let mut body = Map::clone(done);
                body.insert("error".to_owned(), self.error(random));
                Value::Object(body)
            }
            Envelope::Bare => return status.into_response(),
        };
        (status, Json(body)).into_response()
    }

    fn error(&self, random: &Random) -> Value {
        let mut error = json!({"message": self.message, "type": self.kind, "code": self.code, "fbtrace_id": ids::trace(random)});
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if let Some(told) = &self.told {
            error["is_transient"] = json!(false);
            error["error_user_title"] = json!(told.title);
            error["error_user_msg"] = json!(told.message);
        }
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        error
    }
}

/// `{"success": true}`.
pub(super) fn success() -> Response {
    Json(json!({"success": true})).into_response()
}

/// A list that has one page.
pub(super) fn list(data: Vec<Value>) -> Response {
    Json(json!({"data": data})).into_response()
}

/// Any answer.
pub(super) fn object(value: Value) -> Response {
    Json(value).into_response()
}
