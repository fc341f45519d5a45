//! Errors that concern no message: of the system, the app or the account (section 3.5).

use serde::{Deserialize, Serialize};

use super::super::error::Error;
use super::super::field::{Extra, List};
use super::contact::Contact;

/// `messages` with `value.errors`: the number was too fast (130429), a webhook was dropped (131035).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Errors {
    pub errors: List<Error>,
    pub contacts: List<Contact>,
    #[serde(flatten)]
    pub extra: Extra,
}
