//! One message, and the person it came from or went to.

use std::borrow::Cow;

use domain::Direction;
use jiff::Timestamp;

use super::super::item::{Fault, ID_BYTES_MAX, Item, Message, Source, Text, WORD_BYTES_MAX};
use super::content::Content;
use super::person::{self, Contact, Ids};
use super::time::timestamp;
use super::unparsed;
use crate::json::{Broken, Reader, Span};

/// What is needed beside a message to settle who its customer is, where the sender alone doesn't tell.
#[derive(Default)]
pub(super) struct Open<'a> {
    /// Where the message stands among the items.
    pub(super) index: usize,
    to: Ids<'a>,
    /// Whom a `system` message is about.
    subject: Ids<'a>,
    /// The customer of the history's thread it stood in.
    pub(super) thread: Option<Text<'a>>,
}

/// Reads one message into `items`, its sender as its contact; one that can't be used becomes [`Item::Unparsed`].
pub(super) fn read<'a>(r: &mut Reader<'a>, source: Source, items: &mut Vec<Item<'a>>, open: &mut Vec<Open<'a>>) -> Result<(), Broken> {
    let mut parts = Parts::default();
    let (is_object, span) = r.span(|r| r.object(|r, key| parts.member(r, key)))?;
    if !is_object {
        items.push(unparsed(span.json.as_bytes().into(), Fault::WrongType));
        return Ok(());
    }
    let (to, subject) = (std::mem::take(&mut parts.to), std::mem::take(&mut parts.content.subject));
    match parts.message(span, &to, source) {
        Ok(message) => {
            if source != Source::Live || to.is_known() || !message.contact.is_known() {
                open.push(Open { index: items.len(), to, subject, thread: None });
            }
            items.push(Item::Message(message));
        }
        Err(fault) => items.push(unparsed(span.json.as_bytes().into(), fault)),
    }
    Ok(())
}

#[derive(Default)]
struct Parts<'a> {
    from: Ids<'a>,
    to: Ids<'a>,
    wamid: Option<Text<'a>>,
    kind: Option<Text<'a>>,
    time: Option<Timestamp>,
    group_id: Option<Text<'a>>,
    reply_to: Option<Text<'a>>,
    status: Option<Text<'a>>,
    error_code: Option<i32>,
    error_title: Option<Text<'a>>,
    content: Content<'a>,
}

impl<'a> Parts<'a> {
    fn member(&mut self, r: &mut Reader<'a>, key: &str) -> Result<(), Broken> {
        match key {
            "id" => self.wamid = r.text()?,
            "type" => self.kind = r.text()?,
            "timestamp" => self.time = r.text()?.as_deref().and_then(timestamp),
            "from" => self.from.wa_id = r.text()?,
            "from_user_id" => self.from.user_id = r.text()?,
            "from_parent_user_id" => self.from.parent_user_id = r.text()?,
            "to" => self.to.wa_id = r.text()?,
            "to_user_id" => self.to.user_id = r.text()?,
            "to_parent_user_id" => self.to.parent_user_id = r.text()?,
            "group_id" => self.group_id = r.text()?,
            "context" => read_only(r, "id", &mut self.reply_to)?,
            "history_context" => read_only(r, "status", &mut self.status)?,
            "errors" => read_errors(r, &mut self.error_code, &mut self.error_title)?,
            _ => self.content.member(r, key)?,
        }
        Ok(())
    }

    fn message(self, span: Span<'a>, to: &Ids<'a>, source: Source) -> Result<Message<'a>, Fault> {
        let wamid = self.wamid.ok_or(Fault::NoId)?;
        let kind = self.kind.ok_or(Fault::NoKind)?;
        let people = [&self.from.wa_id, &self.from.user_id, &to.wa_id, &to.user_id];
        if wamid.len() > ID_BYTES_MAX || kind.len() > WORD_BYTES_MAX || people.into_iter().flatten().any(|id| id.len() > ID_BYTES_MAX) {
            return Err(Fault::TooLong);
        }
        let raw = span.storable().ok_or(Fault::Unstorable)?;
        let content = self.content.of(&kind, span.json);
        Ok(Message {
            waba_id: Cow::Borrowed(""),
            phone_number_id: None,
            wamid,
            kind,
            occurred_at: self.time,
            direction: Direction::In,
            source,
            contact: self.from.into(),
            group_id: self.group_id,
            body: content.body.or(self.error_title),
            reply_to: self.reply_to,
            target: content.target,
            media: content.media.filter(|media| !media.id.is_empty()),
            status: self.status.map(super::status::lower_case),
            error_code: self.error_code,
            raw,
        })
    }
}

/// Finds the customer of a message. `false` for a message that names nobody.
#[inline]
pub(super) fn settle<'a>(message: &mut Message<'a>, open: Option<Open<'a>>, contacts: &mut [Contact<'a>], business: Option<&str>) -> bool {
    let from_us = person::same_number(message.contact.wa_id.as_deref(), business);
    match open {
        Some(open) => open.settle(message, contacts, business, from_us),
        None if from_us => Open::default().settle(message, contacts, business, from_us),
        None => {
            person::complete(&mut message.contact, contacts, business, true);
            true
        }
    }
}

impl<'a> Open<'a> {
    /// Decides which way the message went. Out of line: few messages are open.
    #[inline(never)]
    fn settle(self, message: &mut Message<'a>, contacts: &mut [Contact<'a>], business: Option<&str>, from_us: bool) -> bool {
        let Self { to, subject, thread, .. } = self;
        let from = &message.contact;
        let names_nobody_else = !(to.is_known() || from_us);
        let inbound = match (message.source, &thread) {
            (Source::Echo, _) => false,
            (Source::History, Some(customer)) if from.wa_id.as_ref() == Some(customer) => true,
            // Only the two of a thread write in it, each number in either writing.
            (Source::History, Some(customer)) if names_nobody_else && from.wa_id.is_some() => {
                person::alike(from.wa_id.as_deref(), Some(customer))
            }
            // A recipient who isn't the business is a customer.
            _ => person::same_number(to.wa_id.as_deref(), business) || names_nobody_else,
        };
        if !inbound {
            message.direction = Direction::Out;
            message.contact = to.into();
        }
        // A thread is one customer's, however its messages write their number.
        if !message.contact.is_known() || person::alike(message.contact.wa_id.as_deref(), thread.as_deref()) {
            message.contact.wa_id = thread;
        }
        person::complete(&mut message.contact, contacts, business, inbound);
        if !message.contact.is_known() {
            message.contact = subject.into();
        }
        message.contact.is_known()
    }
}

/// Reads one member of the object here.
pub(super) fn read_only<'a>(r: &mut Reader<'a>, wanted: &str, into: &mut Option<Text<'a>>) -> Result<(), Broken> {
    r.object(|r, key| {
        if key == wanted {
            *into = r.text()?;
            return Ok(());
        }
        r.skip()
    })
    .map(drop)
}

/// The first of `errors[]`.
pub(super) fn read_errors<'a>(r: &mut Reader<'a>, code: &mut Option<i32>, title: &mut Option<Text<'a>>) -> Result<(), Broken> {
    let mut first = true;
    r.array(|r| {
        if !std::mem::take(&mut first) {
            return r.skip();
        }
        r.object(|r, key| {
            match key {
                "code" => *code = r.text()?.and_then(|code| code.parse().ok()),
                "title" => *title = r.text()?,
                _ => r.skip()?,
            }
            Ok(())
        })
        .map(drop)
    })
    .map(drop)
}
