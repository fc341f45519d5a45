//! Nginx in front: the one address that people open.

use std::fs;

use anyhow::{Result, bail};

use crate::daemon::Daemon;
use crate::exec;
use crate::release::values;
use crate::settings::{Ctx, Folders, NAMESPACE, PORT_WEB};
use crate::step::Outcome;

/// Runs Nginx before the API's Service.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    let folder = folders.state.join("nginx");
    fs::create_dir_all(&folder)?;
    let config = config(folders, &upstream(folders)?);
    let path = folder.join("nginx.conf");
    fs::write(&path, &config)?;
    let ready = format!("{}/healthz-nginx", values::public_url());
    Daemon::new("nginx", "/usr/sbin/nginx")
        .arg("-p")
        .arg(&folder)
        .arg("-c")
        .arg(&path)
        .input(config)
        .ensure(folders, || exec::answers(&ready))
}

/// Address of the API's Service.
fn upstream(folders: &Folders) -> Result<String> {
    let path = "jsonpath={range .items[*]}{.spec.clusterIP}:{.spec.ports[?(@.name=='http')].port}{'\\n'}{end}";
    let selector = "app.kubernetes.io/component=api";
    let answer = exec::capture(folders.kubectl()?.args(["-n", NAMESPACE, "get", "services", "-l", selector, "-o", path]))?;
    match answer.lines().find(|line| !line.starts_with("None") && !line.ends_with(':')) {
        Some(address) => Ok(address.to_owned()),
        None => bail!("no Service with {selector} and a port called http in namespace {NAMESPACE}"),
    }
}

fn config(folders: &Folders, upstream: &str) -> String {
    let folder = folders.state.join("nginx").display().to_string();
    let access = folders.log("nginx-access").display().to_string();
    format!(
        r#"daemon off;
worker_processes 2;
user www-data;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 65536;
events {{ worker_connections 16384; }}
http {{
  log_format json escape=json '{{"at":"$time_iso8601","id":"$request_id","from":"$remote_addr","method":"$request_method",'
    '"path":"$uri","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,"upstream":"$upstream_addr","upstream_seconds":"$upstream_response_time"}}';
  access_log {access} json buffer=16k flush=1s;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
  upstream api {{ server {upstream}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{PORT_WEB};
    # Above the 3 MiB that the API takes, so that its own 413 with a problem body is what clients see.
    client_max_body_size 4m;
    client_body_buffer_size 256k;
    location = /healthz-nginx {{ access_log off; return 204; }}
    location / {{
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_request_buffering on;
      # Longer than the sockets' ping interval.
      proxy_read_timeout 120s;
      proxy_send_timeout 120s;
      proxy_set_header Host $http_host;
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }}
  }}
}}
"#
    )
}
