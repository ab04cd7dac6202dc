//! What the database must say.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use chrono::{DateTime, Days, Utc};
use dispatch::desk::{Filters, turnaround};
use harness::{Letter, PlainReports, Service, Stack};
use model::ids::StaffId;
use model::moves::{Actor, Move, State, line};
use sqlx::PgPool;
use uuid::Uuid;

use crate::model::Report;
use crate::world::World;

type Standing =
    (String, Option<String>, Option<Uuid>, Option<DateTime<Utc>>, Option<Uuid>, Option<DateTime<Utc>>);

/// The report's row is what the model thinks, and its history ends with it.
pub(crate) async fn report(pool: &PgPool, report: &Report) -> anyhow::Result<()> {
    let row: Standing = sqlx::query_as(
        "SELECT state, team_id, taken_by, taken_until, merged_into, ended_at FROM report WHERE id = $1",
    )
    .bind(report.id)
    .fetch_one(pool)
    .await?;
    let thought: Standing = (
        report.state.to_string(),
        report.team.clone(),
        report.taken_by,
        report.taken_until,
        report.merged_into,
        report.ended_at,
    );
    ensure!(row == thought, "the row is {row:?}, not {thought:?}");
    let last: (Uuid, String, i64) = sqlx::query_as(
        "SELECT id, to_state, count(*) OVER () FROM report_history WHERE report_id = $1 ORDER BY position DESC LIMIT 1",
    )
    .bind(report.id)
    .fetch_one(pool)
    .await?;
    let thought = (report.last.0, report.state.to_string(), report.rows);
    ensure!(last == thought, "the history ends with {last:?}, not {thought:?}");
    Ok(())
}

/// The newest row of a report's history.
pub(crate) async fn last(pool: &PgPool, report: Uuid) -> anyhow::Result<Uuid> {
    let query = "SELECT id FROM report_history WHERE report_id = $1 ORDER BY position DESC LIMIT 1";
    Ok(sqlx::query_scalar(query).bind(report).fetch_one(pool).await?)
}

/// The newest contest of a report; the dispatcher may have decided since.
pub(crate) async fn contest(pool: &PgPool, report: Uuid) -> anyhow::Result<Uuid> {
    let query = "SELECT id FROM report_history WHERE report_id = $1 AND move = 'contest' ORDER BY position DESC LIMIT 1";
    Ok(sqlx::query_scalar(query).bind(report).fetch_one(pool).await?)
}

/// The letters of a move: one row and one message for each address, and for each referent.
pub(crate) async fn letters(
    pool: &PgPool,
    history: Uuid,
    addresses: &BTreeSet<String>,
    referents: usize,
) -> anyhow::Result<()> {
    let told: Vec<Option<String>> = sqlx::query_scalar(
        "SELECT lower(email) FROM letter LEFT JOIN recipient ON recipient.id = recipient_id
         WHERE history_id = $1 ORDER BY 1",
    )
    .bind(history)
    .fetch_all(pool)
    .await?;
    let thought: Vec<_> = addresses.iter().cloned().map(Some).chain(vec![None; referents]).collect();
    ensure!(told == thought, "{told:?} are told, not {thought:?}");
    let messages: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM letter JOIN pgmq.q_letters ON msg_id = message_number
             AND message -> 'message' ->> 'letter' = letter.id::text
         WHERE history_id = $1",
    )
    .bind(history)
    .fetch_one(pool)
    .await?;
    ensure!(messages == i64::try_from(told.len())?, "{messages} messages for {} letters", told.len());
    Ok(())
}

/// A close that was undone has no letters, neither rows nor messages, and is no first close.
pub(crate) async fn no_letters_of_undone(pool: &PgPool, report: Uuid) -> anyhow::Result<()> {
    let left: (i64, i64, bool) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM letter WHERE history_id = close.id),
                (SELECT count(*) FROM pgmq.q_letters WHERE message -> 'message' ->> 'history' = close.id::text),
                (SELECT closed_at IS NULL FROM report WHERE id = $1)
         FROM report_history close WHERE report_id = $1 AND move = 'close' ORDER BY position DESC LIMIT 1",
    )
    .bind(report)
    .fetch_one(pool)
    .await?;
    ensure!(left == (0, 0, true), "an undone close left {left:?}");
    Ok(())
}

/// The referents' desk counts what happened, as a plain query over it does.
pub(crate) async fn desk(world: &World) -> anyhow::Result<()> {
    let (stack, now) = (&world.stack, world.stack.clock.now());
    stack.dispatch.count().await?;
    let plain = PlainReports::read(&stack.pool).await?;
    let referent = world.people.iter().find(|who| who.actor == Actor::Referent && who.sector.is_none());
    let referent = StaffId(referent.context("a referent of all sectors")?.id);
    let today = now.date_naive();
    for days in [2, 92, 3_000] {
        let filters = Filters {
            from: today - Days::new(days),
            until: today + Days::new(2),
            sector: None,
            team: None,
            group: None,
            channel: None,
            team_kind: None,
        };
        let read = turnaround(&stack.pool, referent, &filters, now).await?;
        plain.check(&filters, None, now, &read);
    }
    println!("{} reports counted as they are", plain.len());
    Ok(())
}

/// At last the letters leave: each that the ledger has arrives, once, and no other. So none of an undone close, whose rows
/// are gone, and none twice for what was sent twice.
pub(crate) async fn letters_arrive_once(stack: &mut Stack) -> anyhow::Result<()> {
    // The half minute in which a close can be undone is over.
    sqlx::query("UPDATE pgmq.q_letters SET vt = now()").execute(&stack.pool).await?;
    stack.start_service(Service::Notification).await?;
    stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_letters)").await?;
    let settled: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT state, message_id FROM letter").fetch_all(&stack.pool).await?;
    let waiting = settled.iter().filter(|(state, _)| state != "accepted").count();
    ensure!(waiting == 0, "{waiting} letters were not sent");
    let mut ledger: Vec<_> = settled.into_iter().filter_map(|(_, id)| id).collect();
    ledger.sort();
    let mut arrived = Vec::new();
    for letter in stack.inbox.messages() {
        arrived.push(format!("<{}>", Letter::parse(&letter.raw)?.message_id));
    }
    arrived.sort();
    ensure!(arrived == ledger, "{} letters arrived, {} were sent", arrived.len(), ledger.len());
    println!("{} letters arrived, each once", arrived.len());
    Ok(())
}

/// Every history is a way through the table, from nothing to where its report stands; every decision has one cause;
/// every letter its message, and every message its letter.
pub(crate) async fn everything(pool: &PgPool) -> anyhow::Result<()> {
    type Row = (Uuid, String, Option<String>, String, String, Option<String>, bool);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT report_id, move, from_state, to_state, actor,
                lag(to_state) OVER way, occurred_at <= recorded_at
                    AND recorded_at >= coalesce(lag(recorded_at) OVER way, recorded_at)
         FROM report_history WINDOW way AS (PARTITION BY report_id ORDER BY position)
         ORDER BY report_id, position",
    )
    .fetch_all(pool)
    .await?;
    for (report, step, from, to, actor, before, in_time) in rows {
        ensure!(from == before && in_time, "{report}: {step} from {from:?} after {before:?}");
        let line = line(step.parse::<Move>()?);
        let from = from.map(|from| from.parse::<State>()).transpose()?;
        ensure!(from.is_none_or(|from| line.from.contains(&from)), "{report}: {step} from {from:?}");
        ensure!(from.is_some() || line.from.is_empty(), "{report}: {step} from nothing");
        ensure!(line.to.contains(&to.parse::<State>()?), "{report}: {step} to {to}");
        ensure!(line.by.contains(&actor.parse::<Actor>()?), "{report}: {step} by {actor}");
    }
    for (what, query) in [
        ("a state that its history does not end with", "SELECT count(*) FROM report WHERE state <> (
            SELECT to_state FROM report_history WHERE report_id = report.id ORDER BY position DESC LIMIT 1)"),
        ("an assignment without its one cause", "SELECT count(*) FROM report_history cause
            LEFT JOIN assignment ON cause_id = cause.id
            WHERE (move IN ('receive', 'requalify', 'contest')) <> (assignment.history_id IS NOT NULL)"),
        ("an assign without its decision", "SELECT count(*) FROM report_history h
            LEFT JOIN assignment a ON a.history_id = h.id WHERE (move = 'assign') <> (a.history_id IS NOT NULL)"),
        ("a letter without its message", "SELECT count(*) FROM letter FULL JOIN pgmq.q_letters
            ON msg_id = message_number WHERE letter.id IS NULL OR msg_id IS NULL"),
        ("a first close after the last one", "SELECT count(*) FROM report WHERE first_closed_at > closed_at"),
        ("a report done at another time than its last close", "SELECT count(*) FROM report
            WHERE state = 'done' AND closed_at <> (SELECT occurred_at FROM report_history
                WHERE report_id = report.id AND move = 'close' ORDER BY position DESC LIMIT 1)"),
        ("a key used twice", "SELECT count(*) FROM (SELECT FROM accepted_request
            WHERE history_id IS NOT NULL GROUP BY history_id
            HAVING count(*) > 1) twice"),
        ("a photo of a move that was not made", "SELECT count(*) FROM photo JOIN report_history h ON h.id = history_id
            WHERE stage = 'after' AND (move NOT IN ('close', 'refuse', 'come_back') OR h.report_id <> photo.report_id)"),
        ("a report done without a close", "SELECT count(*) FROM report
            WHERE (state = 'done') AND (closed_at IS NULL OR first_closed_at IS NULL)"),
        ("a letter of a close that was undone", "SELECT count(*) FROM report_history undo
            LEFT JOIN letter ON letter.history_id::text = undo.detail ->> 'close'
            LEFT JOIN pgmq.q_letters ON message -> 'message' ->> 'history' = undo.detail ->> 'close'
            WHERE move = 'undo' AND (letter.id IS NOT NULL OR msg_id IS NOT NULL)"),
        ("a letter twice", "SELECT count(*) FROM (SELECT FROM letter GROUP BY history_id, recipient_id, staff_id
            HAVING count(*) > 1) twice"),
        ("a close without its proof, or a proof without its close", "SELECT count(*) FROM report_history h
            FULL JOIN closing ON closing.history_id = h.id
            WHERE coalesce(move, 'none') IN ('close', 'none') AND (closing.history_id IS NOT NULL) <> (h.id IS NOT NULL
                AND NOT EXISTS (SELECT FROM report_history undo WHERE undo.move = 'undo'
                    AND undo.detail ->> 'close' = h.id::text))"),
        ("a message left to the dispatcher", "SELECT count(*) FROM pgmq.q_reports"),
        ("something buried", "SELECT count(*) FROM pgmq.q_reports_dead"),
        ("a merge in a ring", "WITH RECURSIVE way AS (SELECT id, merged_into, 1 AS steps FROM report
            UNION ALL SELECT way.id, report.merged_into, steps + 1 FROM way JOIN report ON report.id = way.merged_into
            WHERE steps < 1000) SELECT count(*) FROM way WHERE steps = 1000"),
    ] {
        let count: i64 = sqlx::query_scalar(query).fetch_one(pool).await?;
        ensure!(count == 0, "{count} times {what}");
    }
    Ok(())
}
