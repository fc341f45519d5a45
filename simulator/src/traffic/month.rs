//! A whole month of a business, as fast as it can be written down: the same seed writes the same journal, to the byte.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;

use domain::Clock;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use tokio_util::sync::CancellationToken;

use super::calendar::{Calendar, UnknownTimezone, busiest_ms};
use super::talk::Talk;
use crate::ids;
use crate::journal::{Journal, JournalError};
use crate::people::{Person, Speaker, population::population};
use crate::random::Random;
use crate::simulator::{Settings, Simulator};
use crate::world::{Business, Event};

/// Customers that a business has for each conversation of a day: most come back within the month.
const CUSTOMERS_PER_CONVERSATION: usize = 9;

/// What month is wanted.
#[derive(Clone, Debug)]
pub struct Month {
    pub seed: u64,
    /// Its first day.
    pub from: Date,
    /// Conversations on an average day.
    pub per_day: u32,
    /// IANA name.
    pub timezone: String,
    /// Where the webhooks go once the journal is played.
    pub callback_url: Option<String>,
}

/// Why a month can't be generated.
#[derive(Debug, thiserror::Error)]
pub enum MonthError {
    #[error("{0} is there already: a month needs a new file")]
    Exists(String),
    #[error("can't write the month's journal")]
    Journal(#[from] JournalError),
    #[error("can't place the business")]
    Timezone(#[from] UnknownTimezone),
    #[error("{0} is too far away: choose a month of this century")]
    Date(Date, #[source] jiff::Error),
    #[error("can't build an HTTP client")]
    Http(#[from] reqwest::Error),
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub conversations: usize,
    pub messages: usize,
}

/// What comes next: at which time, of which conversation. The number keeps the order of equals.
type Turn = Reverse<(i64, usize)>;

/// Writes a month to a new journal. It is played by starting the simulator with it.
///
/// # Errors
/// When the file exists or can't be written, or the month names no time or place.
pub fn generate(month: &Month, path: &Path) -> Result<Written, MonthError> {
    if path.exists() {
        return Err(MonthError::Exists(path.display().to_string()));
    }
    let calendar = Calendar::new(Some(&month.timezone))?;
    let zoned = |date: Date| date.to_zoned(TimeZone::UTC).map_err(|error| MonthError::Date(month.from, error));
    let start = zoned(month.from)?.timestamp();
    let end = zoned(month.from.checked_add(1.month()).map_err(|error| MonthError::Date(month.from, error))?)?.timestamp();
    let clock = Clock::by_hand(start);
    let settings = Settings { control_token: None, time_scale: 1.0, seed: month.seed };
    let simulator = Simulator::new(Journal::open(path)?, clock.clone(), settings, CancellationToken::new())?;
    let business = business(simulator.random(), month);
    simulator.record(Event::Registered { business: business.clone() });
    let mut writer =
        Writer { simulator, clock, calendar, business, talks: Vec::new(), turns: BinaryHeap::new(), written: Written::default() };
    writer.write(month, end.as_millisecond());
    Ok(writer.written)
}

/// A bakery whose ids and secrets come from the seed.
fn business(random: &Random, month: &Month) -> Business {
    let secret = |bytes: usize| (0..bytes).map(|_| format!("{:02x}", random.below(256))).collect::<String>();
    let value = serde_json::json!({
        "waba_id": ids::decimal(random), "phone_number_id": ids::decimal(random),
        "display_phone_number": format!("1555{:07}", random.below(10_000_000)), "name": "Acme Bakery",
        "app_secret": secret(16), "access_token": format!("EAA{}", secret(24)), "verify_token": secret(12),
        "callback_url": month.callback_url, "timezone": month.timezone});
    serde_json::from_value(value).expect("every required member is set above")
}

struct Writer {
    simulator: Simulator,
    clock: Clock,
    calendar: Calendar,
    business: Business,
    talks: Vec<Talk>,
    turns: BinaryHeap<Turn>,
    written: Written,
}

impl Writer {
    fn write(&mut self, month: &Month, end_ms: i64) {
        let random = self.simulator.random().clone();
        let customers = population(&random, month.per_day as usize * CUSTOMERS_PER_CONVERSATION + 20);
        let busiest = busiest_ms(month.per_day);
        let mut arrival_ms = self.calendar.next_arrival(&random, self.simulator.clock().now_ms(), busiest);
        loop {
            let turn_ms = self.turns.peek().map(|Reverse((at_ms, _))| *at_ms);
            if turn_ms.is_some_and(|at_ms| at_ms <= arrival_ms) {
                self.turn();
            } else if arrival_ms < end_ms {
                self.until(arrival_ms);
                self.arrive(&random, &customers);
                arrival_ms = self.calendar.next_arrival(&random, arrival_ms, busiest);
            } else if turn_ms.is_none() {
                return;
            } else {
                self.turn();
            }
        }
    }

    fn until(&self, at_ms: i64) {
        self.clock.advance(SignedDuration::from_millis((at_ms - self.simulator.clock().now_ms()).max(0)));
    }

    /// Somebody begins a conversation: regulars more often than others.
    fn arrive(&mut self, random: &Random, customers: &[(Person, &'static str)]) {
        let rank = random.below(customers.len()).min(random.below(customers.len()));
        let Some((person, language)) = customers.get(rank) else { return };
        let Some(talk) = Talk::open(random, person.clone(), language) else { return };
        self.written.conversations += 1;
        self.talks.push(talk);
        let at_ms = self.simulator.clock().now_ms();
        self.turns.push(Reverse((at_ms, self.talks.len() - 1)));
        self.turn();
    }

    /// The next thing said in any conversation.
    fn turn(&mut self) {
        let Some(Reverse((at_ms, index))) = self.turns.pop() else { return };
        self.until(at_ms);
        let talk = &mut self.talks[index];
        self.written.messages += talk.speak(&self.simulator, &self.business, at_ms).len();
        let Some(speaker) = talk.speaker() else { return };
        let next_ms = at_ms + talk.wait_ms(self.simulator.random());
        // Customers write at any time, the business while it is open.
        let next_ms = if speaker == Speaker::Business { self.calendar.open_from(next_ms) } else { next_ms };
        self.turns.push(Reverse((next_ms, index)));
    }
}
