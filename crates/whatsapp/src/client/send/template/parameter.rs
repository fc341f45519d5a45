//! What goes in a template's header and body.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::super::content::with;
use super::super::invalid::{Fault, Invalid, text, unique};
use super::super::limits::{ID_CHARS_MAX, PARAMETER_SPACES_MAX, TEMPLATE_BODY_CHARS_MAX, TEMPLATE_HEADER_CHARS_MAX};
use super::super::location::Location;
use super::super::media::Media;

const FIELD: &str = "template.components.parameters";
const CURRENCY_LETTERS: usize = 3;

/// The value of a text variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is shown where the kind isn't understood: the whole of a text.
    fallback: String,
    value: Value,
}

impl Words {
    /// # Errors
    /// Empty, too long for any body, or with line breaks, tabs or more than four spaces in a row (code 132018).
    pub fn text(words: impl Into<String>) -> Result<Self, Invalid> {
        let fallback = line("text", words)?;
        Ok(Self { value: json!({"type": "text", "text": fallback}), fallback })
    }

    /// An amount in thousandths of the currency's unit, and how it is written where that isn't understood.
    ///
    /// # Errors
    /// A code that isn't three capitals, or a fallback that [`Words::text`] would refuse.
    pub fn currency(code: &str, amount_1000: i64, fallback: impl Into<String>) -> Result<Self, Invalid> {
        if code.len() != CURRENCY_LETTERS || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Invalid::malformed(format!("{FIELD}.currency.code"), "three capital letters such as EUR", code));
        }
        let fallback = line("currency.fallback_value", fallback)?;
        let value = json!({"type": "currency", "currency": {"fallback_value": fallback, "code": code, "amount_1000": amount_1000}});
        Ok(Self { value, fallback })
    }

    /// A date or time as it is to be written.
    ///
    /// # Errors
    /// As [`Words::text`].
    pub fn date_time(fallback: impl Into<String>) -> Result<Self, Invalid> {
        let fallback = line("date_time.fallback_value", fallback)?;
        Ok(Self { value: json!({"type": "date_time", "date_time": {"fallback_value": fallback}}), fallback })
    }

    fn named(self, name: Option<String>) -> Value {
        with(self.value, name.map(|name| ("parameter_name", json!(name))))
    }
}

/// A text that stands within a line (code 132018).
fn line(member: &str, value: impl Into<String>) -> Result<String, Invalid> {
    let field: Cow<'static, str> = Cow::Owned(format!("{FIELD}.{member}"));
    let value = text(field.clone(), value, TEMPLATE_BODY_CHARS_MAX)?;
    if value.contains(['\n', '\r', '\t']) || value.contains(&" ".repeat(PARAMETER_SPACES_MAX + 1)) {
        return Err(Invalid::malformed(field, "one line without tabs and with at most 4 spaces in a row", &value));
    }
    Ok(value)
}

/// The body's variables, in the way the template was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyParameters(Vec<(Option<String>, Words)>);

impl BodyParameters {
    /// For `{{1}}`, `{{2}}` and so on.
    ///
    /// # Errors
    /// None, or together too long for any body.
    pub fn positional(words: Vec<Words>) -> Result<Self, Invalid> {
        Self::checked(words.into_iter().map(|words| (None, words)).collect())
    }

    /// For `{{name}}`.
    ///
    /// # Errors
    /// None, two of one name, a name that isn't lower-case letters, digits and `_`, or together too long for any body.
    pub fn named(words: Vec<(String, Words)>) -> Result<Self, Invalid> {
        words.iter().try_for_each(|(name, _)| check_name(name))?;
        unique("template.components.parameters.parameter_name", words.iter().map(|(name, _)| name.as_str()))?;
        Self::checked(words.into_iter().map(|(name, words)| (Some(name), words)).collect())
    }

    fn checked(words: Vec<(Option<String>, Words)>) -> Result<Self, Invalid> {
        if words.is_empty() {
            return Err(Invalid::new(FIELD, Fault::Missing));
        }
        let chars = words.iter().map(|(_, words)| words.fallback.chars().count()).sum();
        if chars > TEMPLATE_BODY_CHARS_MAX {
            return Err(Invalid::new(FIELD, Fault::TooLong { chars_max: TEMPLATE_BODY_CHARS_MAX, chars }));
        }
        Ok(Self(words))
    }

    pub(super) fn into_component(self) -> Value {
        let parameters: Vec<Value> = self.0.into_iter().map(|(name, words)| words.named(name)).collect();
        json!({"type": "body", "parameters": parameters})
    }
}

fn check_name(name: &str) -> Result<(), Invalid> {
    let field = "template.components.parameters.parameter_name";
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
        return Ok(());
    }
    Err(Invalid::malformed(field, "lower-case letters, digits and _", name))
}

/// What goes in a header, which has one variable at most.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderParameter(Value);

impl HeaderParameter {
    /// # Errors
    /// Longer than [`TEMPLATE_HEADER_CHARS_MAX`].
    pub fn text(words: Words) -> Result<Self, Invalid> {
        Self::of_text(None, words)
    }

    /// # Errors
    /// As [`HeaderParameter::text`], or a name that isn't lower-case letters, digits and `_`.
    pub fn named(name: String, words: Words) -> Result<Self, Invalid> {
        check_name(&name)?;
        Self::of_text(Some(name), words)
    }

    fn of_text(name: Option<String>, words: Words) -> Result<Self, Invalid> {
        text(format!("{FIELD}.text"), words.fallback.as_str(), TEMPLATE_HEADER_CHARS_MAX)?;
        Ok(Self(words.named(name)))
    }

    /// An image, video or document.
    ///
    /// # Errors
    /// Another kind, or with a caption.
    pub fn media(media: Media) -> Result<Self, Invalid> {
        if media.fits_header() {
            return Ok(Self(media.into_typed()));
        }
        Err(Invalid::not_allowed(FIELD, "a header shows an image, video or document without a caption"))
    }

    /// A place.
    #[must_use]
    pub fn location(location: Location) -> Self {
        Self(json!({"type": "location", "location": location.into_value()}))
    }

    /// A product of a catalog.
    ///
    /// # Errors
    /// An id that is empty or too long.
    pub fn product(catalog_id: impl Into<String>, retailer_id: impl Into<String>) -> Result<Self, Invalid> {
        let product = json!({
            "product_retailer_id": text(format!("{FIELD}.product.product_retailer_id"), retailer_id, ID_CHARS_MAX)?,
            "catalog_id": text(format!("{FIELD}.product.catalog_id"), catalog_id, ID_CHARS_MAX)?,
        });
        Ok(Self(json!({"type": "product", "product": product})))
    }

    pub(super) fn into_component(self) -> Value {
        json!({"type": "header", "parameters": [self.0]})
    }
}
