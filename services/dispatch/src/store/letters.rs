//! Letters that did not arrive: what waits or was refused, why, and how a letter leaves anew.

use chrono::{DateTime, Duration, Utc};
use model::ids::{LetterId, RecipientId, StaffId};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Letters on one page of a list.
pub(crate) const MOST: i64 = 50;
/// Letters that one press of a button sends anew, at most: more would hold the transaction too long.
const MOST_AT_ONCE: i64 = 1000;
/// What was refused longer ago is no news to anybody: it is not listed.
const LISTED_FOR: Duration = Duration::days(90);

/// Why somebody was not told. Of the first five somebody has to do something; the others leave by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    NoMailbox,
    MailboxFull,
    NotLetIn,
    Refused,
    Buried,
    PutOff,
    Photo,
    OnItsWay,
}

impl Reason {
    pub(crate) const ALL: [Self; 8] = [
        Self::NoMailbox,
        Self::MailboxFull,
        Self::NotLetIn,
        Self::Refused,
        Self::Buried,
        Self::PutOff,
        Self::Photo,
        Self::OnItsWay,
    ];

    /// Its name in the database, in addresses and in texts.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NoMailbox => "no_mailbox",
            Self::MailboxFull => "mailbox_full",
            Self::NotLetIn => "not_let_in",
            Self::Refused => "refused",
            Self::Buried => "buried",
            Self::PutOff => "put_off",
            Self::Photo => "photo",
            Self::OnItsWay => "on_its_way",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// It will not leave by itself.
    pub(crate) const fn is_stuck(self) -> bool {
        !matches!(self, Self::PutOff | Self::Photo | Self::OnItsWay)
    }
}

/// A letter that did not arrive.
#[derive(Clone, Debug)]
pub(crate) struct Untold {
    pub(crate) id: Uuid,
    pub(crate) reason: Reason,
    pub(crate) since: DateTime<Utc>,
    pub(crate) attempts: i32,
    /// What the mail server said last.
    pub(crate) answer: Option<String>,
    /// None: it is about no report.
    pub(crate) reference: Option<String>,
    /// What it tells: a move, or `photo`, `my_reports`, `sign_in`, `to_requalify`.
    pub(crate) tells: String,
    /// A resident's, or a colleague's.
    pub(crate) email: Option<String>,
    pub(crate) recipient: Option<RecipientId>,
}

/// How many letters did not arrive, by reason, among those that somebody may see.
pub(crate) async fn counts(
    database: &PgPool,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(Reason, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT reason AS "reason!", count(*) AS "count!" FROM letter_not_told
           WHERE since > $2 AND staff_may_see_letter($1, report_id, team_id, sector_id) GROUP BY reason"#,
        staff.0,
        now - LISTED_FOR
    )
    .fetch_all(database)
    .await?;
    let count =
        |reason: Reason| rows.iter().find(|row| row.reason == reason.as_str()).map(|row| (reason, row.count));
    Ok(Reason::ALL.into_iter().filter_map(count).collect())
}

/// Which letters are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// The page behind a moment and an id.
    Page(Reason, Option<(DateTime<Utc>, Uuid)>),
    One(LetterId),
}

/// Letters that did not arrive, the longest waiting first: one more than [`MOST`] where there are more.
pub(crate) async fn untold(
    database: &PgPool,
    staff: StaffId,
    which: Which,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Untold>> {
    let (reason, after, one) = match which {
        Which::Page(reason, after) => (Some(reason.as_str()), after, None),
        Which::One(letter) => (None, None, Some(letter.0)),
    };
    let (after_since, after_id) = after.unzip();
    let rows = sqlx::query!(
        r#"SELECT letter.id AS "id!", reason AS "reason!", since AS "since!", attempts AS "attempts!", smtp_answer,
               reference, recipient_id, coalesce(recipient.email, staff.email, asks.email) AS email,
               CASE WHEN letter.sign_in_id IS NOT NULL THEN 'sign_in' WHEN letter.list_link_id IS NOT NULL THEN 'my_reports'
                    WHEN letter.photo_id IS NOT NULL THEN 'photo' WHEN letter.staff_id IS NOT NULL THEN 'to_requalify'
                    ELSE (SELECT move FROM report_history WHERE id = letter.history_id) END AS "tells!"
           FROM letter_not_told letter LEFT JOIN recipient ON recipient.id = recipient_id
           LEFT JOIN staff ON staff.id = letter.staff_id LEFT JOIN sign_in ON sign_in.id = letter.sign_in_id
           LEFT JOIN staff asks ON asks.id = sign_in.staff_id
           WHERE since > $2 AND staff_may_see_letter($1, letter.report_id, letter.team_id, sector_id)
             AND ($3::text IS NULL OR reason = $3) AND ($4::uuid IS NULL OR letter.id = $4)
             AND ($5::timestamptz IS NULL OR (since, letter.id) > ($5, $6))
           ORDER BY since, letter.id LIMIT $7"#,
        staff.0,
        now - LISTED_FOR,
        reason,
        one,
        after_since,
        after_id,
        MOST + 1
    )
    .fetch_all(database)
    .await?;
    let untold = rows.into_iter().map(|row| {
        Ok(Untold {
            id: row.id,
            reason: Reason::named(&row.reason).ok_or_else(|| anyhow::anyhow!("the reason {}", row.reason))?,
            since: row.since,
            attempts: row.attempts,
            answer: row.smtp_answer,
            reference: row.reference,
            tells: row.tells,
            email: row.email,
            recipient: row.recipient_id.map(RecipientId),
        })
    });
    untold.collect()
}

/// Where a letter stands that is asked to leave anew; none: it is not theirs, or none.
pub(crate) async fn standing(
    connection: &mut PgConnection,
    staff: StaffId,
    letter: LetterId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "SELECT letter.state FROM letter LEFT JOIN report ON report.id = letter.report_id
         WHERE letter.id = $2 AND staff_may_see_letter($1, letter.report_id, team_id, sector_id)",
        staff.0,
        letter.0
    )
    .fetch_optional(connection)
    .await
}

/// The letters of a reason that wait the longest, as many as leave at once.
pub(crate) async fn of_reason(
    connection: &mut PgConnection,
    staff: StaffId,
    reason: Reason,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<LetterId>> {
    let letters = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM letter_not_told
           WHERE since > $2 AND reason = $3 AND staff_may_see_letter($1, report_id, team_id, sector_id)
             AND sign_in_id IS NULL
           ORDER BY since, id LIMIT $4"#,
        staff.0,
        now - LISTED_FOR,
        reason.as_str(),
        MOST_AT_ONCE
    )
    .fetch_all(connection)
    .await?;
    Ok(letters.into_iter().map(LetterId).collect())
}

/// Whose address a letter went to.
pub(crate) struct Addressed {
    pub(crate) recipient: RecipientId,
    pub(crate) email: String,
    /// How often it was put right before.
    pub(crate) corrections: i64,
}

/// The address of a letter to a resident, until the transaction ends corrected by nobody else; none: it is not theirs to
/// see, or there is no address.
pub(crate) async fn addressed(
    connection: &mut PgConnection,
    staff: StaffId,
    letter: LetterId,
) -> sqlx::Result<Option<Addressed>> {
    // The service has no right to lock the row itself.
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended(recipient_id::text, 1)) FROM letter WHERE id = $1",
        letter.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    let row = sqlx::query!(
        r#"SELECT recipient.id, recipient.email AS "email!",
               (SELECT count(*) FROM address_correction WHERE recipient_id = recipient.id) AS "corrections!"
           FROM letter JOIN recipient ON recipient.id = letter.recipient_id
           JOIN report ON report.id = letter.report_id
           WHERE letter.id = $2 AND recipient.email IS NOT NULL
             AND staff_may_see_letter($1, letter.report_id, team_id, sector_id)"#,
        staff.0,
        letter.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Addressed {
        recipient: RecipientId(row.id),
        email: row.email,
        corrections: row.corrections,
    }))
}

/// How often an address was put right.
pub(crate) struct Corrections {
    pub(crate) count: i64,
    /// Who did so last, and when.
    pub(crate) last: Option<(String, DateTime<Utc>)>,
}

/// How often the address of a letter was put right, and who did so last.
pub(crate) async fn corrections(
    connection: &mut PgConnection,
    letter: LetterId,
) -> sqlx::Result<Corrections> {
    let mut rows = sqlx::query!(
        "SELECT name, corrected_at FROM letter JOIN address_correction USING (recipient_id)
         JOIN staff ON staff.id = address_correction.staff_id
         WHERE letter.id = $1 ORDER BY corrected_at, address_correction.id",
        letter.0
    )
    .fetch_all(connection)
    .await?;
    Ok(Corrections {
        count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        last: rows.pop().map(|row| (row.name, row.corrected_at)),
    })
}

/// Puts an address right, and writes down who did.
pub(crate) async fn correct(
    connection: &mut PgConnection,
    (recipient, email): (RecipientId, &str),
    (correction, staff): (Uuid, StaffId),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("SELECT correct_address($1, $2, $3, $4, $5)", correction, recipient.0, email, staff.0, now)
        .fetch_one(connection)
        .await
        .map(|_| ())
}

/// Every letter to somebody that was refused or is buried, in the order of the moves.
pub(crate) async fn stuck(
    connection: &mut PgConnection,
    recipient: RecipientId,
) -> sqlx::Result<Vec<LetterId>> {
    let letters = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM letter_not_told WHERE recipient_id = $1
               AND reason IN ('no_mailbox', 'mailbox_full', 'not_let_in', 'refused', 'buried') ORDER BY since, id"#,
        recipient.0
    )
    .fetch_all(connection)
    .await?;
    Ok(letters.into_iter().map(LetterId).collect())
}

/// Since when the letter waits that waits the longest and is not buried; none: none waits.
pub(crate) async fn oldest_waiting(database: &PgPool) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        r#"SELECT coalesce(waiting_since, created_at) AS "since!" FROM letter
           WHERE state = 'waiting' AND NOT EXISTS (
               SELECT FROM pgmq.q_letters_dead
               WHERE message -> 'envelope' -> 'message' ->> 'letter' = letter.id::text)
           ORDER BY coalesce(waiting_since, created_at) LIMIT 1"#
    )
    .fetch_optional(database)
    .await
}

/// How many letters somebody has to look at, counted to `most`.
pub(crate) async fn to_look_at(
    database: &PgPool,
    staff: StaffId,
    now: DateTime<Utc>,
    most: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM letter_not_told
               WHERE since > $2 AND reason IN ('no_mailbox', 'mailbox_full', 'not_let_in', 'refused', 'buried')
                 AND staff_may_see_letter($1, report_id, team_id, sector_id) LIMIT $3) few"#,
        staff.0,
        now - LISTED_FOR,
        most
    )
    .fetch_one(database)
    .await
}

/// A letter whose message was brought back waits since now.
pub(crate) async fn waits_again(
    connection: &mut PgConnection,
    envelope: &serde_json::Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query_scalar!(
        r#"SELECT letters_leave_anew(ARRAY[uuid_or_null($1::jsonb -> 'message' ->> 'letter')], 'waiting', $2) AS "letter!""#,
        envelope,
        now
    )
    .fetch_all(connection)
    .await
    .map(|_| ())
}
