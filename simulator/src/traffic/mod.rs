//! Believable customers of a business: live, a few conversations at a time, or a whole month at once.

mod answers;
mod calendar;
mod live;
mod month;
mod talk;

pub use calendar::{Calendar, UnknownTimezone};
pub use live::{Pace, play};
pub use month::{Month, MonthError, Written, generate};
