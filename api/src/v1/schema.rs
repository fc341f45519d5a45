//! The shapes of items for the OpenAPI document. The values are [`domain`]'s, which knows nothing of HTTP; a test holds
//! the two together.

use uuid::Uuid;

/// Which way a message went, seen from the business.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

/// Where a conversation stands.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ConversationState {
    Open,
    Pending,
    Snoozed,
    Resolved,
}

/// A message, in lists and in changes.
#[derive(utoipa::ToSchema)]
pub struct MessageItem {
    pub id: Uuid,
    /// The business's tenant id.
    pub business: String,
    pub conversation_id: Uuid,
    pub contact_id: Uuid,
    pub direction: Direction,
    /// The provider's id; null while a message of ours wasn't accepted yet.
    #[schema(required)]
    pub wamid: Option<String>,
    /// The provider's type: `text`, `image`, ... or one that we don't know yet.
    pub kind: String,
    /// What a list shows: text, caption, button title.
    #[schema(required)]
    pub body: Option<String>,
    /// Outbound only: queued, sent, failed, delivered, read, played.
    #[schema(required)]
    pub status: Option<String>,
    /// The provider's time.
    #[schema(format = DateTime)]
    pub occurred_at: String,
    /// Our commit time.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The customer of the conversation.
    pub sender: Sender,
    pub phone_number_id: String,
}

/// The customer that a message came from or went to.
#[derive(utoipa::ToSchema)]
pub struct Sender {
    #[schema(required)]
    pub name: Option<String>,
    /// Phone number, digits; null for people who hide it.
    #[schema(required)]
    pub wa_id: Option<String>,
    /// Business-scoped user id.
    #[schema(required)]
    pub user_id: Option<String>,
}

/// A conversation, in lists and in changes.
#[derive(utoipa::ToSchema)]
pub struct ConversationItem {
    pub id: Uuid,
    pub business: String,
    pub contact: ContactCard,
    pub phone_number_id: String,
    pub state: ConversationState,
    /// Inbound messages that nobody has read.
    pub unread: i32,
    #[schema(format = DateTime)]
    pub last_message_at: String,
    #[schema(required)]
    pub last_message: Option<LastMessage>,
    /// The 24-hour window counts from here.
    #[schema(required, format = DateTime)]
    pub last_inbound_at: Option<String>,
    /// Who takes care of it.
    #[schema(required)]
    pub assignee: Option<Assignee>,
    /// When it comes back by itself; set exactly while it is snoozed.
    #[schema(required, format = DateTime)]
    pub snoozed_until: Option<String>,
}

/// The member that a conversation is assigned to.
#[derive(utoipa::ToSchema)]
pub struct Assignee {
    pub id: Uuid,
    /// As it was when the conversation was assigned; the email of somebody without a name.
    pub name: String,
}

/// The person of a conversation.
#[derive(utoipa::ToSchema)]
pub struct ContactCard {
    pub id: Uuid,
    #[schema(required)]
    pub name: Option<String>,
    #[schema(required)]
    pub wa_id: Option<String>,
    #[schema(required)]
    pub user_id: Option<String>,
}

/// What the list of conversations shows of the newest message.
#[derive(utoipa::ToSchema)]
pub struct LastMessage {
    #[schema(required)]
    pub body: Option<String>,
    pub kind: String,
    pub direction: Direction,
    #[schema(required)]
    pub status: Option<String>,
}

/// The kind of a change.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ChangeKind {
    Message,
    Status,
    Conversation,
}

/// The payload of the socket's `change` event.
#[derive(utoipa::ToSchema)]
pub struct Change {
    /// Grows strictly per business within an epoch.
    pub seq: u64,
    pub id: Uuid,
    pub business: String,
    pub kind: ChangeKind,
    /// When it was committed.
    #[schema(format = DateTime)]
    pub at: String,
    pub conversation: Option<Uuid>,
    pub message: Option<Uuid>,
    pub wamid: Option<String>,
    pub status: Option<String>,
    /// The message as it is now.
    pub item: Option<MessageItem>,
    /// The conversation as it is now.
    pub thread: Option<ConversationItem>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::TenantId;
    use jiff::Timestamp;
    use serde_json::Value;
    use utoipa::PartialSchema;

    use super::*;

    fn described<T: PartialSchema>() -> BTreeSet<String> {
        let schema = serde_json::to_value(T::schema()).unwrap();
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    }

    fn written(value: &impl serde::Serialize) -> BTreeSet<String> {
        let Value::Object(map) = serde_json::to_value(value).unwrap() else { panic!("an object") };
        map.keys().cloned().collect()
    }

    #[test]
    fn the_document_describes_what_is_written() {
        let (id, business) = (Uuid::nil(), TenantId::parse("acme_3f9c2a").unwrap());
        let text = || Some("x".to_owned());
        let sender = domain::Sender { name: text(), wa_id: text(), user_id: text() };
        let item = domain::MessageItem {
            id,
            business: business.clone(),
            conversation_id: id,
            contact_id: id,
            direction: domain::Direction::In,
            wamid: text(),
            kind: "text".into(),
            body: text(),
            status: text(),
            occurred_at: Timestamp::UNIX_EPOCH,
            created_at: Timestamp::UNIX_EPOCH,
            sender: sender.clone(),
            phone_number_id: "1".into(),
        };
        let contact = domain::ContactCard { id, name: text(), wa_id: text(), user_id: text() };
        let last = domain::LastMessage { body: text(), kind: "text".into(), direction: domain::Direction::Out, status: text() };
        let assignee = domain::Assignee { id, name: "x".into() };
        let thread = domain::ConversationItem {
            id,
            business: business.clone(),
            contact: contact.clone(),
            phone_number_id: "1".into(),
            state: domain::ConversationState::Open,
            unread: 0,
            last_message_at: Timestamp::UNIX_EPOCH,
            last_message: Some(last.clone()),
            last_inbound_at: Some(Timestamp::UNIX_EPOCH),
            assignee: Some(assignee.clone()),
            snoozed_until: Some(Timestamp::UNIX_EPOCH),
        };
        let change = domain::Change {
            id,
            business,
            kind: domain::ChangeKind::Message,
            at: Timestamp::UNIX_EPOCH,
            conversation: Some(id),
            message: Some(id),
            wamid: text(),
            status: text(),
            item: Some(item.clone()),
            thread: Some(thread.clone()),
        };
        assert_eq!(described::<MessageItem>(), written(&item));
        assert_eq!(described::<Sender>(), written(&sender));
        assert_eq!(described::<ConversationItem>(), written(&thread));
        assert_eq!(described::<ContactCard>(), written(&contact));
        assert_eq!(described::<LastMessage>(), written(&last));
        assert_eq!(described::<Assignee>(), written(&assignee));
        let mut with_seq = written(&change);
        with_seq.insert("seq".to_owned());
        assert_eq!(described::<Change>(), with_seq);
    }
}
