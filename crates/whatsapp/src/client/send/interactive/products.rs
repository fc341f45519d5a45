//! Products of a catalog.

use serde_json::{Value, json};

use super::super::content::{member, with};
use super::super::invalid::{Invalid, count, optional, text};
use super::super::limits::{BODY_CHARS_MAX, ID_CHARS_MAX, PRODUCTS, SECTION_CHARS_MAX};
use super::choices::check_titles;
use super::{Header, Interactive};

const CATALOG: &str = "interactive.action.catalog_id";

/// Products under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSection {
    title: Option<String>,
    retailer_ids: Vec<String>,
}

impl ProductSection {
    /// The title may be empty in a message of one section.
    ///
    /// # Errors
    /// No products or too many, an empty id, or a title longer than [`SECTION_CHARS_MAX`].
    pub fn new(title: impl Into<String>, retailer_ids: Vec<String>) -> Result<Self, Invalid> {
        let title = optional("interactive.action.sections.title", title, SECTION_CHARS_MAX)?;
        count("interactive.action.sections.product_items", retailer_ids.len(), &PRODUCTS)?;
        let checked = |id| text("interactive.action.sections.product_items.product_retailer_id", id, ID_CHARS_MAX);
        Ok(Self { title, retailer_ids: retailer_ids.into_iter().map(checked).collect::<Result<_, _>>()? })
    }

    pub(in super::super) fn products(&self) -> usize {
        self.retailer_ids.len()
    }

    pub(in super::super) fn is_titled(&self) -> bool {
        self.title.is_some()
    }

    pub(in super::super) fn into_value(self) -> Value {
        let items: Vec<Value> = self.retailer_ids.into_iter().map(|id| json!({"product_retailer_id": id})).collect();
        with(json!({"product_items": items}), member("title", self.title))
    }
}

impl Interactive {
    /// One product. The body may be empty.
    ///
    /// # Errors
    /// An empty id, or a limit.
    pub fn product(body: impl Into<String>, catalog_id: impl Into<String>, retailer_id: impl Into<String>) -> Result<Self, Invalid> {
        let body = optional("interactive.body.text", body, BODY_CHARS_MAX)?;
        let action = product_action(catalog_id, retailer_id)?;
        Ok(Self { kind: "product", header: None, body, footer: None, action })
    }

    /// Up to thirty products in all. The header must be text.
    ///
    /// # Errors
    /// Too many products or sections, a missing title, a header with media, or a limit.
    pub fn products(
        header: Header,
        body: impl Into<String>,
        catalog_id: impl Into<String>,
        sections: Vec<ProductSection>,
    ) -> Result<Self, Invalid> {
        check_titles(sections.iter().map(|section| &section.title))?;
        let products = sections.iter().map(ProductSection::products).sum();
        count("interactive.action.sections.product_items", products, &PRODUCTS)?;
        let sections: Vec<Value> = sections.into_iter().map(ProductSection::into_value).collect();
        let action = json!({"catalog_id": text(CATALOG, catalog_id, ID_CHARS_MAX)?, "sections": sections});
        Self::new("product_list", body, action)?.header(header)
    }

    /// The whole catalog, with the picture of one product; of the first if that is empty.
    ///
    /// # Errors
    /// A limit.
    pub fn catalog(body: impl Into<String>, thumbnail_retailer_id: impl Into<String>) -> Result<Self, Invalid> {
        let field = "interactive.action.parameters.thumbnail_product_retailer_id";
        let thumbnail = optional(field, thumbnail_retailer_id, ID_CHARS_MAX)?;
        let parameters = thumbnail.map(|id| ("parameters", json!({"thumbnail_product_retailer_id": id})));
        Self::new("catalog_message", body, with(json!({"name": "catalog_message"}), parameters))
    }
}

pub(super) fn product_action(catalog_id: impl Into<String>, retailer_id: impl Into<String>) -> Result<Value, Invalid> {
    Ok(json!({
        "catalog_id": text(CATALOG, catalog_id, ID_CHARS_MAX)?,
        "product_retailer_id": text("interactive.action.product_retailer_id", retailer_id, ID_CHARS_MAX)?,
    }))
}
