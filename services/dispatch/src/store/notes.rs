//! What referents tell each other about a report, and what one of them writes to its reporter.

use chrono::{DateTime, Utc};
use database::letters;
use model::ids::{HistoryId, RecipientId, ReportId, StaffId};
use model::moves::State;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// What a colleague wrote.
pub(crate) struct Note {
    pub(crate) name: String,
    pub(crate) words: String,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// The notes of a report, the newest first.
pub(crate) async fn notes(database: &PgPool, report: ReportId) -> sqlx::Result<Vec<Note>> {
    sqlx::query_as!(
        Note,
        "SELECT name, words, recorded_at FROM note JOIN staff ON staff.id = staff_id WHERE report_id = $1
         ORDER BY recorded_at DESC, note.id DESC",
        report.0
    )
    .fetch_all(database)
    .await
}

/// Writes a note down; false if the report is not in reach. The same form twice is one note.
pub(crate) async fn write(
    database: &PgPool,
    (form, report, staff): (Uuid, ReportId, StaffId),
    words: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "INSERT INTO note (id, report_id, staff_id, words, recorded_at)
         SELECT $1, id, $3, $4, $5 FROM report WHERE id = $2 AND staff_reaches($3, team_id, sector_id)
         ON CONFLICT (id) DO NOTHING",
        form,
        report.0,
        staff.0,
        words,
        now,
    )
    .execute(database)
    .await?
    .rows_affected();
    let there = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM note WHERE id = $1 AND report_id = $2 AND staff_id = $3) AS "there!""#,
        form,
        report.0,
        staff.0,
    )
    .fetch_one(database)
    .await?;
    Ok(written == 1 || there)
}

/// The reporter to whom somebody wants to write; none: there is no address, or letters were stopped.
pub(crate) async fn reporter(
    connection: &mut PgConnection,
    report: ReportId,
) -> sqlx::Result<Option<RecipientId>> {
    sqlx::query_scalar!(
        "SELECT id FROM recipient WHERE report_id = $1 AND part = 'reporter' AND email IS NOT NULL
             AND letters_stopped_at IS NULL ORDER BY created_at, id LIMIT 1",
        report.0
    )
    .fetch_optional(connection)
    .await
    .map(|id| id.map(RecipientId))
}

/// A letter to a reporter, as it is written down.
pub(crate) struct ToReporter<'a> {
    pub(crate) report: ReportId,
    pub(crate) state: State,
    pub(crate) history: HistoryId,
    pub(crate) recipient: RecipientId,
    pub(crate) by: StaffId,
    pub(crate) words: &'a str,
    pub(crate) now: DateTime<Utc>,
}

/// Writes a letter's words into the history, and announces it. The caller has locked the report.
pub(crate) async fn write_to(
    connection: &mut PgConnection,
    letter: &ToReporter<'_>,
    new_id: impl FnOnce() -> Uuid,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, actor_id, occurred_at,
                                     recorded_at, words, detail)
         VALUES ($1, $2, 'write', $3, $3, 'referent', $4, $5, $5, $6, jsonb_build_object('recipient', $7::uuid))",
        letter.history.0,
        letter.report.0,
        letter.state.as_str(),
        letter.by.0,
        letter.now,
        letter.words,
        letter.recipient.0,
    )
    .execute(&mut *connection)
    .await?;
    letters::write_to(connection, (letter.report, letter.history, letter.recipient), letter.now, new_id).await
}
