//! One transferred report, as its partner sees it: nothing of the people who reported it. Every query names the transfer:
//! when it is over, there is no such report here.

use anyhow::Context;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::city::Localized;
use model::ids::{PhotoId, ReportId};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// A transfer: its report and its number.
pub(crate) type Transfer = (ReportId, i32);

/// A job that a partner has.
pub(crate) struct Passed {
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
    pub(crate) partner: Localized,
    pub(crate) until: DateTime<Utc>,
    /// Degrees east and north.
    pub(crate) place: (f64, f64),
    /// What the team says to the partner.
    pub(crate) words: Option<String>,
    /// Photos before that can be shown.
    pub(crate) photos: Vec<Uuid>,
    pub(crate) city: String,
    pub(crate) zone: Tz,
}

/// Reads it; none: the transfer is over.
pub(crate) async fn passed(
    database: &PgPool,
    (report, generation): Transfer,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Passed>> {
    let row = sqlx::query!(
        r#"SELECT reference, address, category.name AS "category: Json<Localized>",
                  report.partner AS "partner!: Json<Localized>", transfer_until AS "until!",
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!",
                  (SELECT words FROM report_history WHERE report_id = report.id AND move = 'transfer'
                   ORDER BY position DESC LIMIT 1) AS words,
                  ARRAY(SELECT photo.id FROM photo WHERE report_id = report.id AND stage = 'before'
                        AND photo.state = 'ready' ORDER BY received_at, position LIMIT 10) AS "photos!",
                  city.name AS city, timezone
           FROM report JOIN category ON category.id = category_id CROSS JOIN city
           WHERE report.id = $1 AND state = 'transferred' AND transfer_generation = $2 AND transfer_until > $3"#,
        report.0,
        generation,
        now,
    )
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(Some(Passed {
        reference: row.reference,
        address: row.address,
        category: row.category.0,
        partner: row.partner.0,
        until: row.until,
        place: (row.longitude, row.latitude),
        words: row.words,
        photos: row.photos,
        city: row.city,
        zone,
    }))
}

/// Whether a photo is one of the report's before, while the partner has it.
pub(crate) async fn may_see(
    database: &PgPool,
    (report, generation): Transfer,
    photo: PhotoId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM photo JOIN report ON report.id = report_id
                          WHERE photo.id = $4 AND stage = 'before' AND photo.state = 'ready' AND report.id = $1
                            AND report.state = 'transferred' AND transfer_generation = $2 AND transfer_until > $3)
               AS "may!""#,
        report.0,
        generation,
        now,
        photo.0,
    )
    .fetch_one(database)
    .await
}
