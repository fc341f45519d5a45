//! Why a reconcile stopped before its end: one variant per step. All of them are tried again, ever more slowly.

use crds::Reason;

use super::{apply::ApplyError, cleanup::CleanupError, observe::ObserveError};

/// Errors of a reconcile.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("observing failed")]
    Observe(#[from] ObserveError),
    #[error("applying failed")]
    Apply(#[from] ApplyError),
    #[error("writing the status failed")]
    Status(#[source] kube::Error),
    #[error("cleaning up failed")]
    Cleanup(#[from] CleanupError),
    #[error("changing the finalizer failed")]
    Finalizer(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the reconcile took longer than {seconds} s")]
    Deadline { seconds: u64 },
}

impl Error {
    /// The word for it in conditions and metrics.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Observe(error) => error.reason(),
            Self::Apply(error) => error.reason(),
            Self::Cleanup(error) => error.reason(),
            Self::Status(_) | Self::Finalizer(_) => Reason::KubernetesUnavailable,
            Self::Deadline { .. } => Reason::DeadlineExceeded,
        }
    }

    /// The step that failed: a metric's label.
    #[must_use]
    pub fn step(&self) -> &'static str {
        match self {
            Self::Observe(_) => "observe",
            Self::Apply(_) => "apply",
            Self::Status(_) => "status",
            Self::Cleanup(_) => "cleanup",
            Self::Finalizer(_) => "finalizer",
            Self::Deadline { .. } => "deadline",
        }
    }
}
