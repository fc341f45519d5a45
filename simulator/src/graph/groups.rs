//! Groups (sections 5.8 and 11): opened, told, changed, closed; what comes of a request is told by webhook, with its id.
//!
//! The members of requests and answers are named as the webhooks name them: those are all that the provider's webhooks tell.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{Refusal, object};
use super::fields::Fields;
use super::messages::find_person;
use super::pages;
use crate::compose;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Group};

/// How long after its request the outcome is told.
const OUTCOME_MS: f64 = 1000.0;
const SUBJECT_CHARS_MAX: usize = 128;
const DESCRIPTION_CHARS_MAX: usize = 2048;
const PARTICIPANTS_MAX: usize = 8;
const FIELDS: &[&str] = &["subject", "description", "invite_link", "participants"];

const LIFECYCLE: &str = "group_lifecycle_update";
const SETTINGS: &str = "group_settings_update";
const PARTICIPANTS: &str = "group_participants_update";

/// `POST /{phone number id}/groups`: the group is there when its webhook says so.
pub(super) fn create(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    fields.is_for_whatsapp()?;
    let subject = fields.required_text("subject", 1..=SUBJECT_CHARS_MAX)?.to_owned();
    let description = fields.text("description", 0..=DESCRIPTION_CHARS_MAX)?.map(str::to_owned);
    let key = URL_SAFE_NO_PAD.encode(simulator.random().next().to_be_bytes());
    let group = Group {
        id: STANDARD.encode(format!("capi_group:{key}")),
        phone_number_id: business.phone_number_id.clone(),
        subject,
        description,
        invite_link: invite_link(simulator),
        participants: std::collections::BTreeSet::new(),
        pins: Vec::new(),
        created_at_ms: simulator.clock().now_ms(),
    };
    simulator.record(Event::GroupSet { group: group.clone() });
    let more = json!({"subject": group.subject, "description": group.description, "invite_link": group.invite_link});
    Ok(asked(simulator, &business, &group.id, LIFECYCLE, "group_create", more))
}

/// `GET /{phone number id}/groups`.
pub(super) fn list(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    call.number(simulator, phone_number_id)?;
    let groups = simulator.read(|world| {
        let of_number = world.groups.values().filter(|group| group.phone_number_id == phone_number_id);
        of_number.map(|group| (group.id.clone(), json!({"id": group.id, "subject": group.subject}))).collect()
    });
    pages::page(call, groups)
}

/// `GET /{group}`.
pub(super) fn get(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (group, _) = owned(simulator, call, id)?;
    let participants: Vec<Value> = simulator.read(|world| {
        let people = group.participants.iter().filter_map(|key| world.person(key));
        people.map(|person| compose::participant(&person)).collect()
    });
    let shown = json!({"id": group.id, "subject": group.subject, "description": group.description, "invite_link": group.invite_link,
        "participants": participants});
    pages::pick(call, &shown, FIELDS).map(object)
}

/// `POST /{group}`: another subject or description.
pub(super) fn change(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (_, business) = owned(simulator, call, id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    let subject = fields.text("subject", 1..=SUBJECT_CHARS_MAX)?;
    let description = fields.text("description", 0..=DESCRIPTION_CHARS_MAX)?;
    let done = |text: &str| json!({"text": text, "update_successful": true});
    let mut more = json!({});
    for (member, text) in [("group_subject", subject), ("group_description", description)] {
        if let Some(text) = text {
            more[member] = done(text);
        }
    }
    if subject.or(description).is_none() {
        return Err(Refusal::bad_parameter("The parameter subject or description is required"));
    }
    set(simulator, call, id, |group| {
        group.subject = subject.map_or_else(|| group.subject.clone(), str::to_owned);
        group.description = description.map(str::to_owned).or(group.description.clone());
    })?;
    Ok(asked(simulator, &business, id, SETTINGS, "group_settings_update", more))
}

/// `DELETE /{group}`.
pub(super) fn delete(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (_, business) = owned(simulator, call, id)?;
    simulator.record(Event::GroupDeleted { group_id: id.to_owned() });
    Ok(asked(simulator, &business, id, LIFECYCLE, "group_delete", json!({})))
}

/// `GET /{group}/invite_link`; `POST` makes another one.
pub(super) fn invite(simulator: &Simulator, call: &Call, id: &str, anew: bool) -> Result<Response, Refusal> {
    let (group, _) = owned(simulator, call, id)?;
    let mut link = group.invite_link;
    if anew {
        link = invite_link(simulator);
        set(simulator, call, id, |group| group.invite_link.clone_from(&link))?;
    }
    Ok(object(json!({"messaging_product": "whatsapp", "invite_link": link})))
}

/// `DELETE /{group}/participants`: those who aren't in it fail, and don't keep the others in.
pub(super) fn remove(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (_, business) = owned(simulator, call, id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    fields.is_for_whatsapp()?;
    let mut wanted = Vec::new();
    for participant in fields.required_list("participants", 1..=PARTICIPANTS_MAX)? {
        let input = Fields::of("participants", participant)?.required_text("user", 1..=160)?;
        wanted.push((input, find_person(simulator, &business, input).ok()));
    }
    let (mut removed, mut failed) = (Vec::new(), Vec::new());
    set(simulator, call, id, |group| {
        for (input, person) in wanted {
            match person.filter(|person| group.participants.remove(person.key())) {
                Some(person) => removed.push(json!({"input": input, "wa_id": person.wa_id})),
                None => failed.push(json!({"input": input, "errors": [{"code": 131_009, "message": "The user is not in the group"}]})),
            }
        }
    })?;
    let more = json!({"removed_participants": removed, "failed_participants": failed, "initiated_by": "business"});
    Ok(asked(simulator, &business, id, PARTICIPANTS, "group_participants_remove", more))
}

/// Whether an id is a group's.
pub(super) fn is_group(simulator: &Simulator, id: &str) -> bool {
    simulator.read(|world| world.groups.contains_key(id))
}

fn owned(simulator: &Simulator, call: &Call, id: &str) -> Result<(Group, Business), Refusal> {
    let missing = || Refusal::no_object(id, &call.method);
    let group = simulator.read(|world| world.groups.get(id).cloned()).ok_or_else(missing)?;
    let business = call.number(simulator, &group.phone_number_id).map_err(|_| missing())?;
    Ok((group, business))
}

/// Changes a group in one step, as it is then: one that was closed meanwhile stays closed.
fn set(simulator: &Simulator, call: &Call, id: &str, change: impl FnOnce(&mut Group)) -> Result<(), Refusal> {
    simulator.decide(|world| {
        let mut group = world.groups.get(id).cloned().ok_or_else(|| Refusal::no_object(id, &call.method))?;
        change(&mut group);
        Ok(((), vec![Event::GroupSet { group }]))
    })
}

fn invite_link(simulator: &Simulator) -> String {
    format!("https://chat.whatsapp.com/{}", URL_SAFE_NO_PAD.encode(simulator.random().next().to_be_bytes()))
}

/// Answers a request with its id, by which the webhook to come is known.
fn asked(simulator: &Simulator, business: &Business, group_id: &str, field: &str, kind: &str, more: Value) -> Response {
    let request_id = URL_SAFE_NO_PAD.encode(simulator.random().next().to_be_bytes());
    let mut event = json!({"request_id": request_id});
    if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
        event.extend(more.into_iter().filter(|(_, value)| !is_nothing(value)).collect::<Map<_, _>>());
    }
    let delay_ms = (OUTCOME_MS * simulator.settings().time_scale) as i64;
    tell(simulator, business, group_id, field, kind, event, delay_ms);
    object(json!({"messaging_product": "whatsapp", "request_id": request_id}))
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Somebody came or went of their own accord.
pub(crate) fn tell_participants(simulator: &Simulator, business: &Business, group_id: &str, kind: &str, more: Value) {
    tell(simulator, business, group_id, PARTICIPANTS, kind, more, 0);
}

fn tell(simulator: &Simulator, business: &Business, group_id: &str, field: &str, kind: &str, mut event: Value, delay_ms: i64) {
    event["timestamp"] = json!(((simulator.clock().now_ms() + delay_ms) / 1000).to_string());
    event["group_id"] = json!(group_id);
    event["type"] = json!(kind);
    let body = compose::body(business, field, compose::value(business, json!({"groups": [event]})));
    simulator.queue(&business.phone_number_id, body, vec![(String::new(), field.to_owned())], delay_ms);
}
