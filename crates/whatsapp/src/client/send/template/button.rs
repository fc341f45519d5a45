//! The parameters of a template's buttons.

use serde_json::{Map, Value, json};

use super::super::content::{member, with};
use super::super::interactive::ProductSection;
use super::super::invalid::{Fault, Invalid, count, optional, text};
use super::super::limits::{COUPON_CODE_CHARS_MAX, ID_CHARS_MAX, PRODUCTS, SECTIONS, TEMPLATE_BUTTONS_MAX, TEMPLATE_PAYLOAD_CHARS_MAX};

const FIELD: &str = "template.components.parameters";

/// What one button carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    sub_type: &'static str,
    parameter: Value,
}

impl Button {
    /// Comes back when the button is tapped.
    ///
    /// # Errors
    /// Empty, or longer than [`TEMPLATE_PAYLOAD_CHARS_MAX`].
    pub fn quick_reply(payload: impl Into<String>) -> Result<Self, Invalid> {
        let payload = text(format!("{FIELD}.payload"), payload, TEMPLATE_PAYLOAD_CHARS_MAX)?;
        Ok(Self::new("quick_reply", json!({"type": "payload", "payload": payload})))
    }

    /// The end of the button's address.
    ///
    /// # Errors
    /// Empty, or longer than [`TEMPLATE_PAYLOAD_CHARS_MAX`].
    pub fn url(suffix: impl Into<String>) -> Result<Self, Invalid> {
        let suffix = text(format!("{FIELD}.text"), suffix, TEMPLATE_PAYLOAD_CHARS_MAX)?;
        Ok(Self::new("url", json!({"type": "text", "text": suffix})))
    }

    /// A coupon's code, copied by a tap.
    ///
    /// # Errors
    /// Empty, or longer than [`COUPON_CODE_CHARS_MAX`].
    pub fn copy_code(code: impl Into<String>) -> Result<Self, Invalid> {
        let code = text(format!("{FIELD}.coupon_code"), code, COUPON_CODE_CHARS_MAX)?;
        Ok(Self::new("copy_code", json!({"type": "coupon_code", "coupon_code": code})))
    }

    /// Opens the template's form. An empty token is none.
    #[must_use]
    pub fn flow(token: impl Into<String>, data: Map<String, Value>) -> Self {
        let token = Some(token.into()).filter(|token: &String| !token.is_empty());
        let data = (!data.is_empty()).then_some(("flow_action_data", Value::Object(data)));
        Self::action("flow", with(json!({}), member("flow_token", token).into_iter().chain(data)))
    }

    /// Opens the catalog, with the picture of one product; of the first if that is empty.
    ///
    /// # Errors
    /// Longer than [`ID_CHARS_MAX`].
    pub fn catalog(thumbnail_retailer_id: impl Into<String>) -> Result<Self, Invalid> {
        let thumbnail = thumbnail(optional(thumbnail_field(), thumbnail_retailer_id, ID_CHARS_MAX)?);
        Ok(Self::action("catalog", with(json!({}), thumbnail)))
    }

    /// Opens a choice of products.
    ///
    /// # Errors
    /// No picture, too many sections or products, or one of several sections without a title.
    pub fn products(thumbnail_retailer_id: impl Into<String>, sections: Vec<ProductSection>) -> Result<Self, Invalid> {
        let id = text(thumbnail_field(), thumbnail_retailer_id, ID_CHARS_MAX)?;
        count(format!("{FIELD}.action.sections"), sections.len(), &SECTIONS)?;
        if sections.len() > 1 && !sections.iter().all(ProductSection::is_titled) {
            return Err(Invalid::new(format!("{FIELD}.action.sections.title"), Fault::Missing));
        }
        let products = sections.iter().map(ProductSection::products).sum();
        count(format!("{FIELD}.action.sections.product_items"), products, &PRODUCTS)?;
        let sections: Vec<Value> = sections.into_iter().map(ProductSection::into_value).collect();
        Ok(Self::action("mpm", with(json!({"sections": sections}), thumbnail(Some(id)))))
    }

    fn new(sub_type: &'static str, parameter: Value) -> Self {
        Self { sub_type, parameter }
    }

    fn action(sub_type: &'static str, action: Value) -> Self {
        Self::new(sub_type, json!({"type": "action", "action": action}))
    }

    pub(super) fn into_component(self, index: u8) -> Value {
        json!({"type": "button", "sub_type": self.sub_type, "index": index.to_string(), "parameters": [self.parameter]})
    }
}

/// Puts a button among others; each index has one.
pub(super) fn push(buttons: &mut Vec<(u8, Button)>, index: u8, button: Button) -> Result<(), Invalid> {
    let most = TEMPLATE_BUTTONS_MAX - 1;
    if usize::from(index) > most {
        return Err(Invalid::new("template.components.index", Fault::Count { least: 0, most, given: index.into() }));
    }
    if buttons.iter().any(|(taken, _)| *taken == index) {
        return Err(Invalid::new("template.components.index", Fault::Duplicate { given: index.to_string() }));
    }
    buttons.push((index, button));
    Ok(())
}

fn thumbnail_field() -> String {
    format!("{FIELD}.action.thumbnail_product_retailer_id")
}

fn thumbnail(id: Option<String>) -> Option<(&'static str, Value)> {
    member("thumbnail_product_retailer_id", id)
}
