//! A callback that remembers what it got, and a simulator on a port of its own.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Clock;
use serde_json::{Value, json};
use simulator::journal::Journal;
use simulator::{Settings, Simulator};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use whatsapp::webhook::handshake;
use whatsapp::webhook::signature::{AppSecret, SIGNATURE_HEADER, Signature, verify};

use crate::office::LENA;

pub const WABA: &str = "102290129340398";
pub const NUMBER: &str = "106540352242922";
pub const TOKEN: &str = "EAAtoken";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const VERIFY: &str = "verify me & more";
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Bodies that came with a good signature, in order of arrival.
#[derive(Clone, Default)]
pub struct Callback {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    bodies: Mutex<Vec<Vec<u8>>>,
    forged: Mutex<usize>,
    /// Statuses to answer with before 200 again.
    answers: Mutex<VecDeque<u16>>,
    arrived: Notify,
}

impl Callback {
    /// A callback and its address.
    pub async fn start() -> (Self, String) {
        let callback = Self::default();
        let router = Router::new().route("/hook", get(shake).post(receive)).with_state(callback.clone());
        (callback, format!("http://{}/hook", serve(router).await))
    }

    /// Refuses the next webhooks with these statuses.
    pub fn refuse(&self, statuses: &[u16]) {
        self.shared.answers.lock().unwrap().extend(statuses);
    }

    /// All bodies, once there are `count`.
    pub async fn bodies(&self, count: usize) -> Vec<Vec<u8>> {
        self.until(|bodies| bodies.len() >= count).await
    }

    /// All bodies, once `enough` says so.
    pub async fn until(&self, enough: impl Fn(&[Vec<u8>]) -> bool) -> Vec<Vec<u8>> {
        let wait = async {
            loop {
                let arrived = self.shared.arrived.notified();
                let bodies = self.shared.bodies.lock().unwrap().clone();
                if enough(&bodies) {
                    return bodies;
                }
                arrived.await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the webhooks should have arrived")
    }

    pub fn count(&self) -> usize {
        self.shared.bodies.lock().unwrap().len()
    }

    pub fn forged(&self) -> usize {
        *self.shared.forged.lock().unwrap()
    }
}

async fn shake(RawQuery(query): RawQuery) -> Response {
    match handshake::answer(&query.unwrap_or_default(), VERIFY) {
        Ok(challenge) => challenge.into_response(),
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn receive(State(callback): State<Callback>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signed = headers
        .get(SIGNATURE_HEADER)
        .and_then(|header| Signature::parse(header.as_bytes()).ok())
        .is_some_and(|signature| verify(&signature, &body, &[AppSecret::new(SECRET)]).is_ok());
    if !signed {
        *callback.shared.forged.lock().unwrap() += 1;
        return StatusCode::UNAUTHORIZED;
    }
    if let Some(status) = callback.shared.answers.lock().unwrap().pop_front() {
        return StatusCode::from_u16(status).unwrap();
    }
    callback.shared.bodies.lock().unwrap().push(body.to_vec());
    callback.shared.arrived.notify_waiters();
    StatusCode::OK
}

/// A running simulator.
pub struct Running {
    pub url: String,
    pub simulator: Simulator,
    pub stop: CancellationToken,
    deliveries: tokio::task::JoinHandle<()>,
}

impl Running {
    pub async fn start(journal: Option<&Path>) -> Self {
        Self::start_with(journal, Settings { control_token: None, time_scale: 0.01, seed: 7 }).await
    }

    pub async fn start_with(journal: Option<&Path>, settings: Settings) -> Self {
        service::install_crypto();
        let journal = journal.map_or_else(Journal::in_memory, |path| Journal::open(path).unwrap());
        let stop = CancellationToken::new();
        let simulator = Simulator::new(journal, Clock::machine(), settings, stop.clone()).unwrap();
        let url = format!("http://{}", serve(simulator::router(simulator.clone())).await);
        let deliveries = tokio::spawn(simulator::delivery::run(simulator.clone()));
        Self { url, simulator, stop, deliveries }
    }

    /// Started, with the sample business and a callback that hears it.
    pub async fn heard() -> (Self, Callback) {
        let running = Self::start(None).await;
        let (callback, url) = Callback::start().await;
        running.register(Some(&url)).await;
        (running, callback)
    }

    /// Ends it as a crash would: nothing is written on the way out.
    pub async fn end(self) {
        self.stop.cancel();
        self.deliveries.await.unwrap();
    }

    /// Registers the sample business, with an app-level callback or none.
    pub async fn register(&self, callback_url: Option<&str>) {
        let business = json!({"waba_id": WABA, "phone_number_id": NUMBER, "display_phone_number": "15550783881", "name": "Acme Bakery",
            "app_secret": SECRET, "access_token": TOKEN, "callback_url": callback_url});
        assert_eq!(self.call("POST", "businesses", business).await.0, 200);
    }

    /// Lena says something to the sample business, unless `wanted` names somebody else; the first message's id.
    pub async fn say(&self, wanted: Value) -> String {
        let mut body = json!({"phone_number_id": NUMBER, "from": LENA});
        body.as_object_mut().unwrap().extend(wanted.as_object().unwrap().clone());
        let (status, answer) = self.call("POST", "messages", body).await;
        assert_eq!(status, 200, "{answer}");
        answer["wamids"][0].as_str().unwrap().to_owned()
    }

    /// A call of the control API: status and answer.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/control/{path}", self.url);
        let request = self.simulator.http().request(method.parse().unwrap(), url);
        let request = if method == "GET" { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

pub async fn serve(router: Router) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
