//! Contact cards (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, words};

words! {
    /// Why a card was sent.
    Origin {
        ContactRequest = "contact_request",
        Shared = "other",
    }
}

/// One element of `contacts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    pub name: Field<Name>,
    pub phones: List<Phone>,
    pub emails: List<Email>,
    pub addresses: List<Address>,
    pub org: Field<Organisation>,
    pub urls: List<Url>,
    /// `YYYY-MM-DD`
    pub birthday: Field<String>,
    /// The card as the phone keeps it; not of an answer to a request.
    pub vcard: Field<String>,
    pub origin: Field<Origin>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A name and its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Name {
    pub formatted_name: Field<String>,
    pub first_name: Field<String>,
    pub last_name: Field<String>,
    pub middle_name: Field<String>,
    pub prefix: Field<String>,
    pub suffix: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A phone number, and who is reached under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phone {
    /// As its owner writes it.
    pub phone: Field<Id>,
    pub wa_id: Field<Id>,
    /// `CELL`, `WORK` or any other word.
    #[serde(rename = "type")]
    pub kind: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// An e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Email {
    pub email: Field<String>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    pub street: Field<String>,
    pub city: Field<String>,
    pub state: Field<String>,
    pub zip: Field<Id>,
    pub country: Field<String>,
    pub country_code: Field<String>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where somebody works.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    pub company: Field<String>,
    pub department: Field<String>,
    pub title: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A web page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Url {
    pub url: Field<String>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
