//! What customers see of a number: its business profile (section 11).

use serde::{Deserialize, Serialize};

use super::call::Call;
use super::send::Invalid;
use super::send::invalid::{count, link, optional, text};
use super::types::{Page, or_default};
use super::{Account, ClientError};

/// `about`, in characters.
pub const ABOUT_CHARS_MAX: usize = 139;
/// `address`, in characters.
pub const ADDRESS_CHARS_MAX: usize = 256;
/// `description`, in characters. The OpenAPI description says 256, the documentation 512: the provider judges (section 13).
pub const DESCRIPTION_CHARS_MAX: usize = 512;
/// `email`, in characters.
pub const EMAIL_CHARS_MAX: usize = 128;
/// Most `websites`.
pub const WEBSITES_MAX: usize = 2;
/// Each of `websites`, in characters.
pub const WEBSITE_CHARS_MAX: usize = 256;

/// Every trade there is (field): the provider takes no other word.
pub const VERTICALS: &[&str] = &[
    "UNDEFINED",
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "NOT_A_BIZ",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
];

const FIELDS: &str = "about,address,description,email,profile_picture_url,websites,vertical";

/// A profile, as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub about: Option<String>,
    pub address: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub profile_picture_url: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub websites: Vec<String>,
    /// The trade, a word such as `RESTAURANT`.
    pub vertical: Option<String>,
}

/// Flat in documentation and practice, nested in the OpenAPI description (section 13).
#[derive(Deserialize)]
#[serde(untagged)]
enum Shape {
    Nested { business_profile: Profile },
    Flat(Profile),
}

impl From<Shape> for Profile {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Nested { business_profile: profile } | Shape::Flat(profile) => profile,
        }
    }
}

/// What is to change. Members that aren't set stay as they are; an empty text takes one away, but for `about`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProfileChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    websites: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vertical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_picture_handle: Option<String>,
}

impl ProfileChange {
    /// A line below the name.
    ///
    /// # Errors
    /// Empty, or longer than [`ABOUT_CHARS_MAX`].
    pub fn about(mut self, about: impl Into<String>) -> Result<Self, Invalid> {
        self.about = Some(text("about", about, ABOUT_CHARS_MAX)?);
        Ok(self)
    }

    /// Where the business is.
    ///
    /// # Errors
    /// Longer than [`ADDRESS_CHARS_MAX`].
    pub fn address(mut self, address: impl Into<String>) -> Result<Self, Invalid> {
        self.address = Some(optional("address", address, ADDRESS_CHARS_MAX)?.unwrap_or_default());
        Ok(self)
    }

    /// What the business does.
    ///
    /// # Errors
    /// Longer than [`DESCRIPTION_CHARS_MAX`].
    pub fn description(mut self, description: impl Into<String>) -> Result<Self, Invalid> {
        self.description = Some(optional("description", description, DESCRIPTION_CHARS_MAX)?.unwrap_or_default());
        Ok(self)
    }

    /// Where to write to.
    ///
    /// # Errors
    /// Longer than [`EMAIL_CHARS_MAX`], or no address.
    pub fn email(mut self, email: impl Into<String>) -> Result<Self, Invalid> {
        let email = optional("email", email, EMAIL_CHARS_MAX)?.unwrap_or_default();
        let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
        if !email.is_empty() && !is_address {
            return Err(Invalid::malformed("email", "an e-mail address", &email));
        }
        self.email = Some(email);
        Ok(self)
    }

    /// All of the business's pages on the web; none takes them away.
    ///
    /// # Errors
    /// More than [`WEBSITES_MAX`], longer than [`WEBSITE_CHARS_MAX`], or no http(s) address.
    pub fn websites(mut self, websites: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, Invalid> {
        let websites: Result<Vec<_>, _> = websites.into_iter().map(|website| link("websites", website, WEBSITE_CHARS_MAX)).collect();
        let websites = websites?;
        count("websites", websites.len(), &(0..=WEBSITES_MAX))?;
        self.websites = Some(websites);
        Ok(self)
    }

    /// The trade: one of [`VERTICALS`].
    ///
    /// # Errors
    /// Not one of [`VERTICALS`].
    pub fn vertical(mut self, vertical: impl Into<String>) -> Result<Self, Invalid> {
        let vertical = vertical.into();
        if !VERTICALS.contains(&vertical.as_str()) {
            return Err(Invalid::malformed("vertical", "one of the words in VERTICALS, such as RESTAURANT", &vertical));
        }
        self.vertical = Some(vertical);
        Ok(self)
    }

    /// The picture, by the handle of a resumable upload.
    ///
    /// # Errors
    /// Empty.
    pub fn picture(mut self, handle: impl Into<String>) -> Result<Self, Invalid> {
        self.profile_picture_handle = Some(text("profile_picture_handle", handle, usize::MAX)?);
        Ok(self)
    }
}

#[derive(Serialize)]
struct Request<'a> {
    messaging_product: &'static str,
    #[serde(flatten)]
    change: &'a ProfileChange,
}

impl Account {
    /// The profile of a number.
    ///
    /// # Errors
    /// Code 100 for a number that doesn't exist or isn't the token's.
    pub async fn profile(&self, phone_number_id: &str) -> Result<Profile, ClientError> {
        let path = [phone_number_id, "whatsapp_business_profile"];
        let page: Page<Shape> = self.call(Call::get(&path).query(&[("fields", FIELDS)])).await?;
        Ok(page.data.into_iter().next().map(Into::into).unwrap_or_default())
    }

    /// Changes the profile of a number.
    ///
    /// # Errors
    /// Code 100 for a member that isn't taken.
    pub async fn set_profile(&self, phone_number_id: &str, change: &ProfileChange) -> Result<(), ClientError> {
        let request = Request { messaging_product: "whatsapp", change };
        self.done(Call::post(&[phone_number_id, "whatsapp_business_profile"]).json(&request).repeatable()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_where_members_are_null() {
        let flat = r#"{"about":"Bread","websites":null,"vertical":null}"#;
        for shape in [flat.to_owned(), format!(r#"{{"business_profile":{flat}}}"#)] {
            let profile: Profile = serde_json::from_str::<Shape>(&shape).unwrap().into();
            assert_eq!(profile, Profile { about: Some("Bread".to_owned()), ..Profile::default() });
        }
    }

    #[test]
    fn what_the_provider_would_refuse_is_refused() {
        let change = ProfileChange::default;
        assert!(change().about("").is_err());
        assert!(change().about("é".repeat(ABOUT_CHARS_MAX)).is_ok());
        assert!(change().about("é".repeat(ABOUT_CHARS_MAX + 1)).is_err());
        assert!(change().address("x".repeat(ADDRESS_CHARS_MAX + 1)).is_err());
        assert!(change().description("x".repeat(DESCRIPTION_CHARS_MAX + 1)).is_err());
        assert!(change().email("lena").is_err());
        assert!(change().email("").is_ok());
        assert!(change().websites(["https://a.example", "https://b.example", "https://c.example"]).is_err());
        assert!(change().websites(["a.example"]).is_err());
        assert!(change().vertical("restaurant").is_err());
        assert!(change().picture("").is_err());
    }
}
