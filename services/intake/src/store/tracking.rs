use chrono::{DateTime, NaiveDate, Utc};
use model::city::Localized;
use model::ids::{PhotoId, RecipientId, ReportId};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
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

/// What somebody with a secret link follows.
pub(crate) struct Followed {
    /// Their report.
    pub(crate) own: Standing,
    /// The report that it was merged into, and that is looked after in its place.
    pub(crate) main: Option<Standing>,
    /// Reported it; else has the same problem.
    pub(crate) reporter: bool,
    /// Has an address, and wants letters.
    pub(crate) gets_letters: bool,
    /// Has an address, whether or not they want letters.
    pub(crate) has_address: bool,
    /// When their address was erased.
    pub(crate) erased_at: Option<DateTime<Utc>>,
    /// What this recipient said of the last end.
    pub(crate) clean: Option<bool>,
    /// Their own before the cleaning, the crew's after it.
    pub(crate) photos: Vec<Shot>,
    /// Photos that can't be read, and for which no other came.
    pub(crate) missing: Vec<PhotoId>,
}

impl Followed {
    /// The report that is looked after.
    pub(crate) fn current(&self) -> &Standing {
        self.main.as_ref().unwrap_or(&self.own)
    }
}

/// A report as its followers see it.
pub(crate) struct Standing {
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) category_id: String,
    pub(crate) category: Json<Localized>,
    pub(crate) sector_id: String,
    pub(crate) address: String,
    pub(crate) team: Option<Json<Localized>>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    pub(crate) due_at: DateTime<Utc>,
    /// Newest first.
    pub(crate) steps: Vec<Event>,
}

impl Standing {
    /// The last step of a kind.
    pub(crate) fn last(&self, step: &str) -> Option<&Event> {
        self.steps.iter().find(|event| event.step == step)
    }

    /// The last end: a close, or a refusal.
    pub(crate) fn end(&self) -> Option<&Event> {
        self.steps.iter().find(|event| matches!(event.step.as_str(), "close" | "refuse"))
    }
}

/// One thing that happened.
pub(crate) struct Event {
    pub(crate) step: String,
    pub(crate) from_state: Option<String>,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The crew's reply, or its reason, in both languages.
    pub(crate) reply: Option<Json<Localized>>,
    pub(crate) words: Option<String>,
    pub(crate) team: Option<Json<Localized>>,
    pub(crate) sentence: Option<Json<Localized>>,
    /// The day of a visit, or of a review.
    pub(crate) day: Option<NaiveDate>,
    /// Whom it was passed to, and until when.
    pub(crate) partner: Option<Json<Localized>>,
    pub(crate) until: Option<DateTime<Utc>>,
    /// The number of the report that it was merged into.
    pub(crate) main: Option<String>,
    /// Done by the reader.
    pub(crate) mine: bool,
}

/// One photo.
#[derive(Clone)]
pub(crate) struct Shot {
    pub(crate) id: Uuid,
    pub(crate) stage: String,
    pub(crate) state: String,
    /// The move that it came with.
    pub(crate) step: String,
    pub(crate) at: DateTime<Utc>,
}

/// What somebody with a secret link follows, as of one moment.
pub(crate) async fn followed(pool: &PgPool, recipient: RecipientId) -> sqlx::Result<Followed> {
    // One moment for all: a report must not be shown as given to a team whose step is missing.
    let mut snapshot = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let person = sqlx::query!(
        r#"SELECT report_id, part = 'reporter' AS "reporter!",
                  email IS NOT NULL AS "has_address!", letters_stopped_at IS NOT NULL AS "stopped!",
                  (SELECT erased_at FROM address_erasure WHERE recipient_id = recipient.id) AS erased_at
           FROM recipient WHERE id = $1"#,
        recipient.0
    )
    .fetch_one(&mut *snapshot)
    .await?;
    let own_id = ReportId(person.report_id);
    let current = current(&mut snapshot, own_id).await?;
    let main = match current {
        current if current == own_id => None,
        current => Some(standing(&mut snapshot, current, recipient).await?),
    };
    let followed = Followed {
        own: standing(&mut snapshot, own_id, recipient).await?,
        main,
        reporter: person.reporter,
        gets_letters: person.has_address && !person.stopped,
        has_address: person.has_address,
        erased_at: person.erased_at,
        clean: clean(&mut snapshot, current, recipient).await?,
        photos: photos(&mut snapshot, own_id, current).await?,
        missing: missing(&mut snapshot, own_id).await?,
    };
    snapshot.commit().await?;
    Ok(followed)
}

/// The report that is looked after in a report's place: itself, or what it was merged into, which may have been
/// merged again.
pub(crate) async fn current(connection: &mut PgConnection, report: ReportId) -> sqlx::Result<ReportId> {
    sqlx::query_scalar!(
        r#"WITH RECURSIVE way AS (
               SELECT report.id, state, 0 AS merges FROM report WHERE report.id = $1
               UNION ALL
               SELECT main.id, main.state, merges + 1
               FROM way CROSS JOIN LATERAL (
                   SELECT (detail ->> 'main')::uuid AS id FROM report_history
                   WHERE report_id = way.id AND move = 'merge' ORDER BY position DESC LIMIT 1
               ) merge JOIN report main ON main.id = merge.id
               WHERE way.state = 'duplicate' AND merges < 100)
           SELECT id AS "id!" FROM way ORDER BY merges DESC LIMIT 1"#,
        report.0
    )
    .fetch_one(connection)
    .await
    .map(ReportId)
}

async fn standing(
    connection: &mut PgConnection,
    report: ReportId,
    reader: RecipientId,
) -> sqlx::Result<Standing> {
    let row = sqlx::query!(
        r#"SELECT reference, state, category.name AS "category: Json<Localized>", category_id, sector_id, address,
                  sentence_name AS "team?: Json<Localized>", received_at, closed_at, due_at
           FROM report JOIN category ON category.id = category_id LEFT JOIN team ON team.id = team_id
           WHERE report.id = $1"#,
        report.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let steps = sqlx::query_as!(
        Event,
        r#"SELECT move AS step, from_state, occurred_at, recorded_at, h.words,
                  detail -> 'texts' AS "reply: Json<Localized>",
                  team.sentence_name AS "team?: Json<Localized>", sentence AS "sentence?: Json<Localized>",
                  CASE move WHEN 'schedule' THEN (detail ->> 'on')::date
                            WHEN 'watch' THEN (detail ->> 'review_on')::date END AS day,
                  CASE move WHEN 'transfer' THEN detail -> 'partner' END AS "partner: Json<Localized>",
                  CASE move WHEN 'transfer' THEN (detail ->> 'until')::timestamptz END AS until,
                  CASE move WHEN 'merge' THEN (SELECT reference FROM report main
                      WHERE main.id = (detail ->> 'main')::uuid) END AS main,
                  actor_id IS NOT DISTINCT FROM $2 AS "mine!"
           FROM report_history h
           LEFT JOIN assignment a ON a.history_id = h.id LEFT JOIN team ON team.id = a.team_id
           WHERE h.report_id = $1 ORDER BY h.position DESC"#,
        report.0,
        reader.0
    )
    .fetch_all(connection)
    .await?;
    Ok(Standing {
        reference: row.reference,
        state: row.state,
        category_id: row.category_id,
        category: row.category,
        sector_id: row.sector_id,
        address: row.address,
        team: row.team,
        received_at: row.received_at,
        closed_at: row.closed_at,
        due_at: row.due_at,
        steps,
    })
}

async fn clean(
    connection: &mut PgConnection,
    report: ReportId,
    reader: RecipientId,
) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!(
        "SELECT clean FROM answer WHERE recipient_id = $2 AND history_id =
             (SELECT id FROM report_history WHERE report_id = $1 AND move IN ('close', 'refuse')
              ORDER BY position DESC LIMIT 1)",
        report.0,
        reader.0
    )
    .fetch_optional(connection)
    .await
}

/// A resident's photos are for their own followers; a crew's are for everybody who follows what it cleaned.
async fn photos(connection: &mut PgConnection, own: ReportId, current: ReportId) -> sqlx::Result<Vec<Shot>> {
    sqlx::query_as!(
        Shot,
        r#"SELECT photo.id, stage, state, move AS step, coalesce(taken_at, received_at) AS "at!"
           FROM photo JOIN report_history came ON came.id = history_id
           WHERE photo.report_id IN ($1, $2) AND (photo.report_id = $1 OR stage = 'after')
           ORDER BY received_at, photo.position"#,
        own.0,
        current.0
    )
    .fetch_all(connection)
    .await
}

async fn missing(connection: &mut PgConnection, report: ReportId) -> sqlx::Result<Vec<PhotoId>> {
    sqlx::query_scalar!(
        "SELECT id FROM photo WHERE report_id = $1 AND stage = 'before' AND state = 'unreadable'
             AND NOT EXISTS (SELECT FROM report_history came JOIN recipient sender ON sender.id = came.actor_id
                             WHERE came.id = photo.history_id AND sender.part <> 'reporter')
             AND NOT EXISTS (SELECT FROM photo newer WHERE newer.replaces = photo.id)
         ORDER BY received_at, position",
        report.0
    )
    .fetch_all(connection)
    .await
    .map(|photos| photos.into_iter().map(PhotoId).collect())
}

/// Whether a photo can be shown to a recipient: one of [`Followed::photos`], with its renditions.
pub(crate) async fn rendition_of(pool: &PgPool, own: ReportId, photo: Uuid) -> sqlx::Result<bool> {
    let mut connection = pool.acquire().await?;
    let current = current(&mut connection, own).await?;
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM photo WHERE id = $3 AND state = 'ready'
               AND (report_id = $1 OR report_id = $2 AND stage = 'after')) AS "ready!""#,
        own.0,
        current.0,
        photo
    )
    .fetch_one(&mut *connection)
    .await
}
