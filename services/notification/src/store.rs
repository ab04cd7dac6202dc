//! All SQL of the service.

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, LetterId, ReportId, SignInId};
use model::turnaround;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use web::Language;

use crate::letters::{City, Facts, Part};

/// The state of a letter that is not settled.
pub(crate) const WAITING: &str = "waiting";

/// The state of a letter; none when the ledger does not have it.
pub(crate) async fn ledger(pool: &PgPool, letter: LetterId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT state FROM letter WHERE id = $1", letter.0).fetch_optional(pool).await
}

/// Whether an earlier letter to the same person about the same report is still on its way. One that was buried is
/// not: it waits for a referent, and nobody waits for it.
pub(crate) async fn earlier_is_waiting(pool: &PgPool, letter: LetterId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM letter this
               JOIN letter earlier ON earlier.recipient_id = this.recipient_id
                   AND earlier.report_id = this.report_id
                   AND (earlier.created_at, earlier.id) < (this.created_at, this.id)
               WHERE this.id = $1 AND earlier.state = 'waiting' AND NOT EXISTS (
                   SELECT FROM pgmq.q_letters_dead
                   WHERE message -> 'envelope' -> 'message' ->> 'letter' = earlier.id::text)
           ) AS "waiting!""#,
        letter.0
    )
    .fetch_one(pool)
    .await
}

/// What a letter about a report is written from.
#[derive(Debug)]
pub(crate) struct ReportRow {
    pub(crate) email: Option<String>,
    pub(crate) stopped: bool,
    pub(crate) generation: i32,
    part: String,
    language: String,
    reference: String,
    address: String,
    category: String,
    danger: bool,
    partner: Option<String>,
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    city: String,
    timezone: String,
    pub(crate) reply_to: Option<String>,
    emergency: Option<String>,
    pub(crate) words: Option<String>,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    dispatched_at: Option<DateTime<Utc>>,
    pub(crate) team: Option<String>,
}

impl ReportRow {
    /// As the letters take them.
    pub(crate) fn facts(&self) -> anyhow::Result<Facts> {
        Ok(Facts {
            language: self.language.parse()?,
            part: if self.part == "follower" { Part::Follower } else { Part::Reporter },
            city: City { name: self.city.clone(), zone: self.timezone.parse()? },
            reference: self.reference.clone(),
            address: self.address.clone(),
            category: self.category.clone(),
            emergency: self.emergency.clone().filter(|_| self.danger),
            partner: self.partner.clone(),
            received_at: self.received_at,
            due_at: self.due_at,
        })
    }

    /// When the close counts.
    pub(crate) fn closed_at(&self) -> DateTime<Utc> {
        let dispatched_at = self.dispatched_at.unwrap_or(self.received_at);
        turnaround::closing_time(self.occurred_at, self.recorded_at, dispatched_at)
    }
}

/// The report as it was at the letter's move: its team is the one that had it then.
pub(crate) async fn report(pool: &PgPool, letter: LetterId) -> sqlx::Result<Option<ReportRow>> {
    sqlx::query_as!(
        ReportRow,
        r#"SELECT person.email, person.letters_stopped_at IS NOT NULL AS "stopped!", person.generation, person.part,
               person.language, report.reference, report.address, category.name ->> person.language AS "category!",
               category.danger, category.partner ->> person.language AS partner, report.received_at, report.due_at,
               city.name AS city, city.timezone, city.settings ->> 'reply_to' AS reply_to,
               city.settings -> 'emergency' ->> person.language AS emergency,
               told.words, told.occurred_at, told.recorded_at, given.recorded_at AS "dispatched_at?",
               team.sentence_name ->> person.language AS team
           FROM letter
           JOIN recipient person ON person.id = letter.recipient_id
           JOIN report ON report.id = letter.report_id
           JOIN report_history told ON told.id = letter.history_id
           JOIN category ON category.id = report.category_id
           CROSS JOIN city
           LEFT JOIN LATERAL (
               SELECT step.recorded_at, assignment.team_id
               FROM report_history step JOIN assignment ON assignment.history_id = step.id
               WHERE step.report_id = report.id AND step.position < told.position AND assignment.team_id IS NOT NULL
               ORDER BY step.position DESC LIMIT 1
           ) given ON true
           LEFT JOIN team ON team.id = given.team_id
           WHERE letter.id = $1"#,
        letter.0
    )
    .fetch_optional(pool)
    .await
}

/// A crew's reply in the reader's language where it is one of the prepared ones, else its own words.
pub(crate) async fn reply(
    pool: &PgPool,
    words: Option<&str>,
    language: Language,
) -> sqlx::Result<Option<String>> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else { return Ok(None) };
    let prepared = sqlx::query_scalar!(
        r#"SELECT body ->> $2 AS "body" FROM reply WHERE body ->> 'fr' = $1 OR body ->> 'en' = $1 LIMIT 1"#,
        words,
        language.tag()
    )
    .fetch_optional(pool)
    .await?;
    Ok(prepared.flatten().or_else(|| Some(words.to_owned())))
}

/// A photo that a closing letter may show.
#[derive(Debug)]
pub(crate) struct PhotoRow {
    pub(crate) id: Uuid,
    pub(crate) stage: String,
    pub(crate) state: String,
    pub(crate) taken_at: Option<DateTime<Utc>>,
    pub(crate) received_at: DateTime<Utc>,
}

/// The photos of a close, and those from before it, in the order they came.
pub(crate) async fn photos(pool: &PgPool, report: ReportId, close: HistoryId) -> sqlx::Result<Vec<PhotoRow>> {
    sqlx::query_as!(
        PhotoRow,
        "SELECT photo.id, photo.stage, photo.state, photo.taken_at, photo.received_at
         FROM photo JOIN report_history came ON came.id = photo.history_id
         JOIN report_history told ON told.id = $2
         WHERE photo.report_id = $1 AND
             (photo.stage = 'after' AND photo.history_id = $2 OR
              photo.stage = 'before' AND came.position < told.position)
         ORDER BY came.position, photo.position",
        report.0,
        close.0
    )
    .fetch_all(pool)
    .await
}

/// What a sign-in letter is written from.
#[derive(Debug)]
pub(crate) struct SignInRow {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) left: bool,
    pub(crate) used: bool,
    pub(crate) expires_at: DateTime<Utc>,
    city: String,
    pub(crate) timezone: String,
}

impl SignInRow {
    pub(crate) fn city(&self) -> String {
        self.city.clone()
    }
}

/// A sign-in and who asked for it.
pub(crate) async fn sign_in(pool: &PgPool, sign_in: SignInId) -> sqlx::Result<Option<SignInRow>> {
    sqlx::query_as!(
        SignInRow,
        r#"SELECT staff.email, staff.name, staff.language, staff.left_at IS NOT NULL AS "left!",
               sign_in.used_at IS NOT NULL AS "used!", sign_in.expires_at, city.name AS city, city.timezone
           FROM sign_in JOIN staff ON staff.id = sign_in.staff_id CROSS JOIN city
           WHERE sign_in.id = $1"#,
        sign_in.0
    )
    .fetch_optional(pool)
    .await
}

/// How a letter ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled<'a> {
    pub(crate) state: &'static str,
    /// How often the server was asked this time: 0 or 1.
    pub(crate) attempts: i32,
    pub(crate) message_id: Option<&'a str>,
    pub(crate) smtp_answer: Option<&'a str>,
}

impl Settled<'_> {
    /// No address, letters stopped, or a link that opens nothing any more.
    pub(crate) const NOT_WANTED: Self =
        Self { state: "not_wanted", attempts: 0, message_id: None, smtp_answer: None };
}

/// Writes the end of a letter into the ledger; a letter that is already settled keeps its first end.
pub(crate) async fn settle(
    connection: &mut PgConnection,
    letter: LetterId,
    settled: Settled<'_>,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE letter SET state = $2, attempts = attempts + $3, message_id = coalesce($4, message_id),
             smtp_answer = coalesce($5, smtp_answer), settled_at = $6
         WHERE id = $1 AND state = 'waiting'",
        letter.0,
        settled.state,
        settled.attempts,
        settled.message_id,
        settled.smtp_answer,
        at
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Writes an attempt into the ledger that the server put off.
pub(crate) async fn not_now(
    pool: &PgPool,
    letter: LetterId,
    message_id: Option<&str>,
    smtp_answer: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE letter SET attempts = attempts + 1, message_id = $2, smtp_answer = $3
         WHERE id = $1 AND state = 'waiting'",
        letter.0,
        message_id,
        smtp_answer
    )
    .execute(pool)
    .await
    .map(|_| ())
}
