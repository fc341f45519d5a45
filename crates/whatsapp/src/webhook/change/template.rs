//! Templates: review, quality, components and category (section 5.1).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, Language, List, Time, words};

words! {
    /// What became of a template.
    StatusEvent {
        Approved = "APPROVED",
        Rejected = "REJECTED",
        Pending = "PENDING",
        Paused = "PAUSED",
        Disabled = "DISABLED",
        Flagged = "FLAGGED",
        Reinstated = "REINSTATED",
        InAppeal = "IN_APPEAL",
        LimitExceeded = "LIMIT_EXCEEDED",
        Locked = "LOCKED",
        Archived = "ARCHIVED",
        Deleted = "DELETED",
        PendingDeletion = "PENDING_DELETION",
    }
}

words! {
    /// Why a template was refused.
    Reason {
        AbusiveContent = "ABUSIVE_CONTENT",
        IncorrectCategory = "INCORRECT_CATEGORY",
        InvalidFormat = "INVALID_FORMAT",
        Promotional = "PROMOTIONAL",
        Scam = "SCAM",
        TagContentMismatch = "TAG_CONTENT_MISMATCH",
        CategoryNotAvailable = "CATEGORY_NOT_AVAILABLE",
        None = "NONE",
    }
}

words! {
    /// Which pause, or its end.
    PauseTitle {
        FirstPause = "FIRST_PAUSE",
        SecondPause = "SECOND_PAUSE",
        RateLimitingPause = "RATE_LIMITING_PAUSE",
        Unpause = "UNPAUSE",
        Disabled = "DISABLED",
    }
}

words! {
    /// How users take a template.
    QualityScore {
        Green = "GREEN",
        Yellow = "YELLOW",
        Red = "RED",
        Unknown = "UNKNOWN",
    }
}

/// `message_template_status_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    pub event: Field<StatusEvent>,
    pub message_template_id: Field<Id>,
    pub message_template_name: Field<String>,
    pub message_template_language: Field<Language>,
    pub message_template_category: Field<String>,
    /// Absent, or [`Reason::None`], where there is nothing to say.
    pub reason: Field<Reason>,
    pub disable_info: Field<DisableInfo>,
    pub other_info: Field<OtherInfo>,
    pub rejection_info: Field<RejectionInfo>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// When a template ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisableInfo {
    /// A timestamp, or a date in words.
    pub disable_date: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Of pauses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OtherInfo {
    pub title: Field<PauseTitle>,
    pub description: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Of refusals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RejectionInfo {
    pub reason: Field<String>,
    pub recommendation: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `message_template_quality_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quality {
    pub previous_quality_score: Field<QualityScore>,
    pub new_quality_score: Field<QualityScore>,
    pub message_template_id: Field<Id>,
    pub message_template_name: Field<String>,
    pub message_template_language: Field<Language>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `message_template_components_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Components {
    pub message_template_id: Field<Id>,
    pub message_template_name: Field<String>,
    pub message_template_language: Field<Language>,
    pub message_template_title: Field<String>,
    /// The body.
    pub message_template_element: Field<String>,
    pub message_template_footer: Field<String>,
    pub message_template_buttons: List<Button>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One button of a template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    pub message_template_button_type: Field<String>,
    pub message_template_button_text: Field<String>,
    pub message_template_button_url: Field<String>,
    pub message_template_button_phone_number: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `template_category_update`: impending (with `correct_category`, 24 hours ahead) or done (with `previous_category`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Category {
    pub message_template_id: Field<Id>,
    pub message_template_name: Field<String>,
    pub message_template_language: Field<Language>,
    pub previous_category: Field<String>,
    /// While impending, the category as it still is.
    pub new_category: Field<String>,
    /// While impending, the category to come.
    pub correct_category: Field<String>,
    pub category_update_timestamp: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}
