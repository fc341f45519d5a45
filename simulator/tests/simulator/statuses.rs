//! The statuses that follow a send (section 3.4).

use serde_json::{Value, json};

use crate::harness::NUMBER;
use crate::office::{KAI_USER_ID, LENA, LENA_USER_ID, Office, offer, offered, text, words};

#[tokio::test]
async fn a_message_is_sent_delivered_and_read_with_our_callback_data() {
    let office = Office::open().await;
    office.hears(LENA);
    let wamid = office.sent(json!({"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "ours"})).await;
    office.advance(3600);
    let values = office.statuses(&wamid, 3).await;
    assert_eq!(words(&values), ["sent", "delivered", "read"]);
    for value in &values {
        let status = &value["statuses"][0];
        assert_eq!((&status["recipient_id"], &status["recipient_user_id"]), (&json!(LENA), &json!(LENA_USER_ID)));
        assert_eq!(status["biz_opaque_callback_data"], "ours");
        assert_eq!(value["metadata"]["phone_number_id"], NUMBER);
        assert_eq!(value["contacts"][0]["wa_id"], LENA);
        assert!(status["timestamp"].is_string());
    }
    let chat = office.simulator.read(|world| world.message(NUMBER, &wamid).cloned().unwrap());
    assert_eq!(chat.content, json!({"type": "text", "text": {"body": "x"}}), "what a phone shows");
}

#[tokio::test]
async fn pricing_is_per_message_and_conversations_end_with_version_24() {
    for (version, has_conversation) in [(23, true), (24, false), (25, false)] {
        let office = Office::open_with(json!({"webhook_version": version,
            "timeline": {"read_percent": 100, "read_at_once_percent": 0, "undelivered_percent": 0}}))
        .await;
        office.template(offer("UTILITY")).await;
        let regular = office.sent(offered(&["a", "b"])).await;
        office.hears(LENA);
        office.advance(6);
        let service = office.sent(text("x")).await;
        office.advance(6);
        let free = office.sent(offered(&["a", "b"])).await;
        office.advance(3600);
        for (wamid, category, kind, billable) in [
            (&regular, "utility", "regular", true),
            (&service, "service", "free_customer_service", false),
            (&free, "utility", "free_customer_service", false),
        ] {
            let values = office.statuses(wamid, 3).await;
            let statuses: Vec<&Value> = values.iter().map(|value| &value["statuses"][0]).collect();
            let pricing = json!({"billable": billable, "pricing_model": "PMP", "type": kind, "category": category});
            assert_eq!([&statuses[0]["pricing"], &statuses[1]["pricing"], &statuses[2]["pricing"]], [&pricing, &pricing, &Value::Null]);
            assert_eq!(statuses[0]["conversation"].is_object(), has_conversation, "v{version}: {}", statuses[0]);
            if has_conversation {
                assert!(
                    statuses[0]["conversation"]["expiration_timestamp"].is_string()
                        && statuses[1]["conversation"]["expiration_timestamp"].is_null()
                );
                assert_eq!(statuses[0]["conversation"]["id"], statuses[1]["conversation"]["id"]);
                assert_eq!(statuses[0]["conversation"]["origin"]["type"], category);
            }
        }
    }
}

#[tokio::test]
async fn who_came_by_an_ad_and_is_answered_in_time_costs_nothing_for_72_hours() {
    for version in [23, 25] {
        let timeline = json!({"read_percent": 0, "undelivered_percent": 0});
        let office = Office::open_with(json!({"webhook_version": version, "timeline": timeline})).await;
        office.template(offer("MARKETING")).await;
        let came = json!({"phone_number_id": NUMBER, "from": LENA, "frame": {"referral": {"headline": "Cakes"}}});
        office.control("messages", came).await;
        office.advance(24 * 3600 - 1);
        let answer = office.sent(text("x")).await;
        office.advance(71 * 3600);
        let within = office.sent(offered(&["a", "b"])).await;
        office.advance(3600);
        let after = office.sent(offered(&["a", "b"])).await;
        office.advance(3600);
        let mut conversations = Vec::new();
        for wamid in [&answer, &within] {
            let values = office.statuses(wamid, 2).await;
            let pricing = json!({"billable": false, "pricing_model": "PMP", "type": "free_entry_point", "category": "referral_conversion"});
            assert!(values.iter().all(|value| value["statuses"][0]["pricing"] == pricing), "v{version}: {values:?}");
            let (sent, delivered) = (&values[0]["statuses"][0]["conversation"], &values[1]["statuses"][0]["conversation"]);
            assert_eq!((&sent["origin"]["type"], &sent["id"]), (&json!("referral_conversion"), &delivered["id"]));
            assert_eq!(delivered["expiration_timestamp"], Value::Null);
            conversations.push(sent.clone());
        }
        assert_eq!(conversations[0], conversations[1], "one conversation, with one end");
        let status = office.statuses(&after, 2).await[0]["statuses"][0].clone();
        assert_eq!((&status["pricing"]["type"], &status["pricing"]["category"]), (&json!("regular"), &json!("marketing")));
        assert_eq!(status["conversation"].is_object(), version == 23);
    }
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_no_free_entry() {
    let office = Office::open().await;
    office.template(offer("UTILITY")).await;
    let came = json!({"phone_number_id": NUMBER, "from": LENA, "frame": {"referral": {"headline": "Cakes"}}});
    office.control("messages", came).await;
    office.advance(24 * 3600);
    let late = office.sent(offered(&["a", "b"])).await;
    office.advance(3600);
    assert_eq!(office.statuses(&late, 1).await[0]["statuses"][0]["pricing"]["type"], "regular");
}

#[tokio::test]
async fn a_voice_message_is_played_and_a_reaction_only_sent() {
    let office = Office::open().await;
    let heard = office.hears(LENA);
    let voice = office.uploaded("audio/ogg", b"ogg").await;
    let note = office.sent(json!({"type": "audio", "audio": {"id": voice, "voice": true}})).await;
    office.advance(3600);
    assert_eq!(words(&office.statuses(&note, 4).await), ["sent", "delivered", "read", "played"]);
    let heart = office.sent(json!({"type": "reaction", "reaction": {"message_id": heard, "emoji": "❤️"}})).await;
    office.advance(3600);
    let last = office.sent(text("after it")).await;
    office.advance(3600);
    office.statuses(&last, 3).await;
    assert_eq!(words(&office.statuses(&heart, 1).await), ["sent"]);
}

#[tokio::test]
async fn delivered_is_skipped_when_a_message_is_read_at_once_and_phones_may_be_off() {
    let at_once = json!({"timeline": {"read_percent": 100, "read_at_once_percent": 100, "undelivered_percent": 0}});
    let off = json!({"timeline": {"undelivered_percent": 100}});
    for (policy, expected) in [(at_once, vec!["sent", "read"]), (off, vec!["sent"])] {
        let office = Office::open_with(policy).await;
        office.hears(LENA);
        let wamid = office.sent(text("x")).await;
        office.advance(3600);
        assert_eq!(words(&office.statuses(&wamid, expected.len()).await), expected);
        assert_eq!(
            office.simulator.read(|world| world.pending.len() + world.ledger.len()),
            expected.len(),
            "no more than these are queued"
        );
    }
}

#[tokio::test]
async fn a_message_fails_with_any_code_on_demand_and_statuses_come_in_any_order() {
    let office = Office::open().await;
    office.hears(LENA);
    for code in [131_026, 131_049, 130_472, 131_000, 131_053] {
        let ending = json!({"endings": [{"to": LENA, "kind": "text", "mode": "next", "fails": code}]});
        *office.simulator.faults() = serde_json::from_value(ending).unwrap();
        let wamid = office.sent(text("x")).await;
        office.advance(3600);
        let value = office.statuses(&wamid, 1).await.remove(0);
        let status = &value["statuses"][0];
        assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(code)));
        assert_eq!(status["errors"][0]["title"], status["errors"][0]["message"]);
        assert!(value["contacts"].is_null() && status["recipient_user_id"].is_null(), "a failure tells less: {value}");
    }
    *office.simulator.faults() =
        serde_json::from_value(json!({"endings": [{"mode": "next", "statuses": ["read", "sent", "sent"]}]})).unwrap();
    let wamid = office.sent(text("x")).await;
    office.advance(3600);
    assert_eq!(words(&office.statuses(&wamid, 3).await), ["read", "sent", "sent"]);
}

#[tokio::test]
async fn what_the_provider_finds_out_later_fails_by_webhook() {
    let office = Office::open().await;
    let heard = office.hears(LENA);
    let wrong_hash = office.sent(json!({"type": "text", "text": {"body": "x"}, "recipient_identity_key_hash": "another phone"})).await;
    let no_target = office.sent(json!({"type": "reaction", "reaction": {"message_id": "wamid.gone", "emoji": "👍"}})).await;
    let bad_link = office.sent(json!({"type": "image", "image": {"link": "http://127.0.0.1:9/cake.jpg"}})).await;
    let reaction = office.sent(json!({"type": "reaction", "reaction": {"message_id": heard, "emoji": "👍"}})).await;
    office.advance(3600);
    for (wamid, code) in [(&wrong_hash, 137_000), (&no_target, 131_009), (&bad_link, 131_053)] {
        assert_eq!(office.statuses(wamid, 1).await[0]["statuses"][0]["errors"][0]["code"], code);
    }
    assert_eq!(words(&office.statuses(&reaction, 1).await), ["sent"]);
}

#[tokio::test]
async fn somebody_without_a_number_is_told_by_user_id_and_user_name_once_it_arrived() {
    let office = Office::open().await;
    office.hears(KAI_USER_ID);
    let wamid = office.sent(json!({"recipient": KAI_USER_ID, "type": "text", "text": {"body": "x"}})).await;
    office.advance(3600);
    let values = office.statuses(&wamid, 3).await;
    assert!(values.iter().all(|value| value["statuses"][0]["recipient_id"].is_null()));
    assert!(
        values
            .iter()
            .all(|value| value["statuses"][0]["recipient_user_id"] == KAI_USER_ID && value["contacts"][0]["user_id"] == KAI_USER_ID)
    );
    let names: Vec<&Value> = values.iter().map(|value| &value["contacts"][0]["profile"]["username"]).collect();
    assert_eq!(names, [&Value::Null, &json!("kai.s"), &json!("kai.s")]);
}

#[tokio::test]
async fn the_first_messages_of_a_new_template_are_held() {
    let office = Office::open_with(json!({"paced_sends": 1})).await;
    office.template(offer("MARKETING")).await;
    let (_, held) = office.sends(offered(&["a", "b"])).await;
    let (_, next) = office.sends(offered(&["a", "b"])).await;
    let status = |answer: &Value| answer["messages"][0]["message_status"].clone();
    assert_eq!((status(&held), status(&next)), (json!("held_for_quality_assessment"), json!("accepted")));
    let wamid = held["messages"][0]["id"].as_str().unwrap();
    let due =
        office.simulator.read(|world| world.pending.values().filter(|post| post.reports[0].0 == wamid).map(|post| post.due_at_ms).min());
    assert!(due.unwrap() >= office.simulator.clock().now_ms() + 60_000, "held for a minute");
}
