//! Hostile fixtures: no two values are alike, so that a swapped one shows.

use std::sync::Arc;

use crds::Business;
use k8s_openapi::{ByteString, api::core::v1::Secret};
use serde_json::{Value, json};

use super::{
    identity,
    observe::{Live, Observed, Registered},
    plan::{Drawn, Settings},
    provider::{SubscriptionState, TokenState, View},
};

/// A Business whose name isn't the product's, in a namespace that isn't ours.
pub fn business(change: impl FnOnce(&mut Value)) -> Arc<Business> {
    let mut object = json!({
        "apiVersion": "switchboard.chat/v1alpha1", "kind": "Business",
        "metadata": {
            "name": "worker-default.co", "namespace": "kube-public2", "generation": 7,
            "uid": "11111111-2222-3333-4444-555555555555", "creationTimestamp": "2026-01-02T03:04:05Z",
        },
        "spec": {
            "displayName": "Tenants & Söhne", "timezone": "America/Argentina/Ushuaia",
            "owner": {"email": "Admin@Owner.example"},
            "whatsapp": {
                "wabaId": "900000000000001",
                "phoneNumbers": [{"id": "800000000000002", "display": "+1 555 0100"}, {"id": "800000000000003", "display": "+1 555 0101"}],
                "credentialsSecretRef": {"name": "worker-default.co-worker2"},
            },
            "worker": {"autoscaling": {"mode": "HPA", "minReplicas": 2, "maxReplicas": 9, "backlogPerReplica": 333}},
            "limits": {"ingestPerSecond": 11, "sendPerSecond": 12, "agents": 13},
            "retention": {"messagesDays": 14, "rawWebhookDays": 15},
            "database": {"connectionLimit": 16},
        },
    });
    change(&mut object);
    Arc::new(serde_json::from_value(object).expect("the fixture fits the schema"))
}

/// What a reconcile sees of it when everything is well and nothing was applied yet.
pub fn observed(business: Arc<Business>) -> Observed {
    let credentials = [("accessToken", "token-a"), ("appSecret", "secret-b"), ("appSecret.previous", "secret-c")];
    let data = credentials.map(|(key, value)| (key.to_owned(), ByteString(value.as_bytes().to_vec())));
    Observed {
        tenant: identity::tenant_of(&business).expect("the fixture has an identity"),
        business,
        credentials: Some(Secret { data: Some(data.into()), ..Secret::default() }),
        live: Live::default(),
        older_claims: Vec::new(),
        keda_installed: false,
        registered: Registered::Nobody,
        backlog: Some(17),
        last_inbound_at: jiff::Timestamp::from_second(1_780_000_000).ok(),
        provider: View { token: TokenState::Accepted, subscription: SubscriptionState::Elsewhere },
    }
}

/// An installation.
pub fn settings() -> Settings {
    Settings {
        worker_image: "registry.example/worker:1.2.3".to_owned(),
        worker_database_host: "db.example:15432/inbox".to_owned(),
        worker_nats_url: "nats://user:pa55@bus.example:14222".to_owned().into(),
        public_url: "https://inbox.example".to_owned(),
        metrics_url: "http://operator.example:9090/metrics".to_owned(),
        log: "info,worker=debug".to_owned(),
        schema_version: 42,
    }
}

/// What the dice gave.
pub fn drawn() -> Drawn {
    Drawn {
        database_password: "drawnpassword1234".to_owned(),
        verify_token: "drawnverify".to_owned(),
        invite_token: "drawninvite".to_owned(),
    }
}
