//! The client against the simulator, both ways: what one refuses, the other refuses too. The tables drive both; neither knows the
//! other's rules.

mod calls;
mod codes;
mod counts;
mod coverage;
mod definitions;
mod files;
mod filled;
mod forms;
mod groups;
mod kinds;
mod make;
mod numbers;
mod reviews;
mod templates;
mod texts;

use secrecy::SecretString;
use whatsapp::client::{Account, Client, ClientError};

use crate::harness::TOKEN;
use crate::office::{Office, told_apart};

/// Our client with the business's token.
fn account(office: &Office) -> Account {
    Client::new(&office.url).unwrap().with(&SecretString::from(TOKEN))
}

/// The code of a refusal, as [`told_apart`] has it.
fn code(error: ClientError) -> i64 {
    match error {
        ClientError::Refused(refusal) => told_apart(refusal.code, refusal.subcode),
        other => panic!("not a refusal: {other:?}"),
    }
}
