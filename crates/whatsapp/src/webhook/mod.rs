//! Webhooks: whose they are, whether they are believed, and what they hold.
//!
//! `handshake` and `signature` guard the door, `route` names the owners of a body in one glance, `parse` takes it apart into
//! the items of `item`. All that an item says is read on demand: `message`, `status`, and `change` for those that are neither.

pub mod change;
pub mod error;
pub mod field;
pub mod handshake;
pub mod item;
pub mod message;
pub mod parse;
pub mod route;
pub mod signature;
pub mod status;

use serde_json::Value;

use crate::json::{Broken, Reader};

/// `object` of every webhook that is ours to read.
pub(crate) const OBJECT: &str = "whatsapp_business_account";

/// Reads a member of an object and writes it into `members`, with a comma after it; `null` is as good as absent.
pub(crate) fn note_member(r: &mut Reader<'_>, key: &str, members: &mut String) -> Result<(), Broken> {
    let ((), value) = r.span(Reader::skip)?;
    if value.json != "null" {
        members.push_str(&format!("{}:{},", Value::from(key), value.json));
    }
    Ok(())
}

/// The longest prefix that is UTF-8, and whether that is all of the body.
pub(crate) fn readable(body: &[u8]) -> (&str, bool) {
    match std::str::from_utf8(body) {
        Ok(text) => (text, true),
        Err(fault) => (std::str::from_utf8(&body[..fault.valid_up_to()]).unwrap_or_default(), false),
    }
}
