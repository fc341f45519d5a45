//! Certificates and kubeconfigs. Made in one go beside their place and moved there, so that they are all there or none.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::exec;
use crate::settings::{Ctx, NODE, NODE_IP, PORT_KUBE, SERVICE_FIRST};
use crate::step::Outcome;

/// A certificate: file name, subject, authority, alternative names (a server's; a client has none).
struct Leaf(&'static str, String, &'static str, String);

/// Makes all keys, certificates and kubeconfigs.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let pki = ctx.folders.state.join("pki");
    let made = !pki.exists();
    if made {
        let partial = ctx.folders.state.join("pki.partial");
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir_all(&partial)?;
        generate(&partial)?;
        fs::rename(&partial, &pki)?;
    }
    for user in ["admin", "controllers", "scheduler", "proxy", "node"] {
        fs::write(ctx.folders.state.join(format!("kube/{user}.kubeconfig")), kubeconfig(&pki, user))?;
    }
    Ok(if made { Outcome::done("certificates made") } else { Outcome::Already })
}

fn generate(folder: &Path) -> Result<()> {
    for authority in ["ca", "front-proxy-ca"] {
        let mut openssl = Command::new("openssl");
        openssl.current_dir(folder).args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "3650",
        ]);
        let (key, certificate, subject) = (format!("{authority}.key"), format!("{authority}.crt"), format!("/CN={authority}"));
        exec::capture(openssl.args(["-keyout", &key, "-out", &certificate, "-subj", &subject]))?;
    }
    for leaf in leaves() {
        sign(folder, &leaf)?;
    }
    exec::capture(Command::new("openssl").current_dir(folder).args(["genrsa", "-out", "sa.key", "2048"]))?;
    exec::capture(Command::new("openssl").current_dir(folder).args(["rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub"]))?;
    Ok(())
}

fn leaves() -> Vec<Leaf> {
    let client = |name, subject: &str| Leaf(name, subject.to_owned(), "ca", String::new());
    let api = format!(
        "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:127.0.0.1,IP:{SERVICE_FIRST},IP:{NODE_IP}"
    );
    vec![
        Leaf("apiserver", "/CN=kube-apiserver".into(), "ca", api),
        Leaf("kubelet-serving", format!("/CN={NODE}"), "ca", format!("DNS:{NODE},IP:127.0.0.1,IP:{NODE_IP}")),
        client("admin", "/O=system:masters/CN=admin"),
        client("controllers", "/CN=system:kube-controller-manager"),
        client("scheduler", "/CN=system:kube-scheduler"),
        client("proxy", "/CN=system:kube-proxy"),
        client("node", &format!("/O=system:nodes/CN=system:node:{NODE}")),
        client("kubelet-client", "/O=system:masters/CN=apiserver-kubelet-client"),
        Leaf("front-proxy", "/CN=front-proxy-client".into(), "front-proxy-ca", String::new()),
    ]
}

fn sign(folder: &Path, Leaf(name, subject, authority, alternative_names): &Leaf) -> Result<()> {
    let mut request = Command::new("openssl");
    request.current_dir(folder).args(["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    exec::capture(request.args(["-keyout", &format!("{name}.key"), "-out", &format!("{name}.csr"), "-subj", subject]))?;
    let mut sign = Command::new("openssl");
    sign.current_dir(folder).args(["x509", "-req", "-days", "3650", "-CAcreateserial", "-in", &format!("{name}.csr")]);
    sign.args(["-CA", &format!("{authority}.crt"), "-CAkey", &format!("{authority}.key"), "-out", &format!("{name}.crt")]);
    // Without extensions openssl makes version 1 certificates, which strict verifiers (rustls) refuse.
    let usage = if alternative_names.is_empty() { "clientAuth" } else { "serverAuth" };
    let names = if alternative_names.is_empty() { String::new() } else { format!("subjectAltName={alternative_names}\n") };
    let extensions = format!("basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n{names}");
    fs::write(folder.join(format!("{name}.ext")), extensions)?;
    sign.args(["-extfile", &format!("{name}.ext")]);
    exec::capture(&mut sign)?;
    Ok(())
}

fn kubeconfig(pki: &Path, user: &str) -> String {
    let pki = pki.display();
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: switchboard-dev
  cluster: {{server: \"https://{NODE_IP}:{PORT_KUBE}\", certificate-authority: {pki}/ca.crt}}
users:
- name: {user}
  user: {{client-certificate: {pki}/{user}.crt, client-key: {pki}/{user}.key}}
contexts:
- name: switchboard-dev
  context: {{cluster: switchboard-dev, user: {user}}}
current-context: switchboard-dev
"
    )
}
