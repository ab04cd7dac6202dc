//! `local`: what one machine needs beside PostgreSQL, from the command line.

mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use local::inbox::Inbox;
use local::samples::{Shot, clean_street, dirty_street};
use tracing_subscriber::EnvFilter;

/// What one machine needs beside PostgreSQL.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run all of Rue Nette: object store, inbox and the three services, with one sample report.
    Run(Box<run::Run>),
    /// Write the two sample photos, the dirty street and the clean one, to look at them.
    Samples {
        /// The folder to write dirty.jpg and clean.jpg to.
        #[arg(long)]
        out: PathBuf,
        /// How the phone was held, as EXIF says it: 1 (upright) to 8.
        #[arg(long, default_value_t = 1)]
        orientation: u8,
    },
    /// Take letters by SMTP on 127.0.0.1 and show them in a browser, until Ctrl-C.
    Inbox {
        /// The folder that keeps the letters.
        #[arg(long, default_value = ".local/inbox")]
        folder: PathBuf,
        /// The port for SMTP; 0 takes a free one.
        #[arg(long, default_value_t = 2525)]
        smtp_port: u16,
        /// The port for the pages; 0 takes a free one.
        #[arg(long, default_value_t = 8025)]
        web_port: u16,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    match &command {
        // What people read is on the screen: the rest goes beside the services' own logs.
        Command::Run(settings) => match settings.log() {
            Ok(file) => log.with_ansi(false).with_writer(file).init(),
            Err(error) => return failed(&error),
        },
        _ => log.with_writer(std::io::stderr).init(),
    }
    let done = match command {
        Command::Run(settings) => run::run(&settings).await,
        Command::Samples { out, orientation } => samples(&out, orientation),
        Command::Inbox { folder, smtp_port, web_port } => inbox(&folder, smtp_port, web_port).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("\n✗ {error:#}");
    ExitCode::FAILURE
}

fn samples(out: &Path, orientation: u8) -> anyhow::Result<()> {
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).context("a date of the calendar")?;
    let before = Shot {
        longitude: 2.379_1,
        latitude: 48.865_3,
        accuracy_m: 6.0,
        taken_at: day.and_hms_opt(12, 45, 0).context("a time of the day")?,
        offset_minutes: 60,
        orientation,
        seed: 1,
    };
    let after =
        Shot { taken_at: before.taken_at + chrono::TimeDelta::minutes(200), seed: 2, ..before.clone() };
    for (name, jpeg) in [("dirty.jpg", dirty_street(&before)?), ("clean.jpg", clean_street(&after)?)] {
        let path = out.join(name);
        fs::write(&path, &jpeg).with_context(|| format!("writing {}", path.display()))?;
        println!("{} ({:.1} MB)", path.display(), bytes_to_mb(jpeg.len()));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn bytes_to_mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

async fn inbox(folder: &Path, smtp_port: u16, web_port: u16) -> anyhow::Result<()> {
    let inbox = Inbox::start(folder, smtp_port, web_port)?;
    println!("Letters go to {}", inbox.smtp_url());
    println!("Read them at {}", inbox.web_url());
    tokio::signal::ctrl_c().await.context("waiting for Ctrl-C")?;
    inbox.stop().await;
    Ok(())
}
