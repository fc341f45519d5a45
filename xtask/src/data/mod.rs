//! The stores: PostgreSQL with a replica, Redis, NATS. External to the cluster, as in production.

pub mod nats;
pub mod postgres;
pub mod redis;
pub mod replica;
