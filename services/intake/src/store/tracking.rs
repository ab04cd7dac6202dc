use chrono::{DateTime, NaiveDate, Utc};
use model::city::Localized;
use model::ids::{PhotoId, RecipientId, ReportId};
use serde::Deserialize;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Who holds a secret link, as far as the database knows.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) report: ReportId,
    pub(crate) generation: i32,
    /// Reported it; else has the same problem.
    pub(crate) reporter: bool,
    /// Has an address, whether or not they want letters.
    pub(crate) has_address: bool,
    /// Wants no letters.
    pub(crate) stopped: bool,
    /// When their address was erased.
    pub(crate) erased_at: Option<DateTime<Utc>>,
}

impl Recipient {
    /// Has an address, and wants letters.
    pub(crate) const fn gets_letters(&self) -> bool {
        self.has_address && !self.stopped
    }
}

/// The recipient that a token claims to be.
pub(crate) async fn recipient(pool: &PgPool, claimed: Uuid) -> sqlx::Result<Option<Recipient>> {
    sqlx::query_as!(
        Recipient,
        r#"SELECT report_id AS report, generation, part = 'reporter' AS "reporter!",
                  email IS NOT NULL AS "has_address!", letters_stopped_at IS NOT NULL AS "stopped!",
                  (SELECT erased_at FROM address_erasure WHERE recipient_id = recipient.id) AS erased_at
           FROM recipient WHERE id = $1"#,
        claimed
    )
    .fetch_optional(pool)
    .await
}

/// What somebody with a secret link follows.
pub(crate) struct Followed {
    pub(crate) person: Recipient,
    /// Their report.
    pub(crate) own: Standing,
    /// The report that it was merged into, and that is looked after in its place.
    pub(crate) main: Option<Standing>,
    /// What this recipient said of the last end.
    pub(crate) said: Told,
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

/// What somebody said of an end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Clean, or not.
    pub(crate) clean: Option<bool>,
    /// How content they are, from 1 to 5.
    pub(crate) grade: Option<i16>,
    /// Why.
    pub(crate) why: Option<String>,
}

/// A report as its followers see it.
pub(crate) struct Standing {
    pub(crate) id: ReportId,
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
#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) step: String,
    pub(crate) from_state: Option<String>,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The crew's reply, or its reason, in both languages.
    pub(crate) reply: Option<Localized>,
    pub(crate) words: Option<String>,
    pub(crate) team: Option<Localized>,
    pub(crate) sentence: Option<Localized>,
    /// The day of a visit, or of a review.
    pub(crate) day: Option<NaiveDate>,
    /// Whom it was passed to, and until when.
    pub(crate) partner: Option<Localized>,
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
    /// It can't be read, and no other came for it.
    pub(crate) missing: bool,
}

/// What somebody with a secret link follows.
pub(crate) async fn followed(
    pool: &PgPool,
    reader: RecipientId,
    person: &Recipient,
) -> sqlx::Result<Followed> {
    let mut connection = pool.acquire().await?;
    let mut standings = standings(&mut connection, person.report, reader).await?;
    let main = if standings.len() > 1 { standings.pop() } else { None };
    let (own, said) = standings.pop().ok_or(sqlx::Error::RowNotFound)?;
    let (main, said) = match main {
        Some((main, said)) => (Some(main), said),
        None => (None, said),
    };
    let current = main.as_ref().map_or(person.report, |main| main.id);
    let shots = photos(&mut connection, person, current, reader).await?;
    let missing = shots.iter().filter(|shot| shot.missing).map(|shot| PhotoId(shot.id)).collect();
    Ok(Followed { person: person.clone(), own, main, said, photos: shots, missing })
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

/// The report and the one that goes on in its place, if that is another; each with its steps as of the same moment: a
/// report must not be shown as given to a team whose step is missing. With each, what the reader said of its last end.
async fn standings(
    connection: &mut PgConnection,
    own: ReportId,
    reader: RecipientId,
) -> sqlx::Result<Vec<(Standing, Told)>> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE way AS (
               SELECT report.id, state, 0 AS merges FROM report WHERE report.id = $1
               UNION ALL
               SELECT main.id, main.state, merges + 1
               FROM way CROSS JOIN LATERAL (
                   SELECT (detail ->> 'main')::uuid AS id FROM report_history
                   WHERE report_id = way.id AND move = 'merge' ORDER BY position DESC LIMIT 1
               ) merge JOIN report main ON main.id = merge.id
               WHERE way.state = 'duplicate' AND merges < 100)
           SELECT report.id, reference, report.state, category.name AS "category: Json<Localized>", category_id,
                  sector_id, address, team.sentence_name AS "team?: Json<Localized>", received_at, closed_at, due_at,
                  (SELECT jsonb_agg(step ORDER BY position DESC)
                   FROM (SELECT h.position, jsonb_build_object(
                             'step', move, 'from_state', from_state, 'words', h.words, 'mine', actor_id IS NOT DISTINCT FROM $2,
                             'occurred_at', occurred_at, 'recorded_at', recorded_at,
                             'reply', detail -> 'texts', 'team', team.sentence_name, 'sentence', sentence,
                             'day', CASE move WHEN 'schedule' THEN detail -> 'on'
                                              WHEN 'watch' THEN detail -> 'review_on' END,
                             'partner', CASE move WHEN 'transfer' THEN detail -> 'partner' END,
                             'until', CASE move WHEN 'transfer' THEN detail -> 'until' END,
                             'main', CASE move WHEN 'merge' THEN (SELECT reference FROM report main
                                 WHERE main.id = (detail ->> 'main')::uuid) END) AS step
                         FROM report_history h
                         LEFT JOIN assignment a ON a.history_id = h.id LEFT JOIN team ON team.id = a.team_id
                         WHERE h.report_id = report.id AND (move NOT IN ('follow', 'write') OR actor_id = $2
                                OR move = 'write' AND detail ->> 'recipient' = $2::text)) steps
                  ) AS "steps!: Json<Vec<Event>>",
                  answer.clean AS "clean?", grade AS "grade?", satisfaction.words AS why
           FROM way JOIN report ON report.id = way.id
           JOIN category ON category.id = category_id LEFT JOIN team ON team.id = report.team_id
           LEFT JOIN LATERAL (
               SELECT id FROM report_history WHERE report_id = report.id AND move IN ('close', 'refuse')
               ORDER BY position DESC LIMIT 1) ended ON true
           LEFT JOIN answer ON answer.history_id = ended.id AND answer.recipient_id = $2
           LEFT JOIN satisfaction ON satisfaction.history_id = ended.id AND satisfaction.recipient_id = $2
           WHERE merges = 0 OR merges = (SELECT max(merges) FROM way)
           ORDER BY merges"#,
        own.0,
        reader.0
    )
    .fetch_all(connection)
    .await?;
    let standing = rows.into_iter().map(|row| {
        let standing = Standing {
            id: ReportId(row.id),
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
            steps: row.steps.0,
        };
        (standing, Told { clean: row.clean, grade: row.grade, why: row.why })
    });
    Ok(standing.collect())
}

/// What a reader may see: what they sent themselves, what staff released, and what a crew photographed where it cleaned.
/// Who follows another's report is a stranger to its reporter. What a partner shows who gives it back is for the team.
async fn photos(
    connection: &mut PgConnection,
    person: &Recipient,
    current: ReportId,
    reader: RecipientId,
) -> sqlx::Result<Vec<Shot>> {
    sqlx::query_as!(
        Shot,
        r#"SELECT photo.id, stage, state, move AS step, coalesce(taken_at, received_at) AS "at!",
                  stage = 'before' AND state = 'unreadable' AND photo.report_id = $1
                      AND NOT EXISTS (SELECT FROM photo newer WHERE newer.replaces = photo.id) AS "missing!"
           FROM photo JOIN report_history came ON came.id = history_id
           WHERE photo.report_id IN ($1, $2) AND (stage = 'after'
               OR photo.report_id = $1 AND (came.actor_id = $3 OR move = 'receive' AND $4)
               OR released_at IS NOT NULL) AND move <> 'come_back'
           ORDER BY received_at, photo.position"#,
        person.report.0,
        current.0,
        reader.0,
        person.reporter,
    )
    .fetch_all(connection)
    .await
}

/// Whether a photo can be shown to a recipient: one of [`Followed::photos`], with its renditions.
pub(crate) async fn rendition_of(
    pool: &PgPool,
    reader: RecipientId,
    person: &Recipient,
    photo: Uuid,
) -> sqlx::Result<bool> {
    let mut connection = pool.acquire().await?;
    let current = current(&mut connection, person.report).await?;
    let seen = photos(&mut connection, person, current, reader).await?;
    Ok(seen.iter().any(|shot| shot.id == photo && shot.state == "ready"))
}
