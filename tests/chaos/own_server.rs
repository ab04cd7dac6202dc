//! A PostgreSQL server of a test's own, which it may kill.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::Context;
use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use url::Url;

use crate::machine::{PATIENCE, a_moment, program};
use crate::proxy::listen_anywhere;

/// With the tables and the city in it. As in production it waits for the disk at each commit.
pub(crate) struct OwnServer {
    /// As its owner.
    pub(crate) url: Url,
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    running: Child,
}

impl OwnServer {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let programs = programs()?;
        if let Some((user, group)) = user() {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let initdb = as_server(&programs.join("initdb"))
            .arg("--pgdata")
            .arg(folder.path().join("data"))
            .args(["--username=owner", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .output()
            .await?;
        anyhow::ensure!(initdb.status.success(), "initdb: {}", String::from_utf8_lossy(&initdb.stderr));
        let port = listen_anywhere().await?.1.port();
        let url: Url = format!("postgres://owner@127.0.0.1:{port}/postgres").parse()?;
        let running = run(&programs, folder.path(), port)?;
        let server = Self { url, programs, folder, port, running };
        server.answers().await?;
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/cities/paris");
        server.fill(Command::new(program("migrate")?).env("SERVICE_PASSWORD", "unused")).await?;
        server.fill(Command::new(program("dispatch")?).arg("load").arg(city)).await?;
        Ok(server)
    }

    async fn fill(&self, command: &mut Command) -> anyhow::Result<()> {
        let done = command.env("DATABASE_URL", self.url.as_str()).output().await?;
        anyhow::ensure!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    async fn answers(&self) -> anyhow::Result<()> {
        let asked = async {
            while PgConnection::connect(self.url.as_str()).await.is_err() {
                a_moment().await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.context("the server does not start")
    }

    async fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        let id = self.running.id().and_then(|id| Pid::from_raw(id.cast_signed())).context("it has ended")?;
        kill_process(id, signal)?;
        tokio::time::timeout(PATIENCE, self.running.wait()).await.context("the server does not stop")??;
        Ok(())
    }

    /// What `pg_ctl restart --mode=immediate` does: every process ends without putting anything in order, and the
    /// next start recovers from the log.
    pub(crate) async fn restart_at_once(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::QUIT).await?;
        self.running = run(&self.programs, self.folder.path(), self.port)?;
        self.answers().await
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        self.signal(Signal::INT).await
    }
}

fn run(programs: &Path, folder: &Path, port: u16) -> anyhow::Result<Child> {
    let mut command = as_server(&programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string()]);
    for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC"] {
        command.args(["-c", setting]);
    }
    Ok(command.stdout(Stdio::null()).spawn()?)
}

/// PostgreSQL refuses to run as root: then another user does, with its group.
fn user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok().filter(|_| geteuid().is_root())?;
    let user = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2);
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    user("postgres").or_else(|| user("nobody"))
}

fn as_server(program: &Path) -> Command {
    let mut command = match user() {
        Some((user, group)) => {
            let mut command = Command::new("setpriv");
            command.args([format!("--reuid={user}"), format!("--regid={group}")]);
            command.args(["--clear-groups", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir("/").env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// The newest PostgreSQL that has PostGIS.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("no PostgreSQL: infra/test installs it")?;
    let newest = versions
        .filter_map(|version| version.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| {
            Path::new(&format!("/usr/share/postgresql/{version}/extension/postgis.control")).exists()
        })
        .max()
        .context("no PostgreSQL with PostGIS: infra/test installs it")?;
    Ok(format!("/usr/lib/postgresql/{newest}/bin").into())
}
