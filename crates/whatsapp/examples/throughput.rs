//! Verify, route and parse: bodies and bytes per second of one core. `cargo run --release -p whatsapp --example throughput`.
//!
//! Prints one line per body and stage; each figure is the best of five rounds, in time on the CPU where Linux tells it. Allocations
//! are counted in one call on its own.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

use serde_json::{Value, json};
use whatsapp::webhook::parse::parse;
use whatsapp::webhook::route::scan;
use whatsapp::webhook::signature::{AppSecret, Signature, verify};

fn message(number: usize) -> Value {
    json!({"from": "4915112345678", "from_user_id": "DE.13491208655302741918", "id": format!("wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBNzdEMEM1RTg0{number:08}AA=="),
           "timestamp": "1779184000", "type": "text", "text": {"body": "Hello, is the table by the window free tonight at half past seven?"}})
}

fn body(messages: usize) -> Vec<u8> {
    let messages: Vec<Value> = (0..messages).map(message).collect();
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"wa_id": "4915112345678", "profile": {"name": "Lena"}}], "messages": messages}}]}]})
    .to_string()
    .into_bytes()
}

/// Nanoseconds per call, best of five rounds of `calls`.
fn best(calls: u32, mut call: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = on_cpu_ns();
            (0..calls).for_each(|_| call());
            (on_cpu_ns() - start) as f64 / f64::from(calls)
        })
        .fold(f64::INFINITY, f64::min)
}

/// Nanoseconds this thread has run, so that other work on the machine doesn't count.
fn on_cpu_ns() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    told.and_then(|told| told.split(' ').next()?.parse().ok()).unwrap_or_else(|| START.elapsed().as_nanos() as u64)
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn main() {
    let secret = AppSecret::new("0123456789abcdef0123456789abcdef");
    let secrets = [secret.clone()];
    for messages in [1, 10, 1000] {
        let body = body(messages);
        let header = secret.sign(&body);
        let check = |body: &[u8]| {
            let signature = Signature::parse(header.as_bytes()).expect("we signed it");
            verify(&signature, body, &secrets).expect("we signed it");
        };
        let calls = u32::try_from(200_000 / messages).expect("small");
        let stages: [(&str, f64); 4] = [
            ("verify", best(calls, || check(black_box(&body)))),
            ("route", best(calls, || drop(black_box(scan(black_box(&body)))))),
            ("parse", best(calls, || drop(black_box(parse(black_box(&body)))))),
            (
                "verify+parse",
                best(calls, || {
                    check(black_box(&body));
                    drop(black_box(parse(&body)));
                }),
            ),
        ];
        let counted = allocation_counter::measure(|| {
            check(black_box(&body));
            drop(black_box(parse(black_box(&body))));
        });
        let each = counted.count_total as f64 / messages as f64;
        println!(
            "{messages:5} messages: {each:.2} allocations a message, {} in all, {} bytes at most",
            counted.count_total, counted.bytes_max
        );
        for (stage, ns) in stages {
            let bytes = body.len();
            println!(
                "{messages:5} messages {bytes:7} bytes  {stage:13} {:8.0} ns  {:6.0} MB/s  {:9.0} bodies/s",
                ns,
                bytes as f64 / ns * 1e3,
                1e9 / ns
            );
        }
    }
}
