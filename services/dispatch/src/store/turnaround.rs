//! What is noted, counted, and read of how long it takes.

use std::collections::HashMap;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use model::calendar::Calendar;
use model::city::TeamKind;
use model::ids::StaffId;
use model::turnaround::Made;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::desk::{ALL, Bucket, Counted, Counts, Facts, Filters, Key, Level};

/// The newest of what is noted; none: nothing is.
pub(crate) async fn newest_note(database: &PgPool) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("SELECT max(position) FROM desk_stale").fetch_one(database).await
}

/// Whether nobody else counts, until the transaction ends.
pub(crate) async fn is_first(connection: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT pg_try_advisory_xact_lock('turnaround'::regclass::oid::bigint) AS "first!""#
    )
    .fetch_one(connection)
    .await
}

/// The oldest notes up to one, with their reports.
pub(crate) async fn notes(
    connection: &mut PgConnection,
    newest: i64,
    most: i64,
) -> sqlx::Result<Vec<(i64, Uuid)>> {
    sqlx::query!(
        "SELECT position, report_id FROM desk_stale WHERE position <= $1 ORDER BY position LIMIT $2",
        newest,
        most
    )
    .map(|row| (row.position, row.report_id))
    .fetch_all(connection)
    .await
}

/// All moves of reports, in their order; those of one report can't be read where another version has written them.
pub(crate) async fn histories(
    connection: &mut PgConnection,
    reports: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, anyhow::Result<Vec<Made>>>> {
    let rows = sqlx::query!(
        r#"SELECT report_id, move AS step, to_state, occurred_at, recorded_at FROM report_history
           WHERE report_id = ANY($1) AND move NOT IN ('follow', 'write') ORDER BY report_id, position"#,
        reports
    )
    .fetch_all(connection)
    .await?;
    let mut histories: HashMap<Uuid, anyhow::Result<Vec<Made>>> = HashMap::new();
    for row in rows {
        let made = || -> anyhow::Result<Made> {
            let (step, to) = (row.step.parse()?, row.to_state.parse()?);
            Ok(Made { step, to, occurred_at: row.occurred_at, recorded_at: row.recorded_at })
        };
        let history = histories.entry(row.report_id).or_insert_with(|| Ok(Vec::new()));
        match (made(), &mut *history) {
            (Ok(made), Ok(moves)) => moves.push(made),
            (Err(error), _) => *history = Err(error),
            (Ok(_), Err(_)) => {}
        }
    }
    Ok(histories)
}

/// The city's time zone, and its calendars by their ids.
pub(crate) async fn calendars(
    connection: &mut PgConnection,
) -> anyhow::Result<(Tz, HashMap<String, Calendar>)> {
    let zone = sqlx::query_scalar!("SELECT timezone FROM city").fetch_one(&mut *connection).await?;
    let calendars = sqlx::query!(r#"SELECT id, hours AS "hours: Json<Calendar>" FROM calendar"#)
        .map(|row| (row.id, row.hours.0))
        .fetch_all(connection)
        .await?;
    let zone = zone.parse().with_context(|| format!("the city's time zone `{zone}`"))?;
    Ok((zone, calendars.into_iter().collect()))
}

/// What is known of reports, each with why it can't be read.
pub(crate) async fn facts(
    connection: &mut PgConnection,
    reports: &[Uuid],
) -> anyhow::Result<Vec<(Uuid, anyhow::Result<Facts>)>> {
    let rows = sqlx::query!(
        r#"SELECT report.id, report.state, merged_into IS NOT NULL AS "merged!", closed_at IS NOT NULL AS "closed!",
                  report.received_at, report.due_at, report.sector_id, report.team_id, category.group_id,
                  report.channel, category.calendar_id,
                  coalesce((SELECT bool_or(proof = 'doubtful') FROM closing
                            WHERE closing.report_id = report.id), false) AS "doubtful!",
                  said.grades AS "grades!", said.sum AS "grade_sum!",
                  to_jsonb(desk_report) AS "before: Json<Counted>"
           FROM report JOIN category ON category.id = report.category_id
               LEFT JOIN desk_report ON desk_report.report_id = report.id
               CROSS JOIN LATERAL (SELECT count(*)::int AS grades, coalesce(sum(grade), 0)::int AS sum
                                   FROM satisfaction WHERE satisfaction.report_id = report.id) AS said
           WHERE report.id = ANY($1)"#,
        reports
    )
    .fetch_all(connection)
    .await?;
    let read = rows.into_iter().map(|row| {
        let facts = || {
            Ok(Facts {
                report: row.id,
                state: row.state.parse()?,
                merged: row.merged,
                closed: row.closed,
                received_at: row.received_at,
                due_at: row.due_at,
                sector: row.sector_id,
                team: row.team_id,
                group: row.group_id,
                channel: row.channel,
                calendar: row.calendar_id,
                doubtful: row.doubtful,
                grades: row.grades,
                grade_sum: row.grade_sum,
                before: row.before.map(|before| before.0),
            })
        };
        (row.id, facts())
    });
    Ok(read.collect())
}

/// A row of the table `turnaround`.
struct Row {
    level: String,
    start: NaiveDate,
    sector_id: String,
    team_id: String,
    group_id: String,
    channel: String,
    received: i64,
    open: i64,
    done: i64,
    rejected: i64,
    merged: i64,
    within: i64,
    beyond: i64,
    contested: i64,
    doubtful: i64,
    graded: i64,
    grades: i64,
    grade_sum: i64,
    at_partner: i64,
    partner_seconds: i64,
    first_plain: Vec<u8>,
    last_plain: Vec<u8>,
    first_working: Vec<u8>,
    last_working: Vec<u8>,
}

impl From<Row> for Bucket {
    fn from(row: Row) -> Self {
        Self {
            key: Key {
                level: if row.level == "day" { Level::Day } else { Level::Month },
                group_id: row.group_id,
                channel: row.channel,
                start: row.start,
                sector_id: row.sector_id,
                team_id: row.team_id,
            },
            counts: Counts {
                received: row.received,
                open: row.open,
                done: row.done,
                rejected: row.rejected,
                merged: row.merged,
                within: row.within,
                beyond: row.beyond,
                contested: row.contested,
                doubtful: row.doubtful,
                graded: row.graded,
                grades: row.grades,
                grade_sum: row.grade_sum,
                at_partner: row.at_partner,
                partner_seconds: row.partner_seconds,
            },
            first_plain: row.first_plain,
            last_plain: row.last_plain,
            first_working: row.first_working,
            last_working: row.last_working,
        }
    }
}

/// Those buckets that are there.
pub(crate) async fn buckets(connection: &mut PgConnection, keys: &[&Key]) -> sqlx::Result<Vec<Bucket>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT turnaround.* FROM jsonb_populate_recordset(NULL::turnaround, $1) AS wanted
             JOIN turnaround USING (level, group_id, channel, start, sector_id, team_id)",
        Json(keys) as _
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Bucket::from).collect())
}

/// Writes buckets and reports as they are counted now. A bucket that counts nothing any more goes away.
pub(crate) async fn write(
    connection: &mut PgConnection,
    buckets: &[Bucket],
    reports: &[Counted],
) -> sqlx::Result<()> {
    let (kept, gone): (Vec<&Bucket>, Vec<&Bucket>) =
        buckets.iter().partition(|bucket| bucket.counts != Counts::default());
    sqlx::query!(
        "INSERT INTO turnaround SELECT * FROM jsonb_populate_recordset(NULL::turnaround, $1)
         ON CONFLICT (level, group_id, channel, start, sector_id, team_id) DO UPDATE SET
             received = EXCLUDED.received, open = EXCLUDED.open, done = EXCLUDED.done,
             rejected = EXCLUDED.rejected, merged = EXCLUDED.merged, within = EXCLUDED.within,
             beyond = EXCLUDED.beyond, contested = EXCLUDED.contested, doubtful = EXCLUDED.doubtful,
             graded = EXCLUDED.graded, grades = EXCLUDED.grades, grade_sum = EXCLUDED.grade_sum,
             at_partner = EXCLUDED.at_partner, partner_seconds = EXCLUDED.partner_seconds,
             first_plain = EXCLUDED.first_plain, last_plain = EXCLUDED.last_plain,
             first_working = EXCLUDED.first_working, last_working = EXCLUDED.last_working",
        Json(kept) as _
    )
    .execute(&mut *connection)
    .await?;
    if !gone.is_empty() {
        sqlx::query!(
            "DELETE FROM turnaround USING jsonb_populate_recordset(NULL::turnaround, $1) AS gone
             WHERE (turnaround.level, turnaround.group_id, turnaround.channel, turnaround.start,
                    turnaround.sector_id, turnaround.team_id)
                 = (gone.level, gone.group_id, gone.channel, gone.start, gone.sector_id, gone.team_id)",
            Json(gone) as _
        )
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query!(
        "INSERT INTO desk_report SELECT * FROM jsonb_populate_recordset(NULL::desk_report, $1)
         ON CONFLICT (report_id) DO UPDATE SET
             due_at = EXCLUDED.due_at, sector_id = EXCLUDED.sector_id, team_id = EXCLUDED.team_id,
             group_id = EXCLUDED.group_id, channel = EXCLUDED.channel, state = EXCLUDED.state,
             first_plain = EXCLUDED.first_plain, last_plain = EXCLUDED.last_plain,
             first_working = EXCLUDED.first_working, last_working = EXCLUDED.last_working,
             within_target = EXCLUDED.within_target, contests = EXCLUDED.contests, doubtful = EXCLUDED.doubtful,
             grades = EXCLUDED.grades, grade_sum = EXCLUDED.grade_sum, at_partner = EXCLUDED.at_partner,
             partner_seconds = EXCLUDED.partner_seconds",
        Json(reports) as _
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Takes notes away, and notes some reports again, behind all others.
pub(crate) async fn settle(
    connection: &mut PgConnection,
    positions: &[i64],
    again: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM desk_stale WHERE position = ANY($1)", positions)
        .execute(&mut *connection)
        .await?;
    if !again.is_empty() {
        sqlx::query!("INSERT INTO desk_stale (report_id) SELECT * FROM unnest($1::uuid[])", again)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Says on the channel `desk`, once this is committed, that figures are new.
pub(crate) async fn notify(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_notify('desk', '')").execute(connection).await.map(|_| ())
}

/// Buckets of one level, those that begin from one day on, before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) level: Level,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
}

/// Columns of the buckets of some spans that a referent may see; of a kind of team by its teams as they are now.
macro_rules! seen {
    ($row:ty, $columns:literal, $referent:expr, $filters:expr, $spans:expr $(, $more:expr)*) => {
        sqlx::query_as!(
            $row,
            "SELECT " + $columns + r#"
             FROM unnest($2::text[], $3::date[], $4::date[]) AS span (level, first, until)
                 JOIN turnaround ON turnaround.level = span.level AND start >= span.first AND start < span.until
                     AND group_id = $5 AND channel = $6
             WHERE sector_id = ANY(ARRAY(SELECT id FROM sector WHERE staff_reaches($1, NULL, id)))
               AND ($7::text IS NULL OR sector_id = $7) AND ($8::text IS NULL OR team_id = $8)
               AND ($9::text IS NULL OR team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $9)))"#,
            $referent.0,
            &$spans.iter().map(|span| span.level.as_str()).collect::<Vec<_>>() as _,
            &$spans.iter().map(|span| span.from).collect::<Vec<_>>(),
            &$spans.iter().map(|span| span.until).collect::<Vec<_>>(),
            $filters.group.as_deref().unwrap_or(ALL),
            $filters.channel.as_deref().unwrap_or(ALL),
            $filters.sector.as_deref(),
            $filters.team.as_deref(),
            $filters.team_kind.map(TeamKind::as_str)
            $(, $more)*
        )
    };
}

/// The buckets of some spans.
pub(crate) async fn read(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
    spans: &[Span],
) -> sqlx::Result<Vec<Bucket>> {
    let rows = seen!(Row, "turnaround.*", referent, filters, spans).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Bucket::from).collect())
}

struct Sum {
    count: i64,
}

/// How many of their reports a list shows (the function `shown`).
pub(crate) async fn count(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
    spans: &[Span],
    show: &str,
) -> sqlx::Result<i64> {
    let columns = seen!(
        Sum,
        r#"coalesce(sum(shown(turnaround, $10)), 0)::bigint AS "count!""#,
        referent,
        filters,
        spans,
        show
    );
    Ok(columns.fetch_one(connection).await?.count)
}

/// The newest days on which reports came that a list shows, at most so many, and how many came on each.
pub(crate) async fn days(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
    show: &str,
    most: i64,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    sqlx::query!(
        r#"SELECT start, sum(shown(turnaround, $9))::bigint AS "count!" FROM turnaround
           WHERE level = 'day' AND start >= $2 AND start < $3 AND group_id = $4 AND channel = $5
             AND sector_id = ANY(ARRAY(SELECT id FROM sector WHERE staff_reaches($1, NULL, id)))
             AND ($6::text IS NULL OR sector_id = $6) AND ($7::text IS NULL OR team_id = $7)
             AND ($8::text IS NULL OR team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $8)))
             AND shown(turnaround, $9) > 0
           GROUP BY start ORDER BY start DESC LIMIT $10"#,
        referent.0,
        filters.from,
        filters.until,
        filters.group.as_deref().unwrap_or(ALL),
        filters.channel.as_deref().unwrap_or(ALL),
        filters.sector.as_deref(),
        filters.team.as_deref(),
        filters.team_kind.map(TeamKind::as_str),
        show,
        most,
    )
    .map(|row| (row.start, row.count))
    .fetch_all(connection)
    .await
}

/// Open reports of one sector and team: those that were received within the span, in the one before, or at other times.
pub(crate) struct OpenReports {
    pub(crate) within: bool,
    pub(crate) before: bool,
    pub(crate) sector: String,
    pub(crate) team: String,
    pub(crate) open: i64,
    pub(crate) overdue: i64,
    /// As [`crate::desk::Backlog::ages`].
    pub(crate) ages: [i64; 5],
}

/// All open reports that a referent may see, by sector and team, as old as they are now.
pub(crate) async fn open(
    connection: &mut PgConnection,
    referent: StaffId,
    filters: &Filters,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<OpenReports>> {
    sqlx::query!(
        r#"SELECT day >= $2 AND day < $3 AS "within!", day >= $10 AND day < $2 AS "before!",
                  sector_id, team_id, count(*) AS "open!",
                  count(*) FILTER (WHERE due_at < $4) AS "overdue!",
                  count(*) FILTER (WHERE received_at > $4 - interval '4 hours') AS "four!",
                  count(*) FILTER (WHERE received_at > $4 - interval '12 hours') AS "twelve!",
                  count(*) FILTER (WHERE received_at > $4 - interval '24 hours') AS "day!",
                  count(*) FILTER (WHERE received_at >= $4 - interval '72 hours') AS "three_days!"
           FROM desk_report
           WHERE state = 'open'
             AND sector_id = ANY(ARRAY(SELECT id FROM sector WHERE staff_reaches($1, NULL, id)))
             AND ($5::text IS NULL OR sector_id = $5) AND ($6::text IS NULL OR team_id = $6)
             AND ($7::text IS NULL OR team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $7)))
             AND ($8::text IS NULL OR group_id = $8) AND ($9::text IS NULL OR channel = $9)
           GROUP BY 1, 2, 3, 4"#,
        referent.0,
        filters.from,
        filters.until,
        now,
        filters.sector,
        filters.team,
        filters.team_kind.map(TeamKind::as_str),
        filters.group,
        filters.channel,
        filters.before().from,
    )
    .map(|row| OpenReports {
        within: row.within,
        before: row.before,
        sector: row.sector_id,
        team: row.team_id,
        open: row.open,
        overdue: row.overdue,
        ages: [
            row.four,
            row.twelve - row.four,
            row.day - row.twelve,
            row.three_days - row.day,
            row.open - row.three_days,
        ],
    })
    .fetch_all(connection)
    .await
}
