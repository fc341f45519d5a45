//! The control API's document, and the page.

use serde_json::Value;

use crate::harness::Running;

#[test]
fn the_committed_document_is_the_control_apis() {
    let committed = include_str!("../../openapi.json");
    let current = simulator::control::openapi().to_pretty_json().unwrap() + "\n";
    assert_eq!(committed, current, "write it again: cargo run -p simulator -- openapi > simulator/openapi.json");
}

#[tokio::test]
async fn the_document_is_served_and_names_every_call() {
    let running = Running::start(None).await;
    let (status, document) = running.call("GET", "openapi.json", Value::Null).await;
    assert_eq!(status, 200);
    for path in ["messages", "scenes", "scenes/{id}", "media", "acts", "people", "load/{run}/ledger", "faults", "clock"] {
        assert!(document["paths"][format!("/control/{path}")].is_object(), "{path} is not documented");
    }
}

#[tokio::test]
async fn the_page_asks_nobody_else_for_anything() {
    let running = Running::start(None).await;
    running.register(None).await;
    let mut files = vec!["/".to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        let answer = running.simulator.http().get(format!("{}{path}", running.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let text = answer.text().await.unwrap();
        seen += 1;
        let named = text.split('"').filter(|piece| piece.starts_with("/page/") && piece.contains('.'));
        files.extend(named.map(str::to_owned));
        let imported = text.split('"').filter(|piece| piece.starts_with("./") && path.ends_with("app.js"));
        files.extend(imported.map(|piece| piece.replacen("./", "/page/", 1)));
    }
    assert!(seen >= 8, "{seen} files");
}

#[tokio::test]
async fn a_malformed_request_is_a_problem_that_names_what_is_wrong() {
    let running = Running::start(None).await;
    running.register(None).await;
    let ask = async |method: &str, path: &str, body: &'static str| {
        let request = running.simulator.http().request(method.parse().unwrap(), format!("{}/control/{path}", running.url));
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let problem: Value = answer.json().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        (status, problem["error"].as_str().unwrap_or_default().to_owned())
    };
    for (method, path, body, named) in [
        ("POST", "messages", "{", "JSON"),
        ("POST", "messages", "{}", "phone_number_id"),
        ("POST", "messages", r#"{"phone_number_id": "1", "count": "many"}"#, "count"),
        ("PUT", "faults", r#"{"rules": [{"endpoint": "*"}]}"#, "rules[0]"),
        ("PUT", "faults", r#"{"delivery": {"drop_percent": 300}}"#, "delivery.drop_percent"),
        ("POST", "traffic", r#"{"phone_number_id": "1", "action": "pause"}"#, "action"),
        ("GET", "ledger?limit=all", "", "limit"),
        ("GET", "chats", "", "phone_number_id"),
        ("GET", "load/first", "", "URL"),
    ] {
        let (status, error) = ask(method, path, body).await;
        assert_eq!(status, 400, "{method} {path} {body}: {error}");
        assert!(error.contains(named), "{method} {path} {body}: {error}");
    }
    let without_type = running.simulator.http().post(format!("{}/control/clock", running.url)).body("{}").send().await.unwrap();
    assert_eq!(without_type.status(), 400);
    assert!(without_type.json::<Value>().await.unwrap()["error"].as_str().unwrap().contains("application/json"));
}
