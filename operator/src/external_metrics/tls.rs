//! Both ends of the aggregator's TLS: our certificate, made once and shared by the replicas through a Secret, and the
//! front proxy's CA, which the cluster publishes.

use std::{sync::Arc, time::Duration};

use domain::Clock;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use k8s_openapi::{
    ByteString,
    api::core::v1::{ConfigMap, Secret},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
    kube_aggregator::pkg::apis::apiregistration::v1::APIService,
};
use kube::{
    Api, Client,
    api::{Patch, PatchParams, PostParams},
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The Secret that the replicas share.
const SECRET: &str = "switchboard-operator-tls";
/// When its certificate ends.
const ENDS_ANNOTATION: &str = "switchboard.chat/certificate-ends";
/// Days that a certificate counts.
const CERTIFICATE_DAYS: i64 = 365;
/// A certificate with fewer days left is replaced.
const RENEW_DAYS: i64 = 60;
/// How often both ends are looked at, in seconds.
const LOOK_SECONDS: u64 = 30;
const API_SERVICE: &str = "v1beta1.external.metrics.k8s.io";
const CERTIFICATE: &str = "tls.crt";
const KEY: &str = "tls.key";
/// What clients shall trust: our certificate, and the one before it.
const BUNDLE: &str = "ca.crt";

/// Why TLS can't be set up; all of them may pass.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("the API server can't be asked about {what}")]
    Kubernetes { what: &'static str, source: kube::Error },
    #[error("a certificate can't be made")]
    Make(#[source] rcgen::Error),
    #[error("{what} can't be read; delete the Secret {SECRET} to have it made anew")]
    Unreadable { what: &'static str },
    #[error("the certificate and its key don't fit")]
    Config(#[source] rustls::Error),
    #[error("the cluster publishes no CA of its front proxy; start the API server with --requestheader-client-ca-file")]
    NoFrontProxy,
}

/// A TLS server and whom it admits.
pub struct Identity {
    pub server: Arc<ServerConfig>,
    /// Common names that may call; empty for everybody whom the CA vouches for.
    allowed_names: Vec<String>,
}

impl Identity {
    /// Whether the caller, whose certificate the handshake has verified, is the front proxy.
    #[must_use]
    pub fn admits(&self, chain: &[CertificateDer<'_>]) -> bool {
        let Some((_, certificate)) = chain.first().and_then(|first| X509Certificate::from_der(first).ok()) else { return false };
        let mut names = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
        self.allowed_names.is_empty() || names.any(|name| self.allowed_names.iter().any(|allowed| allowed == name))
    }
}

/// Where the certificate is for.
#[derive(Clone)]
pub struct Keeper {
    pub client: Client,
    pub namespace: String,
    pub service: String,
    pub clock: Clock,
}

impl Keeper {
    /// Keeps the identity current until asked to stop; the leader also makes and renews the certificate and tells the
    /// API server to trust it.
    pub async fn keep(self, leads: watch::Receiver<bool>, identity: watch::Sender<Option<Arc<Identity>>>, stop: CancellationToken) {
        let (mut known, mut leads) = (None, leads);
        loop {
            let leading = *leads.borrow_and_update();
            match self.look(leading, &mut known).await {
                Ok(Some(found)) => drop(identity.send_replace(Some(found))),
                Ok(None) => {}
                Err(error) => tracing::warn!(error = service::chain(&error), "the external metrics API isn't set up; trying again"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                // Leadership changed: there may be something to make.
                changed = leads.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(Duration::from_secs(if known.is_some() { LOOK_SECONDS } else { 2 })) => {}
            }
        }
    }

    /// A new identity when anything that it is made of changed.
    async fn look(&self, leading: bool, known: &mut Option<(Material, FrontProxy)>) -> Result<Option<Arc<Identity>>, TlsError> {
        let Some(material) = self.material(leading).await? else { return Ok(None) };
        if leading {
            self.publish(&material.bundle).await?;
        }
        let found = (material, self.front_proxy().await?);
        if known.as_ref() == Some(&found) {
            return Ok(None);
        }
        let identity = build(&found.0, &found.1)?;
        *known = Some(found);
        Ok(Some(Arc::new(identity)))
    }

    /// What the Secret holds; the leader makes it if it is absent or nearly over.
    async fn material(&self, leading: bool) -> Result<Option<Material>, TlsError> {
        let api: Api<Secret> = Api::namespaced(self.client.clone(), &self.namespace);
        let failed = |source| TlsError::Kubernetes { what: "the certificate's Secret", source };
        let found = api.get_opt(SECRET).await.map_err(failed)?;
        let current = found.as_ref().map(Material::read).transpose()?;
        let now = self.clock.now();
        if !leading || found.as_ref().is_some_and(|secret| !is_nearly_over(secret, now)) {
            return Ok(current);
        }
        let made = self.make(now, current.as_ref())?;
        match found {
            None => api.create(&PostParams::default(), &made).await.map_err(failed)?,
            // With the resource version read above, so that another's write isn't lost.
            Some(Secret { metadata, .. }) => {
                let metadata = ObjectMeta { annotations: made.metadata.annotations.clone(), ..metadata };
                api.replace(SECRET, &PostParams::default(), &Secret { metadata, ..made.clone() }).await.map_err(failed)?
            }
        };
        tracing::info!("made a certificate for the external metrics API");
        Material::read(&made).map(Some)
    }

    fn make(&self, now: Timestamp, previous: Option<&Material>) -> Result<Secret, TlsError> {
        let names: Vec<String> =
            ["", ".svc", ".svc.cluster.local"].iter().map(|domain| format!("{}.{}{domain}", self.service, self.namespace)).collect();
        let key = rcgen::KeyPair::generate().map_err(TlsError::Make)?;
        let mut parameters = rcgen::CertificateParams::new(names).map_err(TlsError::Make)?;
        let day = |at: Timestamp| {
            let date = at.to_zoned(TimeZone::UTC).date();
            rcgen::date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
        };
        let ends = now + SignedDuration::from_hours(24 * CERTIFICATE_DAYS);
        // A day earlier, for clocks that are behind.
        parameters.not_before = day(now - SignedDuration::from_hours(24));
        parameters.not_after = day(ends);
        let certificate = parameters.self_signed(&key).map_err(TlsError::Make)?.pem();
        let bundle = format!("{certificate}{}", previous.map(|previous| previous.certificate.as_str()).unwrap_or_default());
        let entry = |key: &str, text: String| (key.to_owned(), ByteString(text.into_bytes()));
        let data = [entry(CERTIFICATE, certificate), entry(KEY, key.serialize_pem()), entry(BUNDLE, bundle)];
        Ok(Secret {
            metadata: ObjectMeta {
                name: Some(SECRET.to_owned()),
                annotations: Some([(ENDS_ANNOTATION.to_owned(), ends.to_string())].into()),
                ..ObjectMeta::default()
            },
            type_: Some("kubernetes.io/tls".to_owned()),
            data: Some(data.into()),
            ..Secret::default()
        })
    }

    /// Tells the API server to trust us, unless it does. The chart makes the APIService; without it nothing is done.
    async fn publish(&self, bundle: &str) -> Result<(), TlsError> {
        let api: Api<APIService> = Api::all(self.client.clone());
        let failed = |source| TlsError::Kubernetes { what: "the APIService", source };
        let Some(service) = api.get_opt(API_SERVICE).await.map_err(failed)? else { return Ok(()) };
        let spec = service.spec.unwrap_or_default();
        let target = spec.service.as_ref();
        let ours = target.is_some_and(|it| it.name.as_deref() == Some(&self.service) && it.namespace.as_deref() == Some(&self.namespace));
        let bundle = ByteString(bundle.as_bytes().to_vec());
        if !ours || spec.ca_bundle.as_ref() == Some(&bundle) {
            return Ok(());
        }
        let patch = serde_json::json!({"spec": {"caBundle": bundle}});
        api.patch(API_SERVICE, &PatchParams::default(), &Patch::Merge(&patch)).await.map(drop).map_err(failed)
    }

    /// Whom the cluster lets act as its front proxy.
    async fn front_proxy(&self) -> Result<FrontProxy, TlsError> {
        let api: Api<ConfigMap> = Api::namespaced(self.client.clone(), "kube-system");
        let found = api.get_opt("extension-apiserver-authentication").await;
        let found = found.map_err(|source| TlsError::Kubernetes { what: "the front proxy's CA", source })?;
        let mut data = found.and_then(|map| map.data).unwrap_or_default();
        let ca = data.remove("requestheader-client-ca-file").filter(|pem| !pem.is_empty()).ok_or(TlsError::NoFrontProxy)?;
        let names = data.remove("requestheader-allowed-names").unwrap_or_default();
        Ok(FrontProxy { ca, allowed_names: serde_json::from_str(&names).unwrap_or_default() })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Material {
    certificate: String,
    key: String,
    bundle: String,
}

impl Material {
    fn read(secret: &Secret) -> Result<Self, TlsError> {
        let text = |key: &str, what| {
            let bytes = secret.data.as_ref().and_then(|data| data.get(key)).map(|bytes| bytes.0.clone());
            bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(TlsError::Unreadable { what })
        };
        Ok(Self { certificate: text(CERTIFICATE, "the certificate")?, key: text(KEY, "the key")?, bundle: text(BUNDLE, "the bundle")? })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct FrontProxy {
    ca: String,
    allowed_names: Vec<String>,
}

fn is_nearly_over(secret: &Secret, now: Timestamp) -> bool {
    let ends = secret.metadata.annotations.as_ref().and_then(|all| all.get(ENDS_ANNOTATION)?.parse::<Timestamp>().ok());
    ends.is_none_or(|ends| ends < now + SignedDuration::from_hours(24 * RENEW_DAYS))
}

fn build(material: &Material, front_proxy: &FrontProxy) -> Result<Identity, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(front_proxy.ca.as_bytes()) {
        let certificate = certificate.map_err(|_| TlsError::Unreadable { what: "the front proxy's CA" })?;
        roots.add(certificate).map_err(TlsError::Config)?;
    }
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().map_err(|_| TlsError::NoFrontProxy)?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(material.certificate.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::Unreadable { what: "the certificate" })?;
    let key = PrivateKeyDer::from_pem_slice(material.key.as_bytes()).map_err(|_| TlsError::Unreadable { what: "the key" })?;
    let mut server = ServerConfig::builder().with_client_cert_verifier(verifier).with_single_cert(chain, key).map_err(TlsError::Config)?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Identity { server: Arc::new(server), allowed_names: front_proxy.allowed_names.clone() })
}
