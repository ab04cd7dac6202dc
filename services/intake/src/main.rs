//! The intake service: `intake --help` lists its settings.

use std::sync::Arc;

use clap::Parser;
use service_kit::clock::SystemClock;
use service_kit::{http, telemetry};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config = intake::Config::parse();
    let traces = telemetry::start("intake", config.common.log_format, config.common.traces_url.as_ref())?;
    let running = intake::start(config, Arc::new(SystemClock), http::shutdown_on_signal()).await?;
    tracing::info!(address = %running.address, "intake is up");
    running.finished().await?;
    traces.shutdown()?;
    Ok(())
}
