//! A reader that walks JSON once, in place, and survives what it doesn't expect.
//!
//! Webhooks need four things of a reader that a derive can't give in one pass: the exact bytes of every item, items that were
//! complete before a fault, members of any type in any place, and text that Postgres will store (no NUL, no lone surrogate).
//! The grammar is RFC 8259, checked in full; `tests` hold it to serde_json's verdict.

use std::borrow::Cow;
use std::ops::Range;

mod number;
mod text;

/// Nesting below a skipped value that is still kept; deeper values are balanced, not checked, and set [`Oddities::too_deep`].
const DEPTH_MAX: u32 = 64;

/// Not JSON from here on: nothing after this byte can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// What valid JSON may hold that a `jsonb` column won't take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Oddities {
    /// A `\u0000` or half a surrogate pair: replaced by U+FFFD.
    pub(crate) escape: bool,
    /// A number of absurd length or size.
    pub(crate) number: bool,
    /// Nested deeper than [`DEPTH_MAX`].
    pub(crate) too_deep: bool,
}

/// A value's bytes in the body, and what is odd about them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'a> {
    pub(crate) json: &'a str,
    /// Where it begins in the reader's text, in bytes.
    pub(crate) start: usize,
    pub(crate) oddities: Oddities,
}

impl<'a> Span<'a> {
    /// The JSON as a `jsonb` column takes it; `None` when no replacement would keep its meaning.
    pub(crate) fn storable(&self) -> Option<Cow<'a, str>> {
        if self.oddities.number || self.oddities.too_deep {
            return None;
        }
        Some(if self.oddities.escape { Cow::Owned(text::replace_odd_escapes(self.json)) } else { Cow::Borrowed(self.json) })
    }
}

/// The cursor. Every `fn` that reads a value leaves it behind that value.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    json: &'a str,
    at: usize,
    oddities: Oddities,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(json: &'a str) -> Self {
        Self { json, at: 0, oddities: Oddities::default() }
    }

    /// Calls `member` for each member of the object here; it must read the value exactly once. A value of another type
    /// is skipped: `false`.
    #[inline]
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Result<(), Broken>) -> Result<bool, Broken> {
        if self.peek() != Some(b'{') {
            self.skip()?;
            return Ok(false);
        }
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(true);
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            member(self, &key)?;
            if self.comma_or(b'}')? {
                return Ok(true);
            }
        }
    }

    /// Calls `element` for each element of the array here; it must read the element exactly once. A value of another type is
    /// skipped: `false`.
    #[inline]
    pub(crate) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Result<(), Broken>) -> Result<bool, Broken> {
        if self.peek() != Some(b'[') {
            self.skip()?;
            return Ok(false);
        }
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(true);
        }
        loop {
            element(self)?;
            if self.comma_or(b']')? {
                return Ok(true);
            }
        }
    }

    /// A string or a number as text; `None` for anything else and for the empty string.
    #[inline]
    pub(crate) fn text(&mut self) -> Result<Option<Cow<'a, str>>, Broken> {
        match self.peek() {
            Some(b'"') => self.string().map(|text| if text.is_empty() { None } else { Some(text) }),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                Ok(Some(Cow::Borrowed(&self.json[number])))
            }
            _ => self.skip().map(|()| None),
        }
    }

    /// As [`Reader::text`]. A value that is neither text nor `null` is told in `lost`, which is left alone otherwise.
    #[inline]
    pub(crate) fn text_or(&mut self, lost: &mut bool) -> Result<Option<Cow<'a, str>>, Broken> {
        *lost |= matches!(self.peek(), Some(b'{' | b'[' | b't' | b'f'));
        self.text()
    }

    /// The bytes of whatever `read` reads, with its oddities.
    #[inline]
    pub(crate) fn span<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Broken>) -> Result<(T, Span<'a>), Broken> {
        self.peek();
        let start = self.at;
        let outside = std::mem::take(&mut self.oddities);
        let value = read(self)?;
        let inside = self.oddities;
        self.oddities = Oddities {
            escape: outside.escape | inside.escape,
            number: outside.number | inside.number,
            too_deep: outside.too_deep | inside.too_deep,
        };
        Ok((value, Span { json: &self.json[start..self.at], start, oddities: inside }))
    }

    /// Reads past any value.
    pub(crate) fn skip(&mut self) -> Result<(), Broken> {
        self.skip_below(DEPTH_MAX)
    }

    /// Reads past a value that nobody wants. One that isn't `null`, which is as good as absent, is told in `lost`.
    #[inline]
    pub(crate) fn skip_or(&mut self, lost: &mut bool) -> Result<(), Broken> {
        *lost |= self.peek() != Some(b'n');
        self.skip()
    }

    /// Nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<(), Broken> {
        if self.peek().is_none() { Ok(()) } else { Err(Broken) }
    }

    /// Whether the value here is `null`; reads it if so.
    pub(crate) fn null(&mut self) -> Result<bool, Broken> {
        if self.peek() == Some(b'n') { self.word("null").map(|()| true) } else { Ok(false) }
    }

    fn skip_below(&mut self, depth: u32) -> Result<(), Broken> {
        match self.peek().ok_or(Broken)? {
            b'"' => self.string_range().map(drop),
            b'{' | b'[' if depth == 0 => self.skip_unchecked(),
            b'{' => self.skip_members(depth - 1),
            b'[' => self.skip_elements(depth - 1),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_members(&mut self, depth: u32) -> Result<(), Broken> {
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.peek();
            self.string_range()?;
            self.expect(b':')?;
            self.skip_below(depth)?;
            if self.comma_or(b'}')? {
                return Ok(());
            }
        }
    }

    fn skip_elements(&mut self, depth: u32) -> Result<(), Broken> {
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.skip_below(depth)?;
            if self.comma_or(b']')? {
                return Ok(());
            }
        }
    }

    /// Balances brackets without a stack, so that depth costs nothing. What is inside is not kept.
    fn skip_unchecked(&mut self) -> Result<(), Broken> {
        self.oddities.too_deep = true;
        let mut open = 0_usize;
        loop {
            match self.byte().ok_or(Broken)? {
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                b'"' => {
                    self.string_range()?;
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(());
            }
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    /// The next byte that isn't white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    #[inline]
    fn expect(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            return Ok(());
        }
        Err(Broken)
    }

    /// Reads `,` (false) or the closing bracket (true).
    #[inline]
    fn comma_or(&mut self, close: u8) -> Result<bool, Broken> {
        let byte = self.peek().ok_or(Broken)?;
        self.at += 1;
        match byte {
            b',' => Ok(false),
            byte if byte == close => Ok(true),
            _ => Err(Broken),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Broken> {
        if self.json.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(Broken)
    }

    fn number(&mut self) -> Result<Range<usize>, Broken> {
        let start = self.at;
        let (len, odd) = number::read(&self.json.as_bytes()[start..]).ok_or(Broken)?;
        self.at += len;
        self.oddities.number |= odd;
        Ok(start..self.at)
    }

    /// Reads a string; borrowed unless it holds escapes.
    #[inline]
    fn string(&mut self) -> Result<Cow<'a, str>, Broken> {
        self.peek();
        let (range, escaped) = self.string_range()?;
        let inner = &self.json[range];
        Ok(if escaped { Cow::Owned(text::unescape(inner)) } else { Cow::Borrowed(inner) })
    }

    /// Reads a string: what is between its quotes, and whether that holds escapes.
    #[inline]
    fn string_range(&mut self) -> Result<(Range<usize>, bool), Broken> {
        let start = self.at + 1;
        let read = text::read(self.json.as_bytes(), self.at).ok_or(Broken)?;
        self.at = read.end + 1;
        self.oddities.escape |= read.odd;
        Ok((start..read.end, read.escaped))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(json: &str) -> bool {
        let mut reader = Reader::new(json);
        reader.skip().and_then(|()| reader.end()).is_ok()
    }

    fn serde_accepts(json: &str) -> bool {
        serde_json::from_str::<&serde_json::value::RawValue>(json).is_ok()
    }

    #[test]
    fn accepts_and_refuses_what_serde_json_does() {
        let cases = [
            "{}",
            "[]",
            " { \"a\" : [ 1 , 2 ] } ",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{a:1}",
            "01",
            "-",
            "-0",
            "1.",
            "1.5e+3",
            "1e",
            "+1",
            "true",
            "tru",
            "nullx",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u00e9\"",
            "\"a\nb\"",
            "\"abc",
            "",
            "[",
            "]",
            "{}{}",
            "\"\u{7f}é\"",
            "[1 2]",
        ];
        for json in cases {
            assert_eq!(accepts(json), serde_accepts(json), "{json:?}");
        }
    }

    #[test]
    fn too_deep_is_balanced_and_told() {
        let json = format!("{{\"deep\":{}1{},\"next\":7}}", "[".repeat(5000), "]".repeat(5000));
        let mut reader = Reader::new(&json);
        let mut next = None;
        let (_, span) = reader
            .span(|r| {
                r.object(|r, key| {
                    if key == "next" {
                        next = r.text()?;
                        return Ok(());
                    }
                    r.skip()
                })
            })
            .unwrap();
        assert_eq!(next.as_deref(), Some("7"));
        assert!(span.storable().is_none());
    }

    #[test]
    fn what_postgres_refuses_is_replaced() {
        let json = r#"{"a":"x\u0000y","b":"\ud83d","c":"\ud83d\ude00","d":"\\u0000"}"#;
        let mut reader = Reader::new(json);
        let mut seen = Vec::new();
        let (_, span) = reader
            .span(|r| {
                r.object(|r, _| {
                    seen.push(r.text()?.unwrap().into_owned());
                    Ok(())
                })
            })
            .unwrap();
        assert_eq!(seen, ["x\u{fffd}y", "\u{fffd}", "\u{1f600}", "\\u0000"]);
        assert_eq!(span.storable().unwrap(), r#"{"a":"x\ufffdy","b":"\ufffd","c":"\ud83d\ude00","d":"\\u0000"}"#);
    }

    #[test]
    fn a_number_beyond_a_double_is_not_storable() {
        for (number, storable) in
            [("1.1828250681036471e308", true), ("-1e308", true), ("1e-400", true), ("0e999", true), ("1e309", false), ("-1e400", false)]
        {
            let mut reader = Reader::new(number);
            let ((), span) = reader.span(Reader::skip).unwrap();
            assert_eq!(span.storable().is_some(), storable, "{number}");
        }
        let long = format!("{}e200", "9".repeat(250));
        assert!(Reader::new(&long).span(Reader::skip).unwrap().1.storable().is_none());
    }

    proptest! {
        #[test]
        fn what_is_storable_is_read_by_serde_json(number in r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?") {
            let mut reader = Reader::new(&number);
            let ((), span) = reader.span(Reader::skip).unwrap();
            let read = serde_json::from_str::<serde_json::Value>(&number);
            prop_assert!(span.storable().is_none() || read.is_ok(), "{number}");
        }

        #[test]
        fn any_text_gets_serde_jsons_verdict(json in r#"[\[\]{}",:0-9eE+.\\untrulse \-]{0,40}"#) {
            prop_assert_eq!(accepts(&json), serde_accepts(&json));
        }

        #[test]
        fn any_string_is_read_as_serde_json_reads_it(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            let mut reader = Reader::new(&json);
            let read = reader.text().unwrap().unwrap_or_default();
            prop_assert_eq!(read.into_owned(), text.replace('\0', "\u{fffd}"));
        }

        #[test]
        fn any_string_in_escapes_is_read_back(text in any::<String>()) {
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{escaped}\"");
            let mut reader = Reader::new(&json);
            let read = reader.text().unwrap().unwrap_or_default();
            prop_assert_eq!(read.into_owned(), text.replace('\0', "\u{fffd}"));
        }
    }
}
