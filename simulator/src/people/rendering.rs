//! Templates as a phone shows them: the template's own words with the message's parameters filled in (section 7).

use serde_json::{Value, json};

use crate::world::{ChatMessage, Template, World};

/// The message as a phone shows it: `content.rendered` holds a template's `header`, `offer`, `body`, `footer`, `buttons` and `cards`.
/// A button has its `type`, its `text`, and what a tap on it needs: `payload`, `url`, `code`, `flow_token` or `products`.
#[must_use]
pub fn seen(world: &World, message: &ChatMessage) -> ChatMessage {
    let mut message = message.clone();
    if message.kind == "template"
        && let Some(template) = template_of(world, &message)
    {
        let rendered = rendered(&template.components, &message.content["template"]);
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

/// The parts of a template, or of one of its cards, with the parameters that `sent` has for them.
pub(super) fn rendered(definition: &[Value], sent: &Value) -> Value {
    let mut shown = json!({});
    for component in definition {
        match component["type"].as_str().unwrap_or_default() {
            "HEADER" => shown["header"] = header(component, parameters(sent, "header", None)),
            "LIMITED_TIME_OFFER" => shown["offer"] = offer(component, parameters(sent, "limited_time_offer", None)),
            "BODY" => shown["body"] = json!(filled(&body(component), parameters(sent, "body", None))),
            "FOOTER" => shown["footer"] = footer(component),
            "BUTTONS" => {
                let product = &parameters(sent, "header", None).first().unwrap_or(&Value::Null)["product"];
                let buttons = list(&component["buttons"]).iter().enumerate();
                shown["buttons"] = buttons.map(|(index, of)| button(of, parameters(sent, "button", Some(index)), product)).collect();
            }
            "CAROUSEL" => {
                let given = sent_for(sent, "carousel", None).unwrap_or(&Value::Null);
                let cards = list(&component["cards"]).iter().enumerate();
                shown["cards"] = cards.map(|(index, card)| rendered(list(&card["components"]), &given["cards"][index])).collect();
            }
            _ => {}
        }
    }
    shown
}

/// What the message says for a component; for a button, what it says for that of its index.
fn sent_for<'a>(sent: &'a Value, kind: &str, index: Option<usize>) -> Option<&'a Value> {
    let is_it = |component: &&Value| {
        let same_kind = component["type"].as_str().is_some_and(|of| of.eq_ignore_ascii_case(kind));
        let of_index = |index: usize| component["index"] == json!(index) || component["index"] == json!(index.to_string());
        same_kind && index.is_none_or(of_index)
    };
    list(&sent["components"]).iter().find(is_it)
}

fn parameters<'a>(sent: &'a Value, kind: &str, index: Option<usize>) -> &'a [Value] {
    sent_for(sent, kind, index).map_or(&[], |component| list(&component["parameters"]))
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

/// What is offered, and until when if it ends.
fn offer(component: &Value, parameters: &[Value]) -> Value {
    let mut offer = json!({"text": component["limited_time_offer"]["text"]});
    if let Some(parameter) = parameters.first() {
        offer["ends_at_ms"] = parameter["limited_time_offer"]["expiration_time_ms"].clone();
    }
    offer
}

/// The body's words; those of an authentication template are the provider's.
fn body(component: &Value) -> String {
    let advice = if component["add_security_recommendation"] == true { " For your security, do not share this code." } else { "" };
    component["text"].as_str().map_or_else(|| format!("*{{{{1}}}}* is your verification code.{advice}"), str::to_owned)
}

fn footer(component: &Value) -> Value {
    let expiry = component["code_expiration_minutes"].as_u64().map(|minutes| json!(format!("This code expires in {minutes} minutes.")));
    expiry.unwrap_or_else(|| component["text"].clone())
}

/// A button and what a tap on it needs; `product` is the one of the header.
fn button(of: &Value, parameters: &[Value], product: &Value) -> Value {
    let mut button = of.clone();
    let kind = of["type"].as_str().unwrap_or_default();
    button["text"] = json!(of["text"].as_str().filter(|text| !text.is_empty()).unwrap_or(label(kind)));
    let parameter = parameters.first().unwrap_or(&Value::Null);
    match kind {
        "QUICK_REPLY" => button["payload"] = json!(parameter["payload"].as_str().or(of["text"].as_str())),
        "URL" => button["url"] = json!(filled(of["url"].as_str().unwrap_or_default(), parameters)),
        "COPY_CODE" => button["code"] = parameter["coupon_code"].clone(),
        "OTP" => button["code"] = parameter["text"].clone(),
        "FLOW" => button["flow_token"] = parameter["action"]["flow_token"].clone(),
        "CATALOG" | "MPM" | "SPM" => button["products"] = products(&parameter["action"], product),
        _ => {}
    }
    button
}

/// What the provider writes on buttons that have no words of their own.
fn label(kind: &str) -> &str {
    match kind {
        "COPY_CODE" => "Copy offer code",
        "OTP" => "Copy code",
        "REQUEST_CONTACT_INFO" => "Share contact info",
        _ => kind,
    }
}

/// The products behind a button: those of its sections, the one of its thumbnail, or that of the header.
fn products(action: &Value, product: &Value) -> Value {
    let listed = list(&action["sections"]).iter().flat_map(|section| list(&section["product_items"]));
    let mut ids: Vec<&str> = listed.filter_map(|item| item["product_retailer_id"].as_str()).collect();
    if ids.is_empty() {
        ids.extend(action["thumbnail_product_retailer_id"].as_str().or(product["product_retailer_id"].as_str()));
    }
    json!(ids)
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

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        json!({"type": "text", "text": value})
    }

    /// The first button of a template that has these, as a phone shows it.
    fn first(button: Value, component: Value) -> Value {
        let sent = json!({"components": [component]});
        rendered(&[json!({"type": "BUTTONS", "buttons": [button]})], &sent)["buttons"][0].clone()
    }

    #[test]
    fn parameters_by_place_by_name_and_by_fallback_are_filled_in() {
        assert_eq!(
            filled("Hello {{1}}, {{2}}!", &[text("Priya"), json!({"type": "currency", "currency": {"fallback_value": "5 €"}})]),
            "Hello Priya, 5 €!"
        );
        assert_eq!(filled("Hello {{first}}", &[json!({"type": "text", "text": "Mia", "parameter_name": "first"})]), "Hello Mia");
        let track = json!({"type": "URL", "text": "Track", "url": "https://b.example/{{1}}"});
        let shown = first(track, json!({"type": "button", "sub_type": "url", "index": 0, "parameters": [text("7")]}));
        assert_eq!(shown["url"], "https://b.example/7");
    }

    #[test]
    fn a_buttons_parameters_are_those_of_its_index() {
        let sent =
            json!({"components": [{"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "x"}]}]});
        assert_eq!((parameters(&sent, "button", Some(0)).len(), parameters(&sent, "button", Some(1)).len()), (0, 1));
    }

    #[test]
    fn a_code_to_copy_is_that_of_the_message_and_the_provider_writes_the_label() {
        let given =
            |sub_type: &str, parameter: Value| json!({"type": "button", "sub_type": sub_type, "index": "0", "parameters": [parameter]});
        let offered = json!({"type": "COPY_CODE", "example": "SAMPLE"});
        let offered = first(offered, given("copy_code", json!({"type": "coupon_code", "coupon_code": "CAKE20"})));
        assert_eq!((&offered["text"], &offered["code"]), (&json!("Copy offer code"), &json!("CAKE20")));
        let password = first(json!({"type": "OTP", "otp_type": "COPY_CODE"}), given("url", text("123456")));
        assert_eq!((&password["text"], &password["code"]), (&json!("Copy code"), &json!("123456")));
        assert_eq!(first(json!({"type": "REQUEST_CONTACT_INFO"}), Value::Null)["text"], "Share contact info");
    }

    #[test]
    fn products_are_those_of_the_sections_of_the_thumbnail_or_of_the_header() {
        let shelf = json!({"thumbnail_product_retailer_id": "cake", "sections": [{"product_items": [{"product_retailer_id": "rye"}]}]});
        assert_eq!(products(&shelf, &Value::Null), json!(["rye"]));
        assert_eq!(products(&json!({"thumbnail_product_retailer_id": "cake"}), &Value::Null), json!(["cake"]));
        assert_eq!(products(&Value::Null, &json!({"product_retailer_id": "plum"})), json!(["plum"]));
    }

    #[test]
    fn the_words_of_a_code_are_the_providers() {
        let definition =
            [json!({"type": "BODY", "add_security_recommendation": true}), json!({"type": "FOOTER", "code_expiration_minutes": 5})];
        let shown = rendered(&definition, &json!({"components": [{"type": "body", "parameters": [text("123456")]}]}));
        assert_eq!(shown["body"], "*123456* is your verification code. For your security, do not share this code.");
        assert_eq!(shown["footer"], "This code expires in 5 minutes.");
    }

    #[test]
    fn an_offer_has_its_end_and_each_card_its_own_parameters() {
        let card = json!({"components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Our {{1}} cake"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "This one"}]}]});
        let definition = [
            json!({"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Ends soon", "has_expiration": true}}),
            json!({"type": "CAROUSEL", "cards": [card, card]}),
        ];
        let given = |index: usize, name: &str| {
            json!({"card_index": index, "components": [
                {"type": "header", "parameters": [{"type": "image", "image": {"id": name}}]}, {"type": "body", "parameters": [text(name)]},
                {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": name}]}]})
        };
        let ends = json!([{"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1_795_348_800_000_i64}}]);
        let sent = json!({"components": [{"type": "limited_time_offer", "parameters": ends},
            {"type": "carousel", "cards": [given(0, "plum"), given(1, "cherry")]}]});
        let shown = rendered(&definition, &sent);
        assert_eq!(shown["offer"], json!({"text": "Ends soon", "ends_at_ms": 1_795_348_800_000_i64}));
        for (index, name) in ["plum", "cherry"].into_iter().enumerate() {
            let card = &shown["cards"][index];
            assert_eq!((&card["header"]["image"]["id"], &card["body"]), (&json!(name), &json!(format!("Our {name} cake"))));
            assert_eq!(card["buttons"][0]["payload"], name);
        }
    }
}
