//! The squares that maps are made of: the background, the sectors' outlines, the reports. No such square, or one that
//! shows nothing of the city: 404, so that nobody uses this address as a map service.

use std::collections::HashMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use web::{Lang, Language};

use crate::Intake;
use crate::base_map::Picture;
use crate::error::problem_page;
use crate::filters::Filters;
use crate::overview::{POINTS_FROM, cells};
use crate::store;
use crate::tiles::Tile;

/// Mapbox Vector Tile 2.1.
const VECTOR: &str = "application/vnd.mapbox-vector-tile";
const FOR_A_DAY: &str = "public, max-age=86400";
/// Sectors change a few times in a decade.
const FOR_AN_HOUR: &str = "public, max-age=3600";
/// Reports come and go.
const FOR_A_MINUTE: &str = "public, max-age=60";
/// The map service may be back soon.
const SHORTLY: &str = "public, max-age=30";

/// Three numbers, which may be none.
type Named = Path<(String, String, String)>;

fn read(Path((zoom, x, y)): &Named, intake: &Intake) -> Option<Tile> {
    Tile::read([zoom, x, y], &intake.city.bounds)
}

fn nothing(language: Language) -> Response {
    problem_page(language, StatusCode::NOT_FOUND, "page")
}

/// `/tiles/base/{z}/{x}/{y}`: the background; 204 while there is none, and the map shows the outlines below it.
pub(crate) async fn base(State(intake): State<Intake>, Lang(language): Lang, named: Named) -> Response {
    let Some(tile) = read(&named, &intake) else { return nothing(language) };
    match intake.base_map.picture(tile, intake.clock.now()).await {
        Some(Picture { kind, bytes }) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_A_DAY)], bytes).into_response()
        }
        None => (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, SHORTLY)]).into_response(),
    }
}

/// `/tiles/sectors/{z}/{x}/{y}`: the layers `sectors`, their outlines, and `names`.
pub(crate) async fn sectors(State(intake): State<Intake>, Lang(language): Lang, named: Named) -> Response {
    let Some(tile) = read(&named, &intake) else { return nothing(language) };
    vector(store::sector_tile(&intake.pool, tile).await, FOR_AN_HOUR)
}

/// `/tiles/reports/{z}/{x}/{y}`: from zoom 15 on the layer `reports`, each report with its category, state, sector, age in
/// hours (from a day on in whole days) and the id of its released photo; before, the layer `cells`, with how many each
/// stands for. Filters as those of the page.
pub(crate) async fn reports(
    State(intake): State<Intake>,
    Lang(language): Lang,
    named: Named,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let filters = query.ok().and_then(|Query(query)| Filters::read(&query));
    let (Some(tile), Some(filters)) = (read(&named, &intake), filters) else {
        return nothing(language);
    };
    vector(drawn(&intake, tile, &filters).await, FOR_A_MINUTE)
}

async fn drawn(intake: &Intake, tile: Tile, filters: &Filters) -> sqlx::Result<Vec<u8>> {
    let now = intake.clock.now();
    if tile.zoom >= POINTS_FROM {
        return store::point_tile(&intake.pool, tile, filters, now).await;
    }
    let counted = intake.overview.of(&intake.pool, now).await?;
    store::cell_tile(&intake.pool, &cells(&counted, tile, filters)).await
}

fn vector(drawn: sqlx::Result<Vec<u8>>, caching: &'static str) -> Response {
    match drawn {
        Ok(tile) => {
            ([(header::CONTENT_TYPE, VECTOR), (header::CACHE_CONTROL, caching)], tile).into_response()
        }
        Err(error) => {
            let error = anyhow::Error::from(error);
            tracing::error!(error = format!("{error:#}"), "a tile can't be drawn");
            service_kit::problem::status_of(&error).into_response()
        }
    }
}
