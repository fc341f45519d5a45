//! Media and resumable uploads.

use axum::body::Bytes;
use serde_json::json;
use whatsapp::client::media::{MEDIA_TYPES, MediaFile};

use super::{account, code};
use crate::harness::NUMBER;
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
async fn a_file_goes_up_and_comes_down_again_also_after_its_address_expired() {
    let office = Office::open().await;
    let account = account(&office);
    let file = MediaFile::new("a.png", "image/png", 9).unwrap();
    let id = account.upload_media(NUMBER, &file, "a picture").await.unwrap();
    assert_eq!(account.media(&id, Some(NUMBER)).await.unwrap().bytes, Some(9));
    let mut download = account.download_media(&id, None, 100).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, b"a picture");
    assert!(account.download_media(&id, None, 8).await.is_err(), "more than was asked for");
    account.delete_media(&id).await.unwrap();
    assert_eq!(code(account.media(&id, None).await.unwrap_err()), 100);
    assert_eq!(code(account.delete_media(&id).await.unwrap_err()), 100);
}

#[tokio::test]
async fn a_resumable_upload_survives_a_break() {
    let office = Office::open().await;
    let account = account(&office);
    let rule = json!({"rules": [{"endpoint": "upload", "mode": "next", "reset": true}]});
    *office.simulator.faults() = serde_json::from_value(rule).unwrap();
    let handle = account.upload(APP, "a.png", "image/png", Bytes::from_static(b"a picture")).await.unwrap();
    assert!(handle.starts_with("4::"));
    assert_eq!(code(account.begin_upload(APP, "a", "font/woff", 1).await.unwrap_err()), 100);
}
