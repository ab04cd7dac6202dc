#![doc = include_str!("README.md")]

mod client;
mod close;
mod cpu;
mod desk;
mod figures;
mod first_page;
mod map;
mod photos;
mod pipeline;
mod postgres;
mod receiver;
mod services;
mod stage;
mod stand_ins;
mod statements;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures Rue Nette beside references. `tests/load/run` builds everything and starts this.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Accept and dispatch reports, with and without photo and letter; CPU milliseconds per report by process.
    Pipeline(pipeline::Pipeline),
    /// Crews close jobs with a photo, beside a process that only receives and keeps it; CPU milliseconds of a close.
    Close(close::Close),
    /// Load the residents' page as a telephone does for the first time; bytes over the wire, by file.
    FirstPage,
    /// Ask for tiles of the public map, its list and what is near, with 100,000 reports and with a million; CPU of each.
    Map(map::Map),
    /// Read the referents' turnaround of a month and of five years, with a million reports and with ten; milliseconds.
    Desk(desk::Desk),
    /// Render photos with our code and with libvips, in turns: CPU, memory, likeness.
    Photos(photos::Photos),
    /// Our renderer: a process of its own, so that nothing else is counted.
    #[command(hide = true)]
    Render,
    /// What a close is measured beside: receives forms and keeps their photos in the object store at this address.
    #[command(hide = true)]
    Receive { s3: String },
    /// The object store and the inbox: a process of their own, so that their work is not counted.
    #[command(hide = true)]
    StandIns {
        /// Keeps photos and letters.
        folder: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Pipeline(pipeline) => pipeline.run().await,
        Command::Close(close) => close.run().await,
        Command::FirstPage => first_page::run().await,
        Command::Map(map) => map.run().await,
        Command::Desk(desk) => desk.run().await,
        Command::Photos(photos) => photos.run(),
        Command::Render => photos::serve().await,
        Command::Receive { s3 } => receiver::serve(s3).await,
        Command::StandIns { folder } => stand_ins::serve(&folder).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}
