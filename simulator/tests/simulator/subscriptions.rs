//! Who hears of webhooks (section 2.4).

use serde_json::{Value, json};
use simulator::world::Event;

use crate::harness::{Callback, NUMBER, VERIFY, WABA};
use crate::office::{LENA, Office};

impl Office {
    /// A call of the control API: status and answer.
    pub async fn control(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.simulator.http().post(format!("{}/control/{path}", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
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
