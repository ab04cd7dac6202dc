//! Whoever has the desk open is told when its figures have changed: one subscription of the database for all of them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::PgListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::Service;

/// Desks that one copy of the service tells. Each costs a connection, and a page whenever something changes.
const SEATS: usize = 500;
/// After so long without a word all of them look again: what is late changes with time alone, and a connection that the
/// network has lost looks like one on which nothing happens.
const SILENCE: Duration = Duration::from_mins(1);
/// How long after a lost subscription another one is tried.
const AGAIN: Duration = Duration::from_secs(5);

/// Tells desks that figures have changed. Clones share everything.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    changes: watch::Sender<u64>,
    over: CancellationToken,
    seats: Arc<Semaphore>,
}

/// A desk that is told.
#[derive(Debug)]
pub(crate) struct Watching {
    changes: watch::Receiver<u64>,
    over: CancellationToken,
    _seat: OwnedSemaphorePermit,
}

impl Live {
    pub(crate) fn new() -> Self {
        let (over, seats) = (CancellationToken::new(), Arc::new(Semaphore::new(SEATS)));
        Self { changes: watch::Sender::new(0), over, seats }
    }

    /// Begins to tell one more; none while all seats are taken.
    pub(crate) fn watch(&self) -> Option<Watching> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        Some(Watching { changes: self.changes.subscribe(), over: self.over.clone(), _seat: seat })
    }

    fn changed(&self) {
        self.changes.send_modify(|times| *times += 1);
    }
}

impl Watching {
    /// Waits until figures have changed since the last call, or since it began; `false`: the service stops.
    pub(crate) async fn changed(&mut self) -> bool {
        tokio::select! {
            () = self.over.cancelled() => false,
            changed = self.changes.changed() => changed.is_ok(),
        }
    }
}

/// Tells every desk of every change, until `shutdown`: then no answer to a desk stays open.
pub(crate) async fn tell(service: Service, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            heard = listen(&service) => {
                if let Err(error) = heard {
                    tracing::warn!(error = format!("{error:#}"), "desks are told late: lost the subscription");
                    tokio::select! { () = shutdown.cancelled() => break, () = sleep(AGAIN) => {} }
                }
            }
        }
    }
    service.live.over.cancel();
}

/// Listens until nothing was heard for a while.
async fn listen(service: &Service) -> anyhow::Result<()> {
    let subscribed = timeout(SILENCE, subscribe(service)).await;
    let mut listener = subscribed.context("the database does not answer")??;
    // What was counted before the subscription, nobody has heard.
    service.live.changed();
    while let Ok(heard) = timeout(SILENCE, listener.recv()).await {
        heard?;
        while listener.next_buffered().is_some() {}
        service.live.changed();
    }
    Ok(())
}

async fn subscribe(service: &Service) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(&service.database).await?;
    listener.listen("desk").await?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn changes_before_it_began_are_not_told_and_several_are_told_as_one() {
        let live = Live::new();
        live.changed();
        let mut desk = live.watch().expect("a seat");
        live.changed();
        live.changed();
        assert!(desk.changed().await);
        live.over.cancel();
        assert!(!desk.changed().await, "nothing else is left but the end");
    }

    #[test]
    fn a_seat_is_free_again_when_its_desk_is_closed() {
        let live = Live::new();
        let mut desks: Vec<_> = (0..SEATS).map(|_| live.watch().expect("a seat")).collect();
        assert!(live.watch().is_none());
        desks.pop();
        assert!(live.watch().is_some());
    }
}
