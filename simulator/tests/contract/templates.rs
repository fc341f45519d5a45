//! Templates: calls, and a table of texts that builders and the simulator must agree on.

use serde_json::json;
use whatsapp::client::templates::{Buttons, Category, Doomed, NewBody, NewButton, NewHeader, NewTemplate, Sample, TemplateFilter};

use super::{account, code};
use crate::harness::WABA;
use crate::office::Office;

fn body(text: String) -> bool {
    NewBody::text(text, &Sample::None).is_ok()
}

fn footer(text: String) -> bool {
    hello("t").footer(text).is_ok()
}

fn header(text: String) -> bool {
    NewHeader::text(text, &Sample::None).is_ok()
}

fn label(text: String) -> bool {
    NewButton::quick_reply(text).is_ok()
}

fn hello(name: &str) -> NewTemplate {
    NewTemplate::new(name, "en", Category::Utility, NewBody::text("Hello there", &Sample::None).unwrap()).unwrap()
}

#[tokio::test]
async fn builders_and_the_simulator_agree_on_the_texts_of_a_template() {
    type Limit = (&'static str, usize, fn(String) -> bool);
    const LIMITS: &[Limit] = &[
        ("/components/0/text", 1024, body),
        ("/components/1/text", 60, header),
        ("/components/2/text", 60, footer),
        ("/components/3/buttons/0/text", 25, label),
    ];
    let office = Office::open().await;
    for (at, chars_max, build) in LIMITS {
        for chars in [0, 1, *chars_max, chars_max + 1] {
            let name = format!("t{}_{chars}", at.replace('/', "_"));
            let mut template = json!({"name": name, "language": "en", "category": "UTILITY", "components": [
                {"type": "BODY", "text": "Hello there"}, {"type": "HEADER", "format": "TEXT", "text": "Hi"},
                {"type": "FOOTER", "text": "Bye"}, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ok"}]}]});
            let text = "é".repeat(chars);
            *template.pointer_mut(at).unwrap() = json!(text);
            let (status, answer) = office.call("POST", &format!("{WABA}/message_templates"), template).await;
            assert_eq!(build(text), status == 200, "{at}, {chars} characters: {answer}");
        }
    }
}

#[tokio::test]
async fn a_template_is_created_listed_edited_and_deleted() {
    let office = Office::open().await;
    let account = account(&office);
    let template = hello("hello").buttons(Buttons::new(vec![NewButton::quick_reply("Ok").unwrap()]).unwrap()).unwrap();
    let created = account.create_template(WABA, &template).await.unwrap();
    assert_eq!(created.status.as_deref(), Some("PENDING"));
    assert_eq!(code(account.create_template(WABA, &template).await.unwrap_err()), 100);
    assert_eq!(code(account.edit_template(&created.id, &template).await.unwrap_err()), 2_388_039);
    office.advance(60);
    assert_eq!(account.template(&created.id).await.unwrap().status.as_deref(), Some("APPROVED"));
    account.edit_template(&created.id, &template).await.unwrap();
    assert_eq!(code(account.unpause_template(&created.id).await.unwrap_err()), 2_388_039);
    let listed = account.templates(WABA, &TemplateFilter { name: Some("hello"), ..TemplateFilter::default() }).await.unwrap();
    assert_eq!((listed.len(), listed[0].id.as_str()), (1, created.id.as_str()));
    account.delete_template(WABA, Doomed::One { name: "hello", template_id: &created.id }).await.unwrap();
    assert_eq!(code(account.delete_template(WABA, Doomed::Name("hello")).await.unwrap_err()), 100);
}
