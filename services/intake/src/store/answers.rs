use chrono::{DateTime, Duration, Utc};
use database::history;
use database::letters::{self, Told};
use messages::ReportMessage;
use model::ids::{HistoryId, RecipientId, ReportId};
use model::moves::{Actor, Forbidden, Move, State, UnknownName, allowed};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// How long a close can be contested.
pub(crate) const CONTESTED_WITHIN: Duration = Duration::days(14);

/// Why an answer changes nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnswerError {
    /// The report is not closed, or no longer.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// More than 14 days ago.
    #[error("closed more than 14 days ago")]
    TooLate,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Row(#[from] UnknownName),
}

/// What a follower says of the last end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) recipient: RecipientId,
    /// The recipient's own report.
    pub(crate) own: ReportId,
    pub(crate) clean: bool,
    /// What is still dirty.
    pub(crate) words: Option<&'a str>,
    pub(crate) now: DateTime<Utc>,
}

/// Writes what a follower says of the last close. "Not clean" reopens the report, with the follower's words, asks the
/// dispatcher for a team, and tells everybody who follows it. The same answer twice changes nothing. Whose report was
/// merged answers about the one that it was merged into.
pub(crate) async fn answer(
    pool: &PgPool,
    answer: Answer<'_>,
    mut new_id: impl FnMut() -> Uuid,
) -> Result<(), AnswerError> {
    let Answer { recipient, own, clean, words, now } = answer;
    let mut transaction = pool.begin().await?;
    let current = super::tracking::current(&mut transaction, own).await?;
    let report = sqlx::query!(
        r#"SELECT id, state,
                  (SELECT h.id FROM report_history h WHERE h.report_id = report.id AND move IN ('close', 'refuse')
                   ORDER BY position DESC LIMIT 1) AS closing,
                  (SELECT h.recorded_at FROM report_history h WHERE h.report_id = report.id
                   AND move IN ('close', 'refuse') ORDER BY position DESC LIMIT 1) AS ended_at
           FROM report WHERE id = $1 FOR UPDATE"#,
        current.0
    )
    .fetch_one(&mut *transaction)
    .await?;
    let state: State = report.state.parse()?;
    allowed(state, Move::Contest, Actor::Resident)?;
    let (Some(closing), Some(ended_at)) = (report.closing, report.ended_at) else {
        return Err(Forbidden::State { from: state, step: Move::Contest }.into());
    };
    if now - ended_at > CONTESTED_WITHIN {
        return Err(AnswerError::TooLate);
    }
    let first = sqlx::query!(
        "INSERT INTO answer (history_id, recipient_id, clean, recorded_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (history_id, recipient_id) DO NOTHING",
        closing,
        recipient.0,
        clean,
        now,
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected()
        == 1;
    if first && !clean {
        let row = HistoryId(new_id());
        let contest = Contest { report: ReportId(report.id), from: state, recipient, words, row, now };
        reopen(&mut transaction, &contest).await?;
        let told = Told { report: contest.report, history: row, step: Move::Contest, occurred_at: now };
        letters::announce(&mut transaction, told, now, std::time::Duration::ZERO, new_id).await?;
    }
    transaction.commit().await?;
    Ok(())
}

struct Contest<'a> {
    report: ReportId,
    from: State,
    recipient: RecipientId,
    words: Option<&'a str>,
    row: HistoryId,
    now: DateTime<Utc>,
}

async fn reopen(connection: &mut PgConnection, contest: &Contest<'_>) -> Result<(), AnswerError> {
    let Contest { report, from, recipient, words, row, now } = *contest;
    sqlx::query!(
        "UPDATE report SET state = $2, closed_at = NULL, ended_at = NULL WHERE id = $1",
        report.0,
        State::Reopened.as_str()
    )
    .execute(&mut *connection)
    .await?;
    let contested = history::Row {
        id: row,
        report,
        step: Move::Contest,
        from: Some(from),
        to: State::Reopened,
        actor: Actor::Resident,
        actor_id: Some(recipient.0),
        occurred_at: now,
        recorded_at: now,
        words,
        detail: serde_json::json!({}),
    };
    history::record(connection, &contested).await?;
    let message = ReportMessage { report, history: row, step: Move::Contest, occurred_at: now };
    queue::publish(connection, &message, std::time::Duration::ZERO).await?;
    Ok(())
}

/// No more letters to this recipient.
pub(crate) async fn stop_letters(
    pool: &PgPool,
    recipient: RecipientId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recipient SET letters_stopped_at = coalesce(letters_stopped_at, $2) WHERE id = $1",
        recipient.0,
        now
    )
    .execute(pool)
    .await
    .map(|_| ())
}
