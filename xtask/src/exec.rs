//! Running other programs to their end: quietly into a log, or for their answer.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Lines of a log shown when its program failed.
const TAIL_LINES: usize = 25;

/// Pause between two looks at a condition.
const POLL: Duration = Duration::from_millis(100);

/// Runs to the end with all output appended to `log`; an error carries the log's last lines.
pub fn run(log: &Path, command: &mut Command) -> Result<()> {
    let line = describe(command);
    let file = OpenOptions::new().create(true).append(true).open(log).with_context(|| format!("open {}", log.display()))?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| format!("start {line}: is its package installed?"))?;
    if !status.success() {
        bail!("{line} ended with {status}\n{}", tail(log));
    }
    Ok(())
}

/// Runs to the end and returns its standard output, trimmed; an error carries its standard error.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("start {line}: is its package installed?"))?;
    if !output.status.success() {
        bail!("{line} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Like [`capture`], with `input` on standard input.
pub fn feed(command: &mut Command, input: &str) -> Result<String> {
    use std::io::Write;
    let line = describe(command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {line}: is its package installed?"))?;
    let mut stdin = child.stdin.take().context("a piped child has a standard input")?;
    stdin.write_all(input.as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{line} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether it ran and succeeded; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Looks at `condition` until it holds or `timeout` passed.
pub fn wait_until(what: &str, timeout: Duration, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !condition()? {
        if started.elapsed() > timeout {
            bail!("{what} did not happen within {} s", timeout.as_secs());
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Whether an HTTP GET answers 2xx within two seconds.
pub fn answers(url: &str) -> bool {
    succeeds(Command::new("curl").args(["-fsS", "--noproxy", "*", "--max-time", "2", "-o", "/dev/null", url]))
}

/// The last lines of a log.
pub fn tail(log: &Path) -> String {
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(TAIL_LINES);
    format!("--- {} ---\n{}", log.display(), lines[from..].join("\n"))
}

/// Program and arguments in one short line.
fn describe(command: &Command) -> String {
    let mut line = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    if line.chars().count() > 160 { line.chars().take(157).collect::<String>() + "..." } else { line }
}
