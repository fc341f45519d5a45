//! One status of an outbound message.

use std::borrow::Cow;

use super::super::item::{Fault, ID_BYTES_MAX, Status, Text, WORD_BYTES_MAX};
use super::message::read_errors;
use super::time::timestamp;
use crate::json::{Broken, Reader, Span};

/// Reads one status; the inner error is a status that can't be used.
pub(super) fn read<'a>(r: &mut Reader<'a>) -> Result<Result<Status<'a>, (Span<'a>, Fault)>, Broken> {
    let mut parts = Parts::default();
    let (is_object, span) = r.span(|r| r.object(|r, key| parts.member(r, key)))?;
    if !is_object {
        return Ok(Err((span, Fault::WrongType)));
    }
    Ok(parts.status(span).map_err(|fault| (span, fault)))
}

#[derive(Default)]
struct Parts<'a> {
    wamid: Option<Text<'a>>,
    status: Option<Text<'a>>,
    time: Option<jiff::Timestamp>,
    recipient_id: Option<Text<'a>>,
    recipient_user_id: Option<Text<'a>>,
    participant_id: Option<Text<'a>>,
    participant_user_id: Option<Text<'a>>,
    callback: Option<Text<'a>>,
    error_code: Option<i32>,
    error_title: Option<Text<'a>>,
}

impl<'a> Parts<'a> {
    fn member(&mut self, r: &mut Reader<'a>, key: &str) -> Result<(), Broken> {
        match key {
            "id" => self.wamid = r.text()?,
            "status" => self.status = r.text()?,
            "timestamp" => self.time = r.text()?.as_deref().and_then(timestamp),
            "recipient_id" => self.recipient_id = r.text()?,
            "recipient_user_id" => self.recipient_user_id = r.text()?,
            // Both spellings occur (section 3.4).
            "recipient_participant_id" | "participant_recipient_id" => self.participant_id = r.text()?,
            "recipient_participant_user_id" => self.participant_user_id = r.text()?,
            "biz_opaque_callback_data" => self.callback = r.text()?,
            "errors" => read_errors(r, &mut self.error_code, &mut self.error_title)?,
            _ => r.skip()?,
        }
        Ok(())
    }

    fn status(self, span: Span<'a>) -> Result<Status<'a>, Fault> {
        let wamid = self.wamid.ok_or(Fault::NoId)?;
        let status = lower_case(self.status.ok_or(Fault::NoStatus)?);
        let user_id = self.participant_user_id.clone().or_else(|| self.recipient_user_id.clone());
        let recipient = self.recipient_id.or(self.recipient_user_id);
        let participant = self.participant_id.or(self.participant_user_id);
        if wamid.len() > ID_BYTES_MAX
            || status.len() > WORD_BYTES_MAX
            || [&recipient, &participant, &user_id].into_iter().flatten().any(|id| id.len() > ID_BYTES_MAX)
        {
            return Err(Fault::TooLong);
        }
        Ok(Status {
            waba_id: Cow::Borrowed(""),
            phone_number_id: None,
            wamid,
            status,
            occurred_at: self.time,
            recipient,
            participant,
            user_id,
            contact: None,
            callback: self.callback,
            error_code: self.error_code,
            error_title: self.error_title,
            raw: span.storable().ok_or(Fault::Unstorable)?,
        })
    }
}

/// The word in lower case; a copy only where it isn't already.
pub(super) fn lower_case(word: Text<'_>) -> Text<'_> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(word.to_ascii_lowercase()) } else { word }
}
