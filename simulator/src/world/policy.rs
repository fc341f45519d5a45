//! How the provider treats a business.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest mean of a wait and longest review: a year.
const WAIT_MS_MAX: u64 = 366 * 24 * 3600 * 1000;

/// How the provider treats a number: what differs from business to business, and what a test wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// A test number writes to `allowed_recipients` alone (131030).
    pub test_number: bool,
    /// Digits.
    pub allowed_recipients: Vec<String>,
    /// Throughput of the number, in and out (130429).
    pub messages_per_second: u32,
    /// The version set on the app's subscription: decides the shape of statuses (section 3.4).
    pub webhook_version: u32,
    /// How a message outside the 24-hour window is refused (131047): with the answer, or later with a `failed` status.
    pub window_refusal: Refused,
    /// HTTP status of rate errors: 400 by the provider's table, 429 by its OpenAPI description.
    pub rate_limit_status: u16,
    /// Marketing templates one customer gets in 24 hours before 131049; `None` is no cap.
    pub marketing_per_day_max: Option<u32>,
    /// Marketing templates must go through the MM API (131063).
    pub marketing_disabled: bool,
    /// First sends of a new template that are held for quality assessment.
    pub paced_sends: u32,
    /// Calls of the management API in one hour (80007).
    pub management_calls_per_hour: u32,
    /// Templates that an account creates in one hour (section 7.4).
    pub template_creations_per_hour: u32,
    /// Where customers' media are downloaded from, e.g. `http://simulator:14000`: their messages carry a `url` then (section 3.3).
    pub media_base_url: Option<String>,
    /// Whether webhooks are delivered to a business that didn't subscribe (section 2.4).
    pub subscription: Subscribed,
    pub review: Review,
    pub timeline: Timeline,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            test_number: false,
            allowed_recipients: Vec::new(),
            messages_per_second: 80,
            webhook_version: 25,
            window_refusal: Refused::AtOnce,
            rate_limit_status: 400,
            marketing_per_day_max: None,
            marketing_disabled: false,
            paced_sends: 0,
            management_calls_per_hour: 5000,
            template_creations_per_hour: 100,
            media_base_url: None,
            subscription: Subscribed::Assumed,
            review: Review::default(),
            timeline: Timeline::default(),
        }
    }
}

impl Policy {
    /// Whether its times can be reckoned with.
    ///
    /// # Errors
    /// The member that is out of range, and its range.
    pub fn check(&self) -> Result<(), String> {
        let Timeline { sent_mean_ms, delivered_mean_ms, read_mean_ms, played_mean_ms, .. } = self.timeline;
        let waits = [
            ("timeline.sent_mean_ms", Some(sent_mean_ms)),
            ("timeline.delivered_mean_ms", Some(delivered_mean_ms)),
            ("timeline.read_mean_ms", Some(read_mean_ms)),
            ("timeline.played_mean_ms", Some(played_mean_ms)),
            ("review.delay_ms", u64::try_from(self.review.delay_ms).ok()),
        ];
        match waits.into_iter().find(|(_, wait_ms)| wait_ms.is_none_or(|wait_ms| wait_ms > WAIT_MS_MAX)) {
            Some((name, _)) => Err(format!("policy.{name} must be between 0 and {WAIT_MS_MAX}, which is a year")),
            None => Ok(()),
        }
    }
}

/// What a business must have done to get webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subscribed {
    /// Nothing: a callback is enough.
    Assumed,
    /// Both levels, as the provider wants it: the app has a callback, and the WABA is subscribed. What happens before is never told.
    Required,
}

/// When the sender learns that a message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// In the answer to the call.
    AtOnce,
    /// With a `failed` status.
    Later,
}

/// What becomes of a template that is created or edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    pub delay_ms: i64,
    /// `None` approves; else the reason of the rejection, e.g. `INVALID_FORMAT`.
    pub rejects: Option<String>,
}

impl Default for Review {
    fn default() -> Self {
        Self { delay_ms: 2000, rejects: None }
    }
}

/// How the statuses of a message follow each other: means of exponential waits, and shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Timeline {
    pub sent_mean_ms: u64,
    pub delivered_mean_ms: u64,
    pub read_mean_ms: u64,
    pub played_mean_ms: u64,
    /// Messages that are ever read.
    pub read_percent: u8,
    /// Of the read ones: read at once, so that `delivered` is skipped.
    pub read_at_once_percent: u8,
    /// Voice messages that are played, of those read.
    pub played_percent: u8,
    /// Messages whose phone is off: `sent` and nothing else.
    pub undelivered_percent: u8,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            sent_mean_ms: 150,
            delivered_mean_ms: 700,
            read_mean_ms: 4000,
            played_mean_ms: 6000,
            read_percent: 85,
            read_at_once_percent: 8,
            played_percent: 90,
            undelivered_percent: 2,
        }
    }
}
