//! Messages of the wrong form: our builders refuse each, and so does the simulator.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use whatsapp::client::send::{
    AddressCountry, BodyParameters, Button, Card, Header, HeaderParameter, Interactive, Invalid, Kind, Location, Media, Message,
    OneTimePassword, Pin, ProductPolicy, ProductSection, Reaction, Recipient, ReplyButton, Row, Section, Template, Text, Words,
};

use super::definitions;
use super::make::{Built, NOWHERE, PAGE, buttons, card, cards, flow, linked, list, person, products, row, takes, template, to};
use crate::harness::NUMBER;
use crate::office::{KAI_USER_ID, LENA, Office};

fn rows(from: usize, to: usize) -> Result<Vec<Row>, Invalid> {
    (from..to).map(|index| Row::new(index.to_string(), "r")).collect()
}

fn wire_rows(from: usize, to: usize) -> Vec<Value> {
    (from..to).map(|index| json!({"id": index.to_string(), "title": "r"})).collect()
}

fn sections(sections: Vec<Section>) -> Built {
    to(Interactive::list("x", "Open", sections)?)
}

fn interactive(kind: &str, more: Value) -> Value {
    let mut object = json!({"type": kind, "body": {"text": "x"}});
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"type": "interactive", "interactive": object})
}

fn wire_list(sections: Value) -> Value {
    interactive("list", json!({"action": {"button": "Open", "sections": sections}}))
}

fn wire_buttons(pairs: &[(&str, &str)]) -> Value {
    let buttons: Vec<Value> = pairs.iter().map(|(id, title)| json!({"type": "reply", "reply": {"id": id, "title": title}})).collect();
    interactive("button", json!({"action": {"buttons": buttons}}))
}

fn wire_media(kind: &str, more: Value) -> Value {
    let mut media = json!({"link": NOWHERE});
    media.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"type": kind, kind: media})
}

fn wire_card(index: usize, kind: &str) -> Value {
    json!({"card_index": index, "type": "cta_url", "header": {"type": kind, kind: {"link": NOWHERE}},
        "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": PAGE}}})
}

fn wire_cards(cards: &[Value]) -> Value {
    interactive("carousel", json!({"action": {"cards": cards}}))
}

fn wire_template(name: &str, components: Value) -> Value {
    json!({"type": "template", "template": {"name": name, "language": {"code": "en"}, "components": components}})
}

fn wire_body(parameters: Value) -> Value {
    json!([{"type": "body", "parameters": parameters}])
}

fn wire_button(index: usize, sub_type: &str, parameter: Value) -> Value {
    json!({"type": "button", "sub_type": sub_type, "index": index.to_string(), "parameters": [parameter]})
}

fn reaction(name: &'static str, emoji: &str) -> (&'static str, Built, Value) {
    let body = json!({"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": emoji}});
    (name, Reaction::new("wamid.x", emoji).and_then(to), body)
}

fn labelled(name: &'static str, label: &str) -> (&'static str, Built, Value) {
    let parameters = json!({"flow_message_version": "3", "flow_id": "1", "flow_cta": label});
    (name, flow(label).and_then(to), interactive("flow", json!({"action": {"name": "flow", "parameters": parameters}})))
}

/// A header above a type that has none.
fn headed(name: &'static str, message: Result<Interactive, Invalid>) -> (&'static str, Built, Value) {
    let mut body = serde_json::to_value(message.clone().and_then(to).unwrap()).unwrap();
    body["interactive"]["header"] = json!({"type": "text", "text": "h"});
    (name, message.and_then(|it| to(it.header(Header::text("h")?)?)), body)
}

fn media_messages() -> Vec<(&'static str, Built, Value)> {
    vec![
        ("an empty text", Text::new("").and_then(to), json!({"type": "text", "text": {"body": ""}})),
        ("no id of media", Media::by_id(Kind::Image, "").and_then(to), json!({"type": "image", "image": {"id": ""}})),
        ("a link that is none", Media::by_link(Kind::Image, "ftp://x/y").and_then(to), wire_media("image", json!({"link": "ftp://x/y"}))),
        ("a link to no host", Media::by_link(Kind::Image, "http://").and_then(to), wire_media("image", json!({"link": "http://"}))),
        (
            "a caption on audio",
            linked(Kind::Audio).and_then(|it| it.caption("x")).and_then(to),
            wire_media("audio", json!({"caption": "x"})),
        ),
        (
            "a caption on a sticker",
            linked(Kind::Sticker).and_then(|it| it.caption("x")).and_then(to),
            wire_media("sticker", json!({"caption": "x"})),
        ),
        (
            "a file name of an image",
            linked(Kind::Image).and_then(|it| it.file_name("x")).and_then(to),
            wire_media("image", json!({"filename": "x"})),
        ),
        (
            "beyond the pole",
            Location::new(90.5, 0.0).and_then(to),
            json!({"type": "location", "location": {"latitude": 90.5, "longitude": 0}}),
        ),
        (
            "beyond the date line",
            Location::new(0.0, -180.5).and_then(to),
            json!({"type": "location", "location": {"latitude": 0, "longitude": -180.5}}),
        ),
        (
            "half a name",
            person("Lena", None).and_then(|card| to(whatsapp::client::send::Content::contacts(vec![card])?)),
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Lena"}}]}),
        ),
        reaction("words for an emoji", "ok"),
        reaction("words of another script for an emoji", "да"),
        reaction("a word without an alphabet for an emoji", "好"),
        reaction("a word beside an emoji", "👍да"),
        reaction("a digit for an emoji", "1"),
        reaction("a digit beside an emoji", "👍1"),
        reaction("a sign for an emoji", "!"),
        reaction("what belongs to an emoji and none", "\u{200D}\u{FE0F}"),
        reaction("seventeen letters of an emoji", &"👍".repeat(17)),
        (
            "a reaction as an answer",
            Reaction::new("wamid.x", "👍").and_then(to).and_then(|it| it.reply_to("wamid.x")),
            json!({"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}, "context": {"message_id": "wamid.x"}}),
        ),
        (
            "a pin outside a group",
            Pin::new("wamid.x", 1).and_then(to),
            json!({"type": "pin", "pin": {"type": "pin", "message_id": "wamid.x", "expiration_days": 1}}),
        ),
    ]
}

fn interactive_messages() -> Vec<(&'static str, Built, Value)> {
    let picture = |more: Value| {
        let mut body = wire_buttons(&[("1", "a")]);
        body["interactive"]["header"] = more;
        body
    };
    let head = |media: Result<Media, Invalid>| -> Built { to(buttons(&[("1", "a")])?.header(Header::media(media?)?)?) };
    vec![
        ("two titles alike", buttons(&[("1", "a"), ("2", "a")]).and_then(to), wire_buttons(&[("1", "a"), ("2", "a")])),
        ("two ids alike", buttons(&[("1", "a"), ("1", "b")]).and_then(to), wire_buttons(&[("1", "a"), ("1", "b")])),
        ("a button without a title", ReplyButton::new("1", "").map(drop).and_then(|()| to(buttons(&[])?)), wire_buttons(&[("1", "")])),
        (
            "a header with a caption",
            head(linked(Kind::Image).and_then(|it| it.caption("x"))),
            picture(json!({"type": "image", "image": {"link": NOWHERE, "caption": "x"}})),
        ),
        ("a sticker as header", head(linked(Kind::Sticker)), picture(json!({"type": "sticker", "sticker": {"link": NOWHERE}}))),
        (
            "eleven rows in two sections",
            rows(0, 6).and_then(|first| sections(vec![Section::new("a", first)?, Section::new("b", rows(6, 11)?)?])),
            wire_list(json!([{"title": "a", "rows": wire_rows(0, 6)}, {"title": "b", "rows": wire_rows(6, 11)}])),
        ),
        (
            "two rows with one id",
            rows(0, 1).and_then(|first| sections(vec![Section::new("a", first)?, Section::new("b", rows(0, 1)?)?])),
            wire_list(json!([{"title": "a", "rows": wire_rows(0, 1)}, {"title": "b", "rows": wire_rows(0, 1)}])),
        ),
        (
            "a section without a title among two",
            rows(0, 1).and_then(|first| sections(vec![Section::new("", first)?, Section::new("b", rows(1, 2)?)?])),
            wire_list(json!([{"rows": wire_rows(0, 1)}, {"title": "b", "rows": wire_rows(1, 2)}])),
        ),
        (
            "a picture above a list",
            row().and_then(|row| to(list("Open", "", row)?.header(Header::media(linked(Kind::Image)?)?)?)),
            interactive(
                "list",
                json!({"header": {"type": "image", "image": {"link": NOWHERE}}, "action": {"button": "Open", "sections": [{"rows": wire_rows(0, 1)}]}}),
            ),
        ),
        (
            "an address that is none",
            Interactive::link("x", "Go", "example.com").and_then(to),
            interactive("cta_url", json!({"action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "example.com"}}})),
        ),
        labelled("an emoji on a flow's button", "Go 📅"),
        labelled("an older emoji on a flow's button", "Book ⏰"),
        labelled("a keycap on a flow's button", "Go 1\u{20E3}"),
        headed("a header above a product", Interactive::product("x", "1", "c")),
        headed("a header above a catalog", Interactive::catalog("x", "c")),
        headed("a header above a request for a place", Interactive::location_request("x")),
        headed("a header above a request for a number", Interactive::contact_request("x")),
        headed("a header above a request to call", Interactive::call_permission_request("x")),
        headed("a header above a call", Interactive::voice_call("x", "Call")),
        headed("a header above cards", card("Go", "").and_then(cards)),
        (
            "a sticker above a request for an address",
            linked(Kind::Sticker).and_then(|it| to(address()?.header(Header::media(it)?)?)),
            interactive(
                "address_message",
                json!({"header": {"type": "sticker", "sticker": {"link": NOWHERE}},
                    "action": {"name": "address_message", "parameters": {"country": "IN"}}}),
            ),
        ),
        (
            "thirty-one products in two sections",
            to_products(&[16, 15]),
            interactive(
                "product_list",
                json!({"header": {"type": "text", "text": "h"}, "action": {"catalog_id": "1", "sections": [wire_products(16), wire_products(15)]}}),
            ),
        ),
        (
            "a picture above products",
            products("x", 1).and_then(|it| to(it.header(Header::media(linked(Kind::Image)?)?)?)),
            interactive(
                "product_list",
                json!({"header": {"type": "image", "image": {"link": NOWHERE}}, "action": {"catalog_id": "1", "sections": [wire_products(1)]}}),
            ),
        ),
        ("a footer below cards", card("Go", "").and_then(|first| to(cards(first)?.footer("f")?)), {
            let mut body = wire_cards(&[wire_card(0, "image"), wire_card(1, "image")]);
            body["interactive"]["footer"] = json!({"text": "f"});
            body
        }),
        (
            "a document on a card",
            linked(Kind::Document).and_then(|it| Card::link(it, "", "Go", PAGE)).and_then(|first| to(cards(first)?)),
            wire_cards(&[wire_card(0, "document"), wire_card(1, "document")]),
        ),
        (
            "a picture beside a film",
            linked(Kind::Video).and_then(|it| Card::link(it, "", "Go", PAGE)).and_then(|first| to(cards(first)?)),
            wire_cards(&[wire_card(0, "video"), wire_card(1, "image")]),
        ),
        (
            "a product beside a link",
            Card::product("1", "c").and_then(|first| to(cards(first)?)),
            wire_cards(&[
                json!({"card_index": 0, "type": "product", "action": {"catalog_id": "1", "product_retailer_id": "c"}}),
                wire_card(1, "image"),
            ]),
        ),
    ]
}

fn address() -> Result<Interactive, Invalid> {
    Interactive::address("x", AddressCountry::India, BTreeMap::new())
}

fn to_products(counts: &[usize]) -> Built {
    let section = |count: &usize| ProductSection::new("t", (0..*count).map(|index| index.to_string()).collect());
    to(Interactive::products(Header::text("h")?, "x", "1", counts.iter().map(section).collect::<Result<_, _>>()?)?)
}

fn wire_products(count: usize) -> Value {
    json!({"title": "t", "product_items": (0..count).map(|index| json!({"product_retailer_id": index.to_string()})).collect::<Vec<_>>()})
}

fn template_messages() -> Vec<(&'static str, Built, Value)> {
    let words =
        |one: &str| -> Built { to(template("greeting")?.body(BodyParameters::positional(vec![Words::text(one)?, Words::text("b")?])?)) };
    let wire_words =
        |one: &str| wire_template("greeting", wire_body(json!([{"type": "text", "text": one}, {"type": "text", "text": "b"}])));
    let both = |currency: &str| {
        wire_body(
            json!([{"type": "currency", "currency": {"code": currency, "amount_1000": 1, "fallback_value": "x"}}, {"type": "text", "text": "b"}]),
        )
    };
    let pairs = |names: &[&str]| -> Result<BodyParameters, Invalid> {
        BodyParameters::named(names.iter().map(|name| Ok(((*name).to_owned(), Words::text("x")?))).collect::<Result<_, _>>()?)
    };
    let wire_names = |names: &[&str]| {
        let values: Vec<Value> = names.iter().map(|name| json!({"type": "text", "parameter_name": name, "text": "x"})).collect();
        wire_template("dear", wire_body(json!(values)))
    };
    let suffix = json!({"type": "text", "text": "x"});
    vec![
        ("a template without a name", Template::new("", "en").and_then(to), wire_template("", json!([]))),
        ("a name in capitals", Template::new("Plain", "en").and_then(to), wire_template("Plain", json!([]))),
        (
            "a language that is none",
            Template::new("plain", "x").and_then(to),
            json!({"type": "template", "template": {"name": "plain", "language": {"code": "x"}}}),
        ),
        ("an empty parameter", words(""), wire_words("")),
        ("a parameter of two lines", words("a\nb"), wire_words("a\nb")),
        ("a tab in a parameter", words("a\tb"), wire_words("a\tb")),
        ("five spaces in a parameter", words("a     b"), wire_words("a     b")),
        ("a parameter longer than any body", words(&"x".repeat(1025)), wire_words(&"x".repeat(1025))),
        (
            "parameters that together are longer than any body",
            Words::text("x".repeat(600)).and_then(|it| to(template("greeting")?.body(BodyParameters::positional(vec![it.clone(), it])?))),
            wire_template(
                "greeting",
                wire_body(json!([{"type": "text", "text": "x".repeat(600)}, {"type": "text", "text": "x".repeat(600)}])),
            ),
        ),
        (
            "no currency",
            Words::currency("EURO", 1, "x").and_then(|it| to(template("greeting")?.body(BodyParameters::positional(vec![it])?))),
            wire_template("greeting", both("EURO")),
        ),
        (
            "a currency in small letters",
            Words::currency("eur", 1, "x").and_then(|it| to(template("greeting")?.body(BodyParameters::positional(vec![it])?))),
            wire_template("greeting", both("eur")),
        ),
        (
            "a date without words",
            Words::date_time("").and_then(|it| to(template("greeting")?.body(BodyParameters::positional(vec![it])?))),
            wire_template(
                "greeting",
                wire_body(json!([{"type": "date_time", "date_time": {"fallback_value": ""}}, {"type": "text", "text": "b"}])),
            ),
        ),
        (
            "no parameters for a body",
            BodyParameters::positional(vec![]).and_then(|it| to(template("greeting")?.body(it))),
            wire_template("greeting", wire_body(json!([]))),
        ),
        ("a name twice", pairs(&["name", "name"]).and_then(|it| to(template("dear")?.body(it))), wire_names(&["name", "name"])),
        ("a name in capitals for a parameter", pairs(&["Name"]).and_then(|it| to(template("dear")?.body(it))), wire_names(&["Name"])),
        (
            "a header with a caption",
            linked(Kind::Image).and_then(|it| to(template("pictured")?.header(HeaderParameter::media(it.caption("x")?)?))),
            wire_template(
                "pictured",
                json!([{"type": "header", "parameters": [{"type": "image", "image": {"link": NOWHERE, "caption": "x"}}]}]),
            ),
        ),
        (
            "a header of audio",
            linked(Kind::Audio).and_then(|it| to(template("pictured")?.header(HeaderParameter::media(it)?))),
            wire_template("pictured", json!([{"type": "header", "parameters": [{"type": "audio", "audio": {"link": NOWHERE}}]}])),
        ),
        (
            "a header beyond the pole",
            Location::new(91.0, 0.0).and_then(|it| to(template("placed")?.header(HeaderParameter::location(it)))),
            wire_template(
                "placed",
                json!([{"type": "header", "parameters": [{"type": "location", "location": {"latitude": 91, "longitude": 0}}]}]),
            ),
        ),
        (
            "two parameters for one button",
            Button::url("x").and_then(|it| to(template("tracked")?.button(0, it.clone())?.button(0, it)?)),
            wire_template("tracked", json!([wire_button(0, "url", suffix.clone()), wire_button(0, "url", suffix.clone())])),
        ),
        (
            "an eleventh button",
            Button::url("x").and_then(|it| to(template("tracked")?.button(0, it.clone())?.button(10, it)?)),
            wire_template("tracked", json!([wire_button(0, "url", suffix.clone()), wire_button(10, "url", suffix)])),
        ),
        (
            "thirty-one products behind a button",
            ProductSection::new("t", (0..16).map(|index| index.to_string()).collect())
                .and_then(|it| to(template("choice")?.button(0, Button::products("c", vec![it.clone(), it])?)?)),
            wire_template(
                "choice",
                json!([wire_button(
                    0,
                    "mpm",
                    json!({"type": "action", "action": {"thumbnail_product_retailer_id": "c", "sections": [wire_products(16), wire_products(16)]}})
                )]),
            ),
        ),
        (
            "an untitled section behind a button",
            ProductSection::new("", vec!["c".to_owned()])
                .and_then(|it| to(template("choice")?.button(0, Button::products("c", vec![it.clone(), it])?)?)),
            wire_template(
                "choice",
                json!([wire_button(
                    0,
                    "mpm",
                    json!({"type": "action", "action": {"thumbnail_product_retailer_id": "c",
                    "sections": [{"product_items": [{"product_retailer_id": "c"}]}, {"product_items": [{"product_retailer_id": "c"}]}]}})
                )]),
            ),
        ),
        (
            "an offer that ended in 1970",
            template("offer_ends").and_then(|it| to(it.offer_until(0)?.button(0, Button::copy_code("x")?)?)),
            wire_template(
                "offer_ends",
                json!([{"type": "limited_time_offer", "parameters": [{"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 0}}]},
                    wire_button(0, "copy_code", json!({"type": "coupon_code", "coupon_code": "x"}))]),
            ),
        ),
    ]
}

#[tokio::test]
async fn what_has_the_wrong_form_is_refused_by_both() {
    let office = Office::open().await;
    definitions::hand_in(&office).await;
    for (name, built, mut body) in [media_messages(), interactive_messages(), template_messages()].concat() {
        assert!(built.is_err(), "the builder takes {name}");
        body["messaging_product"] = json!("whatsapp");
        body["to"] = json!(format!("+{LENA}"));
        assert!(!takes(&office, "messages", &body).await, "the simulator takes {name}");
    }
}

#[tokio::test]
async fn whom_a_message_can_not_go_to_is_refused_by_both() {
    let office = Office::open().await;
    definitions::hand_in(&office).await;
    let text = |member: &str, who: &str| json!({"messaging_product": "whatsapp", member: who, "text": {"body": "x"}});
    for wrong in ["", "hello", "+12", "+1234567890123456", "+4915x12345678", "+0151123456"] {
        assert!(Recipient::phone(wrong).is_err());
        assert!(!takes(&office, "messages", &text("to", wrong)).await, "{wrong}");
    }
    for wrong in ["us.1", "US.", "US.1-2", &format!("US.{}", "1".repeat(129))] {
        assert!(Recipient::user_id(wrong).is_err());
        assert!(!takes(&office, "messages", &text("recipient", wrong)).await, "{wrong}");
    }
    let code = || OneTimePassword::new("login", "en", "123456");
    assert!(Message::new(Recipient::user_id(KAI_USER_ID).unwrap(), code().unwrap()).is_err(), "a code needs a phone number");
    let mut body = serde_json::to_value(to(code().unwrap()).unwrap()).unwrap();
    body.as_object_mut().unwrap().remove("to");
    body["recipient"] = json!(KAI_USER_ID);
    assert!(!takes(&office, "messages", &body).await, "a code needs a phone number");
}

#[tokio::test]
async fn only_templates_are_marketing_messages() {
    let office = Office::open().await;
    assert!(Text::new("x").and_then(to).and_then(|it| it.marketing(ProductPolicy::Strict)).is_err());
    let body = json!({"messaging_product": "whatsapp", "to": format!("+{LENA}"), "type": "text", "text": {"body": "x"}, "product_policy": "STRICT"});
    assert!(!takes(&office, "marketing_messages", &body).await);
}

#[tokio::test]
async fn codes_to_sign_in_with_are_no_marketing_messages() {
    let office = Office::open().await;
    definitions::hand_in(&office).await;
    let code = OneTimePassword::new("login", "en", "123456").and_then(to).unwrap();
    let mut body = serde_json::to_value(&code).unwrap();
    for policy in [ProductPolicy::Strict, ProductPolicy::CloudApiFallback] {
        assert!(code.clone().marketing(policy).is_err(), "{policy:?}");
    }
    body["product_policy"] = json!("STRICT");
    assert_eq!(office.refused("POST", &format!("{NUMBER}/marketing_messages"), body).await, 134_100);
}
