//! `X-Hub-Signature-256`: HMAC-SHA256 over the body as it came, keyed with the app secret.

use std::fmt;

use aws_lc_rs::hmac;

/// The header that carries it. The older `X-Hub-Signature` (SHA-1) is ignored.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";

const PREFIX: &[u8] = b"sha256=";

/// One app secret with its key set up, so that checking a body does no set-up.
#[derive(Clone)]
pub struct AppSecret {
    key: hmac::Key,
    /// Anybody can sign with an empty secret, so what it signed is not believed.
    is_empty: bool,
}

impl AppSecret {
    /// Sets up the key; the provider's secrets are 32 hex digits, used as text. An empty one verifies nothing.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), is_empty: secret.is_empty() }
    }

    /// The header's value for `body`: `sha256=` and 64 lower-case hex digits.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        format!("sha256={}", hex::encode(hmac::sign(&self.key, body)))
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret")
    }
}

/// The header's value, decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Reads `sha256=<64 hex digits>`.
    ///
    /// # Errors
    /// [`SignatureError::Malformed`] for anything else.
    pub fn parse(header: &[u8]) -> Result<Self, SignatureError> {
        let digits = header.trim_ascii().strip_prefix(PREFIX).ok_or(SignatureError::Malformed)?;
        let mut mac = [0; 32];
        hex::decode_to_slice(digits, &mut mac).map_err(|_| SignatureError::Malformed)?;
        Ok(Self(mac))
    }
}

/// Why a body isn't believed. Either way the answer is 401, and nothing of it is processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature header must be sha256= and 64 hex digits")]
    Malformed,
    #[error("no app secret of this business signed the body: compare appSecret with the Meta app's secret")]
    Mismatch,
}

/// Checks that one of `secrets` (several while a secret is rotated) signed `body`.
///
/// The provider signs JSON whose non-ASCII characters are escaped. A proxy that undoes the escapes breaks the signature, so a
/// body with bytes from 0x80 gets one more try with them escaped again.
///
/// # Errors
/// [`SignatureError::Mismatch`] when none did.
pub fn verify(signature: &Signature, body: &[u8], secrets: &[AppSecret]) -> Result<(), SignatureError> {
    if signed(signature, body, secrets) {
        return Ok(());
    }
    match escape(body) {
        Some(escaped) if signed(signature, &escaped, secrets) => Ok(()),
        _ => Err(SignatureError::Mismatch),
    }
}

fn signed(signature: &Signature, body: &[u8], secrets: &[AppSecret]) -> bool {
    secrets.iter().any(|secret| !secret.is_empty && hmac::verify(&secret.key, body, &signature.0).is_ok())
}

/// The body with every non-ASCII character as lower-case `\uXXXX`; `None` when there is none, or it isn't UTF-8.
fn escape(body: &[u8]) -> Option<Vec<u8>> {
    if body.is_ascii() {
        return None;
    }
    Some(escape_unicode(std::str::from_utf8(body).ok()?).into_bytes())
}

/// Escapes JSON as the provider does: non-ASCII characters as `\uXXXX` with lower-case digits, astral ones as surrogate pairs.
#[must_use]
pub fn escape_unicode(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + json.len() / 4);
    let mut units = [0; 2];
    for character in json.chars() {
        if character.is_ascii() {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut units) {
            escaped.push_str("\\u");
            for shift in [12, 8, 4, 0] {
                escaped.push(char::from(b"0123456789abcdef"[usize::from(*unit >> shift & 0xf)]));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"text":"\u00e4\u00f6\u00e5 \ud83d\ude00 a@b \/ <"}"#;

    fn secrets() -> [AppSecret; 2] {
        [AppSecret::new("new-secret"), AppSecret::new("old-secret")]
    }

    #[test]
    fn a_known_body_has_the_known_signature() {
        // RFC 4231, test case 2.
        let signed = AppSecret::new("Jefe").sign(b"what do ya want for nothing?");
        assert_eq!(signed, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn either_secret_verifies_during_rotation() {
        for secret in secrets() {
            let signature = Signature::parse(secret.sign(BODY.as_bytes()).as_bytes()).unwrap();
            assert_eq!(verify(&signature, BODY.as_bytes(), &secrets()), Ok(()));
        }
    }

    #[test]
    fn another_secret_or_another_byte_is_refused() {
        let foreign = Signature::parse(AppSecret::new("foreign").sign(BODY.as_bytes()).as_bytes()).unwrap();
        assert_eq!(verify(&foreign, BODY.as_bytes(), &secrets()), Err(SignatureError::Mismatch));
        let ours = Signature::parse(secrets()[0].sign(BODY.as_bytes()).as_bytes()).unwrap();
        assert_eq!(verify(&ours, BODY.replace('a', "b").as_bytes(), &secrets()), Err(SignatureError::Mismatch));
        assert_eq!(verify(&ours, BODY.as_bytes(), &[]), Err(SignatureError::Mismatch));
    }

    #[test]
    fn an_empty_secret_believes_nobody() {
        let nobody = AppSecret::new("");
        let signature = Signature::parse(nobody.sign(BODY.as_bytes()).as_bytes()).unwrap();
        assert_eq!(verify(&signature, BODY.as_bytes(), &[nobody]), Err(SignatureError::Mismatch));
    }

    #[test]
    fn a_body_unescaped_on_the_way_still_verifies() {
        let unescaped = "{\"text\":\"äöå 😀\"}";
        let escaped = r#"{"text":"\u00e4\u00f6\u00e5 \ud83d\ude00"}"#;
        assert_eq!(escape_unicode(unescaped), escaped);
        let signature = Signature::parse(secrets()[1].sign(escaped.as_bytes()).as_bytes()).unwrap();
        assert_eq!(verify(&signature, unescaped.as_bytes(), &secrets()), Ok(()));
        assert_eq!(verify(&signature, b"{\"text\":\"\xff\"}", &secrets()), Err(SignatureError::Mismatch));
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in ["", "sha256=", "sha1=00", "sha256=zz", &format!("sha256={}", "0".repeat(63)), &"0".repeat(64)] {
            assert_eq!(Signature::parse(header.as_bytes()), Err(SignatureError::Malformed), "{header}");
        }
        assert!(Signature::parse(format!("sha256={}", "aB".repeat(32)).as_bytes()).is_ok());
    }
}
