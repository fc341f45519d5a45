//! Changes that aren't messages or statuses, by the field they came under (section 5).
//!
//! [`Event`] holds a change's `value` as it came; [`Event::change`] reads it. Every member is optional, every list is judged by
//! element, words and members we don't know are kept: a change of a known field is never lost to one odd member.

pub mod account;
pub mod business;
pub mod call;
pub mod coexistence;
pub mod contact;
pub mod errors;
pub mod flow;
pub mod group;
pub mod phone;
pub mod signal;
pub mod template;
pub mod user;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{ReadError, read};
use super::item::Event;

/// A change, by its field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Change {
    /// `messages` with errors of the system, the app or the account.
    Errors(errors::Errors),
    /// `user_preferences`
    UserPreferences(user::Preferences),
    /// `user_id_update`
    UserIds(user::Ids),
    /// `calls`
    Calls(call::Calls),
    /// `message_template_status_update`
    TemplateStatus(template::Status),
    /// `message_template_quality_update`
    TemplateQuality(template::Quality),
    /// `message_template_components_update`
    TemplateComponents(template::Components),
    /// `template_category_update`
    TemplateCategory(template::Category),
    /// `account_update`
    Account(Box<account::Update>),
    /// `account_review_update`
    AccountReview(account::Review),
    /// `account_alerts`
    AccountAlert(account::Alert),
    /// `account_settings_update`
    AccountSettings(Box<account::Settings>),
    /// `business_capability_update`
    BusinessCapability(business::Capability),
    /// `business_username_updates`
    BusinessUsername(business::Username),
    /// `security`
    Security(phone::Security),
    /// `phone_number_name_update`
    PhoneName(phone::Name),
    /// `phone_number_quality_update`
    PhoneQuality(phone::Quality),
    /// `group_lifecycle_update`, `group_participants_update`, `group_settings_update`, `group_status_update`
    Groups(group::Groups),
    /// `history`: progress, or the user's refusal; its messages are items of their own.
    History(coexistence::History),
    /// `smb_app_state_sync`
    AppState(coexistence::AppState),
    /// `flows`
    Flow(Box<flow::Flow>),
    /// `automatic_events`
    AutomaticEvents(signal::AutomaticEvents),
    /// `partner_solutions`
    PartnerSolution(business::PartnerSolution),
    /// `payment_configuration_update`
    PaymentConfiguration(business::PaymentConfiguration),
    /// Any other field, and those whose payload nobody documents, as it came.
    Other(Value),
}

impl Change {
    /// Reads the `value` of a change of `field`.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] when `value` isn't JSON, or holds a number beyond a double's range.
    pub fn read(field: &str, value: &str) -> Result<Self, ReadError> {
        let value: Value = read(value)?;
        Ok(match field {
            "messages" => typed(value, Self::Errors),
            "user_preferences" => typed(value, Self::UserPreferences),
            "user_id_update" => typed(value, Self::UserIds),
            "calls" => typed(value, Self::Calls),
            "message_template_status_update" => typed(value, Self::TemplateStatus),
            "message_template_quality_update" => typed(value, Self::TemplateQuality),
            "message_template_components_update" => typed(value, Self::TemplateComponents),
            "template_category_update" => typed(value, Self::TemplateCategory),
            "account_update" => typed(value, |update| Self::Account(Box::new(update))),
            "account_review_update" => typed(value, Self::AccountReview),
            "account_alerts" => typed(value, Self::AccountAlert),
            "account_settings_update" => typed(value, |settings| Self::AccountSettings(Box::new(settings))),
            "business_capability_update" => typed(value, Self::BusinessCapability),
            "business_username_updates" => typed(value, Self::BusinessUsername),
            "security" => typed(value, Self::Security),
            "phone_number_name_update" => typed(value, Self::PhoneName),
            "phone_number_quality_update" => typed(value, Self::PhoneQuality),
            // The provider's OpenAPI description writes the second without its s.
            "group_lifecycle_update"
            | "group_participants_update"
            | "group_participant_update"
            | "group_settings_update"
            | "group_status_update" => typed(value, Self::Groups),
            "history" => typed(value, Self::History),
            "smb_app_state_sync" => typed(value, Self::AppState),
            "flows" => typed(value, |flow| Self::Flow(Box::new(flow))),
            "automatic_events" => typed(value, Self::AutomaticEvents),
            "partner_solutions" => typed(value, Self::PartnerSolution),
            "payment_configuration_update" => typed(value, Self::PaymentConfiguration),
            _ => Self::Other(value),
        })
    }
}

/// Members can't fail, so only another type than an object does.
fn typed<T: for<'de> Deserialize<'de>>(value: Value, change: impl FnOnce(T) -> Change) -> Change {
    match T::deserialize(&value) {
        Ok(read) => change(read),
        Err(_) => Change::Other(value),
    }
}

impl Event<'_> {
    /// The event's value, read by its field.
    ///
    /// # Errors
    /// As [`Change::read`].
    pub fn change(&self) -> Result<Change, ReadError> {
        Change::read(&self.field, &self.raw)
    }
}
