//! Quick replies of templates (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field};

/// `button`: which one was tapped. It may come without a context.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    /// As we set it; `DID_NOT_REQUEST_CODE` of authentication templates.
    pub payload: Field<String>,
    pub text: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
