//! Message templates (section 7).

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A template in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Digits.
    pub id: String,
    pub waba_id: String,
    pub name: String,
    pub language: String,
    /// `AUTHENTICATION`, `MARKETING` or `UTILITY`.
    pub category: String,
    /// `NAMED` or `POSITIONAL`.
    pub parameter_format: String,
    /// As created, with upper-case types.
    pub components: Vec<Value>,
    /// As it was before the review below.
    pub status: TemplateStatus,
    /// A review that is under way or over: its verdict counts from its time on.
    #[serde(default)]
    pub review: Option<Verdict>,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
    pub rejected_reason: Option<String>,
    pub created_at_ms: i64,
    #[serde(default)]
    pub edited_at_ms: Vec<i64>,
    /// Messages sent with it.
    #[serde(default)]
    pub sends: u32,
}

/// How a review ends, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub at_ms: i64,
    pub status: TemplateStatus,
    pub reason: Option<String>,
}

/// How far a template may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateStatus {
    Pending,
    Approved,
    Rejected,
    Paused,
    Disabled,
}

impl TemplateStatus {
    /// The provider's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Paused => "PAUSED",
            Self::Disabled => "DISABLED",
        }
    }
}

impl Template {
    /// The status at a time.
    #[must_use]
    pub fn status_at(&self, now_ms: i64) -> TemplateStatus {
        self.decided(now_ms).map_or(self.status, |verdict| verdict.status)
    }

    /// Why it was rejected, in the provider's word; `NONE` if it wasn't.
    #[must_use]
    pub fn reason_at(&self, now_ms: i64) -> &str {
        let decided = self.decided(now_ms).map(|verdict| verdict.reason.as_deref());
        decided.unwrap_or(self.rejected_reason.as_deref()).unwrap_or("NONE")
    }

    /// Since when it may be used, if it may.
    #[must_use]
    pub fn approved_at_ms(&self) -> i64 {
        self.review.as_ref().map_or(self.created_at_ms, |verdict| verdict.at_ms)
    }

    fn decided(&self, now_ms: i64) -> Option<&Verdict> {
        self.review.as_ref().filter(|verdict| verdict.at_ms <= now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_counts_from_its_time_on() {
        let verdict = Verdict { at_ms: 10, status: TemplateStatus::Rejected, reason: Some("PROMOTIONAL".to_owned()) };
        let template = Template {
            id: "1".to_owned(),
            waba_id: "2".to_owned(),
            name: "hello".to_owned(),
            language: "en".to_owned(),
            category: "UTILITY".to_owned(),
            parameter_format: "POSITIONAL".to_owned(),
            components: Vec::new(),
            status: TemplateStatus::Pending,
            review: Some(verdict),
            quality: "UNKNOWN".to_owned(),
            rejected_reason: None,
            created_at_ms: 0,
            edited_at_ms: Vec::new(),
            sends: 0,
        };
        assert_eq!((template.status_at(9), template.reason_at(9)), (TemplateStatus::Pending, "NONE"));
        assert_eq!((template.status_at(10), template.reason_at(10)), (TemplateStatus::Rejected, "PROMOTIONAL"));
    }
}
