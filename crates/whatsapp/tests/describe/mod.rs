//! An item in one line, for tables of expectations.

use jiff::Timestamp;
use whatsapp::webhook::item::{Event, Item, Message, Person, Status, Text};

/// Everything of an item but its JSON.
pub fn describe(item: &Item<'_>) -> String {
    match item {
        Item::Message(message) => describe_message(message),
        Item::Status(status) => describe_status(status),
        Item::Event(event) => describe_event(event),
        Item::Unparsed(unparsed) => {
            format!(
                "unparsed {} ({} bytes, waba {:?}, number {:?})",
                unparsed.reason.code(),
                unparsed.raw.len(),
                unparsed.waba_id,
                or_dash(&unparsed.phone_number_id)
            )
        }
    }
}

fn describe_message(message: &Message<'_>) -> String {
    let mut line = format!(
        "message {} {} {} {} of {} {}: {:?}",
        message.source,
        message.direction.as_str(),
        message.kind,
        time(message.occurred_at),
        person(&message.contact),
        or_dash(&message.phone_number_id),
        or_dash(&message.body)
    );
    let media = message.media.as_ref();
    let more = [
        ("reply to", message.reply_to.as_deref().map(short)),
        ("target", message.target.as_deref().map(short)),
        ("group", message.group_id.as_deref().map(short)),
        ("media", media.map(|media| format!("{} {}", short(&media.id), or_dash(&media.mime_type)))),
        ("status", message.status.as_deref().map(short)),
        ("error", message.error_code.map(|code| code.to_string())),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            line.push_str(&format!(", {name} {value}"));
        }
    }
    line
}

fn describe_status(status: &Status<'_>) -> String {
    let at = time(status.occurred_at);
    let mut line = format!("status {} {at} to {} {}", status.status, or_dash(&status.recipient), or_dash(&status.phone_number_id));
    for (name, value) in [("participant", &status.participant), ("callback", &status.callback), ("because", &status.error_title)] {
        if let Some(value) = value {
            line.push_str(&format!(", {name} {value}"));
        }
    }
    if let Some(contact) = &status.contact {
        line.push_str(&format!(", who is {}", person(contact)));
    }
    if let Some(code) = status.error_code {
        line.push_str(&format!(", error {code}"));
    }
    line
}

fn describe_event(event: &Event<'_>) -> String {
    let at = time(event.occurred_at);
    format!("event {:?} {} {at} {} ({} bytes)", event.field, or_dash(&event.name), or_dash(&event.phone_number_id), event.raw.len())
}

fn person(person: &Person<'_>) -> String {
    let mut line = format!("{}/{}", or_dash(&person.wa_id), or_dash(&person.user_id));
    for part in [&person.name, &person.username].into_iter().flatten() {
        line.push_str(&format!(" {part:?}"));
    }
    if let Some(hash) = &person.identity_key_hash {
        line.push_str(&format!(" with key {hash}"));
    }
    line
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or("-".to_owned(), |at| at.to_string())
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}

fn or_dash<'a>(text: &'a Option<Text<'_>>) -> &'a str {
    text.as_deref().unwrap_or("-")
}
