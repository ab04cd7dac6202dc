//! Turnaround of a span, read from few rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use model::city::TeamKind;
use model::ids::StaffId;
use sqlx::{PgConnection, PgPool};

use super::{Backlog, Bucket, Level, Measures};
use crate::store::turnaround::{self as store, OpenReports, Span};

/// Every statement sees the database as the first one did.
const AT_ONE_MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The longest span, in days, that is read and shown by days.
const MOST_DAYS: i64 = 92;

/// Which reports are meant: those received from one day on, before another, in the city's own time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filters {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after.
    pub until: NaiveDate,
    /// Where they are.
    pub sector: Option<String>,
    /// Which team has, or had, them last.
    pub team: Option<String>,
    /// Of which group their category is.
    pub group: Option<String>,
    /// How they came.
    pub channel: Option<String>,
    /// Of what kind their team is.
    pub team_kind: Option<TeamKind>,
}

/// What a point of the series is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The reports received on a day.
    Day,
    /// Those of a month, or of that part of it which lies in the span.
    Month,
}

/// How long it takes, in a span and by its parts. Open and ended, in time and late are as they stand now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnaround {
    /// All of it.
    pub total: Measures,
    /// What the points of the series are.
    pub step: Step,
    /// From the first day or month on, without a gap; what is overdue is not in it.
    pub series: BTreeMap<NaiveDate, Measures>,
    /// By team; an empty name: no team has them.
    pub teams: BTreeMap<String, Measures>,
    /// By sector.
    pub sectors: BTreeMap<String, Measures>,
    /// The open reports of the same filters, whenever they were received.
    pub backlog: Backlog,
}

impl Filters {
    /// The same in the period of the same length before.
    #[must_use]
    pub fn before(&self) -> Self {
        Self { from: self.from - (self.until - self.from), until: self.from, ..self.clone() }
    }
}

/// Reads how long it takes, in a referent's sectors: two statements that see the same moment.
///
/// # Errors
/// When the database fails, or holds what this version can't read.
pub async fn turnaround(
    database: &PgPool,
    referent: StaffId,
    filters: &Filters,
    now: DateTime<Utc>,
) -> anyhow::Result<Turnaround> {
    let mut transaction = database.begin_with(AT_ONE_MOMENT).await?;
    let buckets = read(&mut transaction, referent, filters).await?;
    let open = store::open(&mut transaction, referent, filters, now).await?;
    transaction.commit().await?;
    Turnaround::of(filters, buckets, &open, |there| there.overdue_within)
}

/// The same, and how long it took in the period before ([`Filters::before`]), with the open reports read once for both.
///
/// # Errors
/// As [`turnaround`].
pub async fn compared(
    database: &PgPool,
    referent: StaffId,
    filters: &Filters,
    now: DateTime<Utc>,
) -> anyhow::Result<(Turnaround, Turnaround)> {
    let earlier = filters.before();
    let mut transaction = database.begin_with(AT_ONE_MOMENT).await?;
    let buckets = read(&mut transaction, referent, filters).await?;
    let buckets_before = read(&mut transaction, referent, &earlier).await?;
    let open = store::open(&mut transaction, referent, filters, now).await?;
    transaction.commit().await?;
    let there = Turnaround::of(filters, buckets, &open, |there| there.overdue_within)?;
    let before = Turnaround::of(&earlier, buckets_before, &open, |there| there.overdue_before)?;
    Ok((there, before))
}

async fn read(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
) -> sqlx::Result<Vec<Bucket>> {
    store::read(connection, referent, filters, &spans(filters.from, filters.until).1).await
}

impl Turnaround {
    /// Sums up what was read of a span, in which some of the overdue reports were received.
    fn of(
        filters: &Filters,
        buckets: Vec<Bucket>,
        open: &[OpenReports],
        overdue_of_span: impl Fn(&OpenReports) -> i64,
    ) -> anyhow::Result<Self> {
        let (step, _) = spans(filters.from, filters.until);
        let mut series = starts(step, filters).map(|start| (start, Measures::default())).collect();
        let mut cells = BTreeMap::<(String, String), Measures>::new();
        for bucket in buckets {
            add(&mut series, &mut cells, step, bucket)?;
        }
        let mut backlog = Backlog::default();
        for there in open {
            backlog.open += there.open;
            backlog.overdue += there.overdue;
            for (sum, age) in backlog.ages.iter_mut().zip(there.ages) {
                *sum += age;
            }
            let overdue = overdue_of_span(there);
            if overdue > 0 {
                cells.entry((there.sector.clone(), there.team.clone())).or_default().overdue += overdue;
            }
        }
        let (mut total, mut teams, mut sectors) = (Measures::default(), BTreeMap::new(), BTreeMap::new());
        for ((sector, team), measures) in cells {
            total.merge(&measures);
            teams.entry(team).or_insert_with(Measures::default).merge(&measures);
            sectors.entry(sector).or_insert_with(Measures::default).merge(&measures);
        }
        Ok(Self { total, step, series, teams, sectors, backlog })
    }
}

/// How many reports of a span a list shows, from the sums alone: no percentile is wanted, so no histogram is read.
pub(crate) async fn shown(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
    show: &str,
) -> sqlx::Result<i64> {
    store::count(connection, referent, filters, &spans(filters.from, filters.until).1, show).await
}

/// Adds a bucket to its point of the series, and to its sector and team.
fn add(
    series: &mut BTreeMap<NaiveDate, Measures>,
    cells: &mut BTreeMap<(String, String), Measures>,
    step: Step,
    bucket: Bucket,
) -> anyhow::Result<()> {
    let Bucket { key, counts, first_plain, last_plain, first_working, last_working } = bucket;
    let point = series.entry(step.level().start(key.start)).or_default();
    let cell = cells.entry((key.sector_id, key.team_id)).or_default();
    for sum in [point, cell] {
        sum.counts.add(&counts, 1);
        sum.first_plain.merge_bytes(&first_plain)?;
        sum.last_plain.merge_bytes(&last_plain)?;
        sum.first_working.merge_bytes(&first_working)?;
        sum.last_working.merge_bytes(&last_working)?;
    }
    Ok(())
}

impl Step {
    fn level(self) -> Level {
        match self {
            Self::Day => Level::Day,
            Self::Month => Level::Month,
        }
    }
}

/// What a span is read by: a short one by its days, a long one by its whole months and the days at its edges.
fn spans(from: NaiveDate, until: NaiveDate) -> (Step, Vec<Span>) {
    let days = |from, until| Span { level: Level::Day, from, until };
    if (until - from).num_days() <= MOST_DAYS {
        return (Step::Day, vec![days(from, until)]);
    }
    let month = Level::Month.start(from);
    let first = if month == from { from } else { month + Months::new(1) };
    let last = Level::Month.start(until);
    let months = Span { level: Level::Month, from: first, until: last };
    (Step::Month, vec![days(from, first), months, days(last, until)])
}

/// The first days of all points of a series.
fn starts(step: Step, filters: &Filters) -> impl Iterator<Item = NaiveDate> {
    let next = move |start: &NaiveDate| match step {
        Step::Day => start.checked_add_days(Days::new(1)),
        Step::Month => start.checked_add_months(Months::new(1)),
    };
    let (first, until) = (step.level().start(filters.from), filters.until);
    std::iter::successors(Some(first), next).take_while(move |start| *start < until)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// Each day of a span is read exactly once: as itself, or in its month.
    #[test]
    fn every_day_of_a_span_is_read_once() {
        let first = day("2023-12-30");
        for (begin, length) in (0..40).flat_map(|begin| (0..500).map(move |length| (begin, length))) {
            let (from, until) = (first + Days::new(begin), first + Days::new(begin + length));
            let (step, spans) = spans(from, until);
            assert_eq!(step == Step::Day, length <= 92, "{from} to {until}");
            let mut read = Vec::new();
            for Span { level, from, until } in spans {
                let whole = level == Level::Day || (from.day(), until.day()) == (1, 1);
                assert!(whole, "months from {from} to {until}");
                read.extend(from.iter_days().take_while(|day| *day < until));
            }
            read.sort_unstable();
            let all: Vec<_> = from.iter_days().take_while(|day| *day < until).collect();
            assert_eq!(read, all, "{from} to {until}");
        }
    }
}
