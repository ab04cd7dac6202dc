//! What time itself moves: the end of a shift, of a partner's term, of a watch, and of a year at rest.

use std::time::Duration;

use anyhow::Context;
use model::ids::ReportId;
use serde_json::json;
use service_kit::service;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::change::{Asked, By, Change, NotMoved};
use super::take::released;
use crate::Service;
use crate::store::due::{Due, next_due};
use crate::store::moves::{self, Standing};

/// A move that takes longer waits for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks at the clock every `every`, until `shutdown`. Any number of copies may.
pub(crate) async fn run(service: Service, every: Duration, shutdown: CancellationToken) {
    service::every(every, shutdown, "not all that time moves was moved", || tick(&service)).await;
}

/// Makes every move that is due by the service's clock; how many were made. Each is a transaction of its own. One that
/// fails is told in the log and passed by, the others go on; the next look tries it again.
///
/// # Errors
/// The last failure, when all that could be made was made; at once, when what is due can't be asked.
pub(crate) async fn tick(service: &Service) -> anyhow::Result<usize> {
    let (mut made, mut failed) = (0, None);
    for due in Due::ALL {
        let mut passed = Vec::new();
        loop {
            let found = timeout(PATIENCE, one(service, due, &passed)).await;
            let Some((report, outcome)) = found.context("the database does not answer")?? else { break };
            match outcome {
                Ok(()) => made += 1,
                Err(error) => {
                    let step = due.step();
                    tracing::warn!(%report, %step, error = format!("{error:#}"), "what time moves is late");
                    metrics::counter!("moves_late_total", "move" => step.as_str()).increment(1);
                    passed.push(report);
                    failed = Some(error.context(format!("report {report}, `{step}`")));
                }
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

/// The next report that is due and was not passed by, if there is one, and whether it was moved.
async fn one(
    service: &Service,
    due: Due,
    passed: &[ReportId],
) -> anyhow::Result<Option<(ReportId, anyhow::Result<()>)>> {
    let now = service.clock.now();
    let mut transaction = service.database.begin().await?;
    let Some(zone) = moves::zone(&mut transaction).await? else { return Ok(None) };
    let today = now.with_timezone(&zone).date_naive();
    let Some(report) = next_due(&mut transaction, due, (now, today), passed).await? else {
        return Ok(None);
    };
    let asked = Asked { report, step: due.step(), by: By::Clock, key: None, occurred_at: None, seen: None };
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
    let outcome = match made.await {
        Ok(_) => Ok(()),
        Err(NotMoved::Failed(error)) => Err(error),
        Err(other) => Err(anyhow::anyhow!("{other:?}")),
    };
    Ok(Some((report, outcome)))
}
