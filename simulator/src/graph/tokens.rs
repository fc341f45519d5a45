//! `GET /debug_token`.

use axum::response::Response;
use serde_json::json;

use super::Call;
use super::answer::{Refusal, object};
use crate::simulator::Simulator;

/// What is known of `input_token`: one that is nobody's is an answer, not an error.
pub(super) fn inspect(simulator: &Simulator, call: &Call) -> Result<Response, Refusal> {
    let token = call.query("input_token").ok_or_else(|| Refusal::bad_parameter("input_token is required"))?;
    let owner = simulator.read(|world| world.of_token(token).next().cloned());
    Ok(object(match owner {
        Some(business) => json!({"data": {
            "app_id": business.app_id, "type": "SYSTEM_USER", "application": business.name, "is_valid": true,
            "data_access_expires_at": 0, "expires_at": 0, "issued_at": 1_767_225_600,
            "scopes": ["whatsapp_business_management", "whatsapp_business_messaging", "public_profile"],
            "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": [business.waba_id]}]}}),
        None => json!({"data": {"is_valid": false, "scopes": [], "error": {"code": 190, "message": "Invalid OAuth access token."}}}),
    }))
}
