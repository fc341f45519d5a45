//! Codes to sign in with, which authentication templates bring (section 7.1).

use super::super::invalid::Invalid;
use super::{BodyParameters, Button, Template, Words};

/// An authentication template with its code, which stands in the body and on the one button: neither goes without the other. Only
/// for recipients with a phone number (section 4, code 131062).
#[derive(Clone, Debug, PartialEq)]
pub struct OneTimePassword(Template);

impl OneTimePassword {
    /// The code, by the template of this name and language.
    ///
    /// # Errors
    /// As [`Template::new`] for the name and language, and as [`Words::text`] for the code.
    pub fn new(name: impl Into<String>, language: &str, code: impl Into<String>) -> Result<Self, Invalid> {
        let code = code.into();
        let body = BodyParameters::positional(vec![Words::text(code.as_str())?])?;
        Template::new(name, language)?.body(body).button(0, Button::url(code)?).map(Self)
    }

    pub(in super::super) fn into_template(self) -> Template {
        self.0
    }
}
