//! `./dev up`: the list of steps.

use anyhow::Result;

use crate::build::{base, binaries, components, dashboard, node as node_js};
use crate::cluster::{apiserver, containerd, controllers, dns, etcd, kubelet, node, pause, pki, proxy};
use crate::data::{nats, postgres, redis, replica};
use crate::release::{chart, nginx, owner, samples, simulator, values};
use crate::secrets::ADMIN_EMAIL;
use crate::settings::Ctx;
use crate::step::{self, Step};
use crate::{network, tools};

/// Every step, in an order in which each comes after what it needs.
pub const STEPS: &[Step] = &[
    Step { name: "go-tools", after: &[], run: tools::up, hint: "./dev logs go-tools; Go 1.26 or later and its module proxy are needed" },
    Step { name: "network", after: &[], run: network::up, hint: "ip link; the kernel needs bridge, veth and nftables" },
    Step { name: "postgres", after: &["network"], run: postgres::up, hint: "./dev logs postgres; is port 15432 free?" },
    Step { name: "roles", after: &["postgres"], run: postgres::roles, hint: "./dev logs postgres" },
    Step { name: "replica", after: &["roles"], run: replica::up, hint: "./dev logs replica; ./dev logs replica-copy" },
    Step { name: "redis", after: &["network"], run: redis::up, hint: "./dev logs redis; is port 16379 free?" },
    Step { name: "nats", after: &["go-tools", "network"], run: nats::up, hint: "./dev logs nats; is port 14222 free?" },
    Step { name: "pki", after: &[], run: pki::up, hint: "openssl version" },
    Step { name: "etcd", after: &["go-tools"], run: etcd::up, hint: "./dev logs etcd; is port 12379 free?" },
    Step { name: "apiserver", after: &["etcd", "pki", "network"], run: apiserver::up, hint: "./dev logs apiserver; is port 16443 free?" },
    Step { name: "controllers", after: &["apiserver"], run: controllers::controllers, hint: "./dev logs controllers" },
    Step { name: "scheduler", after: &["apiserver"], run: controllers::scheduler, hint: "./dev logs scheduler" },
    Step { name: "pause", after: &[], run: pause::up, hint: "./dev logs pause" },
    Step { name: "containerd", after: &["network", "pause"], run: containerd::up, hint: "./dev logs containerd" },
    Step { name: "kubelet", after: &["apiserver", "containerd"], run: kubelet::up, hint: "./dev logs kubelet; is port 10250 free?" },
    Step { name: "proxy", after: &["apiserver"], run: proxy::up, hint: "./dev logs proxy; nft list tables" },
    Step { name: "dns", after: &["apiserver"], run: dns::up, hint: "./dev logs dns; is port 53 of 10.200.0.1 free?" },
    Step { name: "node", after: &["kubelet", "proxy", "dns", "controllers", "scheduler"], run: node::up, hint: "./dev logs kubelet" },
    Step { name: "node-js", after: &[], run: node_js::up, hint: "./dev logs node; npm of Node 20 or later is needed" },
    Step { name: "binaries", after: &[], run: binaries::up, hint: "./dev logs binaries" },
    Step { name: "dashboard", after: &["node-js"], run: dashboard::up, hint: "./dev logs dashboard" },
    Step { name: "base", after: &[], run: base::up, hint: "./dev logs base" },
    Step { name: "images", after: &["binaries", "dashboard", "base", "containerd"], run: components::up, hint: "./dev logs image-api" },
    Step { name: "simulator", after: &["binaries", "network"], run: simulator::up, hint: "./dev logs simulator; is port 14000 free?" },
    Step {
        name: "chart",
        after: &["images", "node", "roles", "replica", "redis", "nats"],
        run: chart::up,
        hint: "./dev logs operator; ./dev logs api",
    },
    Step { name: "nginx", after: &["chart"], run: nginx::up, hint: "./dev logs nginx; is port 8080 free?" },
    // The operator subscribes each business's webhooks, and the provider tries the callback at once: through Nginx.
    Step {
        name: "samples",
        after: &["nginx", "simulator"],
        run: samples::up,
        hint: "./dev logs operator; kubectl -n tenants describe business acme",
    },
    Step { name: "owner", after: &["samples"], run: owner::up, hint: "./dev logs api" },
    Step { name: "traffic", after: &["owner"], run: simulator::traffic, hint: "./dev logs simulator" },
];

/// Runs the steps that `targets` need (all when empty).
pub fn up(ctx: &Ctx, targets: &[String]) -> Result<()> {
    step::run(ctx, &step::select(STEPS, targets)?)?;
    if targets.is_empty() {
        welcome(ctx);
    }
    Ok(())
}

fn welcome(ctx: &Ctx) {
    let (folders, secrets) = (&ctx.folders, &ctx.secrets);
    println!("\ndashboard   {}", values::public_url());
    for sample in samples::SAMPLES {
        println!("  owner     {:<26} {}   ({})", sample.owner_email, secrets.owner_password, sample.name);
    }
    println!("  admin     {ADMIN_EMAIL:<26} {}", secrets.admin_password);
    println!("kubectl     eval \"$(./dev env)\"; kubectl -n tenants get businesses");
    println!("also        ./dev status, ./dev logs api, ./dev down   (state: {})", folders.state.display());
}
