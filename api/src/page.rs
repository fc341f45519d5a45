//! Pagination: `?cursor=&limit=` in, `{items, next_cursor}` out. A cursor is opaque to clients: base64 of the last row.

use std::{fmt::Display, str::FromStr};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::error::{ApiError, Problem};

/// Items of a page unless asked otherwise.
pub const LIMIT_DEFAULT: u16 = 50;
/// Most items of a page.
pub const LIMIT_MAX: u16 = 200;

/// One page of a list, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// The query parameters of every list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items per page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u16>,
}

/// Where a page begins and how long it is, checked. `C` is what the list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAt<C> {
    pub after: Option<C>,
    pub limit: u16,
}

impl<C: Display> PageAt<C> {
    /// One row more than the page: whether there is a next page.
    #[must_use]
    pub fn rows(&self) -> u16 {
        self.limit + 1
    }

    /// Makes the page from up to [`PageAt::rows`] rows.
    #[must_use]
    pub fn page<T>(&self, mut items: Vec<T>, cursor_of: impl Fn(&T) -> C) -> Page<T> {
        let more = items.len() > usize::from(self.limit);
        items.truncate(usize::from(self.limit));
        let next_cursor = items.last().filter(|_| more).map(|last| encode(&cursor_of(last)));
        Page { items, next_cursor }
    }
}

impl PageQuery {
    /// Checks the parameters.
    ///
    /// # Errors
    /// When the cursor isn't one of ours or the limit is out of range.
    pub fn parse<C: FromStr + Display>(&self) -> Result<PageAt<C>, ApiError> {
        let limit = self.limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(ApiError::Invalid(format!("`limit` must be 1 to {LIMIT_MAX}")));
        }
        let after = self.cursor.as_deref().filter(|text| !text.is_empty()).map(decode).transpose()?;
        Ok(PageAt { after, limit })
    }
}

/// The opaque form of a cursor.
#[must_use]
pub fn encode(cursor: &impl Display) -> String {
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}

fn decode<C: FromStr + Display>(text: &str) -> Result<C, ApiError> {
    let refuse = || ApiError::Invalid("`cursor` is not one of ours: pass `next_cursor` of the page before unchanged".to_owned());
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refuse())?;
    let plain = String::from_utf8(bytes).map_err(|_| refuse())?;
    let cursor: C = plain.parse().map_err(|_| refuse())?;
    // One spelling per cursor: what we wouldn't have written is refused.
    if encode(&cursor) == text { Ok(cursor) } else { Err(refuse()) }
}

/// Query parameters; what can't be read is a problem and not axum's plain text.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|error| ApiError::Invalid(format!("the query can't be read: {}", error.body_text())).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use store::Cursor;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_cursor_survives_its_opaque_form(micros in -60_000_000_000_000_000i64..=250_000_000_000_000_000, id in any::<u128>()) {
            let cursor = Cursor { at: Timestamp::from_microsecond(micros).unwrap(), id: Uuid::from_u128(id) };
            prop_assert_eq!(decode::<Cursor>(&encode(&cursor)).unwrap(), cursor);
        }

        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_is_what_we_write(text in ".{0,80}") {
            if let Ok(cursor) = decode::<Cursor>(&text) {
                prop_assert_eq!(encode(&cursor), text);
            }
        }
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        for limit in [0, 201, u16::MAX] {
            assert!(PageQuery { cursor: None, limit: Some(limit) }.parse::<Cursor>().is_err(), "{limit}");
        }
        assert_eq!(PageQuery::default().parse::<Cursor>().unwrap(), PageAt { after: None, limit: LIMIT_DEFAULT });
    }
}
