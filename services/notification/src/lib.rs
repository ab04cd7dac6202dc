#![doc = include_str!("../README.md")]

mod config;
mod dkim;
mod jobs;
pub mod mail;
pub mod preview;
mod routes;
mod sender;
mod store;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use service_kit::clock::SharedClock;
use service_kit::http::Needs;
use service_kit::links::LinkKeys;
use service_kit::service::Running;
use sqlx::PgPool;
use storage::Storage;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use config::Config;
pub use dkim::{BadDkim, Dkim};
pub use routes::router;

/// Letters written and sent at once by one copy of the service; each holds its pictures in memory.
const PARALLEL: usize = 8;

/// What a job works with.
struct State {
    database: PgPool,
    storage: Storage,
    clock: SharedClock,
    keys: LinkKeys,
    public_url: Url,
    staff_url: Url,
    stationery: mail::Stationery,
    sender: sender::Sender,
    shutdown: CancellationToken,
}

/// Starts the service: health and metrics, and the consumer of `letters`. It stops in good order at `shutdown`.
///
/// # Errors
/// When a setting is wrong (it names the variable and what was expected) or the address can't be had.
pub async fn start(
    config: Config,
    clock: SharedClock,
    shutdown: CancellationToken,
) -> anyhow::Result<Running> {
    let Config { common, smtp_url, smtp_patience_seconds, mail_from, .. } = &config;
    let database =
        database::connect_service(&common.database_url.0, common.database_connections, "notification")?;
    let storage = common.storage.open();
    let dkim = Dkim::from_config(&config).context("the DKIM key")?;
    let sender = sender::Sender::new(&smtp_url.0, PARALLEL, Duration::from_secs(*smtp_patience_seconds))?;
    let needs = Needs { database: database.clone(), storage: storage.clone() };
    let state = Arc::new(State {
        database: database.clone(),
        storage,
        clock,
        keys: common.link_keys.clone(),
        public_url: common.public_url.clone(),
        staff_url: common.staff_url.clone(),
        stationery: mail::Stationery::new(mail_from.clone(), dkim),
        sender,
        shutdown: shutdown.clone(),
    });
    let running = Running::serve(common.listen, router(needs), shutdown.clone()).await?;
    let lease = config.common.lease();
    let settings = queue::Settings { lease, ..queue::Settings::new(PARALLEL, Arc::new(rand::random::<f64>)) };
    Ok(running.with(queue::consume(database, settings, shutdown, move |delivery| {
        jobs::handle(Arc::clone(&state), delivery)
    })))
}
