//! Templates: writing, listing, changing and deleting them (section 7).

mod button;
mod carousel;
mod component;
mod new;
mod variables;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use button::{Buttons, NewButton, OtpType};
pub use carousel::NewCard;
pub use component::{MediaHeader, NewBody, NewHeader};
pub use new::{Category, NewTemplate};
pub use variables::Sample;

pub(super) use new::is_language;
use variables::Naming;

use super::call::Call;
use super::types::{id, or_default};
use super::{Account, ClientError};

const FIELDS: (&str, &str) =
    ("fields", "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,previous_category");

/// A template, as it is. Words are the provider's: [`StatusEvent`](crate::webhook::change::template::StatusEvent) has the known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Template {
    #[serde(deserialize_with = "id")]
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `en_US`
    #[serde(default, deserialize_with = "or_default")]
    pub language: String,
    pub status: Option<String>,
    pub category: Option<String>,
    pub previous_category: Option<String>,
    /// `POSITIONAL` or `NAMED`.
    pub parameter_format: Option<String>,
    pub rejected_reason: Option<String>,
    pub quality_score: Option<Value>,
    /// As the provider writes them: there are more kinds than can be written.
    #[serde(default, deserialize_with = "or_default")]
    pub components: Vec<Value>,
}

/// Which templates are listed; what isn't given doesn't matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TemplateFilter<'a> {
    pub name: Option<&'a str>,
    pub status: Option<&'a str>,
    pub category: Option<&'a str>,
    pub language: Option<&'a str>,
}

/// A template that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Created {
    #[serde(deserialize_with = "id")]
    pub id: String,
    /// `PENDING`, `APPROVED` or `REJECTED`; the webhook tells what comes of it.
    pub status: Option<String>,
    /// Another than was asked for, where that was allowed.
    pub category: Option<String>,
}

/// What is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doomed<'a> {
    /// Every language of a name.
    Name(&'a str),
    /// One language.
    One { name: &'a str, template_id: &'a str },
}

/// The parts of a template that may be changed after it was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Edit<'a> {
    components: &'a [Value],
    category: Category,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter_format: Option<Naming>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_send_ttl_seconds: Option<u32>,
}

impl TemplateFilter<'_> {
    fn query(&self) -> Vec<(&'static str, &str)> {
        let members = [("name", self.name), ("status", self.status), ("category", self.category), ("language", self.language)];
        members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

impl Account {
    /// The account's templates, all pages.
    ///
    /// # Errors
    /// Code 190 for a bad token, 100 for an account that doesn't exist or isn't the token's.
    pub async fn templates(&self, waba_id: &str, filter: &TemplateFilter<'_>) -> Result<Vec<Template>, ClientError> {
        let mut query = filter.query();
        query.push(FIELDS);
        self.pages(&[waba_id, "message_templates"], &query).await
    }

    /// One template.
    ///
    /// # Errors
    /// Code 100 for a template that doesn't exist or isn't the token's.
    pub async fn template(&self, template_id: &str) -> Result<Template, ClientError> {
        self.call(Call::get(&[template_id]).query(&[FIELDS])).await
    }

    /// Hands a template in. The provider takes 100 in an hour.
    ///
    /// # Errors
    /// [`ClientError::Lost`] when it may have been taken: list it by name. A name that is taken in the language is
    /// code 100 with subcode 2388024. [`ClientError::Invalid`] for an authentication template without the button for its code.
    pub async fn create_template(&self, waba_id: &str, template: &NewTemplate) -> Result<Created, ClientError> {
        template.check_whole()?;
        self.call(Call::post(&[waba_id, "message_templates"]).json(template)).await
    }

    /// Replaces a template's components, the way their variables are called, its category and time to live; its name and language
    /// stay as they are. It is reviewed again. Once approved, the provider takes one change in 24 hours and ten in 30 days.
    ///
    /// # Errors
    /// Code 100 with subcode 2388039 while its status can't change; [`ClientError::Invalid`] as for [`Account::create_template`].
    pub async fn edit_template(&self, template_id: &str, template: &NewTemplate) -> Result<(), ClientError> {
        template.check_whole()?;
        let edit = Edit {
            components: template.components(),
            category: template.category(),
            parameter_format: template.parameter_format(),
            message_send_ttl_seconds: template.message_send_ttl_seconds(),
        };
        self.done(Call::post(&[template_id]).json(&edit).repeatable()).await
    }

    /// Deletes a template. Its name is taken for 30 days.
    ///
    /// # Errors
    /// Code 100 for a template that doesn't exist.
    pub async fn delete_template(&self, waba_id: &str, doomed: Doomed<'_>) -> Result<(), ClientError> {
        let query = match doomed {
            Doomed::Name(name) => vec![("name", name)],
            Doomed::One { name, template_id } => vec![("hsm_id", template_id), ("name", name)],
        };
        self.done(Call::delete(&[waba_id, "message_templates"]).query(&query)).await
    }

    /// Lets a template go out again that was paused.
    ///
    /// # Errors
    /// A template that isn't paused is refused.
    pub async fn unpause_template(&self, template_id: &str) -> Result<(), ClientError> {
        self.done(Call::post(&[template_id, "unpause"]).json(&json!({})).repeatable()).await
    }
}
