//! `whatsapp_business_profile` (section 11): flat, as the provider answers.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{self, Refusal, success};
use super::fields::{Fields, is_address};
use super::{pages, uploads};
use crate::simulator::Simulator;
use crate::world::Event;

/// The longest text of each member, in characters.
const TEXTS: &[(&str, usize)] = &[("about", 139), ("address", 256), ("description", 512), ("email", 128)];
const WEBSITES_MAX: usize = 2;
const WEBSITE_CHARS_MAX: usize = 256;
/// Every trade there is.
const VERTICALS: &[&str] = &[
    "UNDEFINED",
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "NOT_A_BIZ",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
];
const MEMBERS: &[&str] = &["about", "address", "description", "email", "profile_picture_url", "websites", "vertical"];

/// `GET`: the members that `fields` names.
pub(super) fn get(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    call.number(simulator, phone_number_id)?;
    let mut profile = simulator.read(|world| world.number(phone_number_id).profile);
    for member in MEMBERS {
        profile.entry(*member).or_insert(Value::Null);
    }
    let mut picked = pages::pick(call, &Value::Object(profile), &[])?;
    picked["messaging_product"] = json!("whatsapp");
    Ok(answer::list(vec![picked]))
}

/// `POST`: changes the members that are given.
pub(super) fn set(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    let mut changed = checked(fields)?;
    if let Some(handle) = fields.text("profile_picture_handle", 1..=4096)? {
        let upload = uploads::of_handle(simulator, &business.app_id, handle);
        let upload = upload.ok_or_else(|| Refusal::bad_parameter("profile_picture_handle is no handle of a finished upload"))?;
        changed.insert("profile_picture_url".to_owned(), json!(format!("https://pps.whatsapp.net/v/{}", upload.signature)));
    }
    simulator.decide(|world| {
        let mut number = world.number(phone_number_id);
        number.profile.extend(changed);
        Ok((success(), vec![Event::NumberSet { phone_number_id: phone_number_id.to_owned(), number }]))
    })
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

/// The members that have valid values.
fn checked(fields: Fields<'_>) -> Result<Map<String, Value>, Refusal> {
    fields.is_for_whatsapp()?;
    let mut changed = Map::new();
    for (name, chars_max) in TEXTS {
        let chars_min = usize::from(*name == "about");
        if let Some(text) = fields.text(name, chars_min..=*chars_max)? {
            if *name == "email" && !text.is_empty() && !is_email(text) {
                return Err(fields.refuse("email", "is no address"));
            }
            changed.insert((*name).to_owned(), json!(text));
        }
    }
    if fields.get("websites").is_some() {
        let websites = fields.required_list("websites", 0..=WEBSITES_MAX)?;
        let is_site = |site: &Value| {
            let site = site.as_str().unwrap_or_default();
            is_address(site) && site.chars().count() <= WEBSITE_CHARS_MAX
        };
        if !websites.iter().all(is_site) {
            return Err(fields.refuse("websites", "must be http(s) addresses of at most 256 characters"));
        }
        changed.insert("websites".to_owned(), json!(websites));
    }
    if let Some(vertical) = fields.text("vertical", 0..=64)? {
        if !VERTICALS.contains(&vertical) {
            return Err(fields.refuse("vertical", &format!("must be one of {}", VERTICALS.join(", "))));
        }
        changed.insert("vertical".to_owned(), json!(vertical));
    }
    Ok(changed)
}
