use crate::world::{World, body, change, status, until, value, webhook};
use std::process::{Command, Stdio};
use std::time::Instant;

fn cpu(pids: &str) -> f64 {
    pids.split_whitespace()
        .filter_map(|p| std::fs::read_to_string(format!("/proc/{p}/stat")).ok())
        .map(|s| {
            let t = s.rsplit_once(')').unwrap().1.split_whitespace().collect::<Vec<_>>();
            (t[11].parse::<f64>().unwrap() + t[12].parse::<f64>().unwrap()) / 100.0
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore]
async fn load() {
    let world = World::new().await;
    let per: i64 = std::env::var("PER").ok().and_then(|v| v.parse().ok()).unwrap_or(20);
    let total: i64 = std::env::var("TOTAL").ok().and_then(|v| v.parse().ok()).unwrap_or(60_000);
    let echo = std::env::var("ECHO").is_ok();
    for n in 0..total / per {
        let bodies: Vec<_> = (0..per)
            .map(|k| {
                let i = n * per + k;
                if echo && i % 2 == 1 {
                    body(&[change(
                        "messages",
                        value(&[], &[status(&format!("wamid.HBgLNDkxNTExMjM0NTY3OBUCABIYFDNBODVERkQ{i}"), "read", i)]),
                    )])
                } else {
                    webhook(&format!("wamid.HBgLNDkxNTExMjM0NTY3OBUCABIYFDNBODVERkQ{i}"), &format!("49151{:06}", i * 7919 % 2000), i / 50)
                }
            })
            .collect();
        world.publish(&bodies).await;
    }
    let started = Instant::now();
    let process = Command::new(env!("CARGO_BIN_EXE_worker"))
        .envs([
            ("TENANT_ID", world.acme.to_string()),
            ("DATABASE_URL", world.database_url()),
            ("NATS_URL", world.nats.url.clone()),
            ("OPS_ADDRESS", "127.0.0.1:0".to_owned()),
            ("LOG", "warn".to_owned()),
        ])
        .stdout(Stdio::inherit())
        .spawn()
        .unwrap();
    until("connected", async || {
        !world.postgres.query(&format!("select pid from pg_stat_activity where usename = '{}'", world.acme.schema())).is_empty()
    })
    .await;
    let mut last = (0.0, 0.0);
    loop {
        let pids = world
            .postgres
            .query(&format!("select string_agg(pid::text, ' ') from pg_stat_activity where usename = '{}'", world.acme.schema()));
        last = (cpu(&process.id().to_string()), cpu(&pids).max(last.1));
        if world.bus.backlog(&world.acme).await.is_ok_and(|b| b == 0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let took = started.elapsed().as_secs_f64();
    println!(
        "{total} in {took:.2} s = {:.0}/s; worker {:.1} us, postgres backends {:.1} us each",
        total as f64 / took,
        last.0 * 1e6 / total as f64,
        last.1 * 1e6 / total as f64
    );
    println!("{}", world.acme("select count(*) from messages"));
    let _ = Command::new("kill").args([&process.id().to_string()]).status();
}
