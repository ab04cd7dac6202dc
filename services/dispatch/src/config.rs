//! The command line, and the settings behind it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use maps::MapSettings;
use service_kit::body::BodyLimits;
use service_kit::config::{Common, Secret};
use service_kit::openid::OpenIdSettings;
use uuid::Uuid;

use crate::import::sectors::Kind;
use crate::staff::NewStaff;
use crate::tokens::NewToken;

/// Settings of the running service.
#[derive(Clone, Debug, Parser)]
pub struct Config {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub common: Common,
    /// Seconds within which a crew may take a close back; the letter leaves after that.
    #[arg(long, env = "UNDO_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub undo_seconds: u64,
    /// Seconds between two looks at the clock: ends of shifts, terms, watches.
    #[arg(long, env = "CLOCK_SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub clock_seconds: u64,
    /// Seconds after which what happened to reports is counted for the referents' desk, at the latest.
    #[arg(long, env = "DESK_SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub desk_seconds: u64,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub body: BodyLimits,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub openid: OpenIdSettings,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub maps: MapSettings,
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
    /// Check a city pack as a whole, without any database: every flaw with its file, line and key.
    Check {
        /// The pack's folder, for example `infra/cities/paris`.
        folder: PathBuf,
    },
    /// Write the city as it is now as a city pack, with what was changed at the desk.
    Export {
        /// A new folder.
        folder: PathBuf,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// Bring what the city publishes into the database.
    #[command(subcommand)]
    Import(Import),
    /// Say for many points which sector, team and rule a report there would get.
    Where {
        /// A CSV file with the columns `lat` and `lon`, optionally `category` and `time` (RFC 3339, or the city's own
        /// time; without it: now); all other columns are kept.
        #[arg(long, value_name = "FILE.csv")]
        points: PathBuf,
        /// Where the answers go, instead of the standard output.
        #[arg(long, value_name = "FILE.csv")]
        out: Option<PathBuf>,
        /// The language of `found_reason`.
        #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
        language: String,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// The city's staff.
    #[command(subcommand)]
    Staff(Staff),
    /// Tokens of other tools.
    #[command(subcommand)]
    Token(Token),
}

/// What can be imported. Nothing is written unless the whole file is right.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Outlines of sectors, from the city's open data as GeoJSON. Harmless when repeated.
    Sectors {
        /// The file, for example `arrondissements.geojson` or `quartiers.geojson`.
        file: PathBuf,
        /// What they are; without it, their properties say it.
        #[arg(long)]
        kind: Option<Kind>,
        /// Sectors that the file lacks no longer exist. They are kept for the reports that lie in them.
        #[arg(long)]
        retire: bool,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// House numbers, from the national address base (BAN) as CSV, plain or compressed. A broken line is named and
    /// skipped. Harmless when repeated.
    Addresses {
        /// The file, for example `adresses-75.csv.gz`.
        file: PathBuf,
        /// House numbers that the file lacks no longer exist.
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
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
    /// End every session of somebody, at once.
    SignOut {
        /// Their address.
        email: String,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
}

/// What can be done with tokens of other tools.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make one. It is printed once, and never stored.
    Add {
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        new: NewToken,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// Take one back, at once. Harmless when repeated.
    Revoke {
        /// As `token list` prints it.
        id: Uuid,
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group of flags, not a flag")]
        owner: Owner,
    },
    /// Print all of them, without their secrets.
    List {
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
