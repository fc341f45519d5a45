//! One TLS provider per process.

/// Makes aws-lc-rs the provider of every TLS connection of this process. The first statement of every `main`: with
/// two providers linked in and none chosen, rustls panics at the first handshake (stack.md, trap 1).
pub fn install_crypto() {
    // An error means that it is installed already, by this same function.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
