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
        Some("template") => of_template(content),
        _ => Vec::new(),
    }
}

fn of_interactive(interactive: &Value) -> Vec<Choice> {
    let action = &interactive["action"];
    match interactive["type"].as_str() {
        Some("button") => items(&action["buttons"]).map(|button| button_reply(&button["reply"])).collect(),
        Some("list") => items(&action["sections"]).flat_map(|section| items(&section["rows"])).map(list_reply).collect(),
        Some("flow") => vec![flow_reply(&action["parameters"])],
        Some("call_permission_request") => vec![
            Choice { title: "Allow".to_owned(), reply: Content::CallPermissionReply { accept: true } },
            Choice { title: "Don't allow".to_owned(), reply: Content::CallPermissionReply { accept: false } },
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

fn flow_reply(parameters: &Value) -> Choice {
    let response = json!({"flow_token": parameters["flow_token"], "name": "Mia", "when": "Saturday, 10:00"});
    let title = text(&parameters["flow_cta"]);
    Choice { title, reply: Content::FlowReply { body: Some("Sent".to_owned()), response } }
}

/// The quick replies of a template: titles from `rendered`, payloads from the request's parameters.
fn of_template(content: &Value) -> Vec<Choice> {
    let parameters = items(&content["template"]["components"])
        .filter(|component| component["sub_type"].as_str().is_some_and(|sub_type| sub_type.eq_ignore_ascii_case("quick_reply")));
    let payloads: Vec<(String, String)> = parameters
        .map(|component| {
            let index = component["index"].as_str().map_or_else(|| component["index"].to_string(), str::to_owned);
            (index, text(&component["parameters"][0]["payload"]))
        })
        .collect();
    let is_quick = |button: &Value| button["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("quick_reply"));
    let buttons = items(&content["rendered"]["buttons"]).enumerate().filter(|(_, button)| is_quick(button));
    buttons
        .map(|(index, button)| {
            let title = text(&button["text"]);
            let payload = payloads.iter().find(|(of, _)| *of == index.to_string()).map(|(_, payload)| payload.clone());
            Choice { title: title.clone(), reply: Content::Button { text: title, payload } }
        })
        .collect()
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

    #[test]
    fn buttons_rows_and_quick_replies_can_be_tapped() {
        let buttons = json!({"type": "interactive", "interactive": {"type": "button", "action": {"buttons": [
            {"type": "reply", "reply": {"id": "y", "title": "Yes"}}, {"type": "reply", "reply": {"id": "n", "title": "No"}}]}}});
        let titles = |content| choices(&content).into_iter().map(|choice| choice.title).collect::<Vec<_>>();
        assert_eq!(titles(buttons), ["Yes", "No"]);
        let list = json!({"type": "interactive", "interactive": {"type": "list", "action": {"button": "Menu", "sections": [
            {"title": "Bread", "rows": [{"id": "1", "title": "Rye", "description": "dark"}]}, {"title": "Cake", "rows": [{"id": "2", "title": "Plum"}]}]}}});
        assert_eq!(titles(list), ["Rye", "Plum"]);
        let template = json!({"type": "template", "template": {"name": "visit", "components": [
            {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "later"}]}]},
            "rendered": {"body": "Coming?", "buttons": [{"type": "URL", "text": "Map"}, {"type": "QUICK_REPLY", "text": "Later"}]}});
        let [Choice { reply, .. }] = &choices(&template)[..] else { panic!("one quick reply") };
        assert_eq!(*reply, Content::Button { text: "Later".to_owned(), payload: Some("later".to_owned()) });
    }
}
