//! The customers: who there is, and what they do that is no message.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::request::{Json, Query};
use super::{Items, Problem, ProblemBody, reachable};
use crate::people::Person;
use crate::people::acts::{Act, perform};
use crate::people::rendering::seen;
use crate::simulator::Simulator;
use crate::world::{ChatMessage, World};

#[derive(Deserialize, IntoParams)]
pub(super) struct Of {
    /// Adds each person's last message with this business.
    phone_number_id: Option<String>,
}

/// A person and how they stand with a business.
#[derive(Serialize, ToSchema)]
pub(super) struct Somebody {
    key: String,
    person: Person,
    language: &'static str,
    last: Option<ChatMessage>,
}

/// The cast, and everybody else who has written. Who moved to another number is left out.
#[utoipa::path(get, path = "/people", tag = "customers", operation_id = "listPeople", params(Of),
    responses((status = 200, body = Items<Somebody>), (status = 400, body = ProblemBody)))]
pub(super) async fn list(State(simulator): State<Simulator>, Query(of): Query<Of>) -> Json<Items<Somebody>> {
    Json(simulator.read(|world| {
        let mut met: BTreeMap<&str, &Person> = world.people.iter().map(|(key, person)| (key.as_str(), person)).collect();
        let cast = world.cast();
        for (person, _) in &cast {
            met.remove(person.key());
        }
        let others = met.into_values().map(|person| (person.clone(), "en"));
        let shown = cast.into_iter().chain(others).filter(|(person, _)| person.moved_to.is_none());
        Items { items: shown.map(|(person, language)| shown_of(world, &of, person, language)).collect() }
    }))
}

fn shown_of(world: &World, of: &Of, person: Person, language: &'static str) -> Somebody {
    let chat = of.phone_number_id.as_ref().and_then(|number| world.chats.get(&(number.clone(), person.key().to_owned())));
    Somebody { key: person.key().to_owned(), last: chat.and_then(|chat| chat.back()).map(|message| seen(world, message)), person, language }
}

#[derive(Deserialize, ToSchema)]
pub(super) struct WantedAct {
    phone_number_id: String,
    /// Key of the person.
    customer: String,
    #[serde(flatten)]
    act: Act,
}

/// A customer calls, blocks, changes their number or phone, joins a group, ends offers. The person afterwards.
#[utoipa::path(post, path = "/acts", tag = "customers", operation_id = "act", request_body = WantedAct,
    responses((status = 200, body = Person), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn act(State(simulator): State<Simulator>, Json(wanted): Json<WantedAct>) -> Result<Json<Person>, Problem> {
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    if let Act::ChangeNumber { wa_id } = &wanted.act
        && (wa_id.is_empty() || !wa_id.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(Problem::bad(format!("wa_id must be digits, not {wa_id:?}")));
    }
    if let Act::JoinGroup { group_id } | Act::LeaveGroup { group_id } = &wanted.act
        && !simulator.read(|world| world.groups.contains_key(group_id))
    {
        return Err(Problem::not_found(format!("no group has id {group_id}: open one with POST /{{phone number id}}/groups")));
    }
    let person = simulator.read(|world| world.person(&wanted.customer));
    let person = person.ok_or_else(|| Problem::not_found(format!("nobody is {}: see GET /control/people", wanted.customer)))?;
    Ok(Json(perform(&simulator, &business, &person, &wanted.act)))
}
