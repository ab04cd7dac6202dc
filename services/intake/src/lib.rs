#![doc = include_str!("../README.md")]

mod accept;
mod agent;
mod answer;
mod config;
mod error;
mod expected;
mod filters;
mod jobs;
mod kept;
mod kinds;
mod overview;
mod resident;
mod routes;
mod satisfaction;
mod store;
mod submission;
mod track;
mod wrong;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use maps::Maps;
use photos::PixelBudget;
use service_kit::body::BodyLimits;
use service_kit::clock::SharedClock;
use service_kit::http::{Needs, health};
use service_kit::links::LinkKeys;
use service_kit::openid::OpenId;
use service_kit::service::Running;
use sqlx::PgPool;
use storage::Storage;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use config::Config;
use expected::Expectations;
use kept::KeptPhotos;
use kinds::Habits;
use overview::Overview;
pub use routes::openapi;
use store::City;

/// What every handler and job shares.
#[derive(Clone, Debug)]
struct Intake {
    pool: PgPool,
    storage: Storage,
    clock: SharedClock,
    keys: LinkKeys,
    /// Sign-in with the city's account; none: it is off.
    openid: Option<OpenId>,
    public_url: Url,
    staff_url: Url,
    city: Arc<City>,
    budget: PixelBudget,
    kept: Arc<KeptPhotos>,
    expectations: Arc<Expectations>,
    habits: Arc<Habits>,
    body: BodyLimits,
    overview: Arc<Overview>,
    maps: Maps,
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
    let Config {
        common,
        pixels_in_flight,
        photo_workers,
        body,
        orphans_every_seconds,
        addresses_every_seconds,
        openid,
        maps,
    } = config;
    let mut back = common.public_url.clone();
    back.set_path("/sign-in/city/back");
    let openid = openid.open(back)?;
    let pool = database::connect_service(&common.database_url.0, common.database_connections, "intake")?;
    let city = City::read(&pool).await.context("reading the city")?;
    let lease = common.lease();
    let intake = Intake {
        storage: common.storage.open(),
        kept: Arc::new(KeptPhotos::new(Arc::clone(&clock), common.link_keys.clone())),
        expectations: Arc::default(),
        habits: Arc::default(),
        body,
        overview: Arc::default(),
        maps: Maps::open(maps, pool.clone(), Arc::clone(&clock))?,
        clock,
        openid,
        keys: common.link_keys,
        public_url: common.public_url,
        staff_url: common.staff_url,
        city: Arc::new(city),
        budget: PixelBudget::new(pixels_in_flight),
        pool,
    };
    let jobs = Box::pin(jobs::run(intake.clone(), photo_workers, lease, shutdown.clone()));
    let every = Duration::from_secs(orphans_every_seconds);
    let orphans = Box::pin(jobs::remove_orphans(intake.clone(), every, shutdown.clone()));
    let every = Duration::from_secs(addresses_every_seconds);
    let addresses = Box::pin(jobs::erase_addresses(intake.clone(), every, shutdown.clone()));
    let kept = jobs::sweep_kept_photos(Arc::clone(&intake.kept), shutdown.clone());
    let running = Running::serve(common.listen, router(intake), shutdown).await?;
    Ok(running.with(jobs).with(orphans).with(addresses).with(kept))
}

impl Intake {
    /// Where the staff signs in.
    fn sign_in_url(&self) -> String {
        let mut address = self.staff_url.clone();
        address.set_path("/sign-in");
        address.into()
    }
}

fn router(intake: Intake) -> Router {
    let needs = Needs { database: intake.pool.clone(), storage: intake.storage.clone() };
    web::dressed(web::compressed(routes::routes(intake.body, &intake.maps).with_state(intake)))
        .merge(health(needs))
}
