//! Prepared answers at the desk: as they stand, each save of them, and how people answered the letters that used them.

use chrono::{DateTime, Utc};
use model::city::Localized;
use model::ids::StaffId;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

use super::replies::Outcome;

/// A prepared answer as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Wording {
    pub(crate) id: String,
    pub(crate) outcome: Outcome,
    pub(crate) version: i32,
    pub(crate) categories: Vec<String>,
    pub(crate) title: Localized,
    pub(crate) body: Localized,
    pub(crate) retired: bool,
    /// Who saved it last, and when.
    pub(crate) author: String,
    pub(crate) saved_at: DateTime<Utc>,
}

/// All prepared answers, those that are offered first.
pub(crate) async fn wordings(database: &PgPool) -> anyhow::Result<Vec<Wording>> {
    let mut connection = database.acquire().await?;
    found(&mut connection, None).await
}

/// One prepared answer.
pub(crate) async fn wording(connection: &mut PgConnection, id: &str) -> anyhow::Result<Option<Wording>> {
    Ok(found(connection, Some(id)).await?.pop())
}

async fn found(connection: &mut PgConnection, id: Option<&str>) -> anyhow::Result<Vec<Wording>> {
    let rows = sqlx::query!(
        r#"SELECT reply.id, outcome, reply.version, reply.categories, reply.title AS "title: Json<Localized>",
               reply.body AS "body: Json<Localized>", retired_at IS NOT NULL AS "retired!", author AS "author?",
               saved_at AS "saved_at?"
           FROM reply LEFT JOIN reply_version saved ON saved.reply_id = reply.id AND saved.version = reply.version
           WHERE $1::text IS NULL OR reply.id = $1 ORDER BY retired_at IS NOT NULL, position, reply.id"#,
        id
    )
    .fetch_all(connection)
    .await?;
    let wordings = rows.into_iter().map(|row| {
        Ok(Wording {
            outcome: Outcome::named(&row.outcome)
                .ok_or_else(|| anyhow::anyhow!("the outcome {}", row.outcome))?,
            id: row.id,
            version: row.version,
            categories: row.categories,
            title: row.title.0,
            body: row.body.0,
            retired: row.retired,
            author: row.author.unwrap_or_default(),
            saved_at: row.saved_at.unwrap_or_default(),
        })
    });
    wordings.collect()
}

/// Keeps everybody else from saving an answer until the transaction ends; false: there is none.
pub(crate) async fn lock(connection: &mut PgConnection, id: &str) -> sqlx::Result<bool> {
    let row =
        sqlx::query!("SELECT id FROM reply WHERE id = $1 FOR UPDATE", id).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// What a save puts into the place of what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) categories: Vec<String>,
    pub(crate) title: Localized,
    pub(crate) body: Localized,
    pub(crate) retired: bool,
}

/// Saves an answer as a new version; which one.
pub(crate) async fn save(
    connection: &mut PgConnection,
    id: &str,
    text: &Text,
    (staff, now): (StaffId, DateTime<Utc>),
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"WITH saved AS (
               UPDATE reply SET version = version + 1, categories = $2, title = $3, body = $4,
                   retired_at = CASE WHEN $5 THEN coalesce(retired_at, $6) END
               WHERE id = $1 RETURNING id, version, categories, title, body)
           INSERT INTO reply_version
           SELECT saved.id, version, categories, title, body, $5, name, staff.id, $6
           FROM saved JOIN staff ON staff.id = $7 RETURNING version"#,
        id,
        &text.categories,
        Json(&text.title) as _,
        Json(&text.body) as _,
        text.retired,
        now,
        staff.0
    )
    .fetch_one(connection)
    .await
}

/// Adds an answer as the last one of its list; false: its id is taken.
pub(crate) async fn add(
    connection: &mut PgConnection,
    (id, outcome): (&str, Outcome),
    text: &Text,
    (staff, now): (StaffId, DateTime<Utc>),
) -> sqlx::Result<bool> {
    let added = sqlx::query!(
        "WITH added AS (
             INSERT INTO reply (id, outcome, categories, title, body, position)
             SELECT $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1 FROM reply
             ON CONFLICT (id) DO NOTHING RETURNING id)
         INSERT INTO reply_version
         SELECT added.id, 1, $3, $4, $5, false, name, staff.id, $6 FROM added JOIN staff ON staff.id = $7",
        id,
        outcome.as_str(),
        &text.categories,
        Json(&text.title) as _,
        Json(&text.body) as _,
        now,
        staff.0
    )
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// An answer as it was saved once.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) version: i32,
    pub(crate) title: Localized,
    pub(crate) body: Localized,
    pub(crate) retired: bool,
    pub(crate) author: String,
    pub(crate) at: DateTime<Utc>,
}

/// Every save of an answer, the newest first.
pub(crate) async fn versions(database: &PgPool, id: &str) -> sqlx::Result<Vec<Saved>> {
    sqlx::query!(
        r#"SELECT version, title AS "title: Json<Localized>", body AS "body: Json<Localized>", retired, author, saved_at
           FROM reply_version WHERE reply_id = $1 ORDER BY version DESC"#,
        id
    )
    .map(|row| Saved {
        version: row.version,
        title: row.title.0,
        body: row.body.0,
        retired: row.retired,
        author: row.author,
        at: row.saved_at,
    })
    .fetch_all(database)
    .await
}

/// A category to choose, under its group.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) name: Localized,
    pub(crate) group: Localized,
}

/// Every category, by group.
pub(crate) async fn categories(database: &PgPool) -> sqlx::Result<Vec<Known>> {
    sqlx::query!(
        r#"SELECT category.id, category.short AS "name: Json<Localized>", category_group.name AS "group: Json<Localized>"
           FROM category JOIN category_group ON category_group.id = group_id
           ORDER BY category_group.position, category_group.id, category.position, category.id"#
    )
    .map(|row| Known { id: row.id, name: row.name.0, group: row.group.0 })
    .fetch_all(database)
    .await
}

/// How people answered the letters that used one version of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) reply: String,
    pub(crate) version: i32,
    /// Closes that were not undone.
    pub(crate) closes: i64,
    /// Letters that the mail server took.
    pub(crate) letters: i64,
    pub(crate) clean: i64,
    pub(crate) not_clean: i64,
    /// Closes after which the report was opened again.
    pub(crate) contested: i64,
    pub(crate) grades: i64,
    pub(crate) grade_sum: i64,
}

/// How people answered, by answer and version, for closes since a moment in the referent's sectors. A close that names no
/// version used the first.
pub(crate) async fn heard(
    database: &PgPool,
    referent: StaffId,
    reply: Option<&str>,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<Heard>> {
    sqlx::query_as!(
        Heard,
        r#"WITH used AS (
               SELECT told.id, told.report_id, told.position, told.detail ->> 'reply' AS reply,
                      coalesce((told.detail ->> 'reply_version')::integer, 1) AS version
               FROM report_history told JOIN report ON report.id = told.report_id
               WHERE told.move IN ('close', 'refuse') AND told.detail ->> 'reply' IS NOT NULL
                 AND ($2::text IS NULL OR told.detail ->> 'reply' = $2) AND told.recorded_at >= $3
                 AND staff_reaches($1, team_id, sector_id) AND NOT EXISTS (
                     SELECT FROM report_history undo WHERE undo.report_id = told.report_id AND undo.move = 'undo'
                         AND undo.detail ->> 'close' = told.id::text))
           SELECT reply AS "reply!", version AS "version!", count(*) AS "closes!",
               sum((SELECT count(*) FROM letter WHERE history_id = used.id AND state = 'accepted'))::bigint AS "letters!",
               sum(answers.clean)::bigint AS "clean!", sum(answers.not_clean)::bigint AS "not_clean!",
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM report_history contest
                   WHERE contest.report_id = used.report_id AND contest.move = 'contest' AND contest.position > used.position
                     AND NOT EXISTS (SELECT FROM report_history later
                         WHERE later.report_id = used.report_id AND later.move IN ('close', 'refuse')
                           AND later.position > used.position AND later.position < contest.position))) AS "contested!",
               sum(graded.grades)::bigint AS "grades!", sum(graded.grade_sum)::bigint AS "grade_sum!"
           FROM used
           CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE answer.clean) AS clean,
               count(*) FILTER (WHERE NOT answer.clean) AS not_clean FROM answer WHERE history_id = used.id) answers
           CROSS JOIN LATERAL (SELECT count(*) AS grades, coalesce(sum(grade), 0) AS grade_sum
               FROM satisfaction WHERE history_id = used.id) graded
           GROUP BY reply, version ORDER BY reply, version"#,
        referent.0,
        reply,
        since
    )
    .fetch_all(database)
    .await
}
