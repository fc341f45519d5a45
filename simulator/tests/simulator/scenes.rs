//! Scenes on the simulator's clock.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{NUMBER, Running};

const PATIENCE: Duration = Duration::from_secs(20);

/// Moves the clock on until the scene is over; how it ended.
async fn until_over(running: &Running, id: &str) -> Value {
    let over = async {
        loop {
            let told = running.call("GET", &format!("scenes/{id}"), Value::Null).await.1;
            if told["state"] != "playing" {
                return told;
            }
            running.call("POST", "clock", json!({"advance_seconds": 5})).await;
        }
    };
    tokio::time::timeout(PATIENCE, over).await.expect("the scene should end")
}

async fn play(running: &Running, wanted: Value) -> Value {
    let mut body = json!({"phone_number_id": NUMBER});
    body.as_object_mut().unwrap().extend(wanted.as_object().unwrap().clone());
    let (status, told) = running.call("POST", "scenes", body).await;
    assert_eq!(status, 202, "{told}");
    until_over(running, told["id"].as_str().unwrap()).await
}

async fn chat(running: &Running, customer: &str) -> Vec<Value> {
    let chat = running.call("GET", &format!("chats?phone_number_id={NUMBER}&customer={customer}"), Value::Null).await.1;
    chat["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_shipped_scene_plays_to_its_end() {
    let (running, _callback) = Running::heard().await;
    let offered = running.call("GET", "scenes", Value::Null).await.1["offered"].as_array().unwrap().clone();
    assert!(offered.len() >= 6);
    for scene in offered {
        let told = play(&running, json!({"scene": scene["name"]})).await;
        assert_eq!((&told["state"], &told["done"]), (&json!("done"), &scene["steps"]), "{told}");
    }
}

#[tokio::test]
async fn steps_wait_for_the_clock_and_for_the_business() {
    let (running, _callback) = Running::heard().await;
    let yaml = "title: T\nabout: A\nperson: Priya Nair\nsteps:\n  - say: Hi\n  - wait: 2h\n  - say: Still there?\n  - expect: {words: HERE, within: 700h}\n  - say: Good\n    quote: true\n";
    let (_, told) = running.call("POST", "scenes", json!({"phone_number_id": NUMBER, "yaml": yaml})).await;
    let path = format!("scenes/{}", told["id"].as_str().unwrap());
    // Each look moves the clock on by this much.
    let reached = async |step: Value, advance: i64| loop {
        let told = running.call("GET", &path, Value::Null).await.1;
        if told["step"] == step {
            return told;
        }
        running.call("POST", "clock", json!({"advance_seconds": advance})).await;
    };
    let waiting = tokio::time::timeout(PATIENCE, reached(json!("wait 7200 s"), 0)).await.unwrap();
    assert_eq!((&waiting["done"], chat(&running, "919812345678").await.len()), (&json!(1), 1));
    tokio::time::timeout(PATIENCE, reached(json!("expect a message with \"HERE\""), 3600)).await.unwrap();
    for text in ["Somebody else", "Yes, here"] {
        running
            .call("POST", "messages", json!({"phone_number_id": NUMBER, "direction": "echo", "from": "919812345678", "text": text}))
            .await;
    }
    assert_eq!(tokio::time::timeout(PATIENCE, reached(Value::Null, 0)).await.unwrap()["state"], "done");
    let chat = chat(&running, "919812345678").await;
    let (answer, last) = (&chat[chat.len() - 2], &chat[chat.len() - 1]);
    assert_eq!((&last["text"], &last["content"]["context"]["id"]), (&json!("Good"), &answer["wamid"]));
}

#[tokio::test]
async fn what_never_comes_fails_the_scene_at_its_step() {
    let (running, _callback) = Running::heard().await;
    let told =
        play(&running, json!({"yaml": "title: T\nabout: A\nperson: Kai\nsteps:\n  - say: Hi\n  - expect: {within: 1m}\n  - say: Bye\n"}))
            .await;
    assert_eq!((&told["state"], &told["done"]), (&json!("failed"), &json!(1)));
    assert!(told["error"].as_str().unwrap().starts_with("step 2 (expect a message): it didn't come within 60 s"), "{told}");
    let told = play(&running, json!({"yaml": "title: T\nabout: A\nperson: Kai\nsteps:\n  - tap: Menu\n"})).await;
    assert!(told["error"].as_str().unwrap().contains("no message of the business has \"Menu\" to tap"), "{told}");
}

#[tokio::test]
async fn a_scene_that_is_wrong_is_refused_with_its_line() {
    let (running, _callback) = Running::heard().await;
    let yaml = "title: T\nabout: A\nperson: Kai\nsteps:\n  - say: Hi\n  - wait: soon\n";
    let (status, answer) = running.call("POST", "scenes", json!({"phone_number_id": NUMBER, "yaml": yaml})).await;
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().unwrap().starts_with("yaml:6: steps[1]"), "{answer}");
    assert_eq!(running.call("POST", "scenes", json!({"phone_number_id": NUMBER, "scene": "moon"})).await.0, 404);
}

#[tokio::test]
async fn a_scene_stops_when_told() {
    let (running, _callback) = Running::heard().await;
    let yaml = "title: T\nabout: A\nperson: Kai\nsteps:\n  - wait: 1h\n  - say: Never\n";
    let (_, told) = running.call("POST", "scenes", json!({"phone_number_id": NUMBER, "yaml": yaml})).await;
    let id = told["id"].as_str().unwrap();
    assert_eq!(running.call("DELETE", &format!("scenes/{id}"), Value::Null).await.0, 204);
    assert_eq!(until_over(&running, id).await["state"], "stopped");
}
