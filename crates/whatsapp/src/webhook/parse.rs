//! A body, taken apart in one pass: every entry, change, message and status on its own.
//!
//! Members come in any order, so what an item needs from its surroundings (the WABA, the number, the contacts) is filled in when
//! the change, or the entry, ends. One bad item becomes [`Unparsed`] and leaves its neighbours alone; JSON that breaks off
//! yields what was complete before the break and then the whole body as [`Fault::NotJson`]. What an item doesn't hold is kept by an
//! event with the JSON it stood in: members that aren't known survive.

mod change;
mod content;
mod history;
pub(super) mod id;
mod message;
mod person;
mod status;
pub(super) mod time;

use std::borrow::Cow;

use jiff::Timestamp;

use super::OBJECT;
use super::item::{Fault, Item, Source, Text, Unparsed, into_bytes};
use crate::json::{Broken, Reader, Span};
use change::Change;
use id::id;
use message::Open;
use person::Contact;
use time::timestamp;

/// Takes a body apart. Any bytes will do.
#[must_use]
pub fn parse(body: &[u8]) -> Vec<Item<'_>> {
    let mut parser = Parser::default();
    match parser.body(body) {
        Ok(()) if parser.items.is_empty() => parser.park_body(body, Fault::Empty),
        Ok(()) => {}
        Err(fault) => parser.park_body(body, fault),
    }
    parser.items
}

#[derive(Default)]
struct Parser<'a> {
    items: Vec<Item<'a>>,
    /// Messages of the current change whose sender alone doesn't tell who the customer is.
    open: Vec<Open<'a>>,
    /// `contacts[]` of the current change.
    contacts: Vec<Contact<'a>>,
}

impl<'a> Parser<'a> {
    fn body(&mut self, body: &'a [u8]) -> Result<(), Fault> {
        let (json, utf8) = super::readable(body);
        let mut reader = Reader::new(json);
        let (mut object, mut outside) = (None, String::new());
        let read = reader.object(|r, key| match key {
            "object" => {
                object = r.text()?;
                Ok(())
            }
            "entry" => self.elements(r, Self::entry),
            _ => super::note_member(r, key, &mut outside),
        });
        if object.is_some_and(|object| object != OBJECT) {
            self.items.clear();
            return Err(Fault::OtherObject);
        }
        match read {
            Ok(true) if utf8 && reader.end().is_ok() => {}
            _ => return Err(Fault::NotJson),
        }
        if !outside.is_empty() {
            self.items.push(change::outside_of_entries(&outside));
        }
        Ok(())
    }

    fn entry(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let first = self.items.len();
        let (mut waba_id, mut time, mut more) = (None, None, false);
        let read = r.span(|r| {
            r.object(|r, key| match key {
                "id" => {
                    waba_id = id(r, &mut more)?;
                    Ok(())
                }
                "time" => {
                    let text = r.text_or(&mut more)?;
                    time = text.as_deref().and_then(timestamp);
                    more |= text.is_some() && time.is_none();
                    Ok(())
                }
                "changes" => self.elements(r, Self::change),
                _ => r.skip_or(&mut more),
            })
        });
        match read {
            Ok((true, span)) if more => self.items.push(change::outside(span)),
            Ok((false, span)) => self.park(span, Fault::WrongType),
            _ => {}
        }
        for item in &mut self.items[first..] {
            item.belongs_to(waba_id.as_ref(), time);
        }
        read.map(drop)
    }

    fn change(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let first = self.items.len();
        let mut change = Change::default();
        let read = r.span(|r| {
            r.object(|r, key| match key {
                "field" => {
                    change.field = r.text_or(&mut change.beside)?;
                    Ok(())
                }
                "value" => self.value(r, &mut change),
                _ => r.skip_or(&mut change.beside),
            })
        });
        match &read {
            Ok((true, span)) => self.finish(first, change, *span),
            Ok((false, span)) => self.park(*span, Fault::WrongType),
            // Broken off: the messages read so far are whole, the change isn't.
            Err(Broken) => {
                self.drop_foreign(first, &change);
                self.settle(first, &change);
            }
        }
        read.map(drop)
    }

    fn value(&mut self, r: &mut Reader<'a>, change: &mut Change<'a>) -> Result<(), Broken> {
        change.threads.clear();
        let (is_object, span) = r.span(|r| r.object(|r, key| self.member(r, key, change)))?;
        change.value = is_object.then_some(span);
        Ok(())
    }

    fn member(&mut self, r: &mut Reader<'a>, key: &str, change: &mut Change<'a>) -> Result<(), Broken> {
        match key {
            "metadata" => change.metadata(r),
            "contacts" => self.people(r, change),
            "messages" => self.elements(r, |parser, r| parser.message(r, Source::Live)),
            "message_echoes" => self.elements(r, |parser, r| parser.message(r, Source::Echo)),
            "statuses" => self.elements(r, Self::status),
            "history" => self.history(r, change),
            "messaging_product" => change.product(r),
            "event" => {
                change.event = r.text_or(&mut change.more)?;
                change.more |= change.event.is_some();
                Ok(())
            }
            "timestamp" => {
                let text = r.text_or(&mut change.more)?;
                change.more |= text.is_some();
                change.occurred_at = text.as_deref().and_then(timestamp);
                Ok(())
            }
            _ => r.skip_or(&mut change.more),
        }
    }

    fn people(&mut self, r: &mut Reader<'a>, change: &mut Change<'a>) -> Result<(), Broken> {
        if r.null()? {
            return Ok(());
        }
        let is_array = r.array(|r| person::read(r, &mut self.contacts, &mut change.more))?;
        change.more |= !is_array;
        Ok(())
    }

    fn message(&mut self, r: &mut Reader<'a>, source: Source) -> Result<(), Broken> {
        message::read(r, source, &mut self.items, &mut self.open)
    }

    fn status(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        match status::read(r)? {
            Ok(status) => self.items.push(Item::Status(status)),
            Err((span, fault)) => self.park(span, fault),
        }
        Ok(())
    }

    /// Reads each element of an array. Another type than an array is parked, `null` is nothing.
    fn elements(
        &mut self,
        r: &mut Reader<'a>,
        mut element: impl FnMut(&mut Self, &mut Reader<'a>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        if r.null()? {
            return Ok(());
        }
        let (is_array, span) = r.span(|r| r.array(|r| element(self, r)))?;
        if !is_array {
            self.park(span, Fault::WrongType);
        }
        Ok(())
    }

    /// Decides what a change was, now that all of it is known.
    fn finish(&mut self, first: usize, mut change: Change<'a>, whole: Span<'a>) {
        if self.drop_foreign(first, &change) {
            change.threads.clear();
            change.more = true;
        }
        let end = self.items.len();
        change.more |= self.settle(first, &change);
        match change.value {
            Some(value) if change.more || end == first => self.items.push(change.event(value, whole)),
            None if end == first => self.park(whole, Fault::WrongType),
            _ => {}
        }
        if change.beside && change.value.is_some() {
            self.items.push(change::outside(whole));
        }
        for item in &mut self.items[end..] {
            item.came_to(change.phone_number_id.as_ref());
        }
    }

    /// Drops what looks like messages in a field that has none (calls, standby, a new one): it isn't ours to interpret.
    fn drop_foreign(&mut self, first: usize, change: &Change<'a>) -> bool {
        let is_foreign = change.field.as_deref().is_some_and(|field| !change::carries_messages(field));
        if is_foreign {
            self.items.truncate(first);
            self.open.clear();
        }
        is_foreign
    }

    /// Gives the items of a change what stood beside them: contacts, the number, the history they are part of. Whether somebody
    /// stood there of whom no item says everything.
    fn settle(&mut self, first: usize, change: &Change<'a>) -> bool {
        let (business, is_history) = (change.display_phone_number.as_deref(), change.field.as_deref() == Some("history"));
        let contacts = &mut self.contacts;
        let mut open = self.open.drain(..).peekable();
        for (index, item) in self.items.iter_mut().enumerate().skip(first) {
            match item {
                Item::Message(message) => {
                    if is_history {
                        message.source = Source::History;
                    }
                    let open = open.next_if(|open| open.index == index);
                    if !message::settle(message, open, contacts, business) {
                        *item = unparsed(into_bytes(std::mem::take(&mut message.raw)), Fault::NoContact);
                    }
                }
                Item::Status(status) => status.contact = person::of_status(status, contacts),
                Item::Event(_) | Item::Unparsed(_) => {}
            }
            item.came_to(change.phone_number_id.as_ref());
        }
        drop(open);
        contacts.drain(..).any(|contact| !contact.taken)
    }

    fn park(&mut self, span: Span<'a>, reason: Fault) {
        self.items.push(unparsed(span.json.as_bytes().into(), reason));
    }

    fn park_body(&mut self, body: &'a [u8], reason: Fault) {
        self.items.push(unparsed(body.into(), reason));
    }
}

fn unparsed(raw: Cow<'_, [u8]>, reason: Fault) -> Item<'_> {
    Item::Unparsed(Unparsed { waba_id: Cow::Borrowed(""), phone_number_id: None, raw, reason })
}

impl<'a> Item<'a> {
    fn belongs_to(&mut self, waba: Option<&Text<'a>>, time: Option<Timestamp>) {
        let (waba_id, occurred_at) = match self {
            Item::Message(message) => (&mut message.waba_id, Some(&mut message.occurred_at)),
            Item::Status(status) => (&mut status.waba_id, Some(&mut status.occurred_at)),
            Item::Event(event) => (&mut event.waba_id, Some(&mut event.occurred_at)),
            Item::Unparsed(unparsed) => (&mut unparsed.waba_id, None),
        };
        if let Some(occurred_at) = occurred_at {
            *occurred_at = occurred_at.or(time);
        }
        if let Some(waba) = waba {
            waba_id.clone_from(waba);
        }
    }

    fn came_to(&mut self, number: Option<&Text<'a>>) {
        let phone_number_id = match self {
            Item::Message(message) => &mut message.phone_number_id,
            Item::Status(status) => &mut status.phone_number_id,
            Item::Unparsed(unparsed) => &mut unparsed.phone_number_id,
            Item::Event(event) => &mut event.phone_number_id,
        };
        *phone_number_id = number.cloned();
    }
}
