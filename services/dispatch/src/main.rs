//! The dispatch service, and the commands that prepare its database.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use dispatch::city_pack::{self, Pack};
use dispatch::config::{Arguments, Command, Config, Owner, Staff};
use dispatch::staff;
use service_kit::clock::{Clock, SystemClock};
use service_kit::{http, telemetry};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::read(std::env::args()).command {
        Command::Serve(config) => serve(*config).await,
        Command::Load { folder, owner } => load(&folder, &owner).await,
        Command::Staff(Staff::Add { new, owner }) => add(&new, &owner).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let common = &config.common;
    let traces = telemetry::start("dispatch", common.log_format, common.traces_url.as_ref())?;
    let running = dispatch::start(config, Arc::new(SystemClock), http::shutdown_on_signal()).await?;
    tracing::info!(address = %running.address, "listening");
    let finished = running.finished().await;
    // The last spans are sent before the process ends.
    _ = traces.shutdown();
    finished
}

async fn load(folder: &Path, owner: &Owner) -> anyhow::Result<()> {
    let pack = Pack::read(folder)?;
    let database = database::connect(&owner.database_url.0, 1, "dispatch load")?;
    let loaded = city_pack::load(&database, &pack, SystemClock.now()).await?;
    println!("{loaded}");
    Ok(())
}

async fn add(new: &staff::NewStaff, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch staff")?;
    if staff::add(&database, &SystemClock, new).await? {
        println!("Added {} to {}.", new.email, new.team);
    } else {
        println!("{} is already in {}.", new.email, new.team);
    }
    Ok(())
}
