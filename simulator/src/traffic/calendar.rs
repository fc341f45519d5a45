//! When customers write and when the business answers: opening hours in its time zone, peaks of the day and of the week.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::random::Random;

const MINUTE_MS: i64 = 60_000;
/// A step of the search for the next opening.
const SEARCH_STEP_MS: i64 = 5 * MINUTE_MS;
/// The search ends here: no business is closed longer.
const SEARCH_MS_MAX: i64 = 8 * 24 * 60 * MINUTE_MS;

/// Minutes of the day at which the business opens and closes.
const WEEKDAYS: (i32, i32) = (7 * 60, 18 * 60 + 30);
const SATURDAY: (i32, i32) = (7 * 60, 14 * 60);

/// How many customers write in each hour of a day, in hundredths of the busiest hour.
const HOURS: [u8; 24] = [2, 1, 1, 1, 2, 8, 30, 62, 88, 80, 66, 72, 90, 70, 52, 56, 78, 100, 74, 44, 30, 22, 12, 5];

/// The same for the days of a week, beginning on Monday, in hundredths of the busiest day.
const DAYS: [u8; 7] = [78, 70, 72, 80, 95, 100, 24];

/// A business's hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    timezone: TimeZone,
}

/// A time zone nobody knows.
#[derive(Debug, thiserror::Error)]
#[error("{name:?} is no time zone: name one of the IANA database, such as Europe/Berlin")]
pub struct UnknownTimezone {
    name: String,
    source: jiff::Error,
}

impl Calendar {
    /// The calendar of a time zone; UTC without one.
    ///
    /// # Errors
    /// When the name is unknown.
    pub fn new(timezone: Option<&str>) -> Result<Self, UnknownTimezone> {
        let find = |name: &str| TimeZone::get(name).map_err(|source| UnknownTimezone { name: name.to_owned(), source });
        Ok(Self { timezone: timezone.map(find).transpose()?.unwrap_or(TimeZone::UTC) })
    }

    /// Whether somebody is there to answer.
    #[must_use]
    pub fn is_open(&self, at_ms: i64) -> bool {
        let local = self.local(at_ms);
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let hours = match local.weekday() {
            Weekday::Sunday => return false,
            Weekday::Saturday => SATURDAY,
            _ => WEEKDAYS,
        };
        (hours.0..hours.1).contains(&minute)
    }

    /// `at_ms` if the business is open then, else the next time it is.
    #[must_use]
    pub fn open_from(&self, at_ms: i64) -> i64 {
        let mut steps = (0..SEARCH_MS_MAX / SEARCH_STEP_MS).map(|step| at_ms + step * SEARCH_STEP_MS);
        steps.find(|at_ms| self.is_open(*at_ms)).unwrap_or(at_ms)
    }

    /// When the next customer writes, `busiest_ms` apart on average in the busiest hour of the busiest day (thinning of a Poisson process).
    #[must_use]
    pub fn next_arrival(&self, random: &Random, after_ms: i64, busiest_ms: u64) -> i64 {
        let mut at_ms = after_ms;
        loop {
            at_ms += 1 + random.wait_ms(busiest_ms) as i64;
            if random.below(10_000) < self.weight(at_ms) {
                return at_ms;
            }
        }
    }

    /// Of 10 000.
    fn weight(&self, at_ms: i64) -> usize {
        let local = self.local(at_ms);
        let day = local.weekday().to_monday_zero_offset() as usize;
        usize::from(HOURS[local.hour() as usize % 24]) * usize::from(DAYS[day % 7])
    }

    fn local(&self, at_ms: i64) -> Zoned {
        Timestamp::from_millisecond(at_ms).unwrap_or_default().to_zoned(self.timezone.clone())
    }
}

/// The mean interval in the busiest hour that makes `per_day` arrivals on an average day.
#[must_use]
pub fn busiest_ms(per_day: u32) -> u64 {
    let hours: u64 = HOURS.iter().map(|hour| u64::from(*hour)).sum();
    let days: u64 = DAYS.iter().map(|day| u64::from(*day)).sum();
    // Busiest hours that an average day amounts to, in 70 000ths.
    3_600_000 * hours * days / (70_000 * u64::from(per_day.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn hours_are_those_of_the_time_zone_on_both_sides_of_the_change_of_clocks() {
        let berlin = Calendar::new(Some("Europe/Berlin")).unwrap();
        // A Friday and, after the clocks went back, a Monday.
        assert!(berlin.is_open(ms("2026-10-23T05:00:00Z")) && !berlin.is_open(ms("2026-10-23T04:59:00Z")));
        assert!(berlin.is_open(ms("2026-10-26T06:00:00Z")) && !berlin.is_open(ms("2026-10-26T05:59:00Z")));
        assert_eq!(berlin.open_from(ms("2026-10-24T13:00:00Z")), ms("2026-10-26T06:00:00Z"), "Saturday evening waits for Monday");
        assert!(Calendar::new(Some("Mars/Olympus")).is_err());
    }

    #[test]
    fn a_month_has_as_many_arrivals_as_asked_for_and_hardly_any_at_night() {
        let (berlin, random) = (Calendar::new(Some("Europe/Berlin")).unwrap(), Random::new(5));
        let (start, end) = (ms("2026-09-01T00:00:00Z"), ms("2026-09-29T00:00:00Z"));
        let mut arrivals = Vec::new();
        let mut at = start;
        while at < end {
            at = berlin.next_arrival(&random, at, busiest_ms(100));
            arrivals.push(at);
        }
        assert!((2600..3000).contains(&arrivals.len()), "{}", arrivals.len());
        let of_hour = |from: i8, to: i8| arrivals.iter().filter(|at| (from..to).contains(&berlin.local(**at).hour())).count();
        assert!(of_hour(0, 5) * 20 < of_hour(7, 12), "{} at night, {} in the morning", of_hour(0, 5), of_hour(7, 12));
        let of_day = |day: Weekday| arrivals.iter().filter(|at| berlin.local(**at).weekday() == day).count();
        assert!(of_day(Weekday::Saturday) > 2 * of_day(Weekday::Sunday));
    }
}
