//! Templates: their calls, and the lengths of their texts.

use serde_json::{Value, json};
use whatsapp::client::send::Invalid;
use whatsapp::client::templates::{Category, Doomed, NewBody, NewButton, NewHeader, NewTemplate, Sample, TemplateFilter};
use whatsapp::client::{Action, ClientError};

use super::definitions::{hello, named, with_button};
use super::{account, code};
use crate::harness::WABA;
use crate::office::{Office, code_of};

pub type Built = Result<NewTemplate, Invalid>;

pub fn url(url: &str) -> Result<NewButton, Invalid> {
    NewButton::url("Go", url, None)
}

/// Where a text is in a template, its limit, a letter that it may hold, what comes before the letters, and who builds it.
type Limit = (&'static str, usize, &'static str, &'static str, fn(String) -> Built);

const LIMITS: &[Limit] = &[
    ("/name", 512, "x", "", |it| hello(&it)),
    ("/components/0/text", 1024, "é", "", |it| NewTemplate::new("t", "en", Category::Marketing, NewBody::text(it, &Sample::None)?)),
    ("/components/1/text", 60, "é", "", |it| hello("t")?.header(NewHeader::text(it, &Sample::None)?)),
    ("/components/1/text", 60, "é", "", |it| hello("t")?.footer(it)),
    ("/components/1/limited_time_offer/text", 16, "é", "", |it| hello("t")?.limited_time_offer(it, true)),
    ("/components/1/buttons/0/text", 25, "é", "", |it| with_button("t", NewButton::quick_reply(it)?)),
    ("/components/1/buttons/0/text", 25, "é", "", |it| with_button("t", NewButton::plain("CATALOG", it)?)),
    ("/components/1/buttons/0/url", 2000, "x", "https://x/", |it| with_button("t", url(&it)?)),
    ("/components/1/buttons/0/phone_number", 20, "1", "+", |it| with_button("t", NewButton::phone_number("Call", it)?)),
    ("/components/1/buttons/0/example", 20, "é", "", |it| with_button("t", NewButton::copy_code(it)?)),
];

/// Hands in what may be wrong, by another name each time: whether it is taken, and else the code.
pub async fn handed_in(office: &Office, turn: usize, mut template: Value) -> Result<(), i64> {
    if template["name"] == "t" {
        template["name"] = json!(format!("t_{turn}"));
    }
    let (status, answer) = office.call("POST", &format!("{WABA}/message_templates"), template).await;
    if status == 200 { Ok(()) } else { Err(code_of(&answer).unwrap()) }
}

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_length_of_every_text_of_a_template() {
    let office = Office::open().await;
    let mut turn = 0;
    for (at, chars_max, letter, before, build) in LIMITS {
        let text = |chars: usize| format!("{before}{}", letter.repeat(chars.saturating_sub(before.len())));
        let mut template = serde_json::to_value(build(text(before.len() + 1)).unwrap()).unwrap();
        for chars in [0, before.len() + 1, *chars_max, chars_max + 1] {
            let text = if chars == 0 { String::new() } else { text(chars) };
            *template.pointer_mut(at).unwrap_or_else(|| panic!("{at} isn't in the template")) = json!(text);
            turn += 1;
            let built = build(text).is_ok();
            assert_eq!(built, (1..=*chars_max).contains(&chars), "the builder, {at}, {chars} characters");
            assert_eq!(handed_in(&office, turn, template.clone()).await.is_ok(), built, "the simulator, {at}, {chars} characters");
        }
    }
}

#[tokio::test]
async fn a_login_without_the_button_for_its_code_is_refused_by_both() {
    let office = Office::open().await;
    let login = NewTemplate::new("t", "en", Category::Authentication, NewBody::authentication(true)).unwrap();
    let refused = account(&office).create_template(WABA, &login).await;
    assert!(matches!(refused, Err(ClientError::Invalid(_))), "{refused:?}");
    assert_eq!(handed_in(&office, 0, serde_json::to_value(&login).unwrap()).await, Err(100));
}

#[tokio::test]
async fn a_template_is_created_listed_edited_and_deleted() {
    let office = Office::open().await;
    let account = account(&office);
    let template = with_button("hello", NewButton::quick_reply("Ok").unwrap()).unwrap();
    let created = account.create_template(WABA, &template).await.unwrap();
    assert_eq!(created.status.as_deref(), Some("PENDING"));
    assert_eq!(code(account.create_template(WABA, &template).await.unwrap_err()), 2_388_024, "the name is taken in this language");
    assert_eq!(code(account.edit_template(&created.id, &template).await.unwrap_err()), 2_388_039);
    office.advance(60);
    assert_eq!(account.template(&created.id).await.unwrap().status.as_deref(), Some("APPROVED"));
    account.edit_template(&created.id, &template).await.unwrap();
    assert_eq!(code(account.unpause_template(&created.id).await.unwrap_err()), 2_388_039);
    office.advance(60);
    simulator::graph::templates::review::set_status(&office.simulator, &created.id, simulator::world::TemplateStatus::Paused);
    account.unpause_template(&created.id).await.unwrap();
    let filter = TemplateFilter { name: Some("hello"), status: Some("APPROVED"), category: Some("MARKETING"), language: Some("en") };
    let listed = account.templates(WABA, &filter).await.unwrap();
    assert_eq!((listed.len(), listed[0].id.as_str()), (1, created.id.as_str()));
    account.delete_template(WABA, Doomed::One { name: "hello", template_id: &created.id }).await.unwrap();
    assert_eq!(code(account.delete_template(WABA, Doomed::Name("hello")).await.unwrap_err()), 100);
}

#[tokio::test]
async fn a_template_without_variables_is_edited_to_named_ones() {
    let office = Office::open().await;
    let account = account(&office);
    let created = account.create_template(WABA, &hello("greeting").unwrap()).await.unwrap();
    office.advance(60);
    let body = NewBody::text("Hello {{name}}, how are you today", &named(&[("name", "Lena")])).unwrap();
    account.edit_template(&created.id, &NewTemplate::new("greeting", "en", Category::Marketing, body).unwrap()).await.unwrap();
    let edited = account.template(&created.id).await.unwrap();
    assert_eq!(
        (edited.parameter_format.as_deref(), &edited.components[0]["text"]),
        (Some("NAMED"), &json!("Hello {{name}}, how are you today"))
    );
    office.advance(24 * 3600);
    assert_eq!(office.refused("POST", &created.id, json!({"parameter_format": "guessed"})).await, 100);
    assert_eq!(office.refused("POST", &created.id, json!({"parameter_format": "positional"})).await, 2_388_072, "its variable has a name");
}

#[tokio::test]
async fn a_list_of_more_templates_than_a_page_holds_comes_whole() {
    let office = Office::open().await;
    let account = account(&office);
    for number in 0..120 {
        // A hundred an hour is all that may be handed in.
        office.advance(if number == 60 { 3600 } else { 0 });
        account.create_template(WABA, &hello(&format!("t_{number}")).unwrap()).await.unwrap();
    }
    assert_eq!(account.templates(WABA, &TemplateFilter::default()).await.unwrap().len(), 120);
}

#[tokio::test]
async fn what_a_template_is_refused_for_reaches_its_author() {
    let office = Office::open().await;
    let account = account(&office);
    account.create_template(WABA, &hello("hello").unwrap()).await.unwrap();
    let ClientError::Refused(refusal) = account.create_template(WABA, &hello("hello").unwrap()).await.unwrap_err() else { panic!() };
    assert_eq!((refusal.action(), refusal.user_title.as_deref()), (Action::AskHuman, Some("Content in This Language Already Exists")));
    assert_eq!(refusal.reason(), Some("There is already en content for hello: choose another name"));
}
