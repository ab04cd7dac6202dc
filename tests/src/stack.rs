use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use local::inbox::Inbox;
use local::object_store::{BUCKET, ObjectStore};
use service_kit::clock::SharedClock;
use service_kit::service::Running;
use sqlx::PgPool;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{Crew, Resident, Service, TestDatabase};

/// Longest wait for something that takes milliseconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
const ACCESS_KEY: &str = "test";
const SECRET_KEY: &str = "test-secret";
/// 32 bytes that sign nothing but tests.
const LINK_KEYS: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The three services, their database, object store and inbox.
#[derive(Debug)]
pub struct Stack {
    /// Where residents' pages are.
    pub resident_url: String,
    /// Where staff's pages are.
    pub staff_url: String,
    /// The letters.
    pub inbox: Inbox,
    /// The database, as its owner.
    pub pool: PgPool,
    /// The services' clock.
    pub clock: SharedClock,
    /// Another copy of dispatch, which serves nothing: to make what time moves now, without waiting for its next look.
    pub dispatch: dispatch::Service,
    database: TestDatabase,
    store: ObjectStore,
    services: Vec<(Service, Running, CancellationToken)>,
    intake_config: intake::Config,
    dispatch_config: dispatch::config::Config,
    notification_config: notification::Config,
    shutdown: CancellationToken,
    _folder: TempDir,
}

impl Stack {
    /// Starts everything with a clock. The closing letter leaves at once: `undo_seconds` is 0.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(clock: SharedClock) -> anyhow::Result<Self> {
        Self::start_with(clock, 0).await
    }

    /// Starts everything with a clock and an undo window in seconds.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_with(clock: SharedClock, undo_seconds: u64) -> anyhow::Result<Self> {
        Self::start_set(clock, undo_seconds, &[]).await
    }

    /// Starts everything with a clock, an undo window in seconds, and settings of intake's own, as `--name=value`.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_set(
        clock: SharedClock,
        undo_seconds: u64,
        intake_flags: &[&str],
    ) -> anyhow::Result<Self> {
        Self::start_parts(clock, undo_seconds, intake_flags, true).await
    }

    /// Starts everything but notification: letters stay in their queue, where they can be counted. What time moves is
    /// moved, and counted for the desk, only when the test says so. [`Stack::stop`] ends it.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_without_letters(clock: SharedClock, undo_seconds: u64) -> anyhow::Result<Self> {
        Self::start_parts(clock, undo_seconds, &[], false).await
    }

    /// The same without photo workers: pixels and letters both wait in their queues.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_answering_only(clock: SharedClock, undo_seconds: u64) -> anyhow::Result<Self> {
        Self::start_parts(clock, undo_seconds, &["--photo-workers=0"], false).await
    }

    async fn start_parts(
        clock: SharedClock,
        undo_seconds: u64,
        intake_flags: &[&str],
        letters: bool,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = TestDatabase::create().await?;
        let store = ObjectStore::start(&folder.path().join("photos"), 0, ACCESS_KEY, SECRET_KEY)?;
        let inbox = Inbox::start(&folder.path().join("inbox"), 0, 0)?;
        let (intake_address, dispatch_address) = (free_address()?, free_address()?);
        let common = |service: &str, listen: SocketAddr| -> anyhow::Result<Vec<String>> {
            let settings = [
                ("database-url", database.service_url(service)?),
                ("listen", listen.to_string()),
                ("public-url", format!("http://{intake_address}")),
                ("staff-url", format!("http://{dispatch_address}")),
                ("link-keys", LINK_KEYS.to_owned()),
                ("s3-endpoint", store.endpoint()),
                ("s3-bucket", BUCKET.to_owned()),
                ("s3-access-key", ACCESS_KEY.to_owned()),
                ("s3-secret-key", SECRET_KEY.to_owned()),
            ];
            let flags = settings.into_iter().map(|(name, value)| format!("--{name}={value}"));
            Ok(std::iter::once(service.to_owned()).chain(flags).collect())
        };
        let mut dispatch_flags = common("dispatch", dispatch_address)?;
        dispatch_flags.push(format!("--undo-seconds={undo_seconds}"));
        let mut notification_flags = common("notification", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        notification_flags.push(format!("--smtp-url={}", inbox.smtp_url()));
        // No test asks a machine of the internet for pictures.
        let base = intake_flags.iter().find(|flag| flag.starts_with("--base-tiles-url"));
        dispatch_flags.push((*base.unwrap_or(&"--base-tiles-url=none")).to_owned());
        let mut flags = common("intake", intake_address)?;
        if base.is_none() {
            flags.push("--base-tiles-url=none".to_owned());
        }
        flags.extend(intake_flags.iter().map(|flag| (*flag).to_owned()));
        if !letters {
            dispatch_flags.extend(["--clock-seconds", "--desk-seconds"].map(|flag| format!("{flag}=86400")));
        }
        let dispatch_config = dispatch::config::Config::try_parse_from(dispatch_flags)?;
        let mut stack = Self {
            resident_url: format!("http://{intake_address}"),
            staff_url: format!("http://{dispatch_address}"),
            inbox,
            pool: database.owner()?,
            dispatch: dispatch::Service::new(dispatch_config.clone(), Arc::clone(&clock))?,
            clock,
            database,
            store,
            services: Vec::new(),
            intake_config: intake::Config::try_parse_from(&flags)?,
            dispatch_config,
            notification_config: notification::Config::try_parse_from(notification_flags)?,
            shutdown: CancellationToken::new(),
            _folder: folder,
        };
        stack.start_service(Service::Intake).await?;
        stack.start_service(Service::Dispatch).await?;
        if letters {
            stack.start_service(Service::Notification).await?;
        }
        Ok(stack)
    }

    /// A second copy of intake with the same settings, at an address of its own; it ends with the others.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn another_intake(&mut self) -> anyhow::Result<()> {
        let mut config = self.intake_config.clone();
        config.common.listen.set_port(0);
        let shutdown = self.shutdown.child_token();
        let copy = intake::start(config, Arc::clone(&self.clock), shutdown.clone()).await?;
        self.services.push((Service::Intake, copy, shutdown));
        Ok(())
    }

    /// Starts a service that does not run; intake and dispatch are at the same address again. What waits for it is done.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_service(&mut self, service: Service) -> anyhow::Result<()> {
        let (clock, shutdown) = (Arc::clone(&self.clock), self.shutdown.child_token());
        let end = shutdown.clone();
        let started = match service {
            Service::Intake => intake::start(self.intake_config.clone(), clock, end).await?,
            Service::Dispatch => dispatch::start(self.dispatch_config.clone(), clock, end).await?,
            Service::Notification => {
                notification::start(self.notification_config.clone(), clock, end).await?
            }
        };
        self.services.push((service, started, shutdown));
        Ok(())
    }

    /// Ends a service as a restart does: it finishes what it has in hand, then nobody answers at its address.
    ///
    /// # Errors
    /// When it ends badly, or not at all.
    pub async fn stop_service(&mut self, service: Service) -> anyhow::Result<()> {
        let place = self.services.iter().position(|(name, ..)| *name == service);
        let (name, running, shutdown) =
            self.services.swap_remove(place.with_context(|| format!("{service} does not run"))?);
        shutdown.cancel();
        ended(name, running).await
    }

    /// The object store, as the services see it.
    pub fn storage(&self) -> storage::Storage {
        storage::Storage::new(&storage::StorageConfig {
            endpoint: Some(self.store.endpoint()),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key: Some(ACCESS_KEY.to_owned()),
            secret_key: Some(SECRET_KEY.to_owned()),
        })
    }

    /// Everything that is written about reports: rows by table, messages by queue, objects. Empty where nothing is.
    ///
    /// # Errors
    /// When the database or the object store does not answer.
    pub async fn written(&self) -> anyhow::Result<Vec<String>> {
        let mut written = Vec::new();
        let tables =
            ["report", "photo", "recipient", "accepted_request", "report_history", "letter", "answer"];
        let queues = messages::QUEUES.into_iter().map(|queue| format!("pgmq.q_{queue}"));
        for table in tables.into_iter().map(str::to_owned).chain(queues) {
            let rows: i64 =
                sqlx::query_scalar(&format!("SELECT count(*) FROM {table}")).fetch_one(&self.pool).await?;
            if rows > 0 {
                written.push(format!("{table}: {rows}"));
            }
        }
        let objects = self.storage().list("").await?;
        written.extend(objects.into_iter().map(|object| object.key.to_string()));
        Ok(written)
    }

    /// Where a service listens: its health and metrics are there.
    ///
    /// # Errors
    /// When it does not run.
    pub fn address(&self, service: Service) -> anyhow::Result<SocketAddr> {
        let running = self.services.iter().find(|(name, ..)| *name == service);
        Ok(running.with_context(|| format!("{service} does not run"))?.1.address)
    }

    /// A resident with a browser of their own.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn resident(&self) -> anyhow::Result<Resident> {
        Resident::new(self.resident_url.clone())
    }

    /// A crew member of a team, added to the staff and not signed in yet.
    ///
    /// # Errors
    /// When the team is none.
    pub async fn crew(&self, team: &str, email: &str) -> anyhow::Result<Crew> {
        let new = dispatch::staff::NewStaff {
            email: email.to_owned(),
            name: format!("Équipe {team}"),
            role: dispatch::staff::Role::Crew,
            team: Some(team.to_owned()),
            sectors: Vec::new(),
            language: dispatch::staff::Language::Fr,
        };
        dispatch::staff::add(&self.pool, self.clock.as_ref(), &new).await?;
        Crew::new(self.staff_url.clone(), email.to_owned())
    }

    /// Waits until a query gives true. The database is asked again after each short wait, at most for half a minute.
    ///
    /// # Errors
    /// When it never does: the query is named.
    pub async fn eventually(&self, query: &str) -> anyhow::Result<()> {
        let asked = async {
            loop {
                if sqlx::query_scalar::<_, Option<bool>>(query).fetch_one(&self.pool).await? == Some(true) {
                    return Ok::<_, anyhow::Error>(());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.with_context(|| format!("never true: {query}"))?
    }

    /// Waits until every queue is empty, then stops everything. Fails if a message was buried, or a service ended
    /// badly: a test that leaves something over has not shown what it says.
    ///
    /// # Errors
    /// What was left over.
    pub async fn finish(self) -> anyhow::Result<()> {
        for queue in messages::QUEUES {
            let empty = format!("SELECT NOT EXISTS (SELECT FROM pgmq.q_{queue})");
            self.eventually(&empty).await.with_context(|| format!("messages are left in {queue}"))?;
            let buried: Vec<serde_json::Value> =
                sqlx::query_scalar(&format!("SELECT message FROM pgmq.q_{queue}_dead"))
                    .fetch_all(&self.pool)
                    .await?;
            anyhow::ensure!(buried.is_empty(), "buried in {queue}: {buried:?}");
        }
        self.stop().await
    }

    /// Stops everything, whatever lies in the queues. Fails if a service ended badly.
    ///
    /// # Errors
    /// The service's failure.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        let Self { services, pool, database, store, inbox, dispatch, .. } = self;
        drop(dispatch);
        for (name, service, _) in services {
            ended(name, service).await?;
        }
        inbox.stop().await;
        store.stop().await;
        pool.close().await;
        database.drop_now().await
    }
}

async fn ended(name: Service, running: Running) -> anyhow::Result<()> {
    let finished = tokio::time::timeout(PATIENCE, running.finished()).await;
    finished.with_context(|| format!("{name} does not end"))?.with_context(|| format!("{name} ended badly"))
}

/// A loopback address that nobody has at this moment.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
