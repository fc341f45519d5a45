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
    #[error("line {line} of {path} is no event of a journal: name another file, or take the line out to go on without it")]
    Line { path: PathBuf, line: usize, source: serde_json::Error },
}

impl Journal {
    /// A state that is forgotten at the end.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { world: World::default(), file: None, blobs: Arc::new(Blobs::in_memory()) }
    }

    /// Reads a journal back, shortens it to what still matters, and goes on with it. A last line that a crash cut short is left out.
    ///
    /// # Errors
    /// When the file can't be read or written, or is no journal: it is left as it is then.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let fault = |source| JournalError::Io { path: path.to_owned(), source };
        let world = read(path)?;
        let shortened = beside(path, "new");
        let mut file = BufWriter::new(OpenOptions::new().create(true).write(true).truncate(true).open(&shortened).map_err(fault)?);
        for event in world.events() {
            write_line(&mut file, &event).map_err(fault)?;
        }
        file.flush().map_err(fault)?;
        std::fs::rename(&shortened, path).map_err(fault)?;
        let blobs = Blobs::in_folder(&blobs_folder(path).map_err(fault)?).map_err(fault)?;
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

/// The state that a journal leads to; a new one if there is none yet.
fn read(path: &Path) -> Result<World, JournalError> {
    let fault = |source| JournalError::Io { path: path.to_owned(), source };
    let mut world = World::default();
    let mut file = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(world),
        Err(error) => return Err(fault(error)),
    };
    let mut text = Vec::new();
    for line in 1.. {
        text.clear();
        // Bytes, not text: a crash can leave half a character.
        if file.read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        match serde_json::from_slice(&text) {
            Ok(event) => world.apply(event),
            // A crash cuts the last line short, and never the first: a journal begins with whole ones.
            Err(_) if line > 1 && !text.ends_with(b"\n") => break,
            Err(source) => return Err(JournalError::Line { path: path.to_owned(), line, source }),
        }
    }
    Ok(world)
}

/// What lies beside a journal: its whole name, and one more ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// The folder of a journal's files. It was named without the journal's own ending once: such a one is taken over.
fn blobs_folder(path: &Path) -> std::io::Result<PathBuf> {
    let (folder, before) = (beside(path, "blobs"), path.with_extension("blobs"));
    if before.is_dir() && !folder.exists() {
        std::fs::rename(&before, &folder)?;
    }
    Ok(folder)
}

fn write_line(file: &mut BufWriter<File>, event: &Event) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, event)?;
    file.write_all(b"\n")
}
