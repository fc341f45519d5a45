//! Ids of the provider's shapes (section 1).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::random::Random;

/// Who wrote the message that an id is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    Customer,
    Business,
}

/// Digits and letters of a person's id that a message id holds, at most.
const PERSON_BYTES_MAX: usize = 64;

/// A message id: base64 of the layout of section 1.1, with the customer's number in clear as the provider does.
#[must_use]
pub fn wamid(person: &str, author: Author, random: &Random) -> String {
    let person: Vec<u8> = person.bytes().filter(u8::is_ascii_alphanumeric).take(PERSON_BYTES_MAX).collect();
    let (flag, digits) = match author {
        Author::Customer => (0x12, 20),
        Author::Business => (0x11, 18),
    };
    let message = hex_upper(digits, random);
    let mut bytes = vec![0x1c, 0x18, person.len() as u8];
    bytes.extend(person);
    bytes.extend([0x15, 0x02, 0x00, flag, 0x18, message.len() as u8]);
    bytes.extend(message.bytes());
    bytes.push(0);
    format!("wamid.{}", STANDARD.encode(bytes))
}

/// A call's id.
#[must_use]
pub fn wacid(random: &Random) -> String {
    format!("wacid.{}", STANDARD.encode(hex_upper(20, random)))
}

/// `fbtrace_id`: `A` and base64url.
#[must_use]
pub fn trace(random: &Random) -> String {
    let bytes: Vec<u8> = [random.next(), random.next()].into_iter().flat_map(u64::to_be_bytes).collect();
    format!("A{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// A decimal id such as those of media.
#[must_use]
pub fn decimal(random: &Random) -> String {
    (1_000_000_000_000_000 + random.next() % 8_999_999_999_999_999).to_string()
}

/// The hash of an identity key: another one means another phone.
#[must_use]
pub fn identity_key_hash(key: &str) -> String {
    STANDARD.encode(&Sha256::digest(key.as_bytes())[..9])
}

fn hex_upper(digits: usize, random: &Random) -> String {
    format!("3A{:016X}{:016X}", random.next(), random.next())[..digits].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_have_the_providers_layout() {
        let random = Random::new(7);
        let inbound = wamid("16505551234", Author::Customer, &random);
        assert!(inbound.starts_with("wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQ"), "{inbound}");
        let outbound = wamid("16505551234", Author::Business, &random);
        assert!(outbound.starts_with("wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI"), "{outbound}");
        assert_ne!(inbound, wamid("16505551234", Author::Customer, &random));
    }
}
