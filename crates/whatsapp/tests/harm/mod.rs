//! What may be wrong with one member of a body.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What is done to one member.
#[derive(Clone, Debug)]
pub enum Harm {
    Drop,
    Double,
    Retype(Value),
}

impl Harm {
    /// Every harm there is.
    pub fn all() -> Vec<Self> {
        let values = [
            json!(null),
            json!(true),
            json!(-1),
            json!(1e308),
            json!(""),
            json!("x"),
            json!([]),
            json!([[[]]]),
            json!({}),
            json!({"id": {"id": []}}),
        ];
        [Self::Drop, Self::Double].into_iter().chain(values.map(Self::Retype)).collect()
    }
}

/// Any harm.
pub fn harm() -> impl Strategy<Value = Harm> {
    prop::sample::select(Harm::all())
}

/// Any JSON at all, as deep as a person would make it.
pub fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

/// Paths of all members and elements of a value.
pub fn paths(value: &Value, at: &str, into: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(elements) => elements.iter().enumerate().map(|(index, value)| (format!("{at}/{index}"), value)).collect(),
        _ => return,
    };
    for (path, child) in children {
        paths(child, &path, into);
        into.push(path);
    }
}

/// The JSON text of `value` with harm done to the member at `path`.
pub fn harmed(value: &Value, path: &str, harm: &Harm) -> String {
    const MARK: &str = "@harmed@";
    let mut value = value.clone();
    let (parent, key) = path.rsplit_once('/').unwrap();
    let original = value.pointer(path).unwrap().clone();
    match (value.pointer_mut(parent).unwrap(), harm) {
        (Value::Object(members), Harm::Drop) => drop(members.remove(key)),
        (Value::Array(elements), Harm::Drop) => drop(elements.remove(key.parse().unwrap())),
        (_, Harm::Retype(other)) => *value.pointer_mut(path).unwrap() = other.clone(),
        (Value::Object(members), Harm::Double) => {
            members[key] = json!(MARK);
            let twice = format!("{original},\"{key}\":{original}");
            return value.to_string().replace(&format!("\"{MARK}\""), &twice);
        }
        (Value::Array(elements), Harm::Double) => elements.push(original),
        _ => unreachable!("a path leads through objects and arrays"),
    }
    value.to_string()
}
