//! PostgreSQL: migrations, provisioning and one file per table. Nothing else knows sqlx.
//!
//! Two kinds of schema (DESIGN section 8): `control`, reached through [`Database`] with qualified names, and one
//! `t_<tenantId>` per business, reached through [`TenantTx`] (API) or a pool whose search path is that schema (worker).

pub mod audit;
pub mod businesses;
pub mod conversations;
pub mod cursor;
pub mod error;
pub mod fences;
pub mod idempotency;
pub mod inbound;
pub mod invites;
pub mod messages;
pub mod migrate;
pub mod partitions;
pub mod pool;
pub mod provision;
pub mod replica;
pub mod roles;
pub mod scope;
pub mod sessions;
pub mod users;

pub use cursor::Cursor;
pub use error::{Constraint, StoreError};
pub use fences::Fence;
pub use pool::{Database, PoolOptions};
pub use roles::Role;
pub use scope::TenantTx;
