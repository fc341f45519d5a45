//! The samples' owners accept their invitations, as a person would: with the link that the operator made.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::exec;
use crate::release::samples::{SAMPLES, Sample};
use crate::release::{http, values};
use crate::settings::{Ctx, TENANTS};
use crate::step::Outcome;

/// Lets every owner sign in with the generated password.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let mut accepted = vec![];
    for sample in SAMPLES {
        if !signs_in(ctx, sample)? {
            accept(ctx, sample)?;
            accepted.push(sample.owner_email);
        }
    }
    Ok(if accepted.is_empty() { Outcome::Already } else { Outcome::done(format!("{} can sign in", accepted.join(", "))) })
}

fn signs_in(ctx: &Ctx, sample: &Sample) -> Result<bool> {
    let url = format!("{}/api/v1/auth/login", values::public_url());
    let (status, body) = http::post(&url, &json!({"email": sample.owner_email, "password": ctx.secrets.owner_password}))?;
    match status {
        200 => Ok(true),
        400 | 401 | 403 | 404 | 422 => Ok(false),
        _ => bail!("sign-in answered {status}: {body}"),
    }
}

fn accept(ctx: &Ctx, sample: &Sample) -> Result<()> {
    let invitation = || -> Result<String> {
        let secret = format!("{}-worker", sample.name);
        let path = "go-template={{with .data.OWNER_INVITE_URL}}{{base64decode .}}{{end}}";
        exec::capture(ctx.folders.kubectl()?.args(["-n", TENANTS, "get", "secret", &secret, "--ignore-not-found", "-o", path]))
    };
    exec::wait_until(&format!("an invitation of {}", sample.owner_email), Duration::from_secs(30), || Ok(!invitation()?.is_empty()))?;
    let invitation = invitation()?;
    let token = token(&invitation).with_context(|| format!("no token in the invitation {invitation}"))?;
    let url = format!("{}/api/v1/auth/accept-invite", values::public_url());
    let body = json!({"token": token, "password": ctx.secrets.owner_password, "name": sample.owner_name});
    let (status, answer) = http::post(&url, &body)?;
    if !(200..300).contains(&status) {
        bail!("accepting the invitation of {} answered {status}: {answer}", sample.owner_email);
    }
    Ok(())
}

/// The token in a link: parameter `token` of query or fragment, else the last part of the path.
fn token(link: &str) -> Option<&str> {
    let after = link.split_once("token=").map(|(_, rest)| rest.split(['&', '#']).next().unwrap_or(rest));
    after.or_else(|| link.trim_end_matches('/').rsplit(['/', '#']).next()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn a_token_is_found_in_query_fragment_or_path() {
        assert_eq!(token("http://x/accept-invite?token=abc-1&x=2"), Some("abc-1"));
        assert_eq!(token("http://x/accept-invite/#token=abc"), Some("abc"));
        assert_eq!(token("http://x/invite/abc/"), Some("abc"));
    }
}
