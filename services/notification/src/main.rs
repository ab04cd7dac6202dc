//! The notification service, and a command that writes every letter with sample data.

use std::sync::Arc;

use clap::Parser;
use notification::Config;
use notification::preview::{self, Preview};
use service_kit::clock::SystemClock;
use service_kit::{http, telemetry};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The command needs none of the service's settings.
    if std::env::args().nth(1).as_deref() == Some("letters") {
        return preview::write(&Preview::parse_from(std::env::args().skip(1)));
    }
    let config = Config::parse();
    let traces =
        telemetry::start("notification", config.common.log_format, config.common.traces_url.as_ref())?;
    let shutdown = http::shutdown_on_signal();
    let running = notification::start(config, Arc::new(SystemClock), shutdown).await?;
    tracing::info!(address = %running.address, "sending letters");
    let ended = running.finished().await;
    traces.shutdown().ok();
    ended
}
