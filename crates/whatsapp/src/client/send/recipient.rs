//! Who gets a message (sections 1, 4 and 6).

use std::fmt;

use super::invalid::{Fault, Invalid, text};
use super::limits::{ID_CHARS_MAX, PHONE_DIGITS, USER_ID_CHARS_MAX};

/// The recipient of a message. A phone number and a user id at once would be the phone number (section 4), so it is one of them.
/// `Debug` shows no digits: this is personal data.
#[derive(Clone, PartialEq, Eq)]
pub enum Recipient {
    Phone(Phone),
    User(UserId),
    Group(GroupId),
}

/// A phone number as E.164, with `+`: without it the provider may put the business's country before it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// A person's id within one business portfolio, `CC.` included, or of several (`CC.ENT.`).
#[derive(Clone, PartialEq, Eq)]
pub struct UserId(String);

/// A group's id.
#[derive(Clone, PartialEq, Eq)]
pub struct GroupId(String);

impl Recipient {
    /// A number as people write it, with `+` and its country code; spaces, `-`, `(` and `)` are dropped.
    ///
    /// # Errors
    /// Anything else in it, no `+`, or too few or too many digits.
    pub fn phone(number: &str) -> Result<Self, Invalid> {
        let wanted = "a phone number with + and its country code";
        let malformed = || Invalid::malformed_private("to", wanted);
        let rest = number.trim().strip_prefix('+').ok_or_else(malformed)?;
        if rest.chars().any(|char| !(char.is_ascii_digit() || matches!(char, ' ' | '-' | '(' | ')'))) {
            return Err(malformed());
        }
        Self::wa_id(&rest.chars().filter(char::is_ascii_digit).collect::<String>())
    }

    /// The `wa_id` of a webhook or an answer: a number's digits, country code first.
    ///
    /// # Errors
    /// Anything but digits, a leading 0, or too few or too many of them.
    pub fn wa_id(digits: &str) -> Result<Self, Invalid> {
        if digits.is_empty() {
            return Err(Invalid::new("to", Fault::Missing));
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with('0') {
            return Err(Invalid::malformed_private("to", "digits that begin with a country code"));
        }
        if !PHONE_DIGITS.contains(&digits.len()) {
            let (least, most) = (*PHONE_DIGITS.start(), *PHONE_DIGITS.end());
            return Err(Invalid::new("to", Fault::Count { least, most, given: digits.len() }));
        }
        Ok(Self::Phone(Phone(format!("+{digits}"))))
    }

    /// The `user_id` or `parent_user_id` of a webhook.
    ///
    /// # Errors
    /// Not two capitals, a dot (and `ENT.`), and 1 to 128 letters and digits.
    pub fn user_id(id: &str) -> Result<Self, Invalid> {
        let malformed = || Invalid::malformed_private("recipient", "a user id such as US.13491208655302741918");
        let (country, rest) = id.split_once('.').ok_or_else(malformed)?;
        let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
        let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_country || rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(malformed());
        }
        if rest.len() > USER_ID_CHARS_MAX {
            return Err(Invalid::new("recipient", Fault::TooLong { chars_max: USER_ID_CHARS_MAX, chars: rest.len() }));
        }
        Ok(Self::User(UserId(id.to_owned())))
    }

    /// A `group_id`.
    ///
    /// # Errors
    /// Empty or too long.
    pub fn group(id: &str) -> Result<Self, Invalid> {
        text("to", id, ID_CHARS_MAX).map(|id| Self::Group(GroupId(id)))
    }

    /// `recipient_type`, the member that names the recipient, and the name.
    pub(super) fn wire(&self) -> (&'static str, &'static str, &str) {
        match self {
            Self::Phone(Phone(number)) => ("individual", "to", number),
            Self::User(UserId(id)) => ("individual", "recipient", id),
            Self::Group(GroupId(id)) => ("group", "to", id),
        }
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Phone(_) => "Phone(..)",
            Self::User(_) => "User(..)",
            Self::Group(_) => "Group(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(recipient: Result<Recipient, Invalid>) -> Option<(&'static str, &'static str, String)> {
        let recipient = recipient.ok()?;
        let (kind, member, name) = recipient.wire();
        Some((kind, member, name.to_owned()))
    }

    #[test]
    fn numbers_become_e164_and_keep_their_plus() {
        let to = |number: &str| Some(("individual", "to", number.to_owned()));
        assert_eq!(wire(Recipient::phone("+1 (650) 555-1234")), to("+16505551234"));
        assert_eq!(wire(Recipient::wa_id("4915112345678")), to("+4915112345678"));
        for bad in
            ["", "+", "650-555-1234", "+12", "+1234567890123456", "+49151x2345678", "+49+15112345678", "+0151123456", "＋4915112345678"]
        {
            assert!(Recipient::phone(bad).is_err(), "{bad}");
        }
        assert_eq!(Recipient::wa_id("123456").unwrap_err().to_string(), "to: 7 to 15, 6 were given");
    }

    #[test]
    fn user_ids_are_taken_whole() {
        for id in ["US.13491208655302741918", "SE.ENT.55500", "DE.a1"] {
            assert_eq!(wire(Recipient::user_id(id)), Some(("individual", "recipient", id.to_owned())));
        }
        for bad in ["", ".1", "us.1", "USA.1", "US.", "US.ENT.", "US.1-2", "4915112345678"] {
            assert!(Recipient::user_id(bad).is_err(), "{bad}");
        }
        assert!(Recipient::user_id(&format!("US.{}", "1".repeat(USER_ID_CHARS_MAX))).is_ok());
        let long = Recipient::user_id(&format!("US.{}", "1".repeat(USER_ID_CHARS_MAX + 1))).unwrap_err();
        assert_eq!(long.to_string(), "recipient: at most 128 characters, 129 were given");
    }

    #[test]
    fn a_recipient_is_not_shown_in_logs() {
        assert_eq!(format!("{:?}", Recipient::wa_id("4915112345678").unwrap()), "Phone(..)");
        for refused in [Recipient::phone("4915112345678"), Recipient::wa_id("04915112345678"), Recipient::user_id("us.4915112345678")] {
            let refused = refused.unwrap_err();
            assert!(!format!("{refused} {refused:?}").contains("4915112345678"), "{refused}");
        }
    }
}
