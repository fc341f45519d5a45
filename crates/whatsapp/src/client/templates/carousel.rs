//! Cards of a template's carousel (section 7.2).

use serde_json::{Value, json};

use super::super::send::Invalid;
use super::super::send::invalid::count;
use super::super::send::limits::CARDS;
use super::button::Buttons;
use super::component::{NewBody, NewHeader};
use super::variables::Naming;

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCard {
    value: Value,
    format: Value,
    buttons: Vec<Value>,
    pub(super) naming: Option<Naming>,
}

impl NewCard {
    /// A picture or a video, buttons, and a text below it where there is one.
    ///
    /// # Errors
    /// A header that isn't a file or a product, more than two buttons, or what belongs to a code: its button, or the provider's own text.
    pub fn new(header: NewHeader, body: Option<NewBody>, buttons: Buttons) -> Result<Self, Invalid> {
        let format = header.value["format"].clone();
        if !(header.is_media() && format != "DOCUMENT" || format == "PRODUCT") {
            return Err(Invalid::not_allowed("carousel.cards.header", "a card shows an image, a video or a product"));
        }
        if buttons.has_otp || body.as_ref().is_some_and(|body| body.is_of_authentication) {
            return Err(Invalid::not_allowed("carousel.cards", "authentication templates have none, and others have no code"));
        }
        let kinds: Vec<Value> =
            buttons.value["buttons"].as_array().map(|all| all.iter().map(|button| button["type"].clone()).collect()).unwrap_or_default();
        count("carousel.cards.buttons", kinds.len(), &(1..=2))?;
        let naming = body.as_ref().and_then(|body| body.naming);
        let components: Vec<Value> = [header.value].into_iter().chain(body.map(|body| body.value)).chain([buttons.value]).collect();
        Ok(Self { value: json!({"components": components}), format, buttons: kinds, naming })
    }
}

/// The carousel's component: cards of the same make.
///
/// # Errors
/// Too few, too many, or cards that differ in header or buttons.
pub(super) fn carousel(cards: Vec<NewCard>) -> Result<Value, Invalid> {
    count("carousel.cards", cards.len(), &CARDS)?;
    let is_alike = |pair: &[NewCard]| pair[0].format == pair[1].format && pair[0].buttons == pair[1].buttons;
    if !cards.windows(2).all(is_alike) {
        return Err(Invalid::not_allowed("carousel.cards", "all cards have the same kind of header and of buttons"));
    }
    let cards: Vec<Value> = cards.into_iter().map(|card| card.value).collect();
    Ok(json!({"type": "CAROUSEL", "cards": cards}))
}
