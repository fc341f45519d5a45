//! Any text of any length, any number of parts: either a message within every limit, or an error that names field and limit.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value};
use whatsapp::client::send::limits::*;
use whatsapp::client::send::{
    AddressCountry, BodyParameters, Button, Card, Contact, Content, Fault, Flow, Header, HeaderParameter, Interactive, Invalid, Kind,
    Location, Media, Message, Name, ProductSection, Reaction, Recipient, ReplyButton, Row, Section, Template, Text, Words,
};

/// A text member and how a message with it is built.
struct Member {
    field: &'static str,
    chars_max: usize,
    /// Empty is as good as absent.
    optional: bool,
    build: fn(String) -> Result<Message, Invalid>,
}

const fn required(field: &'static str, chars_max: usize, build: fn(String) -> Result<Message, Invalid>) -> Member {
    Member { field, chars_max, optional: false, build }
}

const fn optional(field: &'static str, chars_max: usize, build: fn(String) -> Result<Message, Invalid>) -> Member {
    Member { field, chars_max, optional: true, build }
}

fn to(content: impl Into<Content>) -> Result<Message, Invalid> {
    Message::new(Recipient::wa_id("16505551234").unwrap(), content)
}

fn text() -> Text {
    Text::new("x").unwrap()
}

fn image() -> Media {
    Media::by_id(Kind::Image, "1").unwrap()
}

fn list(sections: Vec<Section>) -> Result<Message, Invalid> {
    to(Interactive::list("x", "x", sections)?)
}

fn template() -> Template {
    Template::new("x", "en").unwrap()
}

fn carousel(card: Card) -> Result<Message, Invalid> {
    to(Interactive::carousel("x", vec![card.clone(), card])?)
}

const URL: &str = "https://acme.example";

const MEMBERS: &[Member] = &[
    required("text.body", TEXT_BODY_CHARS_MAX, |it| to(Text::new(it)?)),
    required("biz_opaque_callback_data", CALLBACK_DATA_CHARS_MAX, |it| to(text())?.callback_data(it)),
    required("context.message_id", ID_CHARS_MAX, |it| to(text())?.reply_to(it)),
    required("recipient_identity_key_hash", ID_CHARS_MAX, |it| to(text())?.identity_key_hash(it)),
    required("image.id", ID_CHARS_MAX, |it| to(Media::by_id(Kind::Image, it)?)),
    optional("image.caption", CAPTION_CHARS_MAX, |it| to(image().caption(it)?)),
    optional("video.caption", CAPTION_CHARS_MAX, |it| to(Media::by_id(Kind::Video, "1")?.caption(it)?)),
    optional("document.caption", CAPTION_CHARS_MAX, |it| to(Media::by_id(Kind::Document, "1")?.caption(it)?)),
    optional("document.filename", FILE_NAME_CHARS_MAX, |it| to(Media::by_id(Kind::Document, "1")?.file_name(it)?)),
    optional("location.name", PLACE_CHARS_MAX, |it| to(Location::new(0.0, 0.0)?.name(it)?)),
    optional("location.address", PLACE_CHARS_MAX, |it| to(Location::new(0.0, 0.0)?.address(it)?)),
    required("contacts.name.formatted_name", CONTACT_NAME_CHARS_MAX, |it| {
        to(Content::contacts(vec![Contact::new(Name { formatted_name: it, first_name: Some("x".to_owned()), ..Name::default() })?])?)
    }),
    required("reaction.message_id", ID_CHARS_MAX, |it| to(Reaction::removal(it)?)),
    required("interactive.header.text", HEADER_CHARS_MAX, |it| to(Interactive::link("x", "x", URL)?.header(Header::text(it)?)?)),
    optional("interactive.footer.text", FOOTER_CHARS_MAX, |it| to(Interactive::link("x", "x", URL)?.footer(it)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::link(it, "x", URL)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::buttons(it, vec![ReplyButton::new("x", "x")?])?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::location_request(it)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::contact_request(it)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::flow(it, Flow::by_id("x", "x")?)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::address(it, AddressCountry::India, BTreeMap::new())?)),
    optional("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::product(it, "x", "x")?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::catalog(it, "")?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::carousel(it, vec![Card::product("x", "x")?; 2])?)),
    required("interactive.body.text", LIST_BODY_CHARS_MAX, |it| {
        to(Interactive::list(it, "x", vec![Section::new("", vec![Row::new("x", "x")?])?])?)
    }),
    required("interactive.action.buttons.reply.id", BUTTON_ID_CHARS_MAX, |it| {
        to(Interactive::buttons("x", vec![ReplyButton::new(it, "x")?])?)
    }),
    required("interactive.action.buttons.reply.title", BUTTON_CHARS_MAX, |it| {
        to(Interactive::buttons("x", vec![ReplyButton::new("x", it)?])?)
    }),
    required("interactive.action.button", BUTTON_CHARS_MAX, |it| {
        to(Interactive::list("x", it, vec![Section::new("", vec![Row::new("x", "x")?])?])?)
    }),
    optional("interactive.action.sections.title", SECTION_CHARS_MAX, |it| list(vec![Section::new(it, vec![Row::new("x", "x")?])?])),
    required("interactive.action.sections.rows.id", ROW_ID_CHARS_MAX, |it| list(vec![Section::new("", vec![Row::new(it, "x")?])?])),
    required("interactive.action.sections.rows.title", ROW_CHARS_MAX, |it| list(vec![Section::new("", vec![Row::new("x", it)?])?])),
    optional("interactive.action.sections.rows.description", ROW_DESCRIPTION_CHARS_MAX, |it| {
        list(vec![Section::new("", vec![Row::new("x", "x")?.description(it)?])?])
    }),
    required("interactive.action.parameters.display_text", LINK_LABEL_CHARS_MAX, |it| to(Interactive::link("x", it, URL)?)),
    optional("interactive.action.parameters.display_text", LINK_LABEL_CHARS_MAX, |it| to(Interactive::voice_call("x", it)?)),
    required("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::voice_call(it, "x")?)),
    optional("interactive.body.text", BODY_CHARS_MAX, |it| to(Interactive::call_permission_request(it)?)),
    required("interactive.action.parameters.flow_cta", FLOW_LABEL_CHARS_MAX, |it| to(Interactive::flow("x", Flow::by_id("x", it)?)?)),
    required("interactive.action.parameters.flow_id", ID_CHARS_MAX, |it| to(Interactive::flow("x", Flow::by_id(it, "x")?)?)),
    required("interactive.action.parameters.flow_name", ID_CHARS_MAX, |it| to(Interactive::flow("x", Flow::by_name(it, "x")?)?)),
    required("interactive.action.parameters.flow_action_payload.screen", ID_CHARS_MAX, |it| {
        to(Interactive::flow("x", Flow::by_id("x", "x")?.navigate(it, Map::new())?)?)
    }),
    required("interactive.action.catalog_id", ID_CHARS_MAX, |it| to(Interactive::product("x", it, "x")?)),
    required("interactive.action.product_retailer_id", ID_CHARS_MAX, |it| to(Interactive::product("x", "x", it)?)),
    optional("interactive.action.parameters.thumbnail_product_retailer_id", ID_CHARS_MAX, |it| to(Interactive::catalog("x", it)?)),
    optional("interactive.action.cards.body.text", CARD_BODY_CHARS_MAX, |it| carousel(Card::link(image(), it, "x", URL)?)),
    required("template.components.parameters.text", TEMPLATE_BODY_CHARS_MAX, |it| {
        to(template().body(BodyParameters::positional(vec![Words::text(it)?])?))
    }),
    required("template.components.parameters.text", TEMPLATE_HEADER_CHARS_MAX, |it| {
        // Longer than any body is refused with the body's limit; what is between with the header's.
        let words = if it.chars().count() > TEMPLATE_BODY_CHARS_MAX { "x".repeat(TEMPLATE_BODY_CHARS_MAX) } else { it };
        to(template().header(HeaderParameter::text(Words::text(words)?)?))
    }),
    required(
        "template.components.parameters.payload",
        TEMPLATE_PAYLOAD_CHARS_MAX,
        |it| to(template().button(0, Button::quick_reply(it)?)?),
    ),
    required("template.components.parameters.text", TEMPLATE_PAYLOAD_CHARS_MAX, |it| to(template().button(0, Button::url(it)?)?)),
    required("template.components.parameters.coupon_code", COUPON_CODE_CHARS_MAX, |it| to(template().button(0, Button::copy_code(it)?)?)),
];

/// Whether `value` stands in the message as it was given.
fn holds(message: &Value, value: &str) -> bool {
    match message {
        Value::String(text) => text == value,
        Value::Array(items) => items.iter().any(|item| holds(item, value)),
        Value::Object(members) => members.values().any(|member| holds(member, value)),
        _ => false,
    }
}

fn check(member: &Member, value: &str) -> Result<(), TestCaseError> {
    let chars = value.chars().count();
    let fits = chars <= member.chars_max && (chars > 0 || member.optional);
    match (member.build)(value.to_owned()) {
        Ok(message) => {
            prop_assert!(fits, "{} takes {chars} characters", member.field);
            let wire = serde_json::to_value(&message).unwrap();
            prop_assert!(holds(&wire, value) || value.is_empty(), "{} is lost", member.field);
        }
        Err(invalid) => {
            prop_assert!(!fits, "{} refuses {chars} characters: {invalid}", member.field);
            prop_assert_eq!(invalid.field.as_ref(), member.field);
            let expected = if chars == 0 { Fault::Missing } else { Fault::TooLong { chars_max: member.chars_max, chars } };
            if member.field != "template.components.parameters.text" {
                prop_assert_eq!(&invalid.fault, &expected);
            }
            prop_assert!(chars == 0 || invalid.to_string().contains(&member.chars_max.to_string()), "{}", invalid);
        }
    }
    Ok(())
}

/// Of one to four bytes; characters count, not bytes.
const LETTERS: [char; 5] = ['a', 'Z', 'é', '語', '𝔘'];

#[test]
fn each_text_is_taken_to_its_last_character_and_not_one_further() {
    for member in MEMBERS {
        for letter in LETTERS {
            for chars in [0, 1, member.chars_max - 1, member.chars_max, member.chars_max + 1, 2 * member.chars_max] {
                check(member, &String::from(letter).repeat(chars)).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_length_is_a_message_or_an_error_with_the_limit(
        index in 0..MEMBERS.len(),
        letters in prop::collection::vec(prop::sample::select(&LETTERS[..]), 0..2100),
    ) {
        check(&MEMBERS[index], &letters.into_iter().collect::<String>())?;
    }

    /// Line breaks, half emoji, control characters, quotes: whatever is in it, what is built is JSON that holds it.
    #[test]
    fn any_text_at_all_is_kept_as_it_is_or_refused_by_name(index in 0..MEMBERS.len(), value in any::<String>()) {
        let member = &MEMBERS[index];
        match (member.build)(value.clone()) {
            Ok(message) => {
                let wire: Value = serde_json::from_slice(&serde_json::to_vec(&message).unwrap()).unwrap();
                prop_assert!(value.is_empty() || holds(&wire, &value));
                prop_assert!(value.chars().count() <= member.chars_max);
            }
            Err(invalid) => prop_assert_eq!(invalid.field.as_ref(), member.field),
        }
    }

    #[test]
    fn buttons_are_one_to_three_and_all_different(ids in prop::collection::vec(0..4_u8, 0..6), titles in prop::collection::vec(0..4_u8, 0..6)) {
        let pairs: Vec<_> = ids.iter().zip(&titles).collect();
        let buttons = pairs.iter().map(|(id, title)| ReplyButton::new(id.to_string(), title.to_string()).unwrap()).collect();
        let different = |of: fn(&(&u8, &u8)) -> u8| {
            let mut values: Vec<u8> = pairs.iter().map(of).collect();
            values.sort_unstable();
            values.windows(2).all(|pair| pair[0] != pair[1])
        };
        let fits = BUTTONS.contains(&pairs.len()) && different(|pair| *pair.0) && different(|pair| *pair.1);
        prop_assert_eq!(Interactive::buttons("x", buttons).is_ok(), fits);
    }

    #[test]
    fn rows_count_per_section_and_in_all(sizes in prop::collection::vec(0..12_usize, 0..12)) {
        let section = |(at, size): (usize, &usize)| {
            let rows = (0..*size).map(|row| Row::new(format!("{at}-{row}"), "x").unwrap()).collect();
            Section::new("x", rows)
        };
        let built = sizes.iter().enumerate().map(section).collect::<Result<Vec<_>, _>>().and_then(|sections| Interactive::list("x", "x", sections));
        let fits = SECTIONS.contains(&sizes.len()) && sizes.iter().all(|size| ROWS.contains(size)) && ROWS.contains(&sizes.iter().sum());
        match built {
            Ok(_) => prop_assert!(fits),
            Err(invalid) => {
                prop_assert!(!fits);
                prop_assert!(matches!(invalid.fault, Fault::Count { most: 10, .. }), "{}", invalid);
            }
        }
    }

    #[test]
    fn products_count_per_section_and_in_all(sizes in prop::collection::vec(0..32_usize, 0..12)) {
        let section = |size: &usize| ProductSection::new("x", vec!["x".to_owned(); *size]);
        let built = sizes.iter().map(section).collect::<Result<Vec<_>, _>>();
        let built = built.and_then(|sections| Interactive::products(Header::text("x").unwrap(), "x", "x", sections));
        let fits = SECTIONS.contains(&sizes.len()) && sizes.iter().all(|size| PRODUCTS.contains(size)) && PRODUCTS.contains(&sizes.iter().sum());
        prop_assert_eq!(built.is_ok(), fits);
    }

    #[test]
    fn cards_are_two_to_ten_and_numbered_in_order(cards in 0..14_usize) {
        let built = Interactive::carousel("x", vec![Card::product("x", "x").unwrap(); cards]);
        prop_assert_eq!(built.is_ok(), CARDS.contains(&cards));
        if let Ok(interactive) = built {
            let wire = serde_json::to_value(to(interactive).unwrap()).unwrap();
            let seen: Vec<_> = wire["interactive"]["action"]["cards"].as_array().unwrap().iter().map(|card| card["card_index"].as_u64()).collect();
            prop_assert_eq!(seen, (0..cards as u64).map(Some).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_parameter_stands_within_a_line(words in "[a ]{0,6}[ \n\r\t]{0,6}[a ]{0,6}") {
        let fits = !words.is_empty() && !words.contains(['\n', '\r', '\t']) && !words.contains("     ");
        prop_assert_eq!(Words::text(words).is_ok(), fits);
    }

    #[test]
    fn any_recipient_is_e164_a_user_id_or_an_error(given in "\\+?[0-9 ()x-]{0,20}|[A-Za-z.0-9]{0,12}") {
        if let Ok(recipient) = Recipient::phone(&given) {
            let wire = serde_json::to_value(Message::new(recipient, text()).unwrap()).unwrap();
            let digits = wire["to"].as_str().unwrap().strip_prefix('+').unwrap().to_owned();
            prop_assert!(PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(digits, given.chars().filter(char::is_ascii_digit).collect::<String>());
        }
        if let Ok(recipient) = Recipient::user_id(&given) {
            let wire = serde_json::to_value(Message::new(recipient, text()).unwrap()).unwrap();
            prop_assert_eq!(wire["recipient"].as_str(), Some(given.as_str()));
        }
    }
}
