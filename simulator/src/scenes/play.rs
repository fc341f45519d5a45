//! Plays a scene: each step when its time has come, and how far it is for whoever asks.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::{Expect, Scene, Step};
use crate::compose::{Content, Frame};
use crate::people::Person;
use crate::people::acts::perform;
use crate::people::choices::choices;
use crate::people::rendering::seen;
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage};

/// A scene under way, or over.
#[derive(Debug)]
pub struct Run {
    pub id: String,
    pub phone_number_id: String,
    pub stop: CancellationToken,
    scene: Scene,
    progress: Mutex<Progress>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    pub title: String,
    /// Of the person's chat; another one after a number change.
    pub customer: String,
    pub state: State,
    /// Steps done.
    pub done: usize,
    pub steps: usize,
    /// The step under way, or the one that failed.
    pub step: Option<String>,
    pub error: Option<String>,
}

/// Where a scene stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Playing,
    Done,
    Failed,
    Stopped,
}

impl Run {
    #[must_use]
    pub fn new(id: String, phone_number_id: String, scene: Scene, stop: CancellationToken) -> Self {
        let progress = Progress {
            title: scene.title.clone(),
            customer: scene.person.key().to_owned(),
            state: State::Playing,
            done: 0,
            steps: scene.steps.len(),
            step: None,
            error: None,
        };
        Self { id, phone_number_id, stop, scene, progress: Mutex::new(progress) }
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Plays until the last step, a step that can't be done, or the stop.
pub async fn play(simulator: Simulator, business: Business, run: std::sync::Arc<Run>) {
    let ended = tokio::select! {
        ended = steps(&simulator, &business, &run) => ended,
        () = run.stop.cancelled() => Ok(State::Stopped),
    };
    run.note(|progress| match ended {
        Ok(state) => {
            progress.state = state;
            progress.step = None;
        }
        Err(error) => {
            progress.state = State::Failed;
            progress.error = Some(format!("step {} ({}): {error}", progress.done + 1, progress.step.clone().unwrap_or_default()));
        }
    });
}

async fn steps(simulator: &Simulator, business: &Business, run: &Run) -> Result<State, String> {
    let person = simulator.read(|world| world.people.get(run.scene.person.key()).cloned()).unwrap_or_else(|| run.scene.person.clone());
    let mut stage = Stage { simulator, business, person, heard: None, said: None };
    stage.heard = stage.chat(|chat| chat.back().map(|message| message.wamid.clone()));
    for step in &run.scene.steps {
        run.note(|progress| progress.step = Some(step.told()));
        stage.step(step).await?;
        let customer = stage.person.key().to_owned();
        run.note(|progress| {
            progress.done += 1;
            progress.customer = customer;
        });
    }
    Ok(State::Done)
}

/// The conversation as the scene sees it.
struct Stage<'a> {
    simulator: &'a Simulator,
    business: &'a Business,
    person: Person,
    /// The last message that was expected and came: what came before is past.
    heard: Option<String>,
    /// The customer's last message.
    said: Option<String>,
}

impl Stage<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Send { content, quote } => {
                let about = if *quote { self.last_of_business(|_| true).map(|message| message.wamid) } else { None };
                self.say(vec![content.clone()], about);
            }
            Step::Album(contents) => self.say(contents.clone(), None),
            Step::React(emoji) => {
                let target = self.last_of_business(|_| true).ok_or("the business has said nothing to react to")?;
                let emoji = Some(emoji.clone()).filter(|emoji| !emoji.is_empty());
                self.say_about(Content::Reaction { emoji }, target.wamid);
            }
            Step::Edit(words) => {
                let target = self.said.clone().ok_or("nothing was said that could be edited")?;
                self.say_about(Content::Edit { body: words.clone() }, target);
            }
            Step::Delete => {
                let target = self.said.take().ok_or("nothing was said that could be deleted")?;
                self.say_about(Content::Revoke, target);
            }
            Step::Tap(title) => self.tap(title)?,
            Step::Business(words) => self.answer(words),
            Step::Wait(pause) => self.simulator.clock().reached(self.now_ms() + pause.ms).await,
            Step::Expect(expect) => self.expect(expect).await?,
            Step::Act(act) => self.person = perform(self.simulator, self.business, &self.person, act),
        }
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        self.simulator.clock().now_ms()
    }

    fn say(&mut self, contents: Vec<Content>, about: Option<String>) {
        let at_ms = self.now_ms();
        let said = contents.into_iter().map(|content| self.utterance(content, about.clone(), false, at_ms)).collect();
        self.said = say(self.simulator, self.business, said, &Delivery::default()).pop();
    }

    /// What has a target isn't itself edited or deleted later.
    fn say_about(&self, content: Content, target: String) {
        let utterance = self.utterance(content, Some(target), false, self.now_ms());
        say(self.simulator, self.business, vec![utterance], &Delivery::default());
    }

    fn answer(&self, words: &str) {
        let utterance = self.utterance(Content::text(words), None, true, self.now_ms());
        say(self.simulator, self.business, vec![utterance], &Delivery::default());
    }

    fn utterance(&self, content: Content, about: Option<String>, from_business: bool, at_ms: i64) -> Utterance {
        Utterance { person: self.person.clone(), from_business, content, frame: Frame::about(about), at_ms }
    }

    fn tap(&mut self, title: &str) -> Result<(), String> {
        let has = |message: &ChatMessage| choices(&message.content).iter().any(|choice| choice.title == title);
        let message = self.last_of_business(has).ok_or_else(|| format!("no message of the business has {title:?} to tap"))?;
        let choice = choices(&message.content).into_iter().find(|choice| choice.title == title);
        self.say(choice.map(|choice| choice.reply).into_iter().collect(), Some(message.wamid));
        Ok(())
    }

    /// Waits for the message; the phone app's answer stands in for it when there is one.
    async fn expect(&mut self, expect: &Expect) -> Result<(), String> {
        let until_ms = self.now_ms() + expect.within.ms;
        let simulator = self.simulator;
        let came = tokio::select! {
            came = self.came(expect) => Some(came),
            () = simulator.clock().reached(until_ms) => None,
        };
        match (came, &expect.otherwise) {
            (Some(wamid), _) => self.heard = Some(wamid),
            (None, Some(words)) => {
                self.answer(words);
                self.heard = self.last_of_business(|_| true).map(|message| message.wamid);
            }
            (None, None) => return Err(format!("it didn't come within {} s", expect.within.ms / 1000)),
        }
        Ok(())
    }

    async fn came(&self, expect: &Expect) -> String {
        loop {
            let happened = self.simulator.happened().notified();
            tokio::pin!(happened);
            happened.as_mut().enable();
            if let Some(wamid) = self.chat(|chat| next(chat, self.heard.as_deref(), expect)) {
                return wamid;
            }
            happened.await;
        }
    }

    fn last_of_business(&self, wanted: impl Fn(&ChatMessage) -> bool) -> Option<ChatMessage> {
        self.chat(|chat| chat.iter().rev().find(|message| message.from_business && message.kind != "reaction" && wanted(message)).cloned())
    }

    fn chat<T>(&self, look: impl FnOnce(&VecDeque<ChatMessage>) -> T) -> T {
        let key = (self.business.phone_number_id.clone(), self.person.key().to_owned());
        let shown: VecDeque<ChatMessage> =
            self.simulator.read(|world| world.chats.get(&key).into_iter().flatten().map(|message| seen(world, message)).collect());
        look(&shown)
    }
}

/// The first message of the business after `heard` that is as expected.
fn next(chat: &VecDeque<ChatMessage>, heard: Option<&str>, expect: &Expect) -> Option<String> {
    let from = heard.and_then(|heard| chat.iter().position(|message| message.wamid == heard)).map_or(0, |at| at + 1);
    chat.iter().skip(from).find(|message| message.from_business && matches(message, expect)).map(|message| message.wamid.clone())
}

fn matches(message: &ChatMessage, expect: &Expect) -> bool {
    let kind = expect.kind.as_ref().map_or(message.kind != "reaction", |kind| *kind == message.kind);
    let words = expect.words.as_ref().is_none_or(|words| message.text.to_lowercase().contains(&words.to_lowercase()));
    kind && words
}
