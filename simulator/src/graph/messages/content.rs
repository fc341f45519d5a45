//! What a message says: every type of section 6, with the limits of each member.

use serde_json::Value;

use super::super::answer::Refusal;
use super::super::fields::{Fields, is_address, number};
use super::interactive::{self, is_pictograph};

const BODY_CHARS_MAX: usize = 4096;
const CAPTION_CHARS_MAX: usize = 1024;
const ID_CHARS_MAX: usize = 512;
const LINK_CHARS_MAX: usize = 2048;
const FILE_NAME_CHARS_MAX: usize = 240;
const PLACE_CHARS_MAX: usize = 1000;
const CARDS_MAX: usize = 257;
const EMOJI_CHARS_MAX: usize = 16;
/// Signs and letters that are emoji in Unicode's data, though fonts draw most as text.
const TEXT_EMOJI: &[u32] = &[
    0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x2194, 0x2195, 0x2196, 0x2197, 0x2198, 0x2199, 0x21A9, 0x21AA, 0x2328, 0x23CF, 0x24C2,
    0x25AA, 0x25AB, 0x25B6, 0x25C0, 0x25FB, 0x25FC, 0x2934, 0x2935, 0x3030, 0x303D, 0x3297, 0x3299,
];
const PIN_DAYS: std::ops::RangeInclusive<u64> = 1..=30;

/// A content that holds together by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    /// What a phone shows of it in a list of chats.
    pub(super) text: String,
    pub(super) media: Vec<MediaUse>,
    /// A recorded note: it can be played.
    pub(super) voice: bool,
    /// The message that a reaction is to.
    pub(super) target: Option<String>,
    pub(super) pin: Option<Pin>,
}

/// A message to put at the top of a group, for so many days, or to take off it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pin {
    pub(super) wamid: String,
    pub(super) days: Option<u64>,
}

/// A file that a message needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MediaUse {
    /// `audio`, `document`, `image`, `sticker` or `video`; `voice` is audio of one format.
    pub(super) kind: &'static str,
    pub(super) source: Source,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    Id(String),
    Link(String),
}

/// Checks the object of a type; templates are checked elsewhere, against their definition.
pub(super) fn check(kind: &str, message: Fields<'_>, in_group: bool) -> Result<Content, Refusal> {
    match kind {
        "pin" if in_group => pin(message),
        "text" => text(message),
        "image" => media(message, "image", &["id", "link", "caption"]),
        "video" => media(message, "video", &["id", "link", "caption"]),
        "audio" => media(message, "audio", &["id", "link", "voice"]),
        "document" => media(message, "document", &["id", "link", "caption", "filename"]),
        "sticker" => media(message, "sticker", &["id", "link"]),
        "location" => location(message),
        "contacts" => contacts(message),
        "reaction" => reaction(message),
        "interactive" => interactive::check(message.required_object("interactive", "interactive")?),
        other => Err(Refusal::bad_parameter(format!(
            "Param type must be one of {{AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO}} - got \"{other}\""
        ))),
    }
}

fn text(message: Fields<'_>) -> Result<Content, Refusal> {
    let text = message.required_object("text", "text")?;
    text.only(&["body", "preview_url"])?;
    let body = text.required_text("body", 1..=BODY_CHARS_MAX)?;
    if text.get("preview_url").is_some_and(|preview| !preview.is_boolean()) {
        return Err(text.refuse("preview_url", "must be true or false"));
    }
    Ok(Content { text: body.to_owned(), ..Content::default() })
}

fn media(message: Fields<'_>, kind: &'static str, members: &[&str]) -> Result<Content, Refusal> {
    let object = message.required_object(kind, kind)?;
    object.only(members)?;
    let mut media = media_use(object, kind)?;
    let caption = object.text("caption", 0..=CAPTION_CHARS_MAX)?;
    let file_name = object.text("filename", 1..=FILE_NAME_CHARS_MAX)?;
    let voice = match object.get("voice") {
        None => false,
        Some(voice) => voice.as_bool().ok_or_else(|| object.refuse("voice", "must be true or false"))?,
    };
    if voice {
        media.kind = "voice";
    }
    Ok(Content { text: caption.or(file_name).unwrap_or_default().to_owned(), media: vec![media], voice, ..Content::default() })
}

/// Exactly one of `id` and `link`.
fn media_use(object: Fields<'_>, kind: &'static str) -> Result<MediaUse, Refusal> {
    let source = match (object.text("id", 1..=ID_CHARS_MAX)?, object.text("link", 1..=LINK_CHARS_MAX)?) {
        (Some(id), None) => Source::Id(id.to_owned()),
        (None, Some(link)) if is_address(link) => Source::Link(link.to_owned()),
        (None, Some(_)) => return Err(object.refuse("link", "must begin with http:// or https://")),
        (None, None) => return Err(Refusal::missing(&format!("{kind}.id' or '{kind}.link"))),
        (Some(_), Some(_)) => return Err(object.refuse("id", "and link can't both be given")),
    };
    Ok(MediaUse { kind, source })
}

fn location(message: Fields<'_>) -> Result<Content, Refusal> {
    let text = place(message.required_object("location", "location")?)?;
    Ok(Content { text, ..Content::default() })
}

/// A file without words: at the head of a message or of a card.
pub(super) fn bare_media(object: Fields<'_>, kind: &'static str) -> Result<MediaUse, Refusal> {
    object.only(if kind == "document" { &["id", "link", "filename"] } else { &["id", "link"] })?;
    object.text("filename", 1..=FILE_NAME_CHARS_MAX)?;
    media_use(object, kind)
}

/// A point on the map; its name, else its address.
pub(super) fn place(place: Fields<'_>) -> Result<String, Refusal> {
    place.only(&["latitude", "longitude", "name", "address"])?;
    for (name, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let degrees = number(place.required(name)?);
        if degrees.is_none_or(|degrees| degrees.abs() > most) {
            return Err(place.refuse(name, &format!("must be a number between -{most} and {most}")));
        }
    }
    let name = place.text("name", 0..=PLACE_CHARS_MAX)?;
    let address = place.text("address", 0..=PLACE_CHARS_MAX)?;
    Ok(name.or(address).unwrap_or_default().to_owned())
}

fn contacts(message: Fields<'_>) -> Result<Content, Refusal> {
    let cards = message.required_list("contacts", 1..=CARDS_MAX)?;
    let mut text = None;
    for card in cards {
        let name = Fields::of("contacts", card)?.required_object("name", "contacts.name")?;
        let formatted = name.required_text("formatted_name", 1..=CAPTION_CHARS_MAX)?;
        let parts = ["first_name", "last_name", "middle_name", "prefix", "suffix"];
        if !parts.iter().any(|part| name.get(part).and_then(Value::as_str).is_some_and(|part| !part.is_empty())) {
            return Err(Refusal::missing("contacts.name.first_name' or another part of the name, such as 'last_name"));
        }
        check_card(Fields::of("contacts", card)?)?;
        text.get_or_insert_with(|| formatted.to_owned());
    }
    Ok(Content { text: text.unwrap_or_default(), ..Content::default() })
}

/// What else a contact card may hold.
fn check_card(card: Fields<'_>) -> Result<(), Refusal> {
    card.only(&["name", "phones", "emails", "addresses", "org", "urls", "birthday"])?;
    for list in ["phones", "emails", "addresses", "urls"] {
        if card.get(list).is_some_and(|list| !list.is_array()) {
            return Err(card.refuse(list, "must be a list"));
        }
    }
    match card.text("birthday", 10..=10)? {
        Some(day) if day.parse::<jiff::civil::Date>().is_err() => Err(card.refuse("birthday", "must be YYYY-MM-DD")),
        _ => Ok(()),
    }
}

fn reaction(message: Fields<'_>) -> Result<Content, Refusal> {
    if message.get("context").is_some() {
        return Err(message.refuse("context", "can't be given with a reaction"));
    }
    let reaction = message.required_object("reaction", "reaction")?;
    reaction.only(&["message_id", "emoji"])?;
    let target = reaction.required_text("message_id", 1..=ID_CHARS_MAX)?;
    let emoji = reaction.required_text("emoji", 0..=EMOJI_CHARS_MAX)?;
    if !emoji.is_empty() && !is_emoji(emoji) {
        return Err(reaction.refuse("emoji", "must be one emoji, or empty to take the reaction back"));
    }
    Ok(Content { text: emoji.to_owned(), target: Some(target.to_owned()), ..Content::default() })
}

/// Pictures, and what belongs to one: a variation, a joiner, a flag's tags, the key under a keycap.
fn is_emoji(text: &str) -> bool {
    let is_drawn = |letter: char| letter != '\u{FE0F}' && (is_pictograph(letter) || TEXT_EMOJI.contains(&u32::from(letter)));
    let belongs = |letter: char| match letter {
        '0'..='9' | '#' | '*' => text.contains('\u{20E3}'),
        letter => is_drawn(letter) || matches!(u32::from(letter), 0x200D | 0xFE0E | 0xFE0F | 0xE0020..=0xE007F),
    };
    text.chars().any(is_drawn) && text.chars().all(belongs)
}

fn pin(message: Fields<'_>) -> Result<Content, Refusal> {
    let pin = message.required_object("pin", "pin")?;
    pin.only(&["type", "message_id", "expiration_days"])?;
    let wamid = pin.required_text("message_id", 1..=ID_CHARS_MAX)?.to_owned();
    let days = match pin.required_text("type", 1..=8)? {
        "pin" => Some(pin.required("expiration_days")?.as_u64().filter(|days| PIN_DAYS.contains(days))),
        "unpin" => None,
        _ => return Err(pin.refuse("type", "must be pin or unpin")),
    };
    if days == Some(None) {
        return Err(pin.refuse("expiration_days", "must be between 1 and 30"));
    }
    Ok(Content { pin: Some(Pin { wamid, days: days.flatten() }), ..Content::default() })
}
