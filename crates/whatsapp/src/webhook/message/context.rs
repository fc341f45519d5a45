//! What a message is about: the one it answers, where it was forwarded from, a product (section 3.2).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id};

/// `context`; all of it in any combination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// Who wrote the message that is answered.
    pub from: Field<Id>,
    pub from_user_id: Field<Id>,
    pub from_parent_user_id: Field<Id>,
    /// The message that is answered.
    pub id: Field<Id>,
    /// Up to five times.
    pub forwarded: Field<bool>,
    /// More than five times.
    pub frequently_forwarded: Field<bool>,
    pub referred_product: Field<ReferredProduct>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// The product that somebody asks about from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferredProduct {
    pub catalog_id: Field<Id>,
    pub product_retailer_id: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}
