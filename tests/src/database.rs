use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use sqlx::{Connection, PgConnection, PgPool};
use url::Url;

/// A database of one test's own, cloned from the migrated template with Paris loaded. It goes away with
/// [`TestDatabase::drop_now`], else when the next run starts.
#[derive(Debug)]
pub struct TestDatabase {
    server: Url,
    name: String,
}

impl TestDatabase {
    /// Clones the template `rue_nette_template` of the server that `TEST_DATABASE_URL` names.
    ///
    /// # Errors
    /// When that is not set: the tests are started by `infra/test`.
    pub async fn create() -> anyhow::Result<Self> {
        let server = std::env::var("TEST_DATABASE_URL").context(
            "TEST_DATABASE_URL is not set: start the tests with infra/test, it makes a database server",
        )?;
        let server = Url::parse(&server).context("TEST_DATABASE_URL")?;
        #[expect(clippy::disallowed_methods, reason = "a name, not a time")]
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let name = format!("test_{started}_{:016x}", rand::random::<u64>());
        let mut connection = PgConnection::connect(server.as_str()).await.context("the test server")?;
        sqlx::query(&format!("CREATE DATABASE {name} TEMPLATE rue_nette_template STRATEGY FILE_COPY"))
            .execute(&mut connection)
            .await
            .context("cloning rue_nette_template")?;
        connection.close().await?;
        Ok(Self { server, name })
    }

    /// The address, as the superuser who owns the server.
    pub fn owner_url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    /// The address as one service's role.
    ///
    /// # Errors
    /// When `SERVICE_PASSWORD` is not set.
    pub fn service_url(&self, service: &str) -> anyhow::Result<String> {
        let password =
            std::env::var("SERVICE_PASSWORD").context("SERVICE_PASSWORD is not set: use infra/test")?;
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.set_username(&format!("rue_nette_{service}"))
            .map_err(|()| anyhow::anyhow!("TEST_DATABASE_URL"))?;
        url.set_password(Some(&password)).map_err(|()| anyhow::anyhow!("TEST_DATABASE_URL"))?;
        Ok(url.into())
    }

    /// A pool as the owner, for looking at what was written.
    ///
    /// # Errors
    /// When the address is none.
    pub fn owner(&self) -> anyhow::Result<PgPool> {
        database::connect(&self.owner_url(), 4, "test")
    }

    /// Removes the database, whoever is still connected.
    ///
    /// # Errors
    /// As the server says.
    pub async fn drop_now(self) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(self.server.as_str()).await?;
        sqlx::query(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}
