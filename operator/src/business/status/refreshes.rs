//! How often numbers that change by themselves are written.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

/// When numbers that change by themselves were last written, by object. Each write wakes the controller: a busy
/// business must not have it write for ever.
#[derive(Debug, Default)]
pub struct Refreshes(Mutex<HashMap<String, Timestamp>>);

/// Backlog and the time of the last webhook are written at most this often on their own, in seconds.
const REFRESH_SECONDS: i64 = 30;

impl Refreshes {
    /// Whether it is time again; if so, it is noted.
    pub(super) fn is_due(&self, object_uid: &str, now: Timestamp) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = written.get(object_uid).is_none_or(|at| now.duration_since(*at) >= SignedDuration::from_secs(REFRESH_SECONDS));
        if due {
            written.insert(object_uid.to_owned(), now);
        }
        due
    }

    /// Forgets an object that is gone.
    pub fn forget(&self, object_uid: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(object_uid);
    }
}
