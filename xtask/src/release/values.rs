//! The chart's values on a development machine.

use anyhow::Result;
use serde_json::{Value, json};

use crate::build::components;
use crate::secrets::ADMIN_EMAIL;
use crate::settings::{Ctx, NODE_IP, PORT_KUBE, PORT_NATS, PORT_PRIMARY, PORT_REDIS, PORT_REPLICA, PORT_SIMULATOR};

/// Where people open the dashboard.
pub fn public_url() -> String {
    format!("http://127.0.0.1:{}", crate::settings::PORT_WEB)
}

/// All of them; the chart's own `values.yaml` explains each.
pub fn values(ctx: &Ctx) -> Result<Value> {
    let secrets = &ctx.secrets;
    let image = |component: &str| components::image(&ctx.folders, component);
    Ok(json!({
        "publicUrl": public_url(),
        "graphUrl": format!("http://{NODE_IP}:{PORT_SIMULATOR}"),
        "imagePullPolicy": "IfNotPresent",
        "operator": {"image": image("operator")?},
        "api": {"image": image("api")?},
        "worker": {"image": image("worker")?},
        "platform": {
            "operatorDatabaseUrl": secrets.role_url("switchboard_operator", &secrets.postgres_operator, PORT_PRIMARY),
            "apiDatabaseUrl": secrets.role_url("switchboard_api", &secrets.postgres_api, PORT_PRIMARY),
            "workerDatabaseHost": format!("{NODE_IP}:{PORT_PRIMARY}/switchboard"),
            "apiReplicaUrl": secrets.role_url("switchboard_api", &secrets.postgres_api, PORT_REPLICA),
            "natsUrl": secrets.nats_url(),
            "workerNatsUrl": secrets.worker_nats_url(),
            "redisUrl": secrets.redis_url(),
            "directoryKey": secrets.directory_key,
            "jwtPrivateKey": secrets.jwt_private_key,
            "adminEmail": ADMIN_EMAIL,
            "adminPassword": secrets.admin_password,
        },
        "networkPolicy": {
            "apiServerPorts": [443, PORT_KUBE],
            "egressPorts": [PORT_PRIMARY, PORT_REPLICA, PORT_NATS, PORT_REDIS, PORT_SIMULATOR],
        },
    }))
}
