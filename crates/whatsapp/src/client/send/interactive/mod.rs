//! Messages the customer answers by tapping (section 6.1): a body, often a header and a footer, and one action.

mod carousel;
mod choices;
mod flow;
mod products;

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub use carousel::Card;
pub use choices::{ReplyButton, Row, Section};
pub use flow::Flow;
pub use products::ProductSection;

use super::content::with;
use super::invalid::{Invalid, link, optional, text};
use super::limits::{BODY_CHARS_MAX, FOOTER_CHARS_MAX, HEADER_CHARS_MAX, LINK_LABEL_CHARS_MAX, LINK_URL_CHARS_MAX};
use super::media::Media;

/// A checked interactive message of any type.
#[derive(Clone, Debug, PartialEq)]
pub struct Interactive {
    kind: &'static str,
    header: Option<Header>,
    body: Option<String>,
    footer: Option<String>,
    action: Value,
}

/// What stands above the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header(Head);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Head {
    Text(String),
    Media(Media),
}

impl Header {
    /// # Errors
    /// Empty, or longer than [`HEADER_CHARS_MAX`].
    pub fn text(words: impl Into<String>) -> Result<Self, Invalid> {
        text("interactive.header.text", words, HEADER_CHARS_MAX).map(|words| Self(Head::Text(words)))
    }

    /// An image, video or document.
    ///
    /// # Errors
    /// Another kind, or with a caption.
    pub fn media(media: Media) -> Result<Self, Invalid> {
        if media.fits_header() {
            return Ok(Self(Head::Media(media)));
        }
        Err(Invalid::not_allowed("interactive.header", "a header is text, or an image, video or document without a caption"))
    }

    fn into_value(self) -> Value {
        match self.0 {
            Head::Text(words) => json!({"type": "text", "text": words}),
            Head::Media(media) => media.into_typed(),
        }
    }
}

/// Where a person's address can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressCountry {
    India,
    Singapore,
}

impl Interactive {
    /// A button that opens an address in the browser.
    ///
    /// # Errors
    /// No http(s) address, an empty text, or a limit.
    pub fn link(body: impl Into<String>, label: impl Into<String>, url: impl Into<String>) -> Result<Self, Invalid> {
        let parameters = link_parameters(label, url)?;
        Self::new("cta_url", body, json!({"name": "cta_url", "parameters": parameters}))
    }

    /// Asks for the customer's location.
    ///
    /// # Errors
    /// Body empty or too long.
    pub fn location_request(body: impl Into<String>) -> Result<Self, Invalid> {
        Self::new("location_request_message", body, json!({"name": "send_location"}))
    }

    /// Asks for the phone number of somebody who has a username (section 4).
    ///
    /// # Errors
    /// Body empty or too long.
    pub fn contact_request(body: impl Into<String>) -> Result<Self, Invalid> {
        Self::new("request_contact_info", body, json!({"name": "request_contact_info"}))
    }

    /// Asks whether we may call. The body may be empty.
    ///
    /// # Errors
    /// Body too long.
    pub fn call_permission_request(body: impl Into<String>) -> Result<Self, Invalid> {
        let body = optional("interactive.body.text", body, BODY_CHARS_MAX)?;
        Ok(Self { kind: "call_permission_request", header: None, body, footer: None, action: json!({"name": "call_permission_request"}) })
    }

    /// A button that calls us. An empty label is the provider's own.
    ///
    /// # Errors
    /// Body empty or too long, or a label longer than [`LINK_LABEL_CHARS_MAX`].
    pub fn voice_call(body: impl Into<String>, label: impl Into<String>) -> Result<Self, Invalid> {
        let label = optional("interactive.action.parameters.display_text", label, LINK_LABEL_CHARS_MAX)?;
        let parameters = label.map(|label| ("parameters", json!({"display_text": label})));
        Self::new("voice_call", body, with(json!({"name": "voice_call"}), parameters))
    }

    /// Asks for a postal address, with what we know of it filled in: businesses and customers of one of two countries only.
    ///
    /// # Errors
    /// Body empty or too long.
    pub fn address(body: impl Into<String>, country: AddressCountry, known: BTreeMap<String, String>) -> Result<Self, Invalid> {
        let country = match country {
            AddressCountry::India => "IN",
            AddressCountry::Singapore => "SG",
        };
        let known = (!known.is_empty()).then(|| ("values", json!(known)));
        let parameters = with(json!({"country": country}), known);
        Self::new("address_message", body, json!({"name": "address_message", "parameters": parameters}))
    }

    /// # Errors
    /// This type has none, or only one of text. Section 6.1 rules a header out for products and carousels alone; of requests for a
    /// place, a phone number or a call, of calls and of catalogs the provider's own pages show none either.
    pub fn header(mut self, header: Header) -> Result<Self, Invalid> {
        match (self.kind, &header.0) {
            ("button" | "cta_url" | "flow" | "address_message", _) | ("list" | "product_list", Head::Text(_)) => {
                self.header = Some(header);
                Ok(self)
            }
            ("list" | "product_list", Head::Media(_)) => Err(Invalid::not_allowed("interactive.header", "the header of a list is text")),
            _ => Err(Invalid::not_allowed("interactive.header", "this type has no header")),
        }
    }

    /// Small text below the body. Empty is none.
    ///
    /// # Errors
    /// Longer than [`FOOTER_CHARS_MAX`], or for a carousel.
    pub fn footer(mut self, footer: impl Into<String>) -> Result<Self, Invalid> {
        self.footer = optional("interactive.footer.text", footer, FOOTER_CHARS_MAX)?;
        if self.footer.is_some() && self.kind == "carousel" {
            return Err(Invalid::not_allowed("interactive.footer", "a carousel has no footer"));
        }
        Ok(self)
    }

    fn new(kind: &'static str, body: impl Into<String>, action: Value) -> Result<Self, Invalid> {
        let body = text("interactive.body.text", body, BODY_CHARS_MAX)?;
        Ok(Self { kind, header: None, body: Some(body), footer: None, action })
    }

    pub(super) fn into_value(self) -> Value {
        let words = |name, words: Option<String>| words.map(|words| (name, json!({"text": words})));
        let header = self.header.map(|header| ("header", header.into_value()));
        let members = header.into_iter().chain(words("body", self.body)).chain(words("footer", self.footer));
        with(json!({"type": self.kind, "action": self.action}), members)
    }
}

fn link_parameters(label: impl Into<String>, url: impl Into<String>) -> Result<Value, Invalid> {
    Ok(json!({
        "display_text": text("interactive.action.parameters.display_text", label, LINK_LABEL_CHARS_MAX)?,
        "url": link("interactive.action.parameters.url", url, LINK_URL_CHARS_MAX)?,
    }))
}
