//! The bytes of media and uploads, beside the journal: one file each, so that a restart finds them again.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where the bytes lie.
#[derive(Debug)]
pub enum Blobs {
    InMemory(Mutex<HashMap<String, Vec<u8>>>),
    InFolder(PathBuf),
}

impl Blobs {
    /// Bytes that are forgotten at the end.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::InMemory(Mutex::default())
    }

    /// A folder that holds nothing else; it is created.
    ///
    /// # Errors
    /// When it can't be.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self::InFolder(folder.to_owned()))
    }

    /// Adds bytes to the end of a blob, which begins empty.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn append(&self, id: &str, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::InMemory(blobs) => {
                blobs.lock().unwrap_or_else(PoisonError::into_inner).entry(id.to_owned()).or_default().extend_from_slice(bytes);
                Ok(())
            }
            Self::InFolder(folder) => {
                std::fs::OpenOptions::new().create(true).append(true).open(folder.join(file_name(id)))?.write_all(bytes)
            }
        }
    }

    /// All bytes of a blob; `None` if there is none.
    #[must_use]
    pub fn read(&self, id: &str) -> Option<Vec<u8>> {
        match self {
            Self::InMemory(blobs) => blobs.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned(),
            Self::InFolder(folder) => std::fs::read(folder.join(file_name(id))).ok(),
        }
    }

    /// Forgets a blob.
    pub fn remove(&self, id: &str) {
        match self {
            Self::InMemory(blobs) => drop(blobs.lock().unwrap_or_else(PoisonError::into_inner).remove(id)),
            // One that is gone already is what was asked for.
            Self::InFolder(folder) => drop(std::fs::remove_file(folder.join(file_name(id)))),
        }
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        match self {
            Self::InMemory(blobs) => blobs.lock().unwrap_or_else(PoisonError::into_inner).clear(),
            Self::InFolder(folder) => {
                let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
                files.for_each(|file| drop(std::fs::remove_file(file.path())));
            }
        }
    }
}

/// Ids are ours, but they come back in addresses: only letters and digits name a file.
fn file_name(id: &str) -> String {
    id.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(blobs: &Blobs) {
        blobs.append("upload:a/../b", b"one ").unwrap();
        blobs.append("upload:a/../b", b"two").unwrap();
        assert_eq!(blobs.read("upload:a/../b").unwrap(), b"one two");
        assert_eq!(blobs.read("other"), None);
    }

    #[test]
    fn bytes_are_appended_read_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        for blobs in [Blobs::in_memory(), Blobs::in_folder(folder.path()).unwrap()] {
            written(&blobs);
            blobs.remove("upload:a/../b");
            assert_eq!(blobs.read("upload:a/../b"), None);
            written(&blobs);
            blobs.clear();
            assert_eq!(blobs.read("upload:a/../b"), None);
        }
    }

    #[test]
    fn a_folder_keeps_them_for_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        written(&Blobs::in_folder(folder.path()).unwrap());
        assert_eq!(Blobs::in_folder(folder.path()).unwrap().read("upload:a/../b").unwrap(), b"one two");
    }
}
