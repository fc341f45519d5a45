//! The administrative calls: tokens, accounts, numbers, subscriptions (section 11).

use secrecy::ExposeSecret;
use serde_json::json;

use super::call::Call;
use super::types::{BusinessAccount, Callback, Data, PhoneNumber, Subscription, TokenInfo};
use super::{Account, ClientError};

const PHONE_NUMBER_FIELDS: (&str, &str) = (
    "fields",
    "id,display_phone_number,verified_name,quality_rating,status,code_verification_status,name_status,platform_type,throughput,\
     whatsapp_business_manager_messaging_limit,webhook_configuration",
);

impl Account {
    /// What the access token may do, and until when.
    ///
    /// # Errors
    /// A token that isn't valid is an answer (`is_valid: false`) or code 190.
    pub async fn token_info(&self) -> Result<TokenInfo, ClientError> {
        let query = [("input_token", self.access_token.expose_secret())];
        let answer: Data<TokenInfo> = self.call(Call::get(&["debug_token"]).query(&query)).await?;
        Ok(answer.data)
    }

    /// The WhatsApp Business Account, when the token can see it.
    ///
    /// # Errors
    /// Code 190 for a bad token, 100 for an account that doesn't exist or isn't the token's.
    pub async fn business_account(&self, waba_id: &str) -> Result<BusinessAccount, ClientError> {
        self.call(Call::get(&[waba_id]).query(&[("fields", "id,name")])).await
    }

    /// One phone number.
    ///
    /// # Errors
    /// Code 190 for a bad token, 100 for a number that doesn't exist or isn't the token's.
    pub async fn phone_number(&self, phone_number_id: &str) -> Result<PhoneNumber, ClientError> {
        self.call(Call::get(&[phone_number_id]).query(&[PHONE_NUMBER_FIELDS])).await
    }

    /// Every phone number of the account, all pages.
    ///
    /// # Errors
    /// As [`Account::business_account`].
    pub async fn phone_numbers(&self, waba_id: &str) -> Result<Vec<PhoneNumber>, ClientError> {
        self.pages(&[waba_id, "phone_numbers"], &[PHONE_NUMBER_FIELDS]).await
    }

    /// The apps that get the account's webhooks, all pages.
    ///
    /// # Errors
    /// As [`Account::business_account`].
    pub async fn subscriptions(&self, waba_id: &str) -> Result<Vec<Subscription>, ClientError> {
        self.pages(&[waba_id, "subscribed_apps"], &[]).await
    }

    /// Subscribes the token's app to the account's webhooks. With a callback, the provider first sends it a handshake and refuses
    /// when that isn't answered; `None` clears an override.
    ///
    /// # Errors
    /// As [`Account::business_account`]; a handshake that failed is refused too; [`ClientError::Invalid`] for a callback that is no
    /// http(s) address of at most [`CALLBACK_URL_CHARS_MAX`](super::CALLBACK_URL_CHARS_MAX), or without a token.
    pub async fn subscribe(&self, waba_id: &str, callback: Option<Callback<'_>>) -> Result<(), ClientError> {
        let path = [waba_id, "subscribed_apps"];
        let mut call = Call::post(&path).repeatable();
        if let Some(callback) = callback {
            call = call.json(&callback.members()?);
        }
        self.done(call).await
    }

    /// Ends the app's subscription.
    ///
    /// # Errors
    /// As [`Account::business_account`].
    pub async fn unsubscribe(&self, waba_id: &str) -> Result<(), ClientError> {
        self.done(Call::delete(&[waba_id, "subscribed_apps"])).await
    }

    /// Sends one number's webhooks elsewhere than the account's, after a handshake; `None` ends that.
    ///
    /// # Errors
    /// As [`Account::phone_number`] and [`Account::subscribe`].
    pub async fn set_callback(&self, phone_number_id: &str, callback: Option<Callback<'_>>) -> Result<(), ClientError> {
        let configuration = match callback {
            Some(callback) => callback.members()?,
            None => json!({"override_callback_uri": ""}),
        };
        let body = json!({"webhook_configuration": configuration});
        self.done(Call::post(&[phone_number_id]).json(&body).repeatable()).await
    }
}
