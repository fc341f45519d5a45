//! Who hears of webhooks (section 2.4).

use serde_json::{Value, json};
use simulator::world::Event;

use crate::harness::{Callback, NUMBER, SECRET, TOKEN, VERIFY, WABA};
use crate::office::{APP, LENA, Office, offer};

impl Office {
    /// A call of the control API: status and answer.
    pub async fn control(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.simulator.http().post(format!("{}/control/{path}", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// A call about the app's subscriptions with a token: status and answer.
    async fn as_app(&self, token: &str, method: &str, body: Value) -> (u16, Value) {
        let request = self.simulator.http().request(method.parse().unwrap(), format!("{}/v25.0/{APP}/subscriptions", self.url));
        let request = request.bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A customer writes, told by webhook: the message's id.
    async fn says(&self, text: &str) -> String {
        let (status, answer) = self.control("messages", json!({"phone_number_id": NUMBER, "from": LENA, "text": text})).await;
        assert_eq!(status, 200, "{answer}");
        answer["wamids"][0].as_str().unwrap().to_owned()
    }

    /// Waits until a message's webhook has come to its end; whether it was acknowledged.
    async fn was_heard(&self, wamid: &str) -> bool {
        self.until(|world| world.ledger.iter().any(|row| row.wamid == wamid)).await;
        let is_acknowledged = |row: &simulator::world::LedgerRow| row.wamid == wamid && row.acknowledged_at_ms.is_some();
        self.simulator.read(|world| world.ledger.iter().any(is_acknowledged))
    }
}

#[tokio::test]
async fn who_has_to_subscribe_hears_nothing_before_and_nothing_after_it_unsubscribed() {
    let office = Office::open_with(json!({"subscription": "required"})).await;
    let path = format!("{WABA}/subscribed_apps");
    let load = json!({"phone_number_id": NUMBER, "count": 1});
    let early = office.says("too early").await;
    assert!(!office.was_heard(&early).await);
    assert_eq!(office.control("load", load.clone()).await.0, 409);

    office.done("POST", &path, Value::Null).await;
    let (heard, also) = (office.says("heard").await, office.says("also").await);
    assert!(office.was_heard(&heard).await && office.was_heard(&also).await);
    assert_eq!(office.control("load?wait=true", load).await.0, 200);

    office.done("DELETE", &path, Value::Null).await;
    let late = office.says("too late").await;
    assert!(!office.was_heard(&late).await);
    assert_eq!(office.callback.count(), 3, "what was missed is not delivered later");
}

#[tokio::test]
async fn an_override_is_no_subscription() {
    let office = Office::open_with(json!({"subscription": "required"})).await;
    let (elsewhere, url) = Callback::start().await;
    let configuration = json!({"override_callback_uri": url, "verify_token": VERIFY});
    office.done("POST", NUMBER, json!({"webhook_configuration": configuration})).await;
    let of_number = office.says("to the number's callback").await;
    assert!(!office.was_heard(&of_number).await, "the WABA isn't subscribed");

    office.done("POST", &format!("{WABA}/subscribed_apps"), Value::Null).await;
    let both = office.says("again").await;
    assert!(office.was_heard(&both).await);

    let mut business = office.simulator.read(|world| world.businesses[NUMBER].clone());
    business.callback_url = None;
    office.simulator.record(Event::Registered { business });
    let no_app = office.says("to the number's callback").await;
    assert!(!office.was_heard(&no_app).await, "the app isn't subscribed");
    assert_eq!(elsewhere.count(), 1);
}

#[tokio::test]
async fn a_callback_is_enough_where_nobody_has_to_subscribe() {
    let office = Office::open().await;
    let wamid = office.says("Hi").await;
    assert!(office.was_heard(&wamid).await);
}

fn app_token() -> String {
    format!("{APP}|{SECRET}")
}

fn wanted(callback_url: &str, fields: Value) -> Value {
    json!({"object": "whatsapp_business_account", "callback_url": callback_url, "verify_token": VERIFY, "fields": fields})
}

#[tokio::test]
async fn an_app_s_callback_is_believed_only_after_its_handshake() {
    let office = Office::open().await;
    let (callback, url) = Callback::start().await;
    let subscribe = async |body: Value| office.as_app(&app_token(), "POST", body).await;
    let code = |(status, answer): (u16, Value)| {
        assert_ne!(status, 200, "{answer}");
        answer["error"]["code"].as_i64().unwrap()
    };
    let with = |name: &str, value: Value| {
        let mut body = wanted(&url, json!("messages"));
        body[name] = value;
        body
    };
    for (wrong, expected) in [
        (with("verify_token", json!("wrong")), 2200),
        (with("callback_url", json!("http://127.0.0.1:9/")), 2200),
        (with("callback_url", json!("ftp://example.com")), 100),
        (with("callback_url", Value::Null), 100),
        (with("verify_token", Value::Null), 100),
        (with("object", json!("page")), 100),
        (with("fields", json!("messages,colours")), 100),
        (with("fields", json!([])), 100),
        (with("fields", Value::Null), 100),
    ] {
        assert_eq!(code(subscribe(wrong.clone()).await), expected, "{wrong}");
    }
    assert_eq!(code(office.as_app(TOKEN, "POST", wanted(&url, json!("messages"))).await), 15, "a user's token");
    assert_eq!(code(office.as_app(&format!("{APP}|guessed"), "GET", Value::Null).await), 190);
    let before = office.says("to the old callback").await;
    assert!(office.was_heard(&before).await);

    assert_eq!(subscribe(wanted(&url, json!("messages"))).await, (200, json!({"success": true})));
    let after = office.says("to the new one").await;
    assert!(office.was_heard(&after).await);
    assert_eq!((office.callback.count(), callback.count()), (1, 1));
    assert_eq!(subscribe(with("verify_token", Value::Null)).await.0, 200, "the token it was verified with is kept");
}

#[tokio::test]
async fn an_app_hears_of_the_fields_it_is_subscribed_to_until_it_ends_them() {
    let office = Office::open_with(json!({"subscription": "required"})).await;
    office.done("POST", &format!("{WABA}/subscribed_apps"), Value::Null).await;
    let (callback, url) = Callback::start().await;
    let fields = json!(["messages", "message_template_status_update"]);
    assert_eq!(office.as_app(&app_token(), "POST", wanted(&url, fields)).await.0, 200);
    let shown = office.as_app(&app_token(), "GET", Value::Null).await.1["data"][0].clone();
    assert_eq!((&shown["callback_url"], &shown["active"]), (&json!(url), &json!(true)));
    assert_eq!(shown["fields"][1], json!({"name": "message_template_status_update", "version": "v25.0"}));
    let alert = json!({"waba_id": WABA, "field": "account_alerts", "value": {}});
    assert_eq!(office.control("events", alert).await.0, 200);
    office.template(offer("UTILITY")).await;
    callback.bodies(1).await;

    let ended = json!({"object": "whatsapp_business_account", "fields": "message_template_status_update"});
    assert_eq!(office.as_app(&app_token(), "DELETE", ended).await.0, 200);
    assert_eq!(office.as_app(&app_token(), "GET", Value::Null).await.1["data"][0]["fields"].as_array().unwrap().len(), 1);
    let message = office.says("Hi").await;
    assert!(office.was_heard(&message).await);
    assert_eq!(office.as_app(&app_token(), "DELETE", Value::Null).await.0, 200);
    assert_eq!(office.as_app(&app_token(), "GET", Value::Null).await.1["data"], json!([]));
    let late = json!({"phone_number_id": NUMBER, "text": "too late"});
    assert_eq!(office.control("messages", late).await.0, 409, "there is nowhere to tell it");
    let bodies = callback.bodies(2).await;
    assert!(bodies.iter().all(|body| !String::from_utf8_lossy(body).contains("account_alerts")));
    assert_eq!(bodies.len(), 2);
}
