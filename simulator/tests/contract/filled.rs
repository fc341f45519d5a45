//! What only a template's definition tells: whether what was built for it fits. The simulator refuses with the provider's codes, and
//! each calls for a mended request or for a human.

use whatsapp::client::Action;
use whatsapp::client::send::{BodyParameters, Button, HeaderParameter, Invalid, Kind, Location, Template, TemplateCard, Words};

use super::make::{linked, template, to};
use super::{account, code, definitions};
use crate::harness::NUMBER;
use crate::office::Office;

fn numbered(words: &[&str]) -> Result<BodyParameters, Invalid> {
    BodyParameters::positional(words.iter().map(|text| Words::text(*text)).collect::<Result<_, _>>()?)
}

fn dear(header: &str, name: &str) -> Result<Template, Invalid> {
    let words = || Words::text("Lena");
    let header = HeaderParameter::named(header.to_owned(), words()?)?;
    Ok(template("dear")?.header(header).body(BodyParameters::named(vec![(name.to_owned(), words()?)])?))
}

fn card(left: &str) -> Result<TemplateCard, Invalid> {
    let card = TemplateCard::new(HeaderParameter::media(linked(Kind::Image)?)?).body(numbered(&[left])?);
    card.button(0, Button::quick_reply("more")?)?.button(1, Button::url("7")?)
}

fn misfits() -> Result<Vec<(&'static str, Template, i64)>, Invalid> {
    let coupon = || Button::copy_code("SPRING");
    Ok(vec![
        ("no such template", template("nothing")?, 132_001),
        ("another language", Template::new("plain", "de")?, 132_001),
        ("too few parameters", template("greeting")?.body(numbered(&["a"])?), 132_000),
        ("too many parameters", template("greeting")?.body(numbered(&["a", "b", "c"])?), 132_000),
        ("no parameters at all", template("greeting")?, 132_000),
        ("parameters where there are none", template("plain")?.body(numbered(&["a"])?), 132_000),
        ("a text that is too long with them", template("greeting")?.body(numbered(&["a", &"x".repeat(1000)])?), 132_005),
        ("numbers where names are wanted", dear("guest", "name")?.body(numbered(&["Lena"])?), 132_012),
        ("a name that isn't there", dear("guest", "surname")?, 132_012),
        ("a name that the header hasn't", dear("host", "name")?, 132_012),
        ("a header that is missing", template("pictured")?, 132_012),
        ("a film for a picture", template("pictured")?.header(HeaderParameter::media(linked(Kind::Video)?)?), 132_012),
        ("a place for a text", template("headed")?.header(HeaderParameter::location(Location::new(1.0, 1.0)?)), 132_012),
        ("a header where there is none", template("plain")?.header(HeaderParameter::text(Words::text("x")?)?), 132_000),
        ("an address without its end", template("tracked")?, 131_008),
        ("a coupon without its code", template("coupon")?, 131_008),
        ("another kind of button", template("tracked")?.button(0, coupon()?)?, 132_012),
        ("a button that isn't there", template("tracked")?.button(0, Button::url("x")?)?.button(1, Button::url("x")?)?, 132_018),
        ("a button that takes nothing", template("called")?.button(0, Button::url("x")?)?, 132_018),
        ("a code that isn't in the body", template("login")?.button(0, Button::url("1")?)?, 132_000),
        ("another code than the body's", template("login")?.body(numbered(&["123456"])?).button(0, Button::url("654321")?)?, 132_018),
        (
            "an amount for a code",
            template("login")?.body(BodyParameters::positional(vec![Words::currency("EUR", 1, "1 €")?])?).button(0, Button::url("1 €")?)?,
            132_018,
        ),
        ("a code without its button", template("login")?.body(numbered(&["123456"])?), 131_008),
        ("an offer without its end", template("offer_ends")?.button(0, coupon()?)?, 132_000),
        ("an end where there is no offer", template("plain")?.offer_until(1_800_000_000_000)?, 132_012),
        ("one card of two", template("gallery")?.carousel(vec![card("3")?])?, 132_000),
        ("cards where there are none", template("plain")?.carousel(vec![card("3")?])?, 132_000),
        (
            "a card without its words",
            template("gallery")?.carousel(vec![card("3")?, TemplateCard::new(HeaderParameter::media(linked(Kind::Image)?)?)])?,
            132_000,
        ),
    ])
}

#[tokio::test]
async fn what_does_not_fit_its_template_is_refused_with_the_code_of_the_misfit() {
    let office = Office::open().await;
    let account = account(&office);
    definitions::hand_in(&office).await;
    for (name, template, expected) in misfits().unwrap() {
        office.advance(6);
        let error = account.send(NUMBER, &to(template).unwrap()).await.map(drop).expect_err(name);
        let action = if expected == 132_001 { Action::AskHuman } else { Action::FixRequest };
        assert_eq!((error.action(), code(error)), (action, expected), "{name}");
    }
}
