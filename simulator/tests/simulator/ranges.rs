//! Numbers that nobody can reckon with are refused at the edge, with words, and leave nothing behind.

use serde_json::{Value, json};

use crate::harness::{NUMBER, Running, TOKEN};
use crate::office::{APP, Office};

#[tokio::test]
async fn times_and_counts_out_of_range_are_refused_with_words() {
    let running = Running::start(None).await;
    running.register(Some("http://127.0.0.1:9/hook")).await;
    let before = running.simulator.read(Clone::clone);
    let business = |policy: Value| {
        json!({"waba_id": "1", "phone_number_id": "1", "display_phone_number": "1", "name": "x", "app_secret": "x", "access_token": "x",
            "policy": policy})
    };
    for (method, path, member, body) in [
        ("POST", "messages", "timestamp", json!({"timestamp": i64::MAX})),
        ("POST", "messages", "timestamp", json!({"timestamp": -1})),
        ("POST", "messages", "status_delay_ms", json!({"direction": "echo", "status_delay_ms": i64::MAX})),
        ("POST", "messages", "duplicates", json!({"duplicates": u64::MAX})),
        ("POST", "messages", "count", json!({"count": 0})),
        ("POST", "statuses", "timestamp", json!({"wamid": "wamid.x", "statuses": ["read"], "timestamp": i64::MAX})),
        ("POST", "clock", "advance_seconds", json!({"advance_seconds": i64::MAX})),
        ("POST", "clock", "advance_seconds", json!({"advance_seconds": -1})),
        ("PUT", "faults", "delivery.delay_ms", json!({"delivery": {"delay_ms": i64::MAX}})),
        ("POST", "traffic", "history", json!({"action": "start", "history": u64::MAX})),
        ("POST", "load", "batch", json!({"count": 1, "batch": u64::MAX})),
        ("POST", "load", "rate_per_second", json!({"count": 2, "rate_per_second": 1e-300})),
        ("POST", "businesses", "policy.review.delay_ms", business(json!({"review": {"delay_ms": i64::MAX}}))),
        ("POST", "businesses", "policy.timeline.read_mean_ms", business(json!({"timeline": {"read_mean_ms": u64::MAX}}))),
    ] {
        let mut body = body;
        if path != "businesses" {
            body["phone_number_id"] = json!(NUMBER);
        }
        let (status, answer) = running.call(method, path, body).await;
        let words = answer["error"].as_str().unwrap_or_default();
        assert!(status == 400 && words.starts_with(&format!("{member} must be between")), "{path}: {status} {answer}");
    }
    assert_eq!(running.simulator.read(Clone::clone), before);
}

#[tokio::test]
async fn the_clock_goes_as_far_as_there_are_dates_and_no_further() {
    let office = Office::open().await;
    assert_eq!(office.control("clock", json!({"advance_seconds": 200_000_000_000_i64})).await.0, 200);
    let (status, answer) = office.control("clock", json!({"advance_seconds": 100_000_000_000_i64})).await;
    assert_eq!(status, 400, "{answer}");
    assert!(office.simulator.read(|world| world.ahead_ms) == 200_000_000_000_000);
    let (_, now) = office.control("clock", json!({"advance_seconds": 0})).await;
    assert!(now["now"].as_str().unwrap().starts_with("8364-"), "{now}");
}

#[tokio::test]
async fn an_address_with_an_end_that_is_no_time_is_gone() {
    let office = Office::open().await;
    let id = office.uploaded("image/png", b"a picture").await;
    let url = office.done("GET", &id, Value::Null).await["url"].as_str().unwrap().to_owned();
    let (start, end) = url.split_once("&ext=").unwrap();
    let (_, hash) = end.split_once('&').unwrap();
    let never = format!("{start}&ext={}&{hash}", i64::MAX);
    assert_eq!(office.simulator.http().get(never).bearer_auth(TOKEN).send().await.unwrap().status(), 404);
    let length = format!("{APP}/uploads?file_name=a&file_length={}&file_type=image/png", u64::MAX);
    assert_eq!(office.refused("POST", &length, Value::Null).await, 100);
}
