//! What counting costs the pipeline: the same reports posted in turns with everything counted, and with nothing noted down.

use tokio::time::{Duration, sleep};

use crate::client::{Pace, Report};
use crate::figures::median;
use crate::stage::Stage;

/// How much dearer a report may be by being counted.
const MOST_GROWTH: f64 = 1.10;
const PACE: Duration = Duration::from_millis(50);
const WARM_UP: u32 = 300;
/// Reports are posted so many at once, or so many in a second.
const PACES: [(&str, Pace, u32); 2] = [
    ("8 at once", Pace::Closed { at_once: 8 }, 1_500),
    ("50 in a second", Pace::Open { per_second: 50 }, 500),
];

/// Prints what a report costs both ways; names the paces at which counting costs more than it may.
pub(super) async fn run(stage: &Stage, rounds: usize) -> anyhow::Result<Vec<&'static str>> {
    round(stage, true, Pace::Closed { at_once: 8 }, WARM_UP).await?;
    // Plans of an empty database read whole tables, and every report would cost more than the one before.
    sqlx::query("ANALYZE").execute(&stage.owner).await?;
    println!(
        "\nCPU ms of a report from its receipt to its team and the letter about it, at the median of {rounds} rounds"
    );
    println!("{:24} {:>12} {:>9} {:>7}", "", "not counted", "counted", "growth");
    let mut dear = Vec::new();
    for (name, pace, reports) in PACES {
        let (mut without, mut with) = (Vec::new(), Vec::new());
        // Each comes first in half of the rounds: the database grows with every report.
        for turn in 0..2 * rounds {
            let counted = turn % 4 == 1 || turn % 4 == 2;
            let took = round(stage, counted, pace, reports).await?;
            if counted { with.push(took) } else { without.push(took) }
        }
        let (without, with) = (median(without), median(with));
        let growth = with / without;
        println!("{name:24} {without:>12.2} {with:>9.2} {growth:>7.2}");
        if growth > MOST_GROWTH {
            dear.push(name);
        }
    }
    Ok(dear)
}

/// CPU milliseconds of each report, once all are dispatched, told and counted.
async fn round(stage: &Stage, counted: bool, pace: Pace, reports: u32) -> anyhow::Result<f64> {
    let switch = if counted { "ENABLE" } else { "DISABLE" };
    sqlx::query(&format!("ALTER TABLE report_history {switch} TRIGGER report_history_is_counted"))
        .execute(&stage.owner)
        .await?;
    let poster = stage.poster().await?;
    let before = stage.cpu()?;
    poster.post(&Report { letters: true, photo: None }, reports, pace).await?;
    stage.drained(&["reports", "letters"]).await?;
    while sqlx::query_scalar::<_, bool>("SELECT EXISTS (SELECT FROM desk_stale)")
        .fetch_one(&stage.owner)
        .await?
    {
        sleep(PACE).await;
    }
    Ok(stage.cpu()?.with(&before, |after, before| after - before).sum() / f64::from(reports))
}
