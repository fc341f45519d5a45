//! The acknowledgement of what a client emitted.

use std::{convert::Infallible, sync::Arc};

use serde_json::Value as Json;
use socketioxide::{
    SendError, SocketError,
    adapter::LocalAdapter,
    extract::AckSender,
    handler::{FromMessageParts, Value},
    socket::Socket,
};

/// Acknowledges what a client emitted. Unlike [`AckSender`] it may be tried again: a full queue has no room for it either.
#[derive(Clone, Debug)]
pub struct Answer {
    socket: Arc<Socket>,
    id: Option<i64>,
}

/// The queue of the socket is full now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoom;

/// Whether the queue of the socket had no room: what was to be sent may be tried again. Any other error says that the
/// socket is gone.
#[must_use]
pub fn is_full(error: &SendError) -> bool {
    matches!(error, SendError::Socket(SocketError::InternalChannelFull))
}

impl FromMessageParts<LocalAdapter> for Answer {
    type Error = Infallible;

    fn from_message_parts(socket: &Arc<Socket>, _: &mut Value, id: &Option<i64>) -> Result<Self, Infallible> {
        Ok(Self { socket: Arc::clone(socket), id: *id })
    }
}

impl Answer {
    /// Sends it. A socket that is gone needs no answer.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn send(&self, body: &Json) -> Result<(), NoRoom> {
        let Ok(sender) = AckSender::from_message_parts(&self.socket, &mut Value::Str("".into(), None), &self.id);
        match sender.send(body) {
            Err(error) if is_full(&error) => Err(NoRoom),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
