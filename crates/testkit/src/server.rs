//! A NATS and a Redis server of a test's own, on ports that were free.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    ops::Range,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::{net::TcpStream, time::sleep};
use uuid::Uuid;

/// How long a server may take to listen, in milliseconds.
const START_MS_MAX: u64 = 15_000;

/// Password of the NATS server's only user.
const NATS_PASSWORD: &str = "p@ss/1";

/// A NATS server with JetStream; ends when dropped.
pub struct TestNats {
    /// `nats://user:password@127.0.0.1:port`; the password needs escapes.
    pub url: String,
    port: u16,
    process: Option<Child>,
    folder: TempDir,
}

/// A Redis server; ends when dropped.
pub struct TestRedis {
    /// `redis://127.0.0.1:port`.
    pub url: String,
    process: Child,
    _folder: TempDir,
}

/// Starts a NATS server of this test's own.
///
/// # Panics
/// When it can't be started: the test can't say anything then.
pub async fn nats() -> TestNats {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let port = free_port();
    let mut server = TestNats { url: format!("nats://test:p%40ss%2F1@127.0.0.1:{port}"), port, process: None, folder };
    server.start().await;
    server
}

impl TestNats {
    /// Ends the server with SIGKILL; its files stay.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts it (again), on the same port and with the same files.
    ///
    /// # Panics
    /// When it can't be started.
    pub async fn start(&mut self) {
        let config = self.folder.path().join("nats.conf");
        let text = format!(
            "listen: 127.0.0.1:{}\nmax_payload: 8MB\nauthorization {{ user: test, password: \"{NATS_PASSWORD}\" }}\njetstream {{ store_dir: {:?} }}\n",
            self.port,
            self.folder.path()
        );
        std::fs::write(&config, text).expect("the configuration can be written");
        let process = Command::new(nats_server()).arg("-c").arg(&config).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.process = Some(process.expect("nats-server starts: NATS_SERVER or PATH must lead to it"));
        listening(self.port).await.expect("nats-server listens");
        let ended = self.process.as_mut().and_then(|process| process.try_wait().transpose());
        assert!(ended.is_none(), "nats-server ended, and something else listens on port {}", self.port);
    }

    /// Publishes any bytes, as no client of ours would.
    ///
    /// # Panics
    /// When the server doesn't take them.
    pub fn publish(&self, subject: &str, payload: &[u8]) {
        let mut connection = std::net::TcpStream::connect(("127.0.0.1", self.port)).expect("nats-server listens");
        let mut request =
            format!("CONNECT {{\"verbose\":false,\"user\":\"test\",\"pass\":\"{NATS_PASSWORD}\"}}\r\nPUB {subject} {}\r\n", payload.len())
                .into_bytes();
        request.extend_from_slice(payload);
        request.extend_from_slice(b"\r\nPING\r\n");
        connection.write_all(&request).expect("nats-server reads");
        let mut answer = String::new();
        let mut lines = BufReader::new(connection);
        while !answer.contains("PONG") {
            assert_ne!(lines.read_line(&mut answer).expect("nats-server answers"), 0, "{answer}");
        }
    }

    /// Forgets everything that was stored, as if the disk were new. The server must be down.
    ///
    /// # Panics
    /// When the files can't be removed.
    pub fn wipe(&self) {
        let jetstream = self.folder.path().join("jetstream");
        if jetstream.exists() {
            std::fs::remove_dir_all(jetstream).expect("the stored files can be removed");
        }
    }
}

impl Drop for TestNats {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a Redis server of this test's own.
///
/// # Panics
/// When it can't be started.
pub async fn redis() -> TestRedis {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let port = free_port();
    let process = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server starts: Debian's package redis-server has it");
    listening(port).await.expect("redis-server listens");
    TestRedis { url: format!("redis://127.0.0.1:{port}"), process, _folder: folder }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that nobody listened on a moment ago, of those that the kernel gives to nobody by itself: a server that is ended and
/// started again finds it free. No two tests of a program are given the same one, however late their servers listen.
///
/// # Panics
/// When all are taken.
#[must_use]
pub fn free_port() -> u16 {
    /// Begins anywhere, since other programs take ports of the range as well.
    static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(Uuid::new_v4().as_u64_pair().1 >> 1));
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let place = || NEXT.fetch_add(1, Ordering::Relaxed) % PORTS.len() as u64;
    let mut ports = PORTS.map(|_| PORTS.start + u16::try_from(place()).expect("a range of ports is shorter"));
    ports.find(is_free).expect("loopback has a free port")
}

/// Below the ports of outgoing connections (`ip_local_port_range`) and of Kubernetes services (`NodePort`).
const PORTS: Range<u16> = 20_000..30_000;

async fn listening(port: u16) -> Result<()> {
    let pause = Duration::from_millis(20);
    for _ in 0..START_MS_MAX / 20 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        sleep(pause).await;
    }
    bail!("nothing listens on port {port} after {START_MS_MAX} ms")
}

/// `NATS_SERVER`, else the newest that `./dev tools` built, else what is on PATH.
#[expect(clippy::disallowed_methods, reason = "tests are told about their servers by environment variables")]
fn nats_server() -> PathBuf {
    if let Ok(path) = std::env::var("NATS_SERVER") {
        return path.into();
    }
    let cache = std::env::var("SWITCHBOARD_CACHE")
        .map(PathBuf::from)
        .or_else(|_| std::env::var("HOME").map(|home| Path::new(&home).join(".cache/switchboard")));
    cache.context("no cache folder").and_then(|cache| newest_built(&cache.join("bin"))).unwrap_or_else(|_| "nats-server".into())
}

fn newest_built(bin: &Path) -> Result<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(bin)?.filter_map(|entry| Some(entry.ok()?.path().join("nats-server"))).filter(|path| path.is_file()).collect();
    found.sort();
    found.pop().context("none was built")
}
