//! Signed webhooks, one text message each, numbered so that they are recognised where they come out.

use std::fmt::Write;

use aws_lc_rs::hmac;

use crate::target::{Authority, Target};

/// Begins the changing part of every message id we make.
pub const MARK: &[u8] = b"SBBENCH";
/// Digits of a message's number behind the mark and the run.
const NUMBER_DIGITS: usize = 10;
/// Characters that tell one run from another.
const RUN_CHARS: usize = 8;
/// Different people who write.
const SENDERS: u64 = 1_000;

/// Makes prepared requests for one run.
#[derive(Debug)]
pub struct Webhooks {
    key: hmac::Key,
    path: String,
    phone_number_id: String,
    run: String,
}

impl Webhooks {
    /// For this tenant; `started_ms` tells the run from others.
    pub fn new(target: &Target, started_ms: i64) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, target.app_secret.as_bytes()),
            path: format!("/webhooks/whatsapp/{}", target.tenant),
            phone_number_id: target.phone_number_id.clone(),
            run: format!("{:08x}", started_ms & 0xffff_ffff),
        }
    }

    /// What the message ids of this run begin with.
    pub fn id_prefix(&self) -> String {
        format!("wamid.SBBENCH{}", self.run)
    }

    /// The whole request for message `number`, with `timestamp_s` as the provider's time.
    pub fn request(&self, number: u64, timestamp_s: i64, to: &Authority) -> Vec<u8> {
        let body = self.body(number, timestamp_s);
        let tag = hex::encode(hmac::sign(&self.key, body.as_bytes()));
        let mut request = String::with_capacity(body.len() + 256);
        write!(
            request,
            "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={tag}\r\ncontent-length: {}\r\n\r\n{body}",
            self.path,
            to.text(),
            body.len()
        )
        .expect("writing to a String cannot fail");
        request.into_bytes()
    }

    /// The body as the provider would send it: one entry, one contact, one text message.
    pub fn body(&self, number: u64, timestamp_s: i64) -> String {
        let sender = 491_510_000_000 + number % SENDERS;
        let Self { phone_number_id, run, .. } = self;
        format!(
            concat!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{{"value":{{"#,
                r#""messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550783881","phone_number_id":"{phone_number_id}"}},"#,
                r#""contacts":[{{"profile":{{"name":"Bench {sender}"}},"wa_id":"{sender}"}}],"#,
                r#""messages":[{{"from":"{sender}","id":"wamid.SBBENCH{run}{number:010}","timestamp":"{timestamp_s}","#,
                r#""text":{{"body":"Is the rye loaf still there? I would take two of them tomorrow morning, please. ({number})"}},"type":"text"}}]"#,
                r#"}},"field":"messages"}}]}}]}}"#
            ),
            phone_number_id = phone_number_id,
            sender = sender,
            run = run,
            number = number,
            timestamp_s = timestamp_s,
        )
    }

    /// The number of a message of this run whose id occurs in `text`; none when it isn't of this run.
    pub fn number_in(&self, text: &[u8], finder: &memchr::memmem::Finder<'_>) -> Option<u64> {
        let rest = &text[finder.find(text)? + MARK.len()..];
        let (run, digits) = (rest.get(..RUN_CHARS)?, rest.get(RUN_CHARS..RUN_CHARS + NUMBER_DIGITS)?);
        if run != self.run.as_bytes() {
            return None;
        }
        digits.iter().try_fold(0_u64, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_recognised_by_its_number_and_only_in_its_own_run() {
        let of = |run: &str| Webhooks {
            key: hmac::Key::new(hmac::HMAC_SHA256, b"secret"),
            path: String::new(),
            phone_number_id: "1".into(),
            run: run.into(),
        };
        let finder = memchr::memmem::Finder::new(MARK);
        let body = of("0badcafe").body(4_711, 1_700_000_000);
        serde_json::from_str::<serde_json::Value>(&body).unwrap();
        assert_eq!(of("0badcafe").number_in(body.as_bytes(), &finder), Some(4_711));
        assert_eq!(of("00000000").number_in(body.as_bytes(), &finder), None);
    }
}
