use anyhow::{Context, bail};
use sqlx::PgPool;

/// The services' roles, without the common prefix `rue_nette_`.
const SERVICES: [&str; 3] = ["intake", "dispatch", "notification"];

/// Brings a database to this version: PostGIS, pgmq, queues, tables, roles. Harmless when run again.
///
/// # Errors
/// When PostGIS is missing and this role may not create it (in words), or when a migration fails.
pub async fn migrate(pool: &PgPool) -> anyhow::Result<()> {
    let has_postgis: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')")
            .fetch_one(pool)
            .await
            .context("can't reach the database")?;
    if !has_postgis && let Err(error) = sqlx::query("CREATE EXTENSION postgis").execute(pool).await {
        bail!(
            "PostGIS is not in this database and this role may not create it ({error}). Once, as a superuser of the \
             server: install PostGIS 3 and run CREATE EXTENSION postgis; in this database. Then start again."
        );
    }
    pgmq::install::install_sql_from_embedded(pool).await.context("installing pgmq's SQL")?;
    for queue in messages::QUEUES {
        for name in [queue.to_owned(), queue::dead(queue)] {
            sqlx::query(
                "SELECT pgmq.create($1) WHERE NOT EXISTS (SELECT FROM pgmq.meta WHERE queue_name = $1)",
            )
            .bind(name)
            .execute(pool)
            .await
            .with_context(|| format!("creating the queue {queue}"))?;
        }
    }
    sqlx::migrate!("../../migrations").run(pool).await.context("running the migrations")
}

/// Gives the services' roles a password, so that they can connect. Roles belong to the whole server.
///
/// # Errors
/// When this role may not change them.
pub async fn set_service_passwords(pool: &PgPool, password: &str) -> anyhow::Result<()> {
    for service in SERVICES {
        let statement: String = sqlx::query_scalar(
            "SELECT format('ALTER ROLE %I WITH LOGIN PASSWORD %L', 'rue_nette_' || $1, $2)",
        )
        .bind(service)
        .bind(password)
        .fetch_one(pool)
        .await?;
        sqlx::query(&statement).execute(pool).await.context("setting the services' passwords")?;
    }
    Ok(())
}
