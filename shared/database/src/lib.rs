#![doc = include_str!("../README.md")]

pub mod addresses;
pub mod history;
pub mod letters;
mod migrate;
pub mod sectors;

use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};

pub use migrate::{migrate, set_service_passwords};

/// A connection that was used within this time is taken as alive: asking it each time would cost a round trip for
/// every use of the pool.
const FRESH: Duration = Duration::from_millis(500);

/// A database that is there says so within this time. A network that loses packets says nothing, for hours.
const PATIENCE: Duration = Duration::from_secs(3);
/// What the server does by itself for a service's connection, so that one that is gone without a word holds no locks:
/// it gives up a statement that nobody waits for any more, a transaction that nobody goes on with, and a client that
/// acknowledges nothing.
const LIMITS: [(&str, &str); 6] = [
    ("statement_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "20s"),
    ("tcp_user_timeout", "60s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// Opens a pool of at most `most` connections; none is opened before it is needed.
///
/// # Errors
/// When `url` is no PostgreSQL address: it names what was expected, and hides the password.
pub fn connect(url: &str, most: u32, name: &str) -> anyhow::Result<PgPool> {
    Ok(pool(options(url, name)?, most))
}

/// The same for a service, whose statements take moments: with limits on each, unlike a command that loads a city.
///
/// # Errors
/// As [`connect`].
pub fn connect_service(url: &str, most: u32, name: &str) -> anyhow::Result<PgPool> {
    Ok(pool(options(url, name)?.options(LIMITS), most))
}

fn options(url: &str, name: &str) -> anyhow::Result<PgConnectOptions> {
    let options: PgConnectOptions =
        url.parse().context("DATABASE_URL must be like postgres://user:password@host:5432/database")?;
    Ok(options.application_name(name))
}

fn pool(options: PgConnectOptions, most: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { if meta.idle_for > FRESH { answers(connection).await } else { Ok(true) } })
        })
        // What was left in the middle, with its ROLLBACK unsaid, was perhaps left because nothing answered. Without
        // this the pool would wait for it until TCP gives up, a quarter of an hour.
        .after_release(|connection, _| {
            Box::pin(
                async move { if connection.should_flush() { answers(connection).await } else { Ok(true) } },
            )
        })
        .connect_lazy_with(options)
}

async fn answers(connection: &mut PgConnection) -> sqlx::Result<bool> {
    let answer = tokio::time::timeout(PATIENCE, connection.ping()).await;
    answer.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))).map(|()| true)
}
