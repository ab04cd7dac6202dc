//! The three services as the processes they are, with a door of ours before everything that they need.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::Context;
use harness::{Crew, Resident, Service, TestDatabase};
use local::inbox::Inbox;
use local::object_store::{BUCKET, ObjectStore};
use rustix::process::{Pid, Signal, kill_process};
use service_kit::clock::SystemClock;
use sqlx::PgPool;
use storage::{Storage, StorageConfig};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use url::Url;

use crate::proxy::{Proxy, listen_anywhere};
use crate::wire::Wire;

/// Longest wait for something that takes a moment, on a machine that has much to do.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
const ACCESS_KEY: &str = "test";
const SECRET_KEY: &str = "test-secret";
/// 32 bytes that sign nothing but tests.
const LINK_KEYS: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// What a service needs, each behind a door of its own.
struct Doors {
    database: Proxy,
    store: Proxy,
    listen: SocketAddr,
}

/// How a machine is set up.
pub(crate) struct Setup {
    /// Processes of each service.
    pub(crate) copies: usize,
    pub(crate) services: &'static [Service],
    /// After it a killed worker's messages come back. Long where nobody is killed: a slow machine is no killer.
    pub(crate) lease_seconds: u64,
    /// Instead of the inbox.
    pub(crate) mail: Option<SocketAddr>,
    /// More settings of every service.
    pub(crate) settings: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { copies: 1, services: &Service::ALL, lease_seconds: 30, mail: None, settings: Vec::new() }
    }
}

/// Everything that one test needs, running.
pub(crate) struct Machine {
    pub(crate) inbox: Inbox,
    /// The database, as its owner, by no door.
    pub(crate) pool: PgPool,
    /// The object store, by no door.
    pub(crate) storage: Storage,
    /// The door to the mail server.
    pub(crate) mail: Proxy,
    doors: BTreeMap<Service, Doors>,
    processes: BTreeMap<(Service, usize), Child>,
    setup: Setup,
    database: Where,
    store: ObjectStore,
    _folder: TempDir,
}

/// A database server.
pub(crate) enum Where {
    /// A database of the test's own on the tests' server.
    Shared(TestDatabase),
    /// A server of the test's own: the address of its owner.
    Own(Url),
}

impl Where {
    fn owner_url(&self) -> String {
        match self {
            Self::Shared(database) => database.owner_url(),
            Self::Own(url) => url.to_string(),
        }
    }

    fn service_url(&self, service: Service) -> anyhow::Result<Url> {
        match self {
            Self::Shared(database) => Ok(database.service_url(service.name())?.parse()?),
            Self::Own(url) => {
                let mut url = url.clone();
                let name = format!("rue_nette_{service}");
                url.set_username(&name).map_err(|()| anyhow::anyhow!("the server's address"))?;
                Ok(url)
            }
        }
    }
}

impl Machine {
    /// With one copy of each service and leases of two seconds: what a killed one held comes back soon.
    pub(crate) async fn for_killing() -> anyhow::Result<Self> {
        Self::start(Setup { lease_seconds: 2, ..Setup::default() }).await
    }

    /// Starts everything, and waits until each service answers.
    pub(crate) async fn start(setup: Setup) -> anyhow::Result<Self> {
        Self::start_on(Where::Shared(TestDatabase::create().await?), setup).await
    }

    /// Starts everything on a given database.
    pub(crate) async fn start_on(database: Where, setup: Setup) -> anyhow::Result<Self> {
        let mut machine = Self::prepare(database, setup).await?;
        machine.run().await?;
        Ok(machine)
    }

    /// Everything but the services.
    pub(crate) async fn prepare(database: Where, setup: Setup) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let store = ObjectStore::start(&folder.path().join("photos"), 0, ACCESS_KEY, SECRET_KEY)?;
        let inbox = Inbox::start(&folder.path().join("inbox"), 0, 0)?;
        let mail_server = setup.mail.map_or_else(|| server(&inbox.smtp_url()), Ok)?;
        let mut doors = BTreeMap::new();
        for service in Service::ALL {
            let listen = listen_anywhere().await?.1;
            let server_of_database = server(database.service_url(service)?.as_str())?;
            let to_database = Proxy::start(server_of_database, Wire::postgres).await?;
            let to_store = Proxy::start(server(&store.endpoint())?, Wire::http).await?;
            doors.insert(service, Doors { database: to_database, store: to_store, listen });
        }
        let storage = Storage::new(&StorageConfig {
            endpoint: Some(store.endpoint()),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key: Some(ACCESS_KEY.to_owned()),
            secret_key: Some(SECRET_KEY.to_owned()),
        });
        Ok(Self {
            inbox,
            pool: database::connect(&database.owner_url(), 4, "test")?,
            storage,
            mail: Proxy::start(mail_server, Wire::smtp).await?,
            doors,
            processes: BTreeMap::new(),
            setup,
            database,
            store,
            _folder: folder,
        })
    }

    /// Starts the services, and waits until each answers.
    pub(crate) async fn run(&mut self) -> anyhow::Result<()> {
        let services = self.setup.services;
        for copy in 0..self.setup.copies {
            for service in services {
                self.spawn(*service, copy)?;
            }
        }
        for service in services {
            self.answers(*service).await?;
        }
        Ok(())
    }

    fn doors(&self, service: Service) -> &Doors {
        &self.doors[&service]
    }

    /// The door between a service and the database.
    pub(crate) fn database(&self, service: Service) -> &Proxy {
        &self.doors(service).database
    }

    /// The door between a service and the object store.
    pub(crate) fn store(&self, service: Service) -> &Proxy {
        &self.doors(service).store
    }

    fn spawn(&mut self, service: Service, copy: usize) -> anyhow::Result<()> {
        let doors = self.doors(service);
        let mut url = self.database.service_url(service)?;
        url.set_port(Some(doors.database.address.port())).map_err(|()| anyhow::anyhow!("a port"))?;
        url.set_query(Some("sslmode=disable"));
        let at = |service: Service| format!("http://{}", self.doors(service).listen);
        // The first copy has an address that is known, the others any.
        let listen = if copy == 0 { doors.listen } else { SocketAddr::from(([127, 0, 0, 1], 0)) };
        let program = program(service.name())?;
        let mut command = Command::new(&program);
        command
            .env_clear()
            .env("DATABASE_URL", url.as_str())
            .env("LISTEN", listen.to_string())
            .env("PUBLIC_URL", at(Service::Intake))
            .env("STAFF_URL", at(Service::Dispatch))
            .env("LINK_KEYS", LINK_KEYS)
            .env("LEASE_SECONDS", self.setup.lease_seconds.to_string())
            .env("S3_ENDPOINT", format!("http://{}", doors.store.address))
            .env("S3_BUCKET", BUCKET)
            .env("S3_ACCESS_KEY", ACCESS_KEY)
            .env("S3_SECRET_KEY", SECRET_KEY)
            .env("LOG_FORMAT", "text")
            .env("UNDO_SECONDS", "0")
            .env("SMTP_URL", format!("smtp://{}", self.mail.address))
            .envs(self.setup.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        let child =
            command.spawn().with_context(|| format!("{}: infra/test builds it", program.display()))?;
        self.processes.insert((service, copy), child);
        Ok(())
    }

    async fn answers(&self, service: Service) -> anyhow::Result<()> {
        let address = format!("http://{}/health/live", self.doors(service).listen);
        let asked = async {
            while reqwest::get(&address).await.is_err() {
                a_moment().await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.with_context(|| format!("{service} does not start"))
    }

    /// SIGKILL: nothing is finished, nothing is put in order.
    pub(crate) async fn kill(&mut self, service: Service) -> anyhow::Result<()> {
        let mut child = self.processes.remove(&(service, 0)).context("it does not run")?;
        child.kill().await.with_context(|| format!("killing {service}"))
    }

    /// Starts it again at the same address.
    pub(crate) async fn start_again(&mut self, service: Service) -> anyhow::Result<()> {
        self.spawn(service, 0)?;
        self.answers(service).await
    }

    /// A resident with a browser of their own.
    pub(crate) fn resident(&self) -> anyhow::Result<Resident> {
        Resident::new(format!("http://{}", self.doors(Service::Intake).listen))
    }

    /// A member of the crew that a report was given to, signed in.
    pub(crate) async fn crew(&self, email: &str) -> anyhow::Result<Crew> {
        let team: String =
            sqlx::query_scalar("SELECT team_id FROM report WHERE team_id IS NOT NULL ORDER BY id LIMIT 1")
                .fetch_one(&self.pool)
                .await?;
        let new = dispatch::staff::NewStaff {
            email: email.to_owned(),
            name: format!("Équipe {team}"),
            role: dispatch::staff::Role::Crew,
            team: Some(team),
            sectors: Vec::new(),
            language: dispatch::staff::Language::Fr,
        };
        dispatch::staff::add(&self.pool, &SystemClock, &new).await?;
        let crew = Crew::new(format!("http://{}", self.doors(Service::Dispatch).listen), email.to_owned())?;
        crew.sign_in_by(&self.inbox).await?;
        Ok(crew)
    }

    /// Waits until a query gives true. A database that is away is asked again.
    pub(crate) async fn eventually(&self, query: &str) -> anyhow::Result<()> {
        let mut answer = Ok(None);
        let asked = async {
            while !matches!(answer, Ok(Some(true))) {
                answer = sqlx::query_scalar::<_, Option<bool>>(query).fetch_one(&self.pool).await;
                a_moment().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, asked).await;
        in_time.with_context(|| format!("never true: {query}: {answer:?}"))
    }

    /// One number of the database.
    pub(crate) async fn count(&self, query: &str) -> anyhow::Result<i64> {
        Ok(sqlx::query_scalar(query).fetch_one(&self.pool).await?)
    }

    /// Objects whose names begin so.
    pub(crate) async fn objects(&self, prefix: &str) -> anyhow::Result<usize> {
        Ok(self.storage.list(prefix).await?.len())
    }

    /// Waits until nothing is left to do, and looks at how everything ended: each report has one team and each letter
    /// was accepted, as many arrived twice as `twice` says, nothing was buried. Then stops every process in good order.
    pub(crate) async fn finish(self, twice: RangeInclusive<usize>) -> anyhow::Result<()> {
        self.settled().await?;
        for queue in messages::QUEUES {
            let graves: Vec<serde_json::Value> =
                sqlx::query_scalar(&format!("SELECT message FROM pgmq.q_{queue}_dead"))
                    .fetch_all(&self.pool)
                    .await?;
            anyhow::ensure!(graves.is_empty(), "buried in {queue}: {graves:?}");
        }
        crate::ends::every_report_has_one_team(&self).await?;
        crate::ends::every_letter_arrived(&self, &twice).await?;
        self.stop().await
    }

    /// Waits until every queue is empty.
    pub(crate) async fn settled(&self) -> anyhow::Result<()> {
        for queue in messages::QUEUES {
            self.eventually(&format!("SELECT NOT EXISTS (SELECT FROM pgmq.q_{queue})")).await?;
        }
        Ok(())
    }

    /// Stops every process in good order, and everything else.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let Self { processes, pool, database, store, inbox, .. } = self;
        for child in processes.values() {
            let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).context("it has ended")?;
            kill_process(id, Signal::TERM)?;
        }
        for ((service, _), mut child) in processes {
            let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
            let status: ExitStatus = ended.with_context(|| format!("{service} does not stop"))??;
            anyhow::ensure!(status.success(), "{service} ended with {status}");
        }
        inbox.stop().await;
        store.stop().await;
        pool.close().await;
        match database {
            Where::Shared(database) => database.drop_now().await,
            Where::Own(_) => Ok(()),
        }
    }
}

/// Between two looks.
pub(crate) async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// A program of ours: they lie two folders above the test's own.
pub(crate) fn program(name: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().and_then(std::path::Path::parent).context("the folder of the programs")?;
    Ok(folder.join(name))
}

/// The server of an address.
pub(crate) fn server(url: &str) -> anyhow::Result<SocketAddr> {
    let url: Url = url.parse()?;
    let host = url.host_str().context("a host")?;
    Ok(SocketAddr::new(host.parse()?, url.port().unwrap_or(5432)))
}
