//! The sector of a place.

use model::place::Point;
use sqlx::PgConnection;

/// How far outside every sector a place may lie and still be taken: phones drift on bridges and quays.
pub const TOLERANCE_M: f64 = 30.0;

/// The sector that covers a point; on a shared border the smallest number, so that the answer is always the same;
/// else the nearest within [`TOLERANCE_M`]; else none: outside the city.
///
/// # Errors
/// As the database says.
pub async fn sector_at(connection: &mut PgConnection, point: Point) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"WITH here AS (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326) AS point)
           SELECT coalesce(
               (SELECT id FROM sector, here WHERE ST_Covers(area, here.point) ORDER BY number, id LIMIT 1),
               (SELECT id FROM sector, here WHERE ST_DWithin(area_on_ground, here.point::geography, $3)
                ORDER BY ST_Distance(area_on_ground, here.point::geography), number, id LIMIT 1))"#,
        point.longitude(),
        point.latitude(),
        TOLERANCE_M,
    )
    .fetch_one(connection)
    .await
}
