//! Every text of a message that has a limit: builder and simulator take it to its last letter, and not one further.

use std::collections::BTreeMap;

use serde_json::{Map, json};
use whatsapp::client::send::{
    AddressCountry, Button, Card, Content, Flow, Header, HeaderParameter, Interactive, Kind, Location, Media, ProductSection, Reaction,
    ReplyButton, Row, Section, Text, Words,
};

use super::definitions;
use super::make::{Built, NOWHERE, PAGE, buttons, card, cards, flow, linked, list, person, products, row, takes, template, to};
use crate::office::Office;

/// Where a text is in a message, how long it may be, and who builds a message with it.
struct Limit {
    at: &'static str,
    /// 0: empty is as good as absent, and isn't tried.
    least: usize,
    most: usize,
    letters: fn(usize) -> String,
    build: fn(String) -> Built,
}

/// Two bytes each: it is letters that count.
fn letters(count: usize) -> String {
    "é".repeat(count)
}

fn address(chars: usize) -> String {
    format!("{NOWHERE}?{}", "x".repeat(chars - ADDRESS_CHARS_MIN + 1))
}

const ADDRESS_CHARS_MIN: usize = NOWHERE.len() + 2;

const fn required(at: &'static str, most: usize, build: fn(String) -> Built) -> Limit {
    Limit { at, least: 1, most, letters, build }
}

const fn optional(at: &'static str, most: usize, build: fn(String) -> Built) -> Limit {
    Limit { at, least: 0, most, letters, build }
}

const fn link(at: &'static str, most: usize, build: fn(String) -> Built) -> Limit {
    Limit { at, least: ADDRESS_CHARS_MIN, most, letters: address, build }
}

const BODY: &str = "/interactive/body/text";
const LABEL: &str = "/interactive/action/parameters/display_text";

const LIMITS: &[Limit] = &[
    required("/text/body", 4096, |it| to(Text::new(it)?)),
    required("/context/message_id", 512, |it| to(Text::new("x")?)?.reply_to(it)),
    required("/recipient_identity_key_hash", 512, |it| to(Text::new("x")?)?.identity_key_hash(it)),
    optional("/biz_opaque_callback_data", 512, |it| to(Text::new("x")?)?.callback_data(if it.is_empty() { "x".to_owned() } else { it })),
    link("/image/link", 2048, |it| to(Media::by_link(Kind::Image, it)?)),
    optional("/image/caption", 1024, |it| to(linked(Kind::Image)?.caption(it)?)),
    optional("/video/caption", 1024, |it| to(linked(Kind::Video)?.caption(it)?)),
    optional("/document/caption", 1024, |it| to(linked(Kind::Document)?.caption(it)?)),
    optional("/document/filename", 240, |it| to(linked(Kind::Document)?.file_name(it)?)),
    optional("/location/name", 1000, |it| to(Location::new(1.0, 1.0)?.name(it)?)),
    optional("/location/address", 1000, |it| to(Location::new(1.0, 1.0)?.address(it)?)),
    required("/contacts/0/name/formatted_name", 1024, |it| to(Content::contacts(vec![person(&it, Some("A"))?])?)),
    required("/reaction/message_id", 512, |it| to(Reaction::removal(it)?)),
    required("/interactive/header/text", 60, |it| to(buttons(&[("1", "a")])?.header(Header::text(it)?)?)),
    optional("/interactive/footer/text", 60, |it| to(buttons(&[("1", "a")])?.footer(it)?)),
    required(BODY, 1024, |it| to(Interactive::buttons(it, vec![ReplyButton::new("1", "a")?])?)),
    required(BODY, 4096, |it| to(Interactive::list(it, "Open", vec![Section::new("", vec![row()?])?])?)),
    required(BODY, 1024, |it| to(Interactive::link(it, "Go", PAGE)?)),
    required(BODY, 1024, |it| to(Interactive::location_request(it)?)),
    required(BODY, 1024, |it| to(Interactive::contact_request(it)?)),
    required(BODY, 1024, |it| to(Interactive::flow(it, Flow::by_id("1", "Go")?)?)),
    required(BODY, 1024, |it| to(Interactive::address(it, AddressCountry::India, BTreeMap::new())?)),
    required(BODY, 1024, |it| to(Interactive::voice_call(it, "")?)),
    optional(BODY, 1024, |it| to(Interactive::call_permission_request(it)?)),
    optional(BODY, 1024, |it| to(Interactive::product(it, "1", "cake")?)),
    required(BODY, 1024, |it| to(products(&it, 1)?)),
    required(BODY, 1024, |it| to(Interactive::catalog(it, "")?)),
    required(BODY, 1024, |it| to(Interactive::carousel(it, vec![card("Go", "")?, card("Go", "")?])?)),
    required("/interactive/action/buttons/0/reply/title", 20, |it| to(buttons(&[("1", &it)])?)),
    required("/interactive/action/buttons/0/reply/id", 256, |it| to(buttons(&[(&it, "a")])?)),
    required("/interactive/action/button", 20, |it| to(list(&it, "", row()?)?)),
    optional("/interactive/action/sections/0/title", 24, |it| to(list("Open", &it, row()?)?)),
    required("/interactive/action/sections/0/rows/0/id", 200, |it| to(list("Open", "", Row::new(it, "One")?)?)),
    required("/interactive/action/sections/0/rows/0/title", 24, |it| to(list("Open", "", Row::new("1", it)?)?)),
    optional("/interactive/action/sections/0/rows/0/description", 72, |it| to(list("Open", "", row()?.description(it)?)?)),
    required(LABEL, 20, |it| to(Interactive::link("x", it, PAGE)?)),
    optional(LABEL, 20, |it| to(Interactive::voice_call("x", it)?)),
    link("/interactive/action/parameters/url", 2000, |it| to(Interactive::link("x", "Go", it)?)),
    required("/interactive/action/parameters/flow_cta", 30, |it| to(flow(&it)?)),
    required("/interactive/action/parameters/flow_id", 512, |it| to(Interactive::flow("x", Flow::by_id(it, "Go")?)?)),
    required("/interactive/action/parameters/flow_name", 512, |it| to(Interactive::flow("x", Flow::by_name(it, "Go")?)?)),
    required("/interactive/action/parameters/flow_action_payload/screen", 512, |it| {
        to(Interactive::flow("x", Flow::by_id("1", "Go")?.navigate(it, Map::new())?)?)
    }),
    required("/interactive/action/catalog_id", 512, |it| to(Interactive::product("", it, "cake")?)),
    required("/interactive/action/product_retailer_id", 512, |it| to(Interactive::product("", "1", it)?)),
    optional("/interactive/action/parameters/thumbnail_product_retailer_id", 512, |it| to(Interactive::catalog("x", it)?)),
    optional("/interactive/action/sections/0/title", 24, |it| {
        to(Interactive::products(Header::text("h")?, "Buy", "1", vec![ProductSection::new(it, vec!["cake".to_owned()])?])?)
    }),
    required("/interactive/action/sections/0/product_items/0/product_retailer_id", 512, |it| {
        to(Interactive::products(Header::text("h")?, "Buy", "1", vec![ProductSection::new("", vec![it])?])?)
    }),
    required("/interactive/action/cards/0/action/parameters/display_text", 20, |it| to(cards(card(&it, "")?)?)),
    optional("/interactive/action/cards/0/body/text", 160, |it| to(cards(card("Go", &it)?)?)),
    required("/interactive/action/cards/0/action/product_retailer_id", 512, |it| {
        to(Interactive::carousel("Look", vec![Card::product("1", it)?, Card::product("1", "cake")?])?)
    }),
    required("/interactive/action/cards/0/action/catalog_id", 512, |it| {
        to(Interactive::carousel("Look", vec![Card::product(it, "cake")?, Card::product("1", "cake")?])?)
    }),
    required("/template/components/0/parameters/0/text", 60, |it| to(template("headed")?.header(HeaderParameter::text(Words::text(it)?)?))),
    required("/template/components/0/parameters/0/product/catalog_id", 512, |it| {
        to(template("goods")?.header(HeaderParameter::product(it, "cake")?))
    }),
    required("/template/components/0/parameters/0/payload", 32_768, |it| to(template("tapped")?.button(0, Button::quick_reply(it)?)?)),
    required("/template/components/0/parameters/0/text", 32_768, |it| to(template("tracked")?.button(0, Button::url(it)?)?)),
    required("/template/components/0/parameters/0/coupon_code", 20, |it| to(template("coupon")?.button(0, Button::copy_code(it)?)?)),
    optional("/template/components/0/parameters/0/action/thumbnail_product_retailer_id", 512, |it| {
        to(template("shop")?.button(0, Button::catalog(it)?)?)
    }),
    required("/template/components/0/parameters/0/action/thumbnail_product_retailer_id", 512, |it| {
        to(template("choice")?.button(0, Button::products(it, vec![ProductSection::new("", vec!["cake".to_owned()])?])?)?)
    }),
];

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_length_of_every_text() {
    let office = Office::open().await;
    definitions::hand_in(&office).await;
    for Limit { at, least, most, letters, build } in LIMITS {
        let usual = letters((*least).max(1));
        let usual = build(usual).unwrap_or_else(|invalid| panic!("{at}: {invalid}"));
        let mut body = serde_json::to_value(&usual).unwrap();
        let too_short = (*least == 1).then_some(0);
        for chars in [Some((*least).max(1)), Some(*most), Some(most + 1), too_short].into_iter().flatten() {
            let text = letters(chars);
            *body.pointer_mut(at).unwrap_or_else(|| panic!("{at} isn't in the body")) = json!(text);
            let built = build(text).is_ok();
            assert_eq!(built, (*least..=*most).contains(&chars), "the builder, {at}, {chars} characters");
            assert_eq!(takes(&office, "messages", &body).await, built, "the simulator, {at}, {chars} characters");
        }
    }
}
