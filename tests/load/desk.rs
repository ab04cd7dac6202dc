//! The referents' desk, with a city's reports of five years and with ten times as many: what a page of turnaround reads, its
//! own span and the one before, for each combination of filters; lists of reports as they are sought; and what counting
//! costs the pipeline.

mod city;
mod counting;
mod reports;
mod sought;

use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use clap::Args;
use dispatch::desk::{Filters, compared, turnaround};
use model::city::TeamKind;
use model::ids::StaffId;
use service_kit::clock::{Clock, SystemClock};
use sqlx::PgPool;
use tokio::time::Instant;

use crate::stage::Stage;

/// How much longer a page may take while reports grow tenfold.
const MOST_GROWTH: f64 = 1.5;

#[derive(Debug, Args)]
pub(crate) struct Desk {
    /// Reports of five years, at first.
    #[arg(long, default_value_t = 1_000_000)]
    few: u64,
    /// Reports of five years, then.
    #[arg(long, default_value_t = 10_000_000)]
    many: u64,
    /// Without the rows of ended reports, which no sum is read from, and so without searching them: for a small disk.
    #[arg(long)]
    lean: bool,
    /// Rounds of reports that are counted, and as many of those that are not.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Pages of each kind.
    #[arg(long, default_value_t = 40)]
    pages: usize,
}

/// Which filters are set.
const KINDS: [(&str, [bool; 5]); 12] = [
    ("everything", [false, false, false, false, false]),
    ("a sector", [true, false, false, false, false]),
    ("a team", [false, true, false, false, false]),
    ("a group", [false, false, true, false, false]),
    ("a channel", [false, false, false, true, false]),
    ("a kind of team", [false, false, false, false, true]),
    ("a sector and a group", [true, false, true, false, false]),
    ("a team and a channel", [false, true, false, true, false]),
    ("a group and a channel", [false, false, true, true, false]),
    ("a group and a kind of team", [false, false, true, false, true]),
    ("a sector, a group and a channel", [true, false, true, true, false]),
    ("a group, a channel and a kind of team", [false, false, true, true, true]),
];

/// A span: its name, its days, and the milliseconds that 95 of 100 pages may take.
const SPANS: [(&str, u64, f64); 2] = [("a month", 31, 200.0), ("five years", 1_826, 400.0)];

/// The 95th and the 50th percentile of a kind of page, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Took {
    p50: f64,
    p95: f64,
}

impl Desk {
    /// Prints the table; fails where a page is slower than it may be.
    pub(crate) async fn run(&self) -> anyhow::Result<()> {
        let stage = Stage::start(false).await?;
        let dear = counting::run(&stage, self.rounds).await?;
        let (referent, cookie) = stage.signed_in("referent", None).await?;
        let pool = database::connect(&stage.owner_url(), 4, "load desk")?;
        let (mut measured, mut sought) = (Vec::new(), Vec::new());
        for reports in [self.few, self.many] {
            city::fill(&stage.owner, today(), reports, self.lean).await?;
            measured.push(self.measure(&pool, referent).await?);
            if !self.lean {
                sought.push(sought::measure(&stage, &cookie, self.pages).await?);
            }
        }
        pool.close().await;
        stage.stop().await?;
        let many = measured.pop().context("measured twice")?;
        let few = measured.pop().context("measured twice")?;
        println!("Milliseconds of a page: what it reads of a span and of the one before.");
        println!("{:52} {:>17} {:>17}", "", self.few, self.many);
        println!("{:52} {:>8} {:>8} {:>8} {:>8} {:>7}", "", "p50", "p95", "p50", "p95", "growth");
        let mut slow = Vec::new();
        for ((name, most, few), (_, _, many)) in few.iter().zip(&many) {
            let growth = many.p50 / few.p50;
            println!(
                "{name:52} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {growth:>7.2}",
                few.p50, few.p95, many.p50, many.p95
            );
            if many.p95 > *most || growth > MOST_GROWTH {
                slow.push(name.as_str());
            }
        }
        if let [few, many] = &sought[..] {
            println!(
                "Milliseconds of a page of the list, as a browser asks for it, and what is sought on it."
            );
            for (((name, _), few), many) in sought::WAYS.iter().zip(few).zip(many) {
                println!(
                    "{name:52} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>7.2}",
                    few.p50,
                    few.p95,
                    many.p50,
                    many.p95,
                    many.p50 / few.p50
                );
                if many.p95 > sought::MOST_MS {
                    slow.push(name);
                }
            }
        }
        ensure!(dear.is_empty(), "counting costs more than a tenth: {}", dear.join("; "));
        ensure!(slow.is_empty(), "too slow, or growing more than {MOST_GROWTH} times: {}", slow.join("; "));
        Ok(())
    }

    async fn measure(&self, pool: &PgPool, referent: StaffId) -> anyhow::Result<Vec<(String, f64, Took)>> {
        let mut measured = Vec::new();
        for (span, days, most) in SPANS {
            for (kind, set) in KINDS {
                let mut times = Vec::new();
                for page in 0..self.pages + 2 {
                    let until = today() + Days::new(1);
                    let now = filters(until - Days::new(days), until, set, page);
                    let started = Instant::now();
                    compared(pool, referent, &now, SystemClock.now()).await?;
                    if days > 1_000 {
                        // Nothing is older than five years: they are read again, as if it were.
                        turnaround(pool, referent, &now, SystemClock.now()).await?;
                    }
                    times.push(started.elapsed());
                }
                // The first ones prepare statements.
                measured.push((format!("{span}, {kind}"), most, Took::of(times.split_off(2))));
            }
        }
        Ok(measured)
    }
}

impl Took {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
        let ms = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64) * 1_000.0;
        Self { p50: ms(at(50)), p95: ms(at(95)) }
    }
}

fn filters(from: NaiveDate, until: NaiveDate, set: [bool; 5], page: usize) -> Filters {
    let (sector, group, channel) = (city::sector(page), city::group(page), city::channel(page));
    let [by_sector, by_team, by_group, by_channel, by_kind] = set;
    let kind = if page.is_multiple_of(2) { TeamKind::Dpe } else { TeamKind::UrgenceProprete };
    Filters {
        from,
        until,
        sector: by_sector.then(|| sector.to_owned()),
        team: by_team.then(|| city::team(page).to_owned()),
        group: by_group.then(|| group.to_owned()),
        channel: by_channel.then(|| channel.to_owned()),
        team_kind: by_kind.then_some(kind),
    }
}

/// The services ask their own clock: what is drawn ends today.
fn today() -> NaiveDate {
    SystemClock.now().date_naive()
}
