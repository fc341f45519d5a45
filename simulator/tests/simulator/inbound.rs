//! What customers can send and do, as our own parser reads it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use whatsapp::webhook::item::Item;
use whatsapp::webhook::parse::parse;

use crate::harness::{Callback, NUMBER, Running, TOKEN};
use crate::office::{GRACE_USER_ID, LENA};

/// The one change of a webhook.
fn change(body: &[u8]) -> (String, Value) {
    let body: Value = serde_json::from_slice(body).unwrap();
    let change = &body["entry"][0]["changes"][0];
    (change["field"].as_str().unwrap().to_owned(), change["value"].clone())
}

fn every_content() -> Vec<(Value, &'static str)> {
    vec![
        (json!({"type": "text", "body": "Hi"}), "text"),
        (json!({"type": "image", "caption": "So"}), "image"),
        (json!({"type": "video"}), "video"),
        (json!({"type": "audio"}), "audio"),
        (json!({"type": "audio", "voice": false}), "audio"),
        (json!({"type": "voice"}), "voice"),
        (json!({"type": "document", "filename": "a.pdf"}), "document"),
        (json!({"type": "sticker", "animated": false}), "sticker"),
        (json!({"type": "location", "latitude": 1.5, "longitude": 2.5, "name": "Here"}), "location"),
        (json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Omar", "first_name": "Omar"}}]}), "contacts"),
        (json!({"type": "own_contact"}), "contacts"),
        (json!({"type": "button", "text": "Yes", "payload": "y"}), "button"),
        (json!({"type": "button_reply", "id": "y", "title": "Yes"}), "interactive"),
        (json!({"type": "list_reply", "id": "r", "title": "Rye", "description": "dark"}), "interactive"),
        (json!({"type": "flow_reply", "response": {"name": "Mia"}}), "interactive"),
        (json!({"type": "call_permission_reply", "accept": true}), "interactive"),
        (
            json!({"type": "order", "catalog_id": "1", "items": [{"product_retailer_id": "c", "quantity": 1, "item_price": 1.5, "currency": "EUR"}]}),
            "order",
        ),
        (json!({"type": "system", "body": "moved", "wa_id": "491", "user_id": null}), "system"),
        (json!({"type": "unsupported", "what": "poll_creation"}), "unsupported"),
        (json!({"type": "unsupported", "code": 131_060}), "unsupported"),
        (json!({"type": "request_welcome"}), "request_welcome"),
        (json!({"type": "unknown", "body": "?"}), "hologram"),
    ]
}

#[tokio::test]
async fn every_type_of_the_fact_sheet_is_a_message_to_our_parser() {
    let (running, callback) = Running::heard().await;
    let target = running.say(json!({"text": "first"})).await;
    let mut wanted: BTreeSet<String> = BTreeSet::from(["text".to_owned()]);
    let mut count = 1;
    for (content, kind) in every_content() {
        running.say(json!({"content": content})).await;
        wanted.insert(kind.to_owned());
        count += 1;
    }
    for (content, kind) in [
        (json!({"type": "reaction", "emoji": "👍"}), "reaction"),
        (json!({"type": "reaction"}), "reaction"),
        (json!({"type": "edit", "body": "new"}), "edit"),
        (json!({"type": "revoke"}), "revoke"),
    ] {
        running.say(json!({"content": content, "about": target})).await;
        wanted.insert(kind.to_owned());
        count += 1;
    }
    let mut seen = BTreeSet::new();
    for item in callback.bodies(count).await.iter().flat_map(|body| parse(body)) {
        let Item::Message(message) = item else { panic!("{item:?}") };
        if ["reaction", "edit", "revoke"].contains(&message.kind.as_ref()) {
            assert_eq!(message.target.as_deref(), Some(target.as_str()), "{}", message.raw);
        }
        seen.insert(message.kind.into_owned());
    }
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn files_and_choices_can_get_lost_on_their_way() {
    let (running, callback) = Running::heard().await;
    for of in ["image", "video", "audio", "document", "sticker"] {
        running.say(json!({"content": {"type": "media_failed", "of": of}})).await;
    }
    running.say(json!({"content": {"type": "interactive_failed"}})).await;
    let bodies = callback.bodies(6).await;
    let mut failed = BTreeSet::new();
    for body in &bodies {
        let (_, value) = change(body);
        let message = &value["messages"][0];
        let kind = message["type"].as_str().unwrap();
        assert_eq!(message[kind], Value::Null, "there is nothing in it: {message}");
        let (within, beside) = (&message["errors"][0]["code"], &value["errors"][0]["code"]);
        assert_eq!([within, beside].map(Value::as_i64), if kind == "interactive" { [None, Some(131_000)] } else { [Some(131_052), None] });
        let items = parse(body);
        assert!(items.iter().all(|item| !matches!(item, Item::Unparsed(_))), "{items:?}");
        assert!(items.iter().any(|item| matches!(item, Item::Message(message) if message.kind == kind)), "{items:?}");
        failed.insert(kind.to_owned());
    }
    assert_eq!(failed.len(), 6);
}

#[tokio::test]
async fn quotes_forwards_ads_products_and_groups_stand_around_any_type() {
    let (running, callback) = Running::heard().await;
    let target = running.say(json!({"text": "first"})).await;
    let frame = json!({"forwarded": "often", "group_id": "Y2FwaV9ncm91cDox", "product": {"catalog_id": "1", "product_retailer_id": "c"},
        "referral": {"headline": "Cakes", "ctwa_clid": "abc"}});
    running.say(json!({"content": {"type": "image"}, "about": target, "frame": frame})).await;
    let bodies = callback.until(|bodies| bodies.len() == 2).await;
    let message = change(bodies.iter().find(|body| change(body).1["messages"][0]["type"] == "image").unwrap()).1["messages"][0].clone();
    assert_eq!(message["context"]["id"], json!(target));
    assert_eq!(message["context"]["frequently_forwarded"], json!(true));
    assert_eq!(message["context"]["referred_product"]["product_retailer_id"], "c");
    assert_eq!((&message["referral"]["headline"], &message["referral"]["source_type"]), (&json!("Cakes"), &json!("ad")));
    assert_eq!(message["group_id"], "Y2FwaV9ncm91cDox");
}

#[tokio::test]
async fn a_quote_names_who_wrote_what_is_quoted() {
    let (running, callback) = Running::heard().await;
    let of_business = json!({"direction": "echo", "statuses": false});
    let echo = running.say(of_business.clone()).await;
    running.say(json!({"about": echo, "text": "quotes the business"})).await;
    let own = running.say(json!({"text": "own"})).await;
    running.say(json!({"about": own, "text": "quotes themself"})).await;
    let hers = json!({"phone_number_id": NUMBER, "user_id": GRACE_USER_ID, "text": "Hej"});
    let hers = running.call("POST", "messages", hers).await.1["wamids"][0].as_str().unwrap().to_owned();
    let mut answer = of_business;
    answer.as_object_mut().unwrap().extend(json!({"about": hers, "text": "quotes Grace"}).as_object().unwrap().clone());
    running.say(answer).await;
    running.say(json!({"about": "wamid.long-gone", "text": "quotes what nobody has"})).await;
    let bodies = callback.bodies(7).await;
    let context = |words: &str| {
        let mut messages = bodies.iter().map(|body| change(body).1).map(|value| {
            let list = if value["messages"].is_array() { "messages" } else { "message_echoes" };
            value[list][0].clone()
        });
        messages.find(|message| message["text"]["body"] == words).unwrap()["context"].clone()
    };
    assert_eq!(context("quotes the business"), json!({"id": echo, "from": "15550783881"}));
    assert_eq!(context("quotes themself"), json!({"id": own, "from": LENA, "from_user_id": "DE.13491208655302741918"}));
    let parent = "SE.ENT.55500123456789012345";
    assert_eq!(context("quotes Grace"), json!({"id": hers, "from_user_id": GRACE_USER_ID, "from_parent_user_id": parent}));
    assert_eq!(context("quotes what nobody has"), json!({"id": "wamid.long-gone"}));
}

#[tokio::test]
async fn somebody_without_a_number_is_known_by_both_user_ids_and_never_by_one() {
    let (running, callback) = Running::heard().await;
    running.call("POST", "messages", json!({"phone_number_id": NUMBER, "user_id": GRACE_USER_ID, "text": "Hej"})).await;
    let (_, value) = change(&callback.bodies(1).await[0]);
    let (message, contact) = (&value["messages"][0], &value["contacts"][0]);
    assert_eq!(message["from"], Value::Null);
    assert_eq!((&message["from_user_id"], &contact["user_id"]), (&json!(GRACE_USER_ID), &json!(GRACE_USER_ID)));
    assert!(message["from_parent_user_id"].as_str().unwrap().starts_with("SE.ENT."));
    assert_eq!((&contact["wa_id"], &contact["profile"]["username"]), (&Value::Null, &json!("grace.l")));
}

#[tokio::test]
async fn each_of_two_devices_reports_that_it_has_the_message() {
    let (running, callback) = Running::heard().await;
    let echo = json!({"phone_number_id": NUMBER, "direction": "echo", "from": "447700900123", "status_delay_ms": 5});
    running.call("POST", "messages", echo).await;
    running.call("POST", "clock", json!({"advance_seconds": 10})).await;
    let bodies = callback.bodies(5).await;
    let statuses = bodies.iter().map(|body| change(body).1["statuses"][0]["status"].clone()).filter(Value::is_string);
    let mut statuses: Vec<String> = statuses.map(|status| status.as_str().unwrap().to_owned()).collect();
    statuses.sort();
    assert_eq!(statuses, ["delivered", "delivered", "read", "sent"]);
}

#[tokio::test]
async fn a_customers_file_resolves_and_downloads_through_the_graph_api() {
    let (running, callback) = Running::heard().await;
    let kept = running.simulator.http().post(format!("{}/control/media?phone_number_id={NUMBER}", running.url));
    let kept: Value =
        kept.header("content-type", "image/png").body(&b"not much of a picture"[..]).send().await.unwrap().json().await.unwrap();
    running.say(json!({"content": {"type": "image", "media": kept["id"]}})).await;
    running.say(json!({"content": {"type": "audio"}})).await;
    for body in callback.bodies(2).await {
        let message = change(&body).1["messages"][0].clone();
        let of = &message[message["type"].as_str().unwrap()];
        let graph = |url: String| running.simulator.http().get(url).bearer_auth(TOKEN).send();
        let resolved: Value = graph(format!("{}/v25.0/{}", running.url, of["id"].as_str().unwrap())).await.unwrap().json().await.unwrap();
        assert_eq!(resolved["mime_type"], of["mime_type"], "{resolved}");
        let bytes = graph(resolved["url"].as_str().unwrap().to_owned()).await.unwrap().bytes().await.unwrap();
        assert_eq!(resolved["file_size"].to_string().trim_matches('"'), bytes.len().to_string());
        let control = running.simulator.http().get(format!("{}/control/media?id={}", running.url, of["id"].as_str().unwrap()));
        assert_eq!(control.send().await.unwrap().bytes().await.unwrap(), bytes);
    }
    let unknown = json!({"phone_number_id": NUMBER, "content": {"type": "image", "media": "123"}});
    assert_eq!(running.call("POST", "messages", unknown).await.0, 404);
}

#[tokio::test]
async fn media_carry_an_address_where_the_policy_names_its_base() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let before = running.say(json!({"kind": "image"})).await;
    let mut business = running.simulator.read(|world| world.businesses[NUMBER].clone());
    business.policy.media_base_url = Some(format!("{}/", running.url));
    running.simulator.record(simulator::world::Event::Registered { business });
    running.say(json!({"kind": "image"})).await;
    let mut images = callback.bodies(2).await.iter().map(|body| change(body).1["messages"][0].clone()).collect::<Vec<_>>();
    images.sort_by_key(|message| message["id"] != json!(before));
    assert_eq!(images[0]["image"]["url"], Value::Null);
    let address = images[1]["image"]["url"].as_str().unwrap().to_owned();
    let fetch = async |token: &str| running.simulator.http().get(&address).bearer_auth(token).send().await.unwrap().status().as_u16();
    assert_eq!((fetch(TOKEN).await, fetch("another").await), (200, 404));
    running.call("POST", "clock", json!({"advance_seconds": 301})).await;
    assert_eq!(fetch(TOKEN).await, 404, "for five minutes");
}

#[tokio::test]
async fn a_new_number_is_told_twice_and_the_person_goes_on_with_it() {
    let (running, callback) = Running::heard().await;
    running.say(json!({"text": "old"})).await;
    let (status, after) = running
        .call("POST", "acts", json!({"phone_number_id": NUMBER, "customer": LENA, "act": "change_number", "wa_id": "4915199999999"}))
        .await;
    assert_eq!((status, after["wa_id"].as_str()), (200, Some("4915199999999")), "{after}");
    let bodies = callback.bodies(3).await;
    let changes: Vec<(String, Value)> = bodies.iter().map(|body| change(body)).collect();
    let system = &changes.iter().find(|(_, value)| value["messages"][0]["type"] == "system").unwrap().1;
    assert_eq!((&system["contacts"], &system["messages"][0]["from"]), (&Value::Null, &json!(LENA)));
    assert_eq!(system["messages"][0]["system"]["type"], "user_changed_number");
    let update = &changes.iter().find(|(field, _)| field == "user_id_update").unwrap().1["user_id_update"][0];
    assert_eq!((&update["user_id"]["previous"], &update["user_id"]["current"]), (&json!("DE.13491208655302741918"), &after["user_id"]));
    let people = running.call("GET", "people", Value::Null).await.1;
    let keys: BTreeSet<&str> = people["items"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert!(keys.contains("4915199999999") && !keys.contains(LENA));
}

#[tokio::test]
async fn who_hides_their_number_still_hides_it_when_it_changes() {
    const KAI: &str = "US.81491208655302741925";
    let (running, callback) = Running::heard().await;
    running.call("POST", "messages", json!({"phone_number_id": NUMBER, "user_id": KAI, "text": "old"})).await;
    let act = json!({"phone_number_id": NUMBER, "customer": KAI, "act": "change_number", "wa_id": "15550001111"});
    let (status, after) = running.call("POST", "acts", act).await;
    let new_id = after["user_id"].as_str().unwrap();
    assert_eq!((status, &after["wa_id"], new_id == KAI), (200, &Value::Null, false), "{after}");
    let bodies = callback.bodies(3).await;
    assert!(bodies.iter().all(|body| !String::from_utf8_lossy(body).contains("15550001111")), "nobody is told the number");
    let changes: Vec<(String, Value)> = bodies.iter().map(|body| change(body)).collect();
    let system = changes.iter().find(|(_, value)| value["messages"][0]["type"] == "system").unwrap().1["messages"][0].clone();
    assert_eq!((&system["from_user_id"], &system["system"]["type"]), (&json!(KAI), &json!("user_changed_user_id")));
    assert_eq!(system["system"]["user_id"], json!(new_id));
    assert_eq!(system["system"]["body"], json!(format!("User Kai changed from {KAI} to {new_id}")));
    let update = &changes.iter().find(|(field, _)| field == "user_id_update").unwrap().1["user_id_update"][0];
    assert_eq!((&update["user_id"]["previous"], &update["user_id"]["current"]), (&json!(KAI), &json!(new_id)));
    running.call("POST", "messages", json!({"phone_number_id": NUMBER, "user_id": new_id, "text": "new"})).await;
    let (_, said) = change(&callback.bodies(4).await[3]);
    assert_eq!(said["contacts"][0]["profile"]["username"], "kai.s", "the person goes on with the new id");
}

#[tokio::test]
async fn calls_and_preferences_are_told_in_their_own_fields() {
    let (running, callback) = Running::heard().await;
    for act in [json!({"act": "call", "seconds": 30}), json!({"act": "stop_marketing"})] {
        let mut wanted = json!({"phone_number_id": NUMBER, "customer": LENA});
        wanted.as_object_mut().unwrap().extend(act.as_object().unwrap().clone());
        assert_eq!(running.call("POST", "acts", wanted).await.0, 200);
    }
    running.call("POST", "clock", json!({"advance_seconds": 31})).await;
    let changes: Vec<(String, Value)> = callback.bodies(3).await.iter().map(|body| change(body)).collect();
    let calls: BTreeSet<_> =
        changes.iter().filter(|(field, _)| field == "calls").map(|(_, value)| value["calls"][0]["event"].to_string()).collect();
    assert_eq!(calls, BTreeSet::from(["\"connect\"".to_owned(), "\"terminate\"".to_owned()]));
    let preference = &changes.iter().find(|(field, _)| field == "user_preferences").unwrap().1["user_preferences"][0];
    assert!(preference["timestamp"].is_i64() && preference["value"] == "stop", "{preference}");
}
