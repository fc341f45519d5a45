//! Limits of section 12.2: registration, allow list, window, rates, marketing, blocking.

use serde_json::{Value, json};

use crate::harness::{NUMBER, WABA};
use crate::office::{LENA, Office, offer, offered, text};
use simulator::people::acts::Act;
use simulator::world::Event;

#[tokio::test]
async fn an_unregistered_number_is_133010() {
    let office = Office::open().await;
    office.hears(LENA);
    office.done("POST", &format!("{NUMBER}/deregister"), Value::Null).await;
    assert_eq!(office.send_refused(text("x")).await, 133_010);
    assert_eq!(office.send_refused(json!({})).await, 133_010, "before the message is looked at");
    office.done("POST", &format!("{NUMBER}/register"), json!({"messaging_product": "whatsapp", "pin": "123456"})).await;
    office.sent(text("x")).await;
}

#[tokio::test]
async fn a_test_number_writes_to_its_allow_list_alone_131030() {
    let office = Office::open_with(json!({"test_number": true, "allowed_recipients": ["34612345678"]})).await;
    office.hears(LENA);
    office.hears("34612345678");
    assert_eq!(office.send_refused(text("x")).await, 131_030);
    office.sent(json!({"to": "+34612345678", "type": "text", "text": {"body": "x"}})).await;
}

#[tokio::test]
async fn outside_the_24_hour_window_only_templates_go_131047() {
    let office = Office::open().await;
    office.template(offer("UTILITY")).await;
    assert_eq!(office.send_refused(text("x")).await, 131_047, "nobody wrote yet");
    office.hears(LENA);
    office.sent(text("x")).await;
    office.advance(24 * 3600 - 1);
    office.sent(text("x")).await;
    office.advance(1);
    assert_eq!(office.send_refused(text("x")).await, 131_047);
    office.sent(offered(&["a", "b"])).await;
    assert_eq!(
        office.send_refused(json!({"to": "+34612345678", "type": "text", "text": {"body": "x"}})).await,
        131_047,
        "a window is of one pair"
    );
    office.hears(LENA);
    office.advance(60);
    office.sent(text("x")).await;
}

#[tokio::test]
async fn the_window_error_can_come_later_as_a_failed_status() {
    let office = Office::open_with(json!({"window_refusal": "later"})).await;
    let wamid = office.sent(text("x")).await;
    office.advance(60);
    let values = office.statuses(&wamid, 1).await;
    let status = &values[0]["statuses"][0];
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_047)), "{status}");
}

#[tokio::test]
async fn a_pair_takes_a_burst_of_45_and_repays_it_131056() {
    let office = Office::open().await;
    office.hears(LENA);
    office.hears("34612345678");
    for _ in 0..45 {
        office.sent(text("x")).await;
    }
    assert_eq!(office.send_refused(text("the 46th")).await, 131_056);
    office.sent(json!({"to": "+34612345678", "type": "text", "text": {"body": "others go on"}})).await;
    office.advance(45 * 6 - 1);
    assert_eq!(office.send_refused(text("not repaid")).await, 131_056);
    office.advance(1);
    office.sent(text("repaid")).await;
}

#[tokio::test]
async fn a_number_is_held_to_its_messages_per_second_130429() {
    let office = Office::open_with(json!({"messages_per_second": 3})).await;
    let customers: Vec<String> = (0..4).map(|number| format!("49151123400{number:02}")).collect();
    let to = |customer: &String| json!({"to": format!("+{customer}"), "type": "text", "text": {"body": "x"}});
    customers.iter().for_each(|customer| drop(office.hears(customer)));
    for customer in &customers[..3] {
        office.sent(to(customer)).await;
    }
    let (status, answer) = office.sends(to(&customers[3])).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(130_429)), "{answer}");
    office.advance(1);
    office.sent(to(&customers[3])).await;

    let strict = Office::open_with(json!({"messages_per_second": 1, "rate_limit_status": 429})).await;
    strict.hears(LENA);
    strict.sent(text("x")).await;
    assert_eq!(strict.sends(text("x")).await.0, 429, "the OpenAPI description's status");
}

#[tokio::test]
async fn what_customers_write_counts_against_the_messages_per_second_too() {
    let office = Office::open_with(json!({"messages_per_second": 3})).await;
    let says = json!({"phone_number_id": NUMBER, "from": LENA, "count": 50, "timestamp": 4_000_000_000_i64});
    assert_eq!(office.control("messages", says).await.0, 200);
    assert_eq!(office.send_refused(text("x")).await, 130_429);
    office.advance(1);
    office.sent(text("a second later, however much it was and whatever time it says")).await;
}

#[tokio::test]
async fn two_sends_at_once_never_share_the_last_place() {
    let office = Office::open_with(json!({"messages_per_second": 10})).await;
    office.hears(LENA);
    let sends = futures::future::join_all((0..40).map(|_| office.sends(text("x")))).await;
    assert_eq!(sends.iter().filter(|(status, _)| *status == 200).count(), 10);
}

#[tokio::test]
async fn marketing_stops_when_the_customer_says_so_131050() {
    let office = Office::open().await;
    office.template(offer("MARKETING")).await;
    office.hears(LENA);
    office.sent(offered(&["a", "b"])).await;
    let mut pair = office.simulator.read(|world| world.pair(NUMBER, LENA));
    pair.marketing_stopped = true;
    office.simulator.record(Event::PairSet { phone_number_id: NUMBER.to_owned(), customer: LENA.to_owned(), pair });
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 131_050);
    office.sent(text("service goes on")).await;
}

#[tokio::test]
async fn marketing_is_capped_per_customer_and_day_131049() {
    let office = Office::open_with(json!({"marketing_per_day_max": 2})).await;
    office.template(offer("MARKETING")).await;
    for _ in 0..2 {
        office.sent(offered(&["a", "b"])).await;
    }
    let capped = office.sent(offered(&["a", "b"])).await;
    office.advance(60);
    let values = office.statuses(&capped, 1).await;
    assert_eq!(values[0]["statuses"][0]["errors"][0]["code"], 131_049, "accepted, then failed: {values:?}");
    office.advance(24 * 3600);
    let allowed = office.sent(offered(&["a", "b"])).await;
    office.advance(3600);
    assert_eq!(office.statuses(&allowed, 1).await[0]["statuses"][0]["status"], "sent");
}

#[tokio::test]
async fn marketing_can_be_closed_to_the_cloud_api_131063() {
    let office = Office::open_with(json!({"marketing_disabled": true})).await;
    office.template(offer("MARKETING")).await;
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 131_063);
}

#[tokio::test]
async fn who_is_blocked_gets_nothing_130403_and_must_have_written() {
    let office = Office::open().await;
    let path = format!("{NUMBER}/block_users");
    let users = |user: &str| json!({"messaging_product": "whatsapp", "block_users": [{"user": user}]});
    let (status, answer) = office.call("POST", &path, users(LENA)).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(139_100)), "{answer}");
    assert_eq!(answer["block_users"]["failed_users"][0]["input"], LENA);
    office.hears(LENA);
    let answer = office.done("POST", &path, users(&format!("+{LENA}"))).await;
    assert_eq!(answer["block_users"]["added_users"][0]["wa_id"], LENA, "{answer}");
    assert_eq!(office.send_refused(text("x")).await, 130_403);
    assert_eq!(office.done("GET", &path, Value::Null).await["data"], json!([{"messaging_product": "whatsapp", "wa_id": LENA}]));
    let some = json!({"messaging_product": "whatsapp", "block_users": [{"user": LENA}, {"user": "+34612345678"}]});
    let answer = office.done("POST", &path, some).await;
    assert_eq!(answer["block_users"]["failed_users"][0]["input"], "+34612345678", "some can fail beside others: {answer}");
    let answer = office.done("DELETE", &path, users(LENA)).await;
    assert_eq!(answer["block_users"]["removed_users"][0]["wa_id"], LENA, "{answer}");
    office.sent(text("x")).await;
    assert_eq!(office.done("GET", &path, Value::Null).await["data"], json!([]));
}

#[tokio::test]
async fn management_calls_are_counted_and_limited_80007() {
    let office = Office::open_with(json!({"management_calls_per_hour": 4})).await;
    office.hears(LENA);
    let ask = || office.simulator.http().get(format!("{}/{WABA}", office.url)).bearer_auth(crate::harness::TOKEN).send();
    let usage = |answer: &reqwest::Response| -> Value {
        serde_json::from_str(answer.headers()["x-business-use-case-usage"].to_str().unwrap()).unwrap()
    };
    let first = ask().await.unwrap();
    assert_eq!(usage(&first)[WABA][0]["call_count"], 25);
    assert_eq!(usage(&first)[WABA][0]["type"], "whatsapp");
    for _ in 0..3 {
        assert_eq!(ask().await.unwrap().status(), 200);
    }
    let over = ask().await.unwrap();
    assert!(usage(&over)[WABA][0]["estimated_time_to_regain_access"].as_i64().unwrap() > 0);
    assert_eq!(over.json::<Value>().await.unwrap()["error"]["code"], 80_007);
    office.sent(text("messages have limits of their own")).await;
    office.advance(3600);
    assert_eq!(ask().await.unwrap().status(), 200);
}

#[tokio::test]
async fn what_whatsapp_tells_of_a_customer_opens_no_window() {
    let office = Office::open().await;
    let check = json!({"user_identity_change": {"enable_identity_key_check": true}});
    office.done("POST", &format!("{NUMBER}/settings"), check).await;
    office.acts(LENA, &Act::ChangeDevice);
    office.changes("messages", 1).await;
    assert_eq!(office.send_refused(text("x")).await, 131_047);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_edits_at_once_of_an_approved_template_one_is_made() {
    let office = Office::open().await;
    for round in 0..20 {
        let mut template = offer("UTILITY");
        template["name"] = json!(format!("offer_{round}"));
        let id = office.template(template.clone()).await;
        let edit = json!({"components": template["components"]});
        let edits = futures::future::join_all((0..8).map(|_| office.call("POST", &id, edit.clone()))).await;
        assert_eq!(edits.iter().filter(|(status, _)| *status == 200).count(), 1, "round {round}: {edits:?}");
    }
}
