use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use crate::world::{World, until, webhook};

#[tokio::test]
async fn the_process_waits_for_its_schema_and_stops_when_asked() {
    let world = World::new().await;
    let port = testkit::free_port();
    let mut process = Process(
        Command::new(env!("CARGO_BIN_EXE_worker"))
            .envs([
                ("TENANT_ID", world.acme.to_string()),
                ("DATABASE_URL", world.database_url()),
                ("NATS_URL", world.nats.url.clone()),
                ("SCHEMA_VERSION", "999".to_owned()),
                ("OPS_ADDRESS", format!("127.0.0.1:{port}")),
            ])
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    world.publish(&[webhook("wamid.A", "4915112345678", 0)]).await;
    until("it waits for the schema", async || get(port, "/readyz").contains("waiting for schema, store")).await;
    assert_eq!(world.acme("select count(*) from messages"), "0");
    let schema = world.acme.schema();
    world.postgres.execute(&format!(
        "insert into {schema}._sqlx_migrations (version, description, success, checksum, execution_time) values (999, 'next', true, '', 0)"
    ));
    world.settled().await;
    assert!(get(port, "/readyz").starts_with("HTTP/1.1 200"));
    assert!(get(port, "/metrics").contains(r#"store_stored_total{kind="message"} 1"#));
    let terminated = Command::new("kill").args(["-TERM", &process.0.id().to_string()]).status().unwrap();
    assert!(terminated.success());
    assert!(process.0.wait().unwrap().success());
    assert_eq!(world.changes().await.len(), 1);
}

/// Ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(port: u16, path: &str) -> String {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return String::new() };
    let _ = connection.write_all(format!("GET {path} HTTP/1.1\r\nhost: worker\r\nconnection: close\r\n\r\n").as_bytes());
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer);
    answer
}
