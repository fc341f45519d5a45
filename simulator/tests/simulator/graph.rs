//! Our own client against the simulator: every administrative call, and what is refused.

use crate::harness::{Callback as Hook, NUMBER, Running, TOKEN, VERIFY, WABA};
use secrecy::SecretString;
use serde_json::json;
use whatsapp::client::{Account, Action, Callback, Client, ClientError};

fn account(running: &Running, token: &str) -> Account {
    Client::new(&running.url).unwrap().with(&SecretString::from(token))
}

fn refusal(error: ClientError) -> (i64, u16, Action) {
    let action = error.action();
    match error {
        ClientError::Refused(refusal) => {
            assert!(refusal.trace.is_some_and(|trace| trace.starts_with('A')));
            (refusal.code, refusal.status, action)
        }
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_token_reads_its_own_account_and_numbers() {
    let running = Running::start(None).await;
    running.register(None).await;
    let account = account(&running, TOKEN);
    let token = account.token_info().await.unwrap();
    assert!(token.is_valid);
    assert!(token.scopes.contains(&"whatsapp_business_messaging".to_owned()));
    assert_eq!(account.business_account(WABA).await.unwrap().name.as_deref(), Some("Acme Bakery"));
    assert_eq!(account.phone_number(NUMBER).await.unwrap().display_phone_number.as_deref(), Some("+15550783881"));
    assert_eq!(account.phone_numbers(WABA).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_bad_token_is_told_before_anything_else() {
    let running = Running::start(None).await;
    running.register(None).await;
    let stranger = account(&running, "nobody");
    assert_eq!(refusal(stranger.token_info().await.unwrap_err()), (190, 401, Action::RefreshToken));
    assert_eq!(refusal(stranger.business_account("0").await.unwrap_err()), (190, 401, Action::RefreshToken));
    let owner = account(&running, TOKEN);
    assert_eq!(refusal(owner.business_account("999").await.unwrap_err()), (100, 400, Action::FixRequest));
    assert_eq!(refusal(owner.subscribe("999", None).await.unwrap_err()), (100, 400, Action::FixRequest));
}

#[tokio::test]
async fn an_override_is_believed_only_after_its_handshake() {
    let running = Running::start(None).await;
    running.register(None).await;
    let (_hook, url) = Hook::start().await;
    let account = account(&running, TOKEN);
    assert_eq!(account.subscriptions(WABA).await.unwrap(), []);
    let wrong = account.subscribe(WABA, Some(Callback { url: &url, verify_token: "wrong" })).await.unwrap_err();
    assert_eq!(refusal(wrong), (2200, 400, Action::RetryLater));
    let gone = account.subscribe(WABA, Some(Callback { url: "http://127.0.0.1:9/hook", verify_token: VERIFY })).await.unwrap_err();
    assert_eq!(refusal(gone).0, 2200);
    assert_eq!(account.subscriptions(WABA).await.unwrap(), []);

    account.subscribe(WABA, Some(Callback { url: &url, verify_token: VERIFY })).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap()[0].override_callback_uri.as_deref(), Some(url.as_str()));
    account.subscribe(WABA, None).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap()[0].override_callback_uri, None);
    account.unsubscribe(WABA).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap(), []);
}

#[tokio::test]
async fn any_version_or_none_is_accepted_and_a_missing_token_is_code_104() {
    let running = Running::start(None).await;
    running.register(None).await;
    for path in [format!("/v21.0/{WABA}"), format!("/v99.0/{WABA}"), format!("/{WABA}")] {
        let answer = running.simulator.http().get(format!("{}{path}?access_token={TOKEN}", running.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    let answer: serde_json::Value =
        running.simulator.http().get(format!("{}/{WABA}", running.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["error"]["code"], 104);
}

#[tokio::test]
async fn fault_rules_refuse_delay_and_break_off() {
    let running = Running::start(None).await;
    running.register(None).await;
    let account = account(&running, TOKEN);
    let rules = json!({"rules": [{"endpoint": "debug_token", "mode": "next", "n": 1, "status": 500, "code": 2}]});
    running.call("PUT", "faults", rules).await;
    assert_eq!(refusal(account.token_info().await.unwrap_err()), (2, 500, Action::RetryLater));
    assert!(account.token_info().await.unwrap().is_valid, "only the next call is struck");
    running.call("PUT", "faults", json!({"rules": [{"endpoint": "*", "mode": "always", "reset": true}]})).await;
    let broken = account.token_info().await.unwrap_err();
    assert_eq!(broken.action(), Action::RetryLater, "{broken:?}");
}
