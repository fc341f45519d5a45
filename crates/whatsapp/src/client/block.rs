//! The block list of a number (section 11).

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::Call;
use super::send::invalid::{count, text};
use super::types::{details, or_default};
use super::{Account, ClientError};

/// Most users on a number's list.
pub const BLOCKED_USERS_MAX: usize = 64_000;
/// Phone number or user id of one of them, in characters (field).
pub const BLOCKED_USER_CHARS_MAX: usize = 160;
/// How many different reasons a refusal names.
const REASONS_MAX: usize = 3;

/// What became of each user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Blocked {
    /// Those who are on the list now, or no longer.
    #[serde(alias = "added_users", alias = "removed_users", deserialize_with = "or_default")]
    pub changed: Vec<BlockedUser>,
    #[serde(rename = "failed_users", deserialize_with = "or_default")]
    pub failed: Vec<FailedUser>,
}

/// One user of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BlockedUser {
    /// As we wrote it; absent in the list.
    pub input: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
}

/// One user who couldn't be blocked, or let in again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FailedUser {
    pub input: Option<String>,
    pub wa_id: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub errors: Vec<FailedError>,
}

/// Why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FailedError {
    /// A row of [`CODES`](super::CODES).
    #[serde(deserialize_with = "or_default")]
    pub code: i64,
    #[serde(deserialize_with = "or_default")]
    pub message: String,
    /// The reason, such as that the user hasn't written in the last 24 hours.
    #[serde(rename = "error_data", deserialize_with = "details")]
    pub details: Option<String>,
}

impl Blocked {
    /// Why users couldn't be blocked, each reason once: a list of thousands mostly has one.
    pub(super) fn reasons(&self) -> Option<String> {
        let mut reasons: Vec<&str> = Vec::new();
        for error in self.failed.iter().flat_map(|user| &user.errors) {
            let reason = error.details.as_deref().unwrap_or(&error.message);
            if !reason.is_empty() && !reasons.contains(&reason) {
                reasons.push(reason);
            }
            if reasons.len() == REASONS_MAX {
                break;
            }
        }
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(deserialize_with = "or_default")]
    block_users: Blocked,
}

#[derive(Serialize)]
struct User {
    user: String,
}

impl Account {
    /// Blocks users, by phone number or user id. They must have written in the last 24 hours.
    ///
    /// # Errors
    /// Codes 139100 to 139103, with the reasons, when none could be blocked; else who could and who couldn't is in the answer.
    /// [`ClientError::Invalid`] for nobody, more than [`BLOCKED_USERS_MAX`], or one whose name is empty or longer than
    /// [`BLOCKED_USER_CHARS_MAX`].
    pub async fn block(&self, phone_number_id: &str, users: &[&str]) -> Result<Blocked, ClientError> {
        self.change_blocked(Call::post(&[phone_number_id, "block_users"]), users).await
    }

    /// Lets users in again.
    ///
    /// # Errors
    /// As [`Account::block`].
    pub async fn unblock(&self, phone_number_id: &str, users: &[&str]) -> Result<Blocked, ClientError> {
        self.change_blocked(Call::delete(&[phone_number_id, "block_users"]), users).await
    }

    async fn change_blocked(&self, call: Call<'_>, users: &[&str]) -> Result<Blocked, ClientError> {
        count("block_users", users.len(), &(1..=BLOCKED_USERS_MAX))?;
        let user = |user: &&str| text("block_users.user", *user, BLOCKED_USER_CHARS_MAX).map(|user| User { user });
        let users: Vec<User> = users.iter().map(user).collect::<Result<_, _>>()?;
        let body = json!({"messaging_product": "whatsapp", "block_users": users});
        let answer: Answer = self.call(call.json(&body).repeatable()).await?;
        Ok(answer.block_users)
    }

    /// Everybody who is blocked.
    ///
    /// # Errors
    /// Code 100 for a number that doesn't exist or isn't the token's.
    pub async fn blocked(&self, phone_number_id: &str) -> Result<Vec<BlockedUser>, ClientError> {
        self.pages(&[phone_number_id, "block_users"], &[]).await
    }
}
