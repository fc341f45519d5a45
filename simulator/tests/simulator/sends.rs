//! `POST /{phone number id}/messages`: what is accepted, what is refused, with which code.

use serde_json::{Value, json};

use crate::harness::{NUMBER, WABA};
use crate::office::{GRACE_USER_ID, KAI_USER_ID, LENA, LENA_USER_ID, Office, offer, offered, text, words};
use simulator::people::acts::{Act, perform};

fn long(chars: usize) -> String {
    "x".repeat(chars)
}

fn button(id: &str, title: &str) -> Value {
    json!({"type": "reply", "reply": {"id": id, "title": title}})
}

fn interactive(kind: &str, more: Value) -> Value {
    let mut object = json!({"type": kind, "body": {"text": "Choose"}});
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"type": "interactive", "interactive": object})
}

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|row| json!({"id": format!("row {row}"), "title": format!("Row {row}"), "description": "d"})).collect()
}

fn flow(changed: Value) -> Value {
    let mut parameters = json!({"flow_message_version": "3", "flow_id": "1", "flow_cta": "Book", "flow_action": "navigate",
        "flow_action_payload": {"screen": "FIRST"}});
    parameters.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    interactive("flow", json!({"action": {"name": "flow", "parameters": parameters}}))
}

#[tokio::test]
async fn every_type_is_accepted_with_an_answer_of_the_real_shape() {
    let office = Office::open().await;
    let heard = office.hears(LENA);
    let image = office.uploaded("image/jpeg", b"jpeg").await;
    let voice = office.uploaded("audio/ogg; codecs=opus", b"ogg").await;
    let sticker = office.uploaded("image/webp", b"webp").await;
    let video = office.uploaded("video/mp4", b"mp4").await;
    let document = office.uploaded("application/pdf", b"pdf").await;
    let card = |index: usize| {
        json!({"card_index": index, "type": "cta_url", "header": {"type": "image", "image": {"id": image}},
            "action": {"name": "cta_url", "parameters": {"display_text": "Buy", "url": "https://example.com"}}})
    };
    let messages = [
        text("Hello"),
        json!({"text": {"body": "no type is text", "preview_url": true}}),
        json!({"text": {"body": "shared", "preview_url": false}, "message_activity_sharing": true}),
        json!({"type": "image", "image": {"id": image, "caption": "A cake"}}),
        json!({"type": "video", "video": {"id": video}}),
        json!({"type": "audio", "audio": {"id": voice, "voice": true}}),
        json!({"type": "document", "document": {"id": document, "filename": "menu.pdf", "caption": "Menu"}}),
        json!({"type": "sticker", "sticker": {"id": sticker}}),
        json!({"type": "location", "location": {"latitude": "52.5", "longitude": 13.4, "name": "Here"}}),
        json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Lena F", "first_name": "Lena"}, "phones": [{"phone": "+49 1"}], "birthday": "1990-02-28"}]}),
        json!({"type": "reaction", "reaction": {"message_id": heard, "emoji": "❤️"}}),
        json!({"type": "text", "text": {"body": "a reply"}, "context": {"message_id": heard}}),
        interactive(
            "button",
            json!({"action": {"buttons": [button("1", "Yes"), button("2", "No")]}, "header": {"type": "image", "image": {"id": image}}, "footer": {"text": "f"}}),
        ),
        interactive(
            "list",
            json!({"action": {"button": "Rows", "sections": [{"title": "A", "rows": rows(10)}]}, "header": {"type": "text", "text": "h"}}),
        ),
        interactive("cta_url", json!({"action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "https://example.com"}}})),
        interactive("location_request_message", json!({"action": {"name": "send_location"}})),
        interactive("request_contact_info", json!({"action": {"name": "request_contact_info"}})),
        flow(json!({})),
        interactive("product", json!({"action": {"catalog_id": "1", "product_retailer_id": "cake"}})),
        interactive(
            "product_list",
            json!({"header": {"type": "text", "text": "h"}, "action": {"catalog_id": "1", "sections": [{"title": "t", "product_items": [{"product_retailer_id": "cake"}]}]}}),
        ),
        interactive("catalog_message", json!({"action": {"name": "catalog_message"}})),
        interactive("carousel", json!({"action": {"cards": [card(0), card(1)]}})),
    ];
    for message in messages {
        let (status, answer) = office.sends(message.clone()).await;
        assert_eq!(status, 200, "{message}: {answer}");
        let expected = json!({"messaging_product": "whatsapp", "contacts": [{"input": format!("+{LENA}"), "wa_id": LENA}],
            "messages": [{"id": answer["messages"][0]["id"]}]});
        assert_eq!(answer, expected);
        assert!(answer["messages"][0]["id"].as_str().unwrap().starts_with("wamid.HBg"), "{answer}");
        office.advance(6);
    }
}

#[tokio::test]
async fn lengths_counts_and_missing_members_are_refused_with_100_131008_or_131009() {
    let office = Office::open().await;
    let heard = office.hears(LENA);
    let image = office.uploaded("image/jpeg", b"jpeg").await;
    let four = [button("1", "a"), button("2", "b"), button("3", "c"), button("4", "d")];
    let sections = |count: usize| {
        (0..count)
            .map(|number| json!({"title": number.to_string(), "rows": [{"id": number.to_string(), "title": "t"}]}))
            .collect::<Vec<_>>()
    };
    let list = |button: &str, sections: Vec<Value>| interactive("list", json!({"action": {"button": button, "sections": sections}}));
    let cta = |label: &str, url: &str| {
        interactive("cta_url", json!({"action": {"name": "cta_url", "parameters": {"display_text": label, "url": url}}}))
    };
    let cases = [
        (100, json!({"type": "hologram"})),
        (100, json!({"recipient_type": "crowd", "type": "text", "text": {"body": "x"}})),
        (33, json!({"recipient_type": "group", "to": "Y2FwaV9ncm91cDo", "type": "text", "text": {"body": "x"}})),
        (131_008, json!({"type": "text"})),
        (131_008, json!({"type": "text", "text": {}})),
        (131_009, text("")),
        (131_009, text(&long(4097))),
        (131_009, json!({"type": "text", "text": {"body": "x", "preview_url": "yes"}})),
        (100, json!({"type": "text", "text": {"body": "x", "colour": "red"}})),
        (131_009, json!({"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": long(513)})),
        (131_008, json!({"type": "text", "text": {"body": "x"}, "context": {}})),
        (131_009, json!({"type": "text", "text": {"body": "x"}, "message_activity_sharing": "yes"})),
        (131_008, json!({"type": "image", "image": {}})),
        (131_009, json!({"type": "image", "image": {"id": image, "link": "https://x"}})),
        (131_009, json!({"type": "image", "image": {"link": "ftp://x"}})),
        (131_009, json!({"type": "image", "image": {"id": image, "caption": long(1025)}})),
        (100, json!({"type": "audio", "audio": {"id": "1", "caption": "none for audio"}})),
        (131_008, json!({"type": "location", "location": {"latitude": 1}})),
        (131_009, json!({"type": "location", "location": {"latitude": 91, "longitude": 1}})),
        (131_009, json!({"type": "location", "location": {"latitude": 1, "longitude": "east"}})),
        (131_009, json!({"type": "contacts", "contacts": []})),
        (131_008, json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "only"}}]})),
        (
            131_009,
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "a", "first_name": "a"}, "birthday": "31.12.1999"}]}),
        ),
        (131_008, json!({"type": "reaction", "reaction": {"message_id": heard}})),
        (131_009, json!({"type": "reaction", "reaction": {"message_id": heard, "emoji": "nice"}})),
        (131_009, json!({"type": "reaction", "reaction": {"message_id": heard, "emoji": "👍"}, "context": {"message_id": heard}})),
        (131_009, interactive("hologram", json!({"action": {}}))),
        (131_008, interactive("button", json!({}))),
        (131_009, interactive("button", json!({"action": {"buttons": []}}))),
        (131_009, interactive("button", json!({"action": {"buttons": four}}))),
        (131_009, interactive("button", json!({"action": {"buttons": [button("1", &long(21))]}}))),
        (131_009, interactive("button", json!({"action": {"buttons": [button(&long(257), "a")]}}))),
        (131_009, interactive("button", json!({"action": {"buttons": [button("1", "same"), button("2", "same")]}}))),
        (131_009, interactive("button", json!({"body": {"text": long(1025)}, "action": {"buttons": [button("1", "a")]}}))),
        (131_009, interactive("button", json!({"footer": {"text": long(61)}, "action": {"buttons": [button("1", "a")]}}))),
        (131_009, interactive("button", json!({"header": {"type": "text", "text": long(61)}, "action": {"buttons": [button("1", "a")]}}))),
        (131_009, list("Rows", vec![json!({"rows": rows(11)})])),
        (131_009, list("Rows", vec![json!({"title": "a", "rows": rows(6)}), json!({"title": "b", "rows": rows(5)})])),
        (131_009, list("Rows", sections(11))),
        (131_008, list("Rows", vec![json!({"rows": rows(1)}), json!({"title": "b", "rows": rows(1)})])),
        (131_009, list(&long(21), sections(1))),
        (131_009, list("Rows", vec![json!({"title": long(25), "rows": rows(1)})])),
        (131_009, list("Rows", vec![json!({"rows": [{"id": long(201), "title": "t"}]})])),
        (131_009, list("Rows", vec![json!({"rows": [{"id": "1", "title": long(25)}]})])),
        (131_009, list("Rows", vec![json!({"rows": [{"id": "1", "title": "t", "description": long(73)}]})])),
        (
            131_009,
            interactive(
                "list",
                json!({"header": {"type": "image", "image": {"id": image}}, "action": {"button": "R", "sections": sections(1)}}),
            ),
        ),
        (131_009, cta(&long(21), "https://x")),
        (131_009, cta("Go", "x")),
        (131_009, flow(json!({"flow_cta": "Book 📅"}))),
        (131_009, flow(json!({"flow_cta": long(31)}))),
        (131_009, flow(json!({"flow_message_version": "2"}))),
        (131_009, flow(json!({"flow_name": "both"}))),
        (131_008, flow(json!({"flow_id": null}))),
        (
            131_009,
            interactive(
                "product",
                json!({"header": {"type": "text", "text": "h"}, "action": {"catalog_id": "1", "product_retailer_id": "c"}}),
            ),
        ),
        (131_008, interactive("product_list", json!({"action": {"catalog_id": "1", "sections": []}}))),
        (131_009, interactive("carousel", json!({"action": {"cards": [{}]}}))),
    ];
    for (code, message) in cases {
        assert_eq!(office.send_refused(message.clone()).await, code, "{message}");
        office.advance(6);
    }
    let (_, answer) = office.call("POST", &format!("{NUMBER}/messages"), json!({"to": LENA, "type": "text", "text": {"body": "x"}})).await;
    assert_eq!(answer["error"]["code"], 100, "without messaging_product: {answer}");
}

#[tokio::test]
async fn recipients_are_phone_numbers_or_user_ids_and_the_number_wins() {
    let office = Office::open().await;
    office.hears(LENA);
    office.hears(KAI_USER_ID);
    let contact = async |message: Value| office.sends(message).await.1["contacts"][0].clone();
    let with = |to: Value| json!({"type": "text", "text": {"body": "x"}, "to": to["to"], "recipient": to["recipient"]});
    assert_eq!(contact(with(json!({"to": "49 (151) 123-45678"}))).await, json!({"input": "49 (151) 123-45678", "wa_id": LENA}));
    assert_eq!(contact(with(json!({"recipient": KAI_USER_ID}))).await, json!({"input": KAI_USER_ID, "user_id": KAI_USER_ID}));
    assert_eq!(contact(with(json!({"recipient": LENA_USER_ID}))).await, json!({"input": LENA_USER_ID, "user_id": LENA_USER_ID}));
    let both = contact(with(json!({"to": format!("+{LENA}"), "recipient": KAI_USER_ID}))).await;
    assert_eq!(both, json!({"input": format!("+{LENA}"), "wa_id": LENA}));
    assert_eq!(office.send_refused(with(json!({"to": "hello"}))).await, 100);
    assert_eq!(office.send_refused(with(json!({"recipient": "not an id"}))).await, 100);
    assert_eq!(office.send_refused(with(json!({"recipient": "DE.999"}))).await, 131_026, "of another portfolio");
    assert_eq!(office.send_refused(with(json!({"to": "+15550783881"}))).await, 131_021, "to itself");
    let nobody = json!({"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}});
    assert_eq!(office.refused("POST", &format!("{NUMBER}/messages"), nobody).await, 100);
}

#[tokio::test]
async fn a_template_must_exist_be_approved_and_get_its_parameters() {
    let office = Office::open().await;
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 132_001, "no such template");
    let created = office.done("POST", &format!("{WABA}/message_templates"), offer("UTILITY")).await;
    let id = created["id"].as_str().unwrap();
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 132_001, "still pending");
    office.advance(10);
    let (status, answer) = office.sends(offered(&["Lena", "A-1"])).await;
    assert_eq!((status, &answer["messages"][0]["message_status"]), (200, &json!("accepted")), "outside the window: {answer}");
    office.advance(60);
    let (status, missing) = office.sends(json!({"type": "template", "template": {"name": "offer", "language": {"code": "de"}}})).await;
    assert_eq!((status, &missing["error"]["code"]), (404, &json!(132_001)), "another language");
    for (code, parameters) in [(132_000, vec!["a"]), (132_000, vec!["a", "b", "c"]), (132_000, vec![]), (132_018, vec!["a\nb", "c"])] {
        assert_eq!(office.send_refused(offered(&parameters)).await, code, "{parameters:?}");
    }
    assert_eq!(office.send_refused(offered(&["a", &long(1024)])).await, 132_005);
    let image = json!({"type": "template", "template": {"name": "offer", "language": {"code": "en_US"}, "components": [
        {"type": "body", "parameters": [{"type": "image", "image": {"id": "1"}}, {"type": "text", "text": "b"}]}]}});
    assert_eq!(office.send_refused(image).await, 132_012);
    assert!(simulator::graph::templates::review::set_status(&office.simulator, id, simulator::world::TemplateStatus::Paused));
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 132_015);
    assert!(simulator::graph::templates::review::set_status(&office.simulator, id, simulator::world::TemplateStatus::Disabled));
    assert_eq!(office.send_refused(offered(&["a", "b"])).await, 132_016);
}

#[tokio::test]
async fn named_parameters_headers_and_buttons_are_held_to_the_definition() {
    let office = Office::open().await;
    let handle = office.handle("image/jpeg", b"jpeg").await;
    let image = office.uploaded("image/jpeg", b"jpeg").await;
    office
        .template(json!({"name": "rich", "language": "en", "category": "UTILITY", "parameter_format": "named", "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}},
            {"type": "BODY", "text": "Dear {{name}}, thank you for coming",
                "example": {"body_text_named_params": [{"param_name": "name", "example": "Lena"}]}},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Track", "url": "https://example.com/{{1}}", "example": ["https://example.com/1"]},
                {"type": "QUICK_REPLY", "text": "Thanks"}]}]}))
        .await;
    let header = json!({"type": "header", "parameters": [{"type": "image", "image": {"id": image}}]});
    let body = json!({"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Lena"}]});
    let track = json!({"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "A-1"}]});
    let thanks = json!({"type": "button", "sub_type": "quick_reply", "index": 1, "parameters": [{"type": "payload", "payload": "ok"}]});
    let message = |components: &[&Value]| json!({"type": "template", "template": {"name": "rich", "language": {"code": "en"}, "components": components}});
    office.sent(message(&[&header, &body, &track, &thanks])).await;
    let unnamed = json!({"type": "body", "parameters": [{"type": "text", "text": "Lena"}]});
    let video = json!({"type": "header", "parameters": [{"type": "video", "video": {"id": image}}]});
    let wrong_type =
        json!({"type": "button", "sub_type": "copy_code", "index": 0, "parameters": [{"type": "coupon_code", "coupon_code": "1"}]});
    let no_button = json!({"type": "button", "sub_type": "url", "index": 7, "parameters": [{"type": "text", "text": "A-1"}]});
    let cases: [(i64, Vec<&Value>); 6] = [
        (132_012, vec![&body, &track]),
        (132_012, vec![&video, &body, &track]),
        (132_012, vec![&header, &unnamed, &track]),
        (131_008, vec![&header, &body]),
        (132_012, vec![&header, &body, &wrong_type]),
        (132_018, vec![&header, &body, &track, &no_button]),
    ];
    for (code, components) in cases {
        assert_eq!(office.send_refused(message(&components)).await, code, "{components:?}");
    }
}

#[tokio::test]
async fn one_time_password_templates_need_a_phone_number() {
    let office = Office::open().await;
    office
        .template(json!({"name": "code", "language": "en", "category": "AUTHENTICATION", "components": [
            {"type": "BODY", "add_security_recommendation": true}, {"type": "FOOTER", "code_expiration_minutes": 5},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}]}))
        .await;
    let message = |who: Value| {
        let mut message = json!({"type": "template", "template": {"name": "code", "language": {"code": "en"}, "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "123456"}]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "123456"}]}]}});
        message.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        message
    };
    office.sent(message(json!({}))).await;
    assert_eq!(office.send_refused(message(json!({"recipient": KAI_USER_ID}))).await, 131_062);
}

#[tokio::test]
async fn media_must_be_there_and_of_a_type_that_the_message_takes() {
    let office = Office::open().await;
    office.hears(LENA);
    let pdf = office.uploaded("application/pdf", b"pdf").await;
    let mp3 = office.uploaded("audio/mpeg", b"mp3").await;
    assert_eq!(office.send_refused(json!({"type": "image", "image": {"id": "1"}})).await, 100, "no such media");
    assert_eq!(office.send_refused(json!({"type": "image", "image": {"id": pdf}})).await, 131_053);
    assert_eq!(office.send_refused(json!({"type": "audio", "audio": {"id": mp3, "voice": true}})).await, 131_053, "voice needs OGG");
    office.sent(json!({"type": "audio", "audio": {"id": mp3}})).await;
}

#[tokio::test]
async fn a_file_is_sent_by_its_own_business_alone() {
    let office = Office::open().await;
    let number = office.neighbour(json!({}));
    office.hears(LENA);
    office.hears_at(&number, LENA);
    let image = office.uploaded("image/jpeg", b"jpeg").await;
    let message = json!({"type": "image", "image": {"id": image}});
    assert_eq!(office.neighbour_sends(message.clone()).await, Some(100), "another business's");
    office.sent(message).await;
}

#[tokio::test]
async fn a_user_id_is_of_the_portfolio_it_was_issued_to() {
    let office = Office::open().await;
    let number = office.neighbour(json!({}));
    office.hears(KAI_USER_ID);
    office.hears(GRACE_USER_ID);
    office.hears_at(&number, LENA);
    let to = |id: &str| json!({"recipient": id, "type": "text", "text": {"body": "x"}});
    office.sent(to(KAI_USER_ID)).await;
    assert_eq!(office.neighbour_sends(to(KAI_USER_ID)).await, Some(131_026), "Kai wrote to another portfolio");
    assert_eq!(office.neighbour_sends(to("SE.ENT.55500123456789012345")).await, Some(131_047), "found: a parent id is of no portfolio");
    office.neighbour(json!({"portfolio_id": WABA}));
    assert_eq!(office.neighbour_sends(to(KAI_USER_ID)).await, Some(131_047), "found: the window alone is in the way");

    office.neighbour(json!({}));
    let kai = office.simulator.read(|world| world.person(KAI_USER_ID).unwrap());
    let business = office.simulator.read(|world| world.businesses[NUMBER].clone());
    let moved = perform(&office.simulator, &business, &kai, &Act::ChangeNumber { wa_id: "1".to_owned() });
    let new_id = moved.user_id.unwrap();
    assert_eq!(office.neighbour_sends(to(&new_id)).await, Some(131_026), "the new id is the old one's portfolio's");
    office.hears_at(&number, &new_id);
    assert_eq!(office.neighbour_sends(to(&new_id)).await, None, "issued to both, now that Kai wrote to both");
}

#[tokio::test]
async fn read_receipts_and_typing_need_a_message_of_a_customer() {
    let office = Office::open().await;
    let (first, second) = (office.hears(LENA), office.hears(LENA));
    let sent = office.sent(text("x")).await;
    let path = format!("{NUMBER}/messages");
    let read = |wamid: &str| json!({"messaging_product": "whatsapp", "status": "read", "message_id": wamid});
    assert_eq!(office.refused("POST", &path, read("wamid.nobody")).await, 100);
    assert_eq!(office.refused("POST", &path, read(&sent)).await, 100, "our own");
    assert_eq!(
        office.refused("POST", &path, json!({"messaging_product": "whatsapp", "status": "seen", "message_id": first})).await,
        131_009
    );
    assert_eq!(office.refused("POST", &path, json!({"messaging_product": "whatsapp", "status": "read"})).await, 131_008);
    let mut typing = read(&second);
    typing["typing_indicator"] = json!({"type": "text"});
    assert_eq!(office.done("POST", &path, typing).await, json!({"success": true}));
    let now = office.simulator.clock().now_ms();
    let (seen, typing_until_ms) = office.simulator.read(|world| {
        let seen = [&first, &second].map(|wamid| world.message(NUMBER, wamid).unwrap().status.clone());
        (seen, world.pair(NUMBER, LENA).typing_until_ms)
    });
    assert_eq!((seen, typing_until_ms), ([Some("read".to_owned()), Some("read".to_owned())], now + 25_000), "earlier ones are read too");
    office.sent(text("y")).await;
    assert_eq!(office.simulator.read(|world| world.pair(NUMBER, LENA).typing_until_ms), 0, "typing ends with a message");
    office.advance(31 * 24 * 3600);
    assert_eq!(office.refused("POST", &path, read(&second)).await, 100, "too old");
}

#[tokio::test]
async fn a_message_to_a_number_that_its_owner_has_left_fails_later_and_their_groups_go_with_them() {
    let office = Office::open().await;
    office.hears(LENA);
    let group = office.group().await;
    office.joins(LENA, &group);
    office.acts(LENA, &Act::ChangeNumber { wa_id: "4917000000001".to_owned() });
    for message in [text("by number"), json!({"recipient": LENA_USER_ID, "type": "text", "text": {"body": "by user id"}})] {
        let wamid = office.sent(message).await;
        office.advance(60);
        let failed = office.statuses(&wamid, 1).await.remove(0);
        let status = &failed["statuses"][0];
        assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_026)), "{status}");
    }
    let members = office.simulator.read(|world| world.groups[&group].participants.clone());
    assert_eq!(members.into_iter().collect::<Vec<_>>(), ["4917000000001"]);
    office.hears("4917000000001");
    let arrives = office.sent(json!({"to": "+4917000000001", "type": "text", "text": {"body": "x"}})).await;
    office.advance(3600);
    assert_eq!(words(&office.statuses(&arrives, 3).await), ["sent", "delivered", "read"]);
    assert!(office.simulator.read(|world| world.person(LENA).unwrap().moved_to.is_some()), "what was sent in vain changes nobody");
}

#[tokio::test]
async fn a_message_that_its_chat_shows_no_longer_is_marked_and_reacted_to_for_30_days() {
    let office = Office::open().await;
    let first = office.hears(LENA);
    (0..400).for_each(|_| drop(office.hears(LENA)));
    assert!(office.simulator.read(|world| world.message(NUMBER, &first).is_none()));
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": first, "typing_indicator": {"type": "text"}});
    office.done("POST", &format!("{NUMBER}/messages"), read.clone()).await;
    assert!(office.simulator.read(|world| world.pair(NUMBER, LENA).typing_until_ms) > 0);
    office.advance(60);
    let reaction = office.sent(json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "❤️"}})).await;
    office.advance(3600);
    assert_eq!(words(&office.statuses(&reaction, 1).await), ["sent"]);
    office.advance(30 * 24 * 3600);
    assert_eq!(office.refused("POST", &format!("{NUMBER}/messages"), read).await, 100);
    office.until(|world| world.recent(NUMBER, &first).is_none()).await;
}

#[tokio::test]
async fn a_parent_id_is_of_the_number_that_its_owner_has_now() {
    let office = Office::open().await;
    office.hears(GRACE_USER_ID);
    let (business, grace) = office.simulator.read(|world| (world.businesses[NUMBER].clone(), world.person(GRACE_USER_ID).unwrap()));
    let after = perform(&office.simulator, &business, &grace, &Act::ChangeNumber { wa_id: "1".to_owned() });
    office.hears(after.user_id.as_deref().unwrap());
    let wamid = office.sent(json!({"recipient": after.parent_user_id, "type": "text", "text": {"body": "x"}})).await;
    office.advance(3600);
    assert_eq!(words(&office.statuses(&wamid, 3).await), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn a_review_that_is_broken_off_tells_no_verdict() {
    let office = Office::open().await;
    let named = |name: &str| {
        let mut template = offer("UTILITY");
        template["name"] = json!(name);
        template
    };
    let path = format!("{WABA}/message_templates");
    office.done("POST", &path, named("deleted")).await;
    office.done("DELETE", &format!("{path}?name=deleted"), Value::Null).await;
    let paused = office.done("POST", &path, named("paused")).await;
    let (id, status) = (paused["id"].as_str().unwrap(), simulator::world::TemplateStatus::Paused);
    assert!(simulator::graph::templates::review::set_status(&office.simulator, id, status));
    office.advance(10);
    office.template(named("approved")).await;
    let told = office.changes("message_template_status_update", 3).await;
    let mut told: Vec<_> = told.iter().map(|value| (value["message_template_name"].as_str(), value["event"].as_str())).collect();
    told.sort_unstable();
    let expected = [("approved", "APPROVED"), ("deleted", "DELETED"), ("paused", "PAUSED")];
    assert_eq!(told, expected.map(|(name, event)| (Some(name), Some(event))));
    office.until(|world| world.pending.is_empty()).await;
    assert_eq!(office.callback.count(), 3, "nothing more is to come");
}
