//! Calls (section 5.7).

use serde::{Deserialize, Serialize};

use super::super::error::Error;
use super::super::field::{Extra, Field, Id, List, Number, Time, words};
use super::contact::Contact;

words! {
    /// What a call does.
    CallEvent {
        Connect = "connect",
        Terminate = "terminate",
        CallCreated = "call_created",
    }
}

words! {
    /// Who called.
    CallDirection {
        BusinessInitiated = "BUSINESS_INITIATED",
        UserInitiated = "USER_INITIATED",
    }
}

words! {
    /// How a call ended, or how far it has come.
    CallStatus {
        Completed = "COMPLETED",
        Failed = "FAILED",
        Ringing = "RINGING",
        Accepted = "ACCEPTED",
        Rejected = "REJECTED",
    }
}

words! {
    /// Which side's description of the session.
    SdpType {
        Offer = "offer",
        Answer = "answer",
    }
}

/// `calls`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calls {
    pub calls: List<Call>,
    /// Of calls that we made.
    pub statuses: List<Progress>,
    pub errors: List<Error>,
    pub contacts: List<Contact>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// `wacid...`
    pub id: Field<Id>,
    pub from: Field<Id>,
    pub from_user_id: Field<Id>,
    pub to: Field<Id>,
    pub to_user_id: Field<Id>,
    pub event: Field<CallEvent>,
    pub timestamp: Field<Time>,
    pub direction: Field<CallDirection>,
    pub session: Field<Session>,
    pub status: Field<CallStatus>,
    pub start_time: Field<Time>,
    pub end_time: Field<Time>,
    /// Seconds.
    pub duration: Field<Number>,
    pub biz_opaque_callback_data: Field<String>,
    pub cta_payload: Field<String>,
    pub deeplink_payload: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is needed to connect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    pub sdp_type: Field<SdpType>,
    pub sdp: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// How far a call of ours has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub id: Field<Id>,
    /// `call`
    #[serde(rename = "type")]
    pub kind: Field<String>,
    pub status: Field<CallStatus>,
    pub timestamp: Field<Time>,
    pub recipient_id: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}
