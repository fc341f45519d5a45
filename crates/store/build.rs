//! Embedded migrations are part of the program: a changed file means a new build.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
