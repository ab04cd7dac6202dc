//! The alarm: letters that wait too long, on every page of the desk and as a metric.

use std::time::Duration as Interval;

use anyhow::Context;
use chrono::Duration;
use service_kit::service;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::Service;
use crate::store::letters::oldest_waiting;

/// A letter that waits for longer is an alarm.
const PATIENCE: Duration = Duration::minutes(10);

/// A question that takes longer waits for a database that does not answer.
const ANSWER: Interval = Interval::from_secs(20);

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
    service::every(every, shutdown, "how long letters wait is not known", || measure(&service)).await;
}

/// Writes down, as a metric, how long the letter has waited that waits the longest; 0: none waits.
pub(crate) async fn measure(service: &Service) -> anyhow::Result<()> {
    let wait = timeout(ANSWER, longest_wait(service)).await;
    let wait = wait.context("the database does not answer")??.unwrap_or_default();
    metrics::gauge!("letters_oldest_waiting_seconds").set(wait.to_std().unwrap_or_default().as_secs_f64());
    Ok(())
}
