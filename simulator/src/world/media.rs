//! Files: media of messages (section 8) and resumable uploads (section 8.1). Their bytes lie in [`crate::blobs`].

use serde::{Deserialize, Serialize};

/// A media object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Digits.
    pub id: String,
    pub phone_number_id: String,
    pub mime_type: String,
    /// Hex.
    pub sha256: String,
    pub file_bytes: u64,
    pub kept_at_ms: i64,
    /// 30 days after an upload, 7 after a customer's message.
    pub expires_at_ms: i64,
    /// Where a message's `link` was fetched from.
    #[serde(default)]
    pub link: Option<String>,
}

/// A resumable upload session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// `upload:` and base64, without the signature.
    pub id: String,
    /// The `sig` of its address.
    pub signature: String,
    pub app_id: String,
    pub file_name: String,
    pub file_type: String,
    pub file_bytes: u64,
    pub received_bytes: u64,
    /// Once all bytes are there.
    pub handle: Option<String>,
    /// When its bytes and its handle are forgotten; never for one of an older journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
}

impl Upload {
    /// Whether it is forgotten.
    #[must_use]
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.expires_at_ms.is_some_and(|expires| expires <= now_ms)
    }
}
