//! What time itself moves: the end of a shift, of a partner's term, of a watch, and of a year at rest.

use std::time::Duration;

use model::moves::Move;
use serde_json::json;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::change::{Asked, By, Change, NotMoved};
use super::take::released;
use crate::Service;
use crate::store::moves::{self, Due, Standing};

/// Looks at the clock every `every`, until `shutdown`. Any number of copies may.
pub(crate) async fn run(service: Service, every: Duration, shutdown: CancellationToken) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = tick(&service).await {
            tracing::warn!(error = format!("{error:#}"), "what time moves is late; trying again");
        }
    }
}

/// Makes every move that is due by the service's clock; how many were made. Each is a transaction of its own.
///
/// # Errors
/// The last failure; one kind of move that fails does not hold the others up.
pub(crate) async fn tick(service: &Service) -> anyhow::Result<usize> {
    let (mut made, mut failed) = (0, None);
    for due in [Due::Release, Due::ComeBack, Due::Resume, Due::Archive] {
        loop {
            match one(service, due).await {
                Ok(true) => made += 1,
                Ok(false) => break,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

/// The next report that is due, if there is one.
async fn one(service: &Service, due: Due) -> anyhow::Result<bool> {
    let now = service.clock.now();
    let mut transaction = service.database.begin().await?;
    let Some(zone) = moves::zone(&mut transaction).await? else { return Ok(false) };
    let today = now.with_timezone(&zone).date_naive();
    let next = moves::next_due(&mut transaction, due, now, today).await?;
    let Some(report) = next else { return Ok(false) };
    let step = match due {
        Due::Release => Move::Release,
        Due::ComeBack => Move::ComeBack,
        Due::Resume => Move::Resume,
        Due::Archive => Move::Archive,
    };
    let asked = Asked { report, step, by: By::Clock, key: None, occurred_at: None };
    let made = async {
        let mut change = Change::within(service, &asked, transaction).await?;
        match due {
            Due::Release => return released(change).await,
            Due::ComeBack | Due::Resume => {
                let detail = json!({ "team": change.report.team });
                change.back_to_team(None, detail).await?;
            }
            Due::Archive => change.record(Standing::Archived, None, json!({})).await?,
        }
        change.commit().await
    };
    match made.await {
        Ok(_) => Ok(true),
        Err(NotMoved::Failed(error)) => Err(error.context(format!("report {report}, `{step}`"))),
        Err(other) => Err(anyhow::anyhow!("report {report}, `{step}`: {other:?}")),
    }
}
