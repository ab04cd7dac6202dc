#![doc = include_str!("../README.md")]

pub mod addresses;
pub mod history;
pub mod letters;
mod migrate;
pub mod sectors;

use std::time::Duration;

use anyhow::Context;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

pub use migrate::{migrate, set_service_passwords};

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
        .connect_lazy_with(options.application_name(name)))
}
