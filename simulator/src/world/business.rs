//! A business and the Meta app it uses.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Policy;

/// A business's number and the Meta app it is used with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Business {
    pub waba_id: String,
    pub phone_number_id: String,
    /// Digits.
    pub display_phone_number: String,
    pub name: String,
    #[serde(default = "default_app_id")]
    pub app_id: String,
    pub app_secret: String,
    pub access_token: String,
    /// The app's own callback; an override of the number or of the WABA comes first.
    #[serde(default)]
    pub callback_url: Option<String>,
    /// What `POST /{app}/subscriptions` asks a callback for when it names no token itself.
    #[serde(default)]
    pub verify_token: Option<String>,
    /// The fields that the app is subscribed to; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscribed_fields: Option<Vec<String>>,
    /// The business portfolio that the WABA belongs to; one of its own if left out. User ids are of one portfolio (section 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio_id: Option<String>,
    /// IANA name; the generator's opening hours.
    #[serde(default)]
    pub timezone: Option<String>,
    #[serde(default)]
    pub policy: Policy,
}

impl Business {
    /// The token that acts for the app itself: its id and its secret.
    #[must_use]
    pub fn app_token(&self) -> String {
        format!("{}|{}", self.app_id, self.app_secret)
    }

    /// The portfolio it belongs to.
    #[must_use]
    pub fn portfolio(&self) -> &str {
        self.portfolio_id.as_deref().unwrap_or(&self.waba_id)
    }

    /// Whether its app is subscribed to a field.
    #[must_use]
    pub fn listens_to(&self, field: &str) -> bool {
        self.subscribed_fields.as_ref().is_none_or(|fields| fields.iter().any(|listed| listed == field))
    }
}

/// A WABA's subscription, as `POST /{waba}/subscribed_apps` left it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub override_callback_uri: Option<String>,
}

fn default_app_id() -> String {
    "900100200300400".to_owned()
}
