//! Resumable uploads: sessions, offsets, breaks.

use bytes::Bytes;
use whatsapp::client::Action;
use whatsapp::client::upload::UploadSession;

use crate::server::Server;

const BEGUN: &str = r#"{"id":"upload:MTphdHRhY2htZW50==?sig=ARb-c_d"}"#;
const RETRY: &str =
    r#"{"debug_info":{"retriable":true,"type":"PartialRequestError","message":"Partial request (did not match length of file)"}}"#;
const SESSION: &str = "/v25.0/upload:MTphdHRhY2htZW50==?sig=ARb-c_d";

fn offset(bytes: u64) -> String {
    format!(r#"{{"id":"upload:MTphdHRhY2htZW50==","file_offset":{bytes}}}"#)
}

#[tokio::test]
async fn a_file_goes_up_in_one_piece_where_nothing_breaks() {
    let server = Server::start().await;
    server.answer(200, BEGUN).answer(200, r#"{"h":"4::aW\n4::bX"}"#);
    let handle = server.account().upload("67", "a b.png", "image/png", Bytes::from_static(b"0123456789")).await.unwrap();
    assert_eq!(handle, "4::aW\n4::bX", "a handle may hold several lines");
    let asked = server.asked();
    assert_eq!(asked[0].line, "POST /v25.0/67/uploads?file_name=a+b.png&file_length=10&file_type=image%2Fpng");
    assert_eq!(asked[0].header("authorization"), "Bearer EAAGsecret");
    assert_eq!(asked[1].line, format!("POST {SESSION}"), "the id is used as it came");
    assert_eq!((asked[1].header("authorization"), asked[1].header("file_offset")), ("OAuth EAAGsecret", "0"));
    assert_eq!(&asked[1].body[..], b"0123456789");
}

#[tokio::test]
async fn after_a_break_it_goes_on_from_where_it_came_to() {
    let server = Server::start().await;
    server
        .answer(200, BEGUN)
        .answer(400, RETRY)
        .answer(200, offset(4))
        .answer(503, "")
        .answer(200, offset(9))
        .answer(200, r#"{"h":"4::aW"}"#);
    let handle = server.account().upload("67", "a.png", "image/png", Bytes::from_static(b"0123456789")).await.unwrap();
    assert_eq!(handle, "4::aW");
    let asked = server.asked();
    let sent: Vec<_> = asked.iter().skip(1).step_by(2).map(|asked| (asked.header("file_offset"), &asked.body[..])).collect();
    assert_eq!(sent, [("0", &b"0123456789"[..]), ("4", b"456789"), ("9", b"9")]);
    assert!(asked.iter().skip(2).step_by(2).all(|asked| asked.line == format!("GET {SESSION}")));
}

#[tokio::test]
async fn breaks_without_progress_end_in_the_error() {
    let server = Server::start().await;
    server.answer(200, BEGUN);
    for _ in 0..4 {
        server.answer(400, RETRY).answer(200, offset(0));
    }
    let error = server.account().upload("67", "a.png", "image/png", Bytes::from_static(b"01")).await.unwrap_err();
    assert_eq!(error.action(), Action::RetryLater);
    assert_eq!(server.asked().len(), 8, "a session, four tries and three questions");
}

#[tokio::test]
async fn an_offset_beyond_the_file_and_a_refusal_are_errors() {
    let server = Server::start().await;
    server.answer(200, BEGUN).answer(400, RETRY).answer(200, offset(11));
    assert!(server.account().upload("67", "a.png", "image/png", Bytes::from_static(b"0123456789")).await.is_err());
    let refused = r#"{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"no"}}"#;
    server.answer(200, BEGUN).answer(400, refused);
    let error = server.account().upload("67", "a.png", "image/png", Bytes::from_static(b"01")).await.unwrap_err();
    assert_eq!(error.action(), Action::FixRequest);
}

#[tokio::test]
async fn a_session_is_taken_up_by_its_id_alone() {
    let server = Server::start().await;
    server.answer(200, offset(3)).answer(200, r#"{"h":"4::aW"}"#);
    let session = UploadSession { id: "upload:MTphdHRhY2htZW50==?sig=ARb-c_d".to_owned() };
    let account = server.account();
    assert_eq!(account.upload_offset(&session).await.unwrap(), 3);
    assert_eq!(account.continue_upload(&session, 3, Bytes::from_static(b"3456")).await.unwrap(), "4::aW");
    let stranger = UploadSession { id: "../me".to_owned() };
    assert!(account.upload_offset(&stranger).await.is_err());
}
