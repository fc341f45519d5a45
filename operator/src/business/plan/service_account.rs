//! The worker's identity: it may do nothing in Kubernetes, and carries no token.

use k8s_openapi::api::core::v1::ServiceAccount;

use super::metadata;
use crate::business::validate::ValidBusiness;

pub(super) fn plan(business: &ValidBusiness) -> ServiceAccount {
    ServiceAccount { metadata: metadata(business), automount_service_account_token: Some(false), ..ServiceAccount::default() }
}
