//! Members of a request, checked one by one, with refusals that name them.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::answer::Refusal;

/// An object of a request and where it is, e.g. `interactive.action`.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    at: &'a str,
    members: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(at: &'a str, members: &'a Map<String, Value>) -> Self {
        Self { at, members }
    }

    /// A value that must be an object.
    pub(super) fn of(at: &'a str, value: &'a Value) -> Result<Self, Refusal> {
        value.as_object().map(|members| Self { at, members }).ok_or_else(|| Refusal::invalid(format!("'{at}' must be an object")))
    }

    /// A member; null is as good as none.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, name: &str) -> Result<&'a Value, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(&self.named(name)))
    }

    /// `messaging_product` must be `whatsapp`.
    pub(super) fn is_for_whatsapp(&self) -> Result<(), Refusal> {
        match self.get("messaging_product").and_then(Value::as_str) {
            Some("whatsapp") => Ok(()),
            _ => Err(Refusal::bad_parameter("The parameter messaging_product is required and must be \"whatsapp\"")),
        }
    }

    /// A string of so many characters, if it is there.
    pub(super) fn text(&self, name: &str, chars: RangeInclusive<usize>) -> Result<Option<&'a str>, Refusal> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.refuse(name, "must be a string"))?;
        let count = text.chars().count();
        if chars.contains(&count) {
            return Ok(Some(text));
        }
        let (least, most) = (chars.start(), chars.end());
        Err(self.refuse(name, &format!("length {count} is invalid. Min length: {least}, Max length: {most}")))
    }

    pub(super) fn required_text(&self, name: &str, chars: RangeInclusive<usize>) -> Result<&'a str, Refusal> {
        self.text(name, chars)?.ok_or_else(|| Refusal::missing(&self.named(name)))
    }

    /// The only string that is valid.
    pub(super) fn exactly(&self, name: &str, wanted: &str) -> Result<(), Refusal> {
        let value = self.required(name)?;
        if value == wanted { Ok(()) } else { Err(self.refuse(name, &format!("must be \"{wanted}\""))) }
    }

    /// An object; `at` is its place.
    pub(super) fn object(&self, name: &str, at: &'a str) -> Result<Option<Fields<'a>>, Refusal> {
        self.get(name).map(|value| Fields::of(at, value)).transpose()
    }

    pub(super) fn required_object(&self, name: &str, at: &'a str) -> Result<Fields<'a>, Refusal> {
        Fields::of(at, self.required(name)?)
    }

    /// A list of so many items.
    pub(super) fn required_list(&self, name: &str, items: RangeInclusive<usize>) -> Result<&'a [Value], Refusal> {
        let list = self.required(name)?.as_array().ok_or_else(|| self.refuse(name, "must be a list"))?;
        if items.contains(&list.len()) {
            return Ok(list);
        }
        Err(self.refuse(name, &format!("has {} items. Min: {}, Max: {}", list.len(), items.start(), items.end())))
    }

    /// None but these members.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        match self.members.keys().find(|key| !names.contains(&key.as_str())) {
            Some(key) => Err(Refusal::bad_parameter(format!("Unexpected key \"{key}\" on param \"{}\"", self.at))),
            None => Ok(()),
        }
    }

    pub(super) fn refuse(&self, name: &str, why: &str) -> Refusal {
        Refusal::invalid(format!("'{}' {why}", self.named(name)))
    }

    fn named(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }
}

/// An http(s) address with a host.
pub(super) fn is_address(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://")) && reqwest::Url::parse(url).is_ok_and(|url| url.has_host())
}

/// A number, written as one or as a string.
pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok())).filter(|number| number.is_finite())
}
