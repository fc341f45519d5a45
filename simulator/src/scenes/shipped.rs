//! The scenes of `simulator/scenes`, part of the binary.

use super::{Scene, SceneError, parse};

/// A scene that comes with the simulator.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The file's name without `.yaml`.
    pub name: &'static str,
    text: &'static str,
}

macro_rules! shipped {
    ($name:literal) => {
        Shipped { name: $name, text: include_str!(concat!("../../scenes/", $name, ".yaml")) }
    };
}

const SHIPPED: &[Shipped] = &[
    shipped!("order-a-cake"),
    shipped!("complaint-with-photo"),
    shipped!("voice-note"),
    shipped!("appointment"),
    shipped!("two-languages"),
    shipped!("angry-and-handed-over"),
    shipped!("new-number"),
    shipped!("every-type"),
];

impl Shipped {
    /// The scene.
    ///
    /// # Errors
    /// When its file is wrong, which a test rules out.
    pub fn scene(&self) -> Result<Scene, SceneError> {
        parse(&format!("{}.yaml", self.name), self.text)
    }
}

/// All of them.
#[must_use]
pub fn shipped() -> &'static [Shipped] {
    SHIPPED
}

/// One by its name.
#[must_use]
pub fn find(name: &str) -> Option<Shipped> {
    SHIPPED.iter().find(|shipped| shipped.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scene_can_be_played() {
        for shipped in SHIPPED {
            let scene = shipped.scene().unwrap_or_else(|error| panic!("{error}"));
            assert!(!scene.title.is_empty() && !scene.about.is_empty(), "{}", shipped.name);
        }
    }

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenes");
        let mut files: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let mut names: Vec<String> = SHIPPED.iter().map(|shipped| format!("{}.yaml", shipped.name)).collect();
        names.sort();
        assert_eq!(files, names);
    }
}
