//! Errors that webhooks carry (sections 3.4, 3.5 and 9).

use serde::{Deserialize, Serialize};

use super::field::{Extra, Field, Number};

/// One error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Error {
    /// A row of [`CODES`](crate::client::CODES).
    pub code: Field<Number>,
    pub title: Field<String>,
    /// Equals the title where both are there.
    pub message: Field<String>,
    pub error_data: Field<ErrorData>,
    /// The older place of `error_data.details`.
    pub details: Field<String>,
    /// May be relative.
    pub href: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `error_data` of an error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorData {
    pub details: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

impl Error {
    /// The code, for [`action_for`](crate::client::action_for).
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "saturates; no code is that large")]
    pub fn code(&self) -> Option<i64> {
        self.code.get().map(|code| code.0 as i64)
    }

    /// What happened in words, wherever it stands.
    #[must_use]
    pub fn details(&self) -> Option<&str> {
        let nested = self.error_data.get().and_then(|data| data.details.get());
        nested.or(self.details.get()).map(String::as_str)
    }
}
