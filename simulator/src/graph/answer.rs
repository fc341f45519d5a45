//! Answers and the error envelope (section 9).

use axum::Json;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

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
}

impl Refusal {
    fn new(status: u16, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, subcode: None, kind: "OAuthException", message: message.into(), details: None }
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
        Self { details: Some(details.into()), ..Self::new(400, 100, "(#100) Invalid parameter") }
    }

    /// Code 2200: the callback didn't answer the handshake.
    #[must_use]
    pub fn handshake_failed(why: &str) -> Self {
        Self::new(400, 2200, format!("(#2200) Callback verification failed with the following errors: {why}"))
    }

    /// Any code, by a fault rule.
    #[must_use]
    pub fn injected(status: u16, code: i64) -> Self {
        Self { details: Some("injected by a fault rule".to_owned()), ..Self::new(status, code, format!("(#{code}) Injected fault")) }
    }

    /// The answer on the wire.
    #[must_use]
    pub fn answer(&self, random: &Random) -> Response {
        let mut error = json!({"message": self.message, "type": self.kind, "code": self.code, "fbtrace_id": ids::trace(random)});
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(json!({"error": error}))).into_response()
    }
}

/// `{"success": true}`.
pub(super) fn success() -> Response {
    Json(json!({"success": true})).into_response()
}

/// A list's only page.
pub(super) fn list(data: Vec<Value>) -> Response {
    Json(json!({"data": data})).into_response()
}

/// Any answer.
pub(super) fn object(value: Value) -> Response {
    Json(value).into_response()
}
