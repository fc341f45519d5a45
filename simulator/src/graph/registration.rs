//! How a number comes to the Cloud API: added, verified by a code, registered with a PIN (section 11).

use axum::response::Response;
use serde_json::json;

use super::Call;
use super::answer::{Refusal, object, success};
use super::fields::Fields;
use super::messages::PHONE_DIGITS;
use super::templates::is_language;
use crate::ids;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Number};

const PIN_DIGITS: usize = 6;
const CODE_DIGITS: usize = 6;
/// PINs in a row that may be wrong.
const WRONG_PINS_MAX: u32 = 5;
/// Registrations and deregistrations in [`REGISTRATIONS_MS`].
const REGISTRATIONS_MAX: usize = 10;
const REGISTRATIONS_MS: i64 = 72 * 3600 * 1000;

/// `POST /{waba}/phone_numbers`: a number that isn't verified yet.
pub(super) fn add(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let owner = call.account(simulator, waba_id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    let cc = fields.required_text("cc", 1..=20)?;
    let local = fields.required_text("phone_number", 1..=32)?;
    if !cc.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(fields.refuse("cc", "must be digits"));
    }
    if !local.chars().all(|letter| letter.is_ascii_digit() || " -()".contains(letter)) {
        return Err(fields.refuse("phone_number", "must be digits, with spaces, - and () between them"));
    }
    let display_phone_number: String = cc.chars().chain(local.chars()).filter(char::is_ascii_digit).collect();
    if !local.contains(|letter: char| letter.is_ascii_digit()) || !PHONE_DIGITS.contains(&display_phone_number.len()) {
        return Err(fields.refuse("phone_number", "has too few or too many digits"));
    }
    let name = fields.required_text("verified_name", 1..=512)?.to_owned();
    let phone_number_id = ids::decimal(simulator.random());
    simulator.decide(|world| {
        if world.businesses.values().any(|business| business.display_phone_number == display_phone_number) {
            return Err(Refusal::bad_parameter("The phone number is in use already"));
        }
        let business = Business { phone_number_id: phone_number_id.clone(), display_phone_number, name, ..owner };
        let number = Number { registered: false, verified: false, ..Number::default() };
        let set = Event::NumberSet { phone_number_id: phone_number_id.clone(), number };
        Ok((object(json!({"id": phone_number_id})), vec![Event::Registered { business }, set]))
    })
}

/// `POST /{phone number id}/request_code`: sends a code, as a line of the log.
pub(super) fn request_code(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let members = call.members()?;
    let fields = Fields::new("", &members);
    let method = fields.required_text("code_method", 1..=16)?;
    if !["SMS", "VOICE"].contains(&method) {
        return Err(fields.refuse("code_method", "must be SMS or VOICE"));
    }
    if !is_language(fields.required_text("language", 2..=8)?) {
        return Err(fields.refuse("language", "must be a code such as en or en_US"));
    }
    let code = format!("{:0width$}", simulator.random().below(1_000_000), width = CODE_DIGITS);
    change(simulator, call, id, |number, _| {
        if number.verified {
            return Err(Refusal::code(136_024, "The phone number is verified already"));
        }
        tracing::info!(phone_number_id = id, code, "the verification code of a phone number");
        number.code = Some(code);
        Ok(())
    })
}

/// `POST /{phone number id}/verify_code`.
pub(super) fn verify_code(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let members = call.members()?;
    let given: String = Fields::new("", &members).required_text("code", 1..=16)?.chars().filter(char::is_ascii_digit).collect();
    change(simulator, call, id, |number, _| match &number.code {
        Some(code) if *code == given => {
            number.verified = true;
            number.code = None;
            Ok(())
        }
        Some(_) => Err(Refusal::code(136_025, "The code is wrong")),
        None => Err(Refusal::code(136_025, "No code was requested")),
    })
}

/// `POST /{phone number id}/register`: a number's first PIN is the one it keeps.
pub(super) fn register(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let members = call.members()?;
    let fields = Fields::new("", &members);
    fields.is_for_whatsapp()?;
    let pin = pin(fields)?;
    if let Some(region) = fields.text("data_localization_region", 2..=2)?
        && !region.bytes().all(|letter| letter.is_ascii_uppercase())
    {
        return Err(fields.refuse("data_localization_region", "must be two capital letters"));
    }
    change(simulator, call, id, |number, now| {
        if !number.verified {
            return Err(Refusal::code(133_006, "Verify the phone number with a code before you register it"));
        }
        if number.wrong_pins >= WRONG_PINS_MAX {
            return Err(Refusal::code(133_008, "Too many wrong PINs: set another one"));
        }
        if number.pin.as_ref().is_some_and(|known| *known != pin) {
            number.wrong_pins += 1;
            return Err(Refusal::code(133_005, "The PIN is not the one of this phone number"));
        }
        note(number, now)?;
        (number.registered, number.wrong_pins, number.pin) = (true, 0, Some(pin));
        Ok(())
    })
}

/// `POST /{phone number id}/deregister`.
pub(super) fn deregister(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    change(simulator, call, id, |number, now| {
        if !number.registered {
            return Err(Refusal::code(133_010, "The phone number is not registered"));
        }
        note(number, now)?;
        number.registered = false;
        Ok(())
    })
}

/// `POST /{phone number id}` with `pin`.
pub(super) fn set_pin(simulator: &Simulator, business: &Business, fields: Fields<'_>) -> Result<Response, Refusal> {
    let pin = pin(fields)?;
    let phone_number_id = business.phone_number_id.clone();
    simulator.decide(|world| {
        let mut number = world.number(&phone_number_id);
        (number.pin, number.wrong_pins) = (Some(pin), 0);
        Ok((success(), vec![Event::NumberSet { phone_number_id, number }]))
    })
}

fn pin(fields: Fields<'_>) -> Result<String, Refusal> {
    let pin = fields.get("pin").map(|pin| pin.as_str().map_or_else(|| pin.to_string(), str::to_owned));
    let pin = pin.ok_or_else(|| Refusal::bad_parameter("The parameter pin is required"))?;
    if pin.len() == PIN_DIGITS && pin.bytes().all(|digit| digit.is_ascii_digit()) {
        return Ok(pin);
    }
    Err(Refusal::bad_parameter(format!("The parameter pin must be {PIN_DIGITS} digits")))
}

/// One more registration or deregistration, if 72 hours allow it.
fn note(number: &mut Number, now_ms: i64) -> Result<(), Refusal> {
    number.registrations_at_ms.retain(|at| now_ms - at < REGISTRATIONS_MS);
    if number.registrations_at_ms.len() >= REGISTRATIONS_MAX {
        return Err(Refusal::code(133_016, "Too many registrations and deregistrations in 72 hours"));
    }
    number.registrations_at_ms.push(now_ms);
    Ok(())
}

/// Changes the token's own number; what a refusal changed, such as the count of wrong PINs, stays changed.
fn change(
    simulator: &Simulator,
    call: &Call,
    id: &str,
    how: impl FnOnce(&mut Number, i64) -> Result<(), Refusal>,
) -> Result<Response, Refusal> {
    call.number(simulator, id)?;
    let now = simulator.clock().now_ms();
    let changed: Result<(), Refusal> = simulator.decide(|world| {
        let mut number = world.number(id);
        let changed = how(&mut number, now);
        Ok::<_, Refusal>((changed, vec![Event::NumberSet { phone_number_id: id.to_owned(), number }]))
    })?;
    changed.map(|()| success())
}
