//! The committed YAML is what the code says.

use std::path::Path;

fn committed(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the generated file is committed")
}

#[test]
fn the_committed_definition_is_what_crdgen_prints() {
    let printed = crds::business_yaml().expect("the kind can be written as YAML");
    assert_eq!(committed("yaml/businesses.yaml"), printed, "run: cargo run -p crds --bin crdgen > crds/yaml/businesses.yaml");
}

#[test]
fn the_chart_installs_the_committed_definition() {
    assert_eq!(
        committed("../charts/switchboard/files/businesses.yaml"),
        committed("yaml/businesses.yaml"),
        "run: cp crds/yaml/businesses.yaml charts/switchboard/files/"
    );
}

#[test]
fn every_field_that_users_write_or_read_is_explained() {
    fn undocumented(schema: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            if field["description"].as_str().is_none_or(str::is_empty) {
                found.push(path.clone());
            }
            undocumented(field, &path, found);
            undocumented(&field["items"], &format!("{path}[]"), found);
        }
    }
    let definition: serde_json::Value = serde_yaml_ng::from_str(&committed("yaml/businesses.yaml")).expect("YAML");
    let schema = &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    let mut found = Vec::new();
    undocumented(&schema["properties"]["spec"], "spec", &mut found);
    undocumented(&schema["properties"]["status"], "status", &mut found);
    assert_eq!(found, Vec::<String>::new());
}
