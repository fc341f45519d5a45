//! Every error code, with the answer and by webhook: the client calls for the action of its table.

use serde_json::json;
use simulator::graph::Refusal;
use whatsapp::client::send::{Message, Recipient, Text};
use whatsapp::client::{CODES, ClientError, action_for, action_of, row_of};
use whatsapp::webhook::item::Item;
use whatsapp::webhook::parse::parse;

use super::account;
use crate::harness::NUMBER;
use crate::office::{LENA, Office, text};

/// First and last code of every row.
fn codes() -> Vec<i64> {
    let mut codes: Vec<i64> = CODES.iter().flat_map(|row| [row.first, row.last]).collect();
    codes.dedup();
    codes
}

#[test]
fn every_code_of_the_simulator_has_its_row() {
    let without: Vec<i64> = Refusal::codes().filter(|code| row_of(*code).is_none()).collect();
    assert!(without.is_empty(), "{without:?}");
    assert!(Refusal::codes().count() > 70, "the simulator's codes were read");
}

#[tokio::test]
async fn every_code_of_an_answer_calls_for_the_action_of_the_table() {
    let office = Office::open().await;
    let account = account(&office);
    let message = Message::new(Recipient::wa_id(LENA).unwrap(), Text::new("x").unwrap()).unwrap();
    for code in codes() {
        let rule = json!({"rules": [{"endpoint": "messages", "mode": "next", "status": 400, "code": code}]});
        *office.simulator.faults() = serde_json::from_value(rule).unwrap();
        let error = account.send(NUMBER, &message).await.unwrap_err();
        let ClientError::Refused(refusal) = &error else { panic!("{code}: {error:?}") };
        assert_eq!(refusal.code, code);
        assert!(refusal.trace.is_some(), "{code}");
        assert_eq!(error.action(), action_for(code, refusal.details.as_deref()), "{code}");
    }
}

#[tokio::test]
async fn every_code_of_a_failed_status_calls_for_the_same_action() {
    let office = Office::open().await;
    let mut expected = Vec::new();
    for code in codes() {
        // A message every six seconds, and the window always open.
        office.hears(LENA);
        let ending = json!({"endings": [{"mode": "next", "fails": code}]});
        *office.simulator.faults() = serde_json::from_value(ending).unwrap();
        expected.push((office.sent(text("x")).await, code));
        office.advance(6);
    }
    office.advance(3600);
    let bodies = office.callback.bodies(expected.len()).await;
    let mut seen = 0;
    for item in bodies.iter().flat_map(|body| parse(body)) {
        let Item::Status(status) = item else { panic!("{item:?}") };
        let (_, code) = expected.iter().find(|(wamid, _)| *wamid == status.wamid).unwrap();
        assert_eq!(action_of(&status), Some(action_for(*code, status.error_title.as_deref())), "{code}");
        assert_eq!(i64::from(status.error_code.unwrap()), *code);
        seen += 1;
    }
    assert_eq!(seen, expected.len());
}
