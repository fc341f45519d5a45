//! Programs built from Go modules (`tools/*/go.mod` pins them) into the cache, one folder per version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::exec;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// One module in `tools/` and the programs it gives.
struct Family {
    /// Folder below `tools/`.
    folder: &'static str,
    /// The module whose version names the cache folder.
    module: &'static str,
    /// Program name and Go package.
    programs: &'static [(&'static str, &'static str)],
}

const FAMILIES: &[Family] = &[
    Family {
        folder: "kubernetes",
        module: "k8s.io/kubernetes",
        programs: &[
            ("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
            ("kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
            ("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
            ("kubelet", "k8s.io/kubernetes/cmd/kubelet"),
            ("kube-proxy", "k8s.io/kubernetes/cmd/kube-proxy"),
            ("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
        ],
    },
    Family { folder: "etcd", module: "go.etcd.io/etcd/server/v3", programs: &[("etcd", "go.etcd.io/etcd/server/v3")] },
    Family {
        folder: "nats",
        module: "github.com/nats-io/nats-server/v2",
        programs: &[("nats-server", "github.com/nats-io/nats-server/v2")],
    },
    Family { folder: "coredns", module: "github.com/coredns/coredns", programs: &[("coredns", "github.com/coredns/coredns")] },
    Family { folder: "helm", module: "helm.sh/helm/v4", programs: &[("helm", "helm.sh/helm/v4/cmd/helm")] },
];

/// Builds what is missing.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    build_missing(&ctx.folders, &ctx.folders.log("go-tools"))
}

/// Builds what is missing, logging to `log`.
pub fn build_missing(folders: &Folders, log: &Path) -> Result<Outcome> {
    let mut built = vec![];
    for family in FAMILIES {
        let version = version(folders, family)?;
        let out = family_folder(folders, family, &version);
        if family.programs.iter().all(|(program, _)| out.join(program).is_file()) {
            continue;
        }
        build(folders, family, &version, &out, log)?;
        built.push(format!("{} {version}", family.folder));
    }
    Ok(if built.is_empty() { Outcome::Already } else { Outcome::done(format!("built {}", built.join(", "))) })
}

fn build(folders: &Folders, family: &Family, version: &str, out: &Path, log: &Path) -> Result<()> {
    let partial = out.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial)?;
    let flags = linker_flags(family, version);
    for (program, package) in family.programs {
        let mut go = Command::new("go");
        go.current_dir(folders.repo.join("tools").join(family.folder)).env("CGO_ENABLED", "0").env_remove("GOFLAGS");
        go.args(["build", "-trimpath", "-ldflags", &flags, "-o"]).arg(partial.join(program)).arg(package);
        exec::run(log, &mut go)?;
    }
    let _ = fs::remove_dir_all(out);
    fs::rename(&partial, out).with_context(|| format!("move {} into place", out.display()))
}

/// Kubernetes compares its own version numbers: unstamped binaries fail those checks.
fn linker_flags(family: &Family, version: &str) -> String {
    if family.folder != "kubernetes" {
        return "-s -w".to_owned();
    }
    let mut numbers = version.split('.');
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].iter().fold("-s -w".to_owned(), |flags, package| {
        format!("{flags} -X {package}.gitVersion=v{version} -X {package}.gitMajor={major} -X {package}.gitMinor={minor} -X {package}.gitTreeState=clean")
    })
}

/// Path of a program, built or not.
pub fn path(folders: &Folders, program: &str) -> Result<PathBuf> {
    for family in FAMILIES {
        if family.programs.iter().any(|(name, _)| *name == program) {
            return Ok(family_folder(folders, family, &version(folders, family)?).join(program));
        }
    }
    bail!("no tool is called {program}")
}

fn family_folder(folders: &Folders, family: &Family, version: &str) -> PathBuf {
    folders.cache.join("bin").join(format!("{}-{version}", family.folder))
}

fn version(folders: &Folders, family: &Family) -> Result<String> {
    let path = folders.repo.join("tools").join(family.folder).join("go.mod");
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    required_version(&text, family.module).with_context(|| format!("{} requires no {}", path.display(), family.module))
}

/// The version, without its `v`, that a go.mod requires of a module.
fn required_version(go_mod: &str, module: &str) -> Option<String> {
    go_mod.lines().find_map(|line| {
        let mut words = line.trim().trim_start_matches("require ").split_whitespace();
        (words.next()? == module).then(|| words.next()?.strip_prefix('v').map(str::to_owned))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_blocks_and_single_lines_but_not_from_replacements() {
        let block = "module x\n\nrequire (\n\tk8s.io/api v0.37.2 // indirect\n\tk8s.io/kubernetes v1.37.2 // indirect\n)\nreplace k8s.io/api => k8s.io/api v0.1.0\n";
        assert_eq!(required_version(block, "k8s.io/kubernetes").as_deref(), Some("1.37.2"));
        assert_eq!(required_version(block, "k8s.io/api").as_deref(), Some("0.37.2"));
        assert_eq!(required_version("require a/b/v2 v2.15.2\n", "a/b/v2").as_deref(), Some("2.15.2"));
        assert_eq!(required_version(block, "k8s.io/absent"), None);
    }
}
