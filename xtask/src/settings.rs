//! Where everything of a development machine lives: folders, addresses, ports. Fixed numbers are named here and nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::secrets::Secrets;
use crate::tools;

/// Address of the node and of every host process that pods talk to; it lives on a bridge of its own and never leaves the machine.
pub const NODE_IP: &str = "10.200.0.1";
/// Name of the only node.
pub const NODE: &str = "node1";
/// Bridge that carries [`NODE_IP`].
pub const BRIDGE: &str = "sbnode";
/// Pods' addresses.
pub const POD_NET: &str = "10.244.0.0/16";
/// The node's share of [`POD_NET`].
pub const POD_RANGE: &str = "10.244.0.0/24";
/// Services' addresses.
pub const SERVICE_NET: &str = "10.96.0.0/16";
/// First address of [`SERVICE_NET`]: the API server inside the cluster.
pub const SERVICE_FIRST: &str = "10.96.0.1";

/// Kubernetes API server.
pub const PORT_KUBE: u16 = 16443;
/// etcd's clients; its peers use the next port.
pub const PORT_ETCD: u16 = 12379;
/// PostgreSQL primary.
pub const PORT_PRIMARY: u16 = 15432;
/// PostgreSQL streaming replica.
pub const PORT_REPLICA: u16 = 15433;
/// Redis.
pub const PORT_REDIS: u16 = 16379;
/// NATS clients.
pub const PORT_NATS: u16 = 14222;
/// NATS monitoring.
pub const PORT_NATS_MONITOR: u16 = 18222;
/// The simulated provider.
pub const PORT_SIMULATOR: u16 = 14000;
/// Nginx: the one address people open.
pub const PORT_WEB: u16 = 8080;
/// CoreDNS readiness.
pub const PORT_DNS_READY: u16 = 18181;

/// Namespace of the Helm release.
pub const NAMESPACE: &str = "switchboard";
/// Namespace of the sample businesses.
pub const TENANTS: &str = "tenants";

/// The folders this run works with.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The checkout.
    pub repo: PathBuf,
    /// Everything that `down` removes: data, keys, logs, process records.
    pub state: PathBuf,
    /// Everything that survives `down`: built tools, packages, images' base.
    pub cache: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Programs' search path.
    pub path: String,
}

/// What every step gets: folders and generated secrets.
#[derive(Debug)]
pub struct Ctx {
    /// Where things live.
    pub folders: Folders,
    /// Passwords and keys, generated once per state folder.
    pub secrets: Secrets,
}

impl Folders {
    /// A log file of the given name.
    pub fn log(&self, name: &str) -> PathBuf {
        self.state.join("log").join(format!("{name}.log"))
    }

    /// A built tool, e.g. `kubectl`.
    pub fn tool(&self, name: &str) -> Result<PathBuf> {
        tools::path(self, name)
    }

    /// kubeconfig of the administrator.
    pub fn kubeconfig(&self) -> PathBuf {
        self.state.join("kube/admin.kubeconfig")
    }

    /// containerd's socket.
    pub fn containerd_socket(&self) -> PathBuf {
        self.state.join("containerd.sock")
    }

    /// `kubectl` as administrator.
    pub fn kubectl(&self) -> Result<Command> {
        let mut command = Command::new(self.tool("kubectl")?);
        command.arg("--kubeconfig").arg(self.kubeconfig());
        Ok(command)
    }

    /// `helm` as administrator, with its own caches in ours.
    pub fn helm(&self) -> Result<Command> {
        let mut command = Command::new(self.tool("helm")?);
        let home = self.cache.join("helm");
        command.env("KUBECONFIG", self.kubeconfig()).env("HELM_CACHE_HOME", home.join("cache"));
        command.env("HELM_CONFIG_HOME", home.join("config")).env("HELM_DATA_HOME", home.join("data"));
        Ok(command)
    }
}

impl Ctx {
    /// Opens the state folder (making it when absent) and the secrets in it.
    pub fn open(folders: Folders) -> Result<Self> {
        for sub in ["log", "run", "kube"] {
            std::fs::create_dir_all(folders.state.join(sub))
                .with_context(|| format!("make {}/{sub}: run as root or set SWITCHBOARD_STATE", folders.state.display()))?;
        }
        std::fs::write(marker(&folders.state), "The state of ./dev up; ./dev down removes this folder.\n")?;
        let secrets = Secrets::open(&folders.state)?;
        Ok(Self { folders, secrets })
    }
}

/// Lets one `up` or `down` work at a time (addresses and ports are the machine's); released with the value.
pub fn lock(folders: &Folders) -> Result<std::fs::File> {
    std::fs::create_dir_all(&folders.cache)?;
    let file = std::fs::File::create(folders.cache.join("dev.lock"))?;
    file.try_lock().context("another ./dev is at work: wait for it")?;
    Ok(file)
}

/// The file that says a folder is ours to remove.
pub fn marker(state: &Path) -> PathBuf {
    state.join("SWITCHBOARD_DEV")
}
