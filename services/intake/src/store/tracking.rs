use chrono::{DateTime, Utc};
use model::city::Localized;
use model::ids::{RecipientId, ReportId};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Who holds a secret link, as far as the database knows.
pub(crate) struct Recipient {
    pub(crate) report: ReportId,
    pub(crate) generation: i32,
}

/// The recipient that a token claims to be.
pub(crate) async fn recipient(pool: &PgPool, claimed: Uuid) -> sqlx::Result<Option<Recipient>> {
    sqlx::query_as!(
        Recipient,
        r#"SELECT report_id AS report, generation FROM recipient WHERE id = $1"#,
        claimed
    )
    .fetch_optional(pool)
    .await
}

/// A report as its followers see it.
pub(crate) struct Followed {
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) category: Json<Localized>,
    pub(crate) address: String,
    pub(crate) team: Option<Json<Localized>>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) email: Option<String>,
    /// What this recipient said of the last close.
    pub(crate) clean: Option<bool>,
    pub(crate) steps: Vec<Event>,
    pub(crate) photos: Vec<Shot>,
}

/// One thing that happened.
pub(crate) struct Event {
    pub(crate) step: String,
    pub(crate) occurred_at: DateTime<Utc>,
    /// The crew's reply, in both languages.
    pub(crate) reply: Option<Json<Localized>>,
    pub(crate) words: Option<String>,
    pub(crate) team: Option<Json<Localized>>,
    pub(crate) sentence: Option<Json<Localized>>,
}

/// One photo.
#[derive(Clone)]
pub(crate) struct Shot {
    pub(crate) id: Uuid,
    pub(crate) stage: String,
    pub(crate) state: String,
    pub(crate) at: DateTime<Utc>,
}

/// A report with its steps, newest first, and its photos, for one of its followers.
pub(crate) async fn followed(pool: &PgPool, recipient: RecipientId) -> sqlx::Result<Followed> {
    // One moment for all: a report must not be shown as given to a team whose step is missing.
    let mut snapshot = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let steps = sqlx::query_as!(
        Event,
        r#"SELECT move AS step, occurred_at, words,
                  detail -> 'texts' AS "reply: Json<Localized>",
                  team.sentence_name AS "team?: Json<Localized>", sentence AS "sentence?: Json<Localized>"
           FROM recipient JOIN report_history h ON h.report_id = recipient.report_id
           LEFT JOIN assignment a ON a.history_id = h.id LEFT JOIN team ON team.id = a.team_id
           WHERE recipient.id = $1 ORDER BY h.position DESC"#,
        recipient.0
    )
    .fetch_all(&mut *snapshot)
    .await?;
    let photos = sqlx::query_as!(
        Shot,
        r#"SELECT photo.id, stage, state, coalesce(taken_at, received_at) AS "at!"
           FROM recipient JOIN photo ON photo.report_id = recipient.report_id
           WHERE recipient.id = $1 ORDER BY received_at, position"#,
        recipient.0
    )
    .fetch_all(&mut *snapshot)
    .await?;
    let report = sqlx::query!(
        r#"SELECT reference, state, category.name AS "category: Json<Localized>", address,
                  sentence_name AS "team?: Json<Localized>", received_at, closed_at, due_at, email,
                  (SELECT clean FROM answer WHERE answer.recipient_id = recipient.id AND answer.history_id =
                      (SELECT h.id FROM report_history h WHERE h.report_id = report.id AND move IN ('close', 'refuse')
                       ORDER BY position DESC LIMIT 1)) AS clean
           FROM recipient JOIN report ON report.id = recipient.report_id
           JOIN category ON category.id = category_id LEFT JOIN team ON team.id = team_id
           WHERE recipient.id = $1"#,
        recipient.0
    )
    .fetch_one(&mut *snapshot)
    .await?;
    snapshot.commit().await?;
    Ok(Followed {
        reference: report.reference,
        state: report.state,
        category: report.category,
        address: report.address,
        team: report.team,
        received_at: report.received_at,
        closed_at: report.closed_at,
        due_at: report.due_at,
        email: report.email,
        clean: report.clean,
        steps,
        photos,
    })
}

/// Whether a photo of this recipient's report can be shown.
pub(crate) async fn rendition_of(pool: &PgPool, recipient: RecipientId, photo: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recipient JOIN photo ON photo.report_id = recipient.report_id
                          WHERE recipient.id = $1 AND photo.id = $2 AND photo.state = 'ready') AS "ready!""#,
        recipient.0,
        photo
    )
    .fetch_one(pool)
    .await
}
