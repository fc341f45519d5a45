//! A list of named steps with prerequisites, run as parallel as their order allows, one line of output each.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::settings::Ctx;

/// Silence after which the steps still running are named.
const STILL_RUNNING_AFTER: Duration = Duration::from_secs(20);

/// What a step found or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was so already.
    Already,
    /// It did this.
    Done(String),
}

impl Outcome {
    /// It did this.
    pub fn done(what: impl Into<String>) -> Self {
        Self::Done(what.into())
    }
}

/// One step: a name, the names it needs, what it does, and what to try when it fails.
pub struct Step {
    /// Unique, shown.
    pub name: &'static str,
    /// Names of the steps that come before.
    pub after: &'static [&'static str],
    /// Idempotent: looks first, then acts.
    pub run: fn(&Ctx) -> Result<Outcome>,
    /// Shown under a failure.
    pub hint: &'static str,
}

/// The steps that are needed for `targets`, in the list's order; all of them when there are no targets.
pub fn select<'a>(steps: &'a [Step], targets: &[String]) -> Result<Vec<&'a Step>> {
    let mut wanted: BTreeSet<&str> = targets.iter().map(String::as_str).collect();
    if let Some(unknown) = wanted.iter().find(|name| !steps.iter().any(|step| step.name == **name)) {
        bail!("no step is called {unknown}; the steps are: {}", steps.iter().map(|step| step.name).collect::<Vec<_>>().join(", "));
    }
    if wanted.is_empty() {
        return Ok(steps.iter().collect());
    }
    for step in steps.iter().rev() {
        if wanted.contains(step.name) {
            wanted.extend(step.after);
        }
    }
    Ok(steps.iter().filter(|step| wanted.contains(step.name)).collect())
}

/// Runs one step without what it needs: to start one process again.
pub fn run_one(ctx: &Ctx, steps: &[Step], name: &str) -> Result<()> {
    let step = select(steps, &[name.to_owned()])?.into_iter().find(|step| step.name == name);
    let alone = step.map(|step| Step { name: step.name, after: &[], run: step.run, hint: step.hint });
    run(ctx, &alone.iter().collect::<Vec<_>>())
}

/// The steps that may start now.
fn ready<'a>(steps: &[&'a Step], started: &BTreeSet<&str>, finished: &BTreeSet<&str>) -> Vec<&'a Step> {
    steps.iter().filter(|step| !started.contains(step.name) && step.after.iter().all(|before| finished.contains(before))).copied().collect()
}

/// Runs all; after a failure nothing new starts, and what runs is waited for.
pub fn run(ctx: &Ctx, steps: &[&Step]) -> Result<()> {
    let (sender, receiver) = mpsc::channel::<(&Step, Duration, Result<Outcome>)>();
    let (mut started, mut finished, mut failed) = (BTreeSet::new(), BTreeSet::new(), vec![]);
    std::thread::scope(|scope| {
        loop {
            if failed.is_empty() {
                for step in ready(steps, &started, &finished) {
                    started.insert(step.name);
                    let sender = sender.clone();
                    scope.spawn(move || {
                        let began = Instant::now();
                        let outcome = (step.run)(ctx);
                        // The receiver lives until every started step has answered.
                        let _ = sender.send((step, began.elapsed(), outcome));
                    });
                }
            }
            if started.len() == finished.len() + failed.len() {
                break;
            }
            match receiver.recv_timeout(STILL_RUNNING_AFTER) {
                Ok((step, elapsed, Ok(outcome))) => {
                    println!("{}", line(step.name, elapsed, &outcome));
                    finished.insert(step.name);
                }
                Ok((step, elapsed, Err(error))) => {
                    println!("FAIL {:<14} {:>6.1} s  {error:#}", step.name, elapsed.as_secs_f32());
                    println!("     try: {}", step.hint);
                    failed.push(step.name);
                }
                Err(_) => {
                    let running: Vec<&str> = started.iter().filter(|name| !finished.contains(*name)).copied().collect();
                    println!(" ... {}", running.join(", "));
                }
            }
        }
    });
    if !failed.is_empty() {
        bail!("{} failed; what is up stays up: run again to continue from here", failed.join(", "));
    }
    Ok(())
}

fn line(name: &str, elapsed: Duration, outcome: &Outcome) -> String {
    let (mark, note) = match outcome {
        Outcome::Already => (" == ", "already"),
        Outcome::Done(what) => (" ok ", what.as_str()),
    };
    format!("{mark} {name:<14} {:>6.1} s  {note}", elapsed.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str, after: &'static [&'static str]) -> Step {
        Step { name, after, run: |_| Ok(Outcome::Already), hint: "" }
    }

    fn names(steps: &[&Step]) -> Vec<&'static str> {
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_target_brings_what_it_needs_and_nothing_else() {
        let steps = [step("a", &[]), step("b", &["a"]), step("c", &[]), step("d", &["b", "c"]), step("e", &["d"])];
        assert_eq!(names(&select(&steps, &["b".into()]).unwrap()), ["a", "b"]);
        assert_eq!(names(&select(&steps, &["d".into()]).unwrap()), ["a", "b", "c", "d"]);
        assert_eq!(names(&select(&steps, &[]).unwrap()), ["a", "b", "c", "d", "e"]);
        assert!(select(&steps, &["nothing".into()]).is_err());
    }

    #[test]
    fn a_step_starts_when_all_before_it_have_finished() {
        let steps = [step("a", &[]), step("b", &["a"]), step("c", &[])];
        let all = select(&steps, &[]).unwrap();
        assert_eq!(names(&ready(&all, &BTreeSet::new(), &BTreeSet::new())), ["a", "c"]);
        assert_eq!(names(&ready(&all, &BTreeSet::from(["a", "c"]), &BTreeSet::from(["a"]))), ["b"]);
    }

    #[test]
    fn every_step_of_up_names_only_steps_before_it() {
        let mut seen = BTreeSet::new();
        for step in crate::up::STEPS {
            assert!(step.after.iter().all(|name| seen.contains(name)), "{} needs a step listed later", step.name);
            assert!(seen.insert(step.name), "{} is listed twice", step.name);
        }
    }
}
