//! A template's buttons (section 7.2).

use serde_json::{Value, json};

use super::super::answer::Refusal;
use super::super::fields::is_address;
use super::super::messages::variables;

const BUTTONS_MAX: usize = 10;
const LABEL_CHARS_MAX: usize = 25;
const URL_CHARS_MAX: usize = 2000;
const PHONE_CHARS_MAX: usize = 20;
/// How often a type may occur.
const OF_TYPE_MAX: &[(&str, usize)] = &[("URL", 2), ("PHONE_NUMBER", 1), ("COPY_CODE", 1), ("FLOW", 1), ("CATALOG", 1), ("MPM", 1)];
/// Types whose label the provider writes.
const WITHOUT_LABEL: &[&str] = &["COPY_CODE", "OTP", "REQUEST_CONTACT_INFO"];
const OTP_TYPES: &[&str] = &["COPY_CODE", "ONE_TAP", "ZERO_TAP"];
const CODE_CHARS_MAX: usize = 20;
const OTP_APPS: std::ops::RangeInclusive<usize> = 1..=5;
const TOO_LONG: i64 = 2_388_040;

/// Checks them all; with their types in upper case. Templates for authentication have the button for the code, and no others do.
pub(super) fn check(component: &mut Value, is_authentication: bool) -> Result<(), Refusal> {
    let buttons = component["buttons"].as_array_mut().filter(|buttons| (1..=BUTTONS_MAX).contains(&buttons.len()));
    let buttons = buttons.ok_or_else(|| Refusal::bad_parameter(format!("BUTTONS holds 1 to {BUTTONS_MAX} buttons")))?;
    for button in buttons.iter_mut() {
        let kind = button["type"].as_str().ok_or_else(|| Refusal::bad_parameter("A button needs a type"))?.to_uppercase();
        button["type"] = json!(kind);
        one(&kind, button)?;
    }
    let is = |kind: &'static str| move |button: &&Value| button["type"] == kind;
    let codes = buttons.iter().filter(is("OTP")).count();
    if (codes > 0) != is_authentication || (codes > 0 && buttons.len() > 1) {
        return Err(Refusal::bad_parameter("The button of an authentication template is one of type OTP, and no other template has it"));
    }
    if buttons.chunk_by(|a, b| is("QUICK_REPLY")(&a) == is("QUICK_REPLY")(&b)).count() > 2 {
        return Err(Refusal::bad_parameter("Quick replies stand together, before or after the other buttons"));
    }
    for (kind, most) in OF_TYPE_MAX {
        if buttons.iter().filter(is(kind)).count() > *most {
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
            return Err(Refusal::template(TOO_LONG, format!("A button's text has at most {LABEL_CHARS_MAX} characters")));
        }
    }
    match kind {
        "URL" => url(needed("url")?, button),
        "PHONE_NUMBER" => phone_number(needed("phone_number")?),
        "COPY_CODE" => match needed("example")?.chars().count() {
            ..=CODE_CHARS_MAX => Ok(()),
            _ => Err(Refusal::template(TOO_LONG, format!("A button's code has at most {CODE_CHARS_MAX} characters"))),
        },
        "OTP" => otp(needed("otp_type")?, &button["supported_apps"]),
        "FLOW" if text("flow_id").or(text("flow_name")).or(text("flow_json")).is_none() => {
            Err(Refusal::bad_parameter("A button of type FLOW needs flow_id"))
        }
        "QUICK_REPLY" | "FLOW" | "CATALOG" | "MPM" | "SPM" | "VOICE_CALL" | "REQUEST_CONTACT_INFO" => Ok(()),
        _ => Err(Refusal::bad_parameter(format!("A button can't be of type {kind}"))),
    }
}

fn url(url: &str, button: &Value) -> Result<(), Refusal> {
    if url.chars().count() > URL_CHARS_MAX {
        return Err(Refusal::template(TOO_LONG, format!("A button's url has at most {URL_CHARS_MAX} characters")));
    }
    address(url)?;
    let variables = variables(url);
    if url.contains("{{") && (variables != ["1"] || !url.ends_with("{{1}}") || url.matches("{{").count() > 1) {
        return Err(Refusal::bad_parameter("A button's url has at most one variable, {{1}}, at its end"));
    }
    // A string by some examples, a list of one by others.
    let example = button["example"].as_str().or(button["example"][0].as_str());
    match example {
        Some(example) if !variables.is_empty() => address(example),
        None if variables.is_empty() => Ok(()),
        Some(_) => Err(Refusal::bad_parameter("A button's url without a variable has no example")),
        None => Err(Refusal::bad_parameter("A button's url with a variable needs an example")),
    }
}

fn address(url: &str) -> Result<(), Refusal> {
    if is_address(url) { Ok(()) } else { Err(Refusal::bad_parameter("A button's url, and its example, begin with http:// or https://")) }
}

fn phone_number(number: &str) -> Result<(), Refusal> {
    if number.len() > PHONE_CHARS_MAX {
        return Err(Refusal::template(TOO_LONG, "phone_number is too long"));
    }
    let digits = number.strip_prefix('+').unwrap_or(number);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Refusal::bad_parameter("phone_number must be digits with their country code"));
    }
    Ok(())
}

/// The app that takes the code by itself is named by its package and the hash of its signature.
fn otp(kind: &str, apps: &Value) -> Result<(), Refusal> {
    let kind = kind.to_uppercase();
    if !OTP_TYPES.contains(&kind.as_str()) {
        return Err(Refusal::bad_parameter(format!("otp_type must be one of {}", OTP_TYPES.join(", "))));
    }
    let apps = apps.as_array().map_or(&[][..], Vec::as_slice);
    let is_told = |app: &Value, name: &str| app[name].as_str().is_some_and(|text| !text.is_empty());
    let is_app = |app: &Value| is_told(app, "package_name") && is_told(app, "signature_hash");
    if kind == "COPY_CODE" || (OTP_APPS.contains(&apps.len()) && apps.iter().all(is_app)) {
        return Ok(());
    }
    Err(Refusal::bad_parameter("supported_apps names 1 to 5 apps by package_name and signature_hash"))
}
