//! The filters of message lists, checked.

use domain::{Direction, Status};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use store::messages::MessageFilter;

use crate::error::ApiError;

/// Longest text filter, in characters.
pub const TEXT_CHARS_MAX: usize = 200;

/// The filters of a list of messages; those left out match everything.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    /// Phone number, business-scoped user id, or a part of the customer's name.
    pub sender: Option<String>,
    /// From this time on, by the provider's clock: RFC 3339, or a date (midnight UTC).
    #[param(example = "2026-11-01T00:00:00Z")]
    pub from: Option<String>,
    /// Before this time; a date includes that day (UTC).
    #[param(example = "2026-11-30")]
    pub to: Option<String>,
    /// queued, sent, failed, delivered, read or played.
    pub status: Option<String>,
    /// in or out.
    pub direction: Option<String>,
    /// Words of the text; the beginning of a word is enough.
    pub q: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items per page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u16>,
}

impl MessageQuery {
    /// Checks the filters.
    ///
    /// # Errors
    /// When one of them can't be read.
    pub fn filter(&self) -> Result<MessageFilter, ApiError> {
        Ok(MessageFilter {
            sender: text("sender", self.sender.as_deref())?,
            from: given(self.from.as_deref()).map(|text| instant("from", text, Edge::From)).transpose()?,
            to: given(self.to.as_deref()).map(|text| instant("to", text, Edge::To)).transpose()?,
            status: given(self.status.as_deref()).map(status).transpose()?,
            direction: given(self.direction.as_deref()).map(direction).transpose()?,
            q: text("q", self.q.as_deref())?,
        })
    }
}

#[derive(Clone, Copy)]
enum Edge {
    From,
    To,
}

/// An empty parameter is one that a form left empty.
fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn text(name: &str, value: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(value) = given(value) else { return Ok(None) };
    if value.chars().count() > TEXT_CHARS_MAX || value.contains('\0') {
        return Err(ApiError::Invalid(format!("`{name}` must be at most {TEXT_CHARS_MAX} characters, without NUL")));
    }
    Ok(Some(value.to_owned()))
}

fn status(word: &str) -> Result<String, ApiError> {
    let words = || Status::ALL.map(Status::as_str).join(", ");
    let status = Status::from_provider(word).ok_or_else(|| ApiError::Invalid(format!("`status` must be one of {}", words())))?;
    Ok(status.as_str().to_owned())
}

fn direction(word: &str) -> Result<Direction, ApiError> {
    Direction::from_stored(word).ok_or_else(|| ApiError::Invalid("`direction` must be in or out".to_owned()))
}

fn instant(name: &str, text: &str, edge: Edge) -> Result<Timestamp, ApiError> {
    // A `+` in a query arrives as a space unless it was escaped: `...T00:00:00 02:00` was an offset.
    let text = text.replace(' ', "+");
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let refuse = || ApiError::Invalid(format!("`{name}` must be a time such as 2026-11-01T00:00:00Z, or a date such as 2026-11-01"));
    let date: Date = text.parse().map_err(|_| refuse())?;
    let day = match edge {
        Edge::From => date,
        Edge::To => date.tomorrow().map_err(|_| refuse())?,
    };
    Ok(day.to_zoned(TimeZone::UTC).map_err(|_| refuse())?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(query: &str) -> Result<MessageFilter, ApiError> {
        let uri: axum::http::Uri = format!("/x?{query}").parse().unwrap();
        axum::extract::Query::<MessageQuery>::try_from_uri(&uri).unwrap().0.filter()
    }

    #[test]
    fn filters_are_read_and_empty_ones_match_everything() {
        assert_eq!(parsed("sender=&q=&status=&from=").unwrap(), MessageFilter::default());
        let filter = parsed("sender=%2B49151&direction=in&status=read&q=hello&from=2026-11-01&to=2026-11-01").unwrap();
        assert_eq!(filter.sender.as_deref(), Some("+49151"));
        assert_eq!(filter.direction, Some(Direction::In));
        assert_eq!(filter.from.unwrap().to_string(), "2026-11-01T00:00:00Z");
        assert_eq!(filter.to.unwrap().to_string(), "2026-11-02T00:00:00Z");
    }

    #[test]
    fn times_with_an_offset_are_read_escaped_or_not() {
        let wanted = "2026-10-31T22:00:00Z";
        assert_eq!(parsed("from=2026-11-01T00:00:00%2B02:00").unwrap().from.unwrap().to_string(), wanted);
        assert_eq!(parsed("from=2026-11-01T00:00:00+02:00").unwrap().from.unwrap().to_string(), wanted);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let long = format!("q={}", "x".repeat(TEXT_CHARS_MAX + 1));
        for query in ["from=yesterday", "to=2026-13-01", "status=lost", "direction=up", "sender=%00", &long, "to=9999-12-31"] {
            assert!(matches!(parsed(query), Err(ApiError::Invalid(_))), "{query}");
        }
    }
}
