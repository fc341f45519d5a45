//! Who is who: `contacts[]`, and which of them a message or a status is about (section 3.1).

use std::borrow::Cow;

use super::super::item::{ID_BYTES_MAX, Person, Status, Text};
use crate::json::{Broken, Reader};

/// What a message itself says of somebody; half as large as a [`Person`], since two of them are moved with every message.
#[derive(Default)]
pub(super) struct Ids<'a> {
    pub(super) wa_id: Option<Text<'a>>,
    pub(super) user_id: Option<Text<'a>>,
    pub(super) parent_user_id: Option<Text<'a>>,
}

impl Ids<'_> {
    pub(super) fn is_known(&self) -> bool {
        self.wa_id.is_some() || self.user_id.is_some()
    }
}

impl<'a> From<Ids<'a>> for Person<'a> {
    fn from(Ids { wa_id, user_id, parent_user_id }: Ids<'a>) -> Self {
        Self { wa_id, user_id, parent_user_id, ..Self::default() }
    }
}

/// Reads one of `contacts[]`. `more` is set by what a [`Person`] doesn't hold.
pub(super) fn read<'a>(r: &mut Reader<'a>, into: &mut Vec<Person<'a>>, more: &mut bool) -> Result<(), Broken> {
    let mut person = Person::default();
    let is_object = r.object(|r, key| {
        match key {
            "wa_id" => person.wa_id = id(r, more)?,
            "user_id" => person.user_id = id(r, more)?,
            "parent_user_id" => person.parent_user_id = id(r, more)?,
            "identity_key_hash" => person.identity_key_hash = id(r, more)?,
            "profile" => profile(r, &mut person, more)?,
            _ => {
                *more = true;
                r.skip()?;
            }
        }
        Ok(())
    })?;
    *more |= !is_object;
    if person != Person::default() {
        into.push(person);
    }
    Ok(())
}

fn profile<'a>(r: &mut Reader<'a>, person: &mut Person<'a>, more: &mut bool) -> Result<(), Broken> {
    if r.null()? {
        return Ok(());
    }
    let is_object = r.object(|r, key| {
        match key {
            "name" => person.name = r.text_or(more)?,
            "username" => person.username = r.text_or(more)?.map(without_at),
            _ => {
                *more = true;
                r.skip()?;
            }
        }
        Ok(())
    })?;
    *more |= !is_object;
    Ok(())
}

fn id<'a>(r: &mut Reader<'a>, more: &mut bool) -> Result<Option<Text<'a>>, Broken> {
    let id = r.text_or(more)?;
    if id.as_ref().is_some_and(|id| id.len() > ID_BYTES_MAX) {
        *more = true;
        return Ok(None);
    }
    Ok(id)
}

fn without_at(name: Text<'_>) -> Text<'_> {
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(name.trim_start_matches('@')),
        Cow::Owned(name) => Cow::Owned(name.trim_start_matches('@').to_owned()),
    }
}

/// Adds what `contacts[]` says about the customer. Somebody who isn't named at all is the first of them (but never the business
/// itself); for one who is named and matches none, a single contact lends an inbound message its name, and never its ids: two
/// people must not become one.
pub(super) fn complete<'a>(customer: &mut Person<'a>, contacts: &[Person<'a>], business: Option<&str>, inbound: bool) {
    let is_them = |contact: &&Person<'a>| {
        (contact.wa_id.is_some() && contact.wa_id == customer.wa_id) || (contact.user_id.is_some() && contact.user_id == customer.user_id)
    };
    if let Some(contact) = contacts.iter().find(is_them) {
        customer.wa_id = customer.wa_id.take().or_else(|| contact.wa_id.clone());
        customer.user_id = customer.user_id.take().or_else(|| contact.user_id.clone());
        customer.parent_user_id = customer.parent_user_id.take().or_else(|| contact.parent_user_id.clone());
        customer.identity_key_hash.clone_from(&contact.identity_key_hash);
        customer.name.clone_from(&contact.name);
        customer.username.clone_from(&contact.username);
    } else if !customer.is_known() {
        if let Some(contact) = contacts.iter().find(|contact| contact.is_known() && !same_number(contact.wa_id.as_deref(), business)) {
            customer.clone_from(contact);
        }
    } else if let ([contact], true) = (contacts, inbound) {
        customer.name.clone_from(&contact.name);
    }
}

/// The contact that a status is about: the one it names, or the only one.
pub(super) fn of_status<'a>(status: &Status<'a>, contacts: &[Person<'a>]) -> Option<Person<'a>> {
    let named = [&status.recipient, &status.participant];
    let is_named = |id: &Option<Text<'a>>| id.is_some() && named.contains(&id);
    let is_them = |contact: &&Person<'a>| is_named(&contact.wa_id) || is_named(&contact.user_id);
    let only = if let [only] = contacts { Some(only) } else { None };
    contacts.iter().find(is_them).or(only).cloned()
}

/// Whether a number is the business's own, however either is written.
pub(super) fn same_number(number: Option<&str>, business: Option<&str>) -> bool {
    /// From the last on, since numbers of one country begin alike.
    fn digits(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().rev().filter(u8::is_ascii_digit)
    }
    match (number, business) {
        (Some(number), Some(business)) => digits(number).eq(digits(business)),
        _ => false,
    }
}
