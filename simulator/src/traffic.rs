//! A light, believable day of a business: a few conversations at a time, answered from the phone app.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::compose::Content;
use crate::people::Speaker;
use crate::people::{Person, SCRIPTS, Script, cast};
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::Business;

/// Conversations going on at once.
const CHATS_MAX: usize = 4;
/// How long to wait for a callback before looking again.
const NO_CALLBACK_WAIT: Duration = Duration::from_secs(1);
/// How far back the messages of `history` lie.
const HISTORY_MS: i64 = 5 * 24 * 3600 * 1000;

/// A conversation under way.
struct Chat {
    person: Person,
    script: &'static Script,
    step: usize,
    /// Last message of the customer and of the business, to react to.
    last: [Option<String>; 2],
}

/// Plays until cancelled: first `history` messages of the past days, then about `per_minute` messages a minute.
pub async fn play(simulator: Simulator, phone_number_id: String, per_minute: u32, mut history: usize, stop: CancellationToken) {
    let mean_ms = 60_000 / u64::from(per_minute.max(1));
    let mut chats: Vec<Chat> = Vec::new();
    let history_start = simulator.clock().now_ms() - HISTORY_MS;
    let history_step = HISTORY_MS / (history as i64 + 1);
    let mut at_ms = history_start;
    while !stop.is_cancelled() {
        let Some(business) = reachable(&simulator, &phone_number_id) else {
            pause(&stop, NO_CALLBACK_WAIT).await;
            continue;
        };
        at_ms = if history > 0 { at_ms + history_step } else { simulator.clock().now_ms() };
        step(&simulator, &business, &mut chats, at_ms);
        if history > 0 {
            history -= 1;
        } else {
            pause(&stop, Duration::from_millis(simulator.random().wait_ms(mean_ms))).await;
        }
    }
}

/// The business, once its webhooks have somewhere to go.
fn reachable(simulator: &Simulator, phone_number_id: &str) -> Option<Business> {
    simulator.read(|world| {
        let business = world.businesses.get(phone_number_id)?;
        world.callback_of(business).map(|_| business.clone())
    })
}

async fn pause(stop: &CancellationToken, wait: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(wait) => {}
    }
}

/// One message of one of the conversations.
fn step(simulator: &Simulator, business: &Business, chats: &mut Vec<Chat>, at_ms: i64) {
    let random = simulator.random();
    if chats.len() < CHATS_MAX && (chats.is_empty() || random.percent(30)) {
        chats.extend(open(simulator, chats));
    }
    let index = random.below(chats.len());
    let Some(chat) = chats.get_mut(index) else { return };
    let (speaker, kind, text) = chat.script.1[chat.step];
    let from_business = speaker == Speaker::Business;
    let about = (kind == "reaction").then(|| chat.last[usize::from(!from_business)].clone()).flatten();
    let content = Content { kind: kind.to_owned(), text: text.to_owned() };
    let utterance = Utterance { person: chat.person.clone(), from_business, content, about, at_ms };
    let delivery =
        Delivery { status_delay_ms: 400 + random.below(1200) as i64, statuses_shuffled: random.percent(10), ..Delivery::default() };
    let wamids = say(simulator, business, vec![utterance], &delivery);
    chat.last[usize::from(from_business)] = wamids.into_iter().next();
    chat.step += 1;
    if chat.step == chat.script.1.len() {
        chats.swap_remove(index);
    }
}

/// A conversation of somebody who isn't in one.
fn open(simulator: &Simulator, chats: &[Chat]) -> Option<Chat> {
    let free: Vec<_> = cast().into_iter().filter(|(person, _)| chats.iter().all(|chat| chat.person.key() != person.key())).collect();
    let (person, language) = simulator.random().pick(&free)?.clone();
    let scripts: Vec<&'static Script> = SCRIPTS.iter().filter(|(spoken, _)| *spoken == language).collect();
    let script = *simulator.random().pick(&scripts)?;
    Some(Chat { person, script, step: 0, last: [None, None] })
}
