//! `interactive` messages (section 6.1): header, body, footer and the action of each type.

use super::super::answer::Refusal;
use super::super::fields::{Fields, is_address};
use super::content::{Content, MediaUse, bare_media};

const HEADER_CHARS_MAX: usize = 60;
const FOOTER_CHARS_MAX: usize = 60;
const BODY_CHARS_MAX: usize = 1024;
const LIST_BODY_CHARS_MAX: usize = 4096;
const BUTTONS_MAX: usize = 3;
const BUTTON_ID_CHARS_MAX: usize = 256;
const BUTTON_CHARS_MAX: usize = 20;
const SECTIONS_MAX: usize = 10;
const ROWS_MAX: usize = 10;
const ROW_ID_CHARS_MAX: usize = 200;
const ROW_CHARS_MAX: usize = 24;
const DESCRIPTION_CHARS_MAX: usize = 72;
const CTA_CHARS_MAX: usize = 20;
const URL_CHARS_MAX: usize = 2000;
const FLOW_CTA_CHARS_MAX: usize = 30;
const PRODUCTS_MAX: usize = 30;
const ID_CHARS_MAX: usize = 512;
const CARD_BODY_CHARS_MAX: usize = 160;
const CARDS: std::ops::RangeInclusive<usize> = 2..=10;

const PARAMETERS: &str = "interactive.action.parameters";

/// Which headers a type takes.
#[derive(Clone, Copy, PartialEq)]
enum Headers {
    Any,
    /// `text` alone.
    Text,
    TextRequired,
    None,
}

/// Checks the whole object.
pub(super) fn check(message: Fields<'_>) -> Result<Content, Refusal> {
    let kind = message.required_text("type", 1..=64)?;
    let (headers, body_chars_max, body_is_required) = match kind {
        "button" | "cta_url" | "flow" | "address_message" => (Headers::Any, BODY_CHARS_MAX, true),
        "list" => (Headers::Text, LIST_BODY_CHARS_MAX, true),
        "product_list" => (Headers::TextRequired, BODY_CHARS_MAX, true),
        "product" => (Headers::None, BODY_CHARS_MAX, false),
        // Section 6.1 rules a header out for products and carousels alone; the provider's pages show none with these others either.
        "location_request_message" | "request_contact_info" | "catalog_message" | "carousel" | "call_permission_request" | "voice_call" => {
            (Headers::None, BODY_CHARS_MAX, kind != "call_permission_request")
        }
        other => return Err(message.refuse("type", &format!("\"{other}\" is not supported"))),
    };
    let mut media: Vec<MediaUse> = header(message, headers)?.into_iter().collect();
    let body = match message.object("body", "interactive.body")? {
        Some(body) => Some(body.required_text("text", 1..=body_chars_max)?),
        None if body_is_required => return Err(Refusal::missing("interactive.body")),
        None => None,
    };
    match message.object("footer", "interactive.footer")? {
        Some(_) if kind == "carousel" => return Err(message.refuse("footer", "can't be given with a carousel")),
        Some(footer) => drop(footer.required_text("text", 1..=FOOTER_CHARS_MAX)?),
        None => {}
    }
    let action = message.required_object("action", "interactive.action")?;
    media.extend(check_action(kind, action)?);
    Ok(Content { text: body.unwrap_or_default().to_owned(), media, ..Content::default() })
}

fn header(message: Fields<'_>, headers: Headers) -> Result<Option<MediaUse>, Refusal> {
    let Some(header) = message.object("header", "interactive.header")? else {
        return if headers == Headers::TextRequired { Err(Refusal::missing("interactive.header")) } else { Ok(None) };
    };
    if headers == Headers::None {
        return Err(message.refuse("header", "can't be given with this type"));
    }
    let kind = header.required_text("type", 1..=16)?;
    let media = |kind| bare_media(header.required_object(kind, kind)?, kind).map(Some);
    match (kind, headers) {
        ("text", _) => header.required_text("text", 1..=HEADER_CHARS_MAX).map(|_| None),
        ("image", Headers::Any) => media("image"),
        ("video", Headers::Any) => media("video"),
        ("document", Headers::Any) => media("document"),
        _ => Err(header.refuse("type", &format!("\"{kind}\" is not supported with this type of message"))),
    }
}

fn check_action(kind: &str, action: Fields<'_>) -> Result<Vec<MediaUse>, Refusal> {
    match kind {
        "button" => buttons(action)?,
        "list" => list(action)?,
        "cta_url" => link(action)?,
        "location_request_message" => action.exactly("name", "send_location")?,
        "request_contact_info" => action.exactly("name", "request_contact_info")?,
        "flow" => flow(action)?,
        "product" => product(action)?,
        "product_list" => products(action)?,
        "catalog_message" => {
            action.exactly("name", "catalog_message")?;
            if let Some(parameters) = action.object("parameters", PARAMETERS)? {
                parameters.required_text("thumbnail_product_retailer_id", 1..=ID_CHARS_MAX)?;
            }
        }
        "address_message" => address(action)?,
        "call_permission_request" => action.exactly("name", "call_permission_request")?,
        "voice_call" => {
            action.exactly("name", "voice_call")?;
            if let Some(parameters) = action.object("parameters", PARAMETERS)? {
                parameters.text("display_text", 1..=CTA_CHARS_MAX)?;
            }
        }
        _ => return carousel(action),
    }
    Ok(Vec::new())
}

/// Businesses and customers of two countries alone.
fn address(action: Fields<'_>) -> Result<(), Refusal> {
    action.exactly("name", "address_message")?;
    let parameters = action.required_object("parameters", PARAMETERS)?;
    match parameters.required_text("country", 1..=8)? {
        "IN" | "SG" => Ok(()),
        _ => Err(parameters.refuse("country", "must be IN or SG")),
    }
}

fn buttons(action: Fields<'_>) -> Result<(), Refusal> {
    let (mut titles, mut ids) = (Vec::new(), Vec::new());
    for button in action.required_list("buttons", 1..=BUTTONS_MAX)? {
        let button = Fields::of("interactive.action.buttons", button)?;
        button.exactly("type", "reply")?;
        let reply = button.required_object("reply", "interactive.action.buttons.reply")?;
        ids.push(reply.required_text("id", 1..=BUTTON_ID_CHARS_MAX)?);
        titles.push(reply.required_text("title", 1..=BUTTON_CHARS_MAX)?);
    }
    unique("interactive.action.buttons.reply.title", titles)?;
    unique("interactive.action.buttons.reply.id", ids)
}

fn list(action: Fields<'_>) -> Result<(), Refusal> {
    action.required_text("button", 1..=BUTTON_CHARS_MAX)?;
    let sections = action.required_list("sections", 1..=SECTIONS_MAX)?;
    let mut ids = Vec::new();
    for section in sections {
        let section = Fields::of("interactive.action.sections", section)?;
        let title = section.text("title", 0..=ROW_CHARS_MAX)?.unwrap_or_default();
        if title.is_empty() && sections.len() > 1 {
            return Err(Refusal::missing("interactive.action.sections.title"));
        }
        for row in section.required_list("rows", 1..=ROWS_MAX)? {
            let row = Fields::of("interactive.action.sections.rows", row)?;
            ids.push(row.required_text("id", 1..=ROW_ID_CHARS_MAX)?);
            row.required_text("title", 1..=ROW_CHARS_MAX)?;
            row.text("description", 0..=DESCRIPTION_CHARS_MAX)?;
        }
    }
    if ids.len() > ROWS_MAX {
        return Err(Refusal::invalid(format!("'interactive.action.sections' has {} rows in total. Max: {ROWS_MAX}", ids.len())));
    }
    unique("interactive.action.sections.rows.id", ids)
}

fn link(action: Fields<'_>) -> Result<(), Refusal> {
    action.exactly("name", "cta_url")?;
    let parameters = action.required_object("parameters", PARAMETERS)?;
    parameters.required_text("display_text", 1..=CTA_CHARS_MAX)?;
    let url = parameters.required_text("url", 1..=URL_CHARS_MAX)?;
    if is_address(url) { Ok(()) } else { Err(parameters.refuse("url", "must begin with http:// or https://")) }
}

fn flow(action: Fields<'_>) -> Result<(), Refusal> {
    action.exactly("name", "flow")?;
    let flow = action.required_object("parameters", PARAMETERS)?;
    flow.exactly("flow_message_version", "3")?;
    match (flow.text("flow_id", 1..=ID_CHARS_MAX)?, flow.text("flow_name", 1..=ID_CHARS_MAX)?) {
        (None, None) => return Err(Refusal::missing("interactive.action.parameters.flow_id")),
        (Some(_), Some(_)) => return Err(flow.refuse("flow_id", "and flow_name can't both be given")),
        _ => {}
    }
    let label = flow.required_text("flow_cta", 1..=FLOW_CTA_CHARS_MAX)?;
    if label.chars().any(is_pictograph) {
        return Err(flow.refuse("flow_cta", "can't hold an emoji"));
    }
    one_of(flow, "mode", &["draft", "published"])?;
    one_of(flow, "flow_action", &["navigate", "data_exchange"])?;
    match flow.object("flow_action_payload", "interactive.action.parameters.flow_action_payload")? {
        Some(payload) => payload.required_text("screen", 1..=ID_CHARS_MAX).map(drop),
        None => Ok(()),
    }
}

fn product(action: Fields<'_>) -> Result<(), Refusal> {
    action.required_text("catalog_id", 1..=ID_CHARS_MAX)?;
    action.required_text("product_retailer_id", 1..=ID_CHARS_MAX).map(drop)
}

fn products(action: Fields<'_>) -> Result<(), Refusal> {
    action.required_text("catalog_id", 1..=ID_CHARS_MAX)?;
    sections(action)
}

/// Products in sections: thirty in all.
pub(super) fn sections(action: Fields<'_>) -> Result<(), Refusal> {
    let sections = action.required_list("sections", 1..=SECTIONS_MAX)?;
    let mut products = 0;
    for section in sections {
        let section = Fields::of("interactive.action.sections", section)?;
        let title = section.text("title", 0..=ROW_CHARS_MAX)?.unwrap_or_default();
        if title.is_empty() && sections.len() > 1 {
            return Err(Refusal::missing("interactive.action.sections.title"));
        }
        for item in section.required_list("product_items", 1..=PRODUCTS_MAX)? {
            Fields::of("interactive.action.sections.product_items", item)?.required_text("product_retailer_id", 1..=ID_CHARS_MAX)?;
            products += 1;
        }
    }
    if products > PRODUCTS_MAX {
        return Err(Refusal::invalid(format!("'interactive.action.sections' has {products} products in total. Max: {PRODUCTS_MAX}")));
    }
    Ok(())
}

fn carousel(action: Fields<'_>) -> Result<Vec<MediaUse>, Refusal> {
    let mut media: Vec<MediaUse> = Vec::new();
    let mut sort = None;
    for (index, card) in action.required_list("cards", CARDS)?.iter().enumerate() {
        let card = Fields::of("interactive.action.cards", card)?;
        if card.required("card_index")?.as_u64() != Some(index as u64) {
            return Err(card.refuse("card_index", &format!("must be {index}")));
        }
        let kind = card.required_text("type", 1..=16)?;
        if *sort.get_or_insert(kind) != kind {
            return Err(card.refuse("type", "must be the same on every card"));
        }
        if let Some(body) = card.object("body", "interactive.action.cards.body")? {
            body.required_text("text", 1..=CARD_BODY_CHARS_MAX)?;
        }
        let inner = card.required_object("action", "interactive.action.cards.action")?;
        match kind {
            "cta_url" => {
                let shown = header(card, Headers::Any)?.ok_or_else(|| Refusal::missing("interactive.action.cards.header"))?;
                if !["image", "video"].contains(&shown.kind) || media.first().is_some_and(|first| first.kind != shown.kind) {
                    return Err(card.refuse("header", "must be an image or a video, and the same on every card"));
                }
                media.push(shown);
                link(inner)?;
            }
            "product" => product(inner)?,
            other => return Err(card.refuse("type", &format!("\"{other}\" is not supported"))),
        }
    }
    Ok(media)
}

fn one_of(fields: Fields<'_>, name: &str, words: &[&str]) -> Result<(), Refusal> {
    match fields.get(name).map(|word| word.as_str().unwrap_or_default()) {
        Some(word) if !words.contains(&word) => Err(fields.refuse(name, &format!("must be one of {}", words.join(", ")))),
        _ => Ok(()),
    }
}

fn unique(at: &str, mut values: Vec<&str>) -> Result<(), Refusal> {
    values.sort_unstable();
    match values.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Refusal::invalid(format!("'{at}' must be unique: {:?} occurs twice", pair[0]))),
        None => Ok(()),
    }
}

/// Pictographs, and what makes one of the letter before it; what joins them joins letters of Sinhala or Bengali too.
pub(super) fn is_pictograph(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x231A..=0x231B | 0x23E9..=0x23F3 | 0x23F8..=0x23FA | 0x25FD..=0x25FE | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF
            | 0x20E3 | 0xFE0F
    )
}
