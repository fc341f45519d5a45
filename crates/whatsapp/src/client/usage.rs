//! How much of a quota is used: the headers `X-Business-Use-Case-Usage` and `X-App-Usage` (section 10).

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use serde::Deserialize;

const ACCOUNT_HEADER: &str = "x-business-use-case-usage";
const APP_HEADER: &str = "x-app-usage";

/// The use of one quota. At 100 in any of the three, calls are refused (codes 4 and 80007).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The account counted, or the app as a whole.
    pub waba_id: Option<String>,
    pub calls_percent: u32,
    pub cpu_time_percent: u32,
    pub time_percent: u32,
    /// Minutes until calls are taken again; 0 while they are.
    pub regain_minutes: u32,
}

impl Usage {
    /// The fullest of the three.
    #[must_use]
    pub fn percent(&self) -> u32 {
        self.calls_percent.max(self.cpu_time_percent).max(self.time_percent)
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Raw {
    call_count: f64,
    total_cputime: f64,
    total_time: f64,
    estimated_time_to_regain_access: f64,
}

/// Every usage the headers tell; what can't be read is left out, since it decides nothing.
pub(super) fn read(headers: &HeaderMap) -> Vec<Usage> {
    let text = |name| headers.get(name).map_or(&b""[..], |value| value.as_bytes());
    let accounts: BTreeMap<String, Vec<Raw>> = serde_json::from_slice(text(ACCOUNT_HEADER)).unwrap_or_default();
    let app: Option<Raw> = serde_json::from_slice(text(APP_HEADER)).ok();
    let of_accounts = accounts.into_iter().flat_map(|(waba_id, raw)| raw.into_iter().map(move |raw| usage(Some(waba_id.clone()), &raw)));
    of_accounts.chain(app.map(|raw| usage(None, &raw))).collect()
}

fn usage(waba_id: Option<String>, raw: &Raw) -> Usage {
    Usage {
        waba_id,
        calls_percent: whole(raw.call_count),
        cpu_time_percent: whole(raw.total_cputime),
        time_percent: whole(raw.total_time),
        regain_minutes: whole(raw.estimated_time_to_regain_access),
    }
}

/// Rounded up, so that "nearly full" never reads as less; `as` saturates.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating is what is wanted")]
fn whole(number: f64) -> u32 {
    number.ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn both_headers_are_read() {
        let account = r#"{"102290129340398":[{"type":"whatsapp","call_count":28,"total_cputime":2.5,"total_time":101,"estimated_time_to_regain_access":3}]}"#;
        let app = r#"{"call_count":7,"total_cputime":0,"total_time":1}"#;
        let read = read(&headers(&[(ACCOUNT_HEADER, account), (APP_HEADER, app)]));
        let expected = Usage {
            waba_id: Some("102290129340398".to_owned()),
            calls_percent: 28,
            cpu_time_percent: 3,
            time_percent: 101,
            regain_minutes: 3,
        };
        assert_eq!(read[0], expected);
        assert_eq!(read[0].percent(), 101);
        assert_eq!((read[1].waba_id.as_deref(), read[1].percent()), (None, 7));
    }

    #[test]
    fn no_header_and_nonsense_say_nothing() {
        assert_eq!(read(&HeaderMap::new()), []);
        assert_eq!(read(&headers(&[(ACCOUNT_HEADER, "{"), (APP_HEADER, "[]x")])), []);
    }
}
