use chrono::{DateTime, Utc};
use model::ids::{RecipientId, ReportId};
use model::moves::State;
use model::moves::needs::contest_in_time;
use sqlx::PgPool;

/// How content somebody is with the last close.
pub(crate) struct Rating<'a> {
    pub(crate) recipient: RecipientId,
    /// The recipient's own report.
    pub(crate) own: ReportId,
    pub(crate) grade: i16,
    pub(crate) words: Option<&'a str>,
    pub(crate) now: DateTime<Utc>,
}

/// Why it is not heard.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRated {
    #[error("nothing was cleaned")]
    NotDone,
    #[error("cleaned too long ago")]
    TooLate,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes how content somebody is, or changes it: as long as the close could be contested. Whose report was merged
/// grades the close of the one that it was merged into.
pub(crate) async fn rate(pool: &PgPool, rating: &Rating<'_>) -> Result<(), NotRated> {
    let mut transaction = pool.begin().await?;
    let current = super::tracking::current(&mut transaction, rating.own).await?;
    let state = sqlx::query_scalar!("SELECT state FROM report WHERE id = $1 FOR SHARE", current.0)
        .fetch_one(&mut *transaction)
        .await?;
    let close = sqlx::query!(
        "SELECT id, recorded_at FROM report_history WHERE report_id = $1 AND move = 'close'
         ORDER BY position DESC LIMIT 1",
        current.0
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let close = close.filter(|_| state == State::Done.as_str()).ok_or(NotRated::NotDone)?;
    contest_in_time(close.recorded_at, rating.now).map_err(|_| NotRated::TooLate)?;
    sqlx::query!(
        "INSERT INTO satisfaction (history_id, recipient_id, report_id, grade, words, recorded_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (history_id, recipient_id) DO UPDATE SET grade = excluded.grade, words = excluded.words,
             changed_at = excluded.changed_at",
        close.id,
        rating.recipient.0,
        current.0,
        rating.grade,
        rating.words,
        rating.now,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
