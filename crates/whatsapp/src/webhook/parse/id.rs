//! Ids of people, numbers and accounts: short, or none.

use super::super::item::{ID_BYTES_MAX, Text};
use crate::json::{Broken, Reader};

/// Reads an id. What is too long to be one, or of another type, is told in `more`.
///
/// Who writes a body chooses how long an id is and how many items it is given to, and routing reads it before anybody has checked
/// the signature: only short ones are copied.
pub(in crate::webhook) fn id<'a>(r: &mut Reader<'a>, more: &mut bool) -> Result<Option<Text<'a>>, Broken> {
    let id = r.text_or(more)?;
    if id.as_ref().is_some_and(|id| id.len() > ID_BYTES_MAX) {
        *more = true;
        return Ok(None);
    }
    Ok(id)
}
