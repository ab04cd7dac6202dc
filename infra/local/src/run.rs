//! All of Rue Nette on one machine: `infra/run` ends here.

mod demo;
mod letter;
mod pages;
mod parts;
mod services;
mod state;
mod steps;

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, anyhow, ensure};
use clap::Args;
use futures_util::future::try_join_all;
use tokio::signal::unix::{Signal, SignalKind, signal};

use demo::Demo;
use parts::Parts;
use services::{Services, run_once};
use state::{Sample, State};

/// Settings of a start. `infra/run` gives the addresses of the database.
#[derive(Args, Clone, Debug)]
pub(crate) struct Run {
    /// The folder for photos, letters, keys and ports.
    #[arg(long, env = "RUE_NETTE_STATE", default_value = ".local/state")]
    state: PathBuf,
    /// End when the closing letter of a sample report has arrived; the status says whether it did.
    #[arg(long)]
    check: bool,
    /// Send no sample report.
    #[arg(long, conflicts_with = "check")]
    no_demo: bool,
    /// Pages by HTTPS on the local network, with a QR code.
    #[arg(long)]
    phone: bool,
    /// The database as its owner: only to add the sample's crews.
    #[arg(long, env = "DATABASE_OWNER_URL", hide_env_values = true)]
    database_owner_url: String,
    /// The database as intake's own role.
    #[arg(long, env = "INTAKE_DATABASE_URL", hide_env_values = true)]
    intake_database_url: String,
    /// The database as dispatch's own role.
    #[arg(long, env = "DISPATCH_DATABASE_URL", hide_env_values = true)]
    dispatch_database_url: String,
    /// The database as notification's own role.
    #[arg(long, env = "NOTIFICATION_DATABASE_URL", hide_env_values = true)]
    notification_database_url: String,
    /// A given object store; all five settings or none.
    #[arg(long, env = "S3_ENDPOINT")]
    s3_endpoint: Option<String>,
    /// Its bucket.
    #[arg(long, env = "S3_BUCKET")]
    s3_bucket: Option<String>,
    /// Its region.
    #[arg(long, env = "S3_REGION")]
    s3_region: Option<String>,
    /// Its access key.
    #[arg(long, env = "S3_ACCESS_KEY", hide_env_values = true)]
    s3_access_key: Option<String>,
    /// Its secret key.
    #[arg(long, env = "S3_SECRET_KEY", hide_env_values = true)]
    s3_secret_key: Option<String>,
    /// A given mail server; without it letters stay in the inbox on this machine.
    #[arg(long, env = "SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
}

impl Run {
    /// The file for what this program itself has to log.
    ///
    /// # Errors
    /// When the state folder can't be written.
    pub(crate) fn log(&self) -> anyhow::Result<File> {
        let path = State::open(&self.state)?.logs().join("local.log");
        File::create(&path).with_context(|| format!("making {}", path.display()))
    }
}

/// How long a crew may take a close back.
const UNDO_SECONDS: u64 = 30;

/// Somebody who can be signed in as on this machine.
#[derive(Clone, Copy, Debug)]
struct Crew {
    team: &'static str,
    email: &'static str,
    name: &'static str,
    /// As letters and pages name the team.
    called: &'static str,
}

/// The two teams that the sample report's place has: which one gets it depends on the hour.
const CREWS: [Crew; 2] = [
    Crew {
        team: "up-11",
        email: "crew.up-11@rue-nette.example",
        name: "Équipe Urgence Propreté 11e",
        called: "l’équipe Urgence Propreté du 11e",
    },
    Crew {
        team: "dpe-11",
        email: "crew.dpe-11@rue-nette.example",
        name: "Équipe propreté 11e",
        called: "l’équipe propreté du 11e",
    },
];

/// Who files reports for callers on this machine.
const AGENT: &str = "call-centre@rue-nette.example";

/// Who watches turnaround on this machine.
const REFERENT: &str = "referent@rue-nette.example";

/// Starts everything, sends a sample report, and stays up until Ctrl-C or SIGTERM.
///
/// # Errors
/// The first thing that went wrong, in words, after everything was stopped.
pub(crate) async fn run(run: &Run) -> anyhow::Result<()> {
    ensure!(
        !(run.check && run.smtp_url.as_ref().is_some_and(|url| !url.is_empty())),
        "--check reads the closing letter in the inbox of this machine, and SMTP_URL sends letters elsewhere: \
         unset SMTP_URL for the check"
    );
    let mut stop = Stop::listen()?;
    let state = State::open(&run.state)?;
    let parts = Parts::start(run, &state)?;
    let mut services = match Services::start(&parts.plans, &state.logs()) {
        Ok(services) => services,
        Err(error) => {
            parts.stop().await;
            return Err(error);
        }
    };
    let done = tokio::select! {
        biased;
        () = stop.asked() => if run.check { Err(anyhow!("stopped before the closing letter came")) } else { Ok(()) },
        error = services.one_died() => Err(error),
        done = work(run, &state, &parts) => done,
    };
    if done.is_ok() {
        println!("\n▸ Stopping: what is in hand is finished");
    }
    services.stop().await;
    parts.stop().await;
    done
}

/// Everything between the start and the stop. Without `--check` it only returns when something failed.
async fn work(run: &Run, state: &State, parts: &Parts) -> anyhow::Result<()> {
    steps::quiet("Starting the services", async {
        let client = reqwest::Client::new();
        let logs = state.logs();
        try_join_all(parts.plans.iter().map(|plan| services::ready(&client, plan, &logs))).await
    })
    .await?;
    for crew in &CREWS {
        let words = ["staff", "add", crew.email, "--name", crew.name, "--role", "crew", "--team", crew.team];
        run_once("dispatch", &words, &run.database_owner_url)
            .await
            .with_context(|| format!("adding {}", crew.name))?;
    }
    for (email, name, role) in [(AGENT, "Centre d’appels", "call-centre"), (REFERENT, "Référent", "referent")]
    {
        let words = ["staff", "add", email, "--name", name, "--role", role];
        run_once("dispatch", &words, &run.database_owner_url)
            .await
            .with_context(|| format!("adding {name}"))?;
    }
    let mut sample = state.sample()?;
    if run.check || !run.no_demo && sample.is_none() {
        let sent = Demo::new(parts)?.run().await?;
        state.keep_sample(&sent)?;
        sample = Some(sent);
    }
    if run.check {
        println!("\n✓ The letter with the clean street has arrived.");
        return Ok(());
    }
    show_addresses(parts, sample.as_ref());
    if run.phone {
        show_phone(parts)?;
    }
    println!("\n  It runs until Ctrl-C.");
    std::future::pending().await
}

fn show_addresses(parts: &Parts, sample: Option<&Sample>) {
    let show = |what: &str, address: &str| println!("  {what:<24} {address}");
    println!("\n▸ Open in a browser");
    show("Residents", &parts.public.residents);
    if let Some(Sample { reference, path, .. }) = sample {
        show(
            &format!("Report {reference}"),
            &format!("{}{path}", parts.public.residents.trim_end_matches('/')),
        );
    }
    show("Crews", &parts.public.crews);
    let signed_in = sample.and_then(|sample| CREWS.into_iter().find(|crew| crew.email == sample.crew));
    let Crew { email, team, .. } = signed_in.unwrap_or(CREWS[0]);
    if let Some(inbox) = &parts.inbox {
        show("", &format!("sign in as {email}: the link comes to the inbox"));
        show("Reports for callers", &format!("{}/assist", parts.public.residents.trim_end_matches('/')));
        show("", &format!("sign in as {AGENT}"));
        show("Referents' desk", &format!("{}/desk", parts.public.crews.trim_end_matches('/')));
        show("", &format!("sign in as {REFERENT}"));
        show("Inbox", &inbox.web_url());
    } else {
        show(
            "",
            "letters go to the given SMTP_URL; to sign in, add yourself, with the owner's DATABASE_URL:",
        );
        show("", &format!("target/debug/dispatch staff add ADDRESS --name NAME --role crew --team {team}"));
    }
    show("API description", &format!("{}/api/v1/openapi.json", parts.here.residents));
    for plan in &parts.plans {
        show(
            &format!("Signals of {}", plan.name),
            &format!("http://127.0.0.1:{0}/metrics and http://127.0.0.1:{0}/health/ready", plan.port),
        );
    }
}

fn show_phone(parts: &Parts) -> anyhow::Result<()> {
    println!("\n▸ On a phone in the same network\n\n{}", local::secure::qr(&parts.public.residents)?);
    println!(
        "  The browser warns once, because this certificate is known to nobody but this machine: continue anyway."
    );
    Ok(())
}

/// Ctrl-C and SIGTERM.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
