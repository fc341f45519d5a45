//! What a template may consist of (section 7.2).

use serde_json::{Value, json};

use super::super::answer::Refusal;
use super::super::fields::Fields;
use super::super::uploads;
use super::texts::{Rules, has_words};
use super::{buttons, cards};
use crate::simulator::Simulator;
use crate::world::Business;

const BODY_CHARS_MAX: usize = 1024;
const HEADER_CHARS_MAX: usize = 60;
const FOOTER_CHARS_MAX: usize = 60;
const CARDS: std::ops::RangeInclusive<usize> = 2..=10;
const OFFER_CHARS_MAX: usize = 16;
const CODE_MINUTES: std::ops::RangeInclusive<u64> = 1..=90;

const HEADER_FORMAT: i64 = 2_388_047;
const BODY_FORMAT: i64 = 2_388_072;
const FOOTER_FORMAT: i64 = 2_388_073;

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
    let has = |kind: &str| checked.iter().any(|component| component["type"] == kind);
    if !has("BODY") {
        return Err(Refusal::template(BODY_FORMAT, "A template needs a BODY"));
    }
    if context.is_authentication() && !has("BUTTONS") {
        return Err(Refusal::bad_parameter("An authentication template needs BUTTONS, with one of type OTP"));
    }
    Ok(checked)
}

impl Context<'_> {
    fn is_authentication(&self) -> bool {
        self.category == "AUTHENTICATION"
    }

    fn rules(&self, part: &'static str, format: i64, chars_max: usize, key: &'static str) -> Rules {
        Rules { part, format, chars_max, key, named: self.named }
    }

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
            "BUTTONS" => buttons::check(&mut component, self.is_authentication())?,
            "CAROUSEL" => self.carousel(&mut component)?,
            "LIMITED_TIME_OFFER" => self.offer(&component)?,
            _ => return Err(Refusal::bad_parameter(format!("components can't be of type {kind}"))),
        }
        Ok(component)
    }

    fn header(&self, header: &mut Value) -> Result<(), Refusal> {
        if self.is_authentication() {
            return Err(Refusal::template(HEADER_FORMAT, "An authentication template has no header"));
        }
        let format = header["format"].as_str().ok_or_else(|| Refusal::template(HEADER_FORMAT, "A header needs a format"))?.to_uppercase();
        header["format"] = json!(format);
        match format.as_str() {
            "TEXT" => {
                let text = header["text"].as_str().filter(|text| !text.is_empty());
                let text = text.ok_or_else(|| Refusal::template(HEADER_FORMAT, "A text header needs a text"))?;
                let rules = self.rules("header", HEADER_FORMAT, HEADER_CHARS_MAX, "header_text");
                if rules.check(text, &header["example"])?.len() > 1 { Err(rules.refuse("it has at most one variable")) } else { Ok(()) }
            }
            "IMAGE" | "VIDEO" | "DOCUMENT" => {
                let handle = header["example"]["header_handle"][0].as_str().unwrap_or_default();
                if uploads::of_handle(self.simulator, &self.business.app_id, handle).is_some() {
                    return Ok(());
                }
                Err(Refusal::template(HEADER_FORMAT, "A media header needs the handle of a finished upload in example.header_handle"))
            }
            "LOCATION" | "PRODUCT" => Ok(()),
            _ => Err(Refusal::template(HEADER_FORMAT, format!("A header can't be of format {format}"))),
        }
    }

    fn body(&self, body: &Value) -> Result<(), Refusal> {
        // The provider writes those of authentication itself.
        let text = match (body["text"].as_str().filter(|text| !text.is_empty()), self.is_authentication()) {
            (None, true) => return Ok(()),
            (None, false) => return Err(Refusal::template(BODY_FORMAT, "A body needs a text")),
            (Some(_), true) => return Err(Refusal::template(BODY_FORMAT, "An authentication template's body has no text of its own")),
            (Some(text), false) => text,
        };
        let variables = self.rules("body", BODY_FORMAT, BODY_CHARS_MAX, "body_text").check(text, &body["example"])?;
        has_words(text, variables.len())
    }

    fn footer(&self, footer: &Value) -> Result<(), Refusal> {
        if self.is_authentication() {
            let minutes = footer["code_expiration_minutes"].as_u64();
            let fine = minutes.is_some_and(|minutes| CODE_MINUTES.contains(&minutes));
            return if fine { Ok(()) } else { Err(Refusal::template(FOOTER_FORMAT, "code_expiration_minutes must be between 1 and 90")) };
        }
        let text = footer["text"].as_str().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| Refusal::template(FOOTER_FORMAT, "A footer needs a text"))?;
        self.rules("footer", FOOTER_FORMAT, FOOTER_CHARS_MAX, "").length(text)?;
        if text.contains("{{") { Err(Refusal::template(FOOTER_FORMAT, "A footer has no variables")) } else { Ok(()) }
    }

    fn carousel(&self, carousel: &mut Value) -> Result<(), Refusal> {
        if self.is_authentication() {
            return Err(Refusal::bad_parameter("An authentication template has no cards"));
        }
        let cards = carousel["cards"].as_array_mut().filter(|cards| CARDS.contains(&cards.len()));
        let cards = cards.ok_or_else(|| Refusal::bad_parameter("A carousel has 2 to 10 cards"))?;
        let mut make = None;
        for card in cards {
            let components = card["components"].as_array().ok_or_else(|| Refusal::bad_parameter("A card needs components"))?;
            let components = self.all(components)?;
            let this = cards::check(&components)?;
            if *make.get_or_insert_with(|| this.clone()) != this {
                return Err(Refusal::bad_parameter("All cards have the same kind of header and the same kinds of buttons"));
            }
            card["components"] = json!(components);
        }
        Ok(())
    }

    fn offer(&self, component: &Value) -> Result<(), Refusal> {
        if self.category != "MARKETING" {
            return Err(Refusal::bad_parameter("Only marketing templates have a LIMITED_TIME_OFFER"));
        }
        let offer = Fields::of("components", component)?.required_object("limited_time_offer", "limited_time_offer")?;
        offer.required_text("text", 1..=OFFER_CHARS_MAX).map(drop)
    }
}
