//! Times, in the forms that they come in.

use jiff::Timestamp;

/// When the provider began, 2009, in Unix seconds.
const EARLIEST_S: i64 = 1_230_768_000;
/// The year 2100, in Unix seconds.
const LATEST_S: i64 = 4_102_444_800;

/// Unix seconds or milliseconds between 2009 and 2100, where no number is both; a fraction is dropped. `None` for anything else.
pub(in crate::webhook) fn timestamp(text: &str) -> Option<Timestamp> {
    match text.trim().parse() {
        Ok(seconds) if (EARLIEST_S..LATEST_S).contains(&seconds) => Timestamp::from_second(seconds).ok(),
        _ => odd_timestamp(text.trim()),
    }
}

/// Out of line: nearly all times are seconds.
#[inline(never)]
fn odd_timestamp(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok().or_else(|| without_fraction(text)?.parse().ok())?;
    if (EARLIEST_S..LATEST_S).contains(&number) {
        return Timestamp::from_second(number).ok();
    }
    (EARLIEST_S * 1000..LATEST_S * 1000).contains(&number).then(|| Timestamp::from_millisecond(number).ok())?
}

fn without_fraction(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.')?;
    fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_milliseconds_and_fractions_are_the_same_time() {
        let seconds = timestamp("1779184000");
        assert_eq!(seconds.map(|time| time.as_second()), Some(1_779_184_000));
        for same in ["1779184000000", "1779184000.0", "1779184000.75", " 1779184000 "] {
            assert_eq!(timestamp(same), seconds, "{same}");
        }
        assert_eq!(timestamp("1779184000250").map(|time| time.as_millisecond()), Some(1_779_184_000_250));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "tomorrow", "0", "-1779184000", "1230767999", "4102444800", "4102444800000", "1779184000.x", ".5", "1.7e9"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}
