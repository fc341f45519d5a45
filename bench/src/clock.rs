//! The generator's clocks: a benchmark measures real time, so these are the bare ones, read here and nowhere else.

use std::time::Instant;

use jiff::Timestamp;

/// Now on the monotonic clock.
pub fn now() -> Instant {
    Instant::now()
}

/// Now as the calendar has it.
#[expect(clippy::disallowed_methods, reason = "the one place where the generator reads the calendar")]
pub fn wall() -> Timestamp {
    Timestamp::now()
}
