//! `POST /{phone number id}/messages` (section 6): sends, read receipts, typing.

mod account;
mod content;
mod interactive;
mod limits;
mod links;
mod marketing;
mod receipts;
mod recipient;
mod send;
mod template;
mod timeline;

use axum::response::Response;
use marketing::Way;
use serde_json::{Map, Value};

pub(super) use recipient::{PHONE_DIGITS, person as find_person};
pub(super) use template::variables;

use super::Call;
use super::answer::Refusal;
use super::fields::Fields;
use crate::simulator::Simulator;
use crate::world::Business;

/// A message, or the read receipt of one.
pub(super) async fn post(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let (business, members) = sender(simulator, call, phone_number_id)?;
    let fields = Fields::new("", &members);
    if fields.get("status").is_some() {
        return receipts::mark(simulator, &business, fields);
    }
    send::send(simulator, &business, fields, Way::Messages).await
}

/// A marketing message.
pub(super) async fn post_marketing(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let (business, members) = sender(simulator, call, phone_number_id)?;
    let fields = Fields::new("", &members);
    send::send(simulator, &business, fields, Way::of_marketing(fields)?).await
}

/// Who sends, if they may, and the members of what they send.
fn sender(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<(Business, Map<String, Value>), Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    account::check(simulator, &business)?;
    let members = call.members()?;
    Fields::new("", &members).is_for_whatsapp()?;
    Ok((business, members))
}
