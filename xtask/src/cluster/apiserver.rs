//! The Kubernetes API server.

use std::process::Command;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, Folders, NODE_IP, PORT_ETCD, PORT_KUBE, SERVICE_NET};
use crate::step::Outcome;

/// Runs the API server; ready when `/readyz` says exactly `ok` (its RBAC bootstrap has finished then).
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let pki = |file: &str| ctx.folders.state.join("pki").join(file).display().to_string();
    Daemon::new("apiserver", ctx.folders.tool("kube-apiserver")?)
        .arg(format!("--etcd-servers=http://127.0.0.1:{PORT_ETCD}"))
        .args([format!("--bind-address={NODE_IP}"), format!("--advertise-address={NODE_IP}"), format!("--secure-port={PORT_KUBE}")])
        .args(["--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true"])
        .arg(format!("--service-cluster-ip-range={SERVICE_NET}"))
        .args([format!("--client-ca-file={}", pki("ca.crt"))])
        .args([format!("--tls-cert-file={}", pki("apiserver.crt")), format!("--tls-private-key-file={}", pki("apiserver.key"))])
        .arg("--service-account-issuer=https://kubernetes.default.svc")
        .args([format!("--service-account-key-file={}", pki("sa.pub")), format!("--service-account-signing-key-file={}", pki("sa.key"))])
        .arg(format!("--kubelet-client-certificate={}", pki("kubelet-client.crt")))
        .arg(format!("--kubelet-client-key={}", pki("kubelet-client.key")))
        .arg(format!("--kubelet-certificate-authority={}", pki("ca.crt")))
        // Logs and exec would otherwise resolve the node's name.
        .arg("--kubelet-preferred-address-types=InternalIP")
        // Aggregated APIs (external metrics) are reached at the pods' own addresses.
        .arg("--enable-aggregator-routing=true")
        .args([
            format!("--requestheader-client-ca-file={}", pki("front-proxy-ca.crt")),
            "--requestheader-allowed-names=front-proxy-client".into(),
        ])
        .args(["--requestheader-extra-headers-prefix=X-Remote-Extra-", "--requestheader-group-headers=X-Remote-Group"])
        .arg("--requestheader-username-headers=X-Remote-User")
        .args([
            format!("--proxy-client-cert-file={}", pki("front-proxy.crt")),
            format!("--proxy-client-key-file={}", pki("front-proxy.key")),
        ])
        .ensure(&ctx.folders, || is_ready(&ctx.folders))
}

/// Whether the API server answers `ok`.
pub fn is_ready(folders: &Folders) -> bool {
    let pki = folders.state.join("pki");
    let mut curl = Command::new("curl");
    curl.args(["-sS", "--noproxy", "*", "--max-time", "2", "--cacert"]).arg(pki.join("ca.crt"));
    curl.arg("--cert").arg(pki.join("admin.crt")).arg("--key").arg(pki.join("admin.key"));
    exec::capture(curl.arg(format!("https://{NODE_IP}:{PORT_KUBE}/readyz"))).is_ok_and(|text| text == "ok")
}
