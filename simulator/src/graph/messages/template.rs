//! `template` messages (section 7.1), checked against the template's definition.

mod parameters;

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::answer::Refusal;
use super::super::fields::Fields;
use super::content::Content;
use crate::world::{Template, TemplateStatus, World};
pub(in crate::graph) use parameters::variables;
use parameters::{Expected, substitute};

const NAME_CHARS_MAX: usize = 512;
const BODY_CHARS_MAX: usize = 1024;
const HEADER_CHARS_MAX: usize = 60;

/// The template a message names, if it may be used now, and what the message says with it.
pub(super) fn check(
    world: &World,
    waba_id: &str,
    message: Fields<'_>,
    by_phone: bool,
    now_ms: i64,
) -> Result<(Template, Content), Refusal> {
    let sent = message.required_object("template", "template")?;
    sent.only(&["name", "language", "components"])?;
    let name = sent.required_text("name", 1..=NAME_CHARS_MAX)?;
    let language = sent.required_object("language", "template.language")?;
    let code = language.required_text("code", 2..=16)?;
    if language.get("policy").is_some_and(|policy| policy != "deterministic") {
        return Err(language.refuse("policy", "must be \"deterministic\""));
    }
    let template = find(world, waba_id, name, code, now_ms)?;
    let has_one_time_password = buttons(&template.components).iter().any(|button| button["type"] == "OTP");
    if !by_phone && has_one_time_password {
        return Err(Refusal::code(131_062, "Authentication templates with a one-time password button need a phone number"));
    }
    let components = match sent.get("components") {
        None => &[],
        Some(components) => components.as_array().ok_or_else(|| sent.refuse("components", "must be a list"))?.as_slice(),
    };
    let content = check_components(&template, &template.components, components)?;
    if has_one_time_password {
        check_one_time_password(components)?;
    }
    Ok((template, content))
}

fn find(world: &World, waba_id: &str, name: &str, code: &str, now_ms: i64) -> Result<Template, Refusal> {
    let same_language = |language: &str| language.replace('-', "_").eq_ignore_ascii_case(&code.replace('-', "_"));
    let mut of_account = world.templates.values().filter(|template| template.waba_id == waba_id);
    let missing = || Refusal::code(132_001, format!("template name ({name}) does not exist in {code}"));
    let template = of_account.find(|template| template.name == name && same_language(&template.language)).ok_or_else(missing)?;
    match template.status_at(now_ms) {
        TemplateStatus::Approved => Ok(template.clone()),
        TemplateStatus::Pending | TemplateStatus::Rejected => Err(missing()),
        TemplateStatus::Paused => Err(Refusal::code(132_015, format!("template ({name}) is paused for low quality"))),
        TemplateStatus::Disabled => Err(Refusal::code(132_016, format!("template ({name}) is disabled"))),
    }
}

/// The body carries the code that the button does (section 7.1); that both are there has been checked.
fn check_one_time_password(sent: &[Value]) -> Result<(), Refusal> {
    let code = |kind: &str| parameters_of(sent, kind).first().and_then(|parameter| parameter["text"].as_str());
    if code("body").is_some() && code("body") == code("button") {
        return Ok(());
    }
    Err(Refusal::code(132_018, "button: the code of a one-time password is the same as the body's parameter"))
}

/// What was sent for each part of a definition; a carousel's cards are definitions of their own.
fn check_components(template: &Template, definition: &[Value], sent: &[Value]) -> Result<Content, Refusal> {
    let named = template.parameter_format == "NAMED";
    for component in sent {
        let fields = Fields::of("template.components", component)?;
        let kind = fields.required_text("type", 1..=32)?.to_lowercase();
        if !["header", "body", "button", "carousel", "limited_time_offer", "order_status"].contains(&kind.as_str()) {
            return Err(fields.refuse("type", &format!("\"{kind}\" is not supported")));
        }
        if fields.get("parameters").is_some_and(|parameters| !parameters.is_array()) {
            return Err(fields.refuse("parameters", "must be a list"));
        }
    }
    let mut content = Content::default();
    let header = part(definition, "HEADER");
    match header.and_then(|header| header["format"].as_str()) {
        Some("TEXT") => {
            let text = header.and_then(|header| header["text"].as_str()).unwrap_or_default();
            fill("header", text, parameters_of(sent, "header"), named, HEADER_CHARS_MAX)?;
        }
        Some(format) => content.media.extend(parameters::header(format, parameters_of(sent, "header"))?),
        None => parameters::none("header", parameters_of(sent, "header"))?,
    }
    let body = part(definition, "BODY").and_then(|body| body["text"].as_str());
    match body {
        Some(text) => content.text = fill("body", text, parameters_of(sent, "body"), named, BODY_CHARS_MAX)?,
        // An authentication template's words are the provider's; the code is their only variable.
        None if template.category == "AUTHENTICATION" => {
            content.text = fill("body", "{{1}} is your verification code.", parameters_of(sent, "body"), false, BODY_CHARS_MAX)?;
        }
        None => parameters::none("body", parameters_of(sent, "body"))?,
    }
    check_buttons(definition, sent)?;
    check_offer(definition, sent)?;
    content.media.extend(check_cards(template, definition, sent)?);
    Ok(content)
}

/// The parameters put into a text.
fn fill(at: &str, text: &str, sent: &[Value], named: bool, chars_max: usize) -> Result<String, Refusal> {
    let expected = Expected { at, variables: variables(text), named };
    let values = expected.read(sent)?;
    let filled = substitute(text, &expected.variables, &values);
    if filled.chars().count() > chars_max {
        return Err(Refusal::code(132_005, format!("{at}: the text is longer than {chars_max} characters with its parameters")));
    }
    Ok(filled)
}

fn check_buttons(definition: &[Value], sent: &[Value]) -> Result<(), Refusal> {
    let defined = buttons(definition);
    let mut given = BTreeSet::new();
    for component in sent.iter().filter(|component| is(component, "button")) {
        let index = component["index"].as_u64().or_else(|| component["index"].as_str().and_then(|index| index.parse().ok()));
        let index = index.ok_or_else(|| Refusal::missing("template.components.index"))?;
        let Some(button) = defined.get(index as usize) else {
            return Err(Refusal::code(132_018, format!("button: there is no button at index {index}")));
        };
        let sub_type = component["sub_type"].as_str().ok_or_else(|| Refusal::missing("template.components.sub_type"))?.to_lowercase();
        parameters::button(button["type"].as_str().unwrap_or_default(), index, &sub_type, list(&component["parameters"]))?;
        if !given.insert(index) {
            return Err(Refusal::code(132_018, format!("button: there are two parameters for the button at index {index}")));
        }
    }
    for (index, button) in defined.iter().enumerate() {
        if parameters::button_needs_one(button) && !given.contains(&(index as u64)) {
            let kind = button["type"].as_str().unwrap_or_default();
            return Err(Refusal::code(131_008, format!("buttons: Button at index {index} of type {kind} requires a parameter")));
        }
    }
    Ok(())
}

fn check_offer(definition: &[Value], sent: &[Value]) -> Result<(), Refusal> {
    let offer = part(definition, "LIMITED_TIME_OFFER");
    let expires = offer.is_some_and(|offer| offer["limited_time_offer"]["has_expiration"] == true);
    let given = parameters_of(sent, "limited_time_offer");
    match given {
        [] if expires => Err(Refusal::code(132_000, "limited_time_offer: the expiration is missing")),
        [] => Ok(()),
        [one] if expires && one["limited_time_offer"]["expiration_time_ms"].as_i64().is_some_and(|at_ms| at_ms > 0) => Ok(()),
        _ => Err(Refusal::code(132_012, "limited_time_offer: expected one parameter with expiration_time_ms")),
    }
}

fn check_cards(template: &Template, definition: &[Value], sent: &[Value]) -> Result<Vec<super::content::MediaUse>, Refusal> {
    let defined = part(definition, "CAROUSEL").map_or(&[][..], |carousel| list(&carousel["cards"]));
    let given = sent.iter().find(|component| is(component, "carousel")).map_or(&[][..], |carousel| list(&carousel["cards"]));
    if defined.len() != given.len() {
        return Err(Refusal::code(132_000, format!("carousel: {} cards were sent, the template has {}", given.len(), defined.len())));
    }
    let mut media = Vec::new();
    for (index, (definition, sent)) in defined.iter().zip(given).enumerate() {
        if sent["card_index"].as_u64() != Some(index as u64) {
            return Err(Refusal::code(132_018, format!("carousel: card_index must be {index}")));
        }
        media.extend(check_components(template, list(&definition["components"]), list(&sent["components"]))?.media);
    }
    Ok(media)
}

fn part<'a>(definition: &'a [Value], kind: &str) -> Option<&'a Value> {
    definition.iter().find(|component| component["type"] == kind)
}

fn buttons(definition: &[Value]) -> &[Value] {
    part(definition, "BUTTONS").map_or(&[], |buttons| list(&buttons["buttons"]))
}

fn parameters_of<'a>(sent: &'a [Value], kind: &str) -> &'a [Value] {
    sent.iter().find(|component| is(component, kind)).map_or(&[], |component| list(&component["parameters"]))
}

/// Types are written in either case.
fn is(component: &Value, kind: &str) -> bool {
    component["type"].as_str().is_some_and(|given| given.eq_ignore_ascii_case(kind))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
