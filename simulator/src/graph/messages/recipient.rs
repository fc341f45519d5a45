//! Whom a message is for (sections 4 and 6): `to`, a phone number, before `recipient`, a business-scoped user id.

use super::super::answer::Refusal;
use super::super::fields::Fields;
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::{Business, Group};

/// Digits of a phone number with its country code.
pub(in crate::graph) const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
const GROUP_ID_CHARS_MAX: usize = 512;
/// Letters and digits of a user id after its country.
const USER_ID_CHARS_MAX: usize = 128;

/// The recipient of one message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recipient {
    pub(super) person: Person,
    /// As it was asked for.
    pub(super) input: String,
    pub(super) by_phone: bool,
}

/// Whom one message is for.
#[derive(Clone, Debug)]
pub(super) enum To {
    Person(Recipient),
    Group { group: Group, people: Vec<Person> },
}

impl To {
    /// What identifies the chat.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Person(recipient) => recipient.person.key(),
            Self::Group { group, .. } => &group.id,
        }
    }

    pub(super) fn by_phone(&self) -> bool {
        matches!(self, Self::Person(Recipient { by_phone: true, .. }))
    }

    /// Devices that show a message.
    pub(super) fn devices(&self) -> u8 {
        match self {
            Self::Person(recipient) => recipient.person.devices,
            Self::Group { .. } => 1,
        }
    }

    /// What fault rules know them by.
    pub(super) fn ids(&self) -> Vec<&str> {
        match self {
            Self::Person(Recipient { person, .. }) => [&person.wa_id, &person.user_id].into_iter().flatten().map(String::as_str).collect(),
            Self::Group { group, .. } => vec![&group.id],
        }
    }
}

/// Whom a message is for, by its `recipient_type`.
pub(super) fn of_message(simulator: &Simulator, business: &Business, fields: Fields<'_>) -> Result<To, Refusal> {
    match fields.get("recipient_type").map(|kind| kind.as_str().unwrap_or_default()) {
        None | Some("individual") => find(simulator, business, fields).map(To::Person),
        Some("group") => group(simulator, business, fields),
        Some(other) => Err(Refusal::bad_parameter(format!("Param recipient_type must be one of {{individual, group}} - got \"{other}\""))),
    }
}

fn group(simulator: &Simulator, business: &Business, fields: Fields<'_>) -> Result<To, Refusal> {
    let id = fields.required_text("to", 1..=GROUP_ID_CHARS_MAX)?;
    let found = simulator.read(|world| {
        let group = world.groups.get(id).filter(|group| group.phone_number_id == business.phone_number_id)?.clone();
        let people = group.participants.iter().filter_map(|key| world.person(key)).collect();
        Some(To::Group { group, people })
    });
    found.ok_or_else(|| Refusal::code(33, "The group doesn't exist, or isn't this phone number's"))
}

/// Finds the recipient. A phone number needn't be known; a user id must be, as it is this business's own.
fn find(simulator: &Simulator, business: &Business, fields: Fields<'_>) -> Result<Recipient, Refusal> {
    let found = match (fields.get("to"), fields.get("recipient")) {
        (Some(to), _) => {
            let input = to.as_str().map(str::to_owned).or_else(|| to.as_u64().map(|digits| digits.to_string()));
            let input = input.ok_or_else(|| Refusal::bad_parameter("The parameter to must be a phone number"))?;
            by_phone(simulator, business, input)?
        }
        (None, Some(user_id)) => {
            let input = user_id.as_str().ok_or_else(|| Refusal::bad_parameter("The parameter recipient must be a user id"))?;
            by_user_id(simulator, business, input)?
        }
        (None, None) => return Err(Refusal::bad_parameter("The parameter to or recipient is required")),
    };
    allowed(business, &found)?;
    Ok(found)
}

/// The person that a phone number or a user id names.
pub(in crate::graph) fn person(simulator: &Simulator, business: &Business, input: &str) -> Result<Person, Refusal> {
    let found = if is_user_id(input) { by_user_id(simulator, business, input) } else { by_phone(simulator, business, input.to_owned()) };
    found.map(|recipient| recipient.person)
}

fn by_phone(simulator: &Simulator, business: &Business, input: String) -> Result<Recipient, Refusal> {
    let wa_id = wa_id(&input, &business.display_phone_number)
        .ok_or_else(|| Refusal::bad_parameter(format!("The parameter to, {input:?}, is no phone number")))?;
    if wa_id == business.display_phone_number {
        return Err(Refusal::code(131_021, "The recipient is the sender"));
    }
    let known = simulator.read(|world| world.person(&wa_id)).filter(|person| person.wa_id.as_deref() == Some(&wa_id));
    let person = known.unwrap_or_else(|| Person::by_phone(&wa_id, &format!("+{wa_id}")));
    Ok(Recipient { person, input, by_phone: true })
}

fn by_user_id(simulator: &Simulator, business: &Business, input: &str) -> Result<Recipient, Refusal> {
    if !is_user_id(input) {
        return Err(Refusal::bad_parameter(format!(
            "The parameter recipient, {input:?}, is no user id: CC. and up to 128 letters and digits"
        )));
    }
    let person = simulator.read(|world| {
        // A parent id is there to work across portfolios.
        let works = |person: &Person| person.parent_user_id.as_deref() == Some(input) || world.is_issued_to(business, person);
        world.person(input).filter(works)
    });
    let person = person.ok_or_else(|| Refusal::code(131_026, "The user id isn't one of this business portfolio"))?;
    Ok(Recipient { person, input: input.to_owned(), by_phone: false })
}

/// A test number writes to its allow list alone.
fn allowed(business: &Business, recipient: &Recipient) -> Result<(), Refusal> {
    let ids = [&recipient.person.wa_id, &recipient.person.user_id];
    let listed = ids.into_iter().flatten().any(|id| business.policy.allowed_recipients.contains(id));
    if business.policy.test_number && !listed {
        return Err(Refusal::code(131_030, "The recipient is not in the allowed list of this test number: add it"));
    }
    Ok(())
}

/// `CC.` (or `CC.ENT.`) and letters and digits.
fn is_user_id(id: &str) -> bool {
    let Some((country, rest)) = id.split_once('.') else { return false };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|letter| letter.is_ascii_uppercase())
        && (1..=USER_ID_CHARS_MAX).contains(&rest.len())
        && rest.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

/// The `wa_id` behind a dialled number. Without a `+` a local form gets the business's country code; Brazil's ninth digit and
/// Mexico's `1` are put where WhatsApp has them.
fn wa_id(input: &str, business_digits: &str) -> Option<String> {
    let input = input.trim();
    let (plus, rest) = input.strip_prefix('+').map_or((false, input), |rest| (true, rest));
    let mut digits = String::new();
    for letter in rest.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '-' | '(' | ')' | ' ' => {}
            _ => return None,
        }
    }
    // No country code begins with it.
    if plus && digits.starts_with('0') {
        return None;
    }
    let country = country_code(business_digits);
    let local = !plus && (digits.starts_with('0') || (country == "1" && digits.len() == 10 && !digits.starts_with('1')));
    if local {
        digits = format!("{country}{}", digits.trim_start_matches('0'));
    }
    PHONE_DIGITS.contains(&digits.len()).then(|| as_whatsapp_has_it(digits))
}

fn as_whatsapp_has_it(digits: String) -> String {
    match digits.as_bytes() {
        // Mexico: mobiles carry a 1 after the country code.
        [b'5', b'2', rest @ ..] if rest.len() == 10 => format!("521{}", &digits[2..]),
        // Brazil: area codes from 31 on have no ninth digit on WhatsApp.
        [b'5', b'5', area @ b'3'..=b'9', _, b'9', rest @ ..] if rest.len() == 8 && *area >= b'3' && &digits[2..4] >= "31" => {
            format!("{}{}", &digits[..4], &digits[5..])
        }
        _ => digits,
    }
}

/// The country code of a number (ITU-T E.164).
fn country_code(digits: &str) -> &str {
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
        "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.get(..2) {
        Some(start) if start.starts_with(['1', '7']) => 1,
        Some(start) if TWO.contains(&start) => 2,
        _ => 3,
    };
    digits.get(..length).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialled_numbers_become_wa_ids() {
        let from_us = |input| wa_id(input, "15550783881");
        assert_eq!(from_us("+1 (650) 555-1234").as_deref(), Some("16505551234"));
        assert_eq!(from_us("650-555-1234").as_deref(), Some("16505551234"), "the business's country code is put before local forms");
        assert_eq!(from_us("4915112345678").as_deref(), Some("4915112345678"));
        assert_eq!(wa_id("0151 12345678", "493012345").as_deref(), Some("4915112345678"));
        assert_eq!(from_us("+52 55 1234 5678").as_deref(), Some("5215512345678"));
        assert_eq!(from_us("+55 31 91234-5678").as_deref(), Some("553112345678"));
        assert_eq!(from_us("+55 11 91234-5678").as_deref(), Some("5511912345678"));
        for bad in ["", "+", "hello", "12", "+1234567890123456", "49151x2345678", "+0151123456"] {
            assert_eq!(from_us(bad), None, "{bad}");
        }
    }

    #[test]
    fn user_ids_have_a_country_and_letters_or_digits() {
        assert!(is_user_id("US.13491208655302741918") && is_user_id("SE.ENT.55500"));
        assert!(![".1", "us.1", "USA.1", "US.", "US.1-2", "4915112345678"].into_iter().any(is_user_id));
        assert!(!is_user_id(&format!("US.{}", "1".repeat(129))));
    }
}
