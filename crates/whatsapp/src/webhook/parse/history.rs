//! The history of a number that a phone app uses too (section 5.6): its messages are items, its progress is the change's event.

use super::super::item::{Fault, Source};
use super::Parser;
use super::change::Change;
use super::id::id;
use crate::json::{Broken, Reader, Span};

impl<'a> Parser<'a> {
    /// `history[].threads[].messages[]`
    pub(super) fn history(&mut self, r: &mut Reader<'a>, change: &mut Change<'a>) -> Result<(), Broken> {
        self.elements(r, |parser, r| parser.chunk(r, change))
    }

    fn chunk(&mut self, r: &mut Reader<'a>, change: &mut Change<'a>) -> Result<(), Broken> {
        change.more = true;
        self.members(r, |parser, r, key| match key {
            "threads" => parser.threads(r, change),
            _ => r.skip(),
        })
    }

    fn threads(&mut self, r: &mut Reader<'a>, change: &mut Change<'a>) -> Result<(), Broken> {
        let mut more = false;
        let ((), span) = r.span(|r| self.elements(r, |parser, r| parser.thread(r, &mut more)))?;
        if !more && span.json.starts_with('[') {
            change.threads.push(span);
        }
        Ok(())
    }

    /// `more` is set by what would be lost with the thread.
    fn thread(&mut self, r: &mut Reader<'a>, more: &mut bool) -> Result<(), Broken> {
        let first = self.open.len();
        let mut customer = None;
        let read = self.members(r, |parser, r, key| match key {
            "id" => {
                customer = id(r, more)?;
                Ok(())
            }
            "messages" => parser.elements(r, |parser, r| parser.message(r, Source::History)),
            _ => r.skip_or(more),
        });
        for open in &mut self.open[first..] {
            open.thread.clone_from(&customer);
        }
        read
    }

    /// Reads each member of an object. Another type is parked.
    fn members(
        &mut self,
        r: &mut Reader<'a>,
        mut member: impl FnMut(&mut Self, &mut Reader<'a>, &str) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let (is_object, span) = r.span(|r| r.object(|r, key| member(self, r, key)))?;
        if !is_object {
            self.park(span, Fault::WrongType);
        }
        Ok(())
    }
}

/// The value with every one of `lists`, which stand in it in this order, empty. `None` when what is left can't be stored.
pub(super) fn emptied(value: Span<'_>, lists: &[Span<'_>]) -> Option<String> {
    let mut left = String::new();
    let mut at = 0;
    for list in lists {
        let start = list.start - value.start;
        left.push_str(&value.json[at..start]);
        left.push_str("[]");
        at = start + list.json.len();
    }
    left.push_str(&value.json[at..]);
    // What was odd may have gone with the lists.
    let ((), span) = Reader::new(&left).span(Reader::skip).ok()?;
    span.storable().map(std::borrow::Cow::into_owned)
}
