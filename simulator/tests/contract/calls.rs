//! Every other call of the client.

use std::time::Duration;

use serde_json::json;
use whatsapp::client::send::{Message, Recipient, Text};
use whatsapp::client::{Action, Callback, ClientError};

use super::{account, code};
use crate::harness::{Callback as Hook, NUMBER, VERIFY, WABA};
use crate::office::{LENA, Office};

#[tokio::test]
async fn tokens_accounts_numbers_and_subscriptions() {
    let office = Office::open().await;
    let account = account(&office);
    assert!(account.token_info().await.unwrap().is_valid);
    assert_eq!(account.business_account(WABA).await.unwrap().name.as_deref(), Some("Acme Bakery"));
    assert_eq!(account.phone_number(NUMBER).await.unwrap().status.as_deref(), Some("CONNECTED"));
    assert_eq!(account.phone_numbers(WABA).await.unwrap().len(), 1);
    let (_hook, url) = Hook::start().await;
    account.subscribe(WABA, Some(Callback { url: &url, verify_token: VERIFY })).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap()[0].override_callback_uri.as_deref(), Some(url.as_str()));
    account.unsubscribe(WABA).await.unwrap();
    assert_eq!(code(account.business_account("1").await.unwrap_err()), 100);
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_is_to_be_settled_and_one_never_taken_too() {
    let office = Office::open().await;
    office.hears(LENA);
    let account = account(&office);
    let message = Message::new(Recipient::wa_id(LENA).unwrap(), Text::new("x").unwrap()).unwrap();
    for trouble in ["half", "reset"] {
        let rule = json!({"rules": [{"endpoint": "messages", "mode": "next", trouble: true}]});
        *office.simulator.faults() = serde_json::from_value(rule).unwrap();
        let error = account.send(NUMBER, &message).await.unwrap_err();
        assert!(matches!(error, ClientError::Lost { .. }), "{trouble}: {error:?}");
        assert_eq!(error.action(), Action::Settle, "{trouble}");
    }
}

#[tokio::test]
async fn a_used_up_quota_tells_how_long_to_wait() {
    let office = Office::open_with(json!({"management_calls_per_hour": 1})).await;
    let account = account(&office);
    account.business_account(WABA).await.unwrap();
    let error = account.business_account(WABA).await.unwrap_err();
    assert_eq!(error.action(), Action::SlowNumber);
    assert!(error.wait() > Duration::ZERO, "{error:?}");
}
