//! What is noted to be counted, what is known of it, and the sums that are kept of it.

use std::collections::HashMap;

use anyhow::Context;
use chrono_tz::Tz;
use model::calendar::Calendar;
use model::turnaround::Made;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::desk::{Bucket, Counted, Counts, Facts};

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
