//! Who may depend on whom, checked from cargo's own metadata. Tests' dependencies are free.

use std::process::Command;

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::exec;
use crate::settings::Folders;

/// A crate of the outside world and the only crates of ours that know it.
const OWNERS: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("async-nats", &["stream"]),
    ("redis", &["cache"]),
    ("kube", &["operator", "crds"]),
    ("k8s-openapi", &["operator", "crds"]),
    ("reqwest", &["whatsapp", "simulator"]),
];

/// Crates that nothing else may be built on: programs.
const PROGRAMS: &[&str] = &["operator", "api", "worker", "simulator", "bench", "xtask"];

/// Crates that may know everything: they stand beside the product, not in it.
const EXEMPT: &[&str] = &["testkit", "bench"];

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// Absent for an ordinary dependency.
    kind: Option<String>,
    /// Present for a crate of this tree.
    path: Option<String>,
}

/// Fails with every breach.
pub fn run(folders: &Folders) -> Result<()> {
    let mut cargo = Command::new("cargo");
    let text = exec::capture(cargo.current_dir(&folders.repo).args(["metadata", "--no-deps", "--format-version=1", "--locked"]))?;
    let breaches = breaches(&serde_json::from_str::<Metadata>(&text)?.packages);
    if !breaches.is_empty() {
        bail!("layers are broken:\n  {}", breaches.join("\n  "));
    }
    Ok(())
}

fn breaches(packages: &[Package]) -> Vec<String> {
    let mut found = vec![];
    for package in packages.iter().filter(|package| !EXEMPT.contains(&package.name.as_str())) {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev")) {
            let (name, on) = (package.name.as_str(), dependency.name.as_str());
            if name == "domain" && dependency.path.is_some() {
                found.push(format!("domain depends on {on}: it depends on none of ours"));
            }
            if dependency.path.is_some() && PROGRAMS.contains(&on) {
                found.push(format!("{name} depends on the program {on}"));
            }
            if on == "testkit" {
                found.push(format!("{name} depends on testkit outside its tests"));
            }
            if let Some((_, owners)) = OWNERS.iter().find(|(owned, _)| *owned == on)
                && !owners.contains(&name)
            {
                found.push(format!("{name} depends on {on}: only {} may", owners.join(" and ")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>, bool)]) -> Package {
        let dependency = |(name, kind, ours): &(&str, Option<&str>, bool)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            path: ours.then(String::new),
        };
        Package { name: name.to_owned(), dependencies: dependencies.iter().map(dependency).collect() }
    }

    #[test]
    fn a_crate_that_takes_what_another_owns_is_named() {
        let packages = [package("api", &[("sqlx", None, false)]), package("store", &[("sqlx", None, false), ("domain", None, true)])];
        assert_eq!(breaches(&packages), ["api depends on sqlx: only store may"]);
    }

    #[test]
    fn tests_may_use_what_they_need_and_testkit_knows_everything() {
        let packages = [package("api", &[("sqlx", Some("dev"), false)]), package("testkit", &[("async-nats", None, false)])];
        assert!(breaches(&packages).is_empty());
    }

    #[test]
    fn domain_depends_on_none_of_ours() {
        assert_eq!(breaches(&[package("domain", &[("store", None, true)])]).len(), 1);
    }
}
