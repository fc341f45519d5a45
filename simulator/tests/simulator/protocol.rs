//! The protocol itself: tokens before anything else, envelopes, forms, faults.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use serde_json::{Value, json};
use simulator::world::World;
use tokio::sync::Notify;

use crate::harness::{NUMBER, TOKEN, WABA, serve};
use crate::office::{LENA, Office, text};

#[tokio::test]
async fn code_190_comes_before_any_other_check() {
    let office = Office::open().await;
    *office.simulator.faults() = serde_json::from_value(json!({"rules": [{"endpoint": "*", "mode": "always", "status": 500}]})).unwrap();
    for path in [format!("{NUMBER}/messages"), format!("{WABA}/message_templates"), "0/nonsense".to_owned(), NUMBER.to_owned()] {
        let request = office.simulator.http().post(format!("{}/{path}", office.url)).bearer_auth("nobody's").body("{nonsense");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], 190, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_has_the_providers_envelope_and_usage_header() {
    let office = Office::open().await;
    let request = office.simulator.http().post(format!("{}/v25.0/{NUMBER}/messages", office.url)).bearer_auth(TOKEN);
    let answer = request.json(&json!({"messaging_product": "whatsapp", "to": LENA, "text": {"body": "x"}})).send().await.unwrap();
    assert!(answer.headers().contains_key("x-business-use-case-usage"));
    let error = answer.json::<Value>().await.unwrap()["error"].clone();
    assert_eq!(
        (&error["code"], &error["type"], &error["message"]),
        (&json!(131_047), &json!("OAuthException"), &json!("(#131047) Re-engagement message"))
    );
    assert_eq!(error["error_data"]["messaging_product"], "whatsapp");
    assert!(error["error_data"]["details"].is_string());
    let trace = error["fbtrace_id"].as_str().unwrap();
    assert!(trace.starts_with('A') && trace.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{trace}");
}

#[tokio::test]
async fn a_refusal_by_a_fault_rule_has_the_usage_header_too_and_80007_a_used_up_one() {
    let office = Office::open().await;
    for (code, is_used_up) in [(80_007, true), (131_016, false)] {
        let rule = json!({"rules": [{"endpoint": "node", "mode": "next", "code": code}]});
        *office.simulator.faults() = serde_json::from_value(rule).unwrap();
        let answer = office.simulator.http().get(format!("{}/{WABA}", office.url)).bearer_auth(TOKEN).send().await.unwrap();
        let usage: Value = serde_json::from_str(answer.headers()["x-business-use-case-usage"].to_str().unwrap()).unwrap();
        assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], code);
        let (percent, minutes) = (&usage[WABA][0]["call_count"], &usage[WABA][0]["estimated_time_to_regain_access"]);
        assert_eq!((percent == 100, minutes.as_i64().unwrap() > 0), (is_used_up, is_used_up), "{code}: {usage}");
    }
}

#[tokio::test]
async fn bodies_may_be_json_or_forms_and_paths_unknown() {
    let office = Office::open().await;
    office.hears(LENA);
    let form = [("messaging_product", "whatsapp"), ("pin", "123456")];
    let request = office.simulator.http().post(format!("{}/v25.0/{NUMBER}/register?access_token={TOKEN}", office.url));
    let body = form.map(|(name, value)| format!("{name}={value}")).join("&");
    let answer = request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({"success": true}));
    assert_eq!(office.refused("POST", &format!("{NUMBER}/nonsense"), json!({})).await, 100);
    assert_eq!(office.refused("POST", "999/messages", text("x")).await, 100, "not the token's number");
}

#[tokio::test]
async fn fault_rules_strike_by_endpoint_and_mode() {
    let office = Office::open().await;
    office.hears(LENA);
    let rules = json!({"rules": [
        {"endpoint": "messages", "mode": "next", "n": 2, "status": 503, "code": 131016},
        {"endpoint": "message_templates", "mode": "every", "n": 2, "status": 400, "code": 80007},
        {"endpoint": "phone_numbers", "mode": "always", "status": 400, "code": 4}]});
    *office.simulator.faults() = serde_json::from_value(rules).unwrap();
    let codes = async |method: &str, path: String, body: Value| {
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.push(office.call(method, &path, body.clone()).await.1["error"]["code"].as_i64());
        }
        codes
    };
    let message = json!({"messaging_product": "whatsapp", "to": format!("+{LENA}"), "text": {"body": "x"}});
    assert_eq!(codes("POST", format!("{NUMBER}/messages"), message).await, [Some(131_016), Some(131_016), None, None]);
    assert_eq!(codes("GET", format!("{WABA}/message_templates"), Value::Null).await, [None, Some(80_007), None, Some(80_007)]);
    assert_eq!(codes("GET", format!("{WABA}/phone_numbers"), Value::Null).await, [Some(4); 4]);
    assert_eq!(codes("GET", NUMBER.to_owned(), Value::Null).await, [None; 4], "other endpoints are left alone");
}

#[tokio::test]
async fn an_answer_can_be_late_missing_or_half() {
    let office = Office::open().await;
    office.hears(LENA);
    let strike = |rule: Value| {
        let mut rule = rule;
        rule["endpoint"] = json!("messages");
        rule["mode"] = json!("next");
        *office.simulator.faults() = serde_json::from_value(json!({"rules": [rule]})).unwrap();
    };
    let send = async || {
        let message = json!({"messaging_product": "whatsapp", "to": format!("+{LENA}"), "text": {"body": "x"}});
        let request = office.simulator.http().post(format!("{}/{NUMBER}/messages", office.url)).bearer_auth(TOKEN).json(&message);
        request.send().await
    };
    let sent = || office.simulator.read(|world| world.chats.values().flatten().filter(|message| message.from_business).count());
    strike(json!({"latency_ms": 40, "status": 0}));
    let before = std::time::Instant::now();
    assert_eq!(send().await.unwrap().status(), 200);
    assert!(before.elapsed().as_millis() >= 40);
    assert_eq!(sent(), 1);

    strike(json!({"reset": true}));
    assert!(send().await.is_err(), "no answer at all");
    assert_eq!(sent(), 1, "and nothing was done");

    strike(json!({"half": true}));
    let answer = send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err(), "the second half never comes");
    assert_eq!(sent(), 2, "but it was done");
    assert_eq!(send().await.unwrap().status(), 200, "only the next one is struck");
}

#[tokio::test]
async fn a_call_can_be_carried_out_before_its_answer_is_late_or_lost() {
    let office = Office::open().await;
    office.hears(LENA);
    let strike = |mut rule: Value| {
        rule.as_object_mut().unwrap().extend(json!({"endpoint": "messages", "mode": "next", "late": true}).as_object().unwrap().clone());
        *office.simulator.faults() = serde_json::from_value(json!({"rules": [rule]})).unwrap();
    };
    let request = |body: Value| {
        let mut message = json!({"messaging_product": "whatsapp", "to": format!("+{LENA}")});
        message.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        office.simulator.http().post(format!("{}/{NUMBER}/messages", office.url)).bearer_auth(TOKEN).json(&message)
    };
    let sent = |world: &World| world.chats.values().flatten().filter(|message| message.from_business).count();
    strike(json!({"latency_ms": 60_000}));
    let timed_out = request(text("x")).timeout(Duration::from_millis(200)).send().await.unwrap_err();
    assert!(timed_out.is_timeout(), "{timed_out}");
    assert_eq!(office.simulator.read(sent), 1, "it was sent before the wait");

    strike(json!({"latency_ms": 20}));
    let answer = request(text("x")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), office.simulator.read(sent)), (200, 2), "late, and its own answer");
    strike(json!({"reset": true}));
    assert!(request(text("x")).send().await.is_err(), "no answer at all");
    assert_eq!(office.simulator.read(sent), 3, "but it was sent");

    // Who hangs up while the call is being carried out doesn't end it.
    let (asked, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (arrives, leaves) = (asked.clone(), go_on.clone());
    let cake = move || {
        let (arrives, leaves) = (arrives.clone(), leaves.clone());
        async move {
            arrives.notify_one();
            leaves.notified().await;
            ([(header::CONTENT_TYPE, "image/jpeg")], "a cake")
        }
    };
    let site = serve(Router::new().route("/cake.jpg", get(cake))).await;
    strike(json!({}));
    let image = request(json!({"type": "image", "image": {"link": format!("http://{site}/cake.jpg")}}));
    tokio::select! {
        answer = image.send() => panic!("the site hasn't answered yet: {answer:?}"),
        () = asked.notified() => {}
    }
    go_on.notify_one();
    office.until(|world| sent(world) == 4).await;
}
