//! Approved texts with parameters (section 7.1): the only type that gets through outside the window.

mod button;
mod carousel;
mod one_time_password;
mod parameter;

use serde_json::{Value, json};

pub use button::Button;
pub use carousel::TemplateCard;
pub use one_time_password::OneTimePassword;
pub use parameter::{BodyParameters, HeaderParameter, Words};

use super::content::with;
use super::invalid::{Fault, Invalid, count, text};
use super::limits::{LANGUAGE_CHARS, TEMPLATE_CARDS, TEMPLATE_NAME_CHARS_MAX};

/// A template and what to put in it. Whether its definition wants just that, the provider knows (codes 132000 to 132018).
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    name: String,
    language: String,
    header: Option<HeaderParameter>,
    body: Option<BodyParameters>,
    offer: Option<Value>,
    buttons: Vec<(u8, Button)>,
    cards: Vec<TemplateCard>,
}

impl Template {
    /// `language` with `_` or `-`, e.g. `pt_BR`; the provider wants `_`.
    ///
    /// # Errors
    /// A name that isn't lower-case letters, digits and `_`, or a language that isn't one.
    pub fn new(name: impl Into<String>, language: &str) -> Result<Self, Invalid> {
        let name = text("template.name", name, TEMPLATE_NAME_CHARS_MAX)?;
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(Invalid::malformed("template.name", "lower-case letters, digits and _", &name));
        }
        let language = checked_language(language)?;
        Ok(Self { name, language, header: None, body: None, offer: None, buttons: Vec::new(), cards: Vec::new() })
    }

    /// The header's variable, media or place.
    #[must_use]
    pub fn header(self, header: HeaderParameter) -> Self {
        Self { header: Some(header), ..self }
    }

    /// The body's variables.
    #[must_use]
    pub fn body(self, body: BodyParameters) -> Self {
        Self { body: Some(body), ..self }
    }

    /// When a limited-time offer ends, in milliseconds of Unix time.
    ///
    /// # Errors
    /// Not after 1970.
    pub fn offer_until(mut self, expiration_time_ms: i64) -> Result<Self, Invalid> {
        if expiration_time_ms <= 0 {
            return Err(Invalid::new("template.components.limited_time_offer.expiration_time_ms", Fault::Missing));
        }
        let offer = json!({"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": expiration_time_ms}});
        self.offer = Some(json!({"type": "limited_time_offer", "parameters": [offer]}));
        Ok(self)
    }

    /// The parameter of the button at `index`, counted from 0 over all buttons of the template.
    ///
    /// # Errors
    /// An index no template has, or that has its parameter already.
    pub fn button(mut self, index: u8, button: Button) -> Result<Self, Invalid> {
        button::push(&mut self.buttons, index, button)?;
        Ok(self)
    }

    /// The cards of a carousel: as many as the template has.
    ///
    /// # Errors
    /// None, or more than ten.
    pub fn carousel(mut self, cards: Vec<TemplateCard>) -> Result<Self, Invalid> {
        count("template.components.cards", cards.len(), &TEMPLATE_CARDS)?;
        self.cards = cards;
        Ok(self)
    }

    pub(super) fn into_value(self) -> Value {
        let texts = self.header.map(HeaderParameter::into_component).into_iter().chain(self.body.map(BodyParameters::into_component));
        let buttons = self.buttons.into_iter().map(|(index, button)| button.into_component(index));
        let cards: Vec<Value> = self.cards.into_iter().enumerate().map(|(index, card)| card.into_value(index)).collect();
        let carousel = (!cards.is_empty()).then(|| json!({"type": "carousel", "cards": cards}));
        let components: Vec<Value> = texts.chain(self.offer).chain(buttons).chain(carousel).collect();
        let components = (!components.is_empty()).then_some(("components", Value::Array(components)));
        with(json!({"name": self.name, "language": {"code": self.language}}), components)
    }
}

fn checked_language(given: &str) -> Result<String, Invalid> {
    let code = given.replace('-', "_");
    let mut parts = code.split('_');
    let of_letters = |part: &str, range: std::ops::RangeInclusive<usize>| {
        range.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_language = parts.next().is_some_and(|part| of_letters(part, 2..=3)) && parts.all(|part| of_letters(part, 2..=4));
    if is_language && LANGUAGE_CHARS.contains(&code.len()) {
        return Ok(code);
    }
    Err(Invalid::malformed("template.language.code", "a language such as en or pt_BR", given))
}
