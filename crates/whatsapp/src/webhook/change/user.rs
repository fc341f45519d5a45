//! Users: what they want, and who they are now (sections 4 and 5.4).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, Time, words};
use super::contact::Contact;

words! {
    /// Whether marketing messages are wanted.
    PreferenceValue {
        Stop = "stop",
        Resume = "resume",
        Signup = "signup",
    }
}

/// `user_preferences`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub user_preferences: List<Preference>,
    pub contacts: List<Contact>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One user's word. After `stop`, marketing is refused with code 131050.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preference {
    pub wa_id: Field<Id>,
    pub user_id: Field<Id>,
    pub parent_user_id: Field<Id>,
    pub detail: Field<String>,
    /// `marketing_messages`
    pub category: Field<String>,
    pub value: Field<PreferenceValue>,
    pub signup_id: Field<Id>,
    pub timestamp: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `user_id_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ids {
    pub user_id_update: List<IdUpdate>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One user who changed number, and with it the business-scoped id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IdUpdate {
    pub wa_id: Field<Id>,
    pub detail: Field<String>,
    pub user_id: Field<Replaced>,
    pub parent_user_id: Field<Replaced>,
    pub timestamp: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// An id and what it was before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Replaced {
    pub previous: Field<Id>,
    pub current: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}
