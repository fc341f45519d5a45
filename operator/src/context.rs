//! What a reconcile works with: handles, settings, clock, randomness.

use aws_lc_rs::rand;
use crds::Business;
use domain::Clock;
use k8s_openapi::api::core::v1::ObjectReference;
use kube::{
    Client,
    core::DeserializeGuard,
    runtime::{
        events::{Event, EventType, Recorder},
        reflector::Store,
    },
};
use store::{Database, Fence};
use stream::{Bus, Directory, DirectoryKey, topology::Durability};

use crate::{
    business::{
        backoff::Backoff,
        plan::{Drawn, Settings},
        provider::Answers,
        status::Refreshes,
    },
    metrics::Metrics,
};

/// Made once per term of leadership.
pub struct Context {
    pub client: Client,
    pub clock: Clock,
    pub random: Random,
    pub recorder: Recorder,
    pub metrics: Metrics,
    pub settings: Settings,
    pub api_role: String,
    pub database: Database,
    /// The right to write in this term; every provisioning transaction checks it.
    pub fence: Fence,
    pub bus: Bus,
    pub directory: Directory,
    pub directory_key: DirectoryKey,
    pub durability: Durability,
    pub graph: whatsapp::client::Client,
    pub answers: Answers,
    /// Every Business, as last seen by a watch.
    pub businesses: Store<DeserializeGuard<Business>>,
    pub backoff: Backoff,
    pub refreshes: Refreshes,
}

impl Context {
    /// Counts and tells that something was put back as it should be.
    pub async fn drift_corrected(&self, regarding: &ObjectReference, kind: &str) {
        self.metrics.drift_corrected(kind);
        tracing::warn!(kind, business = regarding.name, namespace = regarding.namespace, "corrected drift");
        let event = Event {
            type_: EventType::Normal,
            reason: "DriftCorrected".to_owned(),
            note: Some(format!("{kind} was changed or removed by somebody else; it is as planned again")),
            action: "Apply".to_owned(),
            secondary: None,
        };
        self.publish(&event, regarding).await;
    }

    /// Publishes an event; a lost one is logged and nothing else.
    pub async fn publish(&self, event: &Event, regarding: &ObjectReference) {
        if let Err(error) = self.recorder.publish(event, regarding).await {
            tracing::warn!(reason = event.reason, error = service::chain(&error), "an event could not be published");
        }
    }
}

/// The system's random source.
#[derive(Clone, Copy, Debug)]
pub struct Random;

impl Random {
    /// Fresh secrets: 32 hex digits for the password, 64 for what travels in links.
    #[must_use]
    pub fn draw(self) -> Drawn {
        Drawn { database_password: hex(16), verify_token: hex(24), invite_token: hex(32) }
    }

    /// A number from 0.0 up to 1.0.
    #[must_use]
    pub fn fraction(self) -> f64 {
        let mut bytes = [0; 4];
        rand::fill(&mut bytes).expect("the system's random source works");
        f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
    }

    /// A short suffix that tells processes of one name apart.
    #[must_use]
    pub fn suffix(self) -> String {
        hex(4)
    }
}

fn hex(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::fill(&mut buffer).expect("the system's random source works");
    hex::encode(buffer)
}
