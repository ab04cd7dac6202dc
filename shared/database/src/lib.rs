#![doc = include_str!("../README.md")]

pub mod addresses;
pub mod history;
pub mod letters;
mod migrate;
pub mod sectors;

use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool};

pub use migrate::{migrate, set_service_passwords};

/// A connection that was used within this time is taken as alive: asking it each time would cost a round trip for
/// every use of the pool.
const FRESH: Duration = Duration::from_millis(500);

/// Opens a pool of at most `most` connections; none is opened before it is needed.
///
/// # Errors
/// When `url` is no PostgreSQL address: it names what was expected, and hides the password.
pub fn connect(url: &str, most: u32, name: &str) -> anyhow::Result<PgPool> {
    let options: PgConnectOptions =
        url.parse().context("DATABASE_URL must be like postgres://user:password@host:5432/database")?;
    Ok(PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options.application_name(name)))
}
