//! What builders make is sent: every kind of message, every way to name a recipient, every part of a template.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use whatsapp::client::ClientError;
use whatsapp::client::send::{
    AddressCountry, BodyParameters, Button, Card, Contact, ContactPhone, ContactUrl, Content, Details, Email, Flow, Header,
    HeaderParameter, Interactive, Invalid, Kind, Location, Media, Message, Name, OneTimePassword, Organisation, Pacing, PostalAddress,
    ProductPolicy, ProductSection, Reaction, Recipient, Template, TemplateCard, Text, Words,
};

use super::make::{Built, buttons, card, cards, flow, linked, list, products, row, template, to};
use super::{account, code, definitions};
use crate::harness::NUMBER;
use crate::office::{KAI_USER_ID, LENA, LENA_USER_ID, Office};

/// Files of every kind, uploaded.
struct Files {
    image: String,
    video: String,
    audio: String,
    voice: String,
    document: String,
    sticker: String,
}

impl Files {
    async fn upload(office: &Office) -> Self {
        Self {
            image: office.uploaded("image/jpeg", b"jpeg").await,
            video: office.uploaded("video/mp4", b"mp4").await,
            audio: office.uploaded("audio/mpeg", b"mp3").await,
            voice: office.uploaded("audio/ogg; codecs=opus", b"ogg").await,
            document: office.uploaded("application/pdf", b"pdf").await,
            sticker: office.uploaded("image/webp", b"webp").await,
        }
    }

    fn all(&self) -> [(Kind, &str); 6] {
        [
            (Kind::Image, &self.image),
            (Kind::Video, &self.video),
            (Kind::Audio, &self.audio),
            (Kind::Voice, &self.voice),
            (Kind::Document, &self.document),
            (Kind::Sticker, &self.sticker),
        ]
    }
}

fn whole_card() -> Result<Contact, Invalid> {
    let some = |text: &str| Some(text.to_owned());
    let name = Name {
        formatted_name: "Dr. Lena M. Fischer Jr.".to_owned(),
        first_name: some("Lena"),
        last_name: some("Fischer"),
        middle_name: some("M."),
        prefix: some("Dr."),
        suffix: some("Jr."),
    };
    let details = Details {
        phones: vec![ContactPhone { phone: "+49 151 12345678".to_owned(), wa_id: some(LENA), kind: some("CELL") }],
        emails: vec![Email { email: "lena@example.com".to_owned(), kind: some("WORK") }],
        addresses: vec![PostalAddress { street: some("Pariser Platz"), city: some("Berlin"), ..PostalAddress::default() }],
        org: Some(Organisation { company: some("Acme"), ..Organisation::default() }),
        urls: vec![ContactUrl { url: "https://example.com".to_owned(), kind: some("WORK") }],
        birthday: Some("1990-02-28".parse().unwrap()),
    };
    Ok(Contact::new(name)?.details(details))
}

fn plain(heard: &str) -> Result<Vec<Content>, Invalid> {
    Ok(vec![
        Text::new("Hello https://example.com")?.preview_url().into(),
        Location::new(52.5, 13.4)?.name("Here")?.address("There")?.into(),
        Content::contacts(vec![whole_card()?])?,
        Reaction::new(heard, "❤️")?.into(),
        Reaction::new(heard, "👨‍👩‍👧‍👦")?.into(),
        Reaction::new(heard, "1️⃣")?.into(),
        Reaction::new(heard, "🇩🇪")?.into(),
        Reaction::new(heard, "🏴󠁧󠁢󠁥󠁮󠁧󠁿")?.into(),
        Reaction::new(heard, "🅰")?.into(),
        Reaction::new(heard, "ℹ")?.into(),
        Reaction::new(heard, "👍🏽")?.into(),
        Reaction::new(heard, "🏳️‍🌈")?.into(),
        Reaction::removal(heard)?.into(),
    ])
}

fn media(files: &Files) -> Result<Vec<Content>, Invalid> {
    let mut contents: Vec<Content> = Vec::new();
    for (kind, id) in files.all() {
        contents.push(Media::by_id(kind, id)?.into());
        contents.push(linked(kind)?.into());
    }
    contents.push(Media::by_id(Kind::Image, &files.image)?.caption("A cake")?.into());
    contents.push(Media::by_id(Kind::Document, &files.document)?.caption("Menu")?.file_name("menu.pdf")?.into());
    Ok(contents)
}

fn interactive(files: &Files) -> Result<Vec<Content>, Invalid> {
    let known = BTreeMap::from([("city".to_owned(), "Pune".to_owned())]);
    let film = Card::link(Media::by_id(Kind::Video, &files.video)?, "Look", "Go", "https://example.com")?;
    Ok(vec![
        buttons(&[("1", "Yes"), ("2", "No")])?.header(Header::media(Media::by_id(Kind::Image, &files.image)?)?)?.footer("f")?.into(),
        buttons(&[("1", "Yes")])?.header(Header::media(Media::by_id(Kind::Document, &files.document)?.file_name("a.pdf")?)?)?.into(),
        list("Open", "A", row()?.description("d")?)?.header(Header::text("h")?)?.into(),
        Interactive::link("Look", "Go", "https://example.com")?.header(Header::media(Media::by_id(Kind::Video, &files.video)?)?)?.into(),
        Interactive::location_request("Where?")?.into(),
        Interactive::contact_request("Who?")?.into(),
        Interactive::call_permission_request("May we call?")?.into(),
        Interactive::call_permission_request("")?.into(),
        Interactive::voice_call("Call us", "Call")?.into(),
        Interactive::address("Where to?", AddressCountry::India, known)?.into(),
        Interactive::address("Where to?", AddressCountry::Singapore, BTreeMap::new())?.into(),
        Interactive::address("Where to?", AddressCountry::India, BTreeMap::new())?.header(Header::text("Delivery")?)?.into(),
        Interactive::address("Where to?", AddressCountry::India, BTreeMap::new())?
            .header(Header::media(Media::by_id(Kind::Image, &files.image)?)?)?
            .into(),
        flow("Book")?.into(),
        flow("ශ්‍රී ලංකා")?.into(),
        Interactive::flow(
            "x",
            Flow::by_name("n", "Book")?.token("t").navigate("FIRST", Map::from_iter([("a".to_owned(), json!(1))]))?.draft(),
        )?
        .into(),
        Interactive::flow("x", Flow::by_id("1", "Book")?.data_exchange())?.into(),
        Interactive::product("", "1", "cake")?.into(),
        products("Buy", 2)?.footer("f")?.into(),
        Interactive::catalog("All", "cake")?.into(),
        cards(card("Go", "Fresh")?)?.into(),
        Interactive::carousel("Look", vec![film.clone(), film])?.into(),
        Interactive::carousel("Look", vec![Card::product("1", "a")?, Card::product("1", "b")?])?.into(),
    ])
}

fn filled(files: &Files) -> Result<Vec<Template>, Invalid> {
    let file = |kind, id: &str| HeaderParameter::media(Media::by_id(kind, id)?);
    let words = |text: &str| Words::text(text);
    let gallery = || -> Result<TemplateCard, Invalid> {
        let card = TemplateCard::new(file(Kind::Image, &files.image)?).body(BodyParameters::positional(vec![words("3")?])?);
        card.button(0, Button::quick_reply("more")?)?.button(1, Button::url("7")?)
    };
    let section = ProductSection::new("Cakes", vec!["cake".to_owned()])?;
    let data = Map::from_iter([("day".to_owned(), json!("Monday"))]);
    Ok(vec![
        template("greeting")?.body(BodyParameters::positional(vec![words("Lena")?, Words::currency("EUR", 12_500, "12.50 €")?])?),
        template("greeting")?.body(BodyParameters::positional(vec![words("Lena")?, Words::date_time("1 May")?])?),
        template("dear")?
            .header(HeaderParameter::named("guest".to_owned(), words("Lena")?)?)
            .body(BodyParameters::named(vec![("name".to_owned(), words("Lena")?)])?),
        template("plain")?,
        template("headed")?.header(HeaderParameter::text(words("New")?)?),
        template("pictured")?.header(file(Kind::Image, &files.image)?),
        template("filmed")?.header(file(Kind::Video, &files.video)?),
        template("enclosed")?.header(HeaderParameter::media(Media::by_id(Kind::Document, &files.document)?.file_name("a.pdf")?)?),
        template("placed")?.header(HeaderParameter::location(Location::new(52.5, 13.4)?.name("Here")?)),
        template("goods")?.header(HeaderParameter::product("1", "cake")?),
        template("tapped")?.button(0, Button::quick_reply("ok")?)?,
        template("tapped")?,
        template("tracked")?.button(0, Button::url("A-1")?)?,
        template("called")?,
        template("coupon")?.button(0, Button::copy_code("SPRING26")?)?,
        template("form")?.button(0, Button::flow("token", data))?,
        template("form")?,
        template("shop")?.button(0, Button::catalog("cake")?)?,
        template("choice")?.button(0, Button::products("cake", vec![section])?)?,
        template("voice")?,
        template("who")?,
        template("offer_ends")?.offer_until(1_800_000_000_000)?.button(0, Button::copy_code("SPRING26")?)?,
        template("gallery")?.carousel(vec![gallery()?, gallery()?])?,
        template("counter")?.carousel(vec![
            TemplateCard::new(HeaderParameter::product("1", "a")?),
            TemplateCard::new(HeaderParameter::product("1", "b")?),
        ])?,
    ])
}

#[tokio::test]
async fn every_content_a_builder_makes_is_sent() {
    let office = Office::open().await;
    let account = account(&office);
    let files = Files::upload(&office).await;
    let heard = office.hears(LENA);
    definitions::hand_in(&office).await;
    let templates: Vec<Content> = filled(&files).unwrap().into_iter().map(Into::into).collect();
    let code = |name| OneTimePassword::new(name, "en", "123456").unwrap().into();
    let codes: Vec<Content> = ["login", "login_by_tap", "login_by_itself"].map(code).into();
    let contents = [plain(&heard).unwrap(), media(&files).unwrap(), interactive(&files).unwrap(), templates, codes].concat();
    for content in contents {
        office.advance(6);
        let message = to(content).unwrap();
        let sent = account.send(NUMBER, &message).await;
        let sent = sent.unwrap_or_else(|error| panic!("{error:?}: {}", serde_json::to_value(&message).unwrap()));
        assert!(sent.wamid.starts_with("wamid.") && sent.wa_id.as_deref() == Some(LENA) && !sent.usage.is_empty());
        let kind = office.simulator.read(|world| world.message(NUMBER, &sent.wamid).unwrap().kind.clone());
        assert_eq!(kind, message.kind());
    }
}

#[tokio::test]
async fn every_file_goes_as_its_own_kind_and_as_no_other() {
    let office = Office::open().await;
    let account = account(&office);
    let files = Files::upload(&office).await;
    for (kind, _) in files.all() {
        for (of, id) in files.all() {
            office.advance(6);
            office.hears(LENA);
            let sent = account.send(NUMBER, &to(Media::by_id(kind, id).unwrap()).unwrap()).await;
            // A recording is audio too.
            let fits = kind == of || (kind, of) == (Kind::Audio, Kind::Voice);
            assert_eq!(sent.map_err(code).err(), (!fits).then_some(131_053), "{of:?} as {kind:?}");
        }
    }
}

#[tokio::test]
async fn people_are_named_by_number_by_user_id_and_by_parent_id() {
    let office = Office::open().await;
    let account = account(&office);
    let heard = office.hears(LENA);
    let (parent, grace) = ("SE.ENT.55500123456789012345", "SE.12149120865530274194");
    office.hears(KAI_USER_ID);
    office.hears(grace);
    let ways = [
        (Recipient::phone("+49 (151) 1234-5678"), Some(LENA), None),
        (Recipient::wa_id(LENA), Some(LENA), None),
        (Recipient::user_id(LENA_USER_ID), None, Some(LENA_USER_ID)),
        (Recipient::user_id(KAI_USER_ID), None, Some(KAI_USER_ID)),
        (Recipient::user_id(parent), None, Some(grace)),
    ];
    for (recipient, wa_id, user_id) in ways {
        office.advance(6);
        let message = Message::new(recipient.unwrap(), Text::new("x").unwrap()).unwrap();
        let message = message.reply_to(heard.as_str()).unwrap().callback_data("ours").unwrap();
        let sent = account.send(NUMBER, &message).await.unwrap();
        assert_eq!((sent.wa_id.as_deref(), sent.user_id.as_deref()), (wa_id, user_id));
    }
    for wamid in ["", &"x".repeat(513)] {
        assert!(matches!(account.mark_read(NUMBER, wamid, false).await, Err(ClientError::Invalid(_))));
        let body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": wamid});
        assert!([131_008, 131_009].contains(&office.refused("POST", &format!("{NUMBER}/messages"), body).await));
    }
    account.mark_read(NUMBER, &heard, true).await.unwrap();
    let now = office.simulator.clock().now_ms();
    assert!(office.simulator.read(|world| world.pair(NUMBER, LENA).typing_until_ms) > now, "she sees us typing");
}

#[tokio::test]
async fn marketing_messages_go_by_their_own_call_once_the_template_is_known_there() {
    let office = Office::open_with(json!({"marketing_disabled": true, "paced_sends": 0})).await;
    let account = account(&office);
    definitions::hand_in(&office).await;
    let greeting = |policy| -> Built {
        let words = BodyParameters::positional(vec![Words::text("Lena")?, Words::text("A-1")?])?;
        to(template("greeting")?.body(words))?.marketing(policy)
    };
    let marketing = |policy| template("plain").and_then(to).and_then(|message| message.marketing(policy)).unwrap();
    let refused = async |message: &Message| code(account.send(NUMBER, message).await.unwrap_err());
    assert_eq!(refused(&to(template("plain").unwrap()).unwrap()).await, 131_063, "marketing is off for plain sends");
    assert_eq!(refused(&marketing(ProductPolicy::Strict)).await, 134_101, "approved a moment ago");
    assert_eq!(refused(&marketing(ProductPolicy::CloudApiFallback)).await, 131_063, "what falls back is a plain send");
    assert_eq!(refused(&greeting(ProductPolicy::Strict).unwrap()).await, 134_100, "no marketing");
    account.send(NUMBER, &greeting(ProductPolicy::CloudApiFallback).unwrap()).await.unwrap();
    office.advance(600);
    let sent = account.send(NUMBER, &marketing(ProductPolicy::Strict)).await.unwrap();
    assert_eq!(sent.pacing, Pacing::Accepted);
    office.advance(3600);
    let status = office.statuses(&sent.wamid, 1).await.remove(0);
    assert_eq!(status["statuses"][0]["pricing"]["category"], Value::from("marketing_lite"));
}
