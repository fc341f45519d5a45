//! Templates of every make, handed in by our client; the tests of sends use them by name.

use whatsapp::client::send::Invalid;
use whatsapp::client::templates::{Buttons, Category, MediaHeader, NewBody, NewButton, NewCard, NewHeader, NewTemplate, OtpType, Sample};

use super::account;
use crate::harness::WABA;
use crate::office::Office;

pub fn numbered(samples: &[&str]) -> Sample {
    Sample::Positional(samples.iter().map(|sample| (*sample).to_owned()).collect())
}

pub fn named(samples: &[(&str, &str)]) -> Sample {
    Sample::Named(samples.iter().map(|(name, sample)| ((*name).to_owned(), (*sample).to_owned())).collect())
}

/// A marketing template that says hello.
pub fn hello(name: &str) -> Result<NewTemplate, Invalid> {
    NewTemplate::new(name, "en", Category::Marketing, NewBody::text("Hello there", &Sample::None)?)
}

pub fn with_button(name: &str, button: NewButton) -> Result<NewTemplate, Invalid> {
    hello(name)?.buttons(Buttons::new(vec![button])?)
}

pub fn login(name: &str, otp: OtpType) -> Result<NewTemplate, Invalid> {
    let login = NewTemplate::new(name, "en", Category::Authentication, NewBody::authentication(true))?;
    login.code_expiration_minutes(5)?.buttons(Buttons::new(vec![NewButton::otp(otp)?])?)
}

fn apps() -> Vec<(String, String)> {
    vec![("com.example".to_owned(), "K8a/AINcGX7".to_owned())]
}

pub fn card(header: NewHeader) -> Result<NewCard, Invalid> {
    let buttons =
        vec![NewButton::quick_reply("More")?, NewButton::url("Look", "https://example.com/{{1}}", Some("https://example.com/1"))?];
    NewCard::new(header, Some(NewBody::text("Only {{1}} of these are left", &numbered(&["3"]))?), Buttons::new(buttons)?)
}

/// Every make there is; `picture` and `film` are handles of uploads.
fn every(picture: &str, film: &str, paper: &str) -> Result<Vec<NewTemplate>, Invalid> {
    let image = || NewHeader::media(MediaHeader::Image, picture);
    let greeting = NewBody::text("Dear {{1}}, your order {{2}} is ready for you now", &numbered(&["Lena", "A-1"]))?;
    let dear = NewBody::text("Dear {{name}}, thank you for coming", &named(&[("name", "Lena")]))?;
    let goods = || NewCard::new(NewHeader::product(), None, Buttons::new(vec![NewButton::plain("SPM", "View")?])?);
    Ok(vec![
        NewTemplate::new("greeting", "en", Category::Utility, greeting)?.time_to_live_s(3600).allow_category_change(),
        NewTemplate::new("dear", "en", Category::Utility, dear)?.header(NewHeader::text("For {{guest}}", &named(&[("guest", "Lena")]))?)?,
        hello("plain")?.footer("Bye")?,
        hello("headed")?.header(NewHeader::text("{{1}}", &numbered(&["New"]))?)?,
        hello("pictured")?.header(image()?)?,
        hello("filmed")?.header(NewHeader::media(MediaHeader::Video, film)?)?,
        hello("enclosed")?.header(NewHeader::media(MediaHeader::Document, paper)?)?,
        hello("placed")?.header(NewHeader::location())?,
        hello("goods")?.header(NewHeader::product())?,
        with_button("tapped", NewButton::quick_reply("Ok")?)?,
        with_button("tracked", NewButton::url("Track", "https://example.com/{{1}}", Some("https://example.com/1"))?)?,
        with_button("called", NewButton::phone_number("Call", "+4930123456")?)?,
        with_button("coupon", NewButton::copy_code("SPRING")?)?,
        with_button("form", NewButton::flow("Book", "1")?)?,
        with_button("shop", NewButton::plain("CATALOG", "View")?)?,
        with_button("choice", NewButton::plain("MPM", "View")?)?,
        with_button("voice", NewButton::plain("VOICE_CALL", "Call us")?)?,
        with_button("who", NewButton::plain("REQUEST_CONTACT_INFO", "Share")?)?,
        login("login", OtpType::CopyCode)?,
        login("login_by_tap", OtpType::OneTap(apps()))?,
        login("login_by_itself", OtpType::ZeroTap(apps()))?,
        with_button("offer_ends", NewButton::copy_code("SPRING")?)?.limited_time_offer("Ends soon", true)?,
        hello("gallery")?.carousel(vec![card(image()?)?, card(image()?)?])?,
        hello("counter")?.carousel(vec![goods()?, goods()?])?,
    ])
}

/// Hands all of them in; they are approved when it returns.
pub async fn hand_in(office: &Office) {
    let picture = office.handle("image/png", b"picture").await;
    let film = office.handle("video/mp4", b"film").await;
    let paper = office.handle("application/pdf", b"paper").await;
    let account = account(office);
    for template in every(&picture, &film, &paper).unwrap() {
        let body = serde_json::to_value(&template).unwrap();
        account.create_template(WABA, &template).await.unwrap_or_else(|error| panic!("{error}: {body}"));
    }
    office.advance(10);
}
