//! What can go wrong with a call, and what each refusal calls for (section 9).

use serde::Deserialize;

/// What to do about an error. The code decides, never the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Passing trouble: try again, with backoff.
    RetryLater,
    /// The number, app or account is too fast: all its sends slow down.
    SlowNumber,
    /// This recipient got too much: wait for them, others go on.
    WaitForRecipient,
    /// The 24-hour window is closed: only a template gets through.
    UseTemplate,
    /// Somebody must act at the provider: payment, policy, verification, templates.
    AskHuman,
    /// The access token is expired, revoked or lacks permission.
    RefreshToken,
    /// The request is wrong and will stay wrong.
    FixRequest,
    /// This recipient won't get this message.
    GiveUp,
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("the provider refused: {0}")]
    Refused(Box<ProviderError>),
    #[error("the provider can't be reached: check GRAPH_URL and the network policy")]
    Unreachable { source: reqwest::Error },
    /// The request may have been carried out.
    #[error("the provider didn't answer in time")]
    Timeout { source: reqwest::Error },
    #[error("the provider's answer (HTTP {status}) can't be read")]
    Unreadable { status: u16, source: Option<serde_json::Error> },
    #[error("the provider answered success: false")]
    NotDone,
    #[error("{url} is not an address of the Graph API ({reason}): set GRAPH_URL to an http(s) URL")]
    BadUrl { url: String, reason: String },
    #[error("the access token holds characters that no token has: check accessToken")]
    BadToken,
}

impl ClientError {
    /// What the error calls for.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Refused(refusal) => refusal.action(),
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::NotDone => Action::RetryLater,
            Self::Unreadable { status, .. } if *status >= 500 || *status == 429 || *status < 300 => Action::RetryLater,
            Self::Unreadable { .. } | Self::BadUrl { .. } => Action::FixRequest,
            Self::BadToken => Action::RefreshToken,
        }
    }

    pub(super) fn of_transport(source: reqwest::Error) -> Self {
        // The address may hold a token in its query; the error must not show it.
        let source = source.without_url();
        if source.is_timeout() { Self::Timeout { source } } else { Self::Unreachable { source } }
    }
}

/// The provider's error envelope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (code {code}{}, HTTP {status})", details.as_deref().map(|text| format!(": {text}")).unwrap_or_default())]
pub struct ProviderError {
    pub status: u16,
    pub code: i64,
    pub subcode: Option<i64>,
    pub message: String,
    pub details: Option<String>,
    /// `fbtrace_id`: what the provider's support asks for.
    pub trace: Option<String>,
}

#[derive(Deserialize)]
struct Envelope {
    error: Body,
}

#[derive(Deserialize)]
struct Body {
    code: i64,
    #[serde(default)]
    message: String,
    error_subcode: Option<i64>,
    error_data: Option<serde_json::Value>,
    fbtrace_id: Option<String>,
}

impl ProviderError {
    /// Reads an error envelope; `None` if it isn't one (a proxy's page).
    pub(super) fn read(status: u16, answer: &[u8]) -> Option<Self> {
        let Envelope { error } = serde_json::from_slice(answer).ok()?;
        // A string outside WhatsApp's own errors.
        let details = error.error_data.and_then(|data| match data {
            serde_json::Value::String(text) => Some(text),
            data => data.get("details").and_then(|text| text.as_str()).map(str::to_owned),
        });
        Some(Self { status, code: error.code, subcode: error.error_subcode, message: error.message, details, trace: error.fbtrace_id })
    }

    /// What the refusal calls for.
    #[must_use]
    pub fn action(&self) -> Action {
        action_for(self.code)
    }
}

/// The action an error code calls for, whether it came with the answer or later with a `failed` status.
/// Codes we don't know are given up on: repeating what isn't understood could send twice.
#[must_use]
pub fn action_for(code: i64) -> Action {
    match code {
        // 2200: the callback's handshake failed; our pods may be starting.
        1 | 2 | 2200 | 131000 | 131016 | 131057 | 133004 | 135000 | 133000 | 133015 | 133016 | 134101 => Action::RetryLater,
        4 | 80007 | 130429 | 131048 | 131064 | 613 | 132069 => Action::SlowNumber,
        131056 => Action::WaitForRecipient,
        131047 => Action::UseTemplate,
        0 | 3 | 10 | 104 | 190 | 200..=299 | 131005 => Action::RefreshToken,
        368
        | 131031
        | 131037
        | 131042
        | 131044
        | 131045
        | 133010
        | 133005
        | 133006
        | 133008
        | 133009
        | 134011
        | 132001
        | 132007
        | 132015
        | 132016
        | 132068
        | 137000
        | 131055
        | 131063
        | 134100
        | 134102
        | 147001..=147005
        | 2593107..=2593109 => Action::AskHuman,
        33
        | 100
        | 131008
        | 131009
        | 131021
        | 131030
        | 131051
        | 131053
        | 131062
        | 132000
        | 132005
        | 132008
        | 132012
        | 132018
        | 131020
        | 131041
        | 131059
        | 131201..=131215
        | 138000..=138018
        | 139000..=139006
        | 139100..=139103 => Action::FixRequest,
        _ => Action::GiveUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code of section 9 and what its last column says.
    const TABLE: &[(&[i64], Action)] = &[
        (&[0, 190, 104, 200, 299, 3, 10, 131005], Action::RefreshToken),
        (&[1, 2, 2200, 131000, 131016, 133004, 135000, 131057, 134101, 133000, 133015, 133016], Action::RetryLater),
        (&[4, 80007, 130429, 131048, 131064, 613, 132069], Action::SlowNumber),
        (&[131056], Action::WaitForRecipient),
        (&[131047], Action::UseTemplate),
        (&[131049, 131050, 130472, 131026, 130403, 130497, 131035, 131036, 131052, 131060], Action::GiveUp),
        (&[368, 131031, 131037, 131042, 131044, 131045, 133010, 133005, 133006, 133008, 133009, 134011], Action::AskHuman),
        (&[132001, 132007, 132015, 132016, 132068, 137000, 131055, 131063, 134100, 134102], Action::AskHuman),
        (&[147001, 147002, 147003, 147004, 147005, 2593107, 2593108, 2593109], Action::AskHuman),
        (&[33, 100, 131008, 131009, 131021, 131030, 131051, 131053, 131062], Action::FixRequest),
        (&[132000, 132005, 132008, 132012, 132018, 131020, 131041, 131059, 131201, 131215], Action::FixRequest),
        (&[138000, 138018, 139000, 139006, 139100, 139103], Action::FixRequest),
    ];

    #[test]
    fn every_code_calls_for_the_action_of_the_fact_sheet() {
        for (codes, action) in TABLE {
            for code in *codes {
                assert_eq!(action_for(*code), *action, "{code}");
            }
        }
    }

    #[test]
    fn what_is_not_understood_is_not_repeated() {
        assert_eq!(action_for(987_654), Action::GiveUp);
    }

    #[test]
    fn the_envelope_is_read_in_both_forms() {
        let answer = br#"{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,
            "error_data":{"messaging_product":"whatsapp","details":"too fast"},"fbtrace_id":"Az8"}}"#;
        let refusal = ProviderError::read(400, answer).unwrap();
        assert_eq!((refusal.code, refusal.details.as_deref(), refusal.trace.as_deref()), (130429, Some("too fast"), Some("Az8")));
        assert_eq!(refusal.to_string(), "(#130429) Rate limit hit (code 130429: too fast, HTTP 400)");
        let other = ProviderError::read(400, br#"{"error":{"message":"x","code":100,"error_data":"blame"}}"#).unwrap();
        assert_eq!(other.details.as_deref(), Some("blame"));
        assert_eq!(ProviderError::read(502, b"<html>bad gateway"), None);
    }
}
