//! A number's way onto the Cloud API and off it: code, PIN, registration (section 11).

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::json;

use super::call::Call;
use super::send::Invalid;
use super::send::invalid::{count, text};
use super::send::limits::PHONE_DIGITS;
use super::templates::is_language;
use super::types::Created;
use super::{Account, ClientError};

/// Digits of the PIN of two-step verification.
pub const PIN_DIGITS: usize = 6;
/// Registrations and deregistrations of a number that the provider takes in 72 hours; then code 133016.
pub const REGISTRATIONS_IN_72_HOURS_MAX: u32 = 10;

/// Letters of a country's code (ISO 3166).
const REGION_LETTERS: usize = 2;

/// The name that customers are to see, in characters (field).
pub const NAME_CHARS_MAX: usize = 512;

/// The PIN of two-step verification. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// The code that a number got by SMS or call. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// How a number gets its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMethod {
    Sms,
    Voice,
}

impl Pin {
    /// Reads six digits.
    ///
    /// # Errors
    /// Anything else, without showing it.
    pub fn new(pin: &str) -> Result<Self, Invalid> {
        digits("pin", pin).map(Self)
    }
}

impl Code {
    /// Reads six digits; the dash that messages print between them may stay.
    ///
    /// # Errors
    /// Anything else, without showing it.
    pub fn new(code: &str) -> Result<Self, Invalid> {
        digits("code", &code.replace('-', "")).map(Self)
    }
}

fn digits(field: &'static str, text: &str) -> Result<String, Invalid> {
    if text.len() == PIN_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Invalid::malformed_private(field, "six digits"))
}

/// Digits, in the number also what people write between them, and together as many as a phone number has.
fn check_number(cc: &str, phone_number: &str) -> Result<(), Invalid> {
    if cc.is_empty() || !cc.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::malformed("cc", "digits", cc));
    }
    let digits = phone_number.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || !phone_number.chars().all(|letter| letter.is_ascii_digit() || " -()".contains(letter)) {
        return Err(Invalid::malformed("phone_number", "digits, with spaces, - and () between them", phone_number));
    }
    count("phone_number", cc.len() + digits, &PHONE_DIGITS)
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

impl Serialize for CodeMethod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Sms => "SMS",
            Self::Voice => "VOICE",
        })
    }
}

impl Account {
    /// Adds a number to the account: its country's calling code, the rest of its digits, and the name it wants to show. Its id.
    ///
    /// # Errors
    /// Code 100 for a number that can't be added; [`ClientError::Invalid`] for what is no number, or has no name.
    pub async fn add_phone_number(&self, waba_id: &str, cc: &str, phone_number: &str, verified_name: &str) -> Result<String, ClientError> {
        check_number(cc, phone_number)?;
        let name = text("verified_name", verified_name, NAME_CHARS_MAX)?;
        let body = json!({"cc": cc, "phone_number": phone_number, "verified_name": name});
        let created: Created = self.call(Call::post(&[waba_id, "phone_numbers"]).json(&body)).await?;
        Ok(created.id)
    }

    /// Has a code sent to the number, in a language such as `en_US`.
    ///
    /// # Errors
    /// Too many codes in a short time are refused; [`ClientError::Invalid`] for what is no language.
    pub async fn request_code(&self, phone_number_id: &str, method: CodeMethod, language: &str) -> Result<(), ClientError> {
        if !is_language(language) {
            return Err(Invalid::malformed("language", "a language, with its country where needed: de, en_US", language).into());
        }
        let body = json!({"code_method": method, "language": language});
        self.done(Call::post(&[phone_number_id, "request_code"]).json(&body)).await
    }

    /// Proves with the code that the number is ours.
    ///
    /// # Errors
    /// A wrong code is refused.
    pub async fn verify_code(&self, phone_number_id: &str, code: &Code) -> Result<(), ClientError> {
        self.done(Call::post(&[phone_number_id, "verify_code"]).json(&json!({"code": code.0}))).await
    }

    /// Registers the number; from then on it can send. The PIN is set by this, or must be the one that was. `region` keeps its
    /// messages at rest in a country (ISO 3166, two capital letters).
    ///
    /// # Errors
    /// Code 133005 for another PIN, 133006 before the code was verified, 133016 after
    /// [`REGISTRATIONS_IN_72_HOURS_MAX`]; [`ClientError::Invalid`] for what is no region.
    pub async fn register(&self, phone_number_id: &str, pin: &Pin, region: Option<&str>) -> Result<(), ClientError> {
        let mut body = json!({"messaging_product": "whatsapp", "pin": pin.0});
        if let Some(region) = region {
            if region.len() != REGION_LETTERS || !region.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(Invalid::malformed("data_localization_region", "a country's two capital letters such as DE", region).into());
            }
            body["data_localization_region"] = json!(region);
        }
        self.done(Call::post(&[phone_number_id, "register"]).json(&body)).await
    }

    /// Takes the number off the Cloud API. Not for numbers that a phone app uses too.
    ///
    /// # Errors
    /// Code 133000 when it must be done again.
    pub async fn deregister(&self, phone_number_id: &str) -> Result<(), ClientError> {
        self.done(Call::post(&[phone_number_id, "deregister"])).await
    }

    /// Sets the PIN of two-step verification.
    ///
    /// # Errors
    /// Code 100 for a number that doesn't exist or isn't the token's.
    pub async fn set_pin(&self, phone_number_id: &str, pin: &Pin) -> Result<(), ClientError> {
        self.done(Call::post(&[phone_number_id]).json(&json!({"pin": pin.0})).repeatable()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_and_never_shown() {
        assert_eq!(format!("{:?} {:?}", Pin::new("123456").unwrap(), Code::new("123-456").unwrap()), "Pin Code");
        for pin in ["", "12345", "1234567", "12345x", "١٢٣"] {
            let refused = Pin::new(pin).unwrap_err().to_string();
            assert!(pin.is_empty() || !refused.contains(pin), "{refused}");
        }
    }
}
