//! The alarm: letters that wait too long, on every page of the desk and as a metric.

use std::time::Duration as Interval;

use chrono::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::Service;
use crate::store::letters::oldest_waiting;

/// A letter that waits for longer is an alarm.
const PATIENCE: Duration = Duration::minutes(10);

/// How long the letter has waited that waits the longest; none: no letter waits.
pub(crate) async fn longest_wait(service: &Service) -> sqlx::Result<Option<Duration>> {
    let oldest = oldest_waiting(&service.database).await?;
    Ok(oldest.map(|since| (service.clock.now() - since).max(Duration::zero())))
}

/// The same, if it is an alarm.
pub(crate) async fn alarm(service: &Service) -> sqlx::Result<Option<Duration>> {
    Ok(longest_wait(service).await?.filter(|wait| *wait > PATIENCE))
}

/// Measures how long letters wait, every `every`, until `shutdown`.
pub(crate) async fn run(service: Service, every: Interval, shutdown: CancellationToken) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = measure(&service).await {
            tracing::warn!(error = format!("{error:#}"), "how long letters wait is not known");
        }
    }
}

/// Writes down, as a metric, how long the letter has waited that waits the longest; 0: none waits.
pub(crate) async fn measure(service: &Service) -> anyhow::Result<()> {
    let wait = longest_wait(service).await?.unwrap_or_default();
    metrics::gauge!("letters_oldest_waiting_seconds").set(wait.to_std().unwrap_or_default().as_secs_f64());
    Ok(())
}
