//! Webhooks: those that wait, and the ledger of those that came to an end.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::World;

/// The provider gives up after seven days (section 2.3).
const GIVE_UP_AFTER_MS: i64 = 7 * 24 * 3600 * 1000;
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
    /// When it was first sent: the time of its retries counts from then on, however old what it tells is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_tried_at_ms: Option<i64>,
}

impl Post {
    /// One that was never tried.
    #[must_use]
    pub fn new(id: u64, phone_number_id: &str, body: String, reports: Vec<(String, String)>, queued_at_ms: i64, due_at_ms: i64) -> Self {
        let phone_number_id = phone_number_id.to_owned();
        Self { id, phone_number_id, body, reports, queued_at_ms, due_at_ms, attempts: 0, first_tried_at_ms: None }
    }

    /// Whether the time of its retries is over.
    #[must_use]
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.first_tried_at_ms.is_some_and(|first| now_ms - first > GIVE_UP_AFTER_MS)
    }

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
    /// Numbers that posts wait for.
    pub fn numbers_with_posts(&self) -> impl Iterator<Item = &str> {
        self.due.keys().map(String::as_str)
    }

    /// Posts of a number that wait, the next one first.
    pub fn by_due_of(&self, phone_number_id: &str) -> impl Iterator<Item = &Post> {
        self.due.get(phone_number_id).into_iter().flatten().filter_map(|(_, id)| self.pending.get(id))
    }

    pub(super) fn queued(&mut self, post: Post) {
        self.counters.last_post = self.counters.last_post.max(post.id);
        self.due.entry(post.phone_number_id.clone()).or_default().insert((post.due_at_ms, post.id));
        self.pending.insert(post.id, post);
    }

    pub(super) fn attempted(&mut self, post: u64, due_at_ms: i64, at_ms: Option<i64>) {
        self.counters.attempts += 1;
        let Some(post) = self.pending.get_mut(&post) else { return };
        let due = self.due.entry(post.phone_number_id.clone()).or_default();
        due.remove(&(post.due_at_ms, post.id));
        due.insert((due_at_ms, post.id));
        post.attempts += 1;
        post.due_at_ms = due_at_ms;
        post.first_tried_at_ms = post.first_tried_at_ms.or(at_ms);
    }

    pub(super) fn withdraw(&mut self, post: u64) -> Option<Post> {
        let post = self.pending.remove(&post)?;
        if let Some(due) = self.due.get_mut(&post.phone_number_id) {
            due.remove(&(post.due_at_ms, post.id));
            if due.is_empty() {
                self.due.remove(&post.phone_number_id);
            }
        }
        Some(post)
    }

    pub(super) fn close(&mut self, post: u64, acknowledged_at_ms: Option<i64>) {
        let Some(post) = self.withdraw(post) else { return };
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
        let order = |world: &World| world.by_due_of("1").map(|post| post.id).collect::<Vec<_>>();
        for (id, due_at_ms) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            world.apply(Event::Queued { post: Post::new(id, "1", "{}".to_owned(), Vec::new(), 0, due_at_ms) });
        }
        assert_eq!(order(&world), [2, 4, 3, 1]);
        world.apply(Event::Attempted { post: 2, due_at_ms: 40, at_ms: Some(11) });
        world.apply(Event::Acknowledged { post: 4, at_ms: 11 });
        world.apply(Event::GaveUp { post: 3 });
        assert_eq!(order(&world), [1, 2]);
        world.apply(Event::Reset);
        assert_eq!((order(&world), world.due.len()), (Vec::new(), 0));
    }

    #[test]
    fn seven_days_count_from_the_first_attempt_however_old_the_post_is() {
        let mut world = World::default();
        world.apply(Event::Queued { post: Post::new(1, "1", "{}".to_owned(), Vec::new(), 0, 0) });
        let later = 60 * GIVE_UP_AFTER_MS;
        let is_over = |world: &World, at_ms| world.by_due_of("1").all(|post| post.is_over(at_ms));
        assert!(!is_over(&world, later), "never tried");
        world.apply(Event::Attempted { post: 1, due_at_ms: later, at_ms: Some(later) });
        world.apply(Event::Attempted { post: 1, due_at_ms: later, at_ms: Some(later + 5) });
        assert!(!is_over(&world, later + GIVE_UP_AFTER_MS));
        assert!(is_over(&world, later + GIVE_UP_AFTER_MS + 1));
    }
}
