use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use sqlx::PgPool;

/// How far back reports are counted.
const LOOKED_BACK: Duration = Duration::days(28);

/// How often each category was reported in a sector, at this hour of the day and the hours beside it, in the last four
/// weeks.
pub(crate) async fn reported_here(
    pool: &PgPool,
    sector: &str,
    zone: Tz,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query!(
        r#"SELECT category_id, count(*) AS "count!" FROM report
           WHERE sector_id = $1 AND received_at > $2 AND received_at <= $3
             AND ((extract(hour FROM received_at AT TIME ZONE $4)
                 - extract(hour FROM $3 AT TIME ZONE $4))::integer + 24) % 24 IN (23, 0, 1)
           GROUP BY category_id"#,
        sector,
        now - LOOKED_BACK,
        now,
        zone.name(),
    )
    .fetch_all(pool)
    .await
    .map(|rows| rows.into_iter().map(|row| (row.category_id, row.count)).collect())
}
