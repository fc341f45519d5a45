//! The sample businesses of `deploy/samples` and their credentials.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::exec;
use crate::settings::{Ctx, Folders, TENANTS};
use crate::step::Outcome;

/// A sample business.
#[derive(Debug)]
pub struct Sample {
    /// Name of the object, and of its file.
    pub name: &'static str,
    /// Its owner.
    pub owner_email: &'static str,
    /// The owner's name.
    pub owner_name: &'static str,
    /// Its only phone number.
    pub phone_number_id: &'static str,
    /// That number, in digits.
    pub display_phone_number: &'static str,
    /// Its WhatsApp business account.
    pub waba_id: &'static str,
}

/// All samples, in the order of `Secrets::samples`.
pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "acme",
        owner_email: "owner@acme.example",
        owner_name: "Ada Baker",
        phone_number_id: "106540352242922",
        display_phone_number: "15550783881",
        waba_id: "102290129340398",
    },
    Sample {
        name: "globex",
        owner_email: "owner@globex.example",
        owner_name: "Hank Globe",
        phone_number_id: "107550352242933",
        display_phone_number: "15550784992",
        waba_id: "102290129340399",
    },
];

/// Applies them and waits until they are Ready.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    let mut made = vec![];
    for (sample, secrets) in SAMPLES.iter().zip(&ctx.secrets.samples) {
        if !is_ready(folders, sample.name)? {
            made.push(sample.name);
        }
        let credentials = json!({
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": {"name": format!("{}-whatsapp", sample.name), "namespace": TENANTS},
            "stringData": {"accessToken": secrets.access_token, "appSecret": secrets.app_secret, "verifyToken": secrets.verify_token},
        });
        exec::feed(folders.kubectl()?.args(["apply", "--server-side", "--force-conflicts", "-f", "-"]), &credentials.to_string())?;
        let file = folders.repo.join(format!("deploy/samples/{}.yaml", sample.name));
        exec::capture(folders.kubectl()?.args(["apply", "--server-side", "--force-conflicts", "-f"]).arg(file))?;
    }
    for sample in SAMPLES {
        exec::wait_until(&format!("business {} Ready", sample.name), Duration::from_secs(120), || is_ready(folders, sample.name))
            .with_context(|| describe(folders, sample.name))?;
    }
    Ok(if made.is_empty() { Outcome::Already } else { Outcome::done(format!("{} Ready", made.join(", "))) })
}

/// A field of a Business, by JSONPath; empty when absent.
pub fn field(folders: &Folders, name: &str, path: &str) -> Result<String> {
    let path = format!("jsonpath={path}");
    exec::capture(folders.kubectl()?.args(["-n", TENANTS, "get", "businesses.switchboard.chat", name, "--ignore-not-found", "-o", &path]))
}

fn is_ready(folders: &Folders, name: &str) -> Result<bool> {
    Ok(field(folders, name, "{.status.conditions[?(@.type=='Ready')].status}")? == "True")
}

fn describe(folders: &Folders, name: &str) -> String {
    let path = "{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{'\\n'}{end}";
    format!("conditions of {name}:\n{}", field(folders, name, path).unwrap_or_default())
}
