//! Shutdown in two stages: a signal asks every task to finish, and a task that ends unasked ends the process.

use std::{future::Future, time::Duration};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long tasks may take to finish once asked, in milliseconds; below Kubernetes' 30 s.
pub const DRAIN_MS_MAX: u64 = 20_000;

/// The tasks of a process and the one token that ends them.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    stop: CancellationToken,
    failed: CancellationToken,
    tasks: TaskTracker,
}

impl Lifecycle {
    /// A lifecycle that SIGTERM or SIGINT ends.
    ///
    /// # Errors
    /// When signal handlers can't be installed.
    pub fn until_signal() -> std::io::Result<Self> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let lifecycle = Self::default();
        let stop = lifecycle.stop.clone();
        // Not tracked: it waits for a signal that may never come.
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            tracing::info!("asked to stop; finishing what is in hand");
            stop.cancel();
        });
        Ok(lifecycle)
    }

    /// The token that says when to finish.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Asks everything to finish.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Runs a task that is part of the process: should it end before it was asked to, the process ends as failed
    /// instead of looking healthy with a part missing.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = TaskResult> + Send + 'static,
    {
        let lifecycle = self.clone();
        self.tasks.spawn(async move {
            let outcome = tokio::spawn(task).await;
            let asked = lifecycle.stop.is_cancelled();
            match outcome {
                Ok(Ok(())) if asked => return,
                Ok(Ok(())) => tracing::error!(task = name, "a task ended by itself; stopping the process"),
                Ok(Err(error)) => tracing::error!(task = name, error = chain(&*error), "a task failed; stopping the process"),
                Err(panic) => tracing::error!(task = name, %panic, "a task panicked; stopping the process"),
            }
            lifecycle.failed.cancel();
            lifecycle.stop.cancel();
        });
    }

    /// Waits for the end and gives the tasks [`DRAIN_MS_MAX`] to finish. Whether all went well.
    pub async fn finished(&self) -> bool {
        self.stop.cancelled().await;
        self.tasks.close();
        let drained = tokio::time::timeout(Duration::from_millis(DRAIN_MS_MAX), self.tasks.wait()).await.is_ok();
        if !drained {
            tracing::error!(drain_ms_max = DRAIN_MS_MAX, "tasks were still running after the time to finish; stopping anyway");
        }
        drained && !self.failed.is_cancelled()
    }
}

/// What a task of the process returns.
pub type TaskResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// An error with its causes, on one line.
#[must_use]
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_ends_unasked_ends_the_process_as_failed() {
        let lifecycle = Lifecycle::default();
        lifecycle.spawn("short", async { Ok(()) });
        assert!(!lifecycle.finished().await);
    }

    #[tokio::test]
    async fn tasks_that_finish_when_asked_end_it_well() {
        let lifecycle = Lifecycle::default();
        let stopping = lifecycle.stopping();
        lifecycle.spawn("patient", async move {
            stopping.cancelled().await;
            Ok(())
        });
        lifecycle.stop();
        assert!(lifecycle.finished().await);
    }

    #[tokio::test]
    async fn a_panic_is_a_failure() {
        let lifecycle = Lifecycle::default();
        lifecycle.spawn("panics", async { panic!("on purpose") });
        assert!(!lifecycle.finished().await);
    }
}
