//! Cards of people (sections 3.3 and 6).

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::content::with;
use super::invalid::{Fault, Invalid, text};
use super::limits::CONTACT_NAME_CHARS_MAX;

/// One card. Only the name is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    name: Name,
    details: Details,
}

/// A name as it is shown, and its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Name {
    pub formatted_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// The rest of a card; the provider checks none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub phones: Vec<ContactPhone>,
    pub emails: Vec<Email>,
    pub addresses: Vec<PostalAddress>,
    pub org: Option<Organisation>,
    pub urls: Vec<ContactUrl>,
    pub birthday: Option<Date>,
}

/// A number; with `wa_id` the card gets a button to write to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContactPhone {
    pub phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Email {
    pub email: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContactUrl {
    pub url: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Organisation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PostalAddress {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Contact {
    /// # Errors
    /// No `formatted_name`, one longer than [`CONTACT_NAME_CHARS_MAX`], or no other part of the name.
    pub fn new(mut name: Name) -> Result<Self, Invalid> {
        name.formatted_name = text("contacts.name.formatted_name", name.formatted_name, CONTACT_NAME_CHARS_MAX)?;
        let parts = [&name.first_name, &name.last_name, &name.middle_name, &name.prefix, &name.suffix];
        if !parts.into_iter().flatten().any(|part| !part.is_empty()) {
            return Err(Invalid::new("contacts.name.first_name", Fault::Missing));
        }
        Ok(Self { name, details: Details::default() })
    }

    /// Adds everything but the name.
    #[must_use]
    pub fn details(self, details: Details) -> Self {
        Self { details, ..self }
    }

    pub(super) fn into_value(self) -> Value {
        let Details { phones, emails, addresses, org, urls, birthday } = self.details;
        let lists = [("phones", json!(phones)), ("emails", json!(emails)), ("addresses", json!(addresses)), ("urls", json!(urls))];
        let given = lists.into_iter().filter(|(_, list)| list.as_array().is_some_and(|list| !list.is_empty()));
        let org = org.map(|org| ("org", json!(org)));
        // A civil date writes itself as YYYY-MM-DD.
        let birthday = birthday.map(|day| ("birthday", json!(day.to_string())));
        with(json!({"name": self.name}), given.chain(org).chain(birthday))
    }
}
