//! From this tree to images in containerd: binaries, dashboard, base, images.

pub mod base;
pub mod binaries;
pub mod components;
pub mod dashboard;
pub mod node;
