//! Cards side by side.

use serde_json::{Value, json};

use super::super::content::with;
use super::super::invalid::{Invalid, count, optional};
use super::super::limits::{CARD_BODY_CHARS_MAX, CARDS};
use super::super::media::Media;
use super::products::product_action;
use super::{Interactive, link_parameters};

/// One card: media, words and a link, or a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Equal on all cards of a message: their type, and that of their media.
    sort: (&'static str, &'static str),
    header: Option<Media>,
    body: Option<String>,
    action: Value,
}

impl Card {
    /// An image or video, words that may be empty, and a button that opens an address.
    ///
    /// # Errors
    /// Other media, media with a caption, no http(s) address, or a limit.
    pub fn link(media: Media, body: impl Into<String>, label: impl Into<String>, url: impl Into<String>) -> Result<Self, Invalid> {
        if !media.fits_card() {
            return Err(Invalid::not_allowed("interactive.action.cards.header", "a card shows an image or a video without a caption"));
        }
        Ok(Self {
            sort: ("cta_url", media.kind()),
            header: Some(media),
            body: optional("interactive.action.cards.body.text", body, CARD_BODY_CHARS_MAX)?,
            action: json!({"name": "cta_url", "parameters": link_parameters(label, url)?}),
        })
    }

    /// A product, which brings its own picture and words.
    ///
    /// # Errors
    /// An empty id, or a limit.
    pub fn product(catalog_id: impl Into<String>, retailer_id: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self { sort: ("product", ""), header: None, body: None, action: product_action(catalog_id, retailer_id)? })
    }

    fn into_value(self, index: usize) -> Value {
        let header = self.header.map(|media| ("header", media.into_typed()));
        let body = self.body.map(|words| ("body", json!({"text": words})));
        with(json!({"card_index": index, "type": self.sort.0, "action": self.action}), header.into_iter().chain(body))
    }
}

impl Interactive {
    /// Two to ten cards, all of one sort.
    ///
    /// # Errors
    /// Too few or too many cards, cards of different sorts, or a limit of the body.
    pub fn carousel(body: impl Into<String>, cards: Vec<Card>) -> Result<Self, Invalid> {
        count("interactive.action.cards", cards.len(), &CARDS)?;
        if cards.windows(2).any(|pair| pair[0].sort != pair[1].sort) {
            return Err(Invalid::not_allowed("interactive.action.cards", "all cards have the same type, and media of the same type"));
        }
        let cards: Vec<Value> = cards.into_iter().enumerate().map(|(index, card)| card.into_value(index)).collect();
        Self::new("carousel", body, json!({"cards": cards}))
    }
}
