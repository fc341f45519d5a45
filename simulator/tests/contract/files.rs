//! Media and resumable uploads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use reqwest::multipart::{Form, Part};
use secrecy::SecretString;
use serde_json::{Value, json};
use whatsapp::client::media::{MEDIA_TYPES, MediaFile};
use whatsapp::client::upload::{UPLOAD_BYTES_MAX, UPLOAD_TYPES};
use whatsapp::client::{Account, Client, ClientError};

use super::{account, code};
use crate::harness::{NUMBER, TOKEN, serve};
use crate::office::{APP, Office};

#[tokio::test]
async fn types_and_sizes_of_files_are_refused_by_both() {
    let office = Office::open().await;
    for (mime_type, bytes_max) in MEDIA_TYPES.iter().filter(|(_, bytes_max)| *bytes_max < 10 * 1024 * 1024) {
        let mut animated = vec![0; *bytes_max as usize + 1];
        animated[12..16].copy_from_slice(b"VP8X");
        animated[20] = 2;
        assert!(MediaFile::new("a", *mime_type, bytes_max + 1).is_err(), "{mime_type}");
        assert_eq!(office.uploads(mime_type, animated.clone()).await.0, 400, "{mime_type}");
        animated.pop();
        assert!(MediaFile::new("a", *mime_type, *bytes_max).is_ok(), "{mime_type}");
        assert_eq!(office.uploads(mime_type, animated).await.0, 200, "{mime_type}");
    }
    for (mime_type, bytes) in [("application/zip", 1), ("image/png", 0), ("hologram/3d", 1)] {
        assert!(MediaFile::new("a", mime_type, bytes as u64).is_err(), "{mime_type}");
        assert_eq!(office.uploads(mime_type, vec![0; bytes]).await.0, 400, "{mime_type}");
    }
}

#[tokio::test]
async fn a_file_is_kept_for_the_minutes_that_were_asked_for() {
    let office = Office::open().await;
    let account = account(&office);
    let file = || MediaFile::new("a.png", "image/png", 9).unwrap();
    for minutes in [0, 59, 43_201] {
        assert!(file().ttl_minutes(minutes).is_err(), "{minutes}");
        let form = Form::new().text("messaging_product", "whatsapp").text("type", "image/png").text("ttl_minutes", minutes.to_string());
        let form = form.part("file", Part::bytes(b"a picture".as_slice()));
        let url = format!("{}/{NUMBER}/media", office.url);
        let answer = office.simulator.http().post(url).bearer_auth(TOKEN).multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{minutes}");
    }
    let id = account.upload_media(NUMBER, &file().ttl_minutes(60).unwrap(), "a picture").await.unwrap();
    let month = account.upload_media(NUMBER, &file().ttl_minutes(43_200).unwrap(), "a picture").await.unwrap();
    office.advance(59 * 60);
    account.media(&id, None).await.unwrap();
    office.advance(60);
    assert_eq!(code(account.media(&id, None).await.unwrap_err()), 100);
    account.media(&month, None).await.unwrap();
}

async fn downloaded(account: &Account, id: &str) -> Vec<u8> {
    let mut download = account.download_media(id, None, 100).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down_again_until_it_is_deleted() {
    let office = Office::open().await;
    let account = account(&office);
    let file = MediaFile::new("a.png", "image/png", 9).unwrap();
    let id = account.upload_media(NUMBER, &file, "a picture").await.unwrap();
    assert_eq!(account.media(&id, Some(NUMBER)).await.unwrap().bytes, Some(9));
    assert_eq!(downloaded(&account, &id).await, b"a picture");
    assert!(account.download_media(&id, None, 8).await.is_err(), "more than was asked for");
    account.delete_media(&id).await.unwrap();
    assert_eq!(code(account.media(&id, None).await.unwrap_err()), 100);
    assert_eq!(code(account.delete_media(&id).await.unwrap_err()), 100);
}

#[tokio::test]
async fn a_file_comes_down_also_when_its_address_expires_before_it_is_asked_for() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    // Five minutes pass between the answer with the first address and the request for it.
    let (simulator, asked) = (office.simulator.clone(), Arc::new(AtomicUsize::new(0)));
    let count = asked.clone();
    let late = from_fn(move |request: Request, next: Next| {
        if request.uri().path().ends_with("/attachments/") && count.fetch_add(1, Ordering::Relaxed) == 0 {
            simulator.advance_ms(5 * 60 * 1000);
        }
        next.run(request)
    });
    let slow = serve(simulator::router(office.simulator.clone()).layer(late)).await;
    let account = Client::new(&format!("http://{slow}")).unwrap().with(&SecretString::from(TOKEN));
    assert_eq!(downloaded(&account, &id).await, b"a picture");
    assert_eq!(asked.load(Ordering::Relaxed), 2, "the first address was dead");
}

#[tokio::test]
async fn a_resumable_upload_survives_a_break() {
    let office = Office::open().await;
    let account = account(&office);
    let rule = json!({"rules": [{"endpoint": "upload", "mode": "next", "reset": true}]});
    *office.simulator.faults() = serde_json::from_value(rule).unwrap();
    let handle = account.upload(APP, "a.png", "image/png", Bytes::from_static(b"a picture")).await.unwrap();
    assert!(handle.starts_with("4::"));
    let session = account.begin_upload(APP, "b.png", "image/png", 4).await.unwrap();
    assert_eq!(account.upload_offset(&session).await.unwrap(), 0);
    assert!(account.continue_upload(&session, 0, Bytes::from_static(b"file")).await.unwrap().starts_with("4::"));
    assert_eq!(code(account.continue_upload(&session, 2, Bytes::from_static(b"x")).await.unwrap_err()), 100, "from another offset");
}

#[tokio::test]
async fn what_is_no_sample_of_a_template_is_not_uploaded_by_either() {
    let office = Office::open().await;
    let account = account(&office);
    for (mime_type, bytes) in [("font/woff", 1), ("image/png", 0), ("image/png", UPLOAD_BYTES_MAX + 1)] {
        let refused = account.begin_upload(APP, "a", mime_type, bytes).await.unwrap_err();
        assert!(matches!(refused, ClientError::Invalid(_)), "{refused:?}");
        let path = format!("{APP}/uploads?file_name=a&file_length={bytes}&file_type={mime_type}");
        assert_eq!(office.refused("POST", &path, Value::Null).await, 100, "{mime_type} {bytes}");
    }
    for mime_type in UPLOAD_TYPES {
        account.begin_upload(APP, "a", mime_type, UPLOAD_BYTES_MAX).await.unwrap();
    }
}
