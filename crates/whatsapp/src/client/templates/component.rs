//! Header and body of a template (section 7.2).

use serde_json::{Value, json};

use super::super::send::Invalid;
use super::super::send::invalid::{count, text};
use super::super::send::limits::{TEMPLATE_BODY_CHARS_MAX, TEMPLATE_HEADER_CHARS_MAX};
use super::variables::{Naming, Sample, check, has_words_enough, stands_at_an_edge};

/// What stands above a template's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHeader {
    pub(super) value: Value,
    pub(super) naming: Option<Naming>,
}

/// A template's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBody {
    pub(super) value: Value,
    pub(super) naming: Option<Naming>,
    /// Written by the provider, for authentication.
    pub(super) is_of_authentication: bool,
}

/// Which file stands above the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaHeader {
    Image,
    Video,
    Document,
}

impl MediaHeader {
    pub(super) fn format(self) -> &'static str {
        match self {
            Self::Image => "IMAGE",
            Self::Video => "VIDEO",
            Self::Document => "DOCUMENT",
        }
    }
}

impl NewHeader {
    /// A line of text with at most one variable.
    ///
    /// # Errors
    /// Empty, longer than [`TEMPLATE_HEADER_CHARS_MAX`], more than one variable, or its sample missing.
    pub fn text(content: impl Into<String>, sample: &Sample) -> Result<Self, Invalid> {
        let content = text("header.text", content, TEMPLATE_HEADER_CHARS_MAX)?;
        check("header.text", &content, sample)?;
        let mut value = json!({"type": "HEADER", "format": "TEXT", "text": content});
        match sample {
            Sample::Positional(samples) if !samples.is_empty() => {
                count("header.text", samples.len(), &(0..=1))?;
                value["example"] = json!({"header_text": samples});
            }
            Sample::Named(samples) if !samples.is_empty() => {
                count("header.text", samples.len(), &(0..=1))?;
                value["example"] = json!({"header_text_named_params": named(samples)});
            }
            _ => {}
        }
        Ok(Self { value, naming: sample.naming() })
    }

    /// A file; the sample is the handle of a resumable upload.
    ///
    /// # Errors
    /// No handle.
    pub fn media(kind: MediaHeader, handle: impl Into<String>) -> Result<Self, Invalid> {
        let handle = text("header.example.header_handle", handle, usize::MAX)?;
        Ok(Self::plain(json!({"type": "HEADER", "format": kind.format(), "example": {"header_handle": [handle]}})))
    }

    /// A map; where to is told when it is sent.
    #[must_use]
    pub fn location() -> Self {
        Self::plain(json!({"type": "HEADER", "format": "LOCATION"}))
    }

    /// A product; which one is told when it is sent.
    #[must_use]
    pub fn product() -> Self {
        Self::plain(json!({"type": "HEADER", "format": "PRODUCT"}))
    }

    fn plain(value: Value) -> Self {
        Self { value, naming: None }
    }

    pub(super) fn is_media(&self) -> bool {
        self.value["example"]["header_handle"].is_array()
    }
}

impl NewBody {
    /// Text of at most [`TEMPLATE_BODY_CHARS_MAX`] characters.
    ///
    /// # Errors
    /// Empty, too long, a variable at the beginning or end (code 2388299), too many variables for too little text (code 2388293), or
    /// samples that don't fit the variables.
    pub fn text(content: impl Into<String>, sample: &Sample) -> Result<Self, Invalid> {
        let content = text("body.text", content, TEMPLATE_BODY_CHARS_MAX)?;
        check("body.text", &content, sample)?;
        if stands_at_an_edge(&content) {
            return Err(Invalid::not_allowed("body.text", "no variable may stand at its beginning or end"));
        }
        if !has_words_enough(&content, sample.variables()) {
            return Err(Invalid::not_allowed("body.text", "it needs two words for each variable, and one more"));
        }
        let mut value = json!({"type": "BODY", "text": content});
        match sample {
            Sample::Positional(samples) if !samples.is_empty() => value["example"] = json!({"body_text": [samples]}),
            Sample::Named(samples) if !samples.is_empty() => value["example"] = json!({"body_text_named_params": named(samples)}),
            _ => {}
        }
        Ok(Self { value, naming: sample.naming(), is_of_authentication: false })
    }

    /// The provider's own text for a code, with or without the advice not to share it.
    #[must_use]
    pub fn authentication(add_security_recommendation: bool) -> Self {
        let value = json!({"type": "BODY", "add_security_recommendation": add_security_recommendation});
        Self { value, naming: None, is_of_authentication: true }
    }
}

fn named(samples: &[(String, String)]) -> Vec<Value> {
    samples.iter().map(|(name, sample)| json!({"param_name": name, "example": sample})).collect()
}
