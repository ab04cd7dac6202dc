//! The scenarios, one after the other, on one database.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use local::samples::{Shot, dirty_street};
use tokio::time::Instant;

use crate::client::{Pace, Report};
use crate::cpu::Cpu;
use crate::figures::{Row, Spread, medians};
use crate::stage::Stage;
use crate::{statements, table};

/// Reports that open connections, fill caches and are not counted.
const WARM_UP: u32 = 300;
const AT_ONCE: u32 = 8;
/// What the reference was measured with.
const PHOTO_BYTES: usize = 3_400_000;
const CLOSED: Pace = Pace::Closed { at_once: AT_ONCE };

/// How much is measured.
#[derive(Args, Debug)]
pub(crate) struct Pipeline {
    /// Writes every run and the medians as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Runs, each on a new database; the table shows the median and the range.
    #[arg(long, default_value_t = 1)]
    runs: u32,
    /// Reports without photo in the closed loop, and half of it with letters.
    #[arg(long, default_value_t = 4000)]
    reports: u32,
    /// Reports a second in the open loop, for ten seconds.
    #[arg(long, default_value_t = 100)]
    rate: u32,
    /// Photos in the closed loop.
    #[arg(long, default_value_t = 200)]
    photos: u32,
    /// Photos a second in the open loop, for five seconds.
    #[arg(long, default_value_t = 10)]
    photo_rate: u32,
    /// Reports that wait when the dispatcher comes.
    #[arg(long, default_value_t = 20_000)]
    backlog: u32,
    /// Only these; all when none is named.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Counts every statement (`pg_stat_statements`, which costs some CPU) and prints them for each scenario.
    #[arg(long)]
    statements: bool,
}

/// A group of scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Without photo and letter.
    Plain,
    /// With an e-mail address: the letter is written and sent.
    Letter,
    /// With a photo of 3.4 MB.
    Photo,
    /// Reports wait for the dispatcher.
    Backlog,
}

impl Pipeline {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let photo = photo()?;
        let mut runs = Vec::new();
        for number in 1..=self.runs {
            eprintln!("Run {number} of {}", self.runs);
            let mut run =
                Run { stage: Stage::start(self.statements).await?, pipeline: &self, rows: Vec::new() };
            run.everything(&photo).await?;
            run.stage.stop().await?;
            runs.push(run.rows);
        }
        let rows = medians(&runs);
        println!("\n{}", table::table(&rows));
        if let Some(file) = &self.json {
            let json = serde_json::json!({ "medians": rows, "runs": runs });
            std::fs::write(file, serde_json::to_string_pretty(&json)?)
                .with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(())
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// A photo as a phone takes it, of 12 megapixels. Behind the picture it is filled up, as with a phone's depth map.
pub(crate) fn photo() -> anyhow::Result<Bytes> {
    let shot = Shot {
        longitude: 2.3783,
        latitude: 48.8646,
        accuracy_m: 8.0,
        taken_at: NaiveDate::from_ymd_opt(2026, 11, 24)
            .and_then(|day| day.and_hms_opt(12, 45, 0))
            .context("a time")?,
        offset_minutes: 60,
        orientation: 6,
        seed: 1,
    };
    let mut photo = dirty_street(&shot)?;
    photo.resize(photo.len().max(PHOTO_BYTES), 0);
    Ok(Bytes::from(photo))
}

struct Run<'a> {
    stage: Stage,
    pipeline: &'a Pipeline,
    rows: Vec<Row>,
}

/// What was read before a scenario.
struct Before {
    cpu: Cpu,
    commits: i64,
    newest: i64,
}

impl Run<'_> {
    async fn everything(&mut self, photo: &Bytes) -> anyhow::Result<()> {
        let Pipeline { reports, rate, photos, photo_rate, backlog, .. } = *self.pipeline;
        let plain = Report::default();
        let letter = Report { letters: true, photo: None };
        let pictured = Report { letters: false, photo: Some(photo.clone()) };
        self.warm_up(&plain, WARM_UP).await?;
        if self.pipeline.wants(Part::Plain) {
            self.post("accept + dispatch, 8 at once", &plain, reports, CLOSED).await?;
            let open = Pace::Open { per_second: rate };
            self.post(&format!("accept + dispatch, {rate}/s"), &plain, rate * 10, open).await?;
        }
        if self.pipeline.wants(Part::Letter) {
            self.warm_up(&letter, WARM_UP).await?;
            self.post("… with letter, 8 at once", &letter, reports / 2, CLOSED).await?;
        }
        if self.pipeline.wants(Part::Photo) {
            self.warm_up(&pictured, 16).await?;
            self.stage.stop_dispatch().await?;
            self.accept("accept a photo of 3.4 MB, 8 at once", &pictured, photos, CLOSED).await?;
            let open = Pace::Open { per_second: photo_rate };
            self.accept(
                &format!("accept a photo of 3.4 MB, {photo_rate}/s"),
                &pictured,
                photo_rate * 5,
                open,
            )
            .await?;
            self.stage.start_dispatch().await?;
            self.stage.drained(&["reports"]).await?;
            self.render(photos + photo_rate * 5 + 16).await?;
        }
        if self.pipeline.wants(Part::Backlog) {
            self.stage.stop_dispatch().await?;
            self.accept("accept alone, 8 at once", &plain, backlog, CLOSED).await?;
            self.catch_up(backlog).await?;
        }
        Ok(())
    }

    async fn warm_up(&self, report: &Report, count: u32) -> anyhow::Result<()> {
        self.stage.poster().await?.post(report, count, CLOSED).await?;
        self.stage.drained(&["reports", "letters"]).await
    }

    async fn before(&self) -> anyhow::Result<Before> {
        if self.pipeline.statements {
            statements::forget(&self.stage.owner).await?;
        }
        let (commits, newest) = (self.stage.commits().await?, self.stage.newest().await?);
        Ok(Before { cpu: self.stage.cpu()?, commits, newest })
    }

    /// Posts reports and waits until they are dispatched and their letters sent; photos are held back.
    async fn post(&mut self, scenario: &str, report: &Report, count: u32, pace: Pace) -> anyhow::Result<()> {
        let poster = self.stage.poster().await?;
        let before = self.before().await?;
        let began = Instant::now();
        let answers = Spread::of(poster.post(report, count, pace).await?);
        let time = began.elapsed();
        self.stage.drained(&["reports", "letters"]).await?;
        let mut row = self.row(scenario, count, time, &before).await?;
        row.answer_ms = answers;
        row.dispatched_ms = Some(self.stage.dispatched_since(before.newest).await?);
        self.rows.push(row);
        Ok(())
    }

    /// Renders the photos that were held back.
    async fn render(&mut self, count: u32) -> anyhow::Result<()> {
        self.stage.intake.take().context("intake does not run")?.stop().await?;
        let before = self.before().await?;
        let began = Instant::now();
        self.stage.start_intake(2).await?;
        self.stage.drained(&["photos"]).await?;
        let row = self.row("render a photo, 2 at once", count, began.elapsed(), &before).await?;
        self.rows.push(row);
        Ok(())
    }

    /// Posts reports while no dispatcher runs: what accepting costs alone.
    async fn accept(
        &mut self,
        scenario: &str,
        report: &Report,
        count: u32,
        pace: Pace,
    ) -> anyhow::Result<()> {
        let poster = self.stage.poster().await?;
        let before = self.before().await?;
        let began = Instant::now();
        let answers = Spread::of(poster.post(report, count, pace).await?);
        let mut row = self.row(scenario, count, began.elapsed(), &before).await?;
        row.answer_ms = answers;
        self.rows.push(row);
        Ok(())
    }

    /// Starts the dispatcher on what waits.
    async fn catch_up(&mut self, count: u32) -> anyhow::Result<()> {
        let before = self.before().await?;
        let began = Instant::now();
        self.stage.start_dispatch().await?;
        self.stage.drained(&["reports"]).await?;
        let row = self.row(&format!("dispatch {count} that wait"), count, began.elapsed(), &before).await?;
        self.rows.push(row);
        Ok(())
    }

    async fn row(&self, scenario: &str, count: u32, time: Duration, before: &Before) -> anyhow::Result<Row> {
        let spent = self.stage.cpu()?;
        let each = f64::from(count.max(1));
        let cpu_ms = spent.with(&before.cpu, |after, before| (after - before) / each);
        // PostgreSQL counts a backend's commits up to a second later.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let commits = self.stage.commits().await? - before.commits;
        if self.pipeline.statements {
            println!("\n{scenario}");
            statements::print(&self.stage.owner, count).await?;
        }
        let seconds = time.as_secs_f64();
        let sum = cpu_ms.sum();
        let row = Row {
            scenario: scenario.to_owned(),
            count,
            seconds,
            per_second: each / seconds,
            answer_ms: None,
            dispatched_ms: None,
            cpu_ms,
            cpu_sum_ms: sum,
            cpu_sum_range_ms: (sum, sum),
            #[expect(clippy::cast_precision_loss, reason = "millions at most")]
            commits: commits as f64 / each,
        };
        eprintln!("  {scenario}: {:.1}/s, {sum:.2} ms of CPU each", row.per_second);
        Ok(row)
    }
}
