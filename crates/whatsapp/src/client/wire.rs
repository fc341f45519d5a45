//! The client against a server on this machine that answers just what a test wants, to the byte.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::call::Call;
use super::media::{Body, MediaFile};
use super::send::{Message, Pacing, ProductPolicy, Recipient, Template, Text};
use super::{Account, Action, Client, ClientError, LostAnswer, Timeouts};

const TOKEN: &str = "EAAGsecret";
const NUMBER: &str = "106540352242922";
/// For tests that wait in vain; the others have the default, however busy the machine.
const IMPATIENT: Timeouts = Timeouts { connect: Duration::from_secs(20), call: Duration::from_secs(1), silence: Duration::from_secs(1) };

/// Silence that a test can wait for, and the other times as they are.
const FOR_SHORT: Timeouts =
    Timeouts { connect: Duration::from_secs(5), call: Duration::from_secs(20), silence: Duration::from_millis(200) };

/// What a connection gets after its request was read.
enum Reply {
    Bytes(Vec<u8>),
    /// Nothing, for as long as the test runs.
    Silence,
    /// Bytes, and nothing after them for as long as the test runs.
    Standstill(&'static [u8]),
}

struct Server {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    timeouts: Timeouts,
}

impl Server {
    /// Answers one request per connection, in this order.
    async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (replies, log) = (replies.into_iter().collect::<Vec<_>>(), Arc::clone(&heard));
        let waits = replies.iter().any(|reply| matches!(reply, Reply::Silence));
        let timeouts = if waits { IMPATIENT } else { Timeouts::default() };
        tokio::spawn(async move {
            let mut open = Vec::new();
            for reply in replies {
                let (mut connection, _) = listener.accept().await.unwrap();
                let request = read_request(&mut connection).await;
                log.lock().unwrap().push(request);
                match reply {
                    Reply::Bytes(bytes) => connection.write_all(&bytes).await.unwrap(),
                    Reply::Silence => open.push(connection),
                    Reply::Standstill(bytes) => {
                        connection.write_all(bytes).await.unwrap();
                        open.push(connection);
                    }
                }
            }
            std::future::pending::<()>().await;
        });
        Self { url, heard, timeouts }
    }

    async fn answering(status: &str, body: &str) -> Self {
        Self::start([answer(status, "", body)]).await
    }

    fn waited_for(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    fn account(&self) -> Account {
        Client::with_timeouts(&self.url, self.timeouts).unwrap().with(&SecretString::from(TOKEN))
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn read_request(connection: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let read = connection.read_buf(&mut request).await.unwrap();
        assert!(read > 0, "half a request: {}", String::from_utf8_lossy(&request));
    }
    String::from_utf8(request).unwrap()
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    body.len() >= length
}

fn answer(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes())
}

fn redirect(to: &str) -> Reply {
    answer("302 Found", &format!("location: {to}\r\n"), "")
}

fn hello() -> Message {
    let message = Message::new(Recipient::wa_id("16505551234").unwrap(), Text::new("Hello").unwrap()).unwrap();
    message.callback_data("0192f0c1").unwrap()
}

async fn send_to(server: &Server) -> ClientError {
    server.account().send(NUMBER, &hello()).await.unwrap_err()
}

/// A lost answer: settled if it was a send, asked again if it was a question.
async fn assert_lost(reply: impl Fn() -> Reply, is_expected: fn(&LostAnswer) -> bool) {
    let server = Server::start([reply(), reply()]).await;
    let send = send_to(&server).await;
    assert!(matches!(&send, ClientError::Lost { repeatable: false, source } if is_expected(source)), "{send:?}");
    assert_eq!(send.action(), Action::Settle);
    let question = server.account().business_account("1").await.unwrap_err();
    assert!(matches!(&question, ClientError::Lost { repeatable: true, source } if is_expected(source)), "{question:?}");
    assert_eq!(question.action(), Action::RetryLater);
}

#[tokio::test]
async fn a_message_is_posted_to_its_number_with_the_token_and_the_answer_is_read() {
    let body = json!({"messaging_product": "whatsapp", "contacts": [{"input": "+16505551234", "wa_id": "16505551234"}],
        "messages": [{"id": "wamid.A", "message_status": "held_for_quality_assessment"}], "later": 1});
    let usage = "x-business-use-case-usage: {\"102\":[{\"type\":\"whatsapp\",\"call_count\":3}]}\r\n";
    let server = Server::start([answer("200 OK", usage, &body.to_string())]).await;
    let sent = server.account().send(NUMBER, &hello()).await.unwrap();
    assert_eq!((sent.wamid.as_str(), sent.wa_id.as_deref(), sent.user_id), ("wamid.A", Some("16505551234"), None));
    assert_eq!((sent.pacing, sent.usage[0].calls_percent), (Pacing::HeldForQualityAssessment, 3));

    let heard = server.heard().remove(0);
    let (head, body) = heard.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v25.0/106540352242922/messages HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("authorization: Bearer EAAGsecret") && head.contains("content-type: application/json"), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+16505551234", "type": "text",
            "text": {"body": "Hello"}, "biz_opaque_callback_data": "0192f0c1"})
    );
}

#[tokio::test]
async fn a_pacing_word_from_the_future_does_not_lose_the_answer() {
    let server = Server::answering("200 OK", r#"{"messages":[{"id":"wamid.A","message_status":"on_its_way"}]}"#).await;
    assert_eq!(server.account().send(NUMBER, &hello()).await.unwrap().pacing, Pacing::Unknown);
}

#[tokio::test]
async fn a_marketing_message_has_a_call_of_its_own() {
    let server = Server::answering("200 OK", r#"{"messages":[{"id":"wamid.A"}]}"#).await;
    let template = Template::new("sale", "en").unwrap();
    let message = Message::new(Recipient::wa_id("16505551234").unwrap(), template).unwrap().marketing(ProductPolicy::Strict).unwrap();
    server.account().send(NUMBER, &message).await.unwrap();
    let heard = server.heard().remove(0);
    assert!(heard.starts_with("POST /v25.0/106540352242922/marketing_messages HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains(r#""product_policy":"STRICT""#), "{heard}");
}

#[tokio::test]
async fn reading_and_typing_are_one_call() {
    let done = || answer("200 OK", "", r#"{"success":true}"#);
    let server = Server::start([done(), done(), answer("200 OK", "", r#"{"success":false}"#)]).await;
    let account = server.account();
    account.mark_read(NUMBER, "wamid.A", false).await.unwrap();
    account.mark_read(NUMBER, "wamid.A", true).await.unwrap();
    assert!(matches!(account.mark_read(NUMBER, "wamid.A", true).await, Err(ClientError::NotDone)));
    let bodies: Vec<Value> =
        server.heard().iter().map(|heard| serde_json::from_str(heard.split_once("\r\n\r\n").unwrap().1).unwrap()).collect();
    assert_eq!(bodies[0], json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}));
    assert_eq!(bodies[1]["typing_indicator"], json!({"type": "text"}));
}

#[tokio::test]
async fn a_message_that_was_taken_is_never_lost_for_what_stands_beside_its_id() {
    for odd in ["null", "{}", "7", "\"x\"", "[null]", r#"[{"wa_id":null,"user_id":{}}]"#] {
        let body = format!(r#"{{"contacts":{odd},"messages":[{{"id":"wamid.A","group_id":null,"message_status":null}}]}}"#);
        let sent = Server::answering("200 OK", &body).await.account().send(NUMBER, &hello()).await.unwrap();
        assert_eq!((sent.wamid.as_str(), sent.wa_id, sent.pacing), ("wamid.A", None, Pacing::Accepted), "{odd}");
    }
}

#[tokio::test]
async fn a_refusal_is_an_answer_with_its_code_and_quota() {
    let body = r#"{"error":{"message":"(#80007) Rate limit","code":80007,"error_data":{"details":"slow down"},"fbtrace_id":"Az"}}"#;
    let usage = "x-business-use-case-usage: {\"102\":[{\"call_count\":100,\"estimated_time_to_regain_access\":4}]}\r\n";
    // The code decides, whatever the status says.
    for status in ["400 Bad Request", "429 Too Many Requests", "500 Internal Server Error", "200 OK"] {
        let server = Server::start([answer(status, usage, body)]).await;
        let error = send_to(&server).await;
        assert_eq!((error.action(), error.wait()), (Action::SlowNumber, Duration::from_mins(4)), "{status}: {error:?}");
        assert!(matches!(&error, ClientError::Refused(refusal) if refusal.details.as_deref() == Some("slow down")), "{error:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_the_token_goes_nowhere() {
    let elsewhere = Server::answering("200 OK", r#"{"messages":[{"id":"wamid.A"}]}"#).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Server::start([answer(status, &format!("location: {}/\r\n", elsewhere.url), "")]).await;
        let error = send_to(&server).await;
        assert!(matches!(error, ClientError::NotTheGraph { .. }), "{error:?}");
        assert_eq!(error.action(), Action::FixRequest);
    }
    assert_eq!(elsewhere.heard(), [""; 0]);
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let account = Client::new(&url).unwrap().with(&SecretString::from(TOKEN));
    let error = account.send(NUMBER, &hello()).await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { .. }), "{error:?}");
    assert_eq!(error.action(), Action::RetryLater);
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_lost() {
    assert_lost(|| Reply::Silence, |lost| matches!(lost, LostAnswer::Timeout(_))).await;
}

#[tokio::test]
async fn an_answer_that_stops_half_way_is_lost() {
    let half = || Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"messages\":[{\"id\":\"wam".to_vec());
    assert_lost(half, |lost| matches!(lost, LostAnswer::Broken(_))).await;
    assert_lost(|| Reply::Bytes(b"HTTP/1.1 200".to_vec()), |lost| matches!(lost, LostAnswer::Broken(_))).await;
    assert_lost(|| Reply::Bytes(Vec::new()), |lost| matches!(lost, LostAnswer::Broken(_))).await;
}

#[tokio::test]
async fn an_answer_of_somebody_else_is_lost_when_the_provider_may_have_acted() {
    let unreadable = |lost: &LostAnswer| matches!(lost, LostAnswer::Unreadable { .. });
    for (status, body) in
        [("200 OK", "{\"messages\":[{"), ("200 OK", ""), ("200 OK", "[]"), ("502 Bad Gateway", "<html>"), ("504 Gateway Timeout", "")]
    {
        assert_lost(|| answer(status, "", body), unreadable).await;
    }
    let server = Server::answering("200 OK", r#"{"messages":[]}"#).await;
    assert_eq!(send_to(&server).await.action(), Action::Settle);
}

#[tokio::test]
async fn an_answer_of_a_proxy_that_refused_is_not_lost() {
    for (status, action) in
        [("403 Forbidden", Action::FixRequest), ("404 Not Found", Action::FixRequest), ("429 Too Many", Action::RetryLater)]
    {
        let server = Server::answering(status, "<html>").await;
        assert_eq!(send_to(&server).await.action(), action, "{status}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let body = " ".repeat(5 * 1024 * 1024);
    assert_lost(|| answer("200 OK", "", &body), |lost| matches!(lost, LostAnswer::TooLong { .. })).await;
}

#[tokio::test]
async fn no_error_shows_the_token() {
    let server = Server::start([Reply::Silence, answer("200 OK", "", "{"), redirect("http://[bad")]).await;
    for _ in 0..3 {
        let error = server.account().token_info().await.unwrap_err();
        assert!(!format!("{error:?} {error}").contains(TOKEN), "{error:?}");
    }
    assert!(server.heard()[0].contains(TOKEN), "the query holds it, so the error could have");
    assert!(!format!("{:?}", server.account()).contains(TOKEN));
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_told_before_anything_is_sent() {
    let server = Server::start([]).await;
    let account = Client::new(&server.url).unwrap().with(&SecretString::from("EAAG\nX"));
    let error = account.send(NUMBER, &hello()).await.unwrap_err();
    assert_eq!((error.action(), server.heard().len()), (Action::RefreshToken, 0), "{error:?}");
}

#[tokio::test]
async fn an_upload_session_is_addressed_as_it_is_with_the_other_scheme() {
    let server = Server::answering("200 OK", r#"{"h":"4::aW"}"#).await;
    let call = Call::upload(Method::POST, "upload:MTph==?sig=ARb").bytes("raw");
    let answer: Value = server.account().call(call).await.unwrap();
    assert_eq!(answer["h"], "4::aW");
    let heard = server.heard().remove(0);
    assert!(heard.starts_with("POST /v25.0/upload:MTph==?sig=ARb HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains("authorization: OAuth EAAGsecret") && heard.ends_with("\r\n\r\nraw"), "{heard}");
}

#[tokio::test]
async fn a_file_is_read_with_the_token_as_it_comes() {
    let server = Server::start([redirect("/files/1"), answer("200 OK", "", "abcdef")]).await;
    let mut fetch = server.account().fetch(&format!("{}/media/1", server.url)).await.unwrap();
    assert_eq!(fetch.announced_bytes(), Some(6));
    let mut bytes = Vec::new();
    while let Some(chunk) = fetch.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, b"abcdef");
    let heard = server.heard();
    assert!(heard[1].starts_with("GET /files/1 ") && heard.iter().all(|heard| heard.contains("Bearer EAAGsecret")), "{heard:?}");
}

#[tokio::test]
async fn a_file_elsewhere_is_not_asked_for_directly_or_by_redirect() {
    let elsewhere = Server::answering("200 OK", "secrets").await;
    let server = Server::start([redirect(&elsewhere.url)]).await;
    for url in [&elsewhere.url, &format!("{}/media/1", server.url)] {
        let error = server.account().fetch(url).await.unwrap_err();
        assert!(matches!(error, ClientError::BadUrl { .. }), "{error:?}");
    }
    assert_eq!(elsewhere.heard(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_leads_in_circles_or_nowhere_is_given_up() {
    let circle = Server::start((0..4).map(|_| redirect("/again"))).await;
    let error = circle.account().fetch(&circle.url).await.unwrap_err();
    assert!(matches!(error, ClientError::Redirected { .. }), "{error:?}");
    assert_eq!(circle.heard().len(), 4);
    let nowhere = Server::start([answer("302 Found", "", "")]).await;
    assert!(matches!(nowhere.account().fetch(&nowhere.url).await, Err(ClientError::Redirected { .. })));
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error_and_an_expired_one_an_answer() {
    let half = Server::start([Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec())]).await;
    let mut fetch = half.account().fetch(&half.url).await.unwrap();
    let mut last = fetch.chunk().await;
    while let Ok(Some(_)) = last {
        last = fetch.chunk().await;
    }
    assert_eq!(last.unwrap_err().action(), Action::RetryLater);
    let expired = Server::answering("404 Not Found", r#"{"error":{"code":100,"error_subcode":33}}"#).await;
    let error = expired.account().fetch(&expired.url).await.unwrap_err();
    assert!(matches!(&error, ClientError::Refused(refusal) if refusal.status == 404), "{error:?}");
}

#[tokio::test]
async fn a_file_that_goes_up_slowly_arrives() {
    let server = Server::answering("200 OK", r#"{"id":"7"}"#).await.waited_for(FOR_SHORT);
    let second = stream::once(async {
        tokio::time::sleep(2 * FOR_SHORT.silence).await;
        Ok(Bytes::from("def"))
    });
    let pieces = stream::iter([Ok::<_, io::Error>(Bytes::from("abc"))]).chain(second);
    let file = MediaFile::new("a.png", "image/png", 6).unwrap();
    assert_eq!(server.account().upload_media(NUMBER, &file, Body::wrap_stream(pieces)).await.unwrap(), "7");
    assert!(server.heard()[0].contains("abcdef"));
}

#[tokio::test]
async fn a_file_that_stands_still_on_its_way_down_is_given_up() {
    let first_bytes = Reply::Standstill(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
    let half_a_refusal = Reply::Standstill(b"HTTP/1.1 404 Not Found\r\ncontent-length: 10\r\n\r\n{");
    let server = Server::start([first_bytes, Reply::Silence, half_a_refusal]).await.waited_for(FOR_SHORT);
    let mut fetch = server.account().fetch(&server.url).await.unwrap();
    assert_eq!(fetch.chunk().await.unwrap().as_deref(), Some(&b"abc"[..]));
    let mut silences = vec![fetch.chunk().await.map(drop)];
    for _ in 0..2 {
        silences.push(server.account().fetch(&server.url).await.map(drop));
    }
    for silent in silences {
        let error = silent.unwrap_err();
        assert!(matches!(error, ClientError::Lost { repeatable: true, source: LostAnswer::Silence(_) }), "{error:?}");
        assert_eq!(error.action(), Action::RetryLater);
    }
}
