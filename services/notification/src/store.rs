//! All SQL of the service.

mod to_requalify;

pub(crate) use to_requalify::to_requalify;

use chrono::{DateTime, NaiveDate, Utc};
use letters::{City, Facts, Part};
use model::ids::{LetterId, ListLinkId, PhotoId, SignInId};
use model::moves::State;
use model::turnaround;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// The state of a letter that is not settled.
pub(crate) const WAITING: &str = "waiting";

/// How a letter stands.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) state: String,
    /// An earlier letter to the same recipient is still on its way: about their report, or about the one it was merged
    /// into. One that was buried is not: it waits for a referent, and nobody waits for it.
    pub(crate) earlier_is_waiting: bool,
}

/// How a letter stands; none when the ledger does not have it.
pub(crate) async fn standing(
    connection: &mut PgConnection,
    letter: LetterId,
) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"SELECT state, EXISTS (
               SELECT FROM letter earlier
               WHERE earlier.recipient_id = this.recipient_id
                   AND (earlier.created_at, earlier.id) < (this.created_at, this.id)
                   AND earlier.state = 'waiting' AND NOT EXISTS (
                   SELECT FROM pgmq.q_letters_dead
                   WHERE message -> 'envelope' -> 'message' ->> 'letter' = earlier.id::text)
           ) AS "earlier_is_waiting!" FROM letter this WHERE this.id = $1"#,
        letter.0
    )
    .fetch_optional(connection)
    .await
}

/// What a letter about a report is written from; texts in the reader's language.
#[derive(Debug)]
pub(crate) struct ReportRow {
    pub(crate) email: Option<String>,
    pub(crate) stopped: bool,
    pub(crate) generation: i32,
    part: String,
    language: String,
    reference: String,
    /// The number of the recipient's own report, which may have been merged into the one that the letter is about.
    own: String,
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
    /// What the crew says of its close, or why it refused.
    pub(crate) words: Option<String>,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    dispatched_at: Option<DateTime<Utc>>,
    pub(crate) team: Option<String>,
    /// Of a schedule: the day.
    pub(crate) scheduled_on: Option<NaiveDate>,
    /// Of a merge: the main report's number.
    pub(crate) main: Option<String>,
    /// Of a contest: the recipient said it.
    pub(crate) by_reader: bool,
    /// Where the report stood before.
    from_state: Option<String>,
}

impl ReportRow {
    /// As the letters take them.
    pub(crate) fn facts(&self) -> anyhow::Result<Facts> {
        Ok(Facts {
            language: self.language.parse()?,
            part: match self.part.as_str() {
                _ if self.own != self.reference => Part::Joined { own: self.own.clone() },
                "follower" => Part::Follower,
                _ => Part::Reporter,
            },
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

    /// Of a contest: it had been closed without cleaning.
    pub(crate) fn was_refused(&self) -> bool {
        self.from_state.as_deref() == Some(State::Rejected.as_str())
    }

    /// When the close counts.
    pub(crate) fn closed_at(&self) -> DateTime<Utc> {
        let dispatched_at = self.dispatched_at.unwrap_or(self.received_at);
        turnaround::closing_time(self.occurred_at, self.recorded_at, dispatched_at)
    }
}

/// The report as it was at the letter's move: its team is the one that had it then. A letter that tells no move is
/// about the move that its photo came with.
pub(crate) async fn report(
    connection: &mut PgConnection,
    letter: LetterId,
) -> sqlx::Result<Option<ReportRow>> {
    sqlx::query_as!(
        ReportRow,
        r#"SELECT person.email, person.letters_stopped_at IS NOT NULL AS "stopped!", person.generation, person.part,
               person.language, report.reference, own.reference AS own, report.address,
               category.name ->> person.language AS "category!",
               category.danger, category.partner ->> person.language AS partner, report.received_at, report.due_at,
               city.name AS city, city.timezone, city.settings ->> 'reply_to' AS reply_to,
               city.settings -> 'emergency' ->> person.language AS emergency,
               nullif(trim(coalesce(told.detail -> 'texts' ->> person.language, told.words)), '') AS words,
               told.occurred_at, told.recorded_at, given.recorded_at AS "dispatched_at?",
               team.sentence_name ->> person.language AS team,
               CASE told.move WHEN 'schedule' THEN (told.detail ->> 'on')::date END AS scheduled_on,
               CASE told.move WHEN 'merge' THEN (SELECT main.reference FROM report main
                   WHERE main.id = (told.detail ->> 'main')::uuid) END AS main,
               told.actor_id IS NOT DISTINCT FROM person.id AS "by_reader!",
               told.from_state
           FROM letter
           JOIN recipient person ON person.id = letter.recipient_id
           JOIN report own ON own.id = person.report_id
           JOIN report ON report.id = letter.report_id
           LEFT JOIN photo ON photo.id = letter.photo_id
           JOIN report_history told ON told.id = coalesce(letter.history_id, photo.history_id)
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
    .fetch_optional(connection)
    .await
}

/// Whether an unreadable photo is still asked for: its report is open, and no other photo came for it. With it,
/// whether other photos of the report can be seen.
pub(crate) async fn still_asked_for(pool: &PgPool, photo: PhotoId) -> sqlx::Result<Option<bool>> {
    let row = sqlx::query!(
        r#"SELECT report.state, EXISTS (SELECT FROM photo newer WHERE newer.replaces = photo.id) AS "replaced!",
               EXISTS (SELECT FROM photo other WHERE other.report_id = photo.report_id AND other.stage = 'before'
                       AND other.id <> photo.id AND other.state <> 'unreadable') AS "others!"
           FROM photo JOIN report ON report.id = photo.report_id WHERE photo.id = $1"#,
        photo.0
    )
    .fetch_optional(pool)
    .await?;
    let open = |state: &str| state.parse().is_ok_and(State::is_open);
    Ok(row.filter(|row| open(&row.state) && !row.replaced).map(|row| row.others))
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

/// The photos that came with a letter's move, and those that the recipient's own report had before it, in the order
/// they came. Whose report was merged into another, or who follows another's, sees their own photos, and the
/// crew's: a stranger's only if staff released it.
pub(crate) async fn photos(pool: &PgPool, letter: LetterId) -> sqlx::Result<Vec<PhotoRow>> {
    sqlx::query_as!(
        PhotoRow,
        "SELECT photo.id, photo.stage, photo.state, photo.taken_at, photo.received_at
         FROM letter
         JOIN recipient person ON person.id = letter.recipient_id
         JOIN report_history told ON told.id = letter.history_id
         JOIN photo ON photo.report_id IN (letter.report_id, person.report_id)
         JOIN report_history came ON came.id = photo.history_id
         WHERE letter.id = $1 AND
             (photo.stage = 'after' AND photo.history_id = told.id OR
              photo.stage = 'before' AND photo.report_id = person.report_id AND came.position < told.position
                  AND (came.actor_id = person.id OR came.move = 'receive' AND person.part = 'reporter'
                       OR photo.released_at IS NOT NULL))
         ORDER BY came.position, photo.position",
        letter.0
    )
    .fetch_all(pool)
    .await
}

/// What a letter with a link to a list is written from.
#[derive(Debug)]
pub(crate) struct ListLinkRow {
    /// None: it was erased meanwhile.
    pub(crate) email: Option<String>,
    pub(crate) language: String,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) city: String,
    pub(crate) timezone: String,
}

/// A link to a list, and whose address asked for it.
pub(crate) async fn list_link(pool: &PgPool, link: ListLinkId) -> sqlx::Result<Option<ListLinkRow>> {
    sqlx::query_as!(
        ListLinkRow,
        r#"SELECT email, list_link.language, expires_at, city.name AS city, city.timezone
           FROM list_link JOIN recipient ON recipient.id = recipient_id CROSS JOIN city WHERE list_link.id = $1"#,
        link.0
    )
    .fetch_optional(pool)
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
