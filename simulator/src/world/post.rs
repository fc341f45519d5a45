//! Webhooks: those that wait, and the ledger of those that came to an end.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::World;

/// Rows of the ledger kept.
const LEDGER_ROWS_MAX: usize = 20_000;

/// Fields that an override redirects (section 2.4).
const OVERRIDABLE: &[&str] = &[
    "messages",
    "message_echoes",
    "calls",
    "consumer_profile",
    "messaging_handovers",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "smb_message_echoes",
    "smb_app_state_sync",
    "history",
    "account_settings_update",
];

/// A webhook to be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub id: u64,
    pub phone_number_id: String,
    /// As it is signed and sent.
    pub body: String,
    /// What it reports: (message id, `message` | `echo` | `status:read` | field).
    pub reports: Vec<(String, String)>,
    pub queued_at_ms: i64,
    pub due_at_ms: i64,
    pub attempts: u32,
}

impl Post {
    /// The webhook field it is of; `None` for one that reports nothing.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.reports.first().map(|(_, kind)| match kind.as_str() {
            "message" => "messages",
            status if status.starts_with("status:") => "messages",
            "echo" => "smb_message_echoes",
            field => field,
        })
    }

    pub(super) fn is_overridable(&self) -> bool {
        self.field().is_some_and(|field| OVERRIDABLE.contains(&field))
    }
}

/// A post that came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerRow {
    pub phone_number_id: String,
    pub wamid: String,
    pub kind: String,
    pub sent_at_ms: i64,
    pub acknowledged_at_ms: Option<i64>,
    pub attempts: u32,
}

/// What was delivered so far, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub last_post: u64,
    pub acknowledged: u64,
    pub attempts: u64,
    pub gave_up: u64,
}

impl World {
    pub(super) fn close(&mut self, post: u64, acknowledged_at_ms: Option<i64>) {
        let Some(post) = self.pending.remove(&post) else { return };
        for (wamid, kind) in post.reports {
            if let Some(status) = kind.strip_prefix("status:") {
                self.status_reached(&post.phone_number_id, &wamid, status);
            }
            self.note(LedgerRow {
                phone_number_id: post.phone_number_id.clone(),
                wamid,
                kind,
                sent_at_ms: post.queued_at_ms,
                acknowledged_at_ms,
                attempts: post.attempts + u32::from(acknowledged_at_ms.is_some()),
            });
        }
    }

    pub(super) fn note(&mut self, row: LedgerRow) {
        if self.ledger.len() == LEDGER_ROWS_MAX {
            self.ledger.pop_front();
        }
        self.ledger.push_back(row);
    }
}
