//! Message templates (section 7): list, get, create, edit, delete, and what the provider decides about them.

mod buttons;
mod cards;
mod checks;
pub mod review;
mod texts;

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{Refusal, object, success};
use super::fields::Fields;
use super::pages;
use super::usage::Counted;
use crate::ids;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Template, TemplateStatus, World};

const NAME_CHARS_MAX: usize = 512;
const CATEGORIES: &[&str] = &["AUTHENTICATION", "MARKETING", "UTILITY"];
const FIELDS: &[&str] = &["name", "parameter_format", "components", "language", "status", "category"];
/// Templates of an account.
const TEMPLATES_MAX: usize = 250;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Edits of an approved template: one a day, ten a month.
const EDITS_PER_MONTH_MAX: usize = 10;

/// `GET /{waba}/message_templates`, filtered by name, status, category, language.
pub(super) fn list(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    call.account(simulator, waba_id)?;
    let now = simulator.clock().now_ms();
    let templates = simulator.read(|world| {
        let of_account = world.templates.values().filter(|template| template.waba_id == waba_id);
        of_account
            .filter(|template| is_asked_for(call, template, now))
            .map(|template| (template.id.clone(), shown(template, now)))
            .collect::<Vec<_>>()
    });
    let picked = templates.into_iter().map(|(id, template)| pages::pick(call, &template, FIELDS).map(|template| (id, template)));
    pages::page(call, picked.collect::<Result<_, _>>()?)
}

fn is_asked_for(call: &Call, template: &Template, now_ms: i64) -> bool {
    let is = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
    let named = call.query("name").is_none_or(|name| template.name.contains(name));
    named && is("status", template.status_at(now_ms).word()) && is("category", &template.category) && is("language", &template.language)
}

/// `GET /{template id}`.
pub(super) fn get(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (template, _) = owned(simulator, call, id)?;
    pages::pick(call, &shown(&template, simulator.clock().now_ms()), FIELDS).map(object)
}

fn shown(template: &Template, now_ms: i64) -> Value {
    json!({"id": template.id, "name": template.name, "language": template.language, "category": template.category,
        "status": template.status_at(now_ms).word(), "previous_category": null, "parameter_format": template.parameter_format, "components": template.components,
        "quality_score": {"score": template.quality, "date": template.created_at_ms / 1000}, "rejected_reason": template.reason_at(now_ms)})
}

/// `POST /{waba}/message_templates`: pending until its review is over.
pub(super) fn create(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let business = call.account(simulator, waba_id)?;
    let members = call.members()?;
    let template = read(simulator, &business, &members)?;
    let id = template.id.clone();
    let answer = object(json!({"id": id, "status": "PENDING", "category": template.category}));
    simulator
        .decide(|world| {
            allowed(world, &template)?;
            within_the_hour(simulator, &business)?;
            Ok((answer, vec![Event::TemplateSet { template }]))
        })
        .inspect(|_| review::begin(simulator, &business, &id))
}

fn read(simulator: &Simulator, business: &Business, members: &Map<String, Value>) -> Result<Template, Refusal> {
    let fields = Fields::new("", members);
    let name = members.get("name").and_then(Value::as_str).ok_or_else(|| Refusal::bad_parameter("The parameter name is required"))?;
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if !(1..=NAME_CHARS_MAX).contains(&name.len()) || !name.chars().all(is_name) {
        let details = format!("name must be 1 to {NAME_CHARS_MAX} lower-case letters, digits and underscores");
        return Err(Refusal::bad_parameter(details));
    }
    let language = members.get("language").and_then(Value::as_str).filter(|language| is_language(language));
    let language = language.ok_or_else(|| Refusal::bad_parameter("language must be a code such as en or en_US"))?;
    let category = category(fields)?.ok_or_else(|| Refusal::bad_parameter("The parameter category is required"))?;
    let parameter_format = parameter_format(members)?.unwrap_or_else(|| "POSITIONAL".to_owned());
    let components = members
        .get("components")
        .and_then(Value::as_array)
        .ok_or_else(|| Refusal::bad_parameter("The parameter components is required"))?;
    let components = checks::components(simulator, business, &category, &parameter_format, components)?;
    Ok(Template {
        id: ids::decimal(simulator.random()),
        waba_id: business.waba_id.clone(),
        name: name.to_owned(),
        language: language.to_owned(),
        category,
        parameter_format,
        components,
        status: TemplateStatus::Pending,
        review: None,
        quality: "UNKNOWN".to_owned(),
        rejected_reason: None,
        created_at_ms: simulator.clock().now_ms(),
        edited_at_ms: Vec::new(),
        sends: 0,
    })
}

/// `de`, `en_US`.
pub(super) fn is_language(code: &str) -> bool {
    let of = |part: &str, is_letter: fn(&u8) -> bool| (2..=3).contains(&part.len()) && part.bytes().all(|letter| is_letter(&letter));
    let (language, country) = code.split_once('_').map_or((code, None), |(language, country)| (language, Some(country)));
    of(language, u8::is_ascii_lowercase) && country.is_none_or(|country| of(country, u8::is_ascii_uppercase))
}

fn category(fields: Fields<'_>) -> Result<Option<String>, Refusal> {
    let Some(category) = fields.get("category") else { return Ok(None) };
    let category = category.as_str().unwrap_or_default().to_uppercase();
    if CATEGORIES.contains(&category.as_str()) {
        return Ok(Some(category));
    }
    Err(Refusal::bad_parameter(format!("category must be one of {}", CATEGORIES.join(", "))))
}

fn parameter_format(members: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let format = members.get("parameter_format").and_then(Value::as_str).map(str::to_uppercase);
    match format.as_deref() {
        None | Some("NAMED" | "POSITIONAL") => Ok(format),
        Some(_) => Err(Refusal::bad_parameter("parameter_format must be named or positional")),
    }
}

fn allowed(world: &World, template: &Template) -> Result<(), Refusal> {
    let mut of_account = world.templates.values().filter(|other| other.waba_id == template.waba_id);
    if of_account.clone().count() >= TEMPLATES_MAX {
        return Err(Refusal::template(2_388_019, format!("The account has {TEMPLATES_MAX} templates: delete some")));
    }
    if of_account.any(|other| other.name == template.name && other.language == template.language) {
        let why = format!("There is already {} content for {}: choose another name", template.language, template.name);
        return Err(Refusal::template(2_388_024, why));
    }
    Ok(())
}

/// One more of those that the account may create in this hour.
fn within_the_hour(simulator: &Simulator, business: &Business) -> Result<(), Refusal> {
    let most = business.policy.template_creations_per_hour;
    let created = simulator.usage().count(Counted::NewTemplates, &business.waba_id, simulator.clock().now_ms(), true);
    if created <= most {
        Ok(())
    } else {
        Err(Refusal::template(2_388_019, format!("The account has created {most} templates in this hour: wait")))
    }
}

/// `POST /{template id}`: changes components, how their variables are called, or the category, and has the template reviewed again.
pub(super) fn edit(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (template, business) = owned(simulator, call, id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    let now = simulator.clock().now_ms();
    // Before what is wrong with the new content: whether it may be edited at all.
    edited(template.clone(), now)?;
    let category = category(fields)?.unwrap_or(template.category);
    let format = parameter_format(&members)?.unwrap_or(template.parameter_format);
    let components = match members.get("components") {
        Some(components) => components.as_array().ok_or_else(|| fields.refuse("components", "must be a list"))?,
        // They must fit a new category and format too.
        None => &template.components,
    };
    let components = checks::components(simulator, &business, &category, &format, components)?;
    // And in one step with the change: of two at once, the second finds the first.
    simulator.decide(|world| {
        let template = world.templates.get(id).cloned().ok_or_else(|| Refusal::no_object(id, &call.method))?;
        let mut template = edited(template, now)?;
        (template.category, template.parameter_format, template.components) = (category, format, components);
        Ok(((), vec![Event::TemplateSet { template }]))
    })?;
    review::begin(simulator, &business, id);
    Ok(success())
}

/// The template with one more edit, pending again, if it may be edited now.
fn edited(mut template: Template, now_ms: i64) -> Result<Template, Refusal> {
    match template.status_at(now_ms) {
        TemplateStatus::Pending | TemplateStatus::Disabled => {
            return Err(Refusal::template(2_388_039, "Only approved, rejected and paused templates can be edited"));
        }
        TemplateStatus::Approved => {
            template.edited_at_ms.retain(|at| now_ms - at < 30 * DAY_MS);
            let today = template.edited_at_ms.iter().any(|at| now_ms - at < DAY_MS);
            if today || template.edited_at_ms.len() >= EDITS_PER_MONTH_MAX {
                return Err(Refusal::template(2_388_019, "An approved template can be edited once in 24 hours and 10 times in 30 days"));
            }
            template.edited_at_ms.push(now_ms);
        }
        TemplateStatus::Rejected | TemplateStatus::Paused => {}
    }
    (template.status, template.review) = (TemplateStatus::Pending, None);
    Ok(template)
}

/// `DELETE /{waba}/message_templates?name=`, all languages, or one with `&hsm_id=`.
pub(super) fn delete(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let business = call.account(simulator, waba_id)?;
    let members = call.members()?;
    let text = |name: &str| call.query(name).or_else(|| members.get(name).and_then(Value::as_str)).map(str::to_owned);
    let (name, id) = (text("name"), text("hsm_id"));
    if name.is_none() && id.is_none() {
        return Err(Refusal::bad_parameter("The parameter name is required"));
    }
    let now = simulator.clock().now_ms();
    let deleted: Vec<Template> = simulator.decide(|world| {
        let is_meant = |template: &&Template| {
            let named = name.as_ref().is_none_or(|name| *name == template.name);
            template.waba_id == waba_id && named && id.as_ref().is_none_or(|id| *id == template.id)
        };
        let deleted: Vec<Template> = world.templates.values().filter(is_meant).cloned().collect();
        if deleted.is_empty() {
            return Err(Refusal::bad_parameter("Message Template Not Found"));
        }
        let gone = deleted.iter().map(|template| Event::TemplateDeleted { template_id: template.id.clone() });
        let untold = deleted.iter().flat_map(|template| review::broken_off(world, template, now));
        let events = gone.chain(untold).collect();
        Ok((deleted, events))
    })?;
    for template in &deleted {
        review::tell(simulator, &business, template, "DELETED", "NONE", None, 0);
    }
    Ok(success())
}

/// `POST /{template id}/unpause`.
pub(super) fn unpause(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let (template, _) = owned(simulator, call, id)?;
    if template.status_at(simulator.clock().now_ms()) != TemplateStatus::Paused {
        return Err(Refusal::template(2_388_039, "Only a paused template can be unpaused"));
    }
    review::set_status(simulator, id, TemplateStatus::Approved);
    Ok(success())
}

fn owned(simulator: &Simulator, call: &Call, id: &str) -> Result<(Template, Business), Refusal> {
    let missing = || Refusal::no_object(id, &call.method);
    let template = simulator.read(|world| world.templates.get(id).cloned()).ok_or_else(missing)?;
    let business = call.account(simulator, &template.waba_id).map_err(|_| missing())?;
    Ok((template, business))
}
