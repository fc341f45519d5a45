//! Every list of a message: builder and simulator take as many items.

use serde_json::{Value, json};
use whatsapp::client::send::{Button, Content, Header, Interactive, ProductSection, ReplyButton, Row, Section};

use super::definitions;
use super::make::{Built, NOWHERE, PAGE, card, person, products, takes, template, to};
use crate::office::Office;

/// Where a list is, how many items it may hold, an item, and who builds a message with so many.
struct Limit {
    at: &'static str,
    least: usize,
    most: usize,
    item: fn(usize) -> Value,
    build: fn(usize) -> Built,
}

fn product_sections(count: usize) -> Result<Vec<ProductSection>, whatsapp::client::send::Invalid> {
    (0..count).map(|index| ProductSection::new("t", vec![index.to_string()])).collect()
}

const LIMITS: &[Limit] = &[
    Limit {
        at: "/contacts",
        least: 1,
        most: 257,
        item: |_| json!({"name": {"formatted_name": "A", "first_name": "A"}}),
        build: |count| to(Content::contacts((0..count).map(|_| person("A", Some("A"))).collect::<Result<_, _>>()?)?),
    },
    Limit {
        at: "/interactive/action/buttons",
        least: 1,
        most: 3,
        item: |index| json!({"type": "reply", "reply": {"id": index.to_string(), "title": index.to_string()}}),
        build: |count| {
            let buttons = (0..count).map(|index| ReplyButton::new(index.to_string(), index.to_string())).collect::<Result<_, _>>()?;
            to(Interactive::buttons("Choose", buttons)?)
        },
    },
    Limit {
        at: "/interactive/action/sections",
        least: 1,
        most: 10,
        item: |index| json!({"title": "t", "rows": [{"id": index.to_string(), "title": "r"}]}),
        build: |count| {
            let section = |index: usize| Section::new("t", vec![Row::new(index.to_string(), "r")?]);
            to(Interactive::list("Choose", "Open", (0..count).map(section).collect::<Result<_, _>>()?)?)
        },
    },
    Limit {
        at: "/interactive/action/sections/0/rows",
        least: 1,
        most: 10,
        item: |index| json!({"id": index.to_string(), "title": "r"}),
        build: |count| {
            let rows = (0..count).map(|index| Row::new(index.to_string(), "r")).collect::<Result<_, _>>()?;
            to(Interactive::list("Choose", "Open", vec![Section::new("", rows)?])?)
        },
    },
    Limit {
        at: "/interactive/action/sections/0/product_items",
        least: 1,
        most: 30,
        item: |index| json!({"product_retailer_id": index.to_string()}),
        build: |count| to(products("Buy", count)?),
    },
    Limit {
        at: "/interactive/action/sections",
        least: 1,
        most: 10,
        item: |index| json!({"title": "t", "product_items": [{"product_retailer_id": index.to_string()}]}),
        build: |count| to(Interactive::products(Header::text("h")?, "Buy", "1", product_sections(count)?)?),
    },
    Limit {
        at: "/interactive/action/cards",
        least: 2,
        most: 10,
        item: |index| {
            json!({"card_index": index, "type": "cta_url", "header": {"type": "image", "image": {"link": NOWHERE}},
                "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": PAGE}}})
        },
        build: |count| to(Interactive::carousel("Look", (0..count).map(|_| card("Go", "")).collect::<Result<_, _>>()?)?),
    },
    Limit {
        at: "/template/components/0/parameters/0/action/sections",
        least: 1,
        most: 10,
        item: |index| json!({"title": "t", "product_items": [{"product_retailer_id": index.to_string()}]}),
        build: |count| to(template("choice")?.button(0, Button::products("cake", product_sections(count)?)?)?),
    },
];

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_number_of_all_items() {
    let office = Office::open().await;
    definitions::hand_in(&office).await;
    for Limit { at, least, most, item, build } in LIMITS {
        let mut body = serde_json::to_value(build(*least).unwrap()).unwrap();
        for count in [least - 1, *least, *most, most + 1] {
            *body.pointer_mut(at).unwrap_or_else(|| panic!("{at} isn't in the body")) = (0..count).map(item).collect();
            let built = build(count).is_ok();
            assert_eq!(built, (*least..=*most).contains(&count), "the builder, {at}, {count} items");
            assert_eq!(takes(&office, "messages", &body).await, built, "the simulator, {at}, {count} items");
        }
    }
}
