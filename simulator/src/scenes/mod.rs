//! Conversations written down: a customer's steps with waits, read from YAML and played on the simulator's clock.

mod parse;
mod play;
mod shipped;
mod step;

pub use parse::{SceneError, parse};
pub use play::{Progress, Run, State, play};
pub use shipped::{Shipped, find, shipped};
pub use step::{Expect, Pause, Step};

use crate::people::Person;

/// Steps of one scene, at most.
pub const STEPS_MAX: usize = 500;

/// A scene that can be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub title: String,
    pub about: String,
    pub person: Person,
    pub steps: Vec<Step>,
}
