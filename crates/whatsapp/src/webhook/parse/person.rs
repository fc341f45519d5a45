//! Who is who: `contacts[]`, and which of them a message is about (section 3.1).

use std::borrow::Cow;

use super::super::item::{ID_BYTES_MAX, Person, Text};
use crate::json::{Broken, Reader};

/// Reads one of `contacts[]`.
pub(super) fn read<'a>(r: &mut Reader<'a>, into: &mut Vec<Person<'a>>) -> Result<(), Broken> {
    let mut person = Person::default();
    r.object(|r, key| {
        match key {
            "wa_id" => person.wa_id = short(r.text()?),
            "user_id" => person.user_id = short(r.text()?),
            "parent_user_id" => person.parent_user_id = short(r.text()?),
            "profile" => {
                r.object(|r, key| {
                    match key {
                        "name" => person.name = r.text()?,
                        "username" => person.username = r.text()?.map(without_at),
                        _ => r.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => r.skip()?,
        }
        Ok(())
    })?;
    if person != Person::default() {
        into.push(person);
    }
    Ok(())
}

fn short(id: Option<Text<'_>>) -> Option<Text<'_>> {
    id.filter(|id| id.len() <= ID_BYTES_MAX)
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
        customer.name.clone_from(&contact.name);
        customer.username.clone_from(&contact.username);
    } else if !customer.is_known() {
        if let Some(contact) = contacts.iter().find(|contact| contact.is_known() && !same_number(contact, business)) {
            customer.clone_from(contact);
        }
    } else if let ([contact], true) = (contacts, inbound) {
        customer.name.clone_from(&contact.name);
    }
}

/// Whether somebody is the business itself, however either number is written.
pub(super) fn same_number(person: &Person<'_>, business: Option<&str>) -> bool {
    fn digits(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(u8::is_ascii_digit)
    }
    match (&person.wa_id, business) {
        (Some(number), Some(business)) => digits(number).eq(digits(business)),
        _ => false,
    }
}
