//! VALIDATE: what was observed becomes a Business that can be planned, or a refusal in words. Pure.
//!
//! The API server checks shapes (see the kind's rules); here is what needs more than one object's text.

use std::collections::BTreeMap;

use crds::{
    Business, ConditionType,
    business::{Autoscaling, AutoscalingMode, PhoneNumber},
    conditions::Reason,
};
use domain::TenantId;
use k8s_openapi::{
    api::core::v1::{ObjectReference, ResourceRequirements, Secret},
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::OwnerReference},
};
use kube::{Resource, ResourceExt};
use secrecy::SecretString;

use super::{
    observe::{Observed, Registered},
    plan::secret::Kept,
    provider,
};

/// A Business that can be planned. After this nothing reads the object itself.
#[derive(Clone, Debug)]
pub struct ValidBusiness {
    pub name: String,
    pub namespace: String,
    pub uid: String,
    pub generation: i64,
    pub owner: OwnerReference,
    pub tenant: TenantId,
    /// Whether this object has had its tenant registered before: only then is there something that can drift or be lost.
    pub registered: bool,
    /// Whether a reconcile of this object came to its end before: what is missing now was taken away.
    pub settled: bool,
    pub display_name: String,
    pub timezone: String,
    /// Lower case.
    pub owner_email: String,
    pub waba_id: String,
    /// Numbers that no older Business lists.
    pub numbers: Vec<PhoneNumber>,
    /// Numbers that an older Business lists: id, and `namespace/name`.
    pub conflicts: Vec<(String, String)>,
    pub subscribe: bool,
    pub autoscaling: Autoscaling,
    pub keda_installed: bool,
    pub resources: ResourceRequirements,
    pub ingest_per_second: u32,
    pub raw_webhook_days: u32,
    pub connection_limit: i32,
    pub suspend: bool,
    pub credentials: Credentials,
    pub credentials_name: String,
    pub kept: Kept,
    pub backlog: Option<u64>,
    pub last_inbound_at: Option<jiff::Timestamp>,
    pub provider: provider::View,
}

/// What the credentials Secret holds.
#[derive(Clone, Debug)]
pub enum Credentials {
    Complete {
        access_token: SecretString,
        /// The app secret first, then the previous one while it is being rotated.
        app_secrets: Vec<SecretString>,
        verify_token: Option<SecretString>,
    },
    Missing,
    Incomplete {
        /// Keys that are absent or empty.
        keys: Vec<&'static str>,
    },
}

/// Who decides how many workers run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replicas {
    Fixed(i32),
    Autoscaled,
}

impl ValidBusiness {
    /// The object, for events.
    #[must_use]
    pub fn object_ref(&self) -> ObjectReference {
        ObjectReference {
            api_version: Some(self.owner.api_version.clone()),
            kind: Some(self.owner.kind.clone()),
            name: Some(self.name.clone()),
            namespace: Some(self.namespace.clone()),
            uid: Some(self.uid.clone()),
            ..ObjectReference::default()
        }
    }

    /// Whether KEDA is asked for and isn't there.
    #[must_use]
    pub fn lacks_keda(&self) -> bool {
        self.autoscaling.mode == AutoscalingMode::Keda && !self.keda_installed
    }

    /// Who decides how many workers run.
    #[must_use]
    pub fn replicas(&self) -> Replicas {
        match self.autoscaling.mode {
            _ if self.suspend => Replicas::Fixed(0),
            AutoscalingMode::None => Replicas::Fixed(self.autoscaling.min_replicas),
            // Until somebody installs KEDA, the business isn't left without workers.
            AutoscalingMode::Keda if !self.keda_installed => Replicas::Fixed(self.autoscaling.min_replicas.max(1)),
            AutoscalingMode::Hpa | AutoscalingMode::Keda => Replicas::Autoscaled,
        }
    }
}

/// Why nothing can be planned until somebody changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Reason,
    /// Says what to do.
    pub message: String,
}

fn refuse<T>(reason: Reason, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { reason, message: message.into() })
}

/// Judges what was observed.
///
/// # Errors
/// A refusal that says what to change.
pub fn validate(observed: &Observed) -> Result<ValidBusiness, Refusal> {
    let business = &observed.business;
    let spec = &business.spec;
    check_values(observed)?;
    check_registration(observed)?;
    let registered = observed.registered == Registered::ThisObject;
    let conflicts = observed.older_claims.clone();
    let is_free = |number: &&PhoneNumber| conflicts.iter().all(|(id, _)| *id != number.id);
    let numbers: Vec<PhoneNumber> = spec.whatsapp.phone_numbers.iter().filter(is_free).cloned().collect();
    if numbers.is_empty() && !registered {
        return refuse(Reason::PhoneNumberConflict, conflict_message(&conflicts));
    }
    let Some(owner) = business.controller_owner_ref(&()) else {
        return refuse(Reason::InvalidSpec, "the object has no uid; apply it to an API server");
    };
    Ok(ValidBusiness {
        name: business.name_any(),
        namespace: business.namespace().unwrap_or_default(),
        uid: business.uid().unwrap_or_default(),
        generation: business.metadata.generation.unwrap_or_default(),
        owner,
        tenant: observed.tenant.clone(),
        registered,
        settled: registered && was_settled(business),
        display_name: spec.display_name.clone(),
        timezone: spec.timezone.clone(),
        owner_email: spec.owner.email.to_lowercase(),
        waba_id: spec.whatsapp.waba_id.clone(),
        numbers,
        conflicts,
        subscribe: spec.whatsapp.subscribe,
        autoscaling: spec.worker.autoscaling.clone(),
        keda_installed: observed.keda_installed,
        resources: spec.worker.resources.clone().unwrap_or_else(default_resources),
        ingest_per_second: spec.limits.ingest_per_second.unsigned_abs(),
        raw_webhook_days: spec.retention.raw_webhook_days.unsigned_abs(),
        connection_limit: spec.database.connection_limit,
        suspend: spec.suspend,
        credentials: credentials(observed.credentials.as_ref()),
        credentials_name: spec.whatsapp.credentials_secret_ref.name.clone(),
        kept: observed.live.secret.as_ref().map(Kept::read).unwrap_or_default(),
        backlog: observed.backlog,
        last_inbound_at: observed.last_inbound_at,
        provider: observed.provider.clone(),
    })
}

/// Whether an earlier reconcile of this generation got the tenant as far as accepting webhooks.
fn was_settled(business: &Business) -> bool {
    let Some(status) = &business.status else { return false };
    let accepting = status.conditions.iter().any(|it| it.type_ == ConditionType::StreamReady.as_str() && it.status == "True");
    status.observed_generation == business.metadata.generation && accepting
}

/// What a conflict's message says; it names the other object.
#[must_use]
pub fn conflict_message(conflicts: &[(String, String)]) -> String {
    let list: Vec<String> = conflicts.iter().map(|(id, other)| format!("{id} is held by Business {other}")).collect();
    format!("phone number {}; remove the number here or there", list.join(", "))
}

fn check_values(observed: &Observed) -> Result<(), Refusal> {
    let spec = &observed.business.spec;
    if jiff::tz::TimeZone::get(&spec.timezone).is_err() {
        return refuse(
            Reason::InvalidSpec,
            format!("spec.timezone `{}` is not an IANA time zone; write one such as Europe/Berlin", spec.timezone),
        );
    }
    // A label's value ends with a letter or digit, and the tenant is one.
    if observed.tenant.as_str().ends_with('_') {
        return refuse(Reason::InvalidSpec, "spec.database.schema ends with `_`; name a schema that ends with a letter or digit");
    }
    Ok(())
}

fn check_registration(observed: &Observed) -> Result<(), Refusal> {
    let namespace = observed.business.namespace().unwrap_or_default();
    let schema = observed.tenant.schema();
    match &observed.registered {
        Registered::Nobody | Registered::ThisObject => Ok(()),
        Registered::Retained { namespace: theirs } if *theirs == namespace => Ok(()),
        Registered::Retained { namespace: theirs } => refuse(
            Reason::SchemaConflict,
            format!("schema {schema} was retained from namespace {theirs}; apply this Business there, or name another schema"),
        ),
        Registered::OtherObject { namespace: theirs, name } => refuse(
            Reason::SchemaConflict,
            format!("schema {schema} belongs to Business {theirs}/{name}; delete that one first, or name another schema"),
        ),
        Registered::StraySchema => refuse(
            Reason::SchemaConflict,
            format!("schema {schema} exists in the database but was never registered; rename or drop it there, or name another schema"),
        ),
    }
}

fn credentials(secret: Option<&Secret>) -> Credentials {
    let Some(secret) = secret else { return Credentials::Missing };
    let text = |key: &str| {
        let bytes = &secret.data.as_ref()?.get(key)?.0;
        let text = String::from_utf8(bytes.clone()).ok()?.trim().to_owned();
        (!text.is_empty()).then(|| SecretString::from(text))
    };
    match (text("accessToken"), text("appSecret")) {
        (Some(access_token), Some(app_secret)) => Credentials::Complete {
            access_token,
            app_secrets: std::iter::once(app_secret).chain(text("appSecret.previous")).collect(),
            verify_token: text("verifyToken"),
        },
        (access_token, app_secret) => {
            let absent = [("accessToken", access_token.is_none()), ("appSecret", app_secret.is_none())];
            Credentials::Incomplete { keys: absent.into_iter().filter(|(_, absent)| *absent).map(|(key, _)| key).collect() }
        }
    }
}

fn default_resources() -> ResourceRequirements {
    let quantities = |list: &[(&str, &str)]| -> BTreeMap<String, Quantity> {
        list.iter().map(|(key, value)| ((*key).to_owned(), Quantity((*value).to_owned()))).collect()
    };
    ResourceRequirements {
        requests: Some(quantities(&[("cpu", "30m"), ("memory", "48Mi")])),
        limits: Some(quantities(&[("memory", "256Mi")])),
        ..ResourceRequirements::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        super::fixtures::{business, observed},
        *,
    };

    #[test]
    fn what_cannot_be_planned_is_refused_with_what_to_change() {
        let refusal = |change: fn(&mut Observed)| {
            let mut seen = observed(business(|_| {}));
            change(&mut seen);
            let refusal = validate(&seen).unwrap_err();
            (refusal.reason, refusal.message)
        };
        let cases: [(&str, (Reason, String)); 5] = [
            ("name another schema", refusal(|seen| seen.registered = Registered::StraySchema)),
            (
                "was retained from namespace elsewhere",
                refusal(|seen| seen.registered = Registered::Retained { namespace: "elsewhere".to_owned() }),
            ),
            (
                "belongs to Business a/b",
                refusal(|seen| seen.registered = Registered::OtherObject { namespace: "a".to_owned(), name: "b".to_owned() }),
            ),
            ("IANA", refusal(|seen| seen.business = business(|object| object["spec"]["timezone"] = json!("Mars/Olympus_Mons")))),
            (
                "800000000000002 is held by Business n/older, 800000000000003 is held by Business n/older",
                refusal(|seen| {
                    seen.older_claims = ["800000000000002", "800000000000003"].map(|id| (id.to_owned(), "n/older".to_owned())).into();
                }),
            ),
        ];
        for (expected, (reason, message)) in &cases {
            assert!(message.contains(expected), "{reason:?}: {message}");
        }
        let reasons: Vec<Reason> = cases.iter().map(|(_, (reason, _))| *reason).collect();
        let schema = Reason::SchemaConflict;
        assert_eq!(reasons, [schema, schema, schema, Reason::InvalidSpec, Reason::PhoneNumberConflict]);
    }

    #[test]
    fn a_retained_schema_is_adopted_in_its_own_namespace() {
        let mut seen = observed(business(|object| object["spec"]["database"]["schema"] = json!("t_acme_3f9c2a")));
        seen.registered = Registered::Retained { namespace: "kube-public2".to_owned() };
        assert_eq!(validate(&seen).unwrap().tenant.as_str(), "acme_3f9c2a");
    }

    #[test]
    fn a_business_that_has_numbers_goes_on_with_those_nobody_older_lists() {
        let mut seen = observed(business(|_| {}));
        seen.registered = Registered::ThisObject;
        seen.older_claims = vec![("800000000000002".to_owned(), "n/older".to_owned())];
        let valid = validate(&seen).unwrap();
        assert_eq!(valid.numbers.len(), 1);
        assert_eq!(valid.numbers[0].id, "800000000000003");
    }

    #[test]
    fn keys_that_the_credentials_lack_are_named() {
        let mut seen = observed(business(|_| {}));
        seen.credentials.as_mut().unwrap().data.as_mut().unwrap().remove("appSecret");
        let valid = validate(&seen).unwrap();
        assert!(matches!(valid.credentials, Credentials::Incomplete { keys } if keys == ["appSecret"]));
    }
}
