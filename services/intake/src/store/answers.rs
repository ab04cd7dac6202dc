use chrono::{DateTime, Utc};
use database::history;
use database::letters::{self, Told};
use messages::ReportMessage;
use model::ids::{HistoryId, RecipientId, ReportId};
use model::moves::needs::{Unmet, contest, contest_in_time};
use model::moves::{Actor, Forbidden, Move, State, UnknownName, allowed};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::NewPhoto;
use super::photos::{self, Before};

/// Why an answer changes nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnswerError {
    /// The report is not closed, or no longer.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// What it lacks, or too late.
    #[error(transparent)]
    Unmet(#[from] Unmet),
    /// They said the other thing before.
    #[error("answered before, otherwise")]
    Given,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Row(#[from] UnknownName),
}

/// What a follower says of the last end.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) recipient: RecipientId,
    /// The recipient's own report.
    pub(crate) own: ReportId,
    pub(crate) clean: bool,
    /// What is still dirty, in words.
    pub(crate) words: Option<&'a str>,
    /// What is still dirty; their bytes are in the store.
    pub(crate) photos: &'a [NewPhoto<'a>],
    pub(crate) now: DateTime<Utc>,
}

/// An end that can be answered, while its report is locked.
struct Ended {
    report: ReportId,
    state: State,
    /// The row of its history.
    closing: Uuid,
    /// They have said the same of it before.
    said: bool,
}

/// Locks the report and asks the table of moves, and what the move needs.
async fn ended(connection: &mut PgConnection, answer: &Answer<'_>) -> Result<Ended, AnswerError> {
    let current = super::tracking::current(&mut *connection, answer.own).await?;
    let state = sqlx::query_scalar!("SELECT state FROM report WHERE id = $1 FOR UPDATE", current.0)
        .fetch_one(&mut *connection)
        .await?;
    let state: State = state.parse()?;
    allowed(state, Move::Contest, Actor::Resident)?;
    let closing = sqlx::query!(
        r#"SELECT id, report_history.recorded_at, clean AS "clean?" FROM report_history
           LEFT JOIN answer ON history_id = id AND recipient_id = $2
           WHERE report_id = $1 AND move IN ('close', 'refuse') ORDER BY position DESC LIMIT 1"#,
        current.0,
        answer.recipient.0
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Forbidden::State { from: state, step: Move::Contest })?;
    if closing.clean.is_some_and(|before| before != answer.clean) {
        return Err(AnswerError::Given);
    }
    if answer.clean {
        contest_in_time(closing.recorded_at, answer.now)?;
    } else {
        contest(closing.recorded_at, answer.now, answer.words.is_some(), answer.photos.len())?;
    }
    Ok(Ended { report: current, state, closing: closing.id, said: closing.clean.is_some() })
}

/// Whether an answer would be heard now; nothing is written.
pub(crate) async fn may_answer(pool: &PgPool, answer: &Answer<'_>) -> Result<(), AnswerError> {
    let mut transaction = pool.begin().await?;
    ended(&mut transaction, answer).await.map(|_| ())
}

/// Writes what a follower says of the last end. "Not clean" reopens the report, with the follower's words and photos,
/// asks the dispatcher for a team, and tells everybody who follows it. The same answer twice changes nothing: false then,
/// and for "clean": no photo was written. Whose report was merged answers about the one that it was merged into.
pub(crate) async fn answer(
    pool: &PgPool,
    answer: &Answer<'_>,
    mut new_id: impl FnMut() -> Uuid,
) -> Result<bool, AnswerError> {
    let mut transaction = pool.begin().await?;
    let Ended { report, state, closing, said } = ended(&mut transaction, answer).await?;
    if said {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO answer (history_id, recipient_id, clean, recorded_at) VALUES ($1, $2, $3, $4)",
        closing,
        answer.recipient.0,
        answer.clean,
        answer.now,
    )
    .execute(&mut *transaction)
    .await?;
    let reopens = !answer.clean;
    if reopens {
        let (row, now) = (HistoryId(new_id()), answer.now);
        reopen(&mut transaction, &Contest { report, from: state, row, answer }).await?;
        let told = Told { report, history: row, step: Move::Contest, occurred_at: now };
        letters::announce(&mut transaction, told, now, std::time::Duration::ZERO, new_id).await?;
    }
    transaction.commit().await?;
    Ok(reopens)
}

struct Contest<'a> {
    report: ReportId,
    from: State,
    row: HistoryId,
    answer: &'a Answer<'a>,
}

async fn reopen(connection: &mut PgConnection, contest: &Contest<'_>) -> Result<(), AnswerError> {
    let Contest { report, from, row, answer } = *contest;
    let now = answer.now;
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
        actor_id: Some(answer.recipient.0),
        occurred_at: now,
        recorded_at: now,
        words: answer.words,
        detail: serde_json::json!({}),
    };
    history::record(&mut *connection, &contested).await?;
    for (position, photo) in (0_i16..).zip(answer.photos) {
        // The sender's own report has it, as their other photos: who only follows the main report is a stranger.
        let photo = Before { photo, report: answer.own, history: row, position, replaces: None, now };
        photos::insert(&mut *connection, &photo).await?;
    }
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
