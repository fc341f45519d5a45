//! A small Socket.IO client: enough of Engine.IO 4 and Socket.IO 5 to see every packet the server sends, in order.

use std::{collections::VecDeque, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

const WAIT: Duration = Duration::from_secs(20);

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    acks: u64,
    waiting: VecDeque<Packet>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Packet {
    Event(String, Value),
    Ack(u64, Value),
    /// The server ended it, or the connection did.
    Closed,
}

impl Socket {
    /// Connects; `Err` is the server's `connect_error`.
    pub async fn connect(url: &str, token: &str) -> Result<Self, String> {
        let request = format!("{}/socket.io/?EIO=4&transport=websocket", url.replace("http", "ws")).into_client_request().unwrap();
        let (stream, _) = connect_async(request).await.map_err(|error| error.to_string())?;
        let mut socket = Self { stream, acks: 0, waiting: VecDeque::new() };
        assert!(socket.text().await.unwrap().starts_with("0{"));
        socket.send(format!("40{}", json!({ "token": token }))).await;
        let mut answer = socket.text().await.unwrap();
        while answer == "2" {
            socket.send("3".to_owned()).await;
            answer = socket.text().await.unwrap();
        }
        match answer.strip_prefix("44") {
            Some(error) => Err(serde_json::from_str::<Value>(error).unwrap()["message"].as_str().unwrap().to_owned()),
            None => {
                assert!(answer.starts_with("40"), "{answer}");
                Ok(socket)
            }
        }
    }

    /// Emits an event and doesn't wait for its acknowledgement, whose number it returns.
    pub async fn emit(&mut self, event: &str, data: Value) -> u64 {
        self.acks += 1;
        self.send(format!("42{}{}", self.acks, json!([event, data]))).await;
        self.acks
    }

    /// Emits an event and waits for its acknowledgement; packets before it stay in line.
    pub async fn ask(&mut self, event: &str, data: Value) -> Value {
        let wanted = self.emit(event, data).await;
        let mut before = VecDeque::new();
        loop {
            match self.next().await {
                Packet::Ack(id, value) if id == wanted => {
                    before.append(&mut self.waiting);
                    self.waiting = before;
                    return value;
                }
                Packet::Closed => panic!("closed before the acknowledgement of {event}"),
                packet => before.push_back(packet),
            }
        }
    }

    /// The next packet; fails after 20 s.
    pub async fn next(&mut self) -> Packet {
        match self.waiting.pop_front() {
            Some(packet) => packet,
            None => timeout(WAIT, self.read()).await.expect("a packet comes within 20 s"),
        }
    }

    /// The next event of this name; others are passed over.
    pub async fn event(&mut self, wanted: &str) -> Value {
        loop {
            match self.next().await {
                Packet::Event(name, data) if name == wanted => return data,
                Packet::Closed => panic!("closed before {wanted}"),
                _ => {}
            }
        }
    }

    /// Reads until the server ends the connection.
    pub async fn closed(&mut self) {
        while self.next().await != Packet::Closed {}
    }

    async fn read(&mut self) -> Packet {
        loop {
            let Some(text) = self.text().await else { return Packet::Closed };
            if text == "2" {
                self.send("3".to_owned()).await;
            } else if text.starts_with("41") || text == "1" {
                return Packet::Closed;
            } else if let Some(rest) = text.strip_prefix("42") {
                let mut event: Vec<Value> = serde_json::from_str(rest).unwrap();
                let data = if event.len() > 1 { event.remove(1) } else { Value::Null };
                return Packet::Event(event[0].as_str().unwrap().to_owned(), data);
            } else if let Some(rest) = text.strip_prefix("43") {
                let start = rest.find('[').unwrap();
                let mut data: Vec<Value> = serde_json::from_str(&rest[start..]).unwrap();
                return Packet::Ack(rest[..start].parse().unwrap(), data.remove(0));
            } else {
                panic!("an unexpected packet: {text}");
            }
        }
    }

    /// A text frame; nothing when the connection has ended.
    async fn text(&mut self) -> Option<String> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    async fn send(&mut self, text: String) {
        // An ended connection shows when it is read.
        let _ = self.stream.send(Message::Text(text.into())).await;
    }
}
