//! The three services as real processes.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// How long a service may take to be ready, or to end.
const PATIENCE: Duration = Duration::from_mins(1);
const PACE: Duration = Duration::from_millis(20);

/// A service that runs until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) url: String,
    child: Child,
}

/// The program of that name beside this one.
pub(crate) fn program(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    ensure!(path.exists(), "{} is missing: start with tests/load/run, it builds it", path.display());
    Ok(path)
}

/// Runs a program beside this one to its end.
pub(crate) async fn run_once(name: &str, words: &[&str], settings: &[(&str, &str)]) -> anyhow::Result<()> {
    let settings = settings.iter().map(|(name, value)| (*name, *value));
    let ran = Command::new(program(name)?).args(words).envs(settings).kill_on_drop(true).output().await?;
    ensure!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr).trim());
    Ok(())
}

impl Service {
    /// Starts it, its log going to a file in `logs`, as it is written in production.
    pub(crate) fn start(name: &str, settings: &[(&str, String)], logs: &Path) -> anyhow::Result<Self> {
        let listen = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.to_string();
        let log = File::options().create(true).append(true).open(logs.join(format!("{name}.log")))?;
        let child = Command::new(program(name)?)
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("LISTEN", &listen)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        Ok(Self { url: format!("http://{listen}"), child })
    }

    /// Waits until it can work.
    pub(crate) async fn ready(&self, http: &reqwest::Client) -> anyhow::Result<()> {
        let asking = async {
            let address = format!("{}/health/ready", self.url);
            while !http.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
                tokio::time::sleep(PACE).await;
            }
        };
        tokio::time::timeout(PATIENCE, asking).await.with_context(|| format!("{} is not ready", self.url))
    }

    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("a service has ended")
    }

    /// Lets it finish what is in hand, and waits for its end.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        signal(&self.child, Signal::TERM);
        tokio::time::timeout(PATIENCE, self.child.wait()).await.context("a service does not stop")??;
        Ok(())
    }
}

/// Sends a signal to a process of ours; one that has ended needs none.
pub(crate) fn signal(child: &Child, signal: Signal) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        _ = kill_process(pid, signal);
    }
}
