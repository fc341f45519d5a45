//! CPU and memory of every server process of this cluster, read from /proc. Processes are found by what they are (who listens on
//! a port, which container they run in), never by name alone: other programs on the machine are not counted.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use serde::Serialize;

use crate::target::{Authority, Target};

/// Clock ticks per second in /proc/PID/stat, fixed by the Linux ABI on every platform we run on.
const TICKS_PER_SECOND: f64 = 100.0;
/// Bytes of a page in /proc/PID/statm.
const PAGE_BYTES: u64 = 4096;
/// Kubernetes' own processes: counted beside, not in the total.
const KUBERNETES: [&str; 9] =
    ["kubelet", "kube-apiserver", "etcd", "containerd", "containerd-shim", "kube-controller", "kube-scheduler", "kube-proxy", "coredns"];

/// The processes of the cluster in groups.
#[derive(Debug)]
pub struct Processes {
    groups: BTreeMap<&'static str, Vec<u32>>,
    beside: BTreeMap<&'static str, Vec<u32>>,
}

/// CPU seconds used so far, by group.
#[derive(Debug, Clone)]
pub struct Cpu {
    groups: BTreeMap<&'static str, f64>,
    beside: BTreeMap<&'static str, f64>,
}

/// CPU seconds used between two looks.
#[derive(Debug, Clone, Serialize)]
pub struct CpuUsed {
    /// Server processes of the product, data stores included.
    pub servers: BTreeMap<&'static str, f64>,
    /// Kubernetes itself and this generator.
    pub beside: BTreeMap<&'static str, f64>,
}

impl Processes {
    /// Looks for everything that serves this target.
    pub fn find(target: &Target) -> anyhow::Result<Self> {
        let all = all_pids();
        if let Some(peer) = &target.peer {
            return Ok(Self::new(BTreeMap::from([("api", listening_on(Authority::of(peer)?.port, &all))]), &all));
        }
        let parents: Vec<(u32, u32)> = all.iter().filter_map(|&pid| Some((pid, stat(pid)?.parent))).collect();
        let mut groups = BTreeMap::new();
        for (name, command) in [("api", "api"), ("worker", "worker"), ("operator", "operator")] {
            groups.insert(name, all.iter().copied().filter(|&pid| in_pod(pid) && comm(pid) == command).collect());
        }
        let mut listeners = vec![
            ("postgres", Authority::of(&target.database_url)?.port),
            ("nats", Authority::of(&target.nats_url)?.port),
            ("redis", Authority::of(&target.redis_url)?.port),
        ];
        if let Some(replica) = &target.replica_url {
            listeners.push(("postgres replica", Authority::of(replica)?.port));
        }
        if target.through_nginx {
            listeners.push(("nginx", Authority::of(&target.url)?.port));
        }
        for (name, port) in listeners {
            groups.insert(name, with_descendants(listening_on(port, &all), &parents));
        }
        Ok(Self::new(groups, &all))
    }

    fn new(groups: BTreeMap<&'static str, Vec<u32>>, all: &[u32]) -> Self {
        let kubernetes = all.iter().copied().filter(|&pid| KUBERNETES.iter().any(|name| comm(pid).starts_with(name))).collect();
        let beside = BTreeMap::from([("kubernetes", kubernetes), ("generator", vec![std::process::id()])]);
        Self { groups, beside }
    }

    /// CPU used so far. Postgres starts and ends backends all the time, so a group is its processes and what they have reaped.
    pub fn cpu(&self) -> Cpu {
        let seconds = |pids: &[u32]| pids.iter().filter_map(|&pid| stat(pid)).map(|stat| stat.cpu_seconds).sum();
        let sum = |groups: &BTreeMap<&'static str, Vec<u32>>| groups.iter().map(|(&name, pids)| (name, seconds(pids))).collect();
        Cpu { groups: sum(&self.groups), beside: sum(&self.beside) }
    }

    /// Resident bytes of a group.
    pub fn resident_bytes(&self, group: &str) -> u64 {
        self.groups.get(group).into_iter().flatten().filter_map(|&pid| resident_bytes(pid)).sum()
    }

    /// The program and version of a group's first process, as it tells itself.
    pub fn version(&self, group: &str) -> Option<String> {
        let pid = self.groups.get(group)?.first()?;
        let output = std::process::Command::new(format!("/proc/{pid}/exe")).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Arguments of a group's first process.
    pub fn arguments(&self, group: &str) -> Vec<String> {
        let Some(pid) = self.groups.get(group).and_then(|pids| pids.first()) else { return vec![] };
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        bytes.split(|&byte| byte == 0).map(|arg| String::from_utf8_lossy(arg).into_owned()).collect()
    }

    /// How many processes each group has.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        self.groups.iter().map(|(&name, pids)| (name, pids.len())).collect()
    }
}

impl Cpu {
    /// What was used from `before` to this look.
    pub fn since(&self, before: &Self) -> CpuUsed {
        let minus = |now: &BTreeMap<&'static str, f64>, then: &BTreeMap<&'static str, f64>| {
            now.iter().map(|(&name, seconds)| (name, (seconds - then.get(name).unwrap_or(&0.0)).max(0.0))).collect()
        };
        CpuUsed { servers: minus(&self.groups, &before.groups), beside: minus(&self.beside, &before.beside) }
    }
}

impl CpuUsed {
    /// CPU seconds of all server processes.
    pub fn servers_total(&self) -> f64 {
        self.servers.values().sum()
    }

    /// Microseconds per unit of every server process, largest first, the total in front.
    pub fn per_unit_text(&self, units: f64) -> String {
        let micros = |seconds: f64| seconds * 1e6 / units.max(1.0);
        let mut parts: Vec<(&str, f64)> = self.servers.iter().map(|(&name, &seconds)| (name, micros(seconds))).collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let each: Vec<String> = parts.iter().map(|(name, value)| format!("{name} {value:.1}")).collect();
        format!("{:.1} us ({})", micros(self.servers_total()), each.join(", "))
    }
}

struct Stat {
    parent: u32,
    cpu_seconds: f64,
}

/// Fields of /proc/PID/stat, counted from the last `)` since a command's name may hold anything.
fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), the state (field 3) being the first here.
    let ticks: f64 = fields.get(11..15)?.iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    Some(Stat { parent: fields.get(1)?.parse().ok()?, cpu_seconds: ticks / TICKS_PER_SECOND })
}

fn resident_bytes(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    Some(text.split_whitespace().nth(1)?.parse::<u64>().ok()? * PAGE_BYTES)
}

fn all_pids() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn comm(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default().trim().to_owned()
}

fn in_pod(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cgroup")).is_ok_and(|text| text.contains("kubepods"))
}

fn with_descendants(roots: Vec<u32>, parents: &[(u32, u32)]) -> Vec<u32> {
    let mut found = roots;
    let mut next = 0;
    while let Some(&pid) = found.get(next) {
        for &(child, parent) in parents {
            if parent == pid && !found.contains(&child) {
                found.push(child);
            }
        }
        next += 1;
    }
    found
}

/// Processes that hold a listening socket of this port.
fn listening_on(port: u16, pids: &[u32]) -> Vec<u32> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).unwrap_or_default());
    let inodes: HashSet<String> = tables.iter().flat_map(|table| table.lines()).filter_map(|line| listener_inode(line, port)).collect();
    let holds = |pid: u32| {
        let links = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        links.filter_map(|link| fs::read_link(link.path()).ok()).any(|to| {
            let to = to.to_string_lossy();
            to.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')).is_some_and(|inode| inodes.contains(inode))
        })
    };
    pids.iter().copied().filter(|&pid| holds(pid)).collect()
}

fn listener_inode(line: &str, port: u16) -> Option<String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (_, local_port) = fields.get(1)?.rsplit_once(':')?;
    let listening = *fields.get(3)? == "0A";
    (listening && u16::from_str_radix(local_port, 16).ok()? == port).then(|| fields.get(9).map(|inode| (*inode).to_owned()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_found_by_its_port() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert_eq!(listening_on(port, &all_pids()), [std::process::id()]);
    }

    #[test]
    fn descendants_are_found_through_generations() {
        assert_eq!(with_descendants(vec![1], &[(2, 1), (3, 2), (9, 8)]), [1, 2, 3]);
    }
}
