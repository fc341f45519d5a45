//! What is compared, and what is shown, of items that were read into types.

use serde_json::Value;

/// JSON with what the types normalise made equal: no `null`, numbers and numbers in strings as the same text, `-` as `_`.
pub fn plain(value: &Value) -> Value {
    let number = |number: f64| Value::String(number.to_string());
    match value {
        Value::Number(it) => number(it.as_f64().unwrap()),
        // The one other spelling that a fixture holds.
        Value::String(it) if it == "group_add_participants" => Value::String("group_participants_add".to_owned()),
        Value::String(it) => it.trim().parse().map_or_else(|_| Value::String(it.replace('-', "_")), number),
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Object(members) => {
            members.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), plain(value))).collect()
        }
        other => other.clone(),
    }
}

/// What `{:?}` says, without what is absent.
pub fn told(debug: &str) -> String {
    let mut told = String::new();
    for member in debug.split(", ") {
        let kept = if member.ends_with(": Absent") { member.rfind(" { ").map_or("", |at| &member[..at + 3]) } else { member };
        if !(kept.is_empty() || told.is_empty() || told.ends_with(" { ")) {
            told.push_str(", ");
        }
        told.push_str(kept);
    }
    told.replace(", extra: {}", "").replace(" { extra: {} }", "")
}
