//! The squares that every map is made of.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::background::Picture;
use crate::{Maps, sectors};

/// Mapbox Vector Tile 2.1.
const VECTOR: &str = "application/vnd.mapbox-vector-tile";
const FOR_A_DAY: &str = "public, max-age=86400";
/// Sectors change a few times in a decade.
const FOR_AN_HOUR: &str = "public, max-age=3600";
/// The map service may be back soon.
const SHORTLY: &str = "public, max-age=30";

impl Maps {
    /// The addresses `/tiles/base/…` and `/tiles/sectors/…`.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/tiles/base/{z}/{x}/{y}", get(base))
            .route("/tiles/sectors/{z}/{x}/{y}", get(outlines))
            .with_state(self.clone())
    }
}

/// An answer with a vector tile, that may be kept as long as `caching` says. No such square: 404. What failed is in the
/// log.
pub fn vector(drawn: sqlx::Result<Option<Vec<u8>>>, caching: &'static str) -> Response {
    match drawn {
        Ok(Some(tile)) => {
            ([(header::CONTENT_TYPE, VECTOR), (header::CACHE_CONTROL, caching)], tile).into_response()
        }
        Ok(None) => nothing(),
        Err(error) => failed(error),
    }
}

/// For a machine that reads maps: no page.
fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such tile of this city.\n").into_response()
}

fn failed(error: sqlx::Error) -> Response {
    let error = anyhow::Error::from(error);
    tracing::error!(error = format!("{error:#}"), "a tile can't be drawn");
    service_kit::problem::status_of(&error).into_response()
}

/// Three numbers, which may be none.
type Named = Path<(String, String, String)>;

/// The background; 204 while there is none, and the map shows the outlines below it.
async fn base(State(maps): State<Maps>, Path((zoom, x, y)): Named) -> Response {
    let tile = match maps.tile(&zoom, &x, &y).await {
        Ok(Some(tile)) => tile,
        Ok(None) => return nothing(),
        Err(error) => return failed(error),
    };
    match maps.0.background.picture(tile, maps.0.clock.now()).await {
        Some(Picture { kind, bytes }) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_A_DAY)], bytes).into_response()
        }
        None => (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, SHORTLY)]).into_response(),
    }
}

async fn outlines(State(maps): State<Maps>, Path((zoom, x, y)): Named) -> Response {
    vector(drawn(&maps, &zoom, &x, &y).await, FOR_AN_HOUR)
}

async fn drawn(maps: &Maps, zoom: &str, x: &str, y: &str) -> sqlx::Result<Option<Vec<u8>>> {
    let Some(tile) = maps.tile(zoom, x, y).await? else { return Ok(None) };
    sectors::tile(&maps.0.database, tile).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tile_is_a_404_and_a_tile_may_be_kept() {
        assert_eq!(vector(Ok(None), SHORTLY).status(), StatusCode::NOT_FOUND);
        let tile = vector(Ok(Some(vec![1])), SHORTLY);
        assert_eq!(tile.headers()[header::CACHE_CONTROL], SHORTLY);
        assert_eq!(tile.headers()[header::CONTENT_TYPE], VECTOR);
    }
}
