//! The command line, and the settings behind it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use service_kit::config::{Common, Secret};

use crate::staff::NewStaff;

/// Settings of the running service.
#[derive(Clone, Debug, Parser)]
pub struct Config {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub common: Common,
    /// Seconds within which a crew may take a close back; the letter leaves after that.
    #[arg(long, env = "UNDO_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub undo_seconds: u64,
}

impl Config {
    /// How long a closing letter waits.
    pub fn undo_window(&self) -> Duration {
        Duration::from_secs(self.undo_seconds)
    }
}

/// Gives reports to teams, and shows crews their jobs.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service (the default).
    Serve(Box<Config>),
    /// Load a city pack. Loading it again never overwrites anything.
    Load {
        /// The pack's folder, for example `infra/cities/paris`.
        folder: PathBuf,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// The city's staff.
    #[command(subcommand)]
    Staff(Staff),
}

/// What can be done with staff.
#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Add somebody. Harmless when repeated.
    Add {
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        new: NewStaff,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
}

/// The database, for commands that change what a service may not.
#[derive(Args, Clone, Debug)]
pub struct Owner {
    /// The database, as its owner: `postgres://role:password@host:5432/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Secret,
}

impl Arguments {
    /// Reads the command line; without a command it serves.
    pub fn read(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.into_iter().collect();
        let asks = |word: &String| ["-h", "--help", "-V", "--version"].contains(&word.as_str());
        if words.get(1).is_none_or(|first| first.starts_with('-') && !asks(first)) {
            words.insert(words.len().min(1), "serve".into());
        }
        Self::parse_from(words)
    }
}
