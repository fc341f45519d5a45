//! `POST /{phone number id}/messages` (section 6): sends, read receipts, typing.

mod account;
mod content;
mod interactive;
mod limits;
mod links;
mod receipts;
mod recipient;
mod send;
mod template;
mod timeline;

use axum::response::Response;

pub(super) use recipient::person as find_person;
pub(super) use template::variables;

use super::Call;
use super::answer::Refusal;
use super::fields::Fields;
use crate::simulator::Simulator;

/// A message, or the read receipt of one.
pub(super) async fn post(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    account::check(simulator, &business)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    if fields.get("messaging_product").and_then(|product| product.as_str()) != Some("whatsapp") {
        return Err(Refusal::bad_parameter("The parameter messaging_product is required and must be \"whatsapp\""));
    }
    if fields.get("status").is_some() {
        return receipts::mark(simulator, &business, fields);
    }
    send::send(simulator, &business, fields).await
}
