//! What a change says of itself and beside its items, and the events that keep it.

use std::borrow::Cow;

use jiff::Timestamp;

use super::super::item::{Event, Fault, Item, Text, WORD_BYTES_MAX};
use super::id::id;
use super::{history, unparsed};
use crate::json::{Broken, Reader, Span};

/// The only product whose webhooks we get.
const PRODUCT: &str = "whatsapp";

/// What a change says beside its items.
#[derive(Default)]
pub(super) struct Change<'a> {
    pub(super) field: Option<Text<'a>>,
    pub(super) value: Option<Span<'a>>,
    pub(super) phone_number_id: Option<Text<'a>>,
    pub(super) display_phone_number: Option<Text<'a>>,
    pub(super) event: Option<Text<'a>>,
    pub(super) occurred_at: Option<Timestamp>,
    /// Lists of a history's threads, in order: all that is in them is items.
    pub(super) threads: Vec<Span<'a>>,
    /// The value holds something that isn't among its items.
    pub(super) more: bool,
    /// The change itself does.
    pub(super) beside: bool,
}

impl<'a> Change<'a> {
    pub(super) fn metadata(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        if r.null()? {
            return Ok(());
        }
        let is_object = r.object(|r, key| {
            match key {
                "phone_number_id" => self.phone_number_id = id(r, &mut self.more)?,
                "display_phone_number" => self.display_phone_number = id(r, &mut self.more)?,
                _ => r.skip_or(&mut self.more)?,
            }
            Ok(())
        })?;
        self.more |= !is_object;
        Ok(())
    }

    pub(super) fn product(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let product = r.text_or(&mut self.more)?;
        self.more |= product.is_some_and(|product| product != PRODUCT);
        Ok(())
    }

    /// The change as an event: what its `value` holds beside messages and statuses.
    pub(super) fn event(&self, value: Span<'a>, whole: Span<'a>) -> Item<'a> {
        let field = self.field.clone().unwrap_or_default();
        let raw = if self.threads.is_empty() { value.storable() } else { history::emptied(value, &self.threads).map(Cow::Owned) };
        let Some(raw) = raw else {
            return unparsed(whole.json.as_bytes().into(), Fault::Unstorable);
        };
        if field.len() > WORD_BYTES_MAX {
            return unparsed(whole.json.as_bytes().into(), Fault::TooLong);
        }
        Item::Event(Event {
            waba_id: Cow::Borrowed(""),
            phone_number_id: None,
            field,
            name: self.event.clone().filter(|name| name.len() <= WORD_BYTES_MAX),
            occurred_at: self.occurred_at,
            raw,
        })
    }
}

/// Fields whose messages and statuses are the inbox's. A change without a field is taken for one: its messages matter.
pub(super) fn carries_messages(field: &str) -> bool {
    matches!(field, "messages" | "smb_message_echoes" | "message_echoes" | "history")
}

/// The members of a body that the envelope doesn't have, each with a comma after it.
pub(super) fn outside_of_entries<'a>(members: &str) -> Item<'a> {
    let whole = format!("{{{}}}", members.trim_end_matches(','));
    let storable = Reader::new(&whole).span(Reader::skip).ok().and_then(|((), span)| span.storable().map(Cow::into_owned));
    match storable {
        Some(raw) => event_of_none(raw.into()),
        None => unparsed(whole.into_bytes().into(), Fault::Unstorable),
    }
}

/// An entry or a change with members that the envelope doesn't have (section 2.5), as it came.
pub(super) fn outside(whole: Span<'_>) -> Item<'_> {
    let Some(raw) = whole.storable() else {
        return unparsed(whole.json.as_bytes().into(), Fault::Unstorable);
    };
    event_of_none(raw)
}

/// What no field names.
fn event_of_none(raw: Text<'_>) -> Item<'_> {
    let (waba_id, field) = (Cow::Borrowed(""), Cow::Borrowed(""));
    Item::Event(Event { waba_id, phone_number_id: None, field, name: None, occurred_at: None, raw })
}
