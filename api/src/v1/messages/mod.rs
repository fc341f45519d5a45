//! Messages: the filtered list of one business, and across businesses.

pub mod across;
pub mod filter;
pub mod list;
