//! Project scripts in the project's language: run, test, generate, check.

mod bench;
mod build;
mod check;
mod cluster;
mod content;
mod daemon;
mod data;
mod down;
mod env;
mod exec;
mod generate;
mod images;
mod network;
mod release;
mod secrets;
mod services;
mod settings;
mod status;
mod step;
mod test;
mod tools;
mod up;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};

use crate::settings::{Ctx, Folders};

/// Runs, tests and generates Switchboard from this tree.
#[derive(Parser)]
#[command(name = "dev", disable_help_subcommand = true)]
struct Cli {
    /// Folder of everything that `down` removes.
    #[arg(long, env = "SWITCHBOARD_STATE", default_value = "/var/lib/switchboard-dev", global = true)]
    state: PathBuf,
    /// Folder of built tools and packages; survives `down`.
    #[arg(long, env = "SWITCHBOARD_CACHE", global = true)]
    cache: Option<PathBuf>,
    #[arg(long, env = "XDG_CACHE_HOME", hide = true, global = true)]
    xdg_cache: Option<PathBuf>,
    #[arg(long, env = "HOME", hide = true, global = true)]
    home: Option<PathBuf>,
    /// Cargo's target folder.
    #[arg(long, env = "CARGO_TARGET_DIR", hide = true, global = true)]
    target: Option<PathBuf>,
    #[arg(long, env = "PATH", hide = true, global = true, default_value = "/usr/sbin:/usr/bin:/sbin:/bin")]
    path: String,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Bring everything up; again is a no-op in seconds.
    Up {
        /// Only these steps and what they need.
        #[arg(long = "to", value_name = "STEP")]
        targets: Vec<String>,
        /// Install missing Debian packages without asking (the launcher's).
        #[arg(long)]
        yes: bool,
    },
    /// Stop what `up` started and remove its state.
    Down {
        /// Keep databases, keys and logs.
        #[arg(long)]
        keep: bool,
    },
    /// One screen: processes, pods, businesses.
    Status,
    /// The log of a process, a step, or of pods.
    Logs {
        /// e.g. nats, apiserver, binaries, operator, api, acme-worker
        name: String,
        /// Go on until interrupted.
        #[arg(short, long)]
        follow: bool,
    },
    /// Print the addresses of what is up as shell variables.
    Env,
    /// Start one dead process again, e.g. nats.
    Start {
        /// Name of the step.
        name: String,
    },
    /// Run the tests (all parts when none is named) and print how many passed and failed.
    Test {
        /// Parts to run.
        parts: Vec<test::Part>,
        /// Install missing Debian packages without asking (the launcher's).
        #[arg(long)]
        yes: bool,
    },
    /// Measure what is up.
    Bench {
        /// Which load.
        #[arg(value_parser = ["ingest", "live"])]
        what: String,
        /// The load generator's own arguments, after `--`.
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Generate what is generated and committed (everything when nothing is named).
    Gen {
        /// What to generate.
        only: Vec<generate::Generated>,
    },
    /// Generate and fail when something differs from what was there.
    CheckGenerated,
    /// Check who depends on whom.
    CheckLayers,
    /// Start throwaway stores for tests, print their variables, keep them until Enter.
    Services,
    /// Build the Go tools into the cache.
    Tools,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let folders = folders(&cli)?;
    match cli.verb {
        Verb::Up { targets, .. } => {
            require_root()?;
            let _lock = settings::lock(&folders)?;
            up::up(&Ctx::open(folders)?, &targets)
        }
        Verb::Down { keep } => {
            require_root()?;
            let _lock = settings::lock(&folders)?;
            down::down(&folders, keep)
        }
        Verb::Status => status::status(&folders),
        Verb::Logs { name, follow } => status::logs(&folders, &name, follow),
        Verb::Env => {
            require_up(&folders)?;
            print!("{}", env::render(&env::variables(&Ctx::open(folders)?)?));
            Ok(())
        }
        Verb::Start { name } => {
            require_root()?;
            require_up(&folders)?;
            step::run_one(&Ctx::open(folders)?, up::STEPS, &name)
        }
        Verb::Test { parts, .. } => {
            require_root()?;
            test::run(&folders, &parts)
        }
        Verb::Bench { what, args } => {
            require_up(&folders)?;
            bench::run(&Ctx::open(folders)?, &what, &args)
        }
        Verb::Gen { only } => {
            require_root()?;
            generate::run(&folders, &only, &folders.cache.join("gen.log"))
        }
        Verb::CheckGenerated => {
            require_root()?;
            generate::check(&folders, &folders.cache.join("gen.log"))
        }
        Verb::CheckLayers => check::layers::run(&folders),
        Verb::Services => {
            require_root()?;
            let services = services::Services::start(&folders, "services")?;
            print!("{}", env::render(&services.env()?));
            println!("# Enter ends them");
            std::io::stdin().read_line(&mut String::new())?;
            Ok(())
        }
        Verb::Tools => {
            let log = folders.cache.join("go-tools.log");
            std::fs::create_dir_all(&folders.cache)?;
            tools::build_missing(&folders, &log).map(|outcome| println!("{outcome:?}"))
        }
    }
}

fn folders(cli: &Cli) -> Result<Folders> {
    let repo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lives in the checkout")?.to_owned();
    let user_cache = cli.xdg_cache.clone().or_else(|| cli.home.as_ref().map(|home| home.join(".cache")));
    let cache = match (&cli.cache, user_cache) {
        (Some(cache), _) => cache.clone(),
        (None, Some(cache)) => cache.join("switchboard"),
        (None, None) => bail!("set SWITCHBOARD_CACHE: there is neither XDG_CACHE_HOME nor HOME"),
    };
    let target = cli.target.clone().unwrap_or_else(|| cache.join("target"));
    Ok(Folders { repo, state: cli.state.clone(), cache, target, path: cli.path.clone() })
}

fn require_up(folders: &Folders) -> Result<()> {
    if !settings::marker(&folders.state).exists() {
        bail!("nothing is up: ./dev up");
    }
    Ok(())
}

/// Containers, mounts and network links need root.
fn require_root() -> Result<()> {
    let user = exec::capture(std::process::Command::new("id").arg("-u"))?;
    if user != "0" {
        bail!("run as root (sudo ./dev ...): containers, mounts and network links need it");
    }
    Ok(())
}
