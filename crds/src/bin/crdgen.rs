//! Prints the definition of every kind we own, for `crds/yaml/businesses.yaml`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", crds::business_yaml()?);
    Ok(())
}
