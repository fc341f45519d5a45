//! A business with a number, a callback and one customer, on a clock that stands still until it is moved.

use std::path::Path;

use domain::Clock;
use jiff::Timestamp;
use reqwest::multipart;
use serde_json::{Value, json};
use simulator::blobs::Blobs;
use simulator::journal::Journal;
use simulator::world::{Business, ChatMessage, Event, World};
use simulator::{Settings, Simulator};
use tokio_util::sync::CancellationToken;

use crate::harness::{Callback, NUMBER, PATIENCE, SECRET, TOKEN, WABA, serve};

/// Lena of the cast: she has a phone number and a user id.
pub const LENA: &str = "4915112345678";
pub const LENA_USER_ID: &str = "DE.13491208655302741918";
/// Kai of the cast: nobody sees his number.
pub const KAI_USER_ID: &str = "US.81491208655302741925";
/// Grace of the cast: she hides her number too, and has a parent id.
pub const GRACE_USER_ID: &str = "SE.12149120865530274194";
pub const APP: &str = "900100200300400";
const NEIGHBOUR_TOKEN: &str = "EAAneighbour";
/// 2026-11-22T12:00:00Z.
const NOON_S: i64 = 1_795_348_800;

pub struct Office {
    pub simulator: Simulator,
    pub url: String,
    pub callback: Callback,
    stop: CancellationToken,
    deliveries: tokio::task::JoinHandle<()>,
}

impl Office {
    pub async fn open() -> Self {
        Self::open_with(json!({})).await
    }

    /// With a policy that differs from the usual one: every message is delivered and read, unless it says otherwise.
    pub async fn open_with(policy: Value) -> Self {
        Self::open_on(Journal::in_memory(), policy).await
    }

    pub async fn open_at(journal: &Path, policy: Value) -> Self {
        Self::open_on(Journal::open(journal).unwrap(), policy).await
    }

    async fn open_on(journal: Journal, policy: Value) -> Self {
        service::install_crypto();
        let stop = CancellationToken::new();
        let clock = Clock::by_hand(Timestamp::from_second(NOON_S).unwrap());
        let settings = Settings { control_token: None, time_scale: 1.0, seed: 11 };
        let simulator = Simulator::new(journal, clock, settings, stop.clone()).unwrap();
        let url = format!("http://{}", serve(simulator::router(simulator.clone())).await);
        let (callback, callback_url) = Callback::start().await;
        let mut usual =
            json!({"timeline": {"read_percent": 100, "read_at_once_percent": 0, "played_percent": 100, "undelivered_percent": 0}});
        usual.as_object_mut().unwrap().extend(policy.as_object().unwrap().clone());
        let business: Business = serde_json::from_value(json!({"waba_id": WABA, "phone_number_id": NUMBER,
            "display_phone_number": "15550783881", "name": "Acme Bakery", "app_secret": SECRET, "access_token": TOKEN,
            "callback_url": callback_url, "policy": usual}))
        .unwrap();
        simulator.record(Event::Registered { business });
        let deliveries = tokio::spawn(simulator::delivery::run(simulator.clone()));
        Self { simulator, url, callback, stop, deliveries }
    }

    /// Ends it as a crash would.
    pub async fn close(self) {
        self.stop.cancel();
        self.deliveries.await.unwrap();
    }

    /// Another business with a token of its own, changed as asked: the id of its number.
    pub fn neighbour(&self, changed: Value) -> String {
        let mut business = json!({"waba_id": "202290129340398", "phone_number_id": "206540352242922", "display_phone_number": "15550783882",
            "name": "Bolt Bikes", "app_secret": SECRET, "access_token": NEIGHBOUR_TOKEN});
        business.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
        let business: Business = serde_json::from_value(business).unwrap();
        let number = business.phone_number_id.clone();
        self.simulator.record(Event::Registered { business });
        number
    }

    /// Sends as the neighbour: the code of the refusal, if it is one.
    pub async fn neighbour_sends(&self, message: Value) -> Option<i64> {
        let url = format!("{}/v25.0/206540352242922/messages", self.url);
        let answer = self.simulator.http().post(url).bearer_auth(NEIGHBOUR_TOKEN).json(&to_lena(message)).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["error"]["code"].as_i64()
    }

    /// The customer writes, which opens the window; the message's id.
    pub fn hears(&self, customer: &str) -> String {
        self.hears_at(NUMBER, customer)
    }

    /// The customer writes to a number.
    pub fn hears_at(&self, number: &str, customer: &str) -> String {
        let wamid = simulator::ids::wamid(customer, simulator::ids::Author::Customer, self.simulator.random());
        let (at_ms, text) = (self.simulator.clock().now_ms(), "Hi!".to_owned());
        let content = json!({"type": "text", "text": {"body": text}});
        self.simulator.record(Event::Said {
            message: ChatMessage {
                phone_number_id: number.to_owned(),
                customer: customer.to_owned(),
                wamid: wamid.clone(),
                from_business: false,
                kind: "text".to_owned(),
                text,
                content,
                at_ms,
                status: None,
            },
        });
        wamid
    }

    /// Moves the clock and wakes who waits for it.
    pub fn advance(&self, seconds: i64) {
        self.simulator.advance_ms(seconds * 1000);
    }

    /// A call with the business's token: status and answer.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.simulator.http().request(method.parse().unwrap(), format!("{}/v25.0/{path}", self.url)).bearer_auth(TOKEN);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// A call that must do.
    pub async fn done(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// A call that must be refused: its code, as [`told_apart`] has it.
    pub async fn refused(&self, method: &str, path: &str, body: Value) -> i64 {
        let (status, answer) = self.call(method, path, body).await;
        assert_ne!(status, 200, "{answer}");
        code_of(&answer).unwrap_or_else(|| panic!("no envelope: {answer}"))
    }

    /// Sends to Lena unless the message names somebody else.
    pub async fn sends(&self, message: Value) -> (u16, Value) {
        self.call("POST", &format!("{NUMBER}/messages"), to_lena(message)).await
    }

    /// Sends what must be accepted: the message's id.
    pub async fn sent(&self, message: Value) -> String {
        let answer = self.done("POST", &format!("{NUMBER}/messages"), to_lena(message)).await;
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Sends what must be refused: the code.
    pub async fn send_refused(&self, message: Value) -> i64 {
        self.refused("POST", &format!("{NUMBER}/messages"), to_lena(message)).await
    }

    /// Uploads a file: status and answer.
    pub async fn uploads(&self, mime_type: &str, bytes: Vec<u8>) -> (u16, Value) {
        let file = multipart::Part::bytes(bytes).file_name("file").mime_str(mime_type).unwrap();
        let form = multipart::Form::new().text("messaging_product", "whatsapp").text("type", mime_type.to_owned()).part("file", file);
        let request = self.simulator.http().post(format!("{}/v25.0/{NUMBER}/media", self.url)).bearer_auth(TOKEN).multipart(form);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Uploads what must be accepted: the media's id.
    pub async fn uploaded(&self, mime_type: &str, bytes: &[u8]) -> String {
        let (status, answer) = self.uploads(mime_type, bytes.to_vec()).await;
        assert_eq!(status, 200, "{answer}");
        answer["id"].as_str().unwrap().to_owned()
    }

    /// Uploads a file in one part of a resumable session: its handle.
    pub async fn handle(&self, file_type: &str, bytes: &[u8]) -> String {
        let path = format!("{APP}/uploads?file_name=a&file_length={}&file_type={file_type}", bytes.len());
        let opened = self.done("POST", &path, Value::Null).await;
        let id = opened["id"].as_str().unwrap().to_owned();
        let answer = self.appended(&id, 0, bytes).await;
        answer.1["h"].as_str().unwrap_or_else(|| panic!("no handle: {answer:?}")).to_owned()
    }

    /// Sends bytes of a resumable upload from an offset on.
    pub async fn appended(&self, id: &str, offset: usize, bytes: &[u8]) -> (u16, Value) {
        let request = self.simulator.http().post(format!("{}/v25.0/{id}", self.url)).header("authorization", format!("OAuth {TOKEN}"));
        let answer = request.header("file_offset", offset).body(bytes.to_vec()).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Creates a template that is approved at once: its id.
    pub async fn template(&self, template: Value) -> String {
        let created = self.done("POST", &format!("{WABA}/message_templates"), template).await;
        self.advance(10);
        created["id"].as_str().unwrap().to_owned()
    }

    /// Every change that the callback got, once there are `count` of a field.
    pub async fn changes(&self, field: &str, count: usize) -> Vec<Value> {
        let of_field = |bodies: &[Vec<u8>]| -> Vec<Value> {
            let bodies = bodies.iter().map(|body| serde_json::from_slice::<Value>(body).unwrap());
            let changes = bodies
                .flat_map(|body| body["entry"].as_array().unwrap().clone())
                .flat_map(|entry| entry["changes"].as_array().unwrap().clone());
            changes.filter(|change| change["field"] == field).map(|change| change["value"].clone()).collect()
        };
        of_field(&self.callback.until(|bodies| of_field(bodies).len() >= count).await)
    }

    /// Waits until the state is as wanted.
    pub async fn until(&self, is_so: impl Fn(&World) -> bool) {
        let wait = async {
            loop {
                let happened = self.simulator.happened().notified();
                if self.simulator.read(&is_so) {
                    return;
                }
                happened.await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the state should be reached");
    }

    /// Statuses of a message, with the values they came in, once there are `count`; in the order of their times.
    /// Those of one second are told apart by nothing: they are taken as sent, delivered, read, played.
    pub async fn statuses(&self, wamid: &str, count: usize) -> Vec<Value> {
        let of_message =
            |values: Vec<Value>| -> Vec<Value> { values.into_iter().filter(|value| value["statuses"][0]["id"] == wamid).collect() };
        for wanted in 1.. {
            let mut found = of_message(self.changes("messages", wanted).await);
            if found.len() >= count {
                found.sort_by_key(|value| {
                    let status = &value["statuses"][0];
                    let rank = ["sent", "delivered", "read", "played"].iter().position(|word| status["status"] == *word);
                    (status["timestamp"].as_str().unwrap().parse::<i64>().unwrap(), rank)
                });
                return found;
            }
        }
        unreachable!("changes() gives up by itself")
    }

    pub fn blobs(&self) -> &Blobs {
        self.simulator.blobs()
    }
}

/// What tells a refusal from others: its code, or below 100, a bad parameter, the subcode that says which. The subcode of an object that
/// isn't there says no more than 100 does.
pub fn told_apart(code: i64, subcode: Option<i64>) -> i64 {
    subcode.filter(|subcode| code == 100 && *subcode != 33).unwrap_or(code)
}

/// The code of an answer that is a refusal.
pub fn code_of(answer: &Value) -> Option<i64> {
    let error = &answer["error"];
    Some(told_apart(error["code"].as_i64()?, error["error_subcode"].as_i64()))
}

fn to_lena(mut message: Value) -> Value {
    message["messaging_product"] = json!("whatsapp");
    if message["to"].is_null() && message["recipient"].is_null() {
        message["to"] = json!(format!("+{LENA}"));
    }
    message
}

/// A text message.
pub fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

/// The words of the statuses, in order.
pub fn words(values: &[Value]) -> Vec<&str> {
    values.iter().map(|value| value["statuses"][0]["status"].as_str().unwrap()).collect()
}

/// A template named `offer` with two variables.
pub fn offer(category: &str) -> Value {
    json!({"name": "offer", "language": "en_US", "category": category, "components": [
        {"type": "BODY", "text": "Hello {{1}}, your order {{2}} is ready for you now", "example": {"body_text": [["Lena", "A-1"]]}}]})
}

/// A message of it.
pub fn offered(parameters: &[&str]) -> Value {
    let parameters: Vec<Value> = parameters.iter().map(|text| json!({"type": "text", "text": text})).collect();
    json!({"type": "template", "template": {"name": "offer", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": parameters}]}})
}
