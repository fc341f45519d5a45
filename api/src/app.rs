//! The composition root: builds every part once and lends each handler the parts that it names.

use std::sync::Arc;

use axum::extract::FromRef;
use cache::Cache;

use crate::{
    auth::Accesses,
    dashboard::Dashboard,
    databases::Databases,
    ingest::Ingest,
    limits::SignInLimit,
    metrics::Metrics,
    origin::Origins,
    token::Tokens,
    v1::{
        auth::{Passwords, SignIns},
        conversations::write::Writes,
    },
};

/// Everything that handlers may ask for. A clone is a handful of reference counts.
#[derive(Clone, Debug)]
pub struct App {
    pub accesses: Accesses,
    pub cache: Cache,
    pub dashboard: Dashboard,
    pub databases: Databases,
    pub ingest: Ingest,
    pub metrics: Metrics,
    pub origins: Origins,
    pub passwords: Passwords,
    pub sign_in_limit: SignInLimit,
    pub sign_ins: SignIns,
    pub tokens: Arc<Tokens>,
    pub writes: Writes,
}

macro_rules! lend {
    ($($part:ident: $type:ty),* $(,)?) => {
        $(impl FromRef<App> for $type {
            fn from_ref(app: &App) -> Self {
                app.$part.clone()
            }
        })*
    };
}

lend! {
    accesses: Accesses,
    cache: Cache,
    dashboard: Dashboard,
    databases: Databases,
    ingest: Ingest,
    metrics: Metrics,
    origins: Origins,
    passwords: Passwords,
    sign_in_limit: SignInLimit,
    sign_ins: SignIns,
    tokens: Arc<Tokens>,
    writes: Writes,
}
