//! What the database knows of the city's shape.

use sqlx::PgPool;
use sqlx::types::Json;

use crate::{Area, Tile};

/// The city's area, as its pack says it.
pub(crate) async fn area(database: &PgPool) -> sqlx::Result<Area> {
    let area = sqlx::query_scalar!(r#"SELECT settings AS "settings: Json<Area>" FROM city"#);
    Ok(area.fetch_one(database).await?.0)
}

/// The outlines of the sectors in a tile, and their names: each in one place.
pub(crate) async fn tile(database: &PgPool, tile: Tile) -> sqlx::Result<Vec<u8>> {
    let (bounds, (zoom, x, y)) = (tile.bounds(), tile.numbers());
    let found = sqlx::query_scalar!(
        r#"WITH here AS (
               SELECT short->>'fr' AS name, area, ST_TileEnvelope($1, $2, $3) AS tile FROM sector
               WHERE area && ST_MakeEnvelope($4, $5, $6, $7, 4326) AND assigns AND retired_at IS NULL),
           outlines AS (
               SELECT ST_AsMVTGeom(ST_Transform(area, 3857), tile, 4096, 64) AS outline FROM here),
           names AS (
               SELECT name, ST_AsMVTGeom(ST_Transform(ST_PointOnSurface(area), 3857), tile, 4096, 0) AS point FROM here)
           SELECT (SELECT ST_AsMVT(outlines, 'sectors', 4096, 'outline') FROM outlines WHERE outline IS NOT NULL)
               || (SELECT ST_AsMVT(names, 'names', 4096, 'point') FROM names WHERE point IS NOT NULL) AS "tile!""#,
        zoom,
        x,
        y,
        bounds.west,
        bounds.south,
        bounds.east,
        bounds.north,
    );
    found.fetch_one(database).await
}
