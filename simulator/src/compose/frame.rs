//! What stands around a message's content: what it answers, where it came from, in which group it was written (section 3.2).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::name;
use crate::people::Person;

/// Everything optional, and combinable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Frame {
    /// The message it quotes, reacts to, edits or deletes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// An ad or a post that the customer came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// The product whose "Message business" was tapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
}

/// How far a message has been passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Forwarded {
    /// At most five times.
    Once,
    /// More often.
    Often,
}

/// A click on an ad or a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    pub headline: String,
    #[serde(default)]
    pub body: String,
    /// `ad` or `post`.
    #[serde(default = "ad")]
    pub source_type: String,
    #[serde(default = "source_id")]
    pub source_id: String,
    #[serde(default = "source_url")]
    pub source_url: String,
    /// The click's id; a Status placement has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ctwa_clid: Option<String>,
    /// What the ad shows.
    #[serde(default)]
    pub media_type: AdMedia,
    /// The words that the ad greets with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welcome_message: Option<String>,
}

/// What an ad shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdMedia {
    #[default]
    Image,
    Video,
}

/// A product of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub catalog_id: String,
    pub product_retailer_id: String,
}

fn ad() -> String {
    "ad".to_owned()
}

fn source_id() -> String {
    "120212345678900123".to_owned()
}

fn source_url() -> String {
    "https://fb.me/4bakery".to_owned()
}

impl Frame {
    /// About one message.
    #[must_use]
    pub fn about(wamid: Option<String>) -> Self {
        Self { about: wamid, ..Self::default() }
    }
}

/// Writes the frame into a message; `quotes` is false where the content itself names the message it is about, which `author` wrote.
pub(super) fn write(message: &mut Value, frame: &Frame, quotes: bool, author: Option<&Person>) {
    let mut context = json!({});
    if let Some(about) = frame.about.as_ref().filter(|_| quotes) {
        context["id"] = json!(about);
        if let Some(author) = author {
            name(&mut context, author, ["from", "from_user_id", "from_parent_user_id"]);
        }
    }
    match frame.forwarded {
        Some(Forwarded::Once) => context["forwarded"] = json!(true),
        Some(Forwarded::Often) => context["frequently_forwarded"] = json!(true),
        None => {}
    }
    if let Some(product) = &frame.product {
        context["referred_product"] = json!(product);
    }
    if context.as_object().is_some_and(|context| !context.is_empty()) {
        message["context"] = context;
    }
    if let Some(referral) = &frame.referral {
        message["referral"] = written(referral);
    }
    if let Some(group_id) = &frame.group_id {
        message["group_id"] = json!(group_id);
    }
}

fn written(referral: &Referral) -> Value {
    let mut written = json!(referral);
    let address = |ending: &str| json!(format!("{}{ending}", referral.source_url));
    match referral.media_type {
        AdMedia::Image => written["image_url"] = address(".jpg"),
        AdMedia::Video => (written["video_url"], written["thumbnail_url"]) = (address(".mp4"), address(".jpg")),
    }
    if let Some(text) = &referral.welcome_message {
        written["welcome_message"] = json!({"text": text});
    }
    written
}
