//! Publishing, always with the stream's acknowledgement: what returns `Ok` is in the stream.

use async_nats::{HeaderMap, jetstream::message::PublishMessage};
use bytes::Bytes;
use domain::{Change, TenantId};

use crate::{
    bus::{Bus, BusError},
    envelope::{self, Envelope},
    topology::{changes_subject, dead_subject, ingest_subject},
};

/// Header of DEAD that says why the bytes are there.
pub const REASON: &str = "Switchboard-Reason";
/// Changes sent before their acknowledgements are awaited. A send waits while [`crate::bus::ACKS_IN_FLIGHT_MAX`]
/// acknowledgements are outstanding, so a batch of more than that, sent whole, would wait for itself.
pub const CHANGES_IN_FLIGHT_MAX: usize = 1_024;
/// Longest reason kept, in bytes: headers count against the server's limit.
pub const REASON_BYTES_MAX: usize = 512;

impl Bus {
    /// Appends webhook bodies to the tenant's stream as one message.
    ///
    /// # Errors
    /// When the stream didn't acknowledge in time: nothing may be answered with 200 then.
    pub async fn publish_bodies(&self, tenant: &TenantId, bodies: &[Envelope]) -> Result<(), BusError> {
        self.publish_and_wait(ingest_subject(tenant), PublishMessage::build().payload(envelope::encode(bodies))).await
    }

    /// Publishes changes in order; a change published before (same id, within the stream's window) is recognised.
    ///
    /// # Errors
    /// When one was not acknowledged; publishing all of them again is safe.
    pub async fn publish_changes(&self, changes: &[Change]) -> Result<(), BusError> {
        for part in changes.chunks(CHANGES_IN_FLIGHT_MAX) {
            self.publish_together(part).await?;
        }
        Ok(())
    }

    async fn publish_together(&self, changes: &[Change]) -> Result<(), BusError> {
        let mut acks = Vec::with_capacity(changes.len());
        for change in changes {
            let subject = changes_subject(&change.business);
            let payload = Bytes::from(serde_json::to_vec(change).expect("a change is plain data"));
            let message = PublishMessage::build().payload(payload).message_id(change.id.to_string());
            let ack = self.jetstream.send_publish(subject.clone(), message).await.map_err(failed(&subject))?;
            acks.push((subject, ack));
        }
        for (subject, ack) in acks {
            ack.await.map_err(failed(&subject))?;
        }
        Ok(())
    }

    /// Keeps bytes that could not be handled, with the reason, for a replay. `None` is for bytes of no tenant.
    ///
    /// # Errors
    /// When DEAD didn't acknowledge.
    pub async fn publish_dead(&self, tenant: Option<&TenantId>, reason: &str, bytes: Bytes) -> Result<(), BusError> {
        let mut headers = HeaderMap::new();
        headers.insert(REASON, header_text(reason).as_str());
        self.publish_and_wait(dead_subject(tenant), PublishMessage::build().headers(headers).payload(bytes)).await
    }

    async fn publish_and_wait(&self, subject: String, message: PublishMessage) -> Result<(), BusError> {
        let ack = self.jetstream.send_publish(subject.clone(), message).await.map_err(failed(&subject))?;
        ack.await.map(drop).map_err(failed(&subject))
    }
}

fn failed<E: std::error::Error + Send + Sync + 'static>(subject: &str) -> impl FnOnce(E) -> BusError {
    let subject = subject.to_owned();
    move |source| BusError::Publish { subject, source: Box::new(source) }
}

/// A header's value is one line of limited length.
fn header_text(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let end = (0..=REASON_BYTES_MAX.min(line.len())).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0);
    line[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_become_one_short_line_cut_between_characters() {
        let text = header_text(&format!("bad\r\nbody {}", "é".repeat(600)));
        assert!(text.starts_with("bad  body é") && text.len() <= REASON_BYTES_MAX);
    }
}
