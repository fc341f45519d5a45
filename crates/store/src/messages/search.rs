//! Messages by the words in them.
//!
//! Two ways lead there, and which is the short one depends on how frequent a word is, which PostgreSQL can't tell of the
//! beginning of a word: it takes one message in two hundred for certain, walks the newest messages until it has a page, and so
//! reads all of them for a word that hardly occurs. So the statement tries both, each where it is bounded: first the newest
//! [`RECENT_ROWS`]; when they don't fill the page, the word is rare enough to be asked of `messages_words`, the index by word.

use domain::Direction;
use jiff_sqlx::ToSqlx;

use super::{Asked, MessageRow};
use crate::{TenantTx, error::StoreError};

/// Messages that are read one by one before the index by word is asked.
const RECENT_ROWS: i64 = 2_000;

/// A page of the messages that hold every word of `text`, newest first; the beginning of a word is enough.
pub(super) async fn found(tx: &mut TenantTx, asked: &Asked<'_>, text: &str) -> Result<Vec<MessageRow>, StoreError> {
    let Asked { filter, conversations, after, limit } = asked;
    let words = words_query(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        MessageRow,
        r#"with recent as materialized (
               select id, occurred_at, conversation_id, status, direction, body from messages
               where ($1::timestamptz is null or occurred_at >= $1)
                 and ($2::timestamptz is null or occurred_at < $2)
                 and ($7::timestamptz is null or (occurred_at <= $7 and (occurred_at, id) < ($7, $8::uuid)))
               order by occurred_at desc, id desc limit $10
           ), near as materialized (
               select id, occurred_at from recent
               where body is not null and to_tsvector('simple', body) @@ to_tsquery('simple', $6)
                 and ($3::text is null or status = $3)
                 and ($4::text is null or direction = $4)
                 and ($5::uuid[] is null or conversation_id = any($5))
               order by occurred_at desc, id desc limit $9
           ), far as materialized (
               select id, occurred_at from messages
               where (select count(*) from near) < $9
                 and body is not null and to_tsvector('simple', body) @@ to_tsquery('simple', $6)
                 and ($1::timestamptz is null or occurred_at >= $1)
                 and ($2::timestamptz is null or occurred_at < $2)
                 and ($3::text is null or status = $3)
                 and ($4::text is null or direction = $4)
                 and ($5::uuid[] is null or conversation_id = any($5))
                 and ($7::timestamptz is null or (occurred_at <= $7 and (occurred_at, id) < ($7, $8::uuid)))
           ), page as (
               select id, occurred_at from near where (select count(*) from near) >= $9
               union all
               select id, occurred_at from far
               order by occurred_at desc, id desc limit $9
           )
           select m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at, m.created_at,
                  m.phone_number_id, c.name, c.wa_id, c.user_id
           from page join messages m using (id, occurred_at) join contacts c on c.id = m.contact_id
           order by m.occurred_at desc, m.id desc"#,
        filter.from.map(ToSqlx::to_sqlx) as _,
        filter.to.map(ToSqlx::to_sqlx) as _,
        filter.status,
        filter.direction.map(Direction::as_str),
        *conversations,
        words,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(|cursor| cursor.id),
        i64::from(*limit),
        RECENT_ROWS
    );
    Ok(rows.fetch_all(&mut *tx.tx).await?)
}

/// A `tsquery` in which every word must begin a word of the body. Empty when the text holds no word.
fn words_query(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| format!("'{word}':*")).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_becomes_prefixes_and_never_syntax() {
        assert_eq!(words_query("Hello wor"), "'Hello':* & 'wor':*");
        assert_eq!(words_query("a'b & !c | (d:*"), "'a':* & 'b':* & 'c':* & 'd':*");
        assert_eq!(words_query(" -- !"), "");
    }
}
