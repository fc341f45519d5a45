//! What can go wrong in the store, sorted by what the caller should do about it.

use sqlx::migrate::MigrateError;

/// A constraint of ours that a caller can meet in the normal course of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// A user with this email exists.
    UserEmail,
    /// The phone number belongs to another tenant.
    PhoneNumber,
    /// The Kubernetes object owns another tenant.
    BusinessObject,
    /// This email was invited to the business before.
    Invite,
    /// The tenant isn't registered.
    Tenant,
    /// Any other one.
    Other,
}

impl Constraint {
    fn from_name(name: &str) -> Self {
        match name {
            "users_email_key" => Self::UserEmail,
            "phone_numbers_pkey" => Self::PhoneNumber,
            "businesses_object_uid_key" => Self::BusinessObject,
            "invites_tenant_id_email_key" => Self::Invite,
            "memberships_tenant_id_fkey" | "invites_tenant_id_fkey" | "phone_numbers_tenant_id_fkey" => Self::Tenant,
            _ => Self::Other,
        }
    }
}

/// Errors of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A constraint refused the row (SQLSTATE 23xxx): the same call will fail again.
    #[error("a constraint refused the row ({constraint:?}): change the data, then try again")]
    Refused {
        constraint: Constraint,
        #[source]
        source: sqlx::Error,
    },
    /// A value can't be stored (SQLSTATE 22xxx): the same call will fail again.
    #[error("a value can't be stored: park the row that carries it")]
    Data(#[source] sqlx::Error),
    /// Another transaction was in the way (deadlock, serialisation, lock timeout): try again at once.
    #[error("another transaction was in the way: try again")]
    Contended(#[source] sqlx::Error),
    /// PostgreSQL can't be reached, is starting, stopping or full: try again later.
    #[error("postgres can't serve now: check that it is up and that the pool's limits fit, then try again")]
    Unavailable(#[source] sqlx::Error),
    /// The role may not do this (SQLSTATE 42501).
    #[error("postgres refused the role: check its grants")]
    Forbidden(#[source] sqlx::Error),
    /// A newer leader has written: stop.
    #[error("term {term} of `{name}` is over: a newer leader writes now, stop this one")]
    Fenced { name: String, term: i64 },
    /// A migration failed or doesn't fit what was applied before.
    #[error("migrating schema `{schema}` failed: repair it by hand, or run the version that it was made by")]
    Migrate {
        schema: String,
        #[source]
        source: MigrateError,
    },
    /// A name or password that would not be safe inside a statement.
    #[error("{what} holds characters that are not allowed: use letters, digits, `_` and `-`")]
    Unsafe { what: &'static str },
    /// What is stored can't be read as what it should be.
    #[error("a stored {what} can't be read: `{value}`")]
    Corrupt { what: &'static str, value: String },
    /// A mistake in a statement of ours.
    #[error("a statement is wrong: this is a bug")]
    Bug(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the rows themselves are at fault: retrying all of them can't help, leaving one out can.
    #[must_use]
    pub fn is_about_the_data(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Data(_))
    }

    /// Whether the same call may succeed later without any change.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Contended(_) | Self::Unavailable(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else { return from_client(error) };
        let state = database.code().unwrap_or_default().into_owned();
        match (state.get(..2).unwrap_or_default(), state.as_str()) {
            // Ids are given to contacts only where nobody has them, so another transaction was quicker with this one.
            (_, "23505") if matches!(database.constraint(), Some("contacts_wa_id_key" | "contacts_user_id_key")) => Self::Contended(error),
            ("23", _) => {
                let constraint = database.constraint().map_or(Constraint::Other, Constraint::from_name);
                Self::Refused { constraint, source: error }
            }
            // 54000: a row or an index entry beyond PostgreSQL's limits.
            ("22" | "54", _) => Self::Data(error),
            ("40", _) | (_, "55P03") => Self::Contended(error),
            // 08 connection, 25006 a replica, 28 authorisation while a password rotates, 53 resources, 57 shutdown, 58 system.
            ("08" | "28" | "53" | "57" | "58", _) | (_, "25006") => Self::Unavailable(error),
            (_, "42501") => Self::Forbidden(error),
            // The schema, a part of it or the database isn't there yet (a program newer than the last migration), is gone, or
            // takes no connections now.
            (_, "3D000" | "3F000" | "42P01" | "42703" | "55000") => Self::Unavailable(error),
            _ => Self::Bug(error),
        }
    }
}

fn from_client(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed
        | sqlx::Error::Protocol(_) => StoreError::Unavailable(error),
        sqlx::Error::Encode(_) => StoreError::Data(error),
        other => StoreError::Bug(other),
    }
}
