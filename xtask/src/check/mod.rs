//! Checks without running anything: formatting, lints, layers, generated files.

pub mod layers;
