//! What the referents' desk must say: a slow and plain query over reports and their history, and the same figures from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use dispatch::desk::{Backlog, Counts, Filters, Measures, Step, Turnaround};
use model::calendar::Calendar;
use model::histogram::Histogram;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool};

/// One report with what happened to it.
#[derive(Clone, Debug, FromRow)]
struct Plain {
    day: NaiveDate,
    sector: String,
    team: String,
    kind: Option<String>,
    category_group: String,
    channel: String,
    state: String,
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
    hours: Json<Calendar>,
    contests: i64,
    doubtful: bool,
    grades: i64,
    grade_sum: i64,
    at_partner: bool,
    partner_seconds: i64,
}

/// Every report, read anew from what was written down.
#[derive(Clone, Debug)]
pub struct PlainReports(Vec<Plain>);

impl PlainReports {
    /// Reads them all.
    ///
    /// # Errors
    /// As the database says.
    pub async fn read(pool: &PgPool) -> anyhow::Result<Self> {
        let all = sqlx::query_as(
            "WITH close AS (
                 SELECT report_id, position, occurred_at FROM report_history h
                 WHERE move = 'close' AND NOT EXISTS (SELECT FROM report_history undo
                     WHERE undo.move = 'undo' AND undo.detail ->> 'close' = h.id::text)),
             step AS (
                 SELECT report_id, move, greatest(h.occurred_at, received_at) AS at,
                        lead(h.occurred_at) OVER (PARTITION BY report_id ORDER BY position) AS until
                 FROM report_history h JOIN report ON report.id = report_id WHERE move <> 'follow'),
             stay AS (
                 SELECT report_id, bool_or(until IS NULL OR until > at) AS was,
                        range_agg(tstzrange(at, until)) FILTER (WHERE until > at) AS times
                 FROM step WHERE move = 'transfer' GROUP BY report_id)
             SELECT (received_at AT TIME ZONE 'Europe/Paris')::date AS day, sector_id AS sector,
                 coalesce(team_id, '') AS team, team.kind, group_id AS category_group, channel,
                 CASE WHEN merged_into IS NOT NULL THEN 'merged' WHEN ended.state IN ('done', 'rejected') THEN ended.state
                      ELSE 'open' END AS state,
                 received_at, due_at,
                 (SELECT occurred_at FROM close WHERE report_id = report.id AND merged_into IS NULL
                  ORDER BY position LIMIT 1) AS first_at,
                 (SELECT occurred_at FROM close WHERE report_id = report.id AND merged_into IS NULL
                      AND ended.state = 'done' ORDER BY position DESC LIMIT 1) AS last_at,
                 hours,
                 (SELECT count(*) FROM report_history WHERE report_id = report.id AND move = 'contest'
                      AND merged_into IS NULL) AS contests,
                 merged_into IS NULL AND EXISTS (SELECT FROM closing WHERE report_id = report.id
                                                 AND proof = 'doubtful') AS doubtful,
                 (SELECT count(*) FROM satisfaction WHERE report_id = report.id
                      AND merged_into IS NULL) AS grades,
                 (SELECT coalesce(sum(grade), 0) FROM satisfaction WHERE report_id = report.id
                      AND merged_into IS NULL) AS grade_sum,
                 merged_into IS NULL AND coalesce(stay.was, false) AS at_partner,
                 CASE WHEN merged_into IS NULL THEN (
                     SELECT coalesce(floor(extract(epoch FROM sum(upper(time) - lower(time)))), 0)::bigint
                     FROM unnest(stay.times) AS time) ELSE 0 END AS partner_seconds
             FROM report JOIN category ON category.id = category_id JOIN calendar ON calendar.id = calendar_id
                 LEFT JOIN team ON team.id = team_id LEFT JOIN stay ON stay.report_id = report.id
                 CROSS JOIN LATERAL (SELECT CASE WHEN report.state <> 'archived' THEN report.state ELSE (
                     SELECT from_state FROM report_history WHERE report_id = report.id AND move = 'archive') END
                     AS state) ended",
        )
        .fetch_all(pool)
        .await?;
        Ok(Self(all))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The teams, sectors, groups and channels that reports have.
    pub fn values(&self) -> [BTreeSet<String>; 4] {
        let all = |value: fn(&Plain) -> &String| self.0.iter().map(value).cloned().collect();
        [
            all(|one| &one.team),
            all(|one| &one.sector),
            all(|one| &one.category_group),
            all(|one| &one.channel),
        ]
    }

    /// What was read must be what these reports say: counts exactly, percentiles within 2 %.
    ///
    /// # Panics
    /// When it is not.
    pub fn check(&self, filters: &Filters, reach: Option<&str>, now: DateTime<Utc>, read: &Turnaround) {
        let of_filters: Vec<_> = self.0.iter().filter(|one| one.is_meant(filters, reach)).collect();
        let within: Vec<_> = of_filters
            .iter()
            .copied()
            .filter(|one| filters.from <= one.day && one.day < filters.until)
            .collect();
        check("the total", filters, &within, &read.total, Some(now));
        let point = |one: &Plain| match read.step {
            Step::Day => one.day,
            Step::Month => one.day.with_day(1).expect("the first of a month"),
        };
        parts("day or month", filters, &within, &read.series, point, None);
        parts("team", filters, &within, &read.teams, |one| one.team.clone(), Some(now));
        parts("sector", filters, &within, &read.sectors, |one| one.sector.clone(), Some(now));
        assert_eq!(read.backlog, backlog(&of_filters, now), "{filters:?}");
    }
}

impl Plain {
    fn is_meant(&self, filters: &Filters, reach: Option<&str>) -> bool {
        let is = |wanted: Option<&str>, there: &str| wanted.is_none_or(|wanted| wanted == there);
        is(reach, &self.sector)
            && is(filters.sector.as_deref(), &self.sector)
            && is(filters.team.as_deref(), &self.team)
            && is(filters.group.as_deref(), &self.category_group)
            && is(filters.channel.as_deref(), &self.channel)
            && filters.team_kind.is_none_or(|kind| self.kind.as_deref() == Some(kind.as_str()))
    }

    fn durations(&self) -> [Option<Duration>; 4] {
        let plain = |at: Option<DateTime<Utc>>| at.map(|at| at - self.received_at);
        let working =
            |at: Option<DateTime<Utc>>| at.map(|at| self.hours.0.working(self.received_at, at, Paris));
        [plain(self.first_at), plain(self.last_at), working(self.first_at), working(self.last_at)]
    }
}

fn parts<K: Ord + Clone + std::fmt::Debug>(
    what: &str,
    filters: &Filters,
    reports: &[&Plain],
    read: &BTreeMap<K, Measures>,
    key: impl Fn(&Plain) -> K,
    now: Option<DateTime<Utc>>,
) {
    let mut expected: BTreeMap<K, Vec<&Plain>> = BTreeMap::new();
    for report in reports {
        expected.entry(key(report)).or_default().push(report);
    }
    for (key, reports) in &expected {
        let measures = read.get(key).unwrap_or_else(|| panic!("{what} {key:?} is missing for {filters:?}"));
        check(&format!("{what} {key:?}"), filters, reports, measures, now);
    }
    for (key, measures) in read.iter().filter(|(key, _)| !expected.contains_key(key)) {
        assert_eq!(*measures, Measures::default(), "{what} {key:?} for {filters:?}");
    }
}

fn check(what: &str, filters: &Filters, reports: &[&Plain], read: &Measures, now: Option<DateTime<Utc>>) {
    let count = |is: &dyn Fn(&Plain) -> bool| {
        i64::try_from(reports.iter().filter(|one| is(one)).count()).expect("few")
    };
    let sum = |of: &dyn Fn(&Plain) -> i64| reports.iter().map(|one| of(one)).sum::<i64>();
    let in_time = |one: &Plain| one.first_at.map(|at| at <= one.due_at);
    let expected = Counts {
        received: count(&|_| true),
        open: count(&|one| one.state == "open"),
        done: count(&|one| one.state == "done"),
        rejected: count(&|one| one.state == "rejected"),
        merged: count(&|one| one.state == "merged"),
        within: count(&|one| in_time(one) == Some(true)),
        beyond: count(&|one| in_time(one) == Some(false)),
        contested: count(&|one| one.contests > 0),
        doubtful: count(&|one| one.doubtful),
        graded: count(&|one| one.grades > 0),
        grades: sum(&|one| one.grades),
        grade_sum: sum(&|one| one.grade_sum),
        at_partner: count(&|one| one.at_partner),
        partner_seconds: sum(&|one| one.partner_seconds),
    };
    assert_eq!(read.counts, expected, "{what} for {filters:?}");
    let overdue = now.map_or(0, |now| count(&|one| one.state == "open" && one.due_at < now));
    assert_eq!(read.overdue, overdue, "overdue of {what} for {filters:?}");
    let histograms = [&read.first_plain, &read.last_plain, &read.first_working, &read.last_working];
    for (at, histogram) in histograms.into_iter().enumerate() {
        let mut exact: Vec<_> = reports.iter().filter_map(|one| one.durations()[at]).collect();
        exact.sort_unstable();
        close_to(&exact, histogram, &format!("histogram {at} of {what} for {filters:?}"));
    }
}

/// As many, and each percentile by nearest rank within 2 %; of less than a minute, within half a minute.
fn close_to(exact: &[Duration], histogram: &Histogram, what: &str) {
    assert_eq!(histogram.count(), exact.len() as u64, "{what}");
    for p in [10, 50, 90, 99] {
        let rank = (exact.len() * usize::from(p)).div_ceil(100).max(1);
        let exact = exact.get(rank - 1).copied();
        let read = histogram.percentile(p);
        let near = match (exact, read) {
            (Some(exact), Some(read)) => {
                let off = (exact - read).num_milliseconds().abs();
                off <= 30_000 && exact < Duration::minutes(1) || off * 50 <= exact.num_milliseconds()
            }
            (None, None) => true,
            _ => false,
        };
        assert!(near, "{p} % is {read:?}, not {exact:?}: {what}");
    }
}

fn backlog(reports: &[&Plain], now: DateTime<Utc>) -> Backlog {
    let mut backlog = Backlog::default();
    for report in reports.iter().filter(|one| one.state == "open") {
        let age = now - report.received_at;
        backlog.open += 1;
        backlog.overdue += i64::from(report.due_at < now);
        let class = match age {
            age if age < Duration::hours(4) => 0,
            age if age < Duration::hours(12) => 1,
            age if age < Duration::hours(24) => 2,
            age if age <= Duration::days(3) => 3,
            _ => 4,
        };
        backlog.ages[class] += 1;
    }
    backlog
}
