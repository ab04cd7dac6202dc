//! The database breaks off, is away, and is killed and started again. The services go on by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use harness::{Resident, Service};
use tokio::task::JoinSet;

use crate::machine::{Machine, PATIENCE, Setup, Where, a_moment};
use crate::own_server::OwnServer;
use crate::street;

const RESIDENTS: usize = 8;
const EACH: usize = 4;
/// Letters under way at once, which a broken connection may leave without their row.
const UNDER_WAY: usize = 8;

/// Residents who send each report until it is accepted.
struct Stubborn {
    sending: JoinSet<anyhow::Result<()>>,
    /// How often somebody was told 503.
    told: Arc<AtomicUsize>,
}

impl Stubborn {
    fn start(resident: &Resident) -> Self {
        let (mut sending, told) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
        for number in 0..RESIDENTS {
            let (resident, told) = (resident.clone(), Arc::clone(&told));
            sending.spawn(async move {
                for report in 0..EACH {
                    let key = format!("resident-{number}-{report}");
                    tokio::time::timeout(PATIENCE, until_accepted(&resident, &key, &told))
                        .await
                        .with_context(|| format!("{key} was never accepted"))??;
                }
                Ok(())
            });
        }
        Self { sending, told }
    }

    /// Waits until each was told, from now on, that it can't be.
    async fn are_told(&self) -> anyhow::Result<()> {
        // Whoever was told until now had asked before.
        self.told.store(0, Ordering::Relaxed);
        let told = async {
            while self.told.load(Ordering::Relaxed) < RESIDENTS {
                a_moment().await;
            }
        };
        tokio::time::timeout(PATIENCE, told).await.context("nobody was told that the database is away")
    }

    async fn have_sent(mut self) -> anyhow::Result<()> {
        while let Some(sent) = self.sending.join_next().await {
            sent??;
        }
        Ok(())
    }
}

async fn until_accepted(resident: &Resident, key: &str, told: &AtomicUsize) -> anyhow::Result<()> {
    loop {
        let email = format!("{key}@example.org");
        match resident.post(key, &street::bags(&email), &[]).await?.status().as_u16() {
            201 => return Ok(()),
            503 => _ = told.fetch_add(1, Ordering::Relaxed),
            other => anyhow::bail!("{key} was answered {other}"),
        }
        a_moment().await;
    }
}

async fn reports(machine: &Machine, at_least: usize) -> anyhow::Result<()> {
    machine.eventually(&format!("SELECT count(*) >= {at_least} FROM report")).await
}

async fn all_is_well(machine: Machine, breaks: usize) -> anyhow::Result<()> {
    machine.settled().await?;
    let expected = i64::try_from(RESIDENTS * EACH)?;
    assert_eq!(machine.count("SELECT count(*) FROM report").await?, expected, "each report once");
    machine.finish(0..=breaks * UNDER_WAY).await
}

#[tokio::test]
async fn connections_that_are_cut_and_then_refused_lose_nothing() -> anyhow::Result<()> {
    let machine = Machine::start(Setup { lease_seconds: 2, ..Setup::default() }).await?;
    let residents = Stubborn::start(&machine.resident()?);
    for at_least in [3, 8, 13] {
        reports(&machine, at_least).await?;
        for service in Service::ALL {
            machine.database(service).cut();
        }
    }
    reports(&machine, 15).await?;
    for service in Service::ALL {
        machine.database(service).shut().await?;
    }
    residents.are_told().await?;
    for service in Service::ALL {
        machine.database(service).open().await?;
    }
    residents.have_sent().await?;
    all_is_well(machine, 4).await
}

#[tokio::test]
async fn a_database_that_is_killed_and_started_again_loses_nothing() -> anyhow::Result<()> {
    let mut server = OwnServer::start().await?;
    let setup = Setup { lease_seconds: 2, ..Setup::default() };
    let machine = Machine::start_on(Where::Own(server.url.clone()), setup).await?;
    let residents = Stubborn::start(&machine.resident()?);
    for at_least in [5, 15] {
        reports(&machine, at_least).await?;
        server.restart_at_once().await?;
    }
    residents.have_sent().await?;
    all_is_well(machine, 2).await?;
    server.stop().await
}
