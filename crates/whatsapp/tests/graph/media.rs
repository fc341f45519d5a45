//! Media up and down.

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use proptest::prelude::*;
use whatsapp::client::media::{Download, MediaError, MediaFile};
use whatsapp::client::{Action, ClientError};

use crate::server::Server;

const FILE: &[u8] = b"not really a picture";
/// SHA-256 of [`FILE`], as aws-lc-rs and `sha256sum` give it.
fn sha256() -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, FILE))
}

fn info(server: &Server, size: &str, sha256: &str) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","url":"{}/file?mid=1","mime_type":"image/png","sha256":"{sha256}","file_size":{size},"id":"7"}}"#,
        server.url
    )
}

async fn all(mut download: Download) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_goes_up_as_a_form_in_pieces() {
    let server = Server::start().await;
    server.answer(200, r#"{"id":"1479537139650973"}"#);
    let file = MediaFile::new("a \"b\".png", "image/png", FILE.len() as u64).unwrap();
    let pieces = stream::iter(FILE.chunks(3).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect::<Vec<_>>());
    let id = server.account().upload_media("106", &file, whatsapp::client::media::Body::wrap_stream(pieces)).await.unwrap();
    assert_eq!(id, "1479537139650973");
    let asked = server.asked_once();
    assert_eq!(asked.line, "POST /v25.0/106/media");
    let boundary = asked.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
    assert_eq!(asked.header("content-length"), asked.body.len().to_string(), "the length is told although the file is streamed");
    let form = String::from_utf8(asked.body.to_vec()).unwrap();
    let parts: Vec<&str> = form.split(&format!("--{boundary}")).map(str::trim).collect();
    assert_eq!(parts.len(), 5, "{form}");
    assert_eq!(parts[1], "Content-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp");
    assert_eq!(parts[2], "Content-Disposition: form-data; name=\"type\"\r\n\r\nimage/png");
    assert!(parts[3].starts_with("Content-Disposition: form-data; name=\"file\"; filename=\"a "), "{}", parts[3]);
    assert!(parts[3].ends_with("Content-Type: image/png\r\n\r\nnot really a picture"), "{}", parts[3]);
    assert_eq!(parts[4], "--");
}

#[tokio::test]
async fn a_file_says_how_long_it_is_kept_where_that_was_asked_for() {
    let server = Server::start().await;
    server.answer(200, r#"{"id":"7"}"#);
    let file = MediaFile::new("a.png", "image/png", FILE.len() as u64).and_then(|it| it.ttl_minutes(60)).unwrap();
    server.account().upload_media("106", &file, FILE).await.unwrap();
    let form = String::from_utf8(server.asked_once().body.to_vec()).unwrap();
    assert!(form.contains("name=\"ttl_minutes\"\r\n\r\n60\r\n"), "{form}");
}

#[tokio::test]
async fn a_file_comes_down_whole_and_checked() {
    let server = Server::start().await;
    server.answer(200, info(&server, "\"20\"", &sha256())).answer(200, FILE);
    let download = server.account().download_media("7", Some("106"), 20).await.unwrap();
    assert_eq!(download.info.mime_type.as_deref(), Some("image/png"));
    assert_eq!(all(download).await.unwrap(), FILE);
    let asked = server.asked();
    assert_eq!((asked[0].line.as_str(), asked[1].line.as_str()), ("GET /v25.0/7?phone_number_id=106", "GET /file?mid=1"));
    assert_eq!(asked[1].header("authorization"), "Bearer EAAGsecret");
    assert!(asked[1].header("user-agent").starts_with("switchboard/"));
}

#[tokio::test]
async fn an_address_that_has_expired_is_asked_for_once_more() {
    let server = Server::start().await;
    for status in [404, 403] {
        server
            .answer(200, info(&server, "20", &sha256()))
            .answer(status, "gone")
            .answer(200, info(&server, "20", &sha256()))
            .answer(200, FILE);
        assert_eq!(all(server.account().download_media("7", None, 20).await.unwrap()).await.unwrap(), FILE);
        assert_eq!(server.asked().len(), 4);
    }
    server.answer(200, info(&server, "20", &sha256())).answer(404, "gone").answer(200, info(&server, "20", &sha256())).answer(404, "gone");
    let error = server.account().download_media("7", None, 20).await.unwrap_err();
    assert!(matches!(error, MediaError::Client(ClientError::NotTheGraph { status: 404 })), "{error:?}");
    assert_eq!(server.asked().len(), 4, "once, not for ever");
}

#[tokio::test]
async fn what_is_too_large_is_left_where_it_is() {
    let server = Server::start().await;
    server.answer(200, info(&server, "21", &sha256()));
    assert!(matches!(server.account().download_media("7", None, 20).await, Err(MediaError::TooLarge { bytes_max: 20 })));
    assert_eq!(server.asked().len(), 1, "not a byte of it was asked for");
    // The host says another length than the Graph API.
    server.answer(200, info(&server, "1", &sha256())).answer(200, FILE);
    assert!(matches!(server.account().download_media("7", None, 19).await, Err(MediaError::TooLarge { .. })));
    // Nobody says a length.
    let endless = Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(FILE))));
    server.answer(200, info(&server, "null", &sha256())).answer(200, endless);
    let download = server.account().download_media("7", None, 30).await.unwrap();
    assert!(matches!(all(download).await, Err(MediaError::TooLarge { .. })));
}

#[tokio::test]
async fn other_bytes_and_missing_bytes_are_told() {
    let server = Server::start().await;
    server.answer(200, info(&server, "20", &sha256())).answer(200, "not really A picture");
    assert!(matches!(all(server.account().download_media("7", None, 99).await.unwrap()).await, Err(MediaError::OtherBytes)));
    server.answer(200, info(&server, "20", "opaque")).answer(200, "short");
    let error = all(server.account().download_media("7", None, 99).await.unwrap()).await.unwrap_err();
    assert!(matches!(error, MediaError::CutShort { bytes: 5, announced: 20 }), "{error:?}");
}

#[tokio::test]
async fn the_token_follows_no_redirect_to_another_server() {
    let server = Server::start().await;
    let other = Server::start().await;
    server.answer(200, info(&server, "20", &sha256())).redirect(&format!("{}/file", other.url));
    let error = server.account().download_media("7", None, 99).await.unwrap_err();
    assert!(matches!(error, MediaError::Client(ClientError::BadUrl { .. })), "{error:?}");
    assert!(other.asked().is_empty());
    server.answer(200, info(&server, "20", &sha256())).redirect("/elsewhere").answer(200, FILE);
    assert_eq!(all(server.account().download_media("7", None, 99).await.unwrap()).await.unwrap(), FILE);
}

#[tokio::test]
async fn a_file_that_is_gone_is_no_reason_to_ask_again() {
    let server = Server::start().await;
    let gone = r#"{"error":{"message":"Unsupported get request","type":"GraphMethodException","code":100,"error_subcode":33}}"#;
    server.answer(400, gone).answer(400, gone).answer(200, r#"{"success":true}"#);
    let account = server.account();
    let Err(MediaError::Client(error)) = account.download_media("7", None, 1).await else { panic!("a file came of nothing") };
    assert_eq!(error.action(), Action::FixRequest);
    assert_eq!(account.delete_media("7").await.unwrap_err().action(), Action::FixRequest);
    account.delete_media("8").await.unwrap();
    assert_eq!(server.asked()[2].line, "DELETE /v25.0/8");
}

proptest! {
    #[test]
    fn sizes_around_the_limit_are_judged_by_the_type(over in -2_i64..=2, pick in any::<prop::sample::Index>()) {
        let types = whatsapp::client::media::MEDIA_TYPES;
        let (mime_type, bytes_max) = types[pick.index(types.len())];
        let bytes = bytes_max.checked_add_signed(over).unwrap();
        prop_assert_eq!(MediaFile::new("a", mime_type, bytes).is_ok(), over <= 0);
    }
}
