//! A conversation under way: who says what next, and how long they take.

use crate::compose::{Content, Frame};
use crate::gallery::{self, Sample, Source};
use crate::people::{Person, SCRIPTS, Script, Speaker};
use crate::random::Random;
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::Business;

/// Mean time a customer takes to write, and the business to answer.
const CUSTOMER_MEAN_MS: u64 = 70_000;
const BUSINESS_MEAN_MS: u64 = 240_000;
/// Nobody is faster.
const FASTEST_MS: u64 = 3_000;
/// Of 100 answers: how often the business quotes what it answers.
const QUOTE_PERCENT: u8 = 6;

/// One conversation.
#[derive(Clone, Debug)]
pub struct Talk {
    pub person: Person,
    script: &'static Script,
    step: usize,
    /// Last message of the customer and of the business, to react to.
    last: [Option<String>; 2],
}

impl Talk {
    /// A conversation in the person's language; `None` when no script is in it.
    #[must_use]
    pub fn open(random: &Random, person: Person, language: &'static str) -> Option<Self> {
        let scripts: Vec<&'static Script> = SCRIPTS.iter().filter(|(spoken, _)| *spoken == language).collect();
        let script = *random.pick(&scripts)?;
        Some(Self { person, script, step: 0, last: [None, None] })
    }

    /// Who speaks next; `None` when all is said.
    #[must_use]
    pub fn speaker(&self) -> Option<Speaker> {
        self.script.1.get(self.step).map(|(speaker, _, _)| *speaker)
    }

    /// What the next speaker takes before they write.
    #[must_use]
    pub fn wait_ms(&self, random: &Random) -> i64 {
        let mean_ms = if self.speaker() == Some(Speaker::Business) { BUSINESS_MEAN_MS } else { CUSTOMER_MEAN_MS };
        (FASTEST_MS + random.wait_ms(mean_ms)) as i64
    }

    /// Says the next thing; the ids of what was said.
    pub fn speak(&mut self, simulator: &Simulator, business: &Business, at_ms: i64) -> Vec<String> {
        let Some((speaker, kind, text)) = self.script.1.get(self.step).copied() else { return Vec::new() };
        self.step += 1;
        // Their number may have changed meanwhile.
        self.person = simulator.read(|world| world.as_of_now(&self.person));
        let random = simulator.random();
        let from_business = speaker == Speaker::Business;
        let other = self.last[usize::from(!from_business)].clone();
        let quotes = from_business && random.percent(QUOTE_PERCENT);
        let about = other.filter(|_| kind == "reaction" || quotes);
        let said = contents(kind, text)
            .into_iter()
            .map(|content| Utterance { person: self.person.clone(), from_business, content, frame: Frame::about(about.clone()), at_ms })
            .collect();
        let delivery =
            Delivery { status_delay_ms: 400 + random.below(1200) as i64, statuses_shuffled: random.percent(10), ..Delivery::default() };
        let wamids = say(simulator, business, said, &delivery);
        self.last[usize::from(from_business)] = wamids.last().cloned();
        wamids
    }
}

/// An album is several pictures, the first with the words.
fn contents(kind: &str, text: &str) -> Vec<Content> {
    if kind != "album" {
        return vec![Content::of_kind(kind, text)];
    }
    let picture = |sample: &'static Sample, caption: Option<&str>| Content::Image {
        media: Source::Sample(sample),
        caption: caption.map(str::to_owned),
    };
    vec![picture(&gallery::CROISSANTS, Some(text)), picture(&gallery::CAKE, None), picture(&gallery::LOAF, None)]
}
