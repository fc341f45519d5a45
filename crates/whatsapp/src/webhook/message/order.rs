//! Orders from a catalogue (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, Number};

/// `order`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    pub catalog_id: Field<Id>,
    /// May be empty.
    pub text: Field<String>,
    pub product_items: List<ProductItem>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One line of an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductItem {
    pub product_retailer_id: Field<Id>,
    pub quantity: Field<Number>,
    /// Of one piece.
    pub item_price: Field<Number>,
    pub currency: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
