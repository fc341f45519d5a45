//! The people of a business.

pub mod list;
