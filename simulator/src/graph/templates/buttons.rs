//! A template's buttons (section 7.2).

use serde_json::{Value, json};

use super::super::answer::Refusal;
use super::super::messages::variables;

const BUTTONS_MAX: usize = 10;
const LABEL_CHARS_MAX: usize = 25;
const URL_CHARS_MAX: usize = 2000;
const PHONE_CHARS_MAX: usize = 20;
/// How often a type may occur.
const OF_TYPE_MAX: &[(&str, usize)] =
    &[("URL", 2), ("PHONE_NUMBER", 1), ("COPY_CODE", 1), ("OTP", 1), ("FLOW", 1), ("CATALOG", 1), ("MPM", 1)];
/// Types whose label the provider writes.
const WITHOUT_LABEL: &[&str] = &["COPY_CODE", "OTP", "REQUEST_CONTACT_INFO"];
const OTP_TYPES: &[&str] = &["COPY_CODE", "ONE_TAP", "ZERO_TAP"];
const TOO_LONG: i64 = 2_388_040;

/// Checks them all; with their types in upper case.
pub(super) fn check(component: &mut Value) -> Result<(), Refusal> {
    let buttons = component["buttons"].as_array_mut().filter(|buttons| (1..=BUTTONS_MAX).contains(&buttons.len()));
    let buttons = buttons.ok_or_else(|| Refusal::bad_parameter(format!("BUTTONS holds 1 to {BUTTONS_MAX} buttons")))?;
    for button in buttons.iter_mut() {
        let kind = button["type"].as_str().ok_or_else(|| Refusal::bad_parameter("A button needs a type"))?.to_uppercase();
        button["type"] = json!(kind);
        one(&kind, button)?;
    }
    for (kind, most) in OF_TYPE_MAX {
        if buttons.iter().filter(|button| button["type"] == *kind).count() > *most {
            return Err(Refusal::bad_parameter(format!("A template has at most {most} buttons of type {kind}")));
        }
    }
    Ok(())
}

fn one(kind: &str, button: &Value) -> Result<(), Refusal> {
    let text = |name: &str| button[name].as_str().filter(|text| !text.is_empty());
    let needed = |name: &str| text(name).ok_or_else(|| Refusal::bad_parameter(format!("A button of type {kind} needs {name}")));
    if !WITHOUT_LABEL.contains(&kind) {
        let label = needed("text")?;
        if label.chars().count() > LABEL_CHARS_MAX {
            return Err(Refusal::code(TOO_LONG, format!("A button's text has at most {LABEL_CHARS_MAX} characters")));
        }
    }
    match kind {
        "URL" => url(needed("url")?, button),
        "PHONE_NUMBER" if needed("phone_number")?.len() > PHONE_CHARS_MAX => Err(Refusal::code(TOO_LONG, "phone_number is too long")),
        "COPY_CODE" if button["example"].is_null() => Err(Refusal::bad_parameter("A button of type COPY_CODE needs an example")),
        "OTP" if !OTP_TYPES.contains(&needed("otp_type")?.to_uppercase().as_str()) => {
            Err(Refusal::bad_parameter(format!("otp_type must be one of {}", OTP_TYPES.join(", "))))
        }
        "FLOW" if text("flow_id").or(text("flow_name")).or(text("flow_json")).is_none() => {
            Err(Refusal::bad_parameter("A button of type FLOW needs flow_id"))
        }
        "QUICK_REPLY"
        | "PHONE_NUMBER"
        | "COPY_CODE"
        | "OTP"
        | "FLOW"
        | "CATALOG"
        | "MPM"
        | "SPM"
        | "VOICE_CALL"
        | "REQUEST_CONTACT_INFO" => Ok(()),
        _ => Err(Refusal::bad_parameter(format!("A button can't be of type {kind}"))),
    }
}

fn url(url: &str, button: &Value) -> Result<(), Refusal> {
    if url.chars().count() > URL_CHARS_MAX {
        return Err(Refusal::code(TOO_LONG, format!("A button's url has at most {URL_CHARS_MAX} characters")));
    }
    let variables = variables(url);
    if variables.len() > 1 || (variables.len() == 1 && !url.ends_with("}}")) {
        return Err(Refusal::bad_parameter("A button's url has at most one variable, at its end"));
    }
    let example = button["example"].as_array().map_or_else(|| usize::from(button["example"].is_string()), Vec::len);
    if variables.len() != example && !variables.is_empty() {
        return Err(Refusal::bad_parameter("A button's url with a variable needs an example"));
    }
    Ok(())
}
