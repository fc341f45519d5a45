//! The vocabulary of Switchboard: ids, time, statuses, changes, passwords.
//!
//! No IO, no async, no provider's format. Every other crate may depend on this one; it depends on none of ours.

pub mod change;
pub mod clock;
pub mod password;
pub mod status;
pub mod tenant;

pub use change::{
    Assignee, Change, ChangeKind, ContactCard, ConversationItem, ConversationState, Direction, LastMessage, MessageItem, Sender,
};
pub use clock::Clock;
pub use status::Status;
pub use tenant::{InvalidTenantId, TenantId};
