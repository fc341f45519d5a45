//! What a template may consist of (section 7.2).

use serde_json::{Value, json};

use super::super::answer::Refusal;
use super::super::fields::Fields;
use super::super::messages::variables;
use super::super::uploads;
use super::buttons;
use crate::simulator::Simulator;
use crate::world::Business;

const BODY_CHARS_MAX: usize = 1024;
const HEADER_CHARS_MAX: usize = 60;
const FOOTER_CHARS_MAX: usize = 60;
const CARDS: std::ops::RangeInclusive<usize> = 2..=10;
const CODE_MINUTES: std::ops::RangeInclusive<u64> = 1..=90;

const TOO_LONG: i64 = 2_388_040;
const HEADER_FORMAT: i64 = 2_388_047;
const BODY_FORMAT: i64 = 2_388_072;
const FOOTER_FORMAT: i64 = 2_388_073;
const TOO_MANY_VARIABLES: i64 = 2_388_293;
const VARIABLE_AT_THE_EDGE: i64 = 2_388_299;

/// What the parts of one template are checked against.
struct Context<'a> {
    simulator: &'a Simulator,
    business: &'a Business,
    category: &'a str,
    named: bool,
}

/// Checks every component; with their types in upper case.
pub(super) fn components(
    simulator: &Simulator,
    business: &Business,
    category: &str,
    parameter_format: &str,
    components: &[Value],
) -> Result<Vec<Value>, Refusal> {
    let context = Context { simulator, business, category, named: parameter_format == "NAMED" };
    let checked = context.all(components)?;
    if checked.iter().any(|component| component["type"] == "BODY") {
        return Ok(checked);
    }
    Err(Refusal::code(BODY_FORMAT, "A template needs a BODY"))
}

impl Context<'_> {
    fn all(&self, components: &[Value]) -> Result<Vec<Value>, Refusal> {
        let mut checked: Vec<Value> = Vec::new();
        for component in components {
            let component = self.one(component)?;
            if checked.iter().any(|other| other["type"] == component["type"]) {
                return Err(Refusal::bad_parameter(format!("components hold two of type {}", component["type"])));
            }
            checked.push(component);
        }
        Ok(checked)
    }

    fn one(&self, component: &Value) -> Result<Value, Refusal> {
        let mut component = component.clone();
        let kind = component["type"].as_str().ok_or_else(|| Refusal::bad_parameter("components need a type"))?.to_uppercase();
        component["type"] = json!(kind);
        match kind.as_str() {
            "HEADER" => self.header(&mut component)?,
            "BODY" => self.body(&component)?,
            "FOOTER" => self.footer(&component)?,
            "BUTTONS" => buttons::check(&mut component)?,
            "CAROUSEL" => self.carousel(&mut component)?,
            "LIMITED_TIME_OFFER" => {
                let fields = Fields::of("components", &component)?.required_object("limited_time_offer", "limited_time_offer")?;
                fields.required_text("text", 1..=16)?;
            }
            _ => return Err(Refusal::bad_parameter(format!("components can't be of type {kind}"))),
        }
        Ok(component)
    }

    fn header(&self, header: &mut Value) -> Result<(), Refusal> {
        let format = header["format"].as_str().ok_or_else(|| Refusal::code(HEADER_FORMAT, "A header needs a format"))?.to_uppercase();
        header["format"] = json!(format);
        match format.as_str() {
            "TEXT" => {
                let text = header["text"].as_str().filter(|text| !text.is_empty());
                let text = text.ok_or_else(|| Refusal::code(HEADER_FORMAT, "A text header needs a text"))?;
                shorter(text, HEADER_CHARS_MAX, "header")?;
                let variables = variables(text);
                if variables.len() > 1 {
                    return Err(Refusal::code(HEADER_FORMAT, "A header has at most one variable"));
                }
                let examples = examples(&header["example"], "header_text", self.named);
                if examples != variables.len() {
                    return Err(Refusal::code(HEADER_FORMAT, "A header's variable needs an example in header_text"));
                }
                Ok(())
            }
            "IMAGE" | "VIDEO" | "DOCUMENT" => {
                let handle = header["example"]["header_handle"][0].as_str().unwrap_or_default();
                if uploads::of_handle(self.simulator, &self.business.app_id, handle).is_some() {
                    return Ok(());
                }
                Err(Refusal::code(HEADER_FORMAT, "A media header needs the handle of a finished upload in example.header_handle"))
            }
            "LOCATION" | "PRODUCT" => Ok(()),
            _ => Err(Refusal::code(HEADER_FORMAT, format!("A header can't be of format {format}"))),
        }
    }

    fn body(&self, body: &Value) -> Result<(), Refusal> {
        let Some(text) = body["text"].as_str().filter(|text| !text.is_empty()) else {
            // The provider writes these itself.
            return if self.category == "AUTHENTICATION" { Ok(()) } else { Err(Refusal::code(BODY_FORMAT, "A body needs a text")) };
        };
        if self.category == "AUTHENTICATION" {
            return Err(Refusal::code(BODY_FORMAT, "An authentication template's body has no text of its own"));
        }
        shorter(text, BODY_CHARS_MAX, "body")?;
        let variables = variables(text);
        well_formed(text, &variables, self.named)?;
        let key = if self.named { "body_text_named_params" } else { "body_text" };
        if examples(&body["example"], key, self.named) != variables.len() {
            return Err(Refusal::code(BODY_FORMAT, format!("The body's {} variables need as many examples in {key}", variables.len())));
        }
        Ok(())
    }

    fn footer(&self, footer: &Value) -> Result<(), Refusal> {
        if self.category == "AUTHENTICATION" {
            let minutes = footer["code_expiration_minutes"].as_u64();
            let fine = minutes.is_some_and(|minutes| CODE_MINUTES.contains(&minutes));
            return if fine { Ok(()) } else { Err(Refusal::code(FOOTER_FORMAT, "code_expiration_minutes must be between 1 and 90")) };
        }
        let text = footer["text"].as_str().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| Refusal::code(FOOTER_FORMAT, "A footer needs a text"))?;
        shorter(text, FOOTER_CHARS_MAX, "footer")?;
        if text.contains("{{") { Err(Refusal::code(FOOTER_FORMAT, "A footer has no variables")) } else { Ok(()) }
    }

    fn carousel(&self, carousel: &mut Value) -> Result<(), Refusal> {
        let cards = carousel["cards"].as_array_mut().filter(|cards| CARDS.contains(&cards.len()));
        let cards = cards.ok_or_else(|| Refusal::bad_parameter("A carousel has 2 to 10 cards"))?;
        for card in cards {
            let components = card["components"].as_array().ok_or_else(|| Refusal::bad_parameter("A card needs components"))?;
            card["components"] = json!(self.all(components)?);
        }
        Ok(())
    }
}

/// Variables in their order, with words around them.
fn well_formed(text: &str, variables: &[String], named: bool) -> Result<(), Refusal> {
    let is_name = |name: &String| name.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_');
    if named && !variables.iter().all(|name| is_name(name) && name.parse::<u32>().is_err()) {
        return Err(Refusal::code(BODY_FORMAT, "Names of variables are lower-case letters, digits and underscores"));
    }
    if !named && !(1..=variables.len()).all(|number| variables.contains(&number.to_string())) {
        return Err(Refusal::code(BODY_FORMAT, "Variables are numbered from {{1}} on, without gaps"));
    }
    let trimmed = text.trim();
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
        return Err(Refusal::code(VARIABLE_AT_THE_EDGE, "Variables can't be at the start or the end"));
    }
    // Twice as many words as variables, and one more.
    let words = trimmed.split_whitespace().filter(|word| !word.contains("{{")).count();
    if !variables.is_empty() && words < 2 * variables.len() + 1 {
        return Err(Refusal::code(TOO_MANY_VARIABLES, format!("{words} words are too few for {} variables", variables.len())));
    }
    Ok(())
}

/// How many values an example gives: `[..]`, `[[..]]` or `[{param_name, example}]`.
fn examples(example: &Value, key: &str, named: bool) -> usize {
    let given = example.get(key).or_else(|| example.get(format!("{key}_named_params")));
    match given.and_then(Value::as_array) {
        Some(values) if named => values.len(),
        Some(values) => values.first().and_then(Value::as_array).map_or(values.len(), Vec::len),
        None => 0,
    }
}

fn shorter(text: &str, chars_max: usize, part: &str) -> Result<(), Refusal> {
    let chars = text.chars().count();
    if chars <= chars_max {
        Ok(())
    } else {
        Err(Refusal::code(TOO_LONG, format!("The {part} has {chars} characters, at most {chars_max}")))
    }
}
