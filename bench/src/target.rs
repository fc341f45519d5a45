//! What is measured: the addresses and secrets of the running cluster, as `./dev env` prints them.

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Value, json};

use crate::http;

/// The running cluster.
#[derive(Debug, Clone, Args)]
pub struct Target {
    /// Base URL through Nginx.
    #[arg(long, env = "SB_URL")]
    pub url: String,
    /// Base URLs of the API pods, comma-separated.
    #[arg(long, env = "SB_API_PODS", value_delimiter = ',')]
    pub api_pods: Vec<String>,
    /// DSN of the primary (superuser): rows are counted there with psql.
    #[arg(long, env = "SB_DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// DSN of the replica.
    #[arg(long, env = "SB_REPLICA_URL", hide_env_values = true)]
    pub replica_url: Option<String>,
    /// URL of NATS.
    #[arg(long, env = "SB_NATS_URL", hide_env_values = true)]
    pub nats_url: String,
    /// URL of Redis.
    #[arg(long, env = "SB_REDIS_URL", hide_env_values = true)]
    pub redis_url: String,
    /// The tenant that receives the load.
    #[arg(long, env = "SB_TENANT")]
    pub tenant: String,
    /// Its app secret.
    #[arg(long, env = "SB_APP_SECRET", hide_env_values = true)]
    pub app_secret: String,
    /// Its phone number id.
    #[arg(long, env = "SB_PHONE_NUMBER_ID")]
    pub phone_number_id: String,
    /// Sign-in of an administrator.
    #[arg(long, env = "SB_ADMIN_EMAIL")]
    pub admin_email: String,
    /// Their password.
    #[arg(long, env = "SB_ADMIN_PASSWORD", hide_env_values = true)]
    pub admin_password: String,
    /// Send everything through Nginx in place of the pods' own addresses.
    #[arg(long)]
    pub through_nginx: bool,
    /// Measure this server in place of the cluster: a peer that speaks the same protocol (bench/peer).
    #[arg(long)]
    pub peer: Option<String>,
}

/// Host and port of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub host: String,
    pub port: u16,
}

impl Authority {
    /// Of `scheme://[user:password@]host[:port][/...]`.
    pub fn of(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").with_context(|| format!("no scheme in the address {url}"))?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let Some((host, port)) = authority.rsplit_once(':') else {
            return Ok(Self { host: authority.to_owned(), port: if scheme == "https" { 443 } else { 80 } });
        };
        Ok(Self { host: host.to_owned(), port: port.parse().with_context(|| format!("port of {host}"))? })
    }

    /// `host:port`, as the Host header and the resolver want it.
    pub fn text(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl Target {
    /// Where webhooks and sockets go.
    pub fn fronts(&self) -> Result<Vec<Authority>> {
        let urls = match &self.peer {
            Some(peer) => std::slice::from_ref(peer),
            None if self.through_nginx => std::slice::from_ref(&self.url),
            None => &self.api_pods[..],
        };
        if urls.is_empty() {
            bail!("no API pod is known: set SB_API_PODS");
        }
        urls.iter().map(|url| Authority::of(url)).collect()
    }

    /// An access token of the administrator.
    pub async fn sign_in(&self) -> Result<String> {
        let body = json!({ "email": self.admin_email, "password": self.admin_password });
        let mut connection = http::Connection::open(&Authority::of(self.peer.as_ref().unwrap_or(&self.url))?).await?;
        let answer = connection.post_json("/api/v1/auth/login", &body).await?;
        let parsed: Value = serde_json::from_slice(&answer.body).context("read the answer to the sign-in")?;
        let token = parsed["access_token"].as_str();
        Ok(token.with_context(|| format!("sign-in answered {}: {parsed}", answer.status))?.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authority_is_found_behind_credentials_and_before_a_path() {
        let found = Authority::of("nats://user:p%40ss@10.200.0.1:14222/x").unwrap();
        assert_eq!(found, Authority { host: "10.200.0.1".into(), port: 14222 });
        assert_eq!(Authority::of("http://example").unwrap().port, 80);
    }
}
