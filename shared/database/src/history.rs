//! The append-only history: every move is a row, written in the transaction that changes the state.

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, RecipientId, ReportId, StaffId};
use model::moves::{Actor, Move, State};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// One move, as it is written down.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// UUID version 7.
    pub id: HistoryId,
    /// The report.
    pub report: ReportId,
    /// The move.
    pub step: Move,
    /// The state before; none for `receive`.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// The kind of actor.
    pub actor: Actor,
    /// The staff member or recipient, where there is one.
    pub actor_id: Option<Uuid>,
    /// When it happened, as its author says.
    pub occurred_at: DateTime<Utc>,
    /// Now, by the server's clock.
    pub recorded_at: DateTime<Utc>,
    /// The reply, the reason, the contest.
    pub words: Option<&'a str>,
    /// Facts of this move.
    pub detail: Value,
}

/// Somebody who has the same problem came to a report: no move, its state stays.
#[derive(Clone, Debug)]
pub struct Came<'a> {
    /// UUID version 7.
    pub id: HistoryId,
    /// The report.
    pub report: ReportId,
    /// Where it stands, and stays.
    pub state: State,
    /// How they came.
    pub actor: Actor,
    /// The follower.
    pub recipient: RecipientId,
    /// Now, by the server's clock.
    pub at: DateTime<Utc>,
    /// Their own words, for the crew.
    pub words: Option<&'a str>,
    /// Who of the staff filed it for them.
    pub filed_by: Option<StaffId>,
}

/// Writes down that somebody follows a report; the row's move is `follow`.
///
/// # Errors
/// As the database says.
pub async fn record_follower(connection: &mut PgConnection, came: &Came<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, actor_id, occurred_at,
                                     recorded_at, words, detail)
         VALUES ($1, $2, 'follow', $3, $3, $4, $5, $6, $6, $7, jsonb_strip_nulls(jsonb_build_object('filed_by', $8::uuid)))",
        came.id.0,
        came.report.0,
        came.state.as_str(),
        came.actor.as_str(),
        came.recipient.0,
        came.at,
        came.words,
        came.filed_by.map(|staff| staff.0),
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Writes a move down. The caller changes the state in the same transaction.
///
/// # Errors
/// As the database says.
pub async fn record(connection: &mut PgConnection, row: &Row<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, actor_id, occurred_at,
                                     recorded_at, words, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row.id.0,
        row.report.0,
        row.step.as_str(),
        row.from.map(State::as_str),
        row.to.as_str(),
        row.actor.as_str(),
        row.actor_id,
        row.occurred_at.min(row.recorded_at),
        row.recorded_at,
        row.words,
        row.detail,
    )
    .execute(connection)
    .await
    .map(|_| ())
}
