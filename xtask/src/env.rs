//! `./dev env`: the running cluster's addresses as shell variables. Their names are a contract.

use anyhow::Result;

use crate::exec;
use crate::release::samples::{self, SAMPLES};
use crate::release::values;
use crate::secrets::ADMIN_EMAIL;
use crate::settings::{Ctx, NAMESPACE, NODE_IP, PORT_SIMULATOR};

/// Names and values, looked up now.
pub fn variables(ctx: &Ctx) -> Result<Vec<(&'static str, String)>> {
    let (folders, secrets) = (&ctx.folders, &ctx.secrets);
    let sample = &SAMPLES[0];
    let mut path: Vec<String> = vec![];
    for tool in ["kubectl", "helm"] {
        path.extend(folders.tool(tool)?.parent().map(|folder| folder.display().to_string()));
    }
    path.push(crate::build::node::path(folders)?);
    Ok(vec![
        ("SB_URL", values::public_url()),
        ("SB_API_PODS", api_pods(ctx)?),
        ("SB_SIMULATOR_URL", format!("http://{NODE_IP}:{PORT_SIMULATOR}")),
        ("SB_DATABASE_URL", secrets.database_url()),
        ("SB_REPLICA_URL", secrets.replica_url()),
        ("SB_NATS_URL", secrets.nats_url()),
        ("SB_REDIS_URL", secrets.redis_url()),
        ("SB_ADMIN_EMAIL", ADMIN_EMAIL.to_owned()),
        ("SB_ADMIN_PASSWORD", secrets.admin_password.clone()),
        ("SB_OWNER_EMAIL", sample.owner_email.to_owned()),
        ("SB_OWNER_PASSWORD", secrets.owner_password.clone()),
        ("SB_TENANT", samples::field(folders, sample.name, "{.status.tenantId}").unwrap_or_default()),
        ("SB_APP_SECRET", secrets.samples[0].app_secret.clone()),
        ("SB_PHONE_NUMBER_ID", sample.phone_number_id.to_owned()),
        ("SB_VERIFY_TOKEN", secrets.samples[0].verify_token.clone()),
        ("SWITCHBOARD_STATE", folders.state.display().to_string()),
        ("KUBECONFIG", folders.kubeconfig().display().to_string()),
        ("PATH", path.join(":")),
    ])
}

/// Base URLs of the API pods that are ready, comma-separated.
fn api_pods(ctx: &Ctx) -> Result<String> {
    let template = "go-template={{range .items}}{{$ip := .status.podIP}}{{if not .metadata.deletionTimestamp}}\
                    {{range .status.conditions}}{{if and (eq .type \"Ready\") (eq .status \"True\")}}http://{{$ip}}:8080\n{{end}}{{end}}{{end}}{{end}}";
    let selector = "app.kubernetes.io/component=api";
    let answer = exec::capture(ctx.folders.kubectl()?.args(["-n", NAMESPACE, "get", "pods", "-l", selector, "-o", template]))?;
    Ok(answer.lines().collect::<Vec<_>>().join(","))
}

/// As lines that a shell evaluates.
pub fn render(variables: &[(&'static str, String)]) -> String {
    variables.iter().map(|(name, value)| format!("export {name}={}\n", quote(value))).collect()
}

/// One shell word.
fn quote(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_one_shell_word_whatever_they_hold() {
        let text = render(&[("A", "http://x:1/?a=b".into()), ("B", "it's $HOME".into()), ("C", String::new()), ("D", "a,b".into())]);
        assert_eq!(text, "export A='http://x:1/?a=b'\nexport B='it'\\''s $HOME'\nexport C=''\nexport D=a,b\n");
    }
}
