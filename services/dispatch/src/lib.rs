#![doc = include_str!("../README.md")]

mod choice;
pub mod city_pack;
mod closing;
pub mod config;
mod error;
pub mod import;
mod jobs;
mod outline;
pub mod points;
mod routes;
mod same_origin;
mod session;
pub mod staff;
mod store;

pub use routes::router;

use std::sync::Arc;

use photos::Storage;
use service_kit::clock::SharedClock;
use service_kit::service::Running;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::jobs::RulesInForce;

/// What every page and job works with. Clones share everything.
#[derive(Clone, Debug)]
pub struct Service {
    database: PgPool,
    storage: Storage,
    clock: SharedClock,
    config: Arc<Config>,
    rules: Arc<RulesInForce>,
}

impl Service {
    /// A service that has not connected to anything yet.
    ///
    /// # Errors
    /// When a setting is not what it should be.
    pub fn new(config: Config, clock: SharedClock) -> anyhow::Result<Self> {
        let common = &config.common;
        let database = database::connect(&common.database_url.0, common.database_connections, "dispatch")?;
        let storage = Storage::new(&common.storage.config());
        Ok(Self { database, storage, clock, rules: Arc::default(), config: Arc::new(config) })
    }
}

/// Starts the service: pages for crews, and the dispatcher's queue. It runs until `shutdown`.
///
/// # Errors
/// When its address can't be had, or a setting is not what it should be.
pub async fn start(
    config: Config,
    clock: SharedClock,
    shutdown: CancellationToken,
) -> anyhow::Result<Running> {
    let listen = config.common.listen;
    let service = Service::new(config, clock)?;
    let running = Running::serve(listen, router(service.clone()), shutdown.clone()).await?;
    Ok(running.with(jobs::run(service, shutdown)))
}
