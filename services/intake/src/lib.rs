#![doc = include_str!("../README.md")]

mod accept;
mod config;
mod error;
mod jobs;
mod routes;
mod store;
mod submission;
mod track;

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use photos::{PixelBudget, Storage};
use service_kit::clock::SharedClock;
use service_kit::http::{Needs, health};
use service_kit::links::LinkKeys;
use service_kit::service::Running;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use config::Config;
pub use routes::openapi;
use store::City;

/// What every handler and job shares.
#[derive(Clone, Debug)]
struct Intake {
    pool: PgPool,
    storage: Storage,
    clock: SharedClock,
    keys: LinkKeys,
    public_url: Url,
    city: Arc<City>,
    budget: PixelBudget,
}

/// Starts the service: pages, API, and the photo worker, until `shutdown`.
///
/// # Errors
/// When the database does not answer or has no city yet, or the address can't be had.
pub async fn start(
    config: Config,
    clock: SharedClock,
    shutdown: CancellationToken,
) -> anyhow::Result<Running> {
    let Config { common, pixels_in_flight, photo_workers } = config;
    let pool = database::connect(&common.database_url.0, common.database_connections, "intake")?;
    let city = City::read(&pool).await.context("reading the city")?;
    let lease = common.lease();
    let intake = Intake {
        storage: Storage::new(&common.storage.config()),
        clock,
        keys: common.link_keys,
        public_url: common.public_url,
        city: Arc::new(city),
        budget: PixelBudget::new(pixels_in_flight),
        pool,
    };
    let jobs = jobs::run(intake.clone(), photo_workers, lease, shutdown.clone());
    Ok(Running::serve(common.listen, router(intake), shutdown).await?.with(jobs))
}

fn router(intake: Intake) -> Router {
    let needs = Needs { database: intake.pool.clone(), storage: intake.storage.clone() };
    web::dressed(routes::routes().with_state(intake)).merge(health(needs))
}
