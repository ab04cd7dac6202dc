//! Letters are announced in the transaction of the move that they tell: one ledger row and one message for each
//! recipient, so that nobody can be forgotten between the two.

use std::time::Duration;

use chrono::{DateTime, Utc};
use messages::LetterMessage;
use model::ids::{HistoryId, LetterId, PhotoId, RecipientId, ReportId};
use model::moves::Move;
use sqlx::PgConnection;
use uuid::Uuid;

/// The move that a letter tells.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The report.
    pub report: ReportId,
    /// Its history row.
    pub history: HistoryId,
    /// The move.
    pub step: Move,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

/// Announces a move to everybody who follows the report and wants letters. The letters can first be read after
/// `delay`: the time within which the move can still be undone. `new_id` makes ids in order of time.
///
/// # Errors
/// As the database says.
pub async fn announce(
    connection: &mut PgConnection,
    told: Told,
    recorded_at: DateTime<Utc>,
    delay: Duration,
    mut new_id: impl FnMut() -> Uuid,
) -> sqlx::Result<()> {
    let Told { report, history, step, occurred_at } = told;
    let recipients = sqlx::query_scalar!(
        "SELECT id FROM recipient WHERE report_id = $1 AND email IS NOT NULL AND letters_stopped_at IS NULL
         ORDER BY id",
        report.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for recipient in recipients {
        let letter = LetterId(new_id());
        sqlx::query!(
            "INSERT INTO letter (id, report_id, history_id, recipient_id, created_at) VALUES ($1, $2, $3, $4, $5)",
            letter.0,
            report.0,
            history.0,
            recipient,
            recorded_at,
        )
        .execute(&mut *connection)
        .await?;
        let recipient = RecipientId(recipient);
        let message = LetterMessage::Report { letter, report, history, recipient, step, occurred_at };
        queue::publish(connection, &message, delay).await?;
    }
    Ok(())
}

/// Asks the reporter for another photo in the place of one that can't be read. One question at a time: while an
/// earlier one about the same report is not answered, its page asks for this photo too, and no letter is sent. The
/// caller has locked the report. Returns how many letters were announced.
///
/// # Errors
/// As the database says.
pub async fn ask_for_photo(
    connection: &mut PgConnection,
    report: ReportId,
    photo: PhotoId,
    recorded_at: DateTime<Utc>,
    mut new_id: impl FnMut() -> Uuid,
) -> sqlx::Result<usize> {
    let recipients = sqlx::query_scalar!(
        "SELECT id FROM recipient WHERE report_id = $1 AND part = 'reporter' AND email IS NOT NULL
             AND letters_stopped_at IS NULL AND NOT EXISTS (
                 SELECT FROM letter WHERE letter.recipient_id = recipient.id AND letter.photo_id IS NOT NULL
                     AND NOT EXISTS (SELECT FROM photo WHERE photo.replaces = letter.photo_id))
         ORDER BY id",
        report.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for recipient in &recipients {
        let letter = LetterId(new_id());
        sqlx::query!(
            "INSERT INTO letter (id, report_id, photo_id, recipient_id, created_at) VALUES ($1, $2, $3, $4, $5)",
            letter.0,
            report.0,
            photo.0,
            recipient,
            recorded_at,
        )
        .execute(&mut *connection)
        .await?;
        let recipient = RecipientId(*recipient);
        let message = LetterMessage::PhotoUnreadable { letter, report, photo, recipient };
        queue::publish(connection, &message, Duration::ZERO).await?;
    }
    Ok(recipients.len())
}
