//! Messages as our builders make them, and whether the simulator takes a body.

use serde_json::Value;
use whatsapp::client::send::{
    Card, Contact, Content, Flow, Header, Interactive, Invalid, Kind, Media, Message, Name, ProductSection, Recipient, ReplyButton, Row,
    Section, Template,
};

use crate::harness::NUMBER;
use crate::office::{LENA, Office};

pub type Built = Result<Message, Invalid>;

/// Nobody is there: what is fetched from it fails at once.
pub const NOWHERE: &str = "http://127.0.0.1:9/a.jpg";
pub const PAGE: &str = "https://example.com";

/// The codes of a wrong request.
const WRONG: [i64; 12] = [33, 100, 131_008, 131_009, 131_055, 131_062, 132_000, 132_001, 132_005, 132_012, 132_018, 131_053];

pub fn to(content: impl Into<Content>) -> Built {
    Message::new(Recipient::wa_id(LENA)?, content)
}

pub fn buttons(pairs: &[(&str, &str)]) -> Result<Interactive, Invalid> {
    let buttons = pairs.iter().map(|(id, title)| ReplyButton::new(*id, *title)).collect::<Result<_, _>>()?;
    Interactive::buttons("Choose", buttons)
}

pub fn row() -> Result<Row, Invalid> {
    Row::new("1", "One")
}

pub fn list(button: &str, title: &str, row: Row) -> Result<Interactive, Invalid> {
    Interactive::list("Choose", button, vec![Section::new(title, vec![row])?])
}

pub fn products(body: &str, count: usize) -> Result<Interactive, Invalid> {
    let products = (0..count).map(|index| index.to_string()).collect();
    Interactive::products(Header::text("h")?, body, "1", vec![ProductSection::new("", products)?])
}

pub fn linked(kind: Kind) -> Result<Media, Invalid> {
    Media::by_link(kind, NOWHERE)
}

pub fn card(label: &str, body: &str) -> Result<Card, Invalid> {
    Card::link(linked(Kind::Image)?, body, label, PAGE)
}

pub fn cards(first: Card) -> Result<Interactive, Invalid> {
    Interactive::carousel("Look", vec![first, card("Go", "")?])
}

pub fn flow(label: &str) -> Result<Interactive, Invalid> {
    Interactive::flow("Fill in", Flow::by_id("1", label)?)
}

pub fn person(formatted_name: &str, first_name: Option<&str>) -> Result<Contact, Invalid> {
    Contact::new(Name { formatted_name: formatted_name.to_owned(), first_name: first_name.map(str::to_owned), ..Name::default() })
}

/// A message of one of the templates in [`super::definitions`].
pub fn template(name: &str) -> Result<Template, Invalid> {
    Template::new(name, "en")
}

/// Whether the simulator takes a body; a refusal must be one of a wrong request.
pub async fn takes(office: &Office, call: &str, body: &Value) -> bool {
    office.advance(6);
    office.hears(LENA);
    let (status, answer) = office.call("POST", &format!("{NUMBER}/{call}"), body.clone()).await;
    if status != 200 {
        let code = answer["error"]["code"].as_i64().unwrap();
        assert!(WRONG.contains(&code), "{answer}");
    }
    status == 200
}
