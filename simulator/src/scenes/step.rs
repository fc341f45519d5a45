//! The steps of a scene, as valid types.

use jiff::SignedDuration;
use serde::Deserialize;

use crate::compose::Content;
use crate::people::acts::Act;

/// How long a step may wait, at most.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(24 * 31);

/// A span of simulated time, written `20s`, `5m` or `1h 30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pause {
    pub ms: i64,
}

impl TryFrom<String> for Pause {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let span: SignedDuration = text.parse().map_err(|_| format!("{text:?} is no span of time: write 20s, 5m or 1h 30m"))?;
        if span.is_negative() || span > PAUSE_MAX {
            return Err(format!("{text:?} must be between 0s and 744h"));
        }
        Ok(Self { ms: i64::try_from(span.as_millis()).unwrap_or(i64::MAX) })
    }
}

/// A message of the business that a scene waits for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Its type, such as `interactive`; any if left out.
    pub kind: Option<String>,
    /// Words in it, in any case.
    pub words: Option<String>,
    #[serde(default = "ten_minutes")]
    pub within: Pause,
    /// What the business's phone app answers when nobody else did in time. Without it the scene fails then.
    pub otherwise: Option<String>,
}

fn ten_minutes() -> Pause {
    Pause { ms: 600_000 }
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The customer writes; `quote` quotes the business's last message.
    Send {
        content: Content,
        quote: bool,
    },
    /// Several messages at once, such as an album.
    Album(Vec<Content>),
    /// The customer reacts to the business's last message, or takes it back with an empty emoji.
    React(String),
    /// New words for the customer's last message.
    Edit(String),
    /// The customer's last message is deleted.
    Delete,
    /// The customer taps what has this title on a message of the business.
    Tap(String),
    /// The business answers in its phone app.
    Business(String),
    Wait(Pause),
    Expect(Expect),
    Act(Act),
}

impl Step {
    /// For somebody who watches.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Send { content, .. } => format!("send {}: {}", content.kind(), content.words()),
            Self::Album(contents) => format!("send {} at once", contents.len()),
            Self::React(emoji) => format!("react {emoji}"),
            Self::Edit(words) => format!("edit: {words}"),
            Self::Delete => "delete".to_owned(),
            Self::Tap(title) => format!("tap {title:?}"),
            Self::Business(words) => format!("business: {words}"),
            Self::Wait(pause) => format!("wait {} s", pause.ms / 1000),
            Self::Expect(Expect { kind, words, .. }) => {
                let what = kind.as_deref().unwrap_or("message");
                words.as_ref().map_or_else(|| format!("expect a {what}"), |words| format!("expect a {what} with {words:?}"))
            }
            Self::Act(act) => format!("{act:?}"),
        }
    }
}
