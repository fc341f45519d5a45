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
    /// Posts that wait, the next one first.
    pub fn by_due(&self) -> impl Iterator<Item = &Post> {
        self.due.iter().filter_map(|(_, id)| self.pending.get(id))
    }

    pub(super) fn queued(&mut self, post: Post) {
        self.counters.last_post = self.counters.last_post.max(post.id);
        self.due.insert((post.due_at_ms, post.id));
        self.pending.insert(post.id, post);
    }

    pub(super) fn attempted(&mut self, post: u64, due_at_ms: i64) {
        self.counters.attempts += 1;
        let Some(post) = self.pending.get_mut(&post) else { return };
        self.due.remove(&(post.due_at_ms, post.id));
        self.due.insert((due_at_ms, post.id));
        post.attempts += 1;
        post.due_at_ms = due_at_ms;
    }

    pub(super) fn close(&mut self, post: u64, acknowledged_at_ms: Option<i64>) {
        let Some(post) = self.pending.remove(&post) else { return };
        self.due.remove(&(post.due_at_ms, post.id));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Event;

    #[test]
    fn posts_stay_in_the_order_in_which_they_are_due() {
        let mut world = World::default();
        let order = |world: &World| world.by_due().map(|post| post.id).collect::<Vec<_>>();
        for (id, due_at_ms) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            let (phone_number_id, body) = ("1".to_owned(), "{}".to_owned());
            let post = Post { id, phone_number_id, body, reports: Vec::new(), queued_at_ms: 0, due_at_ms, attempts: 0 };
            world.apply(Event::Queued { post });
        }
        assert_eq!(order(&world), [2, 4, 3, 1]);
        world.apply(Event::Attempted { post: 2, due_at_ms: 40 });
        world.apply(Event::Acknowledged { post: 4, at_ms: 11 });
        world.apply(Event::GaveUp { post: 3 });
        assert_eq!(order(&world), [1, 2]);
        world.apply(Event::Reset);
        assert_eq!((order(&world), world.due.len()), (Vec::new(), 0));
    }
}
