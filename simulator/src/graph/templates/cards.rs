//! The cards of a template's carousel: all of one make (section 7.2).

use serde_json::Value;

use super::super::answer::Refusal;

const BUTTONS: std::ops::RangeInclusive<usize> = 1..=2;
const HEADERS: &[&str] = &["IMAGE", "VIDEO", "PRODUCT"];

/// What all cards share: the header's format and the buttons' types.
#[derive(Clone, PartialEq)]
pub(super) struct Make(Value, Vec<Value>);

/// Checks a card's parts, each of which is fine by itself.
pub(super) fn check(components: &[Value]) -> Result<Make, Refusal> {
    let part = |kind: &str| components.iter().find(|component| component["type"] == kind);
    let format = part("HEADER").map(|header| header["format"].clone()).unwrap_or_default();
    if !HEADERS.iter().any(|header| format == *header) {
        return Err(Refusal::bad_parameter("A card needs a header: an image, a video or a product"));
    }
    if components.iter().any(|component| !["HEADER", "BODY", "BUTTONS"].iter().any(|kind| component["type"] == *kind)) {
        return Err(Refusal::bad_parameter("A card has a header, a body and buttons, and nothing else"));
    }
    let buttons = part("BUTTONS").and_then(|part| part["buttons"].as_array()).map_or(&[][..], Vec::as_slice);
    if !BUTTONS.contains(&buttons.len()) {
        return Err(Refusal::bad_parameter("A card has one or two buttons"));
    }
    Ok(Make(format, buttons.iter().map(|button| button["type"].clone()).collect()))
}
