//! What the provider won't pass on (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, words};

words! {
    /// What it was.
    UnsupportedType {
        Edit = "edit",
        Errors = "errors",
        Gif = "gif",
        GroupInvite = "group_invite",
        Hsm = "hsm",
        Image = "image",
        Interactive = "interactive",
        KeepInChat = "keep_in_chat",
        LinkPreview = "link_preview",
        List = "list",
        Location = "location",
        MediaPlaceholder = "media_placeholder",
        Order = "order",
        Pin = "pin",
        PollCreation = "poll_creation",
        PollUpdate = "poll_update",
        Product = "product",
        Reaction = "reaction",
    }
}

/// `unsupported`; why is among the message's errors: 131051 (type), 131060 (first contact with a number that a phone app uses
/// too), 130501 (groups).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsupported {
    #[serde(rename = "type")]
    pub kind: Field<UnsupportedType>,
    #[serde(flatten)]
    pub extra: Extra,
}
