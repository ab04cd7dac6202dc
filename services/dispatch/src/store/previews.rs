//! A real report for the preview of a letter.

use anyhow::Context;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::city::Localized;
use model::ids::StaffId;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::replies::Outcome;

/// A report that a letter can be about, and its last end.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) id: Uuid,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
    pub(crate) emergency: Option<Localized>,
    pub(crate) partner: Option<Localized>,
    pub(crate) team: Option<Localized>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    /// None: it has not ended like this.
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) city: String,
    pub(crate) zone: Tz,
}

/// Which report is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// The one with this number.
    Number(&'a str),
    /// The one that ended last like this, of these categories; of any where there are none.
    Newest(&'a [String]),
}

/// The report, if it is one of the referent's.
pub(crate) async fn sample(
    database: &PgPool,
    referent: StaffId,
    outcome: Outcome,
    which: Which<'_>,
) -> anyhow::Result<Option<Sample>> {
    let id = match which {
        Which::Number(number) => sqlx::query_scalar!(
            "SELECT id FROM report WHERE reference = upper($2) AND staff_reaches($1, team_id, sector_id)",
            referent.0,
            number
        )
        .fetch_optional(database)
        .await?,
        Which::Newest(categories) => sqlx::query_scalar!(
            "SELECT id FROM report WHERE state = $2 AND state IN ('done', 'rejected', 'duplicate') AND ended_at IS NOT NULL
                 AND (cardinality($3::text[]) = 0 OR category_id = ANY($3)) AND staff_reaches($1, team_id, sector_id)
             ORDER BY ended_at DESC LIMIT 1",
            referent.0,
            outcome.as_str(),
            categories
        )
        .fetch_optional(database)
        .await?,
    };
    let Some(id) = id else { return Ok(None) };
    let row = sqlx::query!(
        r#"SELECT reference, address, category.name AS "category: Json<Localized>",
               CASE WHEN danger THEN city.settings -> 'emergency' END AS "emergency: Json<Localized>",
               category.partner AS "partner: Json<Localized>", team.sentence_name AS "team?: Json<Localized>", received_at, due_at,
               (SELECT occurred_at FROM report_history WHERE report_id = report.id AND move = $2
                ORDER BY position DESC LIMIT 1) AS ended_at,
               city.name AS city, timezone
           FROM report JOIN category ON category.id = category_id LEFT JOIN team ON team.id = team_id CROSS JOIN city
           WHERE report.id = $1"#,
        id,
        match outcome {
            Outcome::Done => "close",
            Outcome::Rejected => "refuse",
        }
    )
    .fetch_one(database)
    .await?;
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(Some(Sample {
        id,
        reference: row.reference,
        address: row.address,
        category: row.category.0,
        emergency: row.emergency.map(|number| number.0),
        partner: row.partner.map(|partner| partner.0),
        team: row.team.map(|team| team.0),
        received_at: row.received_at,
        due_at: row.due_at,
        ended_at: row.ended_at,
        city: row.city,
        zone,
    }))
}

/// A photo that a letter may show.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) id: Uuid,
    /// Of the end; else as it was.
    pub(crate) after: bool,
    pub(crate) at: DateTime<Utc>,
}

/// The photos of a report's last end and those of how it was, at most `most` of each.
pub(crate) async fn photos(database: &PgPool, report: Uuid, most: i64) -> sqlx::Result<Vec<Shown>> {
    sqlx::query_as!(
        Shown,
        r#"SELECT id AS "id!", stage = 'after' AS "after!", least(taken_at, received_at) AS "at!"
           FROM (SELECT photo.*, row_number() OVER (PARTITION BY stage ORDER BY came.position, photo.position) AS nth
                 FROM photo JOIN report_history came ON came.id = photo.history_id
                 WHERE photo.report_id = $1 AND photo.state = 'ready' AND (stage = 'before' OR stage = 'after'
                     AND photo.history_id = (SELECT id FROM report_history
                         WHERE report_id = $1 AND move IN ('close', 'refuse') ORDER BY position DESC LIMIT 1))) shown
           WHERE nth <= $2 ORDER BY stage = 'before', nth"#,
        report,
        most
    )
    .fetch_all(database)
    .await
}
