//! What a body holds: messages, statuses, events, and what couldn't be read.
//!
//! Every `raw` is the item's own JSON as it came, fit for a `jsonb` column; no text in an item holds NUL.

use std::borrow::Cow;
use std::fmt;

use domain::Direction;
use jiff::Timestamp;

/// Text of the body where it stands there as it is, else a copy.
pub type Text<'a> = Cow<'a, str>;

/// The bytes of a text, copied no further.
#[must_use]
pub fn into_bytes(text: Text<'_>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// One thing that a body reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    Message(Message<'a>),
    Status(Status<'a>),
    Event(Event<'a>),
    Unparsed(Unparsed<'a>),
}

/// A message, of any type the provider has or will have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    pub waba_id: Text<'a>,
    /// `metadata.phone_number_id`: the business's number.
    pub phone_number_id: Option<Text<'a>>,
    /// The provider's id; opaque, at most [`ID_BYTES_MAX`]. Holds the customer's phone number: personal data.
    pub wamid: Text<'a>,
    /// The provider's `type`.
    pub kind: Text<'a>,
    /// The provider's time, else `entry.time`; `None` if neither can be read.
    pub occurred_at: Option<Timestamp>,
    /// `Out` for echoes and for the business's side of a history.
    pub direction: Direction,
    pub source: Source,
    /// The customer: who wrote an inbound message, who got an outbound one. `wa_id` or `user_id` is always there.
    pub contact: Person<'a>,
    pub group_id: Option<Text<'a>>,
    /// What a list shows and a search finds: text, caption, button title, place, emoji.
    pub body: Option<Text<'a>>,
    /// The message this one replies to.
    pub reply_to: Option<Text<'a>>,
    /// The message that a reaction, an edit or a revocation is about.
    pub target: Option<Text<'a>>,
    pub media: Option<Media<'a>>,
    /// Of a history only: how far the message had come, lower case.
    pub status: Option<Text<'a>>,
    /// First of `errors[]`: unsupported types, media that failed.
    pub error_code: Option<i32>,
    pub raw: Text<'a>,
}

/// How a message came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Written by the customer just now.
    Live,
    /// Typed by the business in its phone app (coexistence). Nothing may answer it.
    Echo,
    /// From before we were connected (coexistence). Nothing may answer it.
    History,
}

/// A customer, as far as the provider names them (section 4: a phone number may be withheld).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// Phone number, digits.
    pub wa_id: Option<Text<'a>>,
    /// Business-scoped user id.
    pub user_id: Option<Text<'a>>,
    pub parent_user_id: Option<Text<'a>>,
    /// Where the business has the provider check identities: what a send names to fail with code 137000 once it has changed.
    pub identity_key_hash: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    /// Without the leading `@`.
    pub username: Option<Text<'a>>,
}

impl Person<'_> {
    /// Whether anything identifies them.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.wa_id.is_some() || self.user_id.is_some()
    }
}

/// What a media message carries; the bytes are fetched by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media<'a> {
    pub id: Text<'a>,
    pub mime_type: Option<Text<'a>>,
    /// Opaque: base64 or hex, both occur.
    pub sha256: Option<Text<'a>>,
    pub filename: Option<Text<'a>>,
}

/// How far an outbound message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status<'a> {
    pub waba_id: Text<'a>,
    pub phone_number_id: Option<Text<'a>>,
    pub wamid: Text<'a>,
    /// As it came, lower case: `sent`, `delivered`, `read`, `played`, `failed` or a new one.
    pub status: Text<'a>,
    /// As of a message.
    pub occurred_at: Option<Timestamp>,
    /// `recipient_id`, else `recipient_user_id`.
    pub recipient: Option<Text<'a>>,
    /// Groups report one status per participant.
    pub participant: Option<Text<'a>>,
    /// The user id of the participant, else of the recipient: whom a number may stand for.
    pub user_id: Option<Text<'a>>,
    /// What `contacts[]` says of the recipient.
    pub contact: Option<Person<'a>>,
    /// `biz_opaque_callback_data`, as we set it on send.
    pub callback: Option<Text<'a>>,
    pub error_code: Option<i32>,
    pub error_title: Option<Text<'a>>,
    pub raw: Text<'a>,
}

/// Anything else: account, template, phone number, calls, groups, errors, and fields we don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    pub waba_id: Text<'a>,
    pub phone_number_id: Option<Text<'a>>,
    /// Empty for what no field names: a change without one, and members of an entry or a change that the envelope doesn't have.
    pub field: Text<'a>,
    /// `value.event`, where there is one.
    pub name: Option<Text<'a>>,
    /// `value.timestamp`, else `entry.time`.
    pub occurred_at: Option<Timestamp>,
    /// The change's `value`; of a history without its threads, whose messages are items. Of members that the envelope doesn't have,
    /// the whole entry or change, or these members of the body.
    pub raw: Text<'a>,
}

/// What couldn't be read, with its bytes: to be parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsed<'a> {
    pub waba_id: Text<'a>,
    pub phone_number_id: Option<Text<'a>>,
    /// As it came; of a message that names nobody, as its `raw` would have been.
    pub raw: Cow<'a, [u8]>,
    pub reason: Fault,
}

/// Longest id kept, in bytes: ids are indexed, and an index takes no more than 2.7 kB.
pub const ID_BYTES_MAX: usize = 512;
/// Longest type, status or field kept, in bytes.
pub const WORD_BYTES_MAX: usize = 128;

/// Why something couldn't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    #[error("the body is not valid JSON, or was cut short")]
    NotJson,
    #[error("the body's object is not whatsapp_business_account")]
    OtherObject,
    #[error("the body holds no changes")]
    Empty,
    #[error("an entry, change or list is not of the expected type")]
    WrongType,
    #[error("an item has no id")]
    NoId,
    #[error("a message has no type")]
    NoKind,
    #[error("a status has no status")]
    NoStatus,
    #[error("a message names neither sender nor recipient")]
    NoContact,
    #[error("an id or a type is too long to be one")]
    TooLong,
    #[error("an item is nested too deep, or holds a number that can't be stored")]
    Unstorable,
}

impl Fault {
    /// A short stable word, for metrics.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::OtherObject => "other_object",
            Self::Empty => "empty",
            Self::WrongType => "wrong_type",
            Self::NoId => "no_id",
            Self::NoKind => "no_kind",
            Self::NoStatus => "no_status",
            Self::NoContact => "no_contact",
            Self::TooLong => "too_long",
            Self::Unstorable => "unstorable",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Live => "live",
            Self::Echo => "echo",
            Self::History => "history",
        })
    }
}
