//! What the Graph API answers. Members we don't use are ignored; ids come as strings or integers.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::send::Invalid;
use super::send::invalid::{link, text};

/// A callback's address, in characters (section 2.4).
pub const CALLBACK_URL_CHARS_MAX: usize = 200;

/// Where a WABA's webhooks should go instead of the app's own callback. `Debug` doesn't show the token.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// At most [`CALLBACK_URL_CHARS_MAX`].
    pub url: &'a str,
    pub verify_token: &'a str,
}

impl Callback<'_> {
    /// As requests name it.
    pub(super) fn members(&self) -> Result<Value, Invalid> {
        Ok(json!({
            "override_callback_uri": link("override_callback_uri", self.url, CALLBACK_URL_CHARS_MAX)?,
            "verify_token": text("verify_token", self.verify_token, usize::MAX)?,
        }))
    }
}

impl fmt::Debug for Callback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("url", &self.url).finish_non_exhaustive()
    }
}

/// `GET /debug_token`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TokenInfo {
    #[serde(deserialize_with = "or_default")]
    pub is_valid: bool,
    #[serde(deserialize_with = "optional_id")]
    pub app_id: Option<String>,
    /// `USER`, `PAGE`, `SYSTEM_USER`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(deserialize_with = "optional_id")]
    pub user_id: Option<String>,
    /// Unix seconds; 0 means never.
    pub expires_at: Option<i64>,
    /// Unix seconds; 0 means never. From then on the token works, and sees nothing.
    pub data_access_expires_at: Option<i64>,
    #[serde(deserialize_with = "or_default")]
    pub scopes: Vec<String>,
    /// Which objects each scope is for.
    #[serde(deserialize_with = "or_default")]
    pub granular_scopes: Vec<GranularScope>,
}

/// One scope of a token, and the objects it is for; none named means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GranularScope {
    #[serde(deserialize_with = "or_default")]
    pub scope: String,
    #[serde(deserialize_with = "or_default")]
    pub target_ids: Vec<String>,
}

/// `GET /{waba}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BusinessAccount {
    #[serde(deserialize_with = "id")]
    pub id: String,
    pub name: Option<String>,
}

/// `GET /{phone number id}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PhoneNumber {
    #[serde(deserialize_with = "id")]
    pub id: String,
    pub display_phone_number: Option<String>,
    pub verified_name: Option<String>,
    pub quality_rating: Option<String>,
    pub status: Option<String>,
    pub code_verification_status: Option<String>,
    pub name_status: Option<String>,
    /// `CLOUD_API`, `ON_PREMISE` or `NOT_APPLICABLE`.
    pub platform_type: Option<String>,
    pub throughput: Option<Throughput>,
    /// Users that may be written to in 24 hours: `TIER_250`.
    pub whatsapp_business_manager_messaging_limit: Option<String>,
    pub webhook_configuration: Option<WebhookConfiguration>,
}

/// How fast a number may send and receive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Throughput {
    /// `STANDARD` (80 messages a second) or `HIGH` (1000).
    pub level: Option<String>,
}

/// Where a number's webhooks go: the first that is there counts (section 2.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct WebhookConfiguration {
    pub phone_number: Option<String>,
    pub whatsapp_business_account: Option<String>,
    pub application: Option<String>,
}

/// One of `GET /{waba}/subscribed_apps`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "RawSubscription")]
pub struct Subscription {
    pub app_id: Option<String>,
    pub name: Option<String>,
    pub override_callback_uri: Option<String>,
}

#[derive(Deserialize)]
struct RawSubscription {
    #[serde(default, deserialize_with = "or_default")]
    whatsapp_business_api_data: App,
    #[serde(default)]
    override_callback_uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct App {
    #[serde(deserialize_with = "optional_id")]
    id: Option<String>,
    name: Option<String>,
}

impl From<RawSubscription> for Subscription {
    fn from(raw: RawSubscription) -> Self {
        Self {
            app_id: raw.whatsapp_business_api_data.id,
            name: raw.whatsapp_business_api_data.name,
            override_callback_uri: raw.override_callback_uri,
        }
    }
}

/// `{"data": ...}`.
#[derive(Deserialize)]
pub(super) struct Data<T> {
    pub(super) data: T,
}

/// A page of a list and the way to the next one.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) paging: Paging,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Paging {
    #[serde(deserialize_with = "or_default")]
    cursors: Cursors,
    /// Absent on the last page. An address of the provider's choosing: only its presence is used.
    next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursors {
    after: Option<String>,
}

impl Paging {
    /// The cursor of the next page, if there is one.
    pub(super) fn after(self) -> Option<String> {
        self.next.and(self.cursors.after)
    }
}

/// `{"id": ...}`.
#[derive(Deserialize)]
pub(super) struct Created {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
}

/// `{"success": true}`.
#[derive(Deserialize)]
pub(super) struct Success {
    pub(super) success: bool,
}

/// `null` is as good as absent.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Whatever can't be read is as good as absent: for members beside what an answer is about, which must be learnt all the same.
pub(super) fn if_readable<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    Value::deserialize(deserializer).map(|value| serde_json::from_value(value).unwrap_or_default())
}

/// The details in `error_data`, which outside WhatsApp's own errors is nothing but a string.
pub(super) fn details<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        data => data.get("details").and_then(Value::as_str).map(str::to_owned),
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        match id {
            Id::Text(text) => text,
            Id::Number(number) => number.to_string(),
        }
    }
}

pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Id::deserialize(deserializer).map(Into::into)
}

fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<Id>::deserialize(deserializer).map(|id| id.map(Into::into))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_may_be_numbers_and_unknown_members_are_ignored() {
        let page: Page<Subscription> = serde_json::from_str(
            r#"{"data":[{"whatsapp_business_api_data":{"id":12,"link":"x","name":"app"},"override_callback_uri":"https://x"},{}],"paging":{"cursors":{"after":"A"}}}"#,
        )
        .unwrap();
        assert_eq!(page.data[0].app_id.as_deref(), Some("12"));
        assert_eq!(page.data[1], Subscription::default());
        assert_eq!(page.paging.after(), None, "no next, no next page");
    }

    #[test]
    fn null_is_as_good_as_absent() {
        let page: Page<Subscription> =
            serde_json::from_str(r#"{"data":[{"whatsapp_business_api_data":null,"override_callback_uri":null}],"paging":null}"#).unwrap();
        assert_eq!(page.data, [Subscription::default()]);
        let token = r#"{"is_valid":null,"scopes":null,"granular_scopes":[{"scope":null,"target_ids":null}]}"#;
        assert_eq!(serde_json::from_str::<TokenInfo>(token).unwrap().granular_scopes, [GranularScope::default()]);
    }

    #[test]
    fn a_verify_token_is_not_shown_in_logs() {
        let callback = Callback { url: "https://x", verify_token: "s3cret" };
        assert_eq!(format!("{callback:?}"), r#"Callback { url: "https://x", .. }"#);
    }
}
