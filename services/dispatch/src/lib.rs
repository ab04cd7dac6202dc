#![doc = include_str!("../README.md")]

pub mod city_pack;
pub mod config;
pub mod staff;

use axum::Router;
use photos::Storage;
use service_kit::clock::SharedClock;
use service_kit::http::{Needs, health};
use service_kit::service::Running;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// Starts the service: pages for crews, and the dispatcher's queue. It runs until `shutdown`.
///
/// # Errors
/// When its address can't be had, or a setting is not what it should be.
pub async fn start(
    config: Config,
    clock: SharedClock,
    shutdown: CancellationToken,
) -> anyhow::Result<Running> {
    let common = &config.common;
    let database: PgPool =
        database::connect(&common.database_url.0, common.database_connections, "dispatch")?;
    let storage = Storage::new(&common.storage.config());
    _ = clock;
    let router = Router::new().merge(health(Needs { database, storage }));
    Running::serve(common.listen, router, shutdown).await
}
