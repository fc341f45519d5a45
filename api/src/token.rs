//! Access tokens: JWT signed with Ed25519, good for 15 minutes. `kid` is the key's RFC 7638 thumbprint.
//!
//! The token says who the caller is and nothing about businesses: memberships are looked up (see `auth`), so that a
//! removed member is out within seconds and not after 15 minutes.

use domain::Clock;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, ThumbprintHash},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long an access token is good, in seconds.
pub const ACCESS_TTL_S: i64 = 15 * 60;

/// What an access token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: Uuid,
    /// The platform's admin.
    pub admin: bool,
    /// The sign-in session that it was issued in: ended, its sockets are disconnected.
    pub sid: Uuid,
    /// Seconds since the epoch.
    pub iat: i64,
    pub exp: i64,
}

/// Why a key can't be used or a token isn't good.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("JWT_PRIVATE_KEY is not an Ed25519 key in PKCS#8 PEM")]
    Key(#[source] jsonwebtoken::errors::Error),
    #[error("the token is not ours")]
    Refused(#[source] jsonwebtoken::errors::Error),
    #[error("the token was signed with another key")]
    OtherKey,
    #[error("the token has expired")]
    Expired,
}

/// Issues and verifies access tokens.
pub struct Tokens {
    clock: Clock,
    header: Header,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("kid", &self.header.kid).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Reads the signing key.
    ///
    /// # Errors
    /// When the PEM holds no Ed25519 key.
    pub fn new(private_key_pem: &str, clock: Clock) -> Result<Self, TokenError> {
        let encoding = EncodingKey::from_ed_pem(private_key_pem.as_bytes()).map_err(TokenError::Key)?;
        let jwk = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA).map_err(TokenError::Key)?;
        let decoding = DecodingKey::from_jwk(&jwk).map_err(TokenError::Key)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(jwk.thumbprint(ThumbprintHash::SHA256).map_err(TokenError::Key)?);
        let mut validation = Validation::new(Algorithm::EdDSA);
        // Expiry is checked against our clock, below.
        validation.validate_exp = false;
        Ok(Self { clock, header, encoding, decoding, validation })
    }

    /// Issues a token.
    #[must_use]
    pub fn issue(&self, user: Uuid, admin: bool, session: Uuid) -> (String, Claims) {
        let iat = self.clock.now().as_second();
        let claims = Claims { sub: user, admin, sid: session, iat, exp: iat + ACCESS_TTL_S };
        let token = jsonwebtoken::encode(&self.header, &claims, &self.encoding).expect("the key was checked when it was read");
        (token, claims)
    }

    /// Reads a token that is ours and still good.
    ///
    /// # Errors
    /// When it is neither.
    pub fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation).map_err(TokenError::Refused)?;
        if data.header.kid != self.header.kid {
            return Err(TokenError::OtherKey);
        }
        if data.claims.exp <= self.clock.now().as_second() {
            return Err(TokenError::Expired);
        }
        Ok(data.claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{SignedDuration, Timestamp};

    pub(crate) const PEM: &str =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFYIPpKVCT3kmuCiVySxc0N9bYNb1tSxjnGJVWqZ4Eyx\n-----END PRIVATE KEY-----\n";
    const OTHER_PEM: &str =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    #[test]
    fn a_token_is_good_for_fifteen_minutes_and_no_longer() {
        let clock = Clock::by_hand(Timestamp::from_second(1_790_000_000).unwrap());
        let tokens = Tokens::new(PEM, clock.clone()).unwrap();
        let (token, claims) = tokens.issue(Uuid::from_u128(1), true, Uuid::from_u128(2));
        assert_eq!(tokens.verify(&token).unwrap(), claims);
        clock.advance(SignedDuration::from_secs(ACCESS_TTL_S - 1));
        assert!(tokens.verify(&token).is_ok());
        clock.advance(SignedDuration::from_secs(1));
        assert!(matches!(tokens.verify(&token), Err(TokenError::Expired)));
    }

    #[test]
    fn tokens_of_another_key_or_algorithm_and_torn_ones_are_refused() {
        let clock = Clock::by_hand(Timestamp::from_second(1_790_000_000).unwrap());
        let tokens = Tokens::new(PEM, clock.clone()).unwrap();
        let other = Tokens::new(OTHER_PEM, clock).unwrap();
        let (token, _) = other.issue(Uuid::from_u128(1), true, Uuid::from_u128(2));
        assert!(tokens.verify(&token).is_err());
        let (mine, _) = tokens.issue(Uuid::from_u128(1), false, Uuid::from_u128(2));
        let payload = mine.split('.').nth(1).unwrap();
        // {"alg":"none"} in place of the header, and a signature cut off.
        assert!(tokens.verify(&format!("eyJhbGciOiJub25lIn0.{payload}.")).is_err());
        assert!(tokens.verify(&mine[..mine.len() - 4]).is_err());
        assert!(tokens.verify("").is_err());
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        assert!(matches!(Tokens::new("not a key", Clock::machine()), Err(TokenError::Key(_))));
    }
}
