//! Contact cards (section 3.3).

use serde_json::{Value, json};

use crate::people::Person;

/// The end of a user id that makes a number of somebody who shows none.
const UNSEEN_DIGITS: usize = 7;

/// A card with a name and a number, as one passes on.
#[must_use]
pub fn card(name: &str) -> Value {
    with_origin(name, "4915123456780", "other")
}

/// The card that somebody gives when they are asked for it (section 4). Who shows no number gives one all the same.
pub(super) fn own(person: &Person) -> Value {
    let unseen = || {
        let digits: String = person.key().chars().filter(char::is_ascii_digit).collect();
        format!("1555{}", &digits[digits.len().saturating_sub(UNSEEN_DIGITS)..])
    };
    with_origin(&person.name, &person.wa_id.clone().unwrap_or_else(unseen), "contact_request")
}

fn with_origin(name: &str, wa_id: &str, origin: &str) -> Value {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let mut card = json!({"name": {"formatted_name": name, "first_name": first},
        "phones": [{"phone": format!("+{wa_id}"), "wa_id": wa_id, "type": "CELL"}], "origin": origin});
    if !last.is_empty() {
        card["name"]["last_name"] = json!(last);
    }
    card
}

/// The card as it is passed on: one of origin `other` has a `vcard`.
pub(super) fn passed_on(card: &Value) -> Value {
    let mut card = card.clone();
    if card["origin"] == "other" && card["vcard"].is_null() {
        card["vcard"] = json!(vcard(&card));
    }
    card
}

fn vcard(card: &Value) -> String {
    let name = |member: &str| card["name"][member].as_str().unwrap_or_default();
    let mut lines = vec!["BEGIN:VCARD".to_owned(), "VERSION:3.0".to_owned()];
    lines.push(format!("N:{};{};{};;", name("last_name"), name("first_name"), name("middle_name")));
    lines.push(format!("FN:{}", name("formatted_name")));
    for phone in card["phones"].as_array().into_iter().flatten() {
        let waid = phone["wa_id"].as_str().map(|wa_id| format!(";waid={wa_id}")).unwrap_or_default();
        lines.push(format!("TEL;type={}{waid}:{}", phone["type"].as_str().unwrap_or("CELL"), phone["phone"].as_str().unwrap_or_default()));
    }
    lines.push("END:VCARD".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_is_passed_on_has_a_vcard_and_ones_own_has_none() {
        let omar = passed_on(&card("Omar Haddad"));
        let lines = "N:Haddad;Omar;;;\nFN:Omar Haddad\nTEL;type=CELL;waid=4915123456780:+4915123456780\nEND:VCARD";
        assert_eq!(omar["vcard"], format!("BEGIN:VCARD\nVERSION:3.0\n{lines}"));
        assert_eq!(passed_on(&json!({"origin": "other", "vcard": "mine"}))["vcard"], "mine");
        let own = passed_on(&own(&Person::by_phone("491701", "Mia")));
        assert_eq!(
            (&own["origin"], &own["vcard"], &own["phones"][0]["wa_id"]),
            (&json!("contact_request"), &Value::Null, &json!("491701"))
        );
    }

    #[test]
    fn who_shows_no_number_gives_one_of_their_own() {
        let hidden = Person { user_id: Some("US.81491208655302741925".to_owned()), name: "Kai".to_owned(), ..Person::default() };
        assert_eq!(own(&hidden)["phones"][0]["phone"], "+15552741925");
    }
}
