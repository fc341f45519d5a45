//! Who is who: `contacts[]`, and which of them a message or a status is about (section 3.1).
//!
//! A contact is taken once some item holds all that it says; what isn't taken is kept with the change.

use std::borrow::Cow;

use super::super::item::{Person, Status, Text};
use super::id::id;
use crate::json::{Broken, Reader};

/// Most contacts of a change that are looked through for each of its items; the provider batches up to 1000 updates.
const CONTACTS_MAX: usize = 1000;

/// One of `contacts[]`.
#[derive(Debug, Default)]
pub(super) struct Contact<'a> {
    pub(super) person: Person<'a>,
    pub(super) taken: bool,
}

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
pub(super) fn read<'a>(r: &mut Reader<'a>, into: &mut Vec<Contact<'a>>, more: &mut bool) -> Result<(), Broken> {
    if into.len() == CONTACTS_MAX {
        *more = true;
        return r.skip();
    }
    let mut person = Person::default();
    let is_object = r.object(|r, key| {
        match key {
            "wa_id" => person.wa_id = id(r, more)?,
            "user_id" => person.user_id = id(r, more)?,
            "parent_user_id" => person.parent_user_id = id(r, more)?,
            "identity_key_hash" => person.identity_key_hash = id(r, more)?,
            "profile" => profile(r, &mut person, more)?,
            _ => r.skip_or(more)?,
        }
        Ok(())
    })?;
    *more |= !is_object;
    if person != Person::default() {
        into.push(Contact { person, taken: false });
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
            _ => r.skip_or(more)?,
        }
        Ok(())
    })?;
    *more |= !is_object;
    Ok(())
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
pub(super) fn complete<'a>(customer: &mut Person<'a>, contacts: &mut [Contact<'a>], business: Option<&str>, inbound: bool) {
    let is_them = |contact: &&mut Contact<'a>| {
        let it = &contact.person;
        (it.wa_id.is_some() && it.wa_id == customer.wa_id) || (it.user_id.is_some() && it.user_id == customer.user_id)
    };
    if let Some(contact) = contacts.iter_mut().find(is_them) {
        contact.taken |= add(customer, &contact.person);
    } else if !customer.is_known() {
        let is_somebody = |it: &Person<'a>| it.is_known() && !same_number(it.wa_id.as_deref(), business);
        if let Some(contact) = contacts.iter_mut().find(|contact| is_somebody(&contact.person)) {
            contact.taken = true;
            customer.clone_from(&contact.person);
        }
    } else if let ([contact], true) = (contacts, inbound) {
        customer.name.clone_from(&contact.person.name);
        contact.taken |= contact.person == Person { name: contact.person.name.clone(), ..Person::default() };
    }
}

/// Adds what is known of the same person. Whether all of it is there now: their other ids may have changed meanwhile.
fn add<'a>(customer: &mut Person<'a>, known: &Person<'a>) -> bool {
    let mut all = true;
    let ids = [
        (&mut customer.wa_id, &known.wa_id),
        (&mut customer.user_id, &known.user_id),
        (&mut customer.parent_user_id, &known.parent_user_id),
    ];
    for (id, known) in ids {
        if id.is_none() {
            id.clone_from(known);
        }
        all &= known.is_none() || id == known;
    }
    customer.identity_key_hash.clone_from(&known.identity_key_hash);
    customer.name.clone_from(&known.name);
    customer.username.clone_from(&known.username);
    all
}

/// The contact that a status is about: the one it names, or the only one if it names nobody.
pub(super) fn of_status<'a>(status: &Status<'a>, contacts: &mut [Contact<'a>]) -> Option<Person<'a>> {
    let named = [&status.recipient, &status.participant, &status.user_id];
    let is_named = |id: &Option<Text<'a>>| id.is_some() && named.contains(&id);
    let is_them = |contact: &&mut Contact<'a>| is_named(&contact.person.wa_id) || is_named(&contact.person.user_id);
    let contact = match contacts {
        [only] if named.iter().all(|id| id.is_none()) => only,
        contacts => contacts.iter_mut().find(is_them)?,
    };
    contact.taken = true;
    Some(contact.person.clone())
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

/// Whether two numbers end alike: one of them may be written with a digit more between area and subscriber (section 1: Brazil,
/// Mexico).
pub(super) fn alike(a: Option<&str>, b: Option<&str>) -> bool {
    const SUBSCRIBER_DIGITS: usize = 8;
    fn digits(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().rev().filter(u8::is_ascii_digit).take(SUBSCRIBER_DIGITS)
    }
    match (a, b) {
        (Some(a), Some(b)) => digits(a).count() == SUBSCRIBER_DIGITS && digits(a).eq(digits(b)),
        _ => false,
    }
}
