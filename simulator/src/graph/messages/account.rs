//! Whether a number may send at all.

use super::super::answer::Refusal;
use crate::simulator::Simulator;
use crate::world::Business;

/// A number that isn't registered with the Cloud API sends nothing.
pub(super) fn check(simulator: &Simulator, business: &Business) -> Result<(), Refusal> {
    if simulator.read(|world| world.number(&business.phone_number_id).registered) {
        return Ok(());
    }
    Err(Refusal::code(133_010, "The phone number is not registered with the Cloud API: call /register first"))
}
