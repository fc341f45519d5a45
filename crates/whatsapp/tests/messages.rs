//! Every kind of message in the provider's JSON, and every reason to refuse one.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, json};
use whatsapp::client::send::{
    AddressCountry, BodyParameters, Button, Card, Contact, ContactPhone, ContactUrl, Content, Details, Email, Flow, Header,
    HeaderParameter, Interactive, Invalid, Kind, Location, Media, Message, Name, OneTimePassword, Organisation, Pin, PostalAddress,
    ProductPolicy, ProductSection, Reaction, Recipient, ReplyButton, Row, Section, Template, TemplateCard, Text, Words,
};

fn phone() -> Recipient {
    Recipient::phone("+1 (650) 555-1234").unwrap()
}

fn image() -> Media {
    Media::by_id(Kind::Image, "1037543291543636").unwrap()
}

fn data(value: serde_json::Value) -> Map<String, serde_json::Value> {
    value.as_object().unwrap().clone()
}

fn words(text: &str) -> Words {
    Words::text(text).unwrap()
}

fn basic() -> Result<Vec<(&'static str, Message)>, Invalid> {
    let to = |content| Message::new(phone(), content);
    let card = Name { formatted_name: "Ada Byron".to_owned(), first_name: Some("Ada".to_owned()), ..Name::default() };
    Ok(vec![
        ("text", to(Text::new("Your order is ready 🥐")?.into())?),
        ("text with a preview, as a reply, with our id", {
            let text = Text::new("See https://acme.example/1")?.preview_url();
            to(text.into())?.reply_to("wamid.HBgLQUFB")?.callback_data("0192f0c1-7c3e-7000-8000-000000000001")?
        }),
        ("text to a user id", Message::new(Recipient::user_id("US.13491208655302741918")?, Text::new("Hi")?)?),
        ("text to a group", Message::new(Recipient::group("Y2FwaV9ncm91cDox")?, Text::new("Hi all")?)?),
        ("text to a checked identity", to(Text::new("Secret")?.into())?.identity_key_hash("DF2lS5v2W6x=")?),
        ("image by id", to(image().caption("Fresh")?.into())?),
        ("image by link", to(Media::by_link(Kind::Image, "https://acme.example/a.jpg?v=2")?.caption("")?.into())?),
        ("video", to(Media::by_id(Kind::Video, "11")?.caption("How it is made")?.into())?),
        ("audio", to(Media::by_id(Kind::Audio, "12")?.into())?),
        ("voice", to(Media::by_id(Kind::Voice, "13")?.into())?),
        ("document", to(Media::by_id(Kind::Document, "14")?.caption("March")?.file_name("invoice.pdf")?.into())?),
        ("sticker", to(Media::by_id(Kind::Sticker, "15")?.into())?),
        ("location", to(Location::new(52.520_008, 13.404_954)?.name("Acme Bakery")?.address("Unter den Linden 1, Berlin")?.into())?),
        ("location bare", to(Location::new(-90.0, 180.0)?.into())?),
        ("contacts", {
            let details = Details {
                phones: vec![ContactPhone { phone: "+15550783881".into(), wa_id: Some("15550783881".into()), kind: Some("WORK".into()) }],
                emails: vec![Email { email: "ada@acme.example".into(), kind: None }],
                addresses: vec![PostalAddress {
                    street: Some("1 Hacker Way".into()),
                    city: Some("Menlo Park".into()),
                    country_code: Some("us".into()),
                    kind: Some("HOME".into()),
                    ..PostalAddress::default()
                }],
                org: Some(Organisation { company: Some("Acme".into()), ..Organisation::default() }),
                urls: vec![ContactUrl { url: "https://acme.example".into(), kind: Some("WORK".into()) }],
                birthday: Some(jiff::civil::date(1815, 12, 10)),
            };
            to(Content::contacts(vec![Contact::new(card.clone())?.details(details), Contact::new(card)?])?)?
        }),
        ("reaction", to(Reaction::new("wamid.HBgLQUFB", "👍🏽")?.into())?),
        ("reaction removed", to(Reaction::removal("wamid.HBgLQUFB")?.into())?),
        ("pin", Message::new(Recipient::group("Y2FwaV9ncm91cDox")?, Pin::new("wamid.HBgLQUFB", 7)?)?),
        ("unpin", Message::new(Recipient::group("Y2FwaV9ncm91cDox")?, Pin::removal("wamid.HBgLQUFB")?)?),
    ])
}

fn interactive() -> Result<Vec<(&'static str, Message)>, Invalid> {
    let to = |interactive: Interactive| Message::new(phone(), interactive);
    let buttons = vec![ReplyButton::new("yes", "Yes")?, ReplyButton::new("no", "No")?];
    let sections = vec![
        Section::new("Bread", vec![Row::new("1", "Rye")?.description("1 kg")?, Row::new("2", "Wheat")?])?,
        Section::new("Cake", vec![Row::new("3", "Apple")?])?,
    ];
    let cards = |kind| -> Result<_, Invalid> {
        let media = Media::by_link(kind, "https://acme.example/a")?;
        Ok(vec![
            Card::link(media.clone(), "Today", "Buy", "https://acme.example/1")?,
            Card::link(media, "", "Buy", "https://acme.example/2")?,
        ])
    };
    let known = BTreeMap::from([("name".to_owned(), "Ada".to_owned()), ("city".to_owned(), "Pune".to_owned())]);
    Ok(vec![
        ("buttons", to(Interactive::buttons("Deliver?", buttons.clone())?.header(Header::text("Order 7")?)?.footer("Acme Bakery")?)?),
        ("buttons below an image", to(Interactive::buttons("Deliver?", buttons.clone())?.header(Header::media(image())?)?)?),
        ("buttons below a document", {
            let document = Media::by_link(Kind::Document, "https://acme.example/i.pdf")?.file_name("i.pdf")?;
            to(Interactive::buttons("Paid?", buttons)?.header(Header::media(document)?)?)?
        }),
        ("list", to(Interactive::list("What would you like?", "Choose", sections)?.header(Header::text("Menu")?)?.footer("Until 6 pm")?)?),
        ("list of one section", to(Interactive::list("Which?", "Choose", vec![Section::new("", vec![Row::new("1", "Rye")?])?])?)?),
        ("link", to(Interactive::link("Track it", "Track", "https://acme.example/t/7")?)?),
        ("location request", to(Interactive::location_request("Where are you?")?)?),
        ("contact request", to(Interactive::contact_request("May we call you?")?)?),
        ("call permission request", to(Interactive::call_permission_request("May we call you?")?)?),
        ("voice call", to(Interactive::voice_call("Talk to us", "Call now")?)?),
        ("address", to(Interactive::address("Where to?", AddressCountry::India, known)?)?),
        ("address of nobody known", to(Interactive::address("Where to?", AddressCountry::Singapore, BTreeMap::new())?)?),
        (
            "flow",
            to(Interactive::flow("Book a table", Flow::by_id("880", "Book")?.token("t-7").navigate("DAY", data(json!({"guests": 2})))?)?)?,
        ),
        ("flow by name, draft", to(Interactive::flow("Book", Flow::by_name("booking", "Book")?.data_exchange().draft())?)?),
        ("product", to(Interactive::product("", "194836987003835", "rye-1")?.footer("While it lasts")?)?),
        ("products", {
            let sections = vec![
                ProductSection::new("Bread", vec!["rye-1".into(), "wheat-1".into()])?,
                ProductSection::new("Cake", vec!["apple-1".into()])?,
            ];
            to(Interactive::products(Header::text("Today")?, "All fresh", "194836987003835", sections)?)?
        }),
        ("catalog", to(Interactive::catalog("All we have", "rye-1")?)?),
        ("catalog without a picture", to(Interactive::catalog("All we have", "")?)?),
        ("carousel of links", to(Interactive::carousel("Our week", cards(Kind::Video)?)?)?),
        ("carousel of products", to(Interactive::carousel("Our week", vec![Card::product("1", "rye-1")?, Card::product("1", "rye-2")?])?)?),
    ])
}

fn templates() -> Result<Vec<(&'static str, Message)>, Invalid> {
    let to = |template: Template| Message::new(phone(), template);
    let header = HeaderParameter::media(image())?;
    let card = |payload: &str| -> Result<_, Invalid> {
        let card = TemplateCard::new(HeaderParameter::media(image())?).body(BodyParameters::positional(vec![words("10%")])?);
        card.button(0, Button::quick_reply(payload)?)?.button(1, Button::url("rye")?)
    };
    let products = vec![ProductSection::new("Bread", vec!["rye-1".into()])?];
    Ok(vec![
        ("template without parameters", to(Template::new("hello_world", "en-US")?)?),
        ("template, positional", {
            let body = vec![words("Ada"), Words::currency("EUR", 12_990, "12.99 €")?, Words::date_time("1 March")?];
            to(Template::new("order", "pt_BR")?.header(HeaderParameter::text(words("7"))?).body(BodyParameters::positional(body)?))?
        }),
        ("template, named", {
            let body = vec![("name".to_owned(), words("Ada")), ("order_id".to_owned(), words("7"))];
            let header = HeaderParameter::named("shop".to_owned(), words("Acme"))?;
            to(Template::new("order", "de")?.header(header).body(BodyParameters::named(body)?))?
        }),
        ("template with a document", {
            let document = Media::by_id(Kind::Document, "14")?.file_name("invoice.pdf")?;
            to(Template::new("invoice", "en")?.header(HeaderParameter::media(document)?))?
        }),
        (
            "template with a place",
            to(Template::new("pickup", "en")?.header(HeaderParameter::location(Location::new(1.0, 2.0)?.name("Shop")?)))?,
        ),
        ("template with a product", to(Template::new("one", "en")?.header(HeaderParameter::product("1", "rye-1")?))?),
        ("template with buttons", {
            let form = Button::flow("t-7", data(json!({"guests": 2})));
            let template = Template::new("buttons", "en")?.button(0, Button::quick_reply("STOP")?)?.button(1, Button::url("7?x=1")?)?;
            to(template.button(2, Button::copy_code("SPRING25")?)?.button(3, form)?.button(4, Button::catalog("rye-1")?)?)?
        }),
        ("template with products", to(Template::new("mpm", "en")?.button(0, Button::products("rye-1", products)?)?)?),
        ("template with a one-time password", Message::new(phone(), OneTimePassword::new("otp", "en_US", "123456")?)?),
        ("template with an offer", {
            let template = Template::new("offer", "en")?.header(header).offer_until(1_767_225_600_000)?;
            to(template.button(0, Button::copy_code("SPRING25")?)?)?
        }),
        ("template as a marketing message", to(Template::new("sale", "en")?)?.marketing(ProductPolicy::CloudApiFallback)?),
        ("template with a carousel", {
            let body = BodyParameters::positional(vec![words("Ada")])?;
            to(Template::new("cards", "en")?.body(body).carousel(vec![card("a")?, card("b")?])?)?
        }),
    ])
}

/// The expectations are `snapshots/messages__cases.snap`.
#[test]
fn every_message_has_the_providers_shape() {
    let mut seen = String::new();
    for (name, message) in [basic(), interactive(), templates()].into_iter().flat_map(Result::unwrap) {
        let wire = serde_json::to_value(&message).unwrap();
        assert_eq!(wire["type"], message.kind());
        writeln!(seen, "{name}\n{}\n", serde_json::to_string_pretty(&wire).unwrap()).unwrap();
    }
    insta::assert_snapshot!("cases", seen);
}

fn refused<T>(built: Result<T, Invalid>) -> String {
    built.err().map_or_else(|| "was built".to_owned(), |invalid| invalid.to_string())
}

#[test]
fn what_does_not_fit_together_is_refused_by_name() {
    let captioned = || image().caption("x").unwrap();
    let link = |kind| Card::link(Media::by_id(kind, "1").unwrap(), "", "Buy", "https://acme.example").unwrap();
    let row = |id: &str| Row::new(id, "Rye").unwrap();
    let otp = || OneTimePassword::new("otp", "en", "1").unwrap();
    let tracked = || Template::new("tracked", "en").unwrap().button(0, Button::url("1").unwrap()).unwrap();
    let user = || Recipient::user_id("US.1").unwrap();
    let cases = [
        (
            refused(Media::by_id(Kind::Sticker, "1").unwrap().caption("x")),
            "sticker.caption: can't be given: audio and stickers have no caption",
        ),
        (
            refused(Media::by_id(Kind::Voice, "1").unwrap().caption("x")),
            "audio.caption: can't be given: audio and stickers have no caption",
        ),
        (refused(image().file_name("a.jpg")), "image.filename: can't be given: only documents have a file name"),
        (
            refused(Media::by_link(Kind::Video, "ftp://acme.example/a")),
            "video.link: must be an address that begins with http:// or https://, \"ftp://acme.example/a\" was given",
        ),
        (refused(Location::new(90.1, 0.0)), "location.latitude: -90 to 90, 90.1 was given"),
        (refused(Location::new(0.0, f64::NAN)), "location.longitude: -180 to 180, NaN was given"),
        (
            refused(Contact::new(Name { formatted_name: "Ada".into(), ..Name::default() })),
            "contacts.name.first_name: required, and nothing was given",
        ),
        (refused(Content::contacts(vec![])), "contacts: 1 to 257, 0 were given"),
        (refused(Reaction::new("wamid.A", "ok")), "reaction.emoji: must be one emoji, \"ok\" was given"),
        (refused(Reaction::new("wamid.A", "")), "reaction.emoji: required, and nothing was given"),
        (refused(Pin::new("wamid.A", 31)), "pin.expiration_days: 1 to 30, 31 were given"),
        (refused(Message::new(phone(), Pin::new("wamid.A", 1).unwrap())), "type: can't be given: messages are pinned in groups only"),
        (
            refused(Message::new(phone(), Reaction::removal("wamid.A").unwrap()).unwrap().reply_to("wamid.B")),
            "context: can't be given: a reaction names its message itself",
        ),
        (
            refused(Message::new(phone(), Text::new("x").unwrap()).unwrap().marketing(ProductPolicy::Strict)),
            "product_policy: can't be given: marketing messages are templates",
        ),
        (refused(OneTimePassword::new("otp", "en", "")), "template.components.parameters.text: required, and nothing was given"),
        (refused(Message::new(user(), otp())), "recipient: can't be given: a one-time password goes to a phone number"),
        (
            refused(Header::media(captioned())),
            "interactive.header: can't be given: a header is text, or an image, video or document without a caption",
        ),
        (
            refused(
                Interactive::list("x", "x", vec![Section::new("", vec![row("1")]).unwrap()])
                    .unwrap()
                    .header(Header::media(image()).unwrap()),
            ),
            "interactive.header: can't be given: the header of a list is text",
        ),
        (
            refused(Interactive::location_request("x").unwrap().header(Header::text("x").unwrap())),
            "interactive.header: can't be given: this type has no header",
        ),
        (
            refused(Interactive::list("x", "x", vec![Section::new("", vec![row("1"), row("1")]).unwrap()])),
            "interactive.action.sections.rows.id: each must be different, \"1\" was given twice",
        ),
        (
            refused(Interactive::list(
                "x",
                "x",
                vec![Section::new("A", vec![row("1")]).unwrap(), Section::new("", vec![row("2")]).unwrap()],
            )),
            "interactive.action.sections.title: required, and nothing was given",
        ),
        (refused(Flow::by_id("1", "Book 📅")), "interactive.action.parameters.flow_cta: must be without emoji, \"Book 📅\" was given"),
        (
            refused(Interactive::products(
                Header::media(image()).unwrap(),
                "x",
                "1",
                vec![ProductSection::new("", vec!["a".into()]).unwrap()],
            )),
            "interactive.header: can't be given: the header of a list is text",
        ),
        (
            refused(Interactive::carousel("x", vec![link(Kind::Image), link(Kind::Video)])),
            "interactive.action.cards: can't be given: all cards have the same type, and media of the same type",
        ),
        (
            refused(Interactive::carousel("x", vec![link(Kind::Image); 2]).unwrap().footer("x")),
            "interactive.footer: can't be given: a carousel has no footer",
        ),
        (
            refused(Card::link(Media::by_id(Kind::Document, "1").unwrap(), "", "Buy", "https://acme.example")),
            "interactive.action.cards.header: can't be given: a card shows an image or a video without a caption",
        ),
        (refused(Template::new("Hello", "en")), "template.name: must be lower-case letters, digits and _, \"Hello\" was given"),
        (
            refused(Template::new("hello", "english!")),
            "template.language.code: must be a language such as en or pt_BR, \"english!\" was given",
        ),
        (
            refused(Words::text("two\nlines")),
            "template.components.parameters.text: must be one line without tabs and with at most 4 spaces in a row, \"two\\nlines\" was given",
        ),
        (
            refused(Words::currency("eur", 1, "1 €")),
            "template.components.parameters.currency.code: must be three capital letters such as EUR, \"eur\" was given",
        ),
        (
            refused(BodyParameters::named(vec![("a".into(), words("1")), ("a".into(), words("2"))])),
            "template.components.parameters.parameter_name: each must be different, \"a\" was given twice",
        ),
        (refused(BodyParameters::positional(vec![])), "template.components.parameters: required, and nothing was given"),
        (
            refused(BodyParameters::positional(vec![words(&"x".repeat(600)), words(&"x".repeat(600))])),
            "template.components.parameters: at most 1024 characters, 1200 were given",
        ),
        (
            refused(tracked().button(0, Button::url("x").unwrap())),
            "template.components.index: each must be different, \"0\" was given twice",
        ),
        (refused(tracked().button(10, Button::url("x").unwrap())), "template.components.index: 0 to 9, 10 were given"),
        (refused(tracked().carousel(vec![])), "template.components.cards: 1 to 10, 0 were given"),
        (refused(tracked().offer_until(0)), "template.components.limited_time_offer.expiration_time_ms: required, and nothing was given"),
    ];
    for (seen, expected) in cases {
        assert_eq!(seen, expected);
    }
}

#[test]
fn an_error_shows_no_more_than_a_piece_of_what_was_given() {
    let long = refused(Media::by_link(Kind::Image, "x".repeat(2048)));
    assert!(long.len() < 200, "{long}");
}
