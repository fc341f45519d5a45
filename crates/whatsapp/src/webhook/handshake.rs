//! The GET that the provider sends when a callback is configured. It carries no signature.

use std::fmt;

use aws_lc_rs::constant_time;

/// The three `hub.*` parameters, read. `Debug` doesn't show the token.
#[derive(Clone, PartialEq, Eq)]
pub struct Handshake {
    /// To be sent back exactly, as `text/plain`.
    pub challenge: String,
    verify_token: String,
}

/// Why a handshake is refused; the answer is 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    #[error("hub.mode must be subscribe")]
    NotSubscribe,
    #[error("hub.challenge is missing")]
    MissingChallenge,
    #[error("hub.verify_token is missing")]
    MissingToken,
    #[error("hub.verify_token isn't this business's: compare it with verifyToken of its credentials")]
    WrongToken,
}

impl Handshake {
    /// Reads a query string (without `?`).
    ///
    /// # Errors
    /// Says which parameter is missing or wrong.
    pub fn parse(query: &str) -> Result<Self, HandshakeError> {
        let (mut mode, mut challenge, mut verify_token) = (None, None, None);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match decode(name).as_str() {
                "hub.mode" => mode = Some(decode(value)),
                "hub.challenge" => challenge = Some(decode(value)),
                "hub.verify_token" => verify_token = Some(decode(value)),
                _ => {}
            }
        }
        if mode.as_deref() != Some("subscribe") {
            return Err(HandshakeError::NotSubscribe);
        }
        Ok(Self {
            challenge: challenge.filter(|text| !text.is_empty()).ok_or(HandshakeError::MissingChallenge)?,
            verify_token: verify_token.ok_or(HandshakeError::MissingToken)?,
        })
    }

    /// Whether the caller knows `verify_token`, in constant time. An empty token matches nothing.
    #[must_use]
    pub fn token_is(&self, verify_token: &str) -> bool {
        !verify_token.is_empty() && constant_time::verify_slices_are_equal(self.verify_token.as_bytes(), verify_token.as_bytes()).is_ok()
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshake").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

/// The body to answer a handshake with.
///
/// # Errors
/// A query that isn't a handshake, or another token.
pub fn answer(query: &str, verify_token: &str) -> Result<String, HandshakeError> {
    let handshake = Handshake::parse(query)?;
    if handshake.token_is(verify_token) { Ok(handshake.challenge) } else { Err(HandshakeError::WrongToken) }
}

/// Undoes `application/x-www-form-urlencoded`; what isn't valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let mut value = [0];
        if escaped.is_some_and(|digits| hex::decode_to_slice(digits, &mut value).is_ok()) {
            decoded.push(value[0]);
            at += 3;
        } else {
            decoded.push(if *byte == b'+' { b' ' } else { *byte });
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_token_gets_the_challenge_back() {
        let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%2Bb+c%26%C3%A9";
        assert_eq!(answer(query, "a+b c&é"), Ok("1158201444".to_owned()));
    }

    #[test]
    fn everything_else_is_refused_and_says_why() {
        let cases = [
            ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=b", HandshakeError::WrongToken),
            ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", HandshakeError::WrongToken),
            ("hub.mode=subscribe&hub.challenge=1", HandshakeError::MissingToken),
            ("hub.mode=subscribe&hub.verify_token=a", HandshakeError::MissingChallenge),
            ("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=a", HandshakeError::NotSubscribe),
            ("hub_mode=subscribe&hub_challenge=1&hub_verify_token=a", HandshakeError::NotSubscribe),
            ("", HandshakeError::NotSubscribe),
        ];
        for (query, error) in cases {
            assert_eq!(answer(query, "a"), Err(error), "{query}");
        }
        let query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
        assert_eq!(answer(query, ""), Err(HandshakeError::WrongToken), "no token configured must not mean any token");
    }

    #[test]
    fn the_token_is_not_shown_in_logs() {
        let handshake = Handshake::parse("hub.mode=subscribe&hub.challenge=1&hub.verify_token=s3cret").unwrap();
        assert_eq!(format!("{handshake:?}"), r#"Handshake { challenge: "1", .. }"#);
    }

    #[test]
    fn broken_escapes_are_left_alone() {
        assert_eq!(decode("%zz%4"), "%zz%4");
    }
}
