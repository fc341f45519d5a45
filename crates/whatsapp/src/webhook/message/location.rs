//! Locations (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Number};

/// `location`; only places have more than the two figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Degrees.
    pub latitude: Field<Number>,
    /// Degrees.
    pub longitude: Field<Number>,
    pub name: Field<String>,
    pub address: Field<String>,
    pub url: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
