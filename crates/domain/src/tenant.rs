//! The name of a tenant: it names the schema, the database role, the stream and the subjects.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest tenant id, in bytes: with the `t_` of its schema it stays below PostgreSQL's 63.
pub const TENANT_ID_BYTES_MAX: usize = 58;

/// A tenant's immutable id, for example `acme_3f9c2a`: lower-case letters, digits and `_`, a letter first.
///
/// The alphabet is what a PostgreSQL identifier, a NATS subject token and a Kubernetes label value have in common,
/// so that one spelling serves everywhere without quoting.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct TenantId(String);

/// The text isn't a tenant id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a tenant id: use 3 to {TENANT_ID_BYTES_MAX} lower-case letters, digits and `_`, a letter first")]
pub struct InvalidTenantId(String);

impl TenantId {
    /// Parses an id.
    ///
    /// # Errors
    /// When the text has another alphabet or length.
    pub fn parse(text: &str) -> Result<Self, InvalidTenantId> {
        let length = (3..=TENANT_ID_BYTES_MAX).contains(&text.len());
        let alphabet = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let letter_first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if length && alphabet && letter_first { Ok(Self(text.to_owned())) } else { Err(InvalidTenantId(text.to_owned())) }
    }

    /// Parses the name of a tenant's schema, `t_<tenant id>`.
    ///
    /// # Errors
    /// When the prefix is missing or the rest isn't a tenant id.
    pub fn from_schema(schema: &str) -> Result<Self, InvalidTenantId> {
        schema.strip_prefix("t_").ok_or_else(|| InvalidTenantId(schema.to_owned())).and_then(Self::parse)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tenant's schema, which is also the name of the role that owns it.
    #[must_use]
    pub fn schema(&self) -> String {
        format!("t_{}", self.0)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for TenantId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for TenantId {
    type Err = InvalidTenantId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for TenantId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_parses_is_a_safe_identifier_and_survives_the_schema(text in ".{0,70}") {
            if let Ok(id) = TenantId::parse(&text) {
                prop_assert!(id.schema().len() <= 63);
                prop_assert!(!id.as_str().contains(['"', '.', '*', '>', ' ', '-']));
                prop_assert_eq!(TenantId::from_schema(&id.schema()).unwrap(), id);
            }
        }

        #[test]
        fn every_well_formed_id_parses(text in "[a-z][a-z0-9_]{2,57}") {
            prop_assert_eq!(TenantId::parse(&text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn dashes_capitals_leading_digits_and_wrong_lengths_are_refused() {
        for text in ["", "ab", "a-b", "Acme", "3com", "_abc", &"a".repeat(59)] {
            assert!(TenantId::parse(text).is_err(), "{text}");
        }
        assert!(TenantId::from_schema("acme_3f9c2a").is_err());
    }
}
