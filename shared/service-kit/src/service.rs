//! What runs: a listener and consumers, until told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::http;

/// A service that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Running {
    /// Listens and serves until `shutdown`.
    ///
    /// # Errors
    /// When the address can't be had.
    pub async fn serve(
        listen: SocketAddr,
        router: Router,
        shutdown: CancellationToken,
    ) -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("LISTEN: can't have {listen}"))?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(http::serve(listener, router, shutdown));
        Ok(Self { address, tasks })
    }

    /// With a consumer, or another task that ends at the same shutdown.
    #[must_use]
    pub fn with(mut self, task: impl Future<Output = ()> + Send + 'static) -> Self {
        self.tasks.spawn(async {
            task.await;
            Ok(())
        });
        self
    }

    /// Waits until everything in hand is finished after a shutdown.
    ///
    /// # Errors
    /// The first failure, or panic, of one of its tasks.
    pub async fn finished(mut self) -> anyhow::Result<()> {
        while let Some(task) = self.tasks.join_next().await {
            task.context("a task of the service panicked")??;
        }
        Ok(())
    }
}

/// Does some work at once and then every `every`, until `shutdown`, which also leaves what is under way. A failure is
/// told in the log with what is `late` by it, and the next time tries again.
///
/// The work has to give up by itself when nothing answers: nobody else tries again before.
pub async fn every<Work, Done>(
    every: Duration,
    shutdown: CancellationToken,
    late: &'static str,
    mut work: impl FnMut() -> Work,
) where
    Work: Future<Output = anyhow::Result<Done>>,
{
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let repeated = async {
        loop {
            ticks.tick().await;
            if let Err(error) = work().await {
                tracing::warn!(error = format!("{error:#}"), "{late}; trying again");
            }
        }
    };
    shutdown.run_until_cancelled(repeated).await;
}
