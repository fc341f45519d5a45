//! Text (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field};

/// `text`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Text {
    pub body: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
