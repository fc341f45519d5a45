//! Templates that reviewers would refuse: our builders refuse each, and so does the simulator, with the provider's code.

use serde_json::{Value, json};
use whatsapp::client::send::Invalid;
use whatsapp::client::templates::{Buttons, Category, MediaHeader, NewBody, NewButton, NewCard, NewHeader, NewTemplate, OtpType, Sample};

use super::definitions::{card, hello, login, named, numbered};
use super::templates::{Built, handed_in, url};
use crate::office::Office;

fn with(component: Value) -> Value {
    json!({"name": "t", "language": "en", "category": "MARKETING", "components": [{"type": "BODY", "text": "Hello there"}, component]})
}

fn changed(member: &str, value: Value) -> Value {
    let mut template = with(json!({"type": "FOOTER", "text": "Bye"}));
    template[member] = value;
    template
}

fn wire_body(text: &str, example: Value) -> Value {
    changed("components", json!([{"type": "BODY", "text": text, "example": example}]))
}

fn wire_named(text: &str, example: Value) -> Value {
    let mut template = wire_body(text, json!({"body_text_named_params": example}));
    template["parameter_format"] = json!("NAMED");
    template
}

fn wire_header(text: &str, example: Value) -> Value {
    with(json!({"type": "HEADER", "format": "TEXT", "text": text, "example": {"header_text": example}}))
}

fn wire_buttons(buttons: Value) -> Value {
    with(json!({"type": "BUTTONS", "buttons": buttons}))
}

fn body(text: &str, sample: &Sample) -> Built {
    NewTemplate::new("t", "en", Category::Marketing, NewBody::text(text, sample)?)
}

fn header(text: &str, sample: &Sample) -> Built {
    hello("t")?.header(NewHeader::text(text, sample)?)
}

fn buttons(buttons: Vec<Result<NewButton, Invalid>>) -> Built {
    hello("t")?.buttons(Buttons::new(buttons.into_iter().collect::<Result<_, _>>()?)?)
}

type Fault = (&'static str, i64, Built, Value);

fn faults_of_texts() -> Vec<Fault> {
    let one = numbered(&["a"]);
    let reply = json!([{"type": "QUICK_REPLY", "text": "Ok"}]);
    vec![
        ("a name in capitals", 100, hello("Hello"), changed("name", json!("Hello"))),
        (
            "a language that is none",
            100,
            NewTemplate::new("t", "en-US", Category::Marketing, NewBody::text("Hi", &Sample::None).unwrap()),
            changed("language", json!("en-US")),
        ),
        (
            "a variable at the start",
            2_388_299,
            body("{{1}} is the first word of all", &one),
            wire_body("{{1}} is the first word of all", json!({"body_text": [["a"]]})),
        ),
        (
            "a variable at the end",
            2_388_299,
            body("The last word of all is {{1}} ", &one),
            wire_body("The last word of all is {{1}} ", json!({"body_text": [["a"]]})),
        ),
        (
            "too many variables for the length",
            2_388_293,
            body("Hi {{1}} and {{2}} there now", &numbered(&["a", "b"])),
            wire_body("Hi {{1}} and {{2}} there now", json!({"body_text": [["a", "b"]]})),
        ),
        (
            "a gap in the numbers",
            2_388_072,
            body("Hello {{2}}, how are you today", &one),
            wire_body("Hello {{2}}, how are you today", json!({"body_text": [["a"]]})),
        ),
        (
            "a number with a nought before it",
            2_388_072,
            body("Hello {{01}}, how are you today", &one),
            wire_body("Hello {{01}}, how are you today", json!({"body_text": [["a"]]})),
        ),
        (
            "no example",
            2_388_072,
            body("Hello {{1}}, how are you today", &Sample::None),
            wire_body("Hello {{1}}, how are you today", json!({})),
        ),
        (
            "an empty example",
            2_388_072,
            body("Hello {{1}}, how are you today", &numbered(&[""])),
            wire_body("Hello {{1}}, how are you today", json!({"body_text": [[""]]})),
        ),
        (
            "an example too many",
            2_388_072,
            body("Hello {{1}}, how are you today", &numbered(&["a", "b"])),
            wire_body("Hello {{1}}, how are you today", json!({"body_text": [["a", "b"]]})),
        ),
        (
            "an open brace",
            2_388_072,
            body("Hello {{1, how are you today", &one),
            wire_body("Hello {{1, how are you today", json!({"body_text": [["a"]]})),
        ),
        (
            "a variable without a name",
            2_388_072,
            body("Hello {{}}, how are you today", &Sample::None),
            wire_body("Hello {{}}, how are you today", json!({})),
        ),
        (
            "a name among numbers",
            2_388_072,
            body("Hello {{name}}, how are you today", &one),
            wire_body("Hello {{name}}, how are you today", json!({"body_text": [["a"]]})),
        ),
        (
            "a number among names",
            2_388_072,
            body("Hello {{1}}, how are you today", &named(&[("1", "a")])),
            wire_named("Hello {{1}}, how are you today", json!([{"param_name": "1", "example": "a"}])),
        ),
        (
            "capitals in a variable's name",
            2_388_072,
            body("Hello {{Name}}, how are you today", &named(&[("Name", "a")])),
            wire_named("Hello {{Name}}, how are you today", json!([{"param_name": "Name", "example": "a"}])),
        ),
        (
            "an example of another name",
            2_388_072,
            body("Hello {{name}}, how are you today", &named(&[("guest", "a")])),
            wire_named("Hello {{name}}, how are you today", json!([{"param_name": "guest", "example": "a"}])),
        ),
        (
            "two variables in a header",
            2_388_047,
            header("{{1}} and {{2}}", &numbered(&["a", "b"])),
            wire_header("{{1}} and {{2}}", json!(["a", "b"])),
        ),
        ("a header's variable without an example", 2_388_047, header("Hi {{1}}", &Sample::None), wire_header("Hi {{1}}", json!([]))),
        ("a header that counts from two", 2_388_047, header("Hi {{2}}", &one), wire_header("Hi {{2}}", json!(["a"]))),
        (
            "a name above numbers",
            2_388_047,
            body("Hello {{1}}, how are you today", &one)
                .and_then(|it| it.header(NewHeader::text("For {{guest}}", &named(&[("guest", "a")]))?)),
            changed(
                "components",
                json!([{"type": "BODY", "text": "Hello {{1}}, how are you today", "example": {"body_text": [["a"]]}},
                {"type": "HEADER", "format": "TEXT", "text": "For {{guest}}", "example": {"header_text_named_params": [{"param_name": "guest", "example": "a"}]}}]),
            ),
        ),
        (
            "a picture without its sample",
            2_388_047,
            NewHeader::media(MediaHeader::Image, "").and_then(|it| hello("t")?.header(it)),
            with(json!({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [""]}})),
        ),
        (
            "a variable in a footer",
            2_388_073,
            hello("t").and_then(|it| it.footer("Bye {{1}}")),
            with(json!({"type": "FOOTER", "text": "Bye {{1}}"})),
        ),
        ("an empty footer", 2_388_073, hello("t").and_then(|it| it.footer("")), with(json!({"type": "FOOTER", "text": ""}))),
        (
            "two footers",
            100,
            hello("t").and_then(|it| it.footer("a")?.footer("b")),
            changed(
                "components",
                json!([{"type": "BODY", "text": "Hello"}, {"type": "FOOTER", "text": "a"}, {"type": "FOOTER", "text": "b"}]),
            ),
        ),
        (
            "a code's life without a code",
            2_388_073,
            hello("t").and_then(|it| it.code_expiration_minutes(5)),
            with(json!({"type": "FOOTER", "code_expiration_minutes": 5})),
        ),
        (
            "an offer that isn't marketing",
            100,
            NewTemplate::new("t", "en", Category::Utility, NewBody::text("Hello there", &Sample::None).unwrap())
                .and_then(|it| it.limited_time_offer("Now", false)),
            {
                let mut template =
                    with(json!({"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Now", "has_expiration": false}}));
                template["category"] = json!("UTILITY");
                template
            },
        ),
        (
            "buttons twice",
            100,
            buttons(vec![NewButton::quick_reply("Ok")]).and_then(|it| it.buttons(Buttons::new(vec![NewButton::quick_reply("Ok")?])?)),
            changed(
                "components",
                json!([{"type": "BODY", "text": "Hello"}, {"type": "BUTTONS", "buttons": reply}, {"type": "BUTTONS", "buttons": reply}]),
            ),
        ),
    ]
}

fn faults_of_buttons() -> Vec<Fault> {
    let (reply, wire_reply) = (|| NewButton::quick_reply("Ok"), json!({"type": "QUICK_REPLY", "text": "Ok"}));
    let wire_url = |url: &str| json!({"type": "URL", "text": "Go", "url": url});
    let wire_sample = |url: &str, sample: &str| json!({"type": "URL", "text": "Go", "url": url, "example": [sample]});
    let sampled = |address: &str, sample: &str| NewButton::url("Go", address, Some(sample));
    let call = || NewButton::phone_number("Call", "+4930123456");
    let wire_call = json!({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+4930123456"});
    let otp = || NewButton::otp(OtpType::CopyCode);
    let wire_otp = json!({"type": "OTP", "otp_type": "COPY_CODE"});
    let page = "https://example.com/";
    vec![
        ("no buttons", 100, buttons(vec![]), wire_buttons(json!([]))),
        ("eleven buttons", 100, buttons((0..11).map(|_| reply()).collect()), wire_buttons(json!(vec![&wire_reply; 11]))),
        ("three links", 100, buttons((0..3).map(|_| url(page)).collect()), wire_buttons(json!(vec![wire_url(page); 3]))),
        ("two numbers to call", 100, buttons(vec![call(), call()]), wire_buttons(json!([wire_call, wire_call]))),
        (
            "a link among replies",
            100,
            buttons(vec![reply(), url(page), reply()]),
            wire_buttons(json!([wire_reply, wire_url(page), wire_reply])),
        ),
        ("an address that is none", 100, buttons(vec![url("example.com")]), wire_buttons(json!([wire_url("example.com")]))),
        (
            "a variable within an address",
            100,
            buttons(vec![sampled("https://x/{{1}}/y", "https://x/1/y")]),
            wire_buttons(json!([wire_sample("https://x/{{1}}/y", "https://x/1/y")])),
        ),
        (
            "an address that counts from two",
            100,
            buttons(vec![sampled("https://x/{{2}}", "https://x/1")]),
            wire_buttons(json!([wire_sample("https://x/{{2}}", "https://x/1")])),
        ),
        ("an address without its sample", 100, buttons(vec![url("https://x/{{1}}")]), wire_buttons(json!([wire_url("https://x/{{1}}")]))),
        (
            "half an address as sample",
            100,
            buttons(vec![sampled("https://x/{{1}}", "1")]),
            wire_buttons(json!([wire_sample("https://x/{{1}}", "1")])),
        ),
        (
            "a sample of nothing",
            100,
            buttons(vec![sampled("https://x/", "https://x/1")]),
            wire_buttons(json!([wire_sample("https://x/", "https://x/1")])),
        ),
        (
            "words for a number to call",
            100,
            buttons(vec![NewButton::phone_number("Call", "us")]),
            wire_buttons(json!([{"type": "PHONE_NUMBER", "text": "Call", "phone_number": "us"}])),
        ),
        (
            "no flow",
            100,
            buttons(vec![NewButton::flow("Book", "")]),
            wire_buttons(json!([{"type": "FLOW", "text": "Book", "flow_id": ""}])),
        ),
        (
            "a kind that isn't",
            100,
            buttons(vec![NewButton::plain("LEVER", "Pull")]),
            wire_buttons(json!([{"type": "LEVER", "text": "Pull"}])),
        ),
        ("a code's button on marketing", 100, buttons(vec![otp()]), wire_buttons(json!([wire_otp]))),
        ("a code's button beside another", 100, buttons(vec![otp(), reply()]), wire_buttons(json!([wire_otp, wire_reply]))),
    ]
}

fn faults_of_logins() -> Vec<Fault> {
    let wire = |components: Value| {
        let mut all = vec![json!({"type": "BODY", "add_security_recommendation": true})];
        all.extend(components.as_array().unwrap().clone());
        json!({"name": "t", "language": "en", "category": "AUTHENTICATION", "components": all})
    };
    let wire_otp = |button: Value| wire(json!([{"type": "BUTTONS", "buttons": [button]}]));
    let app = |name: &str, hash: &str| vec![(name.to_owned(), hash.to_owned())];
    let bare = || NewTemplate::new("t", "en", Category::Authentication, NewBody::authentication(true));
    vec![
        (
            "a body of our own",
            2_388_072,
            NewTemplate::new("t", "en", Category::Authentication, NewBody::text("Hello there", &Sample::None).unwrap()),
            json!({"name": "t", "language": "en", "category": "AUTHENTICATION", "components": [{"type": "BODY", "text": "Hello there"}]}),
        ),
        (
            "a header",
            2_388_047,
            bare().and_then(|it| it.header(NewHeader::location())),
            wire(json!([{"type": "HEADER", "format": "LOCATION"}])),
        ),
        ("a footer of our own", 2_388_073, bare().and_then(|it| it.footer("Bye")), wire(json!([{"type": "FOOTER", "text": "Bye"}]))),
        (
            "a code that holds no minute",
            2_388_073,
            bare().and_then(|it| it.code_expiration_minutes(0)),
            wire(json!([{"type": "FOOTER", "code_expiration_minutes": 0}])),
        ),
        (
            "a code that holds 91 minutes",
            2_388_073,
            bare().and_then(|it| it.code_expiration_minutes(91)),
            wire(json!([{"type": "FOOTER", "code_expiration_minutes": 91}])),
        ),
        (
            "a reply for a button",
            100,
            bare().and_then(|it| it.buttons(Buttons::new(vec![NewButton::quick_reply("Ok")?])?)),
            wire_otp(json!({"type": "QUICK_REPLY", "text": "Ok"})),
        ),
        (
            "no app that takes the code",
            100,
            login("t", OtpType::OneTap(vec![])),
            wire_otp(json!({"type": "OTP", "otp_type": "ONE_TAP", "supported_apps": []})),
        ),
        (
            "an app without its hash",
            100,
            login("t", OtpType::ZeroTap(app("com.example", ""))),
            wire_otp(
                json!({"type": "OTP", "otp_type": "ZERO_TAP", "supported_apps": [{"package_name": "com.example", "signature_hash": ""}]}),
            ),
        ),
        (
            "six apps",
            100,
            login("t", OtpType::OneTap([(); 6].map(|()| app("com.example", "K8a")).concat())),
            wire_otp(
                json!({"type": "OTP", "otp_type": "ONE_TAP", "supported_apps": vec![json!({"package_name": "com.example", "signature_hash": "K8a"}); 6]}),
            ),
        ),
    ]
}

fn faults_of_cards(picture: &str) -> Vec<Fault> {
    let image = || NewHeader::media(MediaHeader::Image, picture);
    let gallery = |cards: Vec<Result<NewCard, Invalid>>| -> Built { hello("t")?.carousel(cards.into_iter().collect::<Result<_, _>>()?) };
    let good = || image().and_then(card);
    let wire_good: Value = serde_json::to_value(gallery(vec![good(), good()]).unwrap()).unwrap()["components"][1]["cards"][0].clone();
    let wire = |cards: Vec<Value>| with(json!({"type": "CAROUSEL", "cards": cards}));
    let plain = |header: Result<NewHeader, Invalid>, labels: &[&str]| {
        let buttons = labels.iter().map(|label| NewButton::quick_reply(*label)).collect::<Result<_, _>>()?;
        NewCard::new(header?, None, Buttons::new(buttons)?)
    };
    let wire_plain = |header: Value, labels: &[&str]| {
        let buttons: Vec<Value> = labels.iter().map(|label| json!({"type": "QUICK_REPLY", "text": label})).collect();
        json!({"components": [header, {"type": "BUTTONS", "buttons": buttons}]})
    };
    let wire_image = json!({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [picture]}});
    let coded = |body: Option<NewBody>, button: Result<NewButton, Invalid>| NewCard::new(image()?, body, Buttons::new(vec![button?])?);
    let wire_coded = |body: Value, button: Value| {
        let parts = [wire_image.clone(), body, json!({"type": "BUTTONS", "buttons": [button]})];
        json!({"components": parts.into_iter().filter(|part| !part.is_null()).collect::<Vec<_>>()})
    };
    let location = json!({"type": "HEADER", "format": "LOCATION"});
    let product = json!({"type": "HEADER", "format": "PRODUCT"});
    vec![
        ("one card", 100, gallery(vec![good()]), wire(vec![wire_good.clone()])),
        ("eleven cards", 100, gallery((0..11).map(|_| good()).collect()), wire(vec![wire_good.clone(); 11])),
        (
            "a map on a card",
            100,
            gallery((0..2).map(|_| plain(Ok(NewHeader::location()), &["a"])).collect()),
            wire(vec![wire_plain(location, &["a"]); 2]),
        ),
        (
            "three buttons on a card",
            100,
            gallery((0..2).map(|_| plain(image(), &["a", "b", "c"])).collect()),
            wire(vec![wire_plain(wire_image.clone(), &["a", "b", "c"]); 2]),
        ),
        (
            "cards with different headers",
            100,
            gallery(vec![plain(image(), &["a"]), plain(Ok(NewHeader::product()), &["a"])]),
            wire(vec![wire_plain(wire_image.clone(), &["a"]), wire_plain(product, &["a"])]),
        ),
        (
            "cards with different buttons",
            100,
            gallery(vec![plain(image(), &["a"]), plain(image(), &["a", "b"])]),
            wire(vec![wire_plain(wire_image.clone(), &["a"]), wire_plain(wire_image.clone(), &["a", "b"])]),
        ),
        (
            "a code's button on cards",
            100,
            gallery((0..2).map(|_| coded(None, NewButton::otp(OtpType::CopyCode))).collect()),
            wire(vec![wire_coded(Value::Null, json!({"type": "OTP", "otp_type": "COPY_CODE"})); 2]),
        ),
        (
            "the text of a code on cards",
            2_388_072,
            gallery((0..2).map(|_| coded(Some(NewBody::authentication(true)), NewButton::quick_reply("Ok"))).collect()),
            wire(vec![
                wire_coded(
                    json!({"type": "BODY", "add_security_recommendation": true}),
                    json!({"type": "QUICK_REPLY", "text": "Ok"})
                );
                2
            ]),
        ),
        (
            "names on cards below numbers",
            2_388_072,
            body("Hello {{name}}, how are you today", &named(&[("name", "a")])).and_then(|it| it.carousel(vec![good()?, good()?])),
            {
                let mut template = wire_named("Hello {{name}}, how are you today", json!([{"param_name": "name", "example": "a"}]));
                template["components"].as_array_mut().unwrap().push(json!({"type": "CAROUSEL", "cards": [wire_good, wire_good]}));
                template
            },
        ),
    ]
}

#[tokio::test]
async fn a_template_that_reviewers_would_refuse_is_refused_by_both() {
    let office = Office::open().await;
    let picture = office.handle("image/png", b"picture").await;
    let faults = [faults_of_texts(), faults_of_buttons(), faults_of_logins(), faults_of_cards(&picture)];
    for (turn, (name, expected, built, template)) in faults.into_iter().flatten().enumerate() {
        assert!(built.is_err(), "the builder takes {name}");
        assert_eq!(handed_in(&office, turn, template).await, Err(expected), "{name}");
    }
}
