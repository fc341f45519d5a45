//! `block_users` (section 11).

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{Refusal, object};
use super::fields::Fields;
use super::messages::find_person;
use super::pages;
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::{Event, World};

const BLOCKED_MAX: usize = 64_000;

/// `POST` blocks, `DELETE` lets in again. Those that fail don't keep the others from it.
pub(super) fn change(simulator: &Simulator, call: &Call, phone_number_id: &str, blocked: bool) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    fields.is_for_whatsapp()?;
    let mut wanted: Vec<(String, Result<Person, Refusal>)> = Vec::new();
    for user in fields.required_list("block_users", 1..=BLOCKED_MAX)? {
        let input = Fields::of("block_users", user)?.required_text("user", 1..=160)?;
        wanted.push((input.to_owned(), find_person(simulator, &business, input)));
    }
    let now = simulator.clock().now_ms();
    simulator.decide(|world| {
        let mut done = Done::default();
        for (input, person) in wanted {
            done.one(world, phone_number_id, input, person, blocked, now);
        }
        done.answer(blocked)
    })?
}

/// What became of each user.
#[derive(Default)]
struct Done {
    changed: Vec<Value>,
    failed: Vec<Value>,
    events: Vec<Event>,
    is_full: bool,
}

impl Done {
    fn one(&mut self, world: &World, number: &str, input: String, person: Result<Person, Refusal>, blocked: bool, now_ms: i64) {
        let mut fail = |wa_id: Option<&str>, why: &str| {
            let error = json!({"message": "(#139100) Failed to block/unblock users", "code": 139_100, "error_data": {"details": why}});
            self.failed.push(json!({"input": input, "wa_id": wa_id, "errors": [error]}));
        };
        let Ok(person) = person else { return fail(None, "This is no user") };
        let mut pair = world.pair(number, person.key());
        let wa_id = person.wa_id.as_deref();
        if blocked && !pair.window_is_open(now_ms) {
            return fail(wa_id, "The user hasn't written to this phone number in the last 24 hours");
        }
        if blocked && blocked_of(world, number).count() + self.changed.len() >= BLOCKED_MAX {
            self.is_full = true;
            return fail(wa_id, "The block list is full");
        }
        pair.blocked = blocked;
        let mut user = json!({"input": input});
        for (name, id) in [("wa_id", &person.wa_id), ("user_id", &person.user_id)] {
            if let Some(id) = id {
                user[name] = json!(id);
            }
        }
        self.changed.push(user);
        self.events.push(Event::PairSet { phone_number_id: number.to_owned(), customer: person.key().to_owned(), pair });
    }

    /// A refusal only where nothing was changed.
    fn answer(self, blocked: bool) -> Result<(Result<Response, Refusal>, Vec<Event>), Refusal> {
        let mut users = json!({(if blocked { "added_users" } else { "removed_users" }): self.changed});
        if !self.failed.is_empty() {
            users["failed_users"] = json!(self.failed);
        }
        if self.failed.is_empty() || !self.changed.is_empty() {
            return Ok((Ok(object(json!({"messaging_product": "whatsapp", "block_users": users}))), self.events));
        }
        let done = Map::from_iter([("messaging_product".to_owned(), json!("whatsapp")), ("block_users".to_owned(), users)]);
        let code = if self.is_full { 139_101 } else { 139_100 };
        Ok((Err(Refusal::code(code, "None of the users could be changed").beside(done)), self.events))
    }
}

/// `GET`: who is blocked.
pub(super) fn list(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    call.number(simulator, phone_number_id)?;
    let users = simulator.read(|world| {
        let row = |customer: &String| {
            let member = if customer.bytes().all(|byte| byte.is_ascii_digit()) { "wa_id" } else { "user_id" };
            (customer.clone(), json!({"messaging_product": "whatsapp", (member): customer}))
        };
        blocked_of(world, phone_number_id).map(row).collect::<Vec<_>>()
    });
    pages::page(call, users)
}

fn blocked_of<'a>(world: &'a World, number: &'a str) -> impl Iterator<Item = &'a String> {
    world.pairs.iter().filter(move |((of, _), pair)| of == number && pair.blocked).map(|((_, customer), _)| customer)
}
