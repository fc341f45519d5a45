//! A place.

use serde_json::{Value, json};

use super::content::{member, with};
use super::invalid::{Fault, Invalid, optional};
use super::limits::{LATITUDE_DEGREES_MAX, LONGITUDE_DEGREES_MAX, PLACE_CHARS_MAX};

/// A point on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    latitude: f64,
    longitude: f64,
    name: Option<String>,
    address: Option<String>,
}

impl Location {
    /// In degrees, north and east positive.
    ///
    /// # Errors
    /// Beyond the poles or the date line, or no number.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, Invalid> {
        Ok(Self {
            latitude: degrees("location.latitude", latitude, LATITUDE_DEGREES_MAX)?,
            longitude: degrees("location.longitude", longitude, LONGITUDE_DEGREES_MAX)?,
            name: None,
            address: None,
        })
    }

    /// What is there. Empty is none.
    ///
    /// # Errors
    /// Longer than [`PLACE_CHARS_MAX`].
    pub fn name(mut self, name: impl Into<String>) -> Result<Self, Invalid> {
        self.name = optional("location.name", name, PLACE_CHARS_MAX)?;
        Ok(self)
    }

    /// Its address. Empty is none.
    ///
    /// # Errors
    /// Longer than [`PLACE_CHARS_MAX`].
    pub fn address(mut self, address: impl Into<String>) -> Result<Self, Invalid> {
        self.address = optional("location.address", address, PLACE_CHARS_MAX)?;
        Ok(self)
    }

    pub(super) fn into_value(self) -> Value {
        let members = member("name", self.name).into_iter().chain(member("address", self.address));
        with(json!({"latitude": self.latitude, "longitude": self.longitude}), members)
    }
}

fn degrees(field: &'static str, given: f64, most: f64) -> Result<f64, Invalid> {
    if given.abs() <= most { Ok(given) } else { Err(Invalid::new(field, Fault::OutOfRange { most, given })) }
}
