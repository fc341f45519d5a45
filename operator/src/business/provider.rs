//! What the provider says about a business's token and subscription. A read, remembered for a while, so that resyncs
//! don't cost the business its API quota. Its failures never stop webhooks from being stored.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use whatsapp::client::{Action, Callback, Client, ClientError};

/// How long a good answer counts, in seconds: a subscription that somebody changed is repaired within it.
const GOOD_ANSWER_SECONDS: i64 = 300;
/// How long another answer counts, in seconds.
const OTHER_ANSWER_SECONDS: i64 = 15;
/// How long one question may take, in milliseconds.
const QUESTION_MS_MAX: u64 = 4_000;

/// The provider's opinion of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenState {
    Accepted,
    Rejected(String),
    /// It can't be reached, or answers with a fault of its own.
    Unavailable(String),
    /// There is no token to ask about.
    Unknown,
}

/// Where the account's webhooks go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    Ours,
    /// Nowhere, or to another address.
    Elsewhere,
    Refused(String),
    Unknown,
}

/// Both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub token: TokenState,
    pub subscription: SubscriptionState,
}

impl View {
    /// Nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self { token: TokenState::Unknown, subscription: SubscriptionState::Unknown }
    }

    fn is_good(&self) -> bool {
        self.token == TokenState::Accepted && self.subscription == SubscriptionState::Ours
    }
}

/// What is asked about: another fingerprint is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub object_uid: String,
    pub waba_id: String,
    pub callback_url: String,
    /// Digest of the token, never the token.
    pub token_digest: String,
}

/// Answers by object.
#[derive(Debug, Default)]
pub struct Answers(Mutex<HashMap<String, (Question, Timestamp, View)>>);

impl Answers {
    fn recall(&self, question: &Question, now: Timestamp) -> Option<View> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, at, view) = answers.get(&question.object_uid)?;
        let seconds = if view.is_good() { GOOD_ANSWER_SECONDS } else { OTHER_ANSWER_SECONDS };
        let fresh = now.duration_since(*at) < SignedDuration::from_secs(seconds);
        (asked == question && fresh).then(|| view.clone())
    }

    fn remember(&self, question: Question, now: Timestamp, view: View) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(question.object_uid.clone(), (question, now, view));
    }

    /// Forgets an object: it is gone, or what was said about it was changed.
    pub fn forget(&self, object_uid: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(object_uid);
    }
}

/// Asks whether the token works and whether the account is subscribed to our address.
pub async fn ask(client: &Client, answers: &Answers, token: &SecretString, question: Question, now: Timestamp) -> View {
    if let Some(view) = answers.recall(&question, now) {
        return view;
    }
    let account = client.with(token);
    let asked = tokio::time::timeout(Duration::from_millis(QUESTION_MS_MAX), account.subscriptions(&question.waba_id)).await;
    let view = match asked {
        Err(_) => View { token: TokenState::Unavailable("it did not answer in time".to_owned()), subscription: SubscriptionState::Unknown },
        Ok(Err(error)) => refused(&error),
        Ok(Ok(subscriptions)) => {
            let ours = subscriptions.iter().any(|it| it.override_callback_uri.as_deref() == Some(&question.callback_url));
            let subscription = if ours { SubscriptionState::Ours } else { SubscriptionState::Elsewhere };
            View { token: TokenState::Accepted, subscription }
        }
    };
    answers.remember(question, now, view.clone());
    view
}

/// Subscribes the account to our address.
pub async fn subscribe(client: &Client, token: &SecretString, waba_id: &str, callback: Callback<'_>) -> SubscriptionState {
    let account = client.with(token);
    let asked = tokio::time::timeout(Duration::from_millis(QUESTION_MS_MAX), account.subscribe(waba_id, Some(callback))).await;
    match asked {
        Err(_) => SubscriptionState::Unknown,
        Ok(Ok(())) => SubscriptionState::Ours,
        Ok(Err(error)) => match error {
            ClientError::Refused(_) | ClientError::Invalid(_) if error.action() != Action::RetryLater => {
                SubscriptionState::Refused(service::chain(&error))
            }
            _ => SubscriptionState::Unknown,
        },
    }
}

fn refused(error: &ClientError) -> View {
    let text = service::chain(error);
    match (error, error.action()) {
        (_, Action::RefreshToken) => View { token: TokenState::Rejected(text), subscription: SubscriptionState::Unknown },
        (ClientError::Refused(_), Action::RetryLater | Action::SlowNumber) | (_, Action::RetryLater) => {
            View { token: TokenState::Unavailable(text), subscription: SubscriptionState::Unknown }
        }
        (ClientError::Refused(_), _) => View { token: TokenState::Accepted, subscription: SubscriptionState::Refused(text) },
        _ => View { token: TokenState::Unavailable(text), subscription: SubscriptionState::Unknown },
    }
}
