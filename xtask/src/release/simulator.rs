//! The simulated provider, a process of the host that pods reach at the node's address.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::build::binaries;
use crate::content;
use crate::daemon::Daemon;
use crate::exec;
use crate::release::samples::SAMPLES;
use crate::release::{http, values};
use crate::settings::{Ctx, NODE_IP, PORT_SIMULATOR};
use crate::step::Outcome;

/// Messages a minute of each sample: enough to watch, too few to notice in measurements.
const MESSAGES_PER_MINUTE: u32 = 6;
/// Messages of the past days that a new sample starts with.
const HISTORY: u32 = 80;

/// Runs it and registers the samples with it.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let program = binaries::path(&ctx.folders, "simulator");
    let digest = content::digest(std::slice::from_ref(&program))?;
    let folder = ctx.folders.state.join("simulator");
    fs::create_dir_all(&folder)?;
    let outcome = Daemon::new("simulator", &program)
        .arg(format!("--listen={NODE_IP}:{PORT_SIMULATOR}"))
        .arg(format!("--journal={}", folder.join("journal").display()))
        .input(digest)
        .ensure(&ctx.folders, || exec::answers(&url("state")))?;
    let known = get("businesses")?;
    for (sample, secrets) in SAMPLES.iter().zip(&ctx.secrets.samples) {
        let is_known = |item: &Value| item["phone_number_id"] == sample.phone_number_id;
        if !known["items"].as_array().is_some_and(|items| items.iter().any(is_known)) {
            let business = json!({
                "waba_id": sample.waba_id, "phone_number_id": sample.phone_number_id, "display_phone_number": sample.display_phone_number,
                "name": sample.name, "app_secret": secrets.app_secret, "access_token": secrets.access_token,
                "callback_url": format!("{}/webhooks/whatsapp", values::public_url()), "verify_token": secrets.verify_token,
            });
            post("businesses", &business)?;
        }
    }
    Ok(outcome)
}

/// Starts a light stream of conversations for the samples.
pub fn traffic(_ctx: &Ctx) -> Result<Outcome> {
    let state = get("state")?;
    let running = state["traffic"].as_array().map_or(0, Vec::len);
    if running >= SAMPLES.len() {
        return Ok(Outcome::Already);
    }
    let history = if state["deliveries"]["acknowledged"] == 0 { HISTORY } else { 0 };
    for sample in SAMPLES {
        let wanted = json!({"phone_number_id": sample.phone_number_id, "action": "start", "messages_per_minute": MESSAGES_PER_MINUTE, "history": history});
        post("traffic", &wanted)?;
    }
    Ok(Outcome::done("conversations flow"))
}

fn url(path: &str) -> String {
    format!("http://{NODE_IP}:{PORT_SIMULATOR}/control/{path}")
}

fn get(path: &str) -> Result<Value> {
    let text = exec::capture(Command::new("curl").args(["-fsS", "--noproxy", "*", "--max-time", "5", &url(path)]))?;
    serde_json::from_str(&text).with_context(|| format!("{} did not answer JSON", url(path)))
}

fn post(path: &str, body: &Value) -> Result<()> {
    match http::post(&url(path), body)? {
        (200..=299, _) => Ok(()),
        (status, answer) => bail!("{} answered {status}: {answer}", url(path)),
    }
}
