//! Rarer forms of what customers send (section 3.3), and who says it together.

use serde_json::{Value, json};
use whatsapp::webhook::item::Item;
use whatsapp::webhook::parse::parse;

use crate::harness::{NUMBER, Running};
use crate::office::{GRACE_USER_ID, LENA, Office};

const DAY_S: i64 = 24 * 3600;

/// What comes of it when Lena says the contents, each as its message on the wire.
async fn said(contents: &[Value]) -> Vec<Value> {
    let (running, callback) = Running::heard().await;
    for content in contents {
        running.say(json!({"content": content})).await;
    }
    let bodies = callback.bodies(contents.len()).await;
    for body in &bodies {
        assert!(parse(body).iter().all(|item| matches!(item, Item::Message(_))), "{}", String::from_utf8_lossy(body));
    }
    bodies.iter().map(|body| message(body)).collect()
}

fn message(body: &[u8]) -> Value {
    serde_json::from_slice::<Value>(body).unwrap()["entry"][0]["changes"][0]["value"]["messages"][0].clone()
}

/// The only one of several that fits.
fn the(messages: &[Value], fits: impl Fn(&Value) -> bool) -> &Value {
    let found: Vec<&Value> = messages.iter().filter(|message| fits(message)).collect();
    assert_eq!(found.len(), 1, "{messages:?}");
    found[0]
}

#[tokio::test]
async fn what_cant_be_passed_on_says_why() {
    let messages = said(&[
        json!({"type": "unsupported", "what": "gif"}),
        json!({"type": "unsupported", "code": 131_060}),
        json!({"type": "unsupported", "what": "group_invite", "code": 130_501}),
    ])
    .await;
    for (code, what) in [(131_051, json!({"type": "gif"})), (131_060, Value::Null), (130_501, json!({"type": "group_invite"}))] {
        assert_eq!(the(&messages, |message| message["errors"][0]["code"] == code)["unsupported"], what);
    }
    let (running, _) = Running::heard().await;
    let unknown = json!({"phone_number_id": NUMBER, "content": {"type": "unsupported", "code": 131_052}});
    assert_eq!(running.call("POST", "messages", unknown).await.0, 400);
}

#[tokio::test]
async fn a_permission_to_call_is_given_by_hand_or_not_for_good_or_for_a_time() {
    let messages = said(&[
        json!({"type": "call_permission_reply", "accept": true}),
        json!({"type": "call_permission_reply", "accept": true, "automatic": true, "expires_at": 1_795_348_800}),
        json!({"type": "call_permission_reply", "accept": false, "permanent": true}),
    ])
    .await;
    let replies: Vec<Value> = messages.iter().map(|message| message["interactive"]["call_permission_reply"].clone()).collect();
    for wanted in [
        json!({"response": "accept", "response_source": "user_action"}),
        json!({"response": "accept", "response_source": "automatic", "expiration_timestamp": 1_795_348_800}),
        json!({"response": "reject", "response_source": "user_action", "is_permanent": true}),
    ] {
        the(&replies, |reply| *reply == wanted);
    }
}

#[tokio::test]
async fn a_forms_answer_has_any_name_and_is_whatever_text_it_is() {
    let messages = said(&[
        json!({"type": "flow_reply", "response": {"flow_token": "t"}}),
        json!({"type": "flow_reply", "name": "address_message", "body": "Here", "response_json": "{broken"}),
        json!({"type": "flow_reply", "name": "missing"}),
        json!({"type": "flow_reply", "name": "list", "response": [1]}),
    ])
    .await;
    let replies: Vec<Value> = messages.iter().map(|message| message["interactive"]["nfm_reply"].clone()).collect();
    for wanted in [
        json!({"name": "flow", "body": "Sent", "response_json": "{\"flow_token\":\"t\"}"}),
        json!({"name": "address_message", "body": "Here", "response_json": "{broken"}),
        json!({"name": "missing", "body": "Sent"}),
        json!({"name": "list", "body": "Sent", "response_json": "[1]"}),
    ] {
        the(&replies, |reply| *reply == wanted);
    }
}

#[tokio::test]
async fn a_new_number_is_also_told_in_the_older_spelling() {
    let messages = said(&[json!({"type": "system", "body": "moved", "wa_id": "491", "user_id": null, "older": true})]).await;
    assert_eq!(messages[0]["system"], json!({"body": "moved", "type": "customer_changed_number", "new_wa_id": "491", "customer": LENA}));
}

#[tokio::test]
async fn an_ad_shows_a_picture_or_a_video_and_may_greet() {
    let (running, callback) = Running::heard().await;
    let text = json!({"type": "text", "body": "Hi"});
    running.say(json!({"content": text, "frame": {"referral": {"headline": "Still"}}})).await;
    let film = json!({"headline": "Film", "media_type": "video", "welcome_message": "Ask us anything"});
    running.say(json!({"content": text, "frame": {"referral": film}})).await;
    let ads: Vec<Value> = callback.bodies(2).await.iter().map(|body| message(body)["referral"].clone()).collect();
    let (still, film) = (the(&ads, |ad| ad["headline"] == "Still"), the(&ads, |ad| ad["headline"] == "Film"));
    assert_eq!((&still["media_type"], &still["image_url"]), (&json!("image"), &json!("https://fb.me/4bakery.jpg")));
    assert_eq!((&still["video_url"], &still["welcome_message"]), (&Value::Null, &Value::Null));
    assert_eq!((&film["media_type"], &film["video_url"]), (&json!("video"), &json!("https://fb.me/4bakery.mp4")));
    assert_eq!((&film["thumbnail_url"], &film["image_url"]), (&json!("https://fb.me/4bakery.jpg"), &Value::Null));
    assert_eq!(film["welcome_message"], json!({"text": "Ask us anything"}));
}

#[tokio::test]
async fn a_card_that_is_passed_on_has_a_vcard_and_ones_own_that_was_asked_for_has_none() {
    let omar =
        json!({"name": {"formatted_name": "Omar Haddad", "first_name": "Omar"}, "phones": [{"phone": "+971 50"}], "origin": "other"});
    let messages = said(&[json!({"type": "contacts", "contacts": [omar]}), json!({"type": "own_contact"})]).await;
    let passed_on = &the(&messages, |message| message["contacts"][0]["origin"] == "other")["contacts"][0];
    assert!(passed_on["vcard"].as_str().unwrap().contains("FN:Omar Haddad\nTEL;type=CELL:+971 50\n"), "{passed_on}");
    let own = &the(&messages, |message| message["contacts"][0]["origin"] == "contact_request")["contacts"][0];
    assert_eq!((&own["name"]["formatted_name"], &own["vcard"]), (&json!("Lena Fischer"), &Value::Null));
    assert_eq!(own["phones"][0], json!({"phone": format!("+{LENA}"), "wa_id": LENA, "type": "CELL"}));
}

#[tokio::test]
async fn an_edit_of_a_caption_comes_with_its_file_and_what_it_quotes() {
    let (running, callback) = Running::heard().await;
    let first = running.say(json!({"text": "first"})).await;
    let picture = running.say(json!({"content": {"type": "image", "caption": "plaese"}, "about": first})).await;
    running.say(json!({"content": {"type": "edit", "body": "please"}, "about": picture})).await;
    running.say(json!({"content": {"type": "edit", "body": "second"}, "about": first})).await;
    let messages: Vec<Value> = callback.bodies(4).await.iter().map(|body| message(body)).collect();
    let sent = the(&messages, |message| message["id"] == json!(picture));
    let edited = &the(&messages, |message| message["edit"]["original_message_id"] == json!(picture))["edit"]["message"];
    assert_eq!((&edited["type"], &edited["context"]), (&json!("image"), &json!({"id": first})));
    assert_eq!((&edited["image"]["caption"], &edited["image"]["id"]), (&json!("please"), &sent["image"]["id"]));
    let words = &the(&messages, |message| message["edit"]["original_message_id"] == json!(first))["edit"]["message"];
    assert_eq!(*words, json!({"type": "text", "text": {"body": "second"}}));
}

#[tokio::test]
async fn a_reaction_to_what_is_older_than_thirty_days_is_not_passed_on() {
    let office = Office::open().await;
    let target = office.hears(LENA);
    let reaction = json!({"phone_number_id": NUMBER, "from": LENA, "content": {"type": "reaction", "emoji": "👍"}, "about": target});
    for (days, told) in [(30, 1), (1, 1)] {
        office.advance(days * DAY_S);
        let (status, _) = office.control("messages", reaction.clone()).await;
        assert_eq!(status, 200);
        office.until(|world| world.pending.is_empty()).await;
        assert_eq!(office.callback.count(), told, "{days} more days later");
    }
}

#[tokio::test]
async fn what_several_people_say_comes_in_one_webhook_in_one_change_or_in_several() {
    for (spread, entries, changes, messages) in [("together", 1, 1, 3), ("changes", 1, 3, 1), ("entries", 3, 1, 1)] {
        let (running, callback) = Running::heard().await;
        let people = json!([LENA, GRACE_USER_ID, "491701"]);
        let wanted = json!({"phone_number_id": NUMBER, "people": people, "text": "We all", "batch": 3, "spread": spread});
        let (_, answer) = running.call("POST", "messages", wanted).await;
        assert_eq!(answer["wamids"].as_array().unwrap().len(), 3, "{answer}");
        let bodies = callback.bodies(1).await;
        let body: Value = serde_json::from_slice(&bodies[0]).unwrap();
        assert_eq!(body["entry"].as_array().unwrap().len(), entries);
        for entry in body["entry"].as_array().unwrap() {
            assert_eq!(entry["changes"].as_array().unwrap().len(), changes, "{spread}");
            for change in entry["changes"].as_array().unwrap() {
                let length = |list: &str| change["value"][list].as_array().unwrap().len();
                assert_eq!((length("messages"), length("contacts")), (messages, messages), "{spread}");
            }
        }
        let names: Vec<String> = parse(&bodies[0])
            .into_iter()
            .map(|item| if let Item::Message(message) = item { message.contact.name.unwrap().into_owned() } else { panic!("{item:?}") })
            .collect();
        assert_eq!(names, ["Lena Fischer", "Grace Lindqvist", "Customer 491701"], "{spread}: each with their own contact");
    }
}

#[tokio::test]
async fn several_people_stand_in_the_place_of_one_and_say_no_more_than_one_may() {
    let (running, _) = Running::heard().await;
    let both = json!({"phone_number_id": NUMBER, "people": [LENA], "from": LENA});
    assert_eq!(running.call("POST", "messages", both).await.0, 400);
    let too_many = json!({"phone_number_id": NUMBER, "people": [LENA, GRACE_USER_ID], "count": 50_001});
    assert_eq!(running.call("POST", "messages", too_many).await.0, 400);
}
