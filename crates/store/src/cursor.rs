//! Keyset cursors: where the next page of a list begins, stable while rows are added.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use uuid::Uuid;

/// The last row of a page, as text `<microseconds>.<id>`. Lists are ordered by (time, id), newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: Uuid,
}

/// The text isn't a cursor of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor: pass `next_cursor` of the page before unchanged")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.as_microsecond(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (micros, id) = text.split_once('.').ok_or(InvalidCursor)?;
        let at = Timestamp::from_microsecond(micros.parse().map_err(|_| InvalidCursor)?).map_err(|_| InvalidCursor)?;
        Ok(Self { at, id: Uuid::parse_str(id).map_err(|_| InvalidCursor)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_other_texts_are_refused() {
        let cursor = Cursor { at: Timestamp::from_microsecond(1_790_000_000_123_456).unwrap(), id: Uuid::from_u128(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "1", "1.x", "x.00000000000000000000000000000007", "99999999999999999999.00000000000000000000000000000007"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
