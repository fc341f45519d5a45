//! STREAM: the bus between INGEST, STORE and LIVE (NATS JetStream). The only crate that knows async-nats.
//!
//! [`topology`] lists every stream and consumer; [`envelope`] is what INGEST streams hold; [`delivery`] is how a
//! worker reads one; [`changes`] is how API pods read CHANGES; [`directory`] tells API pods who owns which number.

pub mod bus;
pub mod changes;
pub mod delivery;
pub mod directory;
pub mod envelope;
pub mod publish;
pub mod topology;

pub use bus::{Bus, BusError};
pub use changes::{ChangeRecord, ChangesReader, Epoch};
pub use delivery::{Delivery, Inbox};
pub use directory::{Directory, DirectoryEntry, DirectoryKey, DirectoryWatch, TenantSecrets};
pub use envelope::Envelope;
