//! Digests of files: the keys of caches and the tags of images.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::exec;

/// Folders and files that are results, never inputs.
const RESULTS: &[&str] = &[
    "node_modules",
    ".next",
    "out",
    "out-gallery",
    "target",
    "test-results",
    "playwright-report",
    "next-env.d.ts",
    "tsconfig.tsbuildinfo",
];

/// Length of a digest in hex digits.
const DIGITS: usize = 16;

/// Digest over names and contents of files and of all files below folders.
pub fn digest(paths: &[PathBuf]) -> Result<String> {
    let mut listing = String::new();
    for path in paths {
        let mut files = vec![];
        collect(path, &mut files)?;
        files.sort();
        let base = path.parent().unwrap_or(path);
        for chunk in files.chunks(500) {
            let names: Vec<&Path> = chunk.iter().map(|file| file.strip_prefix(base).unwrap_or(file)).collect();
            listing.push_str(&exec::capture(Command::new("sha256sum").current_dir(base).args(names))?);
            listing.push('\n');
        }
    }
    text(&listing)
}

/// Digest of a text.
pub fn text(text: &str) -> Result<String> {
    Ok(exec::feed(&mut Command::new("sha256sum"), text)?.chars().take(DIGITS).collect())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let kind = fs::symlink_metadata(path).with_context(|| format!("read {}", path.display()))?;
    if kind.is_file() {
        files.push(path.to_owned());
    } else if kind.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !RESULTS.contains(&entry.file_name().to_string_lossy().as_ref()) {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}
