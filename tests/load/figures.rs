//! What is measured, and its median over several runs.

use std::time::Duration;

use serde::Serialize;

use crate::cpu::Cpu;

/// The figures of one scenario.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) scenario: String,
    /// Reports, or photos where photos are rendered.
    pub(crate) count: u32,
    /// From the first request until the last was answered; where nothing is sent, until the queue was empty.
    pub(crate) seconds: f64,
    pub(crate) per_second: f64,
    /// Of the answer, in milliseconds; in an open loop from the moment at which it should have been sent.
    pub(crate) answer_ms: Option<Spread>,
    /// From `report.received_at` to `report.dispatched_at`, in milliseconds.
    pub(crate) dispatched_ms: Option<Spread>,
    /// CPU milliseconds for each report, by process.
    pub(crate) cpu_ms: Cpu,
    /// The sum without the client and the stand-ins.
    pub(crate) cpu_sum_ms: f64,
    /// Of `cpu_sum_ms`, the lowest and the highest run.
    pub(crate) cpu_sum_range_ms: (f64, f64),
    /// Transactions that PostgreSQL committed for each report.
    pub(crate) commits: f64,
}

/// The middle and the slow end.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Spread {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Spread {
    /// Of measured times, in milliseconds.
    pub(crate) fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
        let ms = |time: &Duration| time.as_secs_f64() * 1e3;
        Some(Self { p50: ms(at(50)?), p99: ms(at(99)?) })
    }
}

/// The median of each figure over runs of the same scenarios.
pub(crate) fn medians(runs: &[Vec<Row>]) -> Vec<Row> {
    let Some(first) = runs.first() else { return Vec::new() };
    let of_each = |at: usize| runs.iter().filter_map(move |run| run.get(at)).collect::<Vec<_>>();
    first.iter().enumerate().map(|(at, row)| median_row(row, &of_each(at))).collect()
}

fn median_row(first: &Row, rows: &[&Row]) -> Row {
    let of = |figure: &dyn Fn(&Row) -> f64| median(rows.iter().map(|row| figure(row)).collect());
    let spread = |figure: &dyn Fn(&Row) -> Option<Spread>| {
        let spreads: Vec<Spread> = rows.iter().filter_map(|row| figure(row)).collect();
        (!spreads.is_empty()).then(|| Spread {
            p50: median(spreads.iter().map(|spread| spread.p50).collect()),
            p99: median(spreads.iter().map(|spread| spread.p99).collect()),
        })
    };
    let sums = rows.iter().map(|row| row.cpu_sum_ms);
    Row {
        scenario: first.scenario.clone(),
        count: first.count,
        seconds: of(&|row| row.seconds),
        per_second: of(&|row| row.per_second),
        answer_ms: spread(&|row| row.answer_ms),
        dispatched_ms: spread(&|row| row.dispatched_ms),
        cpu_ms: Cpu {
            intake: of(&|row| row.cpu_ms.intake),
            dispatch: of(&|row| row.cpu_ms.dispatch),
            notification: of(&|row| row.cpu_ms.notification),
            postgres: of(&|row| row.cpu_ms.postgres),
            client: of(&|row| row.cpu_ms.client),
            stand_ins: of(&|row| row.cpu_ms.stand_ins),
        },
        cpu_sum_ms: of(&|row| row.cpu_sum_ms),
        cpu_sum_range_ms: (sums.clone().fold(f64::INFINITY, f64::min), sums.fold(0.0, f64::max)),
        commits: of(&|row| row.commits),
    }
}

/// The middle one.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
