//! The list of messages: filters and pages. Threads are in [`crate::conversations`].

mod search;

use domain::{Direction, MessageItem, Sender, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{Cursor, TenantTx, error::StoreError};

/// Most people that a filter by sender may stand for; beyond it the filter must be more precise.
pub const SENDERS_MAX: i64 = 1_000;

/// Which messages are wanted; every absent filter matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Phone number, business-scoped user id, or a part of the name of the customer.
    pub sender: Option<String>,
    /// The provider's time, inclusive.
    pub from: Option<Timestamp>,
    /// The provider's time, exclusive.
    pub to: Option<Timestamp>,
    pub status: Option<String>,
    pub direction: Option<Direction>,
    /// Words of the body; the beginning of a word is enough.
    pub q: Option<String>,
}

/// A page of messages, newest first by (occurred_at, id).
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn list(tx: &mut TenantTx, filter: &MessageFilter, after: Option<Cursor>, limit: u16) -> Result<Vec<MessageItem>, StoreError> {
    let conversations = match &filter.sender {
        Some(sender) => Some(conversations_of(tx, sender).await?),
        None => None,
    };
    if conversations.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let asked = Asked { filter, conversations: conversations.as_deref(), after, limit };
    let rows = match &filter.q {
        Some(text) => search::found(tx, &asked, text).await?,
        None => newest(tx, &asked).await?,
    };
    rows.into_iter().map(|row| row.into_item(&tx.tenant)).collect()
}

/// One page's request, with the sender already looked up.
struct Asked<'a> {
    filter: &'a MessageFilter,
    conversations: Option<&'a [Uuid]>,
    after: Option<Cursor>,
    limit: u16,
}

async fn newest(tx: &mut TenantTx, asked: &Asked<'_>) -> Result<Vec<MessageRow>, StoreError> {
    let Asked { filter, conversations, after, limit } = asked;
    let rows = sqlx::query_as!(
        MessageRow,
        r#"select m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at, m.created_at,
                  m.phone_number_id, c.name, c.wa_id, c.user_id
           from (
               select * from messages
               where ($1::timestamptz is null or occurred_at >= $1)
                 and ($2::timestamptz is null or occurred_at < $2)
                 and ($3::text is null or status = $3)
                 and ($4::text is null or direction = $4)
                 and ($5::uuid[] is null or conversation_id = any($5))
                 and ($6::timestamptz is null or (occurred_at <= $6 and (occurred_at, id) < ($6, $7::uuid)))
               order by occurred_at desc, id desc limit $8
           ) m join contacts c on c.id = m.contact_id
           order by m.occurred_at desc, m.id desc"#,
        filter.from.map(ToSqlx::to_sqlx) as _,
        filter.to.map(ToSqlx::to_sqlx) as _,
        filter.status,
        filter.direction.map(Direction::as_str),
        *conversations,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(|cursor| cursor.id),
        i64::from(*limit)
    );
    Ok(rows.fetch_all(&mut *tx.tx).await?)
}

/// One message.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn get(tx: &mut TenantTx, id: Uuid) -> Result<Option<MessageItem>, StoreError> {
    let row = sqlx::query_as!(
        MessageRow,
        r#"select m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at, m.created_at,
                  m.phone_number_id, c.name, c.wa_id, c.user_id
           from messages m join contacts c on c.id = m.contact_id where m.id = $1"#,
        id
    )
    .fetch_optional(&mut *tx.tx)
    .await?;
    row.map(|row| row.into_item(&tx.tenant)).transpose()
}

async fn conversations_of(tx: &mut TenantTx, sender: &str) -> Result<Vec<Uuid>, StoreError> {
    let digits: String = sender.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 5 && sender.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'));
    let ids = sqlx::query_scalar!(
        r#"select v.id from contacts c join conversations v on v.contact_id = c.id
           where c.user_id = $1 or ($2 and c.wa_id = $3)
              or (not $2 and c.name ilike '%' || replace(replace(replace($1, '\', '\\'), '%', '\%'), '_', '\_') || '%')
           order by v.last_message_at desc limit $4"#,
        sender,
        is_number,
        digits,
        SENDERS_MAX
    );
    Ok(ids.fetch_all(&mut *tx.tx).await?)
}

pub(crate) struct MessageRow {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub contact_id: Uuid,
    pub direction: String,
    pub wamid: Option<String>,
    pub kind: String,
    pub body: Option<String>,
    pub status: Option<String>,
    pub occurred_at: jiff_sqlx::Timestamp,
    pub created_at: jiff_sqlx::Timestamp,
    pub phone_number_id: String,
    pub name: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
}

impl MessageRow {
    pub(crate) fn into_item(self, tenant: &TenantId) -> Result<MessageItem, StoreError> {
        Ok(MessageItem {
            id: self.id,
            business: tenant.clone(),
            conversation_id: self.conversation_id,
            contact_id: self.contact_id,
            direction: direction(&self.direction)?,
            wamid: self.wamid,
            kind: self.kind,
            body: self.body,
            status: self.status,
            occurred_at: self.occurred_at.to_jiff(),
            created_at: self.created_at.to_jiff(),
            sender: Sender { name: self.name, wa_id: self.wa_id, user_id: self.user_id },
            phone_number_id: self.phone_number_id,
        })
    }
}

pub(crate) fn direction(word: &str) -> Result<Direction, StoreError> {
    Direction::from_stored(word).ok_or_else(|| StoreError::Corrupt { what: "direction", value: word.to_owned() })
}
