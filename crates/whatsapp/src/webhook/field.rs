//! Members as they come: absent, as documented, or as something else that is kept.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Members of an object that we don't know, as they came.
pub type Extra = Map<String, Value>;

/// Why what an item holds can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the item isn't JSON of the expected type, or a number in it is beyond a double's range: it is still in the item's raw")]
    Unreadable { source: serde_json::Error },
}

/// Reads an item's JSON; by way of a value, since of a member that stands there twice the last one counts.
pub(super) fn read<T: for<'v> Deserialize<'v>>(json: &str) -> Result<T, ReadError> {
    let value = serde_json::from_str::<Value>(json).and_then(T::deserialize);
    value.map_err(|source| ReadError::Unreadable { source })
}

/// What one member says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Missing or `null`.
    #[default]
    Absent,
    Known(T),
    /// Of another type than documented, as it came.
    Other(Value),
}

/// A list whose elements are judged one by one.
pub type List<T> = Field<Vec<Field<T>>>;

impl<T> Field<T> {
    /// The value, where it is as documented.
    pub fn get(&self) -> Option<&T> {
        if let Self::Known(value) = self { Some(value) } else { None }
    }
}

impl<T> List<T> {
    /// The elements that are as documented, in order.
    pub fn each(&self) -> impl Iterator<Item = &T> {
        self.get().into_iter().flatten().filter_map(Field::get)
    }
}

impl<'de, T: for<'v> Deserialize<'v>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl<T: for<'v> Deserialize<'v>> From<Value> for Field<T> {
    fn from(value: Value) -> Self {
        if value.is_null() {
            return Self::Absent;
        }
        T::deserialize(&value).map_or(Self::Other(value), Self::Known)
    }
}

/// Takes a member out of the others.
pub(super) fn take<T: for<'v> Deserialize<'v>>(members: &mut Extra, name: &str) -> Field<T> {
    members.remove(name).map(Field::from).unwrap_or_default()
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Known(value) => value.serialize(serializer),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

/// An id: a string or an integer on the wire, text here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Id(String);

impl Id {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text)),
            // What doesn't fit into 64 bits has lost digits by now, and would be another id.
            Value::Number(number) if number.is_u64() || number.is_i64() => Ok(Self(number.to_string())),
            _ => Err(serde::de::Error::custom("an id is a string or an integer")),
        }
    }
}

/// A number, or a number in a string.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = match Value::deserialize(deserializer)? {
            Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Value::Number(number) => number.as_f64(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| serde::de::Error::custom("no number"))
    }
}

/// Whole Unix seconds, as a string or a number on the wire. Other forms would not be written back as they came: they stay `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Id::deserialize(deserializer)?;
        let whole = super::parse::time::timestamp(text.as_str()).filter(|time| text.as_str().parse() == Ok(time.as_second()));
        whole.map(Self).ok_or_else(|| serde::de::Error::custom("no time in whole seconds"))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.as_second())
    }
}

/// A language, `en_US`: the dash that documentation prints becomes the underscore that deliveries hold (section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Language(String);

impl Language {
    /// Language and country with an underscore.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.replace('-', "_")))
    }
}

/// An enum of the provider's words, with room for new ones. A word may have other spellings.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal $(| $other:literal)*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
            /// A word we don't know, as it came.
            Other(String),
        }

        impl $name {
            /// The provider's word.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word $(| $other)* => Self::$variant,)*
                    _ => Self::Other(word),
                }
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }
    };
}
pub(super) use words;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Field<T> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_member_of_another_type_is_kept_as_it_came() {
        assert_eq!(read::<Id>(json!(12)), Field::Known(Id("12".to_owned())));
        assert_eq!(read::<Id>(json!(["12"])), Field::Other(json!(["12"])));
        for (odd, text) in [(json!(1.5), "1.5"), (json!(194_836_994_836_987_003_835.0), "194836994836987003835")] {
            assert_eq!(super::read::<Field<Id>>(text).unwrap(), Field::Other(odd), "{text}");
        }
        assert_eq!(read::<Id>(json!(u64::MAX)), Field::Known(Id(u64::MAX.to_string())));
        assert_eq!(read::<Id>(Value::Null), Field::Absent);
        assert_eq!(read::<Number>(json!("0.5")), Field::Known(Number(0.5)));
        assert_eq!(read::<Number>(json!("NaN")), Field::Other(json!("NaN")));
        assert_eq!(read::<Time>(json!("1739321024")), read::<Time>(json!(1_739_321_024)));
        assert_eq!(read::<Time>(json!("tomorrow")), Field::Other(json!("tomorrow")));
        assert_eq!(read::<Language>(json!("pt-BR")).get().map(Language::as_str), Some("pt_BR"));
    }

    #[test]
    fn one_bad_element_leaves_its_neighbours() {
        let list: List<Id> = read(json!(["1", {}, 3]));
        assert_eq!(list.each().map(Id::as_str).collect::<Vec<_>>(), ["1", "3"]);
    }
}
