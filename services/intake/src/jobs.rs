//! Every message that intake handles, and what it does by the clock.

mod erase_addresses;
mod remove_orphans;
mod render_photo;

use std::sync::Arc;
use std::time::Duration;

use messages::PhotoMessage;
use queue::{Settings, consume};
use tokio_util::sync::CancellationToken;

use crate::Intake;
use crate::kept::KeptPhotos;

/// A look without an end waits for something that does not answer.
const LONGEST_LOOK: Duration = Duration::from_hours(1);

/// Consumes `photos` until `shutdown`; `parallel` at once, each hidden from other workers for `lease`.
pub(crate) async fn run(intake: Intake, parallel: usize, lease: Duration, shutdown: CancellationToken) {
    let settings = Settings { lease, ..Settings::new(parallel, Arc::new(rand::random)) };
    consume::<PhotoMessage, _, _>(intake.pool.clone(), settings, shutdown, move |delivery| {
        render_photo::render(intake.clone(), delivery)
    })
    .await;
}

/// Looks for orphans at once and then again and again, until `shutdown`.
pub(crate) async fn remove_orphans(intake: Intake, every: Duration, shutdown: CancellationToken) {
    let mut since = None;
    while let Some(looked) = in_time(remove_orphans::remove(&intake, since), every, &shutdown).await {
        match looked {
            Ok(()) => since = Some(remove_orphans::OUTAGE),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "orphans stay for now"),
        }
        if rested(every, &shutdown).await {
            return;
        }
    }
}

/// Erases addresses that have been kept long enough, at once and then again and again, until `shutdown`.
pub(crate) async fn erase_addresses(intake: Intake, every: Duration, shutdown: CancellationToken) {
    while let Some(looked) = in_time(erase_addresses::erase(&intake), every, &shutdown).await {
        if let Err(error) = looked {
            tracing::warn!(error = format!("{error:#}"), "addresses stay for now");
        }
        if rested(every, &shutdown).await {
            return;
        }
    }
}

/// What came of a look by the clock, or that it had no end. None: it is time to stop.
async fn in_time(
    look: impl Future<Output = anyhow::Result<()>>,
    every: Duration,
    shutdown: &CancellationToken,
) -> Option<anyhow::Result<()>> {
    tokio::select! {
        () = shutdown.cancelled() => None,
        looked = tokio::time::timeout(every.max(LONGEST_LOOK), look) => {
            Some(looked.unwrap_or_else(|_| Err(anyhow::anyhow!("something does not answer"))))
        }
    }
}

/// Lets photos of refused forms go when their hour is over, until `shutdown`.
pub(crate) async fn sweep_kept_photos(kept: Arc<KeptPhotos>, shutdown: CancellationToken) {
    while !rested(Duration::from_mins(1), &shutdown).await {
        kept.sweep();
    }
}

/// Waits. True: it is time to stop.
async fn rested(time: Duration, shutdown: &CancellationToken) -> bool {
    tokio::time::timeout(time, shutdown.cancelled()).await.is_ok()
}
