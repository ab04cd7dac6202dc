//! Letters are announced in the transaction of the move that they tell: one ledger row and one message for each
//! recipient, so that nobody can be forgotten between the two.

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use messages::{LetterMessage, Message};
use model::ids::{HistoryId, LetterId, ListLinkId, PhotoId, RecipientId, ReportId, StaffId};
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

/// Announces a move to everybody who follows the report, or a report merged into it, and wants letters: one letter to
/// each address. The letters can first be read after `delay`: the time within which the move can still be undone.
/// `new_id` makes ids in order of time.
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
        r#"WITH RECURSIVE told AS (
               SELECT $1::uuid AS id, 0 AS merges
               UNION ALL
               SELECT report.id, merges + 1 FROM told JOIN report ON merged_into = told.id)
           SELECT DISTINCT ON (lower(email)) recipient.id AS "id!"
           FROM told JOIN recipient ON report_id = told.id
           WHERE email IS NOT NULL AND letters_stopped_at IS NULL
           ORDER BY lower(email), merges, recipient.id"#,
        report.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for recipient in recipients {
        let (letter, recipient) = (LetterId(new_id()), RecipientId(recipient));
        let message = LetterMessage::Report { letter, report, history, recipient, step, occurred_at };
        write(connection, &message, recorded_at, delay).await?;
    }
    Ok(())
}

/// Announces something that concerns one recipient alone, if they want letters: that they follow the report now.
///
/// # Errors
/// As the database says.
pub async fn announce_to(
    connection: &mut PgConnection,
    told: Told,
    recipient: RecipientId,
    mut new_id: impl FnMut() -> Uuid,
) -> sqlx::Result<()> {
    let Told { report, history, step, occurred_at } = told;
    let wants = sqlx::query_scalar!(
        r#"SELECT email IS NOT NULL AND letters_stopped_at IS NULL AS "wants!" FROM recipient WHERE id = $1"#,
        recipient.0
    )
    .fetch_one(&mut *connection)
    .await?;
    if wants {
        let letter = LetterId(new_id());
        let message = LetterMessage::Report { letter, report, history, recipient, step, occurred_at };
        write(connection, &message, occurred_at, Duration::ZERO).await?;
    }
    Ok(())
}

/// In the history: a referent wrote to somebody. It moves nothing.
const BY_HAND: &str = "write";

/// Announces what a referent wrote to one recipient: its words are those of the history row.
///
/// # Errors
/// As the database says.
pub async fn write_to(
    connection: &mut PgConnection,
    (report, history, recipient): (ReportId, HistoryId, RecipientId),
    recorded_at: DateTime<Utc>,
    new_id: impl FnOnce() -> Uuid,
) -> sqlx::Result<()> {
    let letter = LetterId(new_id());
    let message = LetterMessage::Written { letter, report, history, recipient };
    write(connection, &message, recorded_at, Duration::ZERO).await
}

/// The message and its row in the ledger. Only letters that a row of the history tells have one here.
async fn write(
    connection: &mut PgConnection,
    message: &LetterMessage,
    recorded_at: DateTime<Utc>,
    delay: Duration,
) -> sqlx::Result<()> {
    let (LetterMessage::Report { letter, report, history, recipient, .. }
    | LetterMessage::Written { letter, report, history, recipient }) = message
    else {
        return Ok(());
    };
    let number = queue::publish(connection, message, delay).await?;
    sqlx::query!(
        "INSERT INTO letter (id, report_id, history_id, recipient_id, message_number, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        letter.0,
        report.0,
        history.0,
        recipient.0,
        number,
        recorded_at,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Tells every referent of the report's sector that it waits for one of them; how many there are. Without a referent
/// nobody is told, and the report waits on the list.
///
/// # Errors
/// As the database says.
pub async fn tell_referents(
    connection: &mut PgConnection,
    told: Told,
    recorded_at: DateTime<Utc>,
    mut new_id: impl FnMut() -> Uuid,
) -> sqlx::Result<usize> {
    let Told { report, history, .. } = told;
    let referents = sqlx::query_scalar!(
        "SELECT staff.id FROM staff JOIN report ON report.id = $1
         WHERE role = 'referent' AND left_at IS NULL
           AND (NOT EXISTS (SELECT FROM staff_sector WHERE staff_id = staff.id)
                OR EXISTS (SELECT FROM staff_sector WHERE staff_id = staff.id
                                                      AND staff_sector.sector_id = report.sector_id))
         ORDER BY staff.id",
        report.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for referent in &referents {
        let (letter, staff) = (LetterId(new_id()), StaffId(*referent));
        let message = LetterMessage::ToRequalify { letter, report, history, staff };
        let number = queue::publish(connection, &message, Duration::ZERO).await?;
        sqlx::query!(
            "INSERT INTO letter (id, report_id, history_id, staff_id, message_number, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            letter.0,
            report.0,
            history.0,
            staff.0,
            number,
            recorded_at,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(referents.len())
}

/// Takes the letters that tell a move back, rows and messages; false if one of them was read, is being read, or is
/// settled: the caller then rolls back.
///
/// # Errors
/// As the database says.
pub async fn take_back(connection: &mut PgConnection, history: HistoryId) -> sqlx::Result<bool> {
    let letters = sqlx::query!(
        "DELETE FROM letter WHERE history_id = $1 AND state = 'waiting' RETURNING message_number",
        history.0
    )
    .fetch_all(&mut *connection)
    .await?;
    let numbers: Vec<i64> = letters.into_iter().filter_map(|letter| letter.message_number).collect();
    let taken = sqlx::query!("DELETE FROM pgmq.q_letters WHERE msg_id = ANY($1) AND read_ct = 0", &numbers)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    let left = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM letter WHERE history_id = $1 AND state <> 'not_wanted') AS "left!""#,
        history.0
    )
    .fetch_one(connection)
    .await?;
    Ok(!left && taken == numbers.len() as u64)
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

/// Sends letters anew that were refused, or whose message is buried: each keeps its row, and with it its Message-ID. All
/// others are left alone: those that were accepted meanwhile, those that are on their way, and refused links to sign in,
/// which are asked for anew. Returns which left.
///
/// # Errors
/// As the database says.
pub async fn send_anew(
    connection: &mut PgConnection,
    letters: &[LetterId],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<LetterId>> {
    let letters: Vec<Uuid> = letters.iter().map(|letter| letter.0).collect();
    let named: Vec<String> = letters.iter().map(Uuid::to_string).collect();
    let graves = sqlx::query!(
        r#"SELECT msg_id, (message -> 'envelope' -> 'message' ->> 'letter')::uuid AS "letter!"
           FROM pgmq.q_letters_dead WHERE message -> 'envelope' -> 'message' ->> 'letter' = ANY($1) ORDER BY msg_id"#,
        &named
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut back = Vec::new();
    for grave in graves {
        if queue::bring_back(connection, LetterMessage::QUEUE, grave.msg_id).await?.is_some() {
            back.push(grave.letter);
        }
    }
    let mut left =
        sqlx::query_scalar!(r#"SELECT letters_leave_anew($1, 'waiting', $2) AS "letter!""#, &back, now)
            .fetch_all(&mut *connection)
            .await?;
    for (letter, message) in refused(connection, &letters, now).await? {
        queue::publish(connection, &message, Duration::ZERO).await?;
        left.push(letter);
    }
    Ok(left.into_iter().map(LetterId).collect())
}

/// Lets refused letters wait again, and writes the messages that asked for them once more, in the order of the moves.
async fn refused(
    connection: &mut PgConnection,
    letters: &[Uuid],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<(Uuid, LetterMessage)>> {
    let rows = sqlx::query!(
        r#"SELECT letter.id, letter.report_id, history_id, photo_id, recipient_id, staff_id, list_link_id,
               told.move AS "step?", told.occurred_at AS "occurred_at?"
           FROM letters_leave_anew(ARRAY(SELECT id FROM letter WHERE id = ANY($1) AND sign_in_id IS NULL), 'refused', $2) AS anew
           JOIN letter ON letter.id = anew LEFT JOIN report_history told ON told.id = history_id
           ORDER BY letter.created_at, letter.id"#,
        letters,
        now
    )
    .fetch_all(connection)
    .await?;
    let mut messages = Vec::new();
    for row in rows {
        let letter = LetterId(row.id);
        let report = ReportId(row.report_id.context("a letter without a report")?);
        let recipient = row.recipient_id.map(RecipientId);
        let message = match (row.history_id.map(HistoryId), recipient) {
            (Some(history), Some(recipient)) if row.step.as_deref() == Some(BY_HAND) => {
                LetterMessage::Written { letter, report, history, recipient }
            }
            (Some(history), Some(recipient)) => LetterMessage::Report {
                letter,
                report,
                history,
                recipient,
                step: row.step.as_deref().unwrap_or_default().parse()?,
                occurred_at: row.occurred_at.context("a letter without its move")?,
            },
            (Some(history), None) => {
                let staff = StaffId(row.staff_id.context("a letter to nobody")?);
                LetterMessage::ToRequalify { letter, report, history, staff }
            }
            (None, recipient) => {
                let recipient = recipient.context("a letter to nobody")?;
                match (row.photo_id, row.list_link_id) {
                    (Some(photo), _) => {
                        LetterMessage::PhotoUnreadable { letter, report, photo: PhotoId(photo), recipient }
                    }
                    (None, link) => {
                        let link = ListLinkId(link.context("a letter about nothing")?);
                        LetterMessage::MyReports { letter, recipient, link }
                    }
                }
            }
        };
        messages.push((row.id, message));
    }
    Ok(messages)
}
