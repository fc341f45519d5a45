//! The ad or post that a message came from (section 3.2).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, words};

words! {
    /// What was tapped.
    SourceType {
        Ad = "ad",
        Post = "post",
    }
}

words! {
    /// What it showed.
    MediaType {
        Image = "image",
        Video = "video",
    }
}

/// `referral`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    pub source_url: Field<String>,
    pub source_id: Field<Id>,
    pub source_type: Field<SourceType>,
    pub body: Field<String>,
    pub headline: Field<String>,
    pub media_type: Field<MediaType>,
    pub image_url: Field<String>,
    pub video_url: Field<String>,
    pub thumbnail_url: Field<String>,
    /// The click. Not sent where the ad stood among statuses.
    pub ctwa_clid: Field<Id>,
    pub welcome_message: Field<WelcomeMessage>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the ad greeted with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WelcomeMessage {
    pub text: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
