//! Strings: finding their end eight bytes at a time, and undoing escapes.

/// A string's end (the index of its closing quote) and what it holds.
pub(super) struct Read {
    pub(super) end: usize,
    pub(super) escaped: bool,
    /// A `\u0000` or half a surrogate pair.
    pub(super) odd: bool,
}

/// Reads the string whose opening quote is at `quote`.
#[inline]
pub(super) fn read(json: &[u8], quote: usize) -> Option<Read> {
    if json.get(quote) != Some(&b'"') {
        return None;
    }
    let mut at = quote + 1;
    let (mut escaped, mut odd) = (false, false);
    loop {
        at = next_special(json, at)?;
        match json[at] {
            b'"' => return Some(Read { end: at, escaped, odd }),
            b'\\' => {
                let escape = Escape::read(&json[at..])?;
                escaped = true;
                odd |= escape.odd;
                at += escape.len;
            }
            _ => return None,
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Index of the next quote, backslash or control character at or after `at`.
#[inline]
fn next_special(json: &[u8], mut at: usize) -> Option<usize> {
    while let Some(chunk) = json.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // The lowest set high bit marks the first match; bits above it may be false.
        let equal = |byte: u8| {
            let differing = word ^ (ONES * u64::from(byte));
            differing.wrapping_sub(ONES) & !differing
        };
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (equal(b'"') | equal(b'\\') | control) & HIGH_BITS;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = json.get(at..)?;
    rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).map(|offset| at + offset)
}

/// One escape sequence, a surrogate pair being one.
struct Escape {
    len: usize,
    to: char,
    odd: bool,
}

impl Escape {
    /// Reads the escape that `bytes` begin with; `None` if it isn't one.
    fn read(bytes: &[u8]) -> Option<Self> {
        let to = match bytes.get(1)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return Self::read_unicode(bytes),
            _ => return None,
        };
        Some(Self { len: 2, to, odd: false })
    }

    fn read_unicode(bytes: &[u8]) -> Option<Self> {
        let unit = hex4(bytes.get(2..6)?)?;
        let replaced = Self { len: 6, to: char::REPLACEMENT_CHARACTER, odd: true };
        match unit {
            0 | 0xdc00..=0xdfff => Some(replaced),
            0xd800..=0xdbff => {
                let low = match bytes.get(6..12) {
                    Some([b'\\', b'u', digits @ ..]) => hex4(digits),
                    _ => None,
                };
                Some(match low {
                    Some(low @ 0xdc00..=0xdfff) => {
                        let point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        Self { len: 12, to: char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER), odd: false }
                    }
                    _ => replaced,
                })
            }
            _ => Some(Self { len: 6, to: char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), odd: false }),
        }
    }
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))
}

/// Undoes the escapes of a string that [`read`] accepted.
pub(super) fn unescape(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    rewrite(inner, &mut text, |escape, _, text| text.push(escape.to));
    text
}

/// Valid JSON with every odd escape replaced by U+FFFD.
pub(super) fn replace_odd_escapes(json: &str) -> String {
    let mut replaced = String::with_capacity(json.len());
    rewrite(json, &mut replaced, |escape, original, text| text.push_str(if escape.odd { "\\ufffd" } else { original }));
    replaced
}

fn rewrite(mut rest: &str, into: &mut String, mut write: impl FnMut(&Escape, &str, &mut String)) {
    while let Some(at) = rest.find('\\') {
        into.push_str(&rest[..at]);
        let Some(escape) = Escape::read(&rest.as_bytes()[at..]) else {
            break;
        };
        let (original, after) = rest[at..].split_at(escape.len);
        write(&escape, original, into);
        rest = after;
    }
    into.push_str(rest);
}
