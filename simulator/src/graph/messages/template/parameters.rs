//! The parameters of a template's parts: how many, of which kind (132000, 132012, 132018).

use serde_json::Value;

use super::super::super::answer::Refusal;
use super::super::super::fields::Fields;
use super::super::content::{MediaUse, bare_media, place};
use super::super::interactive;

const PARAMETER_CHARS_MAX: usize = 32_768;
const CODE_CHARS_MAX: usize = 20;
const ID_CHARS_MAX: usize = 512;

/// What a text with variables expects.
pub(super) struct Expected<'a> {
    pub(super) at: &'a str,
    /// Their names, or numbers as text, in the order of their first use.
    pub(super) variables: Vec<String>,
    pub(super) named: bool,
}

impl Expected<'_> {
    /// The value of each variable, in the order of `variables`.
    pub(super) fn read(&self, sent: &[Value]) -> Result<Vec<String>, Refusal> {
        let (at, expected) = (self.at, self.variables.len());
        if sent.len() != expected {
            let details =
                format!("{at}: number of localizable_params ({}) does not match the expected number of params ({expected})", sent.len());
            return Err(Refusal::code(132_000, details));
        }
        let values: Vec<String> = sent.iter().map(|parameter| words(at, parameter)).collect::<Result<_, _>>()?;
        if !self.named {
            // {{1}} takes the first, wherever it stands.
            let of = |variable: &String| variable.parse::<usize>().ok().and_then(|number| values.get(number - 1)).cloned();
            return Ok(self.variables.iter().map(|variable| of(variable).unwrap_or_default()).collect());
        }
        let of = |variable: &String| {
            let position = sent.iter().position(|parameter| parameter["parameter_name"] == variable.as_str());
            let missing = || Refusal::code(132_012, format!("{at}: the parameter named {variable} is missing"));
            position.map(|position| values[position].clone()).ok_or_else(missing)
        };
        self.variables.iter().map(of).collect()
    }
}

/// What a text parameter says.
fn words(at: &str, parameter: &Value) -> Result<String, Refusal> {
    let fields = Fields::of("template.components.parameters", parameter)?;
    let kind = fields.required_text("type", 1..=32)?;
    let text = match kind {
        "text" => fields.required_text("text", 1..=PARAMETER_CHARS_MAX)?,
        "currency" => {
            let currency = fields.required_object("currency", "template.components.parameters.currency")?;
            if !currency.required_text("code", 3..=3)?.bytes().all(|letter| letter.is_ascii_uppercase()) {
                return Err(currency.refuse("code", "must be three capital letters"));
            }
            if currency.required("amount_1000")?.as_i64().is_none() {
                return Err(currency.refuse("amount_1000", "must be an integer"));
            }
            currency.required_text("fallback_value", 1..=PARAMETER_CHARS_MAX)?
        }
        "date_time" => fields
            .required_object("date_time", "template.components.parameters.date_time")?
            .required_text("fallback_value", 1..=PARAMETER_CHARS_MAX)?,
        other => return Err(Refusal::code(132_012, format!("{at}: Format mismatch, expected TEXT, received {}", other.to_uppercase()))),
    };
    if text.contains(['\n', '\r', '\t']) || text.contains("     ") {
        let details = format!("{at}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces");
        return Err(Refusal::code(132_018, details));
    }
    Ok(text.to_owned())
}

/// The file or place of a header.
pub(super) fn header(format: &str, sent: &[Value]) -> Result<Option<MediaUse>, Refusal> {
    let kind = match format {
        "IMAGE" => "image",
        "VIDEO" => "video",
        "DOCUMENT" => "document",
        "LOCATION" => "location",
        _ => "product",
    };
    let mismatch = |received: &str| Refusal::code(132_012, format!("header: Format mismatch, expected {format}, received {received}"));
    let [parameter] = sent else {
        return Err(if sent.is_empty() {
            mismatch("UNKNOWN")
        } else {
            Refusal::code(132_000, format!("header: {} parameters were sent, 1 is expected", sent.len()))
        });
    };
    let fields = Fields::of("template.components.parameters", parameter)?;
    let received = fields.required_text("type", 1..=32)?;
    if received != kind {
        return Err(mismatch(&received.to_uppercase()));
    }
    let object = fields.required_object(kind, kind)?;
    match kind {
        "location" => place(object).map(|_| None),
        "product" => {
            object.required_text("catalog_id", 1..=ID_CHARS_MAX)?;
            object.required_text("product_retailer_id", 1..=ID_CHARS_MAX).map(|_| None)
        }
        kind => bare_media(object, kind).map(Some),
    }
}

/// Parameters where the template has no variable.
pub(super) fn none(at: &str, sent: &[Value]) -> Result<(), Refusal> {
    Expected { at, variables: Vec::new(), named: false }.read(sent).map(drop)
}

/// The parameters of a button.
pub(super) fn button(defined: &str, index: u64, sub_type: &str, sent: &[Value]) -> Result<(), Refusal> {
    let (wanted, kind) = match defined {
        "QUICK_REPLY" => ("quick_reply", "payload"),
        "URL" | "OTP" => ("url", "text"),
        "COPY_CODE" => ("copy_code", "coupon_code"),
        "FLOW" => ("flow", "action"),
        "CATALOG" => ("catalog", "action"),
        "MPM" => ("mpm", "action"),
        _ => return Err(Refusal::code(132_018, format!("button: the button at index {index} of type {defined} takes no parameter"))),
    };
    if sub_type != wanted {
        return Err(Refusal::code(132_012, format!("button: index {index} is of sub_type {wanted}, not {sub_type}")));
    }
    let [parameter] = sent else {
        return Err(Refusal::code(132_000, format!("button: {} parameters were sent for index {index}, 1 is expected", sent.len())));
    };
    let fields = Fields::of("template.components.parameters", parameter)?;
    let received = fields.required_text("type", 1..=32)?;
    // A suffix of an address is a text by the documentation, and the code of an older form.
    if received != kind {
        return Err(Refusal::code(132_012, format!("button: index {index} expects a parameter of type {kind}, not {received}")));
    }
    let chars_max = if defined == "COPY_CODE" { CODE_CHARS_MAX } else { PARAMETER_CHARS_MAX };
    match kind {
        "action" => {
            let action = fields.required_object("action", "template.components.parameters.action")?;
            let thumbnail = action.text("thumbnail_product_retailer_id", 1..=ID_CHARS_MAX)?;
            match (wanted, thumbnail) {
                ("mpm", None) => Err(Refusal::missing("template.components.parameters.action.thumbnail_product_retailer_id")),
                ("mpm", Some(_)) => interactive::sections(action),
                _ => Ok(()),
            }
        }
        kind => fields.required_text(kind, 1..=chars_max).map(drop),
    }
}

/// Whether a button has no meaning without its parameter.
pub(super) fn button_needs_one(button: &Value) -> bool {
    match button["type"].as_str() {
        Some("URL") => button["url"].as_str().is_some_and(|url| !variables(url).is_empty()),
        Some("COPY_CODE" | "OTP" | "MPM") => true,
        _ => false,
    }
}

/// The variables of a text, each once: `{{1}}`, `{{name}}`.
pub(in crate::graph) fn variables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        let name = name.trim().to_owned();
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
        rest = after;
    }
    found
}

/// The text with its variables replaced.
pub(super) fn substitute(text: &str, variables: &[String], values: &[String]) -> String {
    let replaced = |text: String, (variable, value): (&String, &String)| text.replace(&format!("{{{{{variable}}}}}"), value);
    variables.iter().zip(values).fold(text.to_owned(), replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_once_each_and_replaced() {
        let text = "Hi {{2}}, {{1}} and {{2}} {{ }}";
        assert_eq!(variables(text), ["2", "1"]);
        assert_eq!(substitute("{{a}}-{{b}}", &["a".into(), "b".into()], &["1".into(), "2".into()]), "1-2");
    }
}
