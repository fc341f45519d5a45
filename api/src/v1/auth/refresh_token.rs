//! The refresh token and the cookie that carries it.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The cookie's name.
pub const COOKIE: &str = "switchboard_refresh";
/// The cookie goes to these paths alone.
const PATH: &str = "/api/v1/auth";
/// Random bytes in a token.
const TOKEN_BYTES: usize = 32;

/// A token as a browser holds it; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// A new one, of random bytes.
    #[must_use]
    pub fn fresh() -> Self {
        let mut bytes = [0; TOKEN_BYTES];
        aws_lc_rs::rand::fill(&mut bytes).expect("the system's random source works");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The one that the browser sent.
    #[must_use]
    pub fn from_cookies(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == COOKIE && !value.is_empty()).map(|(_, value)| Self(value.to_owned()))
    }

    /// What is stored: SHA-256.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }

    /// The header that makes a browser keep it. `secure` when the dashboard is served over https.
    #[must_use]
    pub fn set_cookie(&self, max_age_s: i64, secure: bool) -> HeaderValue {
        cookie(&self.0, max_age_s, secure)
    }
}

/// The header that makes a browser forget it.
#[must_use]
pub fn clear_cookie(secure: bool) -> HeaderValue {
    cookie("", 0, secure)
}

/// SHA-256 of a token from a link or a cookie.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn cookie(value: &str, max_age_s: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path={PATH}; HttpOnly; SameSite=Strict; Max-Age={max_age_s}{secure}");
    HeaderValue::from_str(&text).expect("base64 and digits are header text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_only_under_its_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; not_switchboard_refresh=x"));
        assert!(RefreshToken::from_cookies(&headers).is_none());
        headers.append(header::COOKIE, HeaderValue::from_static("b=2;switchboard_refresh=tok-en_1"));
        assert_eq!(RefreshToken::from_cookies(&headers).unwrap().0, "tok-en_1");
    }

    #[test]
    fn browsers_keep_it_from_scripts_other_sites_and_other_paths() {
        let text = RefreshToken::fresh().set_cookie(60, true);
        let text = text.to_str().unwrap();
        for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/api/v1/auth", "; Max-Age=60", "; Secure"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!RefreshToken::fresh().set_cookie(60, false).to_str().unwrap().contains("Secure"));
        assert!(clear_cookie(false).to_str().unwrap().starts_with("switchboard_refresh=; "));
    }
}
