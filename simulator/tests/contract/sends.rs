//! Messages: one table of limits, one of faults. A builder and the simulator must agree on each line.

use serde_json::{Value, json};
use whatsapp::client::send::{
    BodyParameters, Card, Contact, Content, Flow, Header, Interactive, Invalid, Kind, Location, Media, Message, Name, ProductSection,
    Reaction, Recipient, ReplyButton, Row, Section, Template, Text, Words,
};

use super::{account, code};
use crate::harness::NUMBER;
use crate::office::{KAI_USER_ID, LENA, Office, offer};

type Built = Result<Content, Invalid>;

/// The codes of a wrong request.
const WRONG: [i64; 6] = [33, 100, 131_008, 131_009, 132_005, 132_012];

fn buttons(pairs: &[(&str, &str)]) -> Result<Interactive, Invalid> {
    let buttons = pairs.iter().map(|(id, title)| ReplyButton::new(*id, *title)).collect::<Result<_, _>>()?;
    Interactive::buttons("Choose", buttons)
}

fn list(button: &str, title: &str, row: Row) -> Built {
    Interactive::list("Choose", button, vec![Section::new(title, vec![row])?]).map(Into::into)
}

fn row() -> Result<Row, Invalid> {
    Row::new("1", "One")
}

fn card(label: &str, body: &str) -> Result<Card, Invalid> {
    Card::link(Media::by_link(Kind::Image, "http://127.0.0.1:9/a.jpg")?, body, label, "https://example.com")
}

fn cards(count: usize) -> Built {
    let cards = (0..count).map(|_| card("Go", "")).collect::<Result<_, _>>()?;
    Interactive::carousel("Look", cards).map(Into::into)
}

fn flow(label: &str) -> Built {
    Interactive::flow("Fill in", Flow::by_id("1", label)?).map(Into::into)
}

fn picture(caption: String) -> Built {
    Media::by_link(Kind::Image, "http://127.0.0.1:9/a.jpg")?.caption(caption).map(Into::into)
}

fn eleven_rows() -> Built {
    let rows = |from: usize, to: usize| (from..to).map(|index| Row::new(index.to_string(), "r")).collect::<Result<Vec<_>, _>>();
    Interactive::list("x", "Open", vec![Section::new("a", rows(0, 6)?)?, Section::new("b", rows(6, 11)?)?]).map(Into::into)
}

fn untitled_section() -> Built {
    let titled = Section::new("b", vec![Row::new("2", "r")?])?;
    Interactive::list("x", "Open", vec![Section::new("", vec![row()?])?, titled]).map(Into::into)
}

fn picture_above_a_list() -> Built {
    let list = Interactive::list("x", "Open", vec![Section::new("", vec![row()?])?])?;
    list.header(Header::media(Media::by_link(Kind::Image, "https://example.com/a.jpg")?)?).map(Into::into)
}

fn person(formatted_name: &str, first_name: Option<&str>) -> Built {
    let name = Name { formatted_name: formatted_name.to_owned(), first_name: first_name.map(str::to_owned), ..Name::default() };
    Content::contacts(vec![Contact::new(name)?])
}

/// A text with a limit: where it is, how long it may be, and who builds a message with it.
type TextLimit = (&'static str, usize, fn(String) -> Built);

const TEXTS: &[TextLimit] = &[
    ("/text/body", 4096, |text| Text::new(text).map(Into::into)),
    ("/image/caption", 1024, picture),
    ("/document/filename", 240, |name| Media::by_link(Kind::Document, "http://127.0.0.1:9/a.pdf")?.file_name(name).map(Into::into)),
    ("/location/name", 1000, |name| Location::new(1.0, 1.0)?.name(name).map(Into::into)),
    ("/location/address", 1000, |address| Location::new(1.0, 1.0)?.address(address).map(Into::into)),
    ("/contacts/0/name/formatted_name", 1024, |name| person(&name, Some("A"))),
    ("/interactive/body/text", 1024, |body| Interactive::buttons(body, vec![ReplyButton::new("1", "a")?]).map(Into::into)),
    ("/interactive/header/text", 60, |header| buttons(&[("1", "a")])?.header(Header::text(header)?).map(Into::into)),
    ("/interactive/footer/text", 60, |footer| buttons(&[("1", "a")])?.footer(footer).map(Into::into)),
    ("/interactive/action/buttons/0/reply/title", 20, |title| buttons(&[("1", &title)]).map(Into::into)),
    ("/interactive/action/buttons/0/reply/id", 256, |id| buttons(&[(&id, "a")]).map(Into::into)),
    ("/interactive/action/button", 20, |button| list(&button, "", row()?)),
    ("/interactive/action/sections/0/title", 24, |title| list("Open", &title, row()?)),
    ("/interactive/action/sections/0/rows/0/id", 200, |id| list("Open", "", Row::new(id, "One")?)),
    ("/interactive/action/sections/0/rows/0/title", 24, |title| list("Open", "", Row::new("1", title)?)),
    ("/interactive/action/sections/0/rows/0/description", 72, |text| list("Open", "", row()?.description(text)?)),
    ("/interactive/action/parameters/display_text", 20, |label| Interactive::link("Go", label, "https://example.com").map(Into::into)),
    ("/interactive/action/parameters/flow_cta", 30, |label| flow(&label)),
    ("/interactive/action/cards/0/action/parameters/display_text", 20, |label| {
        Interactive::carousel("Look", vec![card(&label, "")?, card("Go", "")?]).map(Into::into)
    }),
    ("/interactive/action/cards/0/body/text", 160, |body| {
        Interactive::carousel("Look", vec![card("Go", &body)?, card("Go", "")?]).map(Into::into)
    }),
    ("/interactive/action/product_retailer_id", 512, |id| Interactive::product("", "1", id).map(Into::into)),
    ("/interactive/action/sections/0/product_items/0/product_retailer_id", 512, |id| {
        Interactive::products(Header::text("h")?, "Buy", "1", vec![ProductSection::new("", vec![id])?]).map(Into::into)
    }),
    ("/reaction/message_id", 512, |wamid| Reaction::new(wamid, "👍").map(Into::into)),
];

/// Numbers of items: where the list is, how many it may hold, an item, and who builds a message with so many.
type CountLimit = (&'static str, usize, usize, fn(usize) -> Value, fn(usize) -> Built);

const COUNTS: &[CountLimit] = &[
    (
        "/contacts",
        1,
        257,
        |_| json!({"name": {"formatted_name": "A", "first_name": "A"}}),
        |count| {
            let name = || Name { formatted_name: "A".to_owned(), first_name: Some("A".to_owned()), ..Name::default() };
            Content::contacts((0..count).map(|_| Contact::new(name())).collect::<Result<_, _>>()?)
        },
    ),
    (
        "/interactive/action/buttons",
        1,
        3,
        |index| json!({"type": "reply", "reply": {"id": index.to_string(), "title": index.to_string()}}),
        |count| {
            let buttons = (0..count).map(|index| ReplyButton::new(index.to_string(), index.to_string())).collect::<Result<_, _>>()?;
            Interactive::buttons("Choose", buttons).map(Into::into)
        },
    ),
    (
        "/interactive/action/sections",
        1,
        10,
        |index| json!({"title": "t", "rows": [{"id": index.to_string(), "title": "r"}]}),
        |count| {
            let section = |index: usize| Section::new("t", vec![Row::new(index.to_string(), "r")?]);
            Interactive::list("Choose", "Open", (0..count).map(section).collect::<Result<_, _>>()?).map(Into::into)
        },
    ),
    (
        "/interactive/action/sections/0/rows",
        1,
        10,
        |index| json!({"id": index.to_string(), "title": "r"}),
        |count| {
            let rows = (0..count).map(|index| Row::new(index.to_string(), "r")).collect::<Result<_, _>>()?;
            Interactive::list("Choose", "Open", vec![Section::new("", rows)?]).map(Into::into)
        },
    ),
    (
        "/interactive/action/sections/0/product_items",
        1,
        30,
        |index| json!({"product_retailer_id": index.to_string()}),
        |count| {
            let products = (0..count).map(|index| index.to_string()).collect();
            Interactive::products(Header::text("h")?, "Buy", "1", vec![ProductSection::new("", products)?]).map(Into::into)
        },
    ),
    (
        "/interactive/action/cards",
        2,
        10,
        |index| {
            json!({"card_index": index, "type": "cta_url", "header": {"type": "image",
        "image": {"link": "http://127.0.0.1:9/a.jpg"}}, "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "https://example.com"}}})
        },
        cards,
    ),
];

fn message(content: Content) -> Message {
    Message::new(Recipient::wa_id(LENA).unwrap(), content).unwrap()
}

/// Whether the simulator takes a body; a refusal must be one of a wrong request.
async fn takes(office: &Office, body: &Value) -> bool {
    office.advance(6);
    office.hears(LENA);
    let (status, answer) = office.call("POST", &format!("{NUMBER}/messages"), body.clone()).await;
    if status != 200 {
        let code = answer["error"]["code"].as_i64().unwrap();
        assert!(WRONG.contains(&code), "{answer}");
    }
    status == 200
}

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_length_of_every_text() {
    let office = Office::open().await;
    for (at, chars_max, build) in TEXTS {
        let usual = build("x".to_owned()).unwrap_or_else(|invalid| panic!("{at}: {invalid}"));
        let mut body = serde_json::to_value(message(usual)).unwrap();
        for chars in [1, *chars_max, chars_max + 1] {
            // Two-byte letters: it is letters that count.
            let text = if chars == 1 { "x".to_owned() } else { "é".repeat(chars) };
            *body.pointer_mut(at).unwrap_or_else(|| panic!("{at} isn't in the body")) = json!(text);
            let built = build(text).is_ok();
            assert_eq!(built, chars <= *chars_max, "the builder, {at}, {chars} characters");
            assert_eq!(takes(&office, &body).await, built, "the simulator, {at}, {chars} characters");
        }
    }
}

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_number_of_all_items() {
    let office = Office::open().await;
    for (at, least, most, item, build) in COUNTS {
        let mut body = serde_json::to_value(message(build(*least).unwrap())).unwrap();
        for count in [least - 1, *least, *most, most + 1] {
            *body.pointer_mut(at).unwrap_or_else(|| panic!("{at} isn't in the body")) = (0..count).map(item).collect();
            let built = build(count).is_ok();
            assert_eq!(built, (*least..=*most).contains(&count), "the builder, {at}, {count} items");
            assert_eq!(takes(&office, &body).await, built, "the simulator, {at}, {count} items");
        }
    }
}

#[tokio::test]
async fn what_has_the_wrong_form_is_refused_by_both() {
    let office = Office::open().await;
    let interactive = |object: Value| json!({"type": "interactive", "interactive": object});
    let reply = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    let two =
        |first: Value, second: Value| interactive(json!({"type": "button", "body": {"text": "x"}, "action": {"buttons": [first, second]}}));
    let cases: Vec<(&str, Built, Value)> = vec![
        ("an empty text", Text::new("").map(Into::into), json!({"type": "text", "text": {"body": ""}})),
        ("no id of media", Media::by_id(Kind::Image, "").map(Into::into), json!({"type": "image", "image": {"id": ""}})),
        (
            "a link that is none",
            Media::by_link(Kind::Image, "ftp://x/y").map(Into::into),
            json!({"type": "image", "image": {"link": "ftp://x/y"}}),
        ),
        (
            "a caption on audio",
            Media::by_id(Kind::Audio, "1").and_then(|media| media.caption("x")).map(Into::into),
            json!({"type": "audio", "audio": {"id": "1", "caption": "x"}}),
        ),
        (
            "beyond the pole",
            Location::new(90.5, 0.0).map(Into::into),
            json!({"type": "location", "location": {"latitude": 90.5, "longitude": 0}}),
        ),
        (
            "beyond the date line",
            Location::new(0.0, -180.5).map(Into::into),
            json!({"type": "location", "location": {"latitude": 0, "longitude": -180.5}}),
        ),
        ("half a name", person("Lena", None), json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Lena"}}]})),
        (
            "words for an emoji",
            Reaction::new("wamid.x", "ok").map(Into::into),
            json!({"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "ok"}}),
        ),
        ("two titles alike", buttons(&[("1", "a"), ("2", "a")]).map(Into::into), two(reply("1", "a"), reply("2", "a"))),
        ("two ids alike", buttons(&[("1", "a"), ("1", "b")]).map(Into::into), two(reply("1", "a"), reply("1", "b"))),
        ("eleven rows in two sections", eleven_rows(), {
            let rows = |from: usize, to: usize| (from..to).map(|index| json!({"id": index.to_string(), "title": "r"})).collect::<Vec<_>>();
            interactive(json!({"type": "list", "body": {"text": "x"}, "action": {"button": "Open",
                    "sections": [{"title": "a", "rows": rows(0, 6)}, {"title": "b", "rows": rows(6, 11)}]}}))
        }),
        (
            "a section without a title among two",
            untitled_section(),
            interactive(json!({"type": "list", "body": {"text": "x"}, "action": {"button": "Open",
                "sections": [{"rows": [{"id": "1", "title": "r"}]}, {"title": "b", "rows": [{"id": "2", "title": "r"}]}]}})),
        ),
        (
            "an address that is none",
            Interactive::link("x", "Go", "example.com").map(Into::into),
            interactive(
                json!({"type": "cta_url", "body": {"text": "x"}, "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "example.com"}}}),
            ),
        ),
        (
            "an emoji on a flow's button",
            flow("Go 📅"),
            interactive(json!({"type": "flow", "body": {"text": "x"}, "action": {"name": "flow",
                "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Go 📅"}}})),
        ),
        (
            "a picture above a list",
            picture_above_a_list(),
            interactive(
                json!({"type": "list", "body": {"text": "x"}, "header": {"type": "image", "image": {"link": "https://example.com/a.jpg"}},
                "action": {"button": "Open", "sections": [{"rows": [{"id": "1", "title": "r"}]}]}}),
            ),
        ),
        (
            "a template without a name",
            Template::new("", "en").map(Into::into),
            json!({"type": "template", "template": {"name": "", "language": {"code": "en"}}}),
        ),
        (
            "a language that is none",
            Template::new("offer", "x").map(Into::into),
            json!({"type": "template", "template": {"name": "offer", "language": {"code": "x"}}}),
        ),
    ];
    for (name, built, mut body) in cases {
        assert!(built.is_err(), "the builder takes {name}");
        body["messaging_product"] = json!("whatsapp");
        body["to"] = json!(format!("+{LENA}"));
        assert!(!takes(&office, &body).await, "the simulator takes {name}");
    }
    for wrong in ["", "hello", "+12", "+1234567890123456"] {
        assert!(Recipient::phone(wrong).is_err());
        assert!(!takes(&office, &json!({"messaging_product": "whatsapp", "to": wrong, "text": {"body": "x"}})).await, "{wrong}");
    }
    for wrong in ["us.1", "US.", "US.1-2"] {
        assert!(Recipient::user_id(wrong).is_err());
        assert!(!takes(&office, &json!({"messaging_product": "whatsapp", "recipient": wrong, "text": {"body": "x"}})).await, "{wrong}");
    }
}

#[tokio::test]
async fn every_content_a_builder_makes_is_sent() {
    let office = Office::open().await;
    let account = account(&office);
    let picture = office.uploaded("image/jpeg", b"jpeg").await;
    let heard = office.hears(LENA);
    office.template(offer("UTILITY")).await;
    let words = |text: &str| Words::text(text).unwrap();
    let contents: Vec<Content> = vec![
        Text::new("Hello https://example.com").unwrap().preview_url().into(),
        Media::by_id(Kind::Image, picture.as_str()).unwrap().caption("A cake").unwrap().into(),
        Media::by_link(Kind::Voice, "http://127.0.0.1:9/a.ogg").unwrap().into(),
        Location::new(52.5, 13.4).unwrap().name("Here").unwrap().address("There").unwrap().into(),
        person("Lena F", Some("Lena")).unwrap(),
        Reaction::new(heard.as_str(), "❤️").unwrap().into(),
        Reaction::removal(heard.as_str()).unwrap().into(),
        buttons(&[("1", "Yes"), ("2", "No")])
            .unwrap()
            .header(Header::media(Media::by_id(Kind::Image, picture.as_str()).unwrap()).unwrap())
            .unwrap()
            .footer("f")
            .unwrap()
            .into(),
        list("Open", "A", row().unwrap().description("d").unwrap()).unwrap(),
        Interactive::link("Look", "Go", "https://example.com").unwrap().into(),
        Interactive::location_request("Where?").unwrap().into(),
        Interactive::contact_request("Who?").unwrap().into(),
        flow("Book").unwrap(),
        Interactive::flow("x", Flow::by_name("n", "Book").unwrap().token("t").navigate("FIRST", serde_json::Map::new()).unwrap().draft())
            .unwrap()
            .into(),
        Interactive::product("", "1", "cake").unwrap().into(),
        Interactive::catalog("All", "").unwrap().into(),
        cards(2).unwrap(),
        Template::new("offer", "en_US").unwrap().body(BodyParameters::positional(vec![words("a"), words("b")]).unwrap()).into(),
    ];
    for content in contents {
        office.advance(6);
        let message = message(content);
        let sent = account.send(NUMBER, &message).await.unwrap_or_else(|error| panic!("{}: {error:?}", message.kind()));
        assert!(sent.wamid.starts_with("wamid.") && sent.wa_id.as_deref() == Some(LENA) && !sent.usage.is_empty());
    }
    office.hears(KAI_USER_ID);
    let to_kai = Message::new(Recipient::user_id(KAI_USER_ID).unwrap(), Text::new("x").unwrap()).unwrap();
    let to_kai = to_kai.reply_to(heard.as_str()).unwrap().callback_data("ours").unwrap();
    assert_eq!(account.send(NUMBER, &to_kai).await.unwrap().user_id.as_deref(), Some(KAI_USER_ID));
    account.mark_read(NUMBER, &heard, true).await.unwrap();
    assert_eq!(code(account.mark_read(NUMBER, "wamid.nobody", false).await.unwrap_err()), 100);
}
