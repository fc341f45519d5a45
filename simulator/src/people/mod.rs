//! The customers the simulator plays, and what they talk about.

pub mod acts;
pub mod choices;
pub mod population;
pub mod rendering;
mod scripts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids;

pub use scripts::{SCRIPTS, Script, Speaker, Step};

/// A customer: by phone number, by business-scoped user id, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    /// Of businesses that are enrolled with several portfolios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_user_id: Option<String>,
    pub name: String,
    pub username: Option<String>,
    /// Devices that show messages: each reports its own `delivered`. 0 counts as 1.
    #[serde(default, skip_serializing_if = "is_none")]
    pub devices: u8,
    /// How often they changed the phone: each has an identity key of its own.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub phones_before: u32,
    /// The key of the same person since their number changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
}

fn is_none(devices: &u8) -> bool {
    *devices == 0
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Person {
    /// What identifies their chat.
    #[must_use]
    pub fn key(&self) -> &str {
        self.wa_id.as_deref().or(self.user_id.as_deref()).unwrap_or_default()
    }

    /// The hash of the identity key of the phone they use now (section 6, 137000).
    #[must_use]
    pub fn identity_key_hash(&self) -> String {
        ids::identity_key_hash(&format!("{} {}", self.key(), self.phones_before))
    }

    /// Somebody known by a phone number alone.
    #[must_use]
    pub fn by_phone(wa_id: &str, name: &str) -> Self {
        Self { wa_id: Some(wa_id.to_owned()), name: name.to_owned(), ..Self::default() }
    }
}

/// Name, phone number, user id, user name and language of the cast. Three hide their number, one has no user id.
const CAST: &[(&str, &str, &str, &str, &str)] = &[
    ("Lena Fischer", "4915112345678", "DE.13491208655302741918", "", "de"),
    ("Omar Haddad", "971501234567", "AE.20345120865530274191", "", "ar"),
    ("Sofía Romero", "34612345678", "ES.31491208655302741920", "", "es"),
    ("James Okafor", "447700900123", "GB.41491208655302741921", "", "en"),
    ("ليلى منصور", "201001234567", "EG.51491208655302741922", "", "ar"),
    ("Jonas Weber", "4917612349876", "DE.61491208655302741923", "", "de"),
    ("Priya Nair", "919812345678", "IN.71491208655302741924", "", "en"),
    ("Kai", "", "US.81491208655302741925", "kai.s", "en"),
    ("Yuki Tanaka", "819012345678", "JP.91491208655302741926", "", "ja"),
    ("Mehmet Yılmaz", "905321234567", "TR.10149120865530274192", "", "tr"),
    ("Aunt May ❤️", "13055550147", "", "", "en"),
    ("Zoë", "", "NL.11149120865530274193", "zoe_bakes", "en"),
    ("Grace Lindqvist", "", "SE.12149120865530274194", "grace.l", "en"),
];

/// Of the cast: who is known across portfolios, by which parent user id.
const PARENTS: &[(&str, &str)] = &[("SE.12149120865530274194", "SE.ENT.55500123456789012345")];
/// Of the cast: who uses a second device.
const TWO_DEVICES: &[&str] = &["447700900123", "DE.61491208655302741923"];

/// The whole cast with the language each writes in.
#[must_use]
pub fn cast() -> Vec<(Person, &'static str)> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    CAST.iter()
        .map(|(name, wa_id, user_id, username, language)| {
            let parent = PARENTS.iter().find(|(of, _)| of == user_id).map(|(_, parent)| (*parent).to_owned());
            let devices = if TWO_DEVICES.iter().any(|one| one == wa_id || one == user_id) { 2 } else { 1 };
            let person = Person {
                wa_id: some(wa_id),
                user_id: some(user_id),
                parent_user_id: parent,
                name: (*name).to_owned(),
                username: some(username),
                devices,
                phones_before: 0,
                moved_to: None,
            };
            (person, *language)
        })
        .collect()
}
