//! Settings of a number (section 11) and what follows from the check of identities.

use serde_json::{Value, json};
use simulator::people::Person;
use simulator::people::acts::{Act, perform};

use crate::harness::{NUMBER, WABA};
use crate::office::{LENA, Office, text};

fn path() -> String {
    format!("{NUMBER}/settings")
}

impl Office {
    fn lena(&self) -> Person {
        self.simulator.read(|world| world.person(LENA).unwrap())
    }

    fn changes_phone(&self) -> Person {
        let business = self.simulator.read(|world| world.businesses[NUMBER].clone());
        perform(&self.simulator, &business, &self.lena(), &Act::ChangeDevice)
    }
}

#[tokio::test]
async fn settings_are_kept_one_by_one_and_what_is_none_is_refused() {
    let office = Office::open().await;
    assert_eq!(office.done("GET", &path(), Value::Null).await, json!({}));
    let check = json!({"user_identity_change": {"enable_identity_key_check": true}});
    let storage = json!({"storage_configuration": {"status": "DEFAULT"}});
    office.done("POST", &path(), check.clone()).await;
    office.done("POST", &path(), storage.clone()).await;
    let kept = office.done("GET", &path(), Value::Null).await;
    assert_eq!(
        (&kept["user_identity_change"], &kept["storage_configuration"]),
        (&check["user_identity_change"], &storage["storage_configuration"])
    );
    for (code, wrong) in [
        (100, json!({})),
        (100, json!({"colour": {}})),
        (131_009, json!({"calling": "on"})),
        (100, json!({"calling": {"colour": "red"}})),
        (131_008, json!({"user_identity_change": {}})),
        (131_009, json!({"user_identity_change": {"enable_identity_key_check": "yes"}})),
    ] {
        assert_eq!(office.refused("POST", &path(), wrong.clone()).await, code, "{wrong}");
    }
    assert_eq!(office.refused("GET", "1/settings", Value::Null).await, 100);
}

#[tokio::test]
async fn a_change_of_calling_is_told_by_webhook() {
    let office = Office::open().await;
    let calling = json!({"status": "ENABLED", "call_icon_visibility": "DEFAULT"});
    office.done("POST", &path(), json!({"calling": calling})).await;
    let told = office.changes("account_settings_update", 1).await.remove(0);
    assert_eq!((&told["type"], &told["phone_number_settings"]["phone_number_id"]), (&json!("phone_number_settings"), &json!(NUMBER)));
    assert_eq!(told["phone_number_settings"]["calling"], calling);
    let body: Value = serde_json::from_slice(&office.callback.bodies(1).await[0]).unwrap();
    assert_eq!(body["entry"][0]["id"], WABA);
    assert!(body["entry"][0]["time"].is_i64());
}

#[tokio::test]
async fn identities_are_told_where_they_are_checked_and_a_new_phone_is_a_system_message() {
    let office = Office::open().await;
    office.hears(LENA);
    office.changes_phone();
    assert_eq!(office.simulator.read(|world| world.pending.len()), 0, "nobody asked to be told");
    office.done("POST", &path(), json!({"user_identity_change": {"enable_identity_key_check": true}})).await;
    let before = office.lena().identity_key_hash();
    let after = office.changes_phone().identity_key_hash();
    assert_ne!(before, after);
    let told = office.changes("messages", 1).await.remove(0);
    let message = &told["messages"][0];
    assert_eq!((&message["type"], &message["system"]["type"]), (&json!("system"), &json!("customer_identity_changed")));
    assert_eq!((&message["system"]["identity"], &message["from"]), (&json!(after), &json!(LENA)));
    assert_eq!(told["contacts"][0]["identity_key_hash"], after);

    let hashed = |hash: &str| json!({"type": "text", "text": {"body": "x"}, "recipient_identity_key_hash": hash});
    let (stale, fresh) = (office.sent(hashed(&before)).await, office.sent(hashed(&after)).await);
    office.advance(3600);
    let failed = office.statuses(&stale, 1).await.remove(0);
    assert_eq!(failed["statuses"][0]["errors"][0]["code"], 137_000);
    for value in office.statuses(&fresh, 3).await {
        assert_eq!(value["statuses"][0]["recipient_identity_key_hash"], after);
        assert_eq!(value["contacts"][0]["identity_key_hash"], after);
    }
    office.done("POST", &path(), json!({"user_identity_change": {"enable_identity_key_check": false}})).await;
    let silent = office.sent(text("y")).await;
    office.advance(3600);
    assert!(office.statuses(&silent, 3).await.iter().all(|value| value["contacts"][0]["identity_key_hash"].is_null()));
}
