//! Who wrote: contacts by phone number or user id, and one conversation per person and number.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::InboundMessage;
use crate::error::StoreError;

/// How often people are looked up again because another worker made one of them meanwhile.
const RESOLVE_ROUNDS_MAX: usize = 4;

/// A contact as it is stored now.
#[derive(Clone, Debug, Default)]
pub(super) struct Contact {
    pub id: Uuid,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub name: Option<String>,
    username: Option<String>,
}

/// The people and conversations of a batch.
#[derive(Debug)]
pub(super) struct People {
    /// Message index to thread index.
    thread_of: Vec<usize>,
    threads: Vec<Thread>,
    contacts: Vec<Option<Contact>>,
}

/// A person and one of our numbers.
#[derive(Debug)]
struct Thread {
    person: usize,
    phone_number_id: String,
    /// Newest message of the batch.
    newest: Timestamp,
    conversation: Option<Uuid>,
}

impl People {
    pub(super) fn contact(&self, message: usize) -> &Contact {
        let person = self.threads[self.thread_of[message]].person;
        self.contacts[person].as_ref().expect("resolve() returns only when everybody is known")
    }

    pub(super) fn conversation(&self, message: usize) -> Uuid {
        self.threads[self.thread_of[message]].conversation.expect("resolve() returns only when every thread is known")
    }
}

/// A person as the batch knows them, from all of their messages together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    wa_id: Option<String>,
    user_id: Option<String>,
    name: Option<String>,
    username: Option<String>,
}

/// Which messages are of one person. Pairs of both ids are read first, so that a message with only one of them finds
/// its person whatever the order; a number that two user ids claim goes to the first.
fn persons(messages: &[InboundMessage<'_>]) -> (Vec<Known>, Vec<usize>) {
    let mut known: Vec<Known> = Vec::new();
    let (mut by_user, mut by_wa): (HashMap<&str, usize>, HashMap<&str, usize>) = (HashMap::new(), HashMap::new());
    for message in messages {
        if let (Some(user_id), Some(wa_id)) = (message.person.user_id.as_deref(), message.person.wa_id.as_deref()) {
            let person = *by_user.entry(user_id).or_insert_with(|| {
                known.push(Known { user_id: Some(user_id.to_owned()), ..Known::default() });
                known.len() - 1
            });
            if known[person].wa_id.is_none() && !by_wa.contains_key(wa_id) {
                by_wa.insert(wa_id, person);
                known[person].wa_id = Some(wa_id.to_owned());
            }
        }
    }
    let mut of = Vec::with_capacity(messages.len());
    for message in messages {
        let (wa_id, user_id) = (message.person.wa_id.as_deref(), message.person.user_id.as_deref());
        let found = user_id.and_then(|id| by_user.get(id)).or_else(|| wa_id.filter(|_| user_id.is_none()).and_then(|id| by_wa.get(id)));
        let person = found.copied().unwrap_or_else(|| {
            known.push(Known { wa_id: wa_id.map(str::to_owned), user_id: user_id.map(str::to_owned), ..Known::default() });
            let new = known.len() - 1;
            user_id.map(|id| by_user.insert(id, new));
            wa_id.map(|id| by_wa.entry(id).or_insert(new));
            new
        });
        if let Some(name) = &message.person.name {
            known[person].name = Some(name.clone().into_owned());
        }
        if let Some(username) = &message.person.username {
            known[person].username = Some(username.clone().into_owned());
        }
        of.push(person);
    }
    (known, of)
}

/// Finds or makes the contact and the conversation of every message.
pub(super) async fn resolve(tx: &mut PgConnection, messages: &[InboundMessage<'_>], new_id: fn() -> Uuid) -> Result<People, StoreError> {
    let (known, of) = persons(messages);
    let mut people = group(messages, &of, known.len());
    for _ in 0..RESOLVE_ROUNDS_MAX {
        look_up(tx, &known, &mut people).await?;
        update_contacts(tx, &known, &mut people).await?;
        if !insert_contacts(tx, &known, &mut people, new_id).await? {
            continue;
        }
        if insert_conversations(tx, &mut people, new_id).await? {
            return Ok(people);
        }
    }
    Err(StoreError::Corrupt { what: "contact", value: "it is neither found nor can be made".to_owned() })
}

fn group(messages: &[InboundMessage<'_>], of: &[usize], persons: usize) -> People {
    let mut index: HashMap<(usize, &str), usize> = HashMap::new();
    let mut people = People { thread_of: Vec::with_capacity(of.len()), threads: Vec::new(), contacts: vec![None; persons] };
    for (message, &person) in messages.iter().zip(of) {
        let threads = &mut people.threads;
        let thread = *index.entry((person, message.phone_number_id.as_ref())).or_insert_with(|| {
            let phone_number_id = message.phone_number_id.clone().into_owned();
            threads.push(Thread { person, phone_number_id, newest: message.occurred_at, conversation: None });
            threads.len() - 1
        });
        threads[thread].newest = threads[thread].newest.max(message.occurred_at);
        people.thread_of.push(thread);
    }
    people
}

/// A user id decides before a phone number; a number whose contact has another user id is somebody else's by now.
async fn look_up(tx: &mut PgConnection, known: &[Known], people: &mut People) -> Result<(), StoreError> {
    let of = |thread: &Thread| &known[thread.person];
    let wa_ids: Vec<Option<&str>> = people.threads.iter().map(|thread| of(thread).wa_id.as_deref()).collect();
    let user_ids: Vec<Option<&str>> = people.threads.iter().map(|thread| of(thread).user_id.as_deref()).collect();
    let numbers: Vec<&str> = people.threads.iter().map(|thread| thread.phone_number_id.as_str()).collect();
    let rows = sqlx::query!(
        r#"select t.n as "n!", c.id as "id!", c.wa_id as "wa_id?", c.user_id as "user_id?", c.name as "name?", c.username as "username?",
                  (select v.id from conversations v where v.contact_id = c.id and v.phone_number_id = t.phone_number_id) as conversation
           from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t (wa_id, user_id, phone_number_id, n)
           cross join lateral (
               select * from (
                   select 0 as preference, by_user.* from contacts by_user where by_user.user_id = t.user_id
                   union all
                   select 1, by_phone.* from contacts by_phone
                   where by_phone.wa_id = t.wa_id and (t.user_id is null or by_phone.user_id is null)
               ) found order by preference limit 1
           ) c"#,
        wa_ids as _,
        user_ids as _,
        numbers as _
    )
    .fetch_all(tx)
    .await?;
    for row in rows {
        let thread = &mut people.threads[usize::try_from(row.n - 1).unwrap_or(0)];
        thread.conversation = row.conversation;
        people.contacts[thread.person] =
            Some(Contact { id: row.id, wa_id: row.wa_id, user_id: row.user_id, name: row.name, username: row.username });
    }
    Ok(())
}

/// Adds what a message taught us: a new name, or the id that was missing (two halves of one person become one). An id
/// that another contact has stays there.
async fn update_contacts(tx: &mut PgConnection, known: &[Known], people: &mut People) -> Result<(), StoreError> {
    let mut changed: BTreeMap<Uuid, usize> = BTreeMap::new();
    for (person, contact) in people.contacts.iter().enumerate() {
        if let Some(contact) = contact
            && teaches(&known[person], contact)
        {
            changed.insert(contact.id, person);
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = changed.keys().copied().collect();
    let column = |of: fn(&Known) -> Option<&str>| changed.values().map(|&person| of(&known[person])).collect::<Vec<_>>();
    let (wa_ids, user_ids) = (column(|known| known.wa_id.as_deref()), column(|known| known.user_id.as_deref()));
    let (names, usernames) = (column(|known| known.name.as_deref()), column(|known| known.username.as_deref()));
    let rows = sqlx::query!(
        r#"update contacts c set
               wa_id = coalesce(c.wa_id, case when not exists (select from contacts o where o.wa_id = t.wa_id) then t.wa_id end),
               user_id = coalesce(c.user_id, case when not exists (select from contacts o where o.user_id = t.user_id) then t.user_id end),
               name = coalesce(t.name, c.name), username = coalesce(t.username, c.username), updated_at = now()
           from (
               select l.id, t.wa_id, t.user_id, t.name, t.username
               from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as t (id, wa_id, user_id, name, username)
               join contacts l on l.id = t.id order by l.id for update of l
           ) t
           where c.id = t.id
           returning c.id, c.wa_id, c.user_id, c.name, c.username"#,
        &ids,
        wa_ids as _,
        user_ids as _,
        names as _,
        usernames as _
    )
    .fetch_all(tx)
    .await?;
    for row in rows {
        let person = changed[&row.id];
        people.contacts[person] =
            Some(Contact { id: row.id, wa_id: row.wa_id, user_id: row.user_id, name: row.name, username: row.username });
    }
    Ok(())
}

fn teaches(known: &Known, contact: &Contact) -> bool {
    let renamed = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    renamed(&known.name, &contact.name)
        || renamed(&known.username, &contact.username)
        || (contact.user_id.is_none() && known.user_id.is_some())
        || (contact.wa_id.is_none() && known.wa_id.is_some())
}

/// Makes those that weren't found, without a number that somebody with another user id has. False when another worker was quicker
/// with one of them: look again.
async fn insert_contacts(tx: &mut PgConnection, known: &[Known], people: &mut People, new_id: fn() -> Uuid) -> Result<bool, StoreError> {
    let mut missing: Vec<(Uuid, usize)> =
        (0..known.len()).filter(|&person| people.contacts[person].is_none()).map(|person| (new_id(), person)).collect();
    if missing.is_empty() {
        return Ok(true);
    }
    missing.sort_by_key(|&(_, person)| (&known[person].user_id, &known[person].wa_id));
    let ids: Vec<Uuid> = missing.iter().map(|&(id, _)| id).collect();
    let column = |of: fn(&Known) -> Option<&str>| missing.iter().map(|&(_, person)| of(&known[person])).collect::<Vec<_>>();
    let (wa_ids, user_ids) = (column(|known| known.wa_id.as_deref()), column(|known| known.user_id.as_deref()));
    let (names, usernames) = (column(|known| known.name.as_deref()), column(|known| known.username.as_deref()));
    let rows = sqlx::query!(
        r#"insert into contacts (id, wa_id, user_id, name, username)
           select t.id, case when not exists (select from contacts o where o.wa_id = t.wa_id and o.user_id <> t.user_id) then t.wa_id end,
                  t.user_id, t.name, t.username
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
               as t (id, wa_id, user_id, name, username, n)
           order by t.n
           on conflict do nothing
           returning id, wa_id, user_id, name, username"#,
        &ids,
        wa_ids as _,
        user_ids as _,
        names as _,
        usernames as _
    )
    .fetch_all(tx)
    .await?;
    let person_of: HashMap<Uuid, usize> = missing.into_iter().collect();
    let all = rows.len() == person_of.len();
    for row in rows {
        people.contacts[person_of[&row.id]] =
            Some(Contact { id: row.id, wa_id: row.wa_id, user_id: row.user_id, name: row.name, username: row.username });
    }
    Ok(all)
}

/// Makes the conversations that weren't found. False when another worker was quicker: look again.
async fn insert_conversations(tx: &mut PgConnection, people: &mut People, new_id: fn() -> Uuid) -> Result<bool, StoreError> {
    let mut missing: Vec<(Uuid, usize)> = Vec::new();
    // Two persons of the batch may turn out to be one contact: its conversation is made once, then looked up.
    let mut seen = HashSet::new();
    for (index, thread) in people.threads.iter().enumerate() {
        if thread.conversation.is_none() {
            let contact = people.contacts[thread.person].as_ref().expect("contacts come before conversations").id;
            if seen.insert((contact, thread.phone_number_id.as_str())) {
                missing.push((contact, index));
            }
        }
    }
    if missing.is_empty() {
        return Ok(true);
    }
    missing.sort_by(|a, b| (a.0, &people.threads[a.1].phone_number_id).cmp(&(b.0, &people.threads[b.1].phone_number_id)));
    let ids: Vec<Uuid> = missing.iter().map(|_| new_id()).collect();
    let contacts: Vec<Uuid> = missing.iter().map(|&(contact, _)| contact).collect();
    let numbers: Vec<&str> = missing.iter().map(|&(_, index)| people.threads[index].phone_number_id.as_str()).collect();
    let times: Vec<_> = missing.iter().map(|&(_, index)| people.threads[index].newest.to_sqlx()).collect();
    let made: HashSet<Uuid> = sqlx::query_scalar!(
        "insert into conversations (id, contact_id, phone_number_id, last_message_at)
         select id, contact_id, phone_number_id, last_message_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) with ordinality
             as t (id, contact_id, phone_number_id, last_message_at, n)
         order by t.n
         on conflict (contact_id, phone_number_id) do nothing
         returning id",
        &ids,
        &contacts,
        numbers as _,
        times as _
    )
    .fetch_all(tx)
    .await?
    .into_iter()
    .collect();
    for (id, &(_, index)) in ids.iter().zip(&missing) {
        people.threads[index].conversation = Some(*id).filter(|id| made.contains(id));
    }
    Ok(people.threads.iter().all(|thread| thread.conversation.is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::Person;
    use super::*;
    use domain::Direction;

    fn from(wa_id: Option<&'static str>, user_id: Option<&'static str>) -> InboundMessage<'static> {
        InboundMessage {
            id: Uuid::nil(),
            wamid: "w".into(),
            phone_number_id: "1".into(),
            kind: "text".into(),
            occurred_at: Timestamp::UNIX_EPOCH,
            direction: Direction::In,
            echo: false,
            live: true,
            person: Person { wa_id: wa_id.map(Into::into), user_id: user_id.map(Into::into), name: None, username: None },
            body: None,
            status: None,
            error_code: None,
            content: "{}".into(),
            redelivered: false,
        }
    }

    #[test]
    fn halves_of_a_person_are_joined_whatever_the_order() {
        let (phone, user, both) = (from(Some("49"), None), from(None, Some("U")), from(Some("49"), Some("U")));
        for order in [[&phone, &user, &both], [&both, &user, &phone], [&user, &both, &phone]] {
            let (known, of) = persons(&order.map(Clone::clone));
            assert_eq!((known.len(), of), (1, vec![0, 0, 0]));
        }
        let (known, of) = persons(&[phone, user]);
        assert_eq!((known.len(), of), (2, vec![0, 1]));
    }

    #[test]
    fn a_number_claimed_by_two_user_ids_stays_with_the_first() {
        let (known, of) = persons(&[from(Some("49"), Some("U1")), from(Some("49"), Some("U2")), from(Some("49"), None)]);
        assert_eq!(of, vec![0, 1, 0]);
        assert_eq!((known[0].wa_id.as_deref(), known[1].wa_id.as_deref()), (Some("49"), None));
    }
}
