//! The cards of a template's carousel.

use serde_json::{Value, json};

use super::super::invalid::Invalid;
use super::button::{self, Button};
use super::parameter::{BodyParameters, HeaderParameter};

/// What goes in one card.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateCard {
    header: HeaderParameter,
    body: Option<BodyParameters>,
    buttons: Vec<(u8, Button)>,
}

impl TemplateCard {
    /// A card with its media or product.
    #[must_use]
    pub fn new(header: HeaderParameter) -> Self {
        Self { header, body: None, buttons: Vec::new() }
    }

    /// The variables of the card's text.
    #[must_use]
    pub fn body(self, body: BodyParameters) -> Self {
        Self { body: Some(body), ..self }
    }

    /// As [`Template::button`](super::Template::button), counted over the card's buttons.
    ///
    /// # Errors
    /// An index no template has, or that has its parameter already.
    pub fn button(mut self, index: u8, button: Button) -> Result<Self, Invalid> {
        button::push(&mut self.buttons, index, button)?;
        Ok(self)
    }

    pub(super) fn into_value(self, index: usize) -> Value {
        let texts = std::iter::once(self.header.into_component()).chain(self.body.map(BodyParameters::into_component));
        let buttons = self.buttons.into_iter().map(|(index, button)| button.into_component(index));
        json!({"card_index": index, "components": texts.chain(buttons).collect::<Vec<_>>()})
    }
}
