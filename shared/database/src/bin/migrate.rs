//! Brings a database to this version, and lets the services' roles connect.

use clap::Parser;

/// Installs pgmq, creates the queues and runs the migrations. PostGIS needs a superuser once.
#[derive(Parser)]
struct Arguments {
    /// The database, as its owner: `postgres://owner:password@host:5432/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// The password that the services' roles get; without it they keep theirs.
    #[arg(long, env = "SERVICE_PASSWORD", hide_env_values = true)]
    service_password: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let pool = database::connect(&arguments.database_url, 2, "rue-nette-migrate")?;
    database::migrate(&pool).await?;
    if let Some(password) = &arguments.service_password {
        database::set_service_passwords(&pool, password).await?;
    }
    pool.close().await;
    Ok(())
}
