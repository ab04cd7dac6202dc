//! How long it takes, read from the sums that are kept of it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use model::city::TeamKind;
use model::ids::StaffId;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::desk::{ALL, Bucket, Counts, Filters, Key, Level};

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

/// Open reports of one sector and team, whenever they were received.
pub(crate) struct OpenReports {
    pub(crate) sector: String,
    pub(crate) team: String,
    pub(crate) open: i64,
    pub(crate) overdue: i64,
    /// Of the overdue ones, those received within the span.
    pub(crate) overdue_within: i64,
    /// And those received in the one before.
    pub(crate) overdue_before: i64,
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
    // PostgreSQL would compute these moments anew for each report.
    let ago = |hours| now - TimeDelta::hours(hours);
    sqlx::query!(
        r#"SELECT sector_id, team_id, count(*) AS "open!",
                  count(*) FILTER (WHERE due_at < $4) AS "overdue!",
                  count(*) FILTER (WHERE due_at < $4 AND day >= $2 AND day < $3) AS "overdue_within!",
                  count(*) FILTER (WHERE due_at < $4 AND day >= $10 AND day < $2) AS "overdue_before!",
                  count(*) FILTER (WHERE received_at > $11) AS "four!",
                  count(*) FILTER (WHERE received_at > $12) AS "twelve!",
                  count(*) FILTER (WHERE received_at > $13) AS "day!",
                  count(*) FILTER (WHERE received_at >= $14) AS "three_days!"
           FROM desk_report
           WHERE state = 'open'
             AND sector_id = ANY(ARRAY(SELECT id FROM sector WHERE staff_reaches($1, NULL, id)))
             AND ($5::text IS NULL OR sector_id = $5) AND ($6::text IS NULL OR team_id = $6)
             AND ($7::text IS NULL OR team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $7)))
             AND ($8::text IS NULL OR group_id = $8) AND ($9::text IS NULL OR channel = $9)
           GROUP BY sector_id, team_id"#,
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
        ago(4),
        ago(12),
        ago(24),
        ago(72),
    )
    .map(|row| OpenReports {
        sector: row.sector_id,
        team: row.team_id,
        open: row.open,
        overdue: row.overdue,
        overdue_within: row.overdue_within,
        overdue_before: row.overdue_before,
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
