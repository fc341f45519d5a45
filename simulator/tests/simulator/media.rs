//! Media (section 8) and resumable uploads (section 8.1).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::header;
use axum::routing::get;
use reqwest::multipart;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::harness::{NUMBER, PATIENCE, TOKEN, serve};
use crate::office::{APP, LENA, Office};

const THIRTY_DAYS_S: i64 = 30 * 24 * 3600;

#[tokio::test]
async fn media_is_uploaded_resolved_downloaded_with_the_token_and_deleted() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    let resolved = office.done("GET", &id, Value::Null).await;
    assert_eq!((&resolved["mime_type"], &resolved["file_size"], &resolved["id"]), (&json!("image/png"), &json!(9), &json!(id)));
    assert_eq!(resolved["sha256"].as_str().unwrap().len(), 64, "hex: {resolved}");
    office.done("GET", &format!("{id}?phone_number_id={NUMBER}"), Value::Null).await;
    assert_eq!(office.refused("GET", &format!("{id}?phone_number_id=1"), Value::Null).await, 100);

    let url = resolved["url"].as_str().unwrap();
    let fetch = async |token: Option<&str>| {
        let request = office.simulator.http().get(url);
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        request.send().await.unwrap()
    };
    assert_eq!(fetch(None).await.status(), 404);
    assert_eq!(fetch(Some("another")).await.status(), 404);
    let answer = fetch(Some(TOKEN)).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(answer.bytes().await.unwrap(), "a picture");

    office.done("DELETE", &id, Value::Null).await;
    let (status, gone) = office.call("GET", &id, Value::Null).await;
    assert_eq!((status, &gone["error"]["code"], &gone["error"]["error_subcode"]), (400, &json!(100), &json!(33)));
    assert_eq!(office.refused("DELETE", &id, Value::Null).await, 100);
    assert_eq!(office.blobs().read(&id), None, "its bytes are gone too");
}

#[tokio::test]
async fn an_address_lives_five_minutes_and_can_t_be_made_up() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    let url = office.done("GET", &id, Value::Null).await["url"].as_str().unwrap().to_owned();
    let status = async |url: &str| office.simulator.http().get(url).bearer_auth(TOKEN).send().await.unwrap().status().as_u16();
    office.advance(299);
    assert_eq!(status(&url).await, 200);
    let (start, end) = url.split_once("&ext=").unwrap();
    let later = format!("{start}&ext=9{}", &end[1..]);
    assert_eq!(status(&later).await, 404, "a later end needs another hash");
    office.advance(1);
    assert_eq!(status(&url).await, 404);
    let again = office.done("GET", &id, Value::Null).await["url"].as_str().unwrap().to_owned();
    assert_eq!(status(&again).await, 200, "resolved once more");
    office.advance(THIRTY_DAYS_S);
    assert_eq!(office.refused("GET", &id, Value::Null).await, 100, "kept for 30 days");
}

#[tokio::test]
async fn types_sizes_and_missing_parts_of_an_upload_are_refused() {
    let office = Office::open().await;
    let code = async |mime_type: &str, bytes: usize| office.uploads(mime_type, vec![0; bytes]).await.1["error"]["code"].clone();
    const MB: usize = 1024 * 1024;
    assert_eq!(code("application/zip", 1).await, 100);
    assert_eq!(code("image/png", 0).await, 100);
    for (mime_type, bytes_max) in [("image/jpeg", 5 * MB), ("audio/mpeg", 16 * MB), ("video/mp4", 16 * MB), ("image/webp", 100 * 1024)] {
        assert_eq!(code(mime_type, bytes_max + 1).await, 131_053, "{mime_type}");
        assert_eq!(code(mime_type, bytes_max).await, Value::Null, "{mime_type}");
    }
    assert_eq!(code("application/pdf", 17 * MB).await, Value::Null, "documents may be larger");
    assert_eq!(office.refused("POST", &format!("{NUMBER}/media"), json!({"messaging_product": "whatsapp"})).await, 100, "no form");
}

#[tokio::test]
async fn what_has_expired_takes_no_room() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    let opened = office.done("POST", &format!("{APP}/uploads?file_name=a.jpg&file_length=10&file_type=image/jpeg"), Value::Null).await;
    office.appended(opened["id"].as_str().unwrap(), 0, b"0123").await;
    let upload = opened["id"].as_str().unwrap().split_once('?').unwrap().0.to_owned();
    let heard = json!({"phone_number_id": NUMBER, "kind": "image", "from": LENA});
    office.control("messages", heard).await;
    assert_eq!(office.simulator.read(|world| (world.media.len(), world.uploads.len())), (2, 1));
    office.advance(7 * 24 * 3600);
    office.until(|world| world.media.keys().collect::<Vec<_>>() == [&id]).await;
    assert_eq!((office.blobs().read(&id).is_some(), office.blobs().read(&upload).is_some()), (true, true));
    office.advance(23 * 24 * 3600);
    office.until(|world| world.media.is_empty() && world.uploads.is_empty()).await;
    // The bytes go right after.
    let gone = async {
        while office.blobs().read(&id).is_some() || office.blobs().read(&upload).is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("the bytes should be gone");
}

#[tokio::test]
async fn an_upload_is_kept_for_as_long_as_it_says() {
    let office = Office::open().await;
    let upload = async |ttl_minutes: &str| {
        let form = multipart::Form::new().text("messaging_product", "whatsapp").text("type", "image/png");
        let file = multipart::Part::bytes(b"a picture".to_vec()).file_name("file");
        let form = form.text("ttl_minutes", ttl_minutes.to_owned()).part("file", file);
        let request = office.simulator.http().post(format!("{}/v25.0/{NUMBER}/media", office.url)).bearer_auth(TOKEN);
        request.multipart(form).send().await.unwrap().json::<Value>().await.unwrap()
    };
    for wrong in ["59", "43201", "-60", "an hour", ""] {
        assert_eq!(upload(wrong).await["error"]["code"], 100, "{wrong:?}");
    }
    assert!(upload("43200").await["id"].is_string());
    let id = upload("60").await["id"].as_str().unwrap().to_owned();
    office.advance(3599);
    office.done("GET", &id, Value::Null).await;
    office.advance(1);
    assert_eq!(office.refused("GET", &id, Value::Null).await, 100);
}

#[tokio::test]
async fn a_link_is_fetched_once_in_ten_minutes() {
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = fetched.clone();
    let cake = move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { ([(header::CONTENT_TYPE, "image/jpeg")], "a cake") }
    };
    let site = serve(Router::new().route("/cake.jpg", get(cake))).await;
    let office = Office::open().await;
    office.hears(LENA);
    let message = json!({"type": "image", "image": {"link": format!("http://{site}/cake.jpg")}});
    for (wait, expected) in [(0, 1), (300, 1), (301, 2)] {
        office.advance(wait);
        let wamid = office.sent(message.clone()).await;
        assert_eq!(fetched.load(Ordering::Relaxed), expected);
        office.advance(6);
        let fate = office
            .simulator
            .read(|world| world.pending.values().any(|post| post.reports[0] == (wamid.clone(), "status:failed".to_owned())));
        assert!(!fate);
    }
    let as_video = office.sent(json!({"type": "video", "video": {"link": format!("http://{site}/cake.jpg")}})).await;
    office.advance(3600);
    assert_eq!(office.statuses(&as_video, 1).await[0]["statuses"][0]["errors"][0]["code"], 131_053);
}

#[tokio::test]
async fn a_still_sticker_of_a_link_is_held_to_its_size_too() {
    let still = async || ([(header::CONTENT_TYPE, "image/webp")], vec![0_u8; 101 * 1024]);
    let site = serve(Router::new().route("/still.webp", get(still))).await;
    let office = Office::open().await;
    office.hears(LENA);
    let sent = office.sent(json!({"type": "sticker", "sticker": {"link": format!("http://{site}/still.webp")}})).await;
    office.advance(3600);
    assert_eq!(office.statuses(&sent, 1).await[0]["statuses"][0]["errors"][0]["code"], 131_053);
}

#[tokio::test]
async fn a_resumable_upload_goes_on_from_its_offset_and_ends_with_a_handle() {
    let office = Office::open().await;
    let opened = office.done("POST", &format!("{APP}/uploads?file_name=a.jpg&file_length=10&file_type=image/jpeg"), Value::Null).await;
    let id = opened["id"].as_str().unwrap();
    assert!(id.starts_with("upload:") && id.contains("?sig=AR"), "{id}");
    assert_eq!(office.appended(id, 0, b"0123").await.0, 200);
    assert_eq!(office.done("GET", id, Value::Null).await, json!({"id": id, "file_offset": 4}));
    let (status, refused) = office.appended(id, 0, b"0123").await;
    assert_eq!((status, &refused["debug_info"]["retriable"]), (400, &json!(false)), "the wrong offset: {refused}");
    assert_eq!(office.appended(id, 4, b"4567890").await.0, 400, "longer than announced");
    let (unsigned, _) = id.split_once('?').unwrap();
    assert_eq!(office.appended(unsigned, 4, b"456789").await.0, 404, "the signature is part of the id");
    let (_, done) = office.appended(id, 4, b"456789").await;
    assert!(done["h"].as_str().unwrap().starts_with("4::"), "{done}");
    assert_eq!(office.blobs().read(unsigned).unwrap(), b"0123456789");
    for query in ["file_name=a&file_length=0&file_type=image/jpeg", "file_name=a&file_length=1&file_type=font/woff", "file_name=a"] {
        assert_eq!(office.refused("POST", &format!("{APP}/uploads?{query}"), Value::Null).await, 100, "{query}");
    }
    assert_eq!(office.refused("POST", "1/uploads?file_name=a&file_length=1&file_type=image/png", Value::Null).await, 100, "another app");
}

#[tokio::test]
async fn what_of_an_upload_has_arrived_when_the_connection_ends_is_kept() {
    let office = Office::open().await;
    let opened = office.done("POST", &format!("{APP}/uploads?file_name=a.jpg&file_length=10&file_type=image/jpeg"), Value::Null).await;
    let id = opened["id"].as_str().unwrap();
    let address = office.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v25.0/{id} HTTP/1.1\r\nhost: {address}\r\nauthorization: OAuth {TOKEN}\r\nfile_offset: 0\r\ncontent-length: 10\r\n\r\n0123"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    drop(connection);
    office.until(|world| world.uploads.values().all(|upload| upload.received_bytes == 4)).await;
    assert_eq!(office.done("GET", id, Value::Null).await["file_offset"], 4);
    assert!(office.appended(id, 4, b"456789").await.1["h"].is_string());
    assert_eq!(office.blobs().read(id.split_once('?').unwrap().0).unwrap(), b"0123456789");
}

#[tokio::test]
async fn of_two_parts_at_once_from_one_offset_one_is_kept() {
    let office = Office::open().await;
    for _ in 0..8 {
        let opened = office.done("POST", &format!("{APP}/uploads?file_name=a&file_length=8&file_type=image/png"), Value::Null).await;
        let id = opened["id"].as_str().unwrap();
        let parts = futures::future::join_all((0..8).map(|_| office.appended(id, 0, b"half"))).await;
        assert_eq!(parts.iter().filter(|(status, _)| *status == 200).count(), 1);
        assert_eq!(office.blobs().read(id.split_once('?').unwrap().0).unwrap(), b"half");
    }
}

#[tokio::test]
async fn fault_rules_reach_the_download_and_a_file_s_own_node() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    let url = office.done("GET", &id, Value::Null).await["url"].as_str().unwrap().to_owned();
    let strike = |rules: Value| *office.simulator.faults() = serde_json::from_value(json!({"rules": rules})).unwrap();
    let fetch = |token: &'static str| office.simulator.http().get(&url).bearer_auth(token).send();
    strike(json!([{"endpoint": "download", "mode": "always", "status": 503}]));
    let struck = fetch(TOKEN).await.unwrap();
    assert_eq!((struck.status().as_u16(), struck.headers().contains_key("x-business-use-case-usage")), (503, false));
    assert_eq!(struck.bytes().await.unwrap(), "", "another host than the Graph API: no envelope");
    assert_eq!(fetch("another").await.unwrap().status(), 404, "the token comes before the rules");
    office.done("GET", &id, Value::Null).await;
    strike(json!([{"endpoint": "download", "mode": "next", "half": true}]));
    assert!(fetch(TOKEN).await.unwrap().bytes().await.is_err(), "the second half never comes");
    assert_eq!(fetch(TOKEN).await.unwrap().bytes().await.unwrap(), "a picture");

    strike(json!([{"endpoint": "media_node", "mode": "always", "code": 131_016}, {"endpoint": "node", "mode": "always", "code": 4}]));
    assert_eq!(office.refused("GET", &id, Value::Null).await, 131_016);
    assert_eq!(office.refused("DELETE", &id, Value::Null).await, 131_016);
    assert_eq!(office.refused("GET", NUMBER, Value::Null).await, 4);
    assert_eq!(fetch(TOKEN).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_reset_forgets_files_uploads_and_counts_and_ends_loads() {
    let office = Office::open_with(json!({"management_calls_per_hour": 2})).await;
    let id = office.uploaded("image/png", b"a picture").await;
    let opened = office.done("POST", &format!("{APP}/uploads?file_name=a.jpg&file_length=10&file_type=image/jpeg"), Value::Null).await;
    office.appended(opened["id"].as_str().unwrap(), 0, b"0123").await;
    let upload = opened["id"].as_str().unwrap().split_once('?').unwrap().0.to_owned();
    office.done("GET", NUMBER, Value::Null).await;
    office.done("GET", NUMBER, Value::Null).await;
    assert_eq!(office.refused("GET", NUMBER, Value::Null).await, 80_007);
    let hanging = serve(Router::new().route("/hook", axum::routing::post(std::future::pending::<()>))).await;
    let load = json!({"phone_number_id": NUMBER, "count": 3, "urls": [format!("http://{hanging}/hook")]});
    let run: uuid::Uuid = office.control("load", load).await.1["run"].as_str().unwrap().parse().unwrap();
    let load = office.simulator.loads()[&run].clone();

    assert_eq!(office.control("reset", json!({})).await.0, 204);
    assert_eq!((office.blobs().read(&id), office.blobs().read(&upload)), (None, None));
    office.done("GET", NUMBER, Value::Null).await;
    assert!(office.simulator.loads().is_empty());
    tokio::time::timeout(PATIENCE, load.over()).await.expect("a run that waits for an answer ends");
}
