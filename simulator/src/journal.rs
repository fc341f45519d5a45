//! The events on disk, one JSON line each, and the state they lead to.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blobs::Blobs;
use crate::world::{Event, World};

/// The state and its journal; every change goes through [`Journal::record`].
#[derive(Debug)]
pub struct Journal {
    world: World,
    file: Option<BufWriter<File>>,
    blobs: Arc<Blobs>,
}

/// Why a journal can't be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("can't use {path} as the journal: check that its folder exists and can be written")]
    Io { path: PathBuf, source: std::io::Error },
}

impl Journal {
    /// A state that is forgotten at the end.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { world: World::default(), file: None, blobs: Arc::new(Blobs::in_memory()) }
    }

    /// Reads a journal back, shortens it to what still matters, and goes on with it. Lines that a crash cut short are skipped.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let fault = |source| JournalError::Io { path: path.to_owned(), source };
        let mut world = World::default();
        match File::open(path) {
            Ok(file) => {
                // Bytes, not text: a crash can leave half a character.
                for line in BufReader::new(file).split(b'\n') {
                    if let Ok(event) = serde_json::from_slice(&line.map_err(fault)?) {
                        world.apply(event);
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(fault(error)),
        }
        let shortened = path.with_extension("new");
        let mut file = BufWriter::new(OpenOptions::new().create(true).write(true).truncate(true).open(&shortened).map_err(fault)?);
        for event in world.events() {
            write_line(&mut file, &event).map_err(fault)?;
        }
        file.flush().map_err(fault)?;
        std::fs::rename(&shortened, path).map_err(fault)?;
        let blobs = Blobs::in_folder(&path.with_extension("blobs")).map_err(fault)?;
        Ok(Self { world, file: Some(file), blobs: Arc::new(blobs) })
    }

    /// The bytes that the state speaks of, in a folder beside the journal.
    #[must_use]
    pub fn blobs(&self) -> Arc<Blobs> {
        self.blobs.clone()
    }

    /// The state now.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Writes an event down and takes it into the state. A disk that fails is told once per event and doesn't stop the simulation.
    pub fn record(&mut self, event: Event) {
        if let Some(file) = &mut self.file
            && let Err(error) = write_line(file, &event).and_then(|()| file.flush())
        {
            tracing::error!(%error, "the journal can't be written");
        }
        self.world.apply(event);
    }
}

fn write_line(file: &mut BufWriter<File>, event: &Event) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, event)?;
    file.write_all(b"\n")
}
