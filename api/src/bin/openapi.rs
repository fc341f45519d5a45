//! Prints the HTTP contract, `openapi.json`.

fn main() -> anyhow::Result<()> {
    println!("{}", api::router::openapi().to_pretty_json()?);
    Ok(())
}
