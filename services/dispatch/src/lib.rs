#![doc = include_str!("../README.md")]

mod choice;
pub mod city_pack;
mod closing;
pub mod config;
pub mod desk;
mod error;
pub mod import;
mod jobs;
mod meanwhile;
mod moves;
mod outbox;
mod outline;
pub mod points;
mod refused;
mod replies;
mod routes;
pub mod rules;
mod same_origin;
mod session;
pub mod staff;
mod store;
pub mod tokens;
mod tour;
mod untold;
mod ways;
mod wish;

pub use routes::{openapi, router};

use std::sync::Arc;
use std::time::Duration;

use maps::Maps;
use service_kit::clock::SharedClock;
use service_kit::openid::OpenId;
use service_kit::service::Running;
use sqlx::PgPool;
use storage::Storage;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::desk::Live;
use crate::jobs::RulesInForce;

/// What every page and job works with. Clones share everything.
#[derive(Clone, Debug)]
pub struct Service {
    database: PgPool,
    storage: Storage,
    clock: SharedClock,
    config: Arc<Config>,
    rules: Arc<RulesInForce>,
    /// Sign-in with the city's account; none: it is off.
    openid: Option<OpenId>,
    maps: Maps,
    /// Who has the desk open.
    live: Live,
}

impl Service {
    /// A service that has not connected to anything yet.
    ///
    /// # Errors
    /// When a setting is not what it should be.
    pub fn new(config: Config, clock: SharedClock) -> anyhow::Result<Self> {
        let common = &config.common;
        let database =
            database::connect_service(&common.database_url.0, common.database_connections, "dispatch")?;
        let storage = common.storage.open();
        let mut back = common.staff_url.clone();
        back.set_path("/sign-in/city/back");
        let openid = config.openid.open(back)?;
        let maps = Maps::open(config.maps.clone(), database.clone(), Arc::clone(&clock))?;
        let (rules, live) = (Arc::default(), Live::new());
        Ok(Self { openid, maps, database, storage, clock, rules, live, config: Arc::new(config) })
    }

    /// Makes every move that time itself makes and that is due now: ends of shifts, terms, watches and years at rest.
    /// Returns how many. The running service does this by itself, every [`Config::clock_seconds`].
    ///
    /// # Errors
    /// As the database says; what was made before stays made.
    pub async fn tick(&self) -> anyhow::Result<usize> {
        moves::tick(self).await
    }

    /// Counts every report about which something is noted by now, for the referents' desk. Returns how many. The running
    /// service does this by itself, every [`Config::desk_seconds`].
    ///
    /// # Errors
    /// As the database says; what was counted before stays counted.
    pub async fn count(&self) -> anyhow::Result<usize> {
        desk::count(self).await
    }

    /// Measures how long the letter has waited that waits the longest. The running service does this by itself, every
    /// [`Config::clock_seconds`].
    ///
    /// # Errors
    /// As the database says.
    pub async fn measure(&self) -> anyhow::Result<()> {
        untold::measure(self).await
    }
}

/// Starts the service: pages for crews, the JSON API, the dispatcher's queue, what time itself moves, the desk's
/// figures and who is told of them, and the alarm about letters. It runs until `shutdown`.
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
    let every = Duration::from_secs(service.config.clock_seconds);
    let clock = moves::run(service.clone(), every, shutdown.clone());
    let letters = untold::run(service.clone(), every, shutdown.clone());
    let every = Duration::from_secs(service.config.desk_seconds);
    let desk = desk::run(service.clone(), every, shutdown.clone());
    let live = desk::tell(service.clone(), shutdown.clone());
    Ok(running.with(jobs::run(service, shutdown)).with(clock).with(letters).with(desk).with(live))
}
