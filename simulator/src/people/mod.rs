//! The customers the simulator plays, and what they talk about.

mod scripts;

use serde::{Deserialize, Serialize};

pub use scripts::{SCRIPTS, Script, Speaker, Step};

/// A customer: by phone number, by business-scoped user id, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub name: String,
    pub username: Option<String>,
}

impl Person {
    /// What identifies their chat.
    #[must_use]
    pub fn key(&self) -> &str {
        self.wa_id.as_deref().or(self.user_id.as_deref()).unwrap_or_default()
    }

    /// Somebody known by a phone number alone.
    #[must_use]
    pub fn by_phone(wa_id: &str, name: &str) -> Self {
        Self { wa_id: Some(wa_id.to_owned()), user_id: None, name: name.to_owned(), username: None }
    }
}

/// Name, phone number, user id, user name and language of the cast. Two hide their number, one has no user id.
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
];

/// The whole cast with the language each writes in.
#[must_use]
pub fn cast() -> Vec<(Person, &'static str)> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    CAST.iter()
        .map(|(name, wa_id, user_id, username, language)| {
            (Person { wa_id: some(wa_id), user_id: some(user_id), name: (*name).to_owned(), username: some(username) }, *language)
        })
        .collect()
}
