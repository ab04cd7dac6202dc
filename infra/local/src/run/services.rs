//! The three services as programs of their own, beside this one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use futures_util::future::{join_all, select_all};
use reqwest::Client;
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// How long a service may take until it is ready.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a service may take to finish what is in hand.
const STOPPING: Duration = Duration::from_secs(15);
/// Between two questions whether a service is ready.
const PACE: Duration = Duration::from_millis(100);
/// Lines of a log that are shown when its service fails.
const LAST_LINES: usize = 12;
/// What this program is told and no service should know.
const OURS: [&str; 5] = [
    "DATABASE_OWNER_URL",
    "INTAKE_DATABASE_URL",
    "DISPATCH_DATABASE_URL",
    "NOTIFICATION_DATABASE_URL",
    // It may hold a password; only the service that sends gets it back.
    "SMTP_URL",
];

/// A service to be started.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
    /// Its environment, beside what this program has itself.
    pub(crate) settings: Vec<(&'static str, String)>,
}

/// The services that run.
pub(crate) struct Services(Vec<Service>);

struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

/// The program of that name beside this one.
pub(crate) fn program(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe().context("finding the programs")?;
    let path = here.with_file_name(name);
    anyhow::ensure!(
        path.exists(),
        "{} is missing: build it first (cargo build --workspace --bins)",
        path.display()
    );
    Ok(path)
}

impl Services {
    /// Starts them all; their output goes to a file each in `logs`, the one of the start before is kept.
    pub(crate) fn start(plans: &[Plan], logs: &Path) -> anyhow::Result<Self> {
        let started = plans.iter().map(|plan| {
            let log = logs.join(format!("{}.log", plan.name));
            if log.exists() {
                fs::rename(&log, logs.join(format!("{}.before.log", plan.name)))?;
            }
            let output = File::create(&log).with_context(|| format!("making {}", log.display()))?;
            let mut command = Command::new(program(plan.name)?);
            for name in OURS {
                command.env_remove(name);
            }
            command
                .envs(plan.settings.iter().map(|(name, value)| (name, value)))
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output)
                .kill_on_drop(true);
            let child = command.spawn().with_context(|| format!("starting {}", plan.name))?;
            Ok(Service { name: plan.name, child, log })
        });
        Ok(Self(started.collect::<anyhow::Result<_>>()?))
    }

    /// Waits until one of them ends, which none should.
    pub(crate) async fn one_died(&mut self) -> anyhow::Error {
        let ends = self.0.iter_mut().map(|service| Box::pin(service.child.wait()));
        let (end, at, _) = select_all(ends).await;
        let Service { name, log, .. } = &self.0[at];
        let how = end.map_or_else(|error| error.to_string(), how);
        anyhow!("the {name} service ended by itself ({how}).\n{}", last_lines(log))
    }

    /// Asks them all to stop, and waits until they have finished what is in hand.
    pub(crate) async fn stop(self) {
        join_all(self.0.into_iter().map(Service::stop)).await;
    }
}

impl Service {
    async fn stop(mut self) {
        let pid = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let Some(pid) = pid else { return };
        // It may have ended by itself: that is no matter.
        _ = kill_process(pid, Signal::TERM);
        if tokio::time::timeout(STOPPING, self.child.wait()).await.is_err() {
            eprintln!(
                "The {} service did not stop within {} s and was killed.",
                self.name,
                STOPPING.as_secs()
            );
            if let Err(error) = self.child.kill().await {
                tracing::error!(%error, service = self.name, "could not be killed");
            }
        }
    }
}

/// Waits until a service says that it can work.
pub(crate) async fn ready(client: &Client, plan: &Plan, logs: &Path) -> anyhow::Result<()> {
    let address = format!("http://127.0.0.1:{}/health/ready", plan.port);
    let mut last = String::from("nobody answers");
    let asking = async {
        loop {
            match client.get(&address).send().await {
                Ok(answer) if answer.status().is_success() => return,
                Ok(answer) => last = answer.text().await.unwrap_or_default(),
                Err(_) => {}
            }
            tokio::time::sleep(PACE).await;
        }
    };
    if tokio::time::timeout(PATIENCE, asking).await.is_err() {
        let log = logs.join(format!("{}.log", plan.name));
        let (name, seconds, last) = (plan.name, PATIENCE.as_secs(), last.trim());
        bail!("the {name} service was not ready after {seconds} s: {last}.\n{}", last_lines(&log));
    }
    Ok(())
}

/// Runs a program beside this one to its end; what it says is only shown when it fails.
pub(crate) async fn run_once(name: &str, words: &[&str], database_url: &str) -> anyhow::Result<()> {
    let ran = Command::new(program(name)?)
        .args(words)
        .env("DATABASE_URL", database_url)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("starting {name}"))?;
    anyhow::ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr).trim());
    Ok(())
}

fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "no status".to_owned(),
    }
}

/// The end of a log, for people: where it is, and what it says.
fn last_lines(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n  ");
    format!("The end of {}:\n\n  {}", log.display(), if last.is_empty() { "(nothing)" } else { &last })
}
