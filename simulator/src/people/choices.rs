//! What a customer can tap on a business's message, and what is sent by it (sections 6.1 and 7).

use serde_json::{Value, json};

use crate::compose::Content;

/// Something to tap.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub title: String,
    pub reply: Content,
}

/// All choices of a message, in its order.
#[must_use]
pub fn choices(content: &Value) -> Vec<Choice> {
    match content["type"].as_str() {
        Some("interactive") => of_interactive(&content["interactive"]),
        Some("template") => of_template(&content["rendered"]),
        _ => Vec::new(),
    }
}

fn of_interactive(interactive: &Value) -> Vec<Choice> {
    let action = &interactive["action"];
    match interactive["type"].as_str() {
        Some("button") => items(&action["buttons"]).map(|button| button_reply(&button["reply"])).collect(),
        Some("list") => items(&action["sections"]).flat_map(|section| items(&section["rows"])).map(list_reply).collect(),
        Some("flow") => vec![Choice { title: text(&action["parameters"]["flow_cta"]), reply: form(&action["parameters"]["flow_token"]) }],
        Some("request_contact_info") => vec![Choice { title: "Share my contact".to_owned(), reply: Content::OwnContact }],
        Some("call_permission_request") => vec![
            Choice { title: "Allow".to_owned(), reply: Content::call_permission(true) },
            Choice { title: "Don't allow".to_owned(), reply: Content::call_permission(false) },
        ],
        _ => Vec::new(),
    }
}

fn button_reply(reply: &Value) -> Choice {
    let (id, title) = (text(&reply["id"]), text(&reply["title"]));
    Choice { title: title.clone(), reply: Content::ButtonReply { id, title } }
}

fn list_reply(row: &Value) -> Choice {
    let (id, title) = (text(&row["id"]), text(&row["title"]));
    let description = row["description"].as_str().map(str::to_owned);
    Choice { title: title.clone(), reply: Content::ListReply { id, title, description } }
}

/// A form as it is filled in: with the token it was sent with, if it was.
fn form(token: &Value) -> Content {
    let mut response = json!({"name": "Mia", "when": "Saturday, 10:00"});
    if token.is_string() {
        response["flow_token"] = token.clone();
    }
    Content::FlowReply { name: None, body: Some("Sent".to_owned()), response: Some(response), response_json: None }
}

/// What can be tapped on a template as it is `rendered`, its cards after itself.
fn of_template(rendered: &Value) -> Vec<Choice> {
    let parts = std::iter::once(rendered).chain(items(&rendered["cards"]));
    parts.flat_map(|part| items(&part["buttons"])).filter_map(of_button).collect()
}

/// Of buttons that answer nothing, such as an address, there is no choice.
fn of_button(button: &Value) -> Option<Choice> {
    let title = text(&button["text"]);
    let reply = match button["type"].as_str()? {
        "QUICK_REPLY" => Content::Button { text: title.clone(), payload: button["payload"].as_str().map(str::to_owned) },
        "REQUEST_CONTACT_INFO" => Content::OwnContact,
        "FLOW" => form(&button["flow_token"]),
        _ => return None,
    };
    Some(Choice { title, reply })
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::rendering::rendered;

    #[test]
    fn buttons_rows_and_quick_replies_can_be_tapped() {
        let buttons = json!({"type": "interactive", "interactive": {"type": "button", "action": {"buttons": [
            {"type": "reply", "reply": {"id": "y", "title": "Yes"}}, {"type": "reply", "reply": {"id": "n", "title": "No"}}]}}});
        let titles = |content| choices(&content).into_iter().map(|choice| choice.title).collect::<Vec<_>>();
        assert_eq!(titles(buttons), ["Yes", "No"]);
        let list = json!({"type": "interactive", "interactive": {"type": "list", "action": {"button": "Menu", "sections": [
            {"title": "Bread", "rows": [{"id": "1", "title": "Rye", "description": "dark"}]}, {"title": "Cake", "rows": [{"id": "2", "title": "Plum"}]}]}}});
        assert_eq!(titles(list), ["Rye", "Plum"]);
    }

    #[test]
    fn what_a_templates_buttons_answer_can_be_tapped_and_what_its_cards_do() {
        let buttons = json!([{"type": "URL", "text": "Map", "url": "https://b.example"}, {"type": "QUICK_REPLY", "text": "Later"},
            {"type": "REQUEST_CONTACT_INFO"}, {"type": "FLOW", "text": "Book"}, {"type": "COPY_CODE"}, {"type": "CATALOG", "text": "See all"}]);
        let card = json!({"components": [{"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "This one"}]}]});
        let definition = [json!({"type": "BUTTONS", "buttons": buttons}), json!({"type": "CAROUSEL", "cards": [card]})];
        let later =
            json!({"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "later"}]});
        let flow =
            json!({"type": "button", "sub_type": "flow", "index": 3, "parameters": [{"type": "action", "action": {"flow_token": "t"}}]});
        let rendered = rendered(&definition, &json!({"components": [later, flow]}));
        let offered = choices(&json!({"type": "template", "template": {"name": "visit"}, "rendered": rendered}));
        assert_eq!(
            offered.iter().map(|choice| choice.title.as_str()).collect::<Vec<_>>(),
            ["Later", "Share contact info", "Book", "This one"]
        );
        let button = |text: &str, payload: &str| Content::Button { text: text.to_owned(), payload: Some(payload.to_owned()) };
        assert_eq!((&offered[0].reply, &offered[1].reply), (&button("Later", "later"), &Content::OwnContact));
        assert_eq!((&offered[2].reply, &offered[3].reply), (&form(&json!("t")), &button("This one", "This one")));
    }
}
