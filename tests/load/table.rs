//! The figures for people.

use std::fmt::Write;

use crate::figures::{Row, Spread};

/// Wide enough for the longest scenario.
const NAME: usize = 44;

/// A table, and the reference to read it beside.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:NAME$} {:>6} {:>6}  {:>13}  {:>13}  {:>6} {:>6} {:>6} {:>6}  {:>6} {:>13}  {:>6} {:>6}  {:>7}\n",
        "", "", "", "answer ms", "dispatched ms", "CPU ms", "each:", "", "", "", "", "apart:", "", ""
    );
    _ = writeln!(
        text,
        "{:NAME$} {:>6} {:>6}  {:>6} {:>6}  {:>6} {:>6}  {:>6} {:>6} {:>6} {:>6}  {:>6} {:>13}  {:>6} {:>6}  {:>7}",
        "scenario",
        "count",
        "per s",
        "p50",
        "p99",
        "p50",
        "p99",
        "intake",
        "disp.",
        "notif.",
        "PG",
        "sum",
        "lowest-most",
        "client",
        "stand",
        "commits"
    );
    for row in rows {
        line(&mut text, row);
    }
    text.push_str(REFERENCE);
    text
}

/// Measured on a machine of two cores like this one, in production elsewhere.
const REFERENCE: &str = "
Reference (Django, PostGIS, Celery, in production elsewhere, on two cores): accept and dispatch 186 ms of CPU,
accepting a photo 39 ms, 13.6 reports/s, 5.5 s from stored to dispatched.
To reach: accept and dispatch without photo 4 ms in our processes and PostgreSQL; accepting a photo of 3.4 MB 12 ms.
";

fn line(text: &mut String, row: &Row) {
    let spread = |spread: Option<Spread>| match spread {
        Some(Spread { p50, p99 }) => format!("{p50:>6.1} {p99:>6.1}"),
        None => format!("{:>6} {:>6}", "-", "-"),
    };
    let cpu = &row.cpu_ms;
    let (lowest, most) = row.cpu_sum_range_ms;
    _ = writeln!(
        text,
        "{:NAME$} {:>6} {:>6.1}  {}  {}  {:>6.2} {:>6.2} {:>6.2} {:>6.2}  {:>6.2} {:>13}  {:>6.2} {:>6.2}  {:>7.2}",
        row.scenario,
        row.count,
        row.per_second,
        spread(row.answer_ms),
        spread(row.dispatched_ms),
        cpu.intake,
        cpu.dispatch,
        cpu.notification,
        cpu.postgres,
        row.cpu_sum_ms,
        format!("{lowest:.2}-{most:.2}"),
        cpu.client,
        cpu.stand_ins,
        row.commits,
    );
}
