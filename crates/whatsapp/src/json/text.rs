//! Strings: finding their end sixteen bytes at a time, and undoing escapes.

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
    let end = next_special(json, quote + 1)?;
    if json[end] == b'"' {
        return Some(Read { end, escaped: false, odd: false });
    }
    read_escaped(json, end)
}

/// Reads on from the first byte of a string that isn't text. Out of line: few strings hold one.
#[inline(never)]
fn read_escaped(json: &[u8], mut at: usize) -> Option<Read> {
    let mut odd = false;
    loop {
        match json[at] {
            b'"' => return Some(Read { end: at, escaped: true, odd }),
            b'\\' => {
                let escape = Escape::read(&json[at..])?;
                odd |= escape.odd;
                at = next_special(json, at + escape.len)?;
            }
            _ => return None,
        }
    }
}

/// Bytes looked at in one step: as many as every server's vector registers hold.
const STEP_BYTES: usize = 16;

/// Index of the next quote, backslash or control character at or after `at`.
#[inline]
fn next_special(json: &[u8], mut at: usize) -> Option<usize> {
    while let Some(step) = json.get(at..).and_then(<[u8]>::first_chunk::<STEP_BYTES>) {
        let mut marks = [0; STEP_BYTES];
        // Without a branch, so that the compiler makes a handful of vector instructions of it.
        for (mark, byte) in marks.iter_mut().zip(step) {
            *mark = if is_special(*byte) { 0xff } else { 0 };
        }
        let found = u128::from_le_bytes(marks);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += STEP_BYTES;
    }
    json.get(at..)?.iter().position(|byte| is_special(*byte)).map(|offset| at + offset)
}

#[inline]
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < 0x20)
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
