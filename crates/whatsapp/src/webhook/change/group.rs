//! Groups (section 5.8).

use serde::{Deserialize, Serialize};

use super::super::error::Error;
use super::super::field::{Extra, Field, Id, List, Time, words};

words! {
    /// What happened to a group.
    GroupEvent {
        Create = "group_create",
        Delete = "group_delete",
        ParticipantsAdd = "group_participants_add" | "group_add_participants",
        ParticipantsRemove = "group_participants_remove" | "group_remove_participants",
        JoinRequestCreated = "group_join_request_created",
        JoinRequestRevoked = "group_join_request_revoked",
        SettingsUpdate = "group_settings_update",
        Suspend = "group_suspend",
        SuspendCleared = "group_suspend_cleared",
    }
}

/// The four group fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Groups {
    pub groups: List<Group>,
    /// A sample prints it here instead of inside the group.
    pub initiated_by: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What happened to one group. Creation is answered here: `request_id` says to which request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    pub timestamp: Field<Time>,
    pub group_id: Field<Id>,
    #[serde(rename = "type")]
    pub kind: Field<GroupEvent>,
    pub request_id: Field<Id>,
    pub subject: Field<String>,
    pub description: Field<String>,
    pub invite_link: Field<String>,
    pub join_approval_mode: Field<String>,
    pub reason: Field<String>,
    pub join_request_id: Field<Id>,
    pub wa_id: Field<Id>,
    pub initiated_by: Field<String>,
    pub added_participants: List<Participant>,
    pub removed_participants: List<Participant>,
    pub failed_participants: List<Participant>,
    pub profile_picture: Field<Picture>,
    pub group_subject: Field<Setting>,
    pub group_description: Field<Setting>,
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One participant, and why they couldn't be added or removed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Participant {
    pub wa_id: Field<Id>,
    /// As we wrote it.
    pub input: Field<Id>,
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A picture that was set, or wasn't.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    pub mime_type: Field<String>,
    pub sha256: Field<String>,
    pub update_successful: Field<bool>,
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A text that was set, or wasn't.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setting {
    pub text: Field<String>,
    pub update_successful: Field<bool>,
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}
