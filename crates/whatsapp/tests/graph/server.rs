//! A server that answers what a test wants and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use serde_json::Value;
use tokio::net::TcpListener;
use whatsapp::client::{Account, Client};

pub const TOKEN: &str = "EAAGsecret";

/// One request as it came.
pub struct Asked {
    /// `POST /v25.0/1/media?a=b`
    pub line: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Answers = Arc<Mutex<VecDeque<Response>>>;

pub struct Server {
    pub url: String,
    answers: Answers,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub async fn start() -> Self {
        let (answers, asked) = (Answers::default(), Arc::new(Mutex::new(Vec::new())));
        let (queue, log) = (Arc::clone(&answers), Arc::clone(&asked));
        let handler = move |request: Request| {
            let (queue, log) = (Arc::clone(&queue), Arc::clone(&log));
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                let line = format!("{} {}", parts.method, parts.uri);
                log.lock().unwrap().push(Asked { line, headers: parts.headers, body });
                queue.lock().unwrap().pop_front().unwrap_or_else(|| StatusCode::NOT_IMPLEMENTED.into_response())
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await.unwrap() });
        Self { url, answers, asked }
    }

    pub fn account(&self) -> Account {
        Client::new(&self.url).unwrap().with(&SecretString::from(TOKEN))
    }

    /// Answers the next request that has no answer yet.
    pub fn answer(&self, status: u16, body: impl Into<Body>) -> &Self {
        let response = Response::builder().status(status).body(body.into()).unwrap();
        self.answers.lock().unwrap().push_back(response);
        self
    }

    pub fn answer_times(&self, times: usize, status: u16, body: &str) {
        for _ in 0..times {
            self.answer(status, body.to_owned());
        }
    }

    pub fn redirect(&self, to: &str) -> &Self {
        let response = Response::builder().status(302).header("location", to).body(Body::empty()).unwrap();
        self.answers.lock().unwrap().push_back(response);
        self
    }

    /// Everything asked since the last time, each with the token.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        assert!(asked.iter().all(|asked| asked.header("authorization").ends_with(TOKEN)));
        asked
    }

    /// The one request since the last time.
    pub fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1);
        asked.remove(0)
    }
}
