//! Why a message can't be built, and the checks that say so.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;

/// Longest piece of what was given that an error shows, in characters.
const SHOWN_CHARS_MAX: usize = 64;

/// A member the provider would refuse.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct Invalid {
    /// As the provider names it, from the message's root: `interactive.action.buttons.reply.title`.
    pub field: Cow<'static, str>,
    pub fault: Fault,
}

/// What is wrong with a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It is required and absent or empty.
    Missing,
    TooLong {
        chars_max: usize,
        chars: usize,
    },
    /// A list, or a number, with too few or too many.
    Count {
        least: usize,
        most: usize,
        given: usize,
    },
    OutOfRange {
        most: f64,
        given: f64,
    },
    /// It occurs twice where each must be different.
    Duplicate {
        given: String,
    },
    /// It hasn't the form that it must have.
    Malformed {
        wanted: &'static str,
        given: String,
    },
    /// It can't be there together with the rest.
    NotAllowed {
        why: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(f, "required, and nothing was given"),
            Self::TooLong { chars_max, chars } => write!(f, "at most {chars_max} characters, {chars} were given"),
            Self::Count { least, most, given } => write!(f, "{least} to {most}, {given} were given"),
            Self::OutOfRange { most, given } => write!(f, "-{most} to {most}, {given} was given"),
            Self::Duplicate { given } => write!(f, "each must be different, {given:?} was given twice"),
            Self::Malformed { wanted, given } => write!(f, "must be {wanted}, {given:?} was given"),
            Self::NotAllowed { why } => write!(f, "can't be given: {why}"),
        }
    }
}

impl Invalid {
    pub(in crate::client) fn new(field: impl Into<Cow<'static, str>>, fault: Fault) -> Self {
        Self { field: field.into(), fault }
    }

    pub(in crate::client) fn malformed(field: impl Into<Cow<'static, str>>, wanted: &'static str, given: &str) -> Self {
        Self::new(field, Fault::Malformed { wanted, given: given.chars().take(SHOWN_CHARS_MAX).collect() })
    }

    /// As [`Invalid::malformed`], of a secret or of what names a person: errors are logged, so it isn't shown.
    pub(in crate::client) fn malformed_private(field: impl Into<Cow<'static, str>>, wanted: &'static str) -> Self {
        Self::malformed(field, wanted, "something else")
    }

    pub(in crate::client) fn not_allowed(field: impl Into<Cow<'static, str>>, why: &'static str) -> Self {
        Self::new(field, Fault::NotAllowed { why })
    }
}

/// A text of at least one character.
pub(in crate::client) fn text(field: impl Into<Cow<'static, str>>, value: impl Into<String>, chars_max: usize) -> Result<String, Invalid> {
    let value = value.into();
    let chars = value.chars().count();
    match chars {
        0 => Err(Invalid::new(field, Fault::Missing)),
        _ if chars > chars_max => Err(Invalid::new(field, Fault::TooLong { chars_max, chars })),
        _ => Ok(value),
    }
}

/// A text that may be left out: empty is as good as absent.
pub(in crate::client) fn optional(
    field: impl Into<Cow<'static, str>>,
    value: impl Into<String>,
    chars_max: usize,
) -> Result<Option<String>, Invalid> {
    let value = value.into();
    if value.is_empty() { Ok(None) } else { text(field, value, chars_max).map(Some) }
}

/// An address for the provider or the customer to open.
pub(in crate::client) fn link(field: impl Into<Cow<'static, str>>, value: impl Into<String>, chars_max: usize) -> Result<String, Invalid> {
    let field = field.into();
    let value = text(field.clone(), value, chars_max)?;
    let begins_well = value.starts_with("http://") || value.starts_with("https://");
    if begins_well && reqwest::Url::parse(&value).is_ok_and(|url| url.has_host()) {
        return Ok(value);
    }
    Err(Invalid::malformed(field, "an address that begins with http:// or https://", &value))
}

/// So many of something.
pub(in crate::client) fn count(field: impl Into<Cow<'static, str>>, given: usize, range: &RangeInclusive<usize>) -> Result<(), Invalid> {
    if range.contains(&given) {
        return Ok(());
    }
    Err(Invalid::new(field, Fault::Count { least: *range.start(), most: *range.end(), given }))
}

/// A file of so many bytes, and not an empty one.
pub(in crate::client) fn bytes(field: &'static str, given: u64, bytes_max: u64) -> Result<(), Invalid> {
    let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
    if (1..=bytes_max).contains(&given) {
        return Ok(());
    }
    Err(Invalid::new(field, Fault::Count { least: 1, most: count(bytes_max), given: count(given) }))
}

/// Values that must all be different.
pub(in crate::client) fn unique<'a>(field: &'static str, values: impl IntoIterator<Item = &'a str>) -> Result<(), Invalid> {
    let mut seen = HashSet::new();
    match values.into_iter().find(|value| !seen.insert(*value)) {
        Some(given) => {
            let given = given.chars().take(SHOWN_CHARS_MAX).collect();
            Err(Invalid::new(field, Fault::Duplicate { given }))
        }
        None => Ok(()),
    }
}
