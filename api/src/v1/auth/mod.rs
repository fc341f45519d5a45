//! Signing in and out. An access token lives 15 minutes and travels in `Authorization`; the refresh token lives in an
//! httpOnly cookie that only these paths see, and is replaced every time it is used.

pub mod accept_invite;
pub mod login;
pub mod logout;
pub mod me;
pub mod passwords;
pub mod refresh;
pub mod refresh_token;
pub mod signed_in;

pub use passwords::Passwords;
pub use signed_in::SignIns;
