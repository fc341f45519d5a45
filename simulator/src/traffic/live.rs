//! A light day of a business as it passes: a few conversations at a time, answered from the phone app.

use std::collections::HashSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::answers::answer;
use super::calendar::Calendar;
use super::talk::Talk;
use crate::compose::Frame;
use crate::people::rendering::seen;
use crate::people::{Person, Speaker};
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, World};

/// Conversations going on at once.
const CHATS_MAX: usize = 4;
/// How long to wait for a callback before looking again.
const NO_CALLBACK_WAIT: Duration = Duration::from_secs(1);
/// How far back the messages of `history` lie.
const HISTORY_MS: i64 = 5 * 24 * 3600 * 1000;
/// Own messages remembered: what was said before isn't answered any more.
const OWN_MAX: usize = 20_000;
/// A customer takes at least this long to answer.
const ANSWER_AFTER_MS: i64 = 2_500;

/// How fast it goes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub messages_per_minute: u32,
    /// Messages of the past days first.
    pub history: usize,
    /// Only as busy as the hour is: `messages_per_minute` is that of the busiest hour.
    pub calendar: bool,
}

struct Day<'a> {
    simulator: &'a Simulator,
    chats: Vec<Talk>,
    /// Ids of what was said here, by either side.
    own: HashSet<String>,
}

/// Plays until cancelled: first `history` messages of the past days, then at its pace.
pub async fn play(simulator: Simulator, phone_number_id: String, pace: Pace, stop: CancellationToken) {
    let mut day = Day { simulator: &simulator, chats: Vec::new(), own: HashSet::new() };
    let mut history = pace.history;
    let history_step = HISTORY_MS / (history as i64 + 1);
    let mut at_ms = simulator.clock().now_ms() - HISTORY_MS;
    while !stop.is_cancelled() {
        let Some(business) = reachable(&simulator, &phone_number_id) else {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(NO_CALLBACK_WAIT) => {}
            }
            continue;
        };
        at_ms = if history > 0 { at_ms + history_step } else { simulator.clock().now_ms() };
        day.step(&business, at_ms, somebody_is_there(&business, pace, at_ms));
        if history > 0 {
            history -= 1;
            continue;
        }
        let next_ms = next(&simulator, &business, pace, at_ms);
        tokio::select! {
            () = stop.cancelled() => {}
            () = day.answering(&business, next_ms) => {}
        }
    }
}

fn next(simulator: &Simulator, business: &Business, pace: Pace, now_ms: i64) -> i64 {
    let mean_ms = 60_000 / u64::from(pace.messages_per_minute.max(1));
    match Calendar::new(business.timezone.as_deref()) {
        Ok(calendar) if pace.calendar => calendar.next_arrival(simulator.random(), now_ms, mean_ms),
        _ => now_ms + simulator.random().wait_ms(mean_ms) as i64,
    }
}

/// Whether the business answers then: by the calendar, only while it is open.
fn somebody_is_there(business: &Business, pace: Pace, at_ms: i64) -> bool {
    let calendar = if pace.calendar { Calendar::new(business.timezone.as_deref()).ok() } else { None };
    calendar.is_none_or(|calendar| calendar.is_open(at_ms))
}

/// The business, once its webhooks have somewhere to go.
fn reachable(simulator: &Simulator, phone_number_id: &str) -> Option<Business> {
    simulator.read(|world| {
        let business = world.businesses.get(phone_number_id)?;
        world.callback_of(business).map(|_| business.clone())
    })
}

impl Day<'_> {
    /// One message of one of the conversations; of one that waits for a business that is closed, none.
    fn step(&mut self, business: &Business, at_ms: i64, is_open: bool) {
        let random = self.simulator.random();
        let goes_on = |talk: &Talk| is_open || talk.speaker() == Some(Speaker::Customer);
        let going_on = self.chats.iter().filter(|talk| goes_on(talk)).count();
        if going_on < CHATS_MAX && (going_on == 0 || random.percent(30)) {
            self.chats.extend(self.open());
        }
        let going_on: Vec<usize> = (0..self.chats.len()).filter(|index| goes_on(&self.chats[*index])).collect();
        let Some(index) = random.pick(&going_on).copied() else { return };
        let talk = &mut self.chats[index];
        let said = talk.speak(self.simulator, business, at_ms);
        if talk.speaker().is_none() {
            self.chats.swap_remove(index);
        }
        self.remember(said);
    }

    fn remember(&mut self, said: Vec<String>) {
        if self.own.len() > OWN_MAX {
            self.own.clear();
        }
        self.own.extend(said);
    }

    /// A conversation of somebody who isn't in one.
    fn open(&self) -> Option<Talk> {
        let is_free = |person: &Person| self.chats.iter().all(|talk| talk.person.key() != person.key());
        let free: Vec<_> = self.simulator.read(World::cast).into_iter().filter(|(person, _)| is_free(person)).collect();
        let (person, language) = self.simulator.random().pick(&free)?.clone();
        Talk::open(self.simulator.random(), person, language)
    }

    /// Until `next_ms`: whoever is written to by the business answers it.
    async fn answering(&mut self, business: &Business, next_ms: i64) {
        while self.simulator.clock().now_ms() < next_ms {
            let happened = self.simulator.happened().notified();
            tokio::pin!(happened);
            happened.as_mut().enable();
            for message in self.unanswered(business) {
                self.answer(business, &message);
            }
            // What came a moment ago becomes due without anything happening.
            let look_ms = next_ms.min(self.simulator.clock().now_ms() + ANSWER_AFTER_MS);
            tokio::select! {
                () = self.simulator.clock().reached(look_ms) => {}
                () = happened => {}
            }
        }
    }

    /// Last messages of chats that the business wrote to through the API. A chat that somebody else plays is left to them.
    fn unanswered(&self, business: &Business) -> Vec<ChatMessage> {
        let before_ms = self.simulator.clock().now_ms() - ANSWER_AFTER_MS;
        self.simulator.read(|world| {
            let chats = world.chats.iter().filter(|((number, _), _)| *number == business.phone_number_id).map(|(_, chat)| chat);
            let waiting = chats.filter(|chat| {
                let played_here = chat.iter().rev().find(|message| !message.from_business);
                played_here.is_some_and(|message| self.own.contains(&message.wamid))
            });
            let last = waiting.filter_map(|chat| chat.back());
            last.filter(|message| message.from_business && message.at_ms <= before_ms && !self.own.contains(&message.wamid))
                .map(|message| seen(world, message))
                .collect()
        })
    }

    fn answer(&mut self, business: &Business, message: &ChatMessage) {
        // Answered or not: it is dealt with.
        self.remember(vec![message.wamid.clone()]);
        // Who has left the number doesn't answer there.
        let person = self.simulator.read(|world| world.person(&message.customer)).filter(|person| person.moved_to.is_none());
        let Some(person) = person else { return };
        let cast = self.simulator.read(World::cast);
        let language = cast.into_iter().find(|(one, _)| one.key() == message.customer).map_or("en", |(_, language)| language);
        let Some((content, about)) = answer(self.simulator.random(), language, &message.content) else { return };
        let frame = Frame::about(about.then(|| message.wamid.clone()));
        let utterance = Utterance { person, from_business: false, content, frame, at_ms: self.simulator.clock().now_ms() };
        let said = say(self.simulator, business, vec![utterance], &Delivery::default());
        self.remember(said);
    }
}
