//! Templates as a phone shows them: the template's own words with the message's parameters filled in (section 7).

use serde_json::{Value, json};

use crate::world::{ChatMessage, Template, World};

/// The message as a phone shows it: `content.rendered` holds a template's `header`, `body`, `footer` and `buttons`.
#[must_use]
pub fn seen(world: &World, message: &ChatMessage) -> ChatMessage {
    let mut message = message.clone();
    if message.kind == "template"
        && let Some(template) = template_of(world, &message)
    {
        let rendered = rendered(template, &message.content["template"]);
        if let Some(body) = rendered["body"].as_str() {
            message.text = body.to_owned();
        }
        message.content["rendered"] = rendered;
    }
    message
}

fn template_of<'a>(world: &'a World, message: &ChatMessage) -> Option<&'a Template> {
    let waba_id = &world.businesses.get(&message.phone_number_id)?.waba_id;
    let sent = &message.content["template"];
    let (name, language) = (sent["name"].as_str()?, sent["language"]["code"].as_str()?.replace('-', "_"));
    world
        .templates
        .values()
        .find(|template| template.waba_id == *waba_id && template.name == name && template.language.replace('-', "_") == language)
}

fn rendered(template: &Template, sent: &Value) -> Value {
    let mut shown = json!({});
    for component in &template.components {
        match component["type"].as_str().unwrap_or_default() {
            "HEADER" => shown["header"] = header(component, &parameters(sent, "header", None)),
            "BODY" => {
                let text = component["text"].as_str().unwrap_or("*{{1}}* is your verification code.");
                shown["body"] = json!(filled(text, &parameters(sent, "body", None)));
            }
            "FOOTER" => shown["footer"] = component["text"].clone(),
            "BUTTONS" => {
                let buttons = component["buttons"].as_array().into_iter().flatten().enumerate();
                shown["buttons"] = buttons.map(|(index, of)| button(of, &parameters(sent, "button", Some(index)))).collect();
            }
            _ => {}
        }
    }
    shown
}

/// Parameters of a component of the message; a button's are those of its index.
fn parameters(sent: &Value, kind: &str, index: Option<usize>) -> Vec<Value> {
    let is_it = |component: &&Value| {
        let same_kind = component["type"].as_str().is_some_and(|of| of.eq_ignore_ascii_case(kind));
        let of_index = |index: usize| component["index"] == json!(index) || component["index"] == json!(index.to_string());
        same_kind && index.is_none_or(of_index)
    };
    let component = sent["components"].as_array().into_iter().flatten().find(is_it);
    component.and_then(|component| component["parameters"].as_array()).cloned().unwrap_or_default()
}

fn header(component: &Value, parameters: &[Value]) -> Value {
    let format = component["format"].as_str().unwrap_or("TEXT");
    if format == "TEXT" {
        return json!({"format": "TEXT", "text": filled(component["text"].as_str().unwrap_or_default(), parameters)});
    }
    let member = format.to_lowercase();
    let mut header = json!({"format": format});
    header[&member] = parameters.first().map(|parameter| parameter[&member].clone()).unwrap_or_default();
    header
}

fn button(of: &Value, parameters: &[Value]) -> Value {
    let mut button = of.clone();
    if let Some(url) = of["url"].as_str() {
        button["url"] = json!(filled(url, parameters));
    }
    if let Some(code) = parameters.iter().find_map(|parameter| parameter["coupon_code"].as_str()) {
        button["code"] = json!(code);
    }
    button
}

/// `{{1}}`, `{{2}}` and `{{name}}` replaced by the parameters.
fn filled(text: &str, parameters: &[Value]) -> String {
    parameters.iter().enumerate().fold(text.to_owned(), |text, (index, parameter)| {
        let named = parameter["parameter_name"].as_str().map_or_else(|| (index + 1).to_string(), str::to_owned);
        text.replace(&format!("{{{{{named}}}}}"), &words(parameter))
    })
}

fn words(parameter: &Value) -> String {
    let kind = parameter["type"].as_str().unwrap_or("text");
    let words = parameter[kind].as_str().or_else(|| parameter[kind]["fallback_value"].as_str()).or_else(|| parameter["text"].as_str());
    words.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_by_place_by_name_and_by_fallback_are_filled_in() {
        let text = |value: &str| json!({"type": "text", "text": value});
        assert_eq!(
            filled("Hello {{1}}, {{2}}!", &[text("Priya"), json!({"type": "currency", "currency": {"fallback_value": "5 €"}})]),
            "Hello Priya, 5 €!"
        );
        assert_eq!(filled("Hello {{first}}", &[json!({"type": "text", "text": "Mia", "parameter_name": "first"})]), "Hello Mia");
        assert_eq!(
            button(&json!({"type": "URL", "text": "Track", "url": "https://b.example/{{1}}"}), &[text("7")])["url"],
            "https://b.example/7"
        );
    }

    #[test]
    fn a_buttons_parameters_are_those_of_its_index() {
        let sent =
            json!({"components": [{"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "x"}]}]});
        assert_eq!((parameters(&sent, "button", Some(0)).len(), parameters(&sent, "button", Some(1)).len()), (0, 1));
    }
}
