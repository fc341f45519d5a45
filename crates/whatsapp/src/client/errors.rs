//! What can go wrong with a call.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::block::Blocked;
use super::codes::{Action, action_for, row_of};
use super::send::Invalid;
use super::types::{details, if_readable};
use super::usage::Usage;

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("the provider refused: {0}")]
    Refused(Box<ProviderError>),
    /// The provider would refuse it, so nothing was asked.
    #[error("not sent, the provider would refuse it: {0}")]
    Invalid(#[from] Invalid),
    /// No connection, so nothing was asked.
    #[error("the provider can't be reached: check GRAPH_URL and the network policy")]
    Unreachable { source: reqwest::Error },
    /// The request may have been carried out. `repeatable` says whether doing it again is the same as doing it once.
    #[error("the provider's answer is lost: the call may have been carried out")]
    Lost { repeatable: bool, source: LostAnswer },
    /// HTTP 3xx or 4xx from something that isn't the Graph API; nothing was done.
    #[error("HTTP {status} is no answer of the Graph API: check GRAPH_URL and the proxies on the way")]
    NotTheGraph { status: u16 },
    #[error("the provider answered success: false")]
    NotDone,
    #[error("the list goes on after {pages} pages: what was read of it is not all")]
    EndlessList { pages: usize },
    #[error("{host} redirects to where we don't follow")]
    Redirected { host: String },
    #[error("{url} is not an address of the provider ({reason}): set GRAPH_URL to an http(s) URL")]
    BadUrl { url: String, reason: String },
    #[error("the access token holds characters that no token has: check accessToken")]
    BadToken,
    #[error("the call can't be written as JSON")]
    Unwritable { source: serde_json::Error },
}

/// How an answer was lost.
#[derive(Debug, thiserror::Error)]
pub enum LostAnswer {
    #[error("it didn't come in time")]
    Timeout(#[source] reqwest::Error),
    #[error("nothing came for {0:?}")]
    Silence(Duration),
    #[error("the connection broke off")]
    Broken(#[source] reqwest::Error),
    #[error("HTTP {status} with a body that isn't the Graph API's")]
    Unreadable { status: u16, source: Option<serde_json::Error> },
    #[error("HTTP {status} with more than {bytes_max} bytes")]
    TooLong { status: u16, bytes_max: usize },
}

impl ClientError {
    /// What the error calls for.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Refused(refusal) => refusal.action(),
            Self::Lost { repeatable: false, .. } => Action::Settle,
            Self::Unreachable { .. } | Self::Lost { .. } | Self::NotDone => Action::RetryLater,
            Self::NotTheGraph { status: 408 | 429 } => Action::RetryLater,
            Self::NotTheGraph { .. }
            | Self::EndlessList { .. }
            | Self::Redirected { .. }
            | Self::BadUrl { .. }
            | Self::Unwritable { .. }
            | Self::Invalid(_) => Action::FixRequest,
            Self::BadToken => Action::RefreshToken,
        }
    }

    /// How long the provider wants to be left alone, whatever the caller's backoff says.
    #[must_use]
    pub fn wait(&self) -> Duration {
        match self {
            Self::Refused(refusal) => refusal.wait(),
            _ => Duration::ZERO,
        }
    }

    pub(super) fn of_transport(source: reqwest::Error, repeatable: bool) -> Self {
        // The address may hold a token in its query; the error must not show it.
        let source = source.without_url();
        if source.is_connect() || source.is_builder() {
            Self::Unreachable { source }
        } else if source.is_timeout() {
            Self::Lost { repeatable, source: LostAnswer::Timeout(source) }
        } else {
            Self::Lost { repeatable, source: LostAnswer::Broken(source) }
        }
    }

    /// An answer that is neither a value nor a refusal. Below 500 only the API itself says success: anything else was not done.
    pub(super) fn unreadable(status: u16, source: Option<serde_json::Error>, repeatable: bool) -> Self {
        match status {
            300..=499 => Self::NotTheGraph { status },
            _ => Self::Lost { repeatable, source: LostAnswer::Unreadable { status, source } },
        }
    }
}

/// The provider's error envelope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (code {code}{}, HTTP {status})", self.reason().map(|text| format!(": {text}")).unwrap_or_default())]
pub struct ProviderError {
    pub status: u16,
    pub code: i64,
    pub subcode: Option<i64>,
    pub message: String,
    /// `error_data.details`, and of users who couldn't be blocked why each of them couldn't.
    pub details: Option<String>,
    /// `error_user_title`: templates are refused with this and the next, in place of details.
    pub user_title: Option<String>,
    /// `error_user_msg`: what is wrong, in words for whoever wrote the template.
    pub user_message: Option<String>,
    /// `is_transient`: the provider says it will pass.
    pub transient: bool,
    /// `fbtrace_id`: what the provider's support asks for.
    pub trace: Option<String>,
    /// Of the answer's headers: which quota is used up, and for how long.
    pub usage: Vec<Usage>,
}

/// Other members may stand beside the refusal, as the list does when users can't be blocked.
#[derive(Deserialize)]
struct Envelope {
    error: Option<Body>,
    #[serde(default, deserialize_with = "if_readable")]
    block_users: Blocked,
    /// Of resumable uploads (section 8.1).
    #[serde(default, deserialize_with = "if_readable")]
    debug_info: Option<DebugInfo>,
}

/// Only the code must be readable: it decides, and no odd member beside it may hide a refusal.
#[derive(Deserialize)]
struct Body {
    code: Code,
    #[serde(default, deserialize_with = "if_readable")]
    message: String,
    #[serde(default, deserialize_with = "if_readable")]
    error_subcode: Option<Code>,
    #[serde(default, rename = "error_data", deserialize_with = "details")]
    details: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    error_user_title: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    error_user_msg: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    is_transient: bool,
    #[serde(default, deserialize_with = "if_readable")]
    fbtrace_id: Option<String>,
}

/// An integer, or one in a string.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Value")]
struct Code(i64);

impl TryFrom<Value> for Code {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let code = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
        code.map(Self).ok_or("a code is an integer")
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DebugInfo {
    #[serde(deserialize_with = "if_readable")]
    retriable: bool,
    #[serde(deserialize_with = "if_readable")]
    message: String,
}

impl DebugInfo {
    fn into_body(self) -> Body {
        Body {
            code: Code(if self.retriable { UPLOAD_CODES.0 } else { UPLOAD_CODES.1 }),
            message: self.message,
            error_subcode: None,
            details: None,
            error_user_title: None,
            error_user_msg: None,
            is_transient: self.retriable,
            fbtrace_id: None,
        }
    }
}

/// Stands for an upload's refusal, which has no code: unknown trouble, or a bad parameter.
const UPLOAD_CODES: (i64, i64) = (1, BAD_PARAMETER);
const BAD_PARAMETER: i64 = 100;

impl ProviderError {
    /// Reads an error envelope; `None` if it isn't one (a proxy's page).
    pub(super) fn read(status: u16, answer: &[u8], usage: &[Usage]) -> Option<Self> {
        let Envelope { error, block_users, debug_info } = serde_json::from_slice(answer).ok()?;
        let body = error.or_else(|| debug_info.map(DebugInfo::into_body))?;
        let details: Vec<String> = body.details.into_iter().chain(block_users.reasons()).collect();
        Some(Self {
            status,
            code: body.code.0,
            subcode: body.error_subcode.map(|subcode| subcode.0),
            message: body.message,
            details: (!details.is_empty()).then(|| details.join(": ")),
            user_title: body.error_user_title,
            user_message: body.error_user_msg,
            transient: body.is_transient,
            trace: body.fbtrace_id,
            usage: usage.to_vec(),
        })
    }

    /// Why, in the provider's most telling words, if it has any beside its message.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.details.as_deref().or(self.user_message.as_deref()).or(self.user_title.as_deref())
    }

    /// What the refusal calls for.
    #[must_use]
    pub fn action(&self) -> Action {
        let code = self.deciding_code();
        // A refusal is an answer, so even of a code we don't know the provider's own word that it will pass can be taken.
        if self.transient && row_of(code).is_none() {
            return Action::RetryLater;
        }
        action_for(code, self.details.as_deref().or(Some(&self.message)))
    }

    /// The code whose row counts. Codes decide and subcodes don't (section 9), but for one: 100 says only that a parameter is bad, and
    /// templates come back with the codes of section 7.2 below it, some of which no mended request gets past.
    fn deciding_code(&self) -> i64 {
        self.subcode.filter(|subcode| self.code == BAD_PARAMETER && row_of(*subcode).is_some()).unwrap_or(self.code)
    }

    /// How long the provider wants to be left alone: the code's own wait, or what is left of a used-up quota.
    #[must_use]
    pub fn wait(&self) -> Duration {
        let of_code = row_of(self.deciding_code()).map_or(0, |row| row.wait_s);
        let of_quota = self.usage.iter().map(|usage| usage.regain_minutes.saturating_mul(60)).max().unwrap_or(0);
        Duration::from_secs(u64::from(of_code.max(of_quota)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, answer: &str) -> Option<ProviderError> {
        ProviderError::read(status, answer.as_bytes(), &[])
    }

    #[test]
    fn the_envelope_is_read_in_both_forms() {
        let refusal = read(
            400,
            r#"{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,
            "error_data":{"messaging_product":"whatsapp","details":"too fast"},"fbtrace_id":"Az8"}}"#,
        )
        .unwrap();
        assert_eq!((refusal.code, refusal.details.as_deref(), refusal.trace.as_deref()), (130_429, Some("too fast"), Some("Az8")));
        assert_eq!(refusal.to_string(), "(#130429) Rate limit hit (code 130429: too fast, HTTP 400)");
        let other = read(400, r#"{"error":{"message":"x","code":100,"error_data":"blame"}}"#).unwrap();
        assert_eq!(other.details.as_deref(), Some("blame"));
        let partial = read(400, r#"{"messaging_product":"whatsapp","block_users":{"failed_users":[]},"error":{"code":139100}}"#).unwrap();
        assert_eq!(partial.code, 139_100);
        assert_eq!(read(502, "<html>bad gateway"), None);
        assert_eq!(read(400, "{}"), None);
    }

    #[test]
    fn a_refusal_is_read_whatever_stands_beside_its_code() {
        for member in ["message", "is_transient", "error_subcode", "error_data", "error_user_title", "error_user_msg", "fbtrace_id"] {
            for odd in ["null", "[]", "{}", "7", "true", "\"x\""] {
                let refusal = read(400, &format!(r#"{{"error":{{"code":131047,"{member}":{odd}}},"debug_info":{odd}}}"#));
                assert_eq!(refusal.map(|it| it.action()), Some(Action::UseTemplate), "{member}: {odd}");
            }
        }
        let text = read(400, r#"{"error":{"code":"190","error_subcode":"463"}}"#).unwrap();
        assert_eq!((text.code, text.subcode, text.action()), (190, Some(463), Action::RefreshToken));
        assert_eq!(read(400, r#"{"error":{"code":"much"}}"#), None);
    }

    /// As the provider sends it.
    const TEMPLATE: &str = r#"{"error":{"message":"Invalid parameter","type":"OAuthException","code":100,"error_subcode":2388293,
        "is_transient":false,"error_user_title":"This template has too many variables",
        "error_user_msg":"This template has too many variables for its length. Reduce them, or write more.","fbtrace_id":"A3m"}}"#;

    #[test]
    fn the_most_telling_words_are_the_reason() {
        let refusal = read(400, TEMPLATE).unwrap();
        assert_eq!(refusal.user_title.as_deref(), Some("This template has too many variables"));
        let words = "This template has too many variables for its length. Reduce them, or write more.";
        assert_eq!((refusal.reason(), refusal.subcode), (Some(words), Some(2_388_293)));
        assert_eq!(refusal.to_string(), format!("Invalid parameter (code 100: {words}, HTTP 400)"));
        let titled = read(400, &TEMPLATE.replace("error_user_msg", "error_user_no")).unwrap();
        assert_eq!(titled.reason(), Some("This template has too many variables"));
        let detailed = read(400, &TEMPLATE.replace(r#""is_transient""#, r#""error_data":{"details":"29 words"},"is_transient""#)).unwrap();
        assert_eq!(detailed.reason(), Some("29 words"));
        assert_eq!(read(400, r#"{"error":{"code":100,"message":"x"}}"#).unwrap().reason(), None);
    }

    #[test]
    fn why_nobody_could_be_blocked_is_told() {
        let failed = |why: &str| {
            format!(r#"{{"input":"+1","wa_id":null,"errors":[{{"code":139100,"message":"no","error_data":{{"details":"{why}"}}}}]}}"#)
        };
        let answer = |error: &str, users: &[String]| {
            read(
                400,
                &format!(r#"{{"block_users":{{"added_users":[],"failed_users":[{}]}},"error":{{"code":139100{error}}}}}"#, users.join(",")),
            )
            .unwrap()
        };
        let details = r#","error_data":{"details":"see the list"}"#;
        let twice = answer(details, &[failed("no message in 24 hours"), failed("no user"), failed("no user")]);
        assert_eq!(twice.reason(), Some("see the list: no message in 24 hours; no user"));
        assert_eq!(answer("", &[failed("no user")]).reason(), Some("no user"));
        let bare = r#"{"input":"+1","errors":[{"code":139100,"message":"no"}]}"#.to_owned();
        assert_eq!(answer("", &[bare]).reason(), Some("no"));
        assert_eq!(answer("", &[]).reason(), None);
    }

    #[test]
    fn an_upload_says_itself_whether_it_may_be_tried_again() {
        let upload = |retriable| {
            read(400, &format!(r#"{{"debug_info":{{"retriable":{retriable},"type":"PartialRequestError","message":"Partial request"}}}}"#))
                .unwrap()
        };
        assert_eq!((upload(true).action(), upload(true).message.as_str()), (Action::RetryLater, "Partial request"));
        assert_eq!(upload(false).action(), Action::FixRequest);
    }

    #[test]
    fn a_code_from_the_future_is_retried_only_on_the_providers_word() {
        let unknown = |transient| read(500, &format!(r#"{{"error":{{"code":990001,"is_transient":{transient}}}}}"#)).unwrap();
        assert_eq!(unknown(true).action(), Action::RetryLater);
        assert_eq!(unknown(false).action(), Action::GiveUp);
    }

    #[test]
    fn a_bad_parameter_calls_for_what_its_subcode_does_where_that_is_known() {
        let of =
            |code: i64, subcode: i64| read(400, &format!(r#"{{"error":{{"code":{code},"error_subcode":{subcode}}}}}"#)).unwrap().action();
        assert_eq!((of(100, 2_388_039), of(100, 2_388_293)), (Action::AskHuman, Action::FixRequest));
        assert_eq!((of(100, 33), of(100, 2_018_001)), (Action::FixRequest, Action::FixRequest));
        assert_eq!((of(190, 2_388_039), of(131_047, 100)), (Action::RefreshToken, Action::UseTemplate), "only a bad parameter's");
        assert_eq!(read(400, r#"{"error":{"code":2388039}}"#).unwrap().action(), Action::AskHuman, "as the code itself");
    }

    #[test]
    fn a_used_up_quota_says_how_long_to_wait() {
        let quota = Usage { waba_id: None, calls_percent: 100, cpu_time_percent: 0, time_percent: 0, regain_minutes: 7 };
        let refusal = ProviderError::read(400, br#"{"error":{"code":80007}}"#, &[quota]).unwrap();
        assert_eq!((refusal.action(), refusal.wait()), (Action::SlowNumber, Duration::from_mins(7)));
        assert_eq!(read(500, r#"{"error":{"code":131057}}"#).unwrap().wait(), Duration::from_mins(1));
    }

    #[test]
    fn a_lost_answer_is_settled_before_it_is_repeated_and_a_refused_one_never_counts_as_lost() {
        let lost = |status, repeatable| ClientError::unreadable(status, None, repeatable).action();
        assert_eq!((lost(200, false), lost(502, false)), (Action::Settle, Action::Settle));
        assert_eq!((lost(200, true), lost(502, true)), (Action::RetryLater, Action::RetryLater));
        assert_eq!((lost(302, false), lost(403, false), lost(429, false)), (Action::FixRequest, Action::FixRequest, Action::RetryLater));
        let refused = read(500, r#"{"error":{"code":131000}}"#).unwrap();
        assert_eq!(ClientError::Refused(Box::new(refused)).action(), Action::RetryLater);
    }
}
