//! Numbers: the grammar, and which of them both a `numeric` and a double hold.

/// Longest number, in bytes, and longest exponent, in digits, that Postgres surely stores.
const NUMBER_BYTES_MAX: usize = 300;
const EXPONENT_DIGITS_MAX: usize = 3;

/// Length of the number that `bytes` begin with, and whether it is odd; `None` if there is none.
#[inline]
pub(super) fn read(bytes: &[u8]) -> Option<(usize, bool)> {
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    match bytes.get(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at += digits(&bytes[at..]),
        _ => return None,
    }
    if bytes.get(at) == Some(&b'.') {
        at += 1 + some_digits(&bytes[at + 1..])?;
    }
    let mut odd = false;
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let exponent = some_digits(bytes.get(at..)?)?;
        at += exponent;
        odd = exponent > EXPONENT_DIGITS_MAX || !is_double(&bytes[..at]);
    }
    Some((at, odd || at > NUMBER_BYTES_MAX))
}

/// serde_json refuses what is beyond a double's range. Without an exponent, [`NUMBER_BYTES_MAX`] digits never are.
fn is_double(number: &[u8]) -> bool {
    let value = std::str::from_utf8(number).ok().and_then(|text| text.parse::<f64>().ok());
    value.is_some_and(f64::is_finite)
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn some_digits(bytes: &[u8]) -> Option<usize> {
    let count = digits(bytes);
    (count > 0).then_some(count)
}
