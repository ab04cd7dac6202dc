//! A private PostgreSQL as it is by default, with fsync, in a temporary folder.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use sqlx::{Connection, PgConnection};
use tokio::process::{Child, Command};

/// The superuser.
const OWNER: &str = "rue_nette_owner";
const DATABASE: &str = "rue_nette";
/// How long it may take to come up.
const PATIENCE: Duration = Duration::from_mins(1);
const PACE: Duration = Duration::from_millis(50);

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Postgres {
    port: u16,
    child: Child,
}

impl Postgres {
    /// Makes a cluster in `folder` and starts it; `statements` also counts every statement, which is not a default.
    pub(crate) async fn start(folder: &Path, statements: bool) -> anyhow::Result<Self> {
        let programs = programs()?;
        let folder = folder.join("postgres");
        fs::create_dir(&folder)?;
        let user = unprivileged(&folder)?;
        let data = folder.join("data");
        let made = command(user.as_deref(), &programs.join("initdb"))
            .arg("--pgdata")
            .arg(&data)
            .args([
                "--username",
                OWNER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ])
            .current_dir(&folder)
            .output()
            .await
            .context("starting initdb")?;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log = fs::File::create(folder.join("server.log"))?;
        let mut server = command(user.as_deref(), &programs.join("postgres"));
        server.arg("-D").arg(&data).args([
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
        ]);
        if statements {
            server.args(["-c", "shared_preload_libraries=pg_stat_statements", "-c", "track_io_timing=on"]);
        }
        server
            .arg("-p")
            .arg(port.to_string())
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let child = server.stderr(log).kill_on_drop(true).spawn().context("starting postgres")?;
        let server = Self { port, child };
        server.answers().await?;
        Ok(server)
    }

    async fn answers(&self) -> anyhow::Result<()> {
        let asking = async {
            let mut connection = loop {
                match PgConnection::connect(&self.url("postgres", OWNER, None)).await {
                    Ok(connection) => break connection,
                    Err(_) => tokio::time::sleep(PACE).await,
                }
            };
            sqlx::query(&format!("CREATE DATABASE {DATABASE}")).execute(&mut connection).await?;
            connection.close().await
        };
        tokio::time::timeout(PATIENCE, asking)
            .await
            .context("PostgreSQL does not start")?
            .context("PostgreSQL")
    }

    /// The database's address as its owner.
    pub(crate) fn owner_url(&self) -> String {
        self.url(DATABASE, OWNER, None)
    }

    /// The database's address as a service.
    pub(crate) fn service_url(&self, service: &str, password: &str) -> String {
        self.url(DATABASE, &format!("rue_nette_{service}"), Some(password))
    }

    fn url(&self, database: &str, role: &str, password: Option<&str>) -> String {
        let password = password.map(|password| format!(":{password}")).unwrap_or_default();
        format!("postgres://{role}{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// The process whose children are the backends.
    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("PostgreSQL has ended")
    }

    /// Ends it in good order.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        crate::services::signal(&self.child, rustix::process::Signal::INT);
        tokio::time::timeout(PATIENCE, self.child.wait()).await.context("PostgreSQL does not stop")??;
        Ok(())
    }
}

/// The newest PostgreSQL of this machine.
fn programs() -> anyhow::Result<PathBuf> {
    let versions =
        fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed: infra/run installs it")?;
    let versions = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let newest = versions.max().context("PostgreSQL is not installed: infra/run installs it")?;
    Ok(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

/// PostgreSQL refuses to run as root: gives the folder to its own user, or to nobody.
fn unprivileged(folder: &Path) -> anyhow::Result<Option<String>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let id = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut numbers = line.split(':').skip(2).map_while(|number| number.parse::<u32>().ok());
        Some((name.to_owned(), numbers.next()?, numbers.next()?))
    };
    let (name, user, group) =
        id("postgres").or_else(|| id("nobody")).context("no user to run PostgreSQL as")?;
    chown(folder, Some(user), Some(group))?;
    // The temporary folder above it must let that user through.
    if let Some(parent) = folder.parent() {
        fs::set_permissions(parent, fs::Permissions::from_mode(0o711))?;
    }
    Ok(Some(name))
}

fn command(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command
        .args([&format!("--reuid={user}"), &format!("--regid={user}"), "--init-groups", "--"])
        .arg(program);
    command
}
