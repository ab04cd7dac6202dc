//! What a stranger may see of the city's reports: what they are, where they stand, how old they are, and photos that
//! staff released. Words, addresses of people and photos as they came are never read here.

use chrono::{DateTime, Utc};
use maps::Tile;
use model::city::Localized;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use crate::filters::{CLOSED_DAYS, Filters};
use crate::overview::{Cell, SQUARE_ZOOM, periods};

/// Points of one tile, at most: many more than can be told apart.
const MOST_POINTS: i64 = 5_000;
/// Sectors that can be chosen from a list, at most; a city of more has no such list.
const MOST_SECTORS: i64 = 200;

/// Each report of a tile by itself.
pub(crate) async fn point_tile(
    pool: &PgPool,
    tile: Tile,
    filters: &Filters,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<u8>> {
    let (bounds, (zoom, x, y)) = (tile.bounds(), tile.numbers());
    // The states are those of the two indexes of places. A half that nobody asked for is not run.
    let found = sqlx::query_scalar!(
        r#"WITH found AS (
               SELECT id, place, category_id, state, sector_id, received_at AS since FROM report
               WHERE $8 AND place && ST_MakeEnvelope($4, $5, $6, $7, 4326)::geography AND received_at >= $9
                 AND state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred',
                     'monitored', 'reopened')
               UNION ALL
               SELECT id, place, category_id, state, sector_id, ended_at FROM report
               WHERE $10 AND place && ST_MakeEnvelope($4, $5, $6, $7, 4326)::geography AND ended_at >= $11
                 AND state IN ('done', 'rejected')),
           aged AS (
               SELECT found.*, greatest(extract(epoch FROM $12 - since) / 3600, 0)::int AS hours
               FROM found JOIN category ON category.id = category_id WHERE $13::text IS NULL OR group_id = $13),
           shown AS (
               SELECT ST_AsMVTGeom(ST_Transform(place::geometry, 3857), ST_TileEnvelope($1, $2, $3), 4096, 0) AS point,
                      category_id AS category, state, sector_id AS sector,
                      CASE WHEN hours < 24 THEN hours ELSE hours / 24 * 24 END AS hours,
                      (SELECT photo.id FROM photo WHERE photo.report_id = aged.id AND photo.state = 'ready'
                           AND stage = 'before' AND released_at IS NOT NULL ORDER BY photo.id LIMIT 1)::text AS photo
               FROM aged LIMIT $14)
           SELECT ST_AsMVT(shown, 'reports', 4096, 'point') AS "tile!" FROM shown WHERE point IS NOT NULL"#,
        zoom,
        x,
        y,
        bounds.west,
        bounds.south,
        bounds.east,
        bounds.north,
        filters.open,
        filters.open_since(now),
        filters.closed,
        filters.closed_since(now),
        now,
        filters.group.as_deref(),
        MOST_POINTS,
    );
    found.fetch_one(pool).await
}

/// Cells as a tile.
pub(crate) async fn cell_tile(pool: &PgPool, cells: &[Cell]) -> sqlx::Result<Vec<u8>> {
    let of = |value: fn(&Cell) -> f64| cells.iter().map(value).collect::<Vec<_>>();
    let counts: Vec<_> = cells.iter().map(|cell| cell.count).collect();
    let found = sqlx::query_scalar!(
        r#"SELECT ST_AsMVT(shown, 'cells', 4096, 'point') AS "tile!" FROM (
               SELECT ST_MakePoint(x, y) AS point, count
               FROM unnest($1::float8[], $2::float8[], $3::bigint[]) AS cell (x, y, count)) AS shown"#,
        &of(|cell| cell.x),
        &of(|cell| cell.y),
        &counts,
    );
    found.fetch_one(pool).await
}

/// Reports of one group, state and age in one small square.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    /// The sum of their places, in squares from 180° west.
    pub(crate) x: f64,
    /// The same from the north.
    pub(crate) y: f64,
    pub(crate) group: String,
    pub(crate) open: bool,
    /// The shortest period, in days, that they belong to.
    pub(crate) period: i32,
    pub(crate) count: i64,
}

impl Counted {
    pub(crate) fn column(&self) -> u32 {
        self.square(self.x)
    }

    pub(crate) fn row(&self) -> u32 {
        self.square(self.y)
    }

    #[expect(clippy::cast_precision_loss, reason = "a city's reports are counted in millions")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "squares are counted from 0 to 2^17"
    )]
    fn square(&self, sum: f64) -> u32 {
        (sum / self.count as f64).floor() as u32
    }
}

/// Everything that maps of the city show, counted.
pub(crate) async fn counted(pool: &PgPool, now: DateTime<Utc>) -> sqlx::Result<Vec<Counted>> {
    // The shortest period is the number of days itself, so that a later comparison needs nothing else.
    sqlx::query_as!(
        Counted,
        r#"WITH found AS (
               SELECT place::geometry AS place, category_id, true AS open, received_at AS since FROM report
               WHERE state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred',
                   'monitored', 'reopened')
               UNION ALL
               SELECT place::geometry, category_id, false, ended_at FROM report
               WHERE state IN ('done', 'rejected') AND ended_at >= $1::timestamptz - make_interval(days => $2)),
           placed AS (
               SELECT (ST_X(place) + 180) / 360 * 2 ^ $3::int AS x,
                      (1 - asinh(tan(radians(ST_Y(place)))) / pi()) / 2 * 2 ^ $3::int AS y, category_id, open,
                      (SELECT coalesce(min(days), 2147483647) FROM unnest($4::int[]) days
                       WHERE since >= $1 - make_interval(days => days)) AS period
               FROM found)
           SELECT sum(x) AS "x!", sum(y) AS "y!", group_id AS "group!", open AS "open!", period AS "period!",
                  count(*) AS "count!"
           FROM placed JOIN category ON category.id = category_id
           GROUP BY floor(x), floor(y), group_id, open, period"#,
        now,
        i32::try_from(CLOSED_DAYS).unwrap_or(i32::MAX),
        i32::from(SQUARE_ZOOM),
        &periods(),
    )
    .fetch_all(pool)
    .await
}

/// A report of the list.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) category: Json<Localized>,
    pub(crate) icon: String,
    pub(crate) state: String,
    /// The place in words.
    pub(crate) address: String,
    /// When it was received, or closed.
    pub(crate) since: DateTime<Utc>,
    /// A photo that staff released.
    pub(crate) photo: Option<Uuid>,
}

/// Where a page of the list begins: behind this moment and id.
pub(crate) type Behind = (DateTime<Utc>, Uuid);

/// A page of the list, the newest first.
pub(crate) async fn listed(
    pool: &PgPool,
    (filters, sector): (&Filters, Option<&str>),
    (behind, most): (Behind, i64),
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"SELECT shown.id AS "id!", category.name AS "category: Json<Localized>", icon, state AS "state!",
                  address AS "address!", since AS "since!",
                  (SELECT photo.id FROM photo WHERE photo.report_id = shown.id AND photo.state = 'ready'
                       AND stage = 'before' AND released_at IS NOT NULL ORDER BY photo.id LIMIT 1) AS photo
           FROM (
               (SELECT report.id, category_id, state, address, received_at AS since
                FROM report JOIN category ON category.id = category_id
                WHERE $1 AND received_at >= $2 AND (received_at, report.id) < ($3, $4)
                  AND ($7::text IS NULL OR group_id = $7) AND ($8::text IS NULL OR sector_id = $8)
                  AND state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred',
                      'monitored', 'reopened')
                ORDER BY received_at DESC, report.id DESC LIMIT $9)
               UNION ALL
               (SELECT report.id, category_id, state, address, ended_at
                FROM report JOIN category ON category.id = category_id
                WHERE $5 AND ended_at >= $6 AND (ended_at, report.id) < ($3, $4)
                  AND ($7::text IS NULL OR group_id = $7) AND ($8::text IS NULL OR sector_id = $8)
                  AND state IN ('done', 'rejected')
                ORDER BY ended_at DESC, report.id DESC LIMIT $9)) AS shown
               JOIN category ON category.id = category_id
           ORDER BY since DESC, shown.id DESC LIMIT $9"#,
        filters.open,
        filters.open_since(now),
        behind.0,
        behind.1,
        filters.closed,
        filters.closed_since(now),
        filters.group.as_deref(),
        sector,
        most,
    )
    .fetch_all(pool)
    .await
}

/// An id and its name, to choose from.
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: Json<Localized>,
}

/// The groups of categories, in their order.
pub(crate) async fn groups(pool: &PgPool) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"SELECT id, name AS "name: Json<Localized>" FROM category_group ORDER BY position, id"#
    )
    .fetch_all(pool)
    .await
}

/// The sectors to choose from, in their order; empty where there are too many for a list.
pub(crate) async fn sectors(pool: &PgPool) -> sqlx::Result<Vec<Named>> {
    let sectors = sqlx::query_as!(
        Named,
        r#"SELECT id, name AS "name: Json<Localized>" FROM sector WHERE assigns AND retired_at IS NULL
           ORDER BY number, id LIMIT $1"#,
        MOST_SECTORS + 1
    );
    let sectors = sectors.fetch_all(pool).await?;
    Ok(if i64::try_from(sectors.len()).is_ok_and(|count| count <= MOST_SECTORS) {
        sectors
    } else {
        Vec::new()
    })
}
