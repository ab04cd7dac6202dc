use chrono::{DateTime, Utc};
use model::city::Localized;
use model::place::Point;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Open reports that are shown, at most.
const MOST: i64 = 10;

/// The open reports of one category around a place.
#[derive(Debug)]
pub(crate) struct Nearby {
    /// Metres within which one is probably the same.
    pub(crate) radius_m: i32,
    pub(crate) category: Json<Localized>,
    /// The nearest first.
    pub(crate) reports: Vec<Near>,
}

/// What is open around a place; none: there is no such category.
pub(crate) async fn nearby(pool: &PgPool, place: Point, category: &str) -> sqlx::Result<Option<Nearby>> {
    let Some(Reach { radius_m, category: name }) = reach(pool, category).await? else { return Ok(None) };
    let reports = within(pool, place, category, radius_m).await?;
    Ok(Some(Nearby { radius_m, category: name, reports }))
}

struct Reach {
    radius_m: i32,
    category: Json<Localized>,
}

async fn reach(pool: &PgPool, category: &str) -> sqlx::Result<Option<Reach>> {
    sqlx::query_as!(
        Reach,
        r#"SELECT radius_m, name AS "category: Json<Localized>" FROM category WHERE id = $1"#,
        category
    )
    .fetch_optional(pool)
    .await
}

/// An open report near a place: nothing of it that is anybody's.
#[derive(Debug)]
pub(crate) struct Near {
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) distance_m: f64,
    /// A photo of the dirty street that staff released.
    pub(crate) photo: Option<Uuid>,
}

async fn within(pool: &PgPool, place: Point, category: &str, radius_m: i32) -> sqlx::Result<Vec<Near>> {
    // The states are those that are open in the table of moves, as the index says them.
    sqlx::query_as!(
        Near,
        r#"WITH here AS (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography AS point)
           SELECT reference, state, received_at, ST_Distance(place, here.point) AS "distance_m!",
                  (SELECT photo.id FROM photo WHERE photo.report_id = report.id AND photo.state = 'ready'
                       AND stage = 'before' AND released_at IS NOT NULL ORDER BY photo.id LIMIT 1) AS photo
           FROM here JOIN report ON ST_DWithin(place, here.point, $3)
           WHERE category_id = $4
             AND state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred',
                 'monitored', 'reopened')
           ORDER BY ST_Distance(place, here.point), received_at, id LIMIT $5"#,
        place.longitude(),
        place.latitude(),
        f64::from(radius_m),
        category,
        MOST,
    )
    .fetch_all(pool)
    .await
}
