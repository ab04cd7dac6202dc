//! The squares of the public map. The background and the sectors' outlines are those of every map (`maps`).

use std::collections::HashMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use crate::Intake;
use crate::filters::Filters;
use crate::overview::{POINTS_FROM, cells};
use crate::store;

/// Reports come and go.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// `/tiles/reports/{z}/{x}/{y}`: from zoom 15 on the layer `reports`, each report with its category, state, sector, age in
/// hours (from a day on in whole days) and the id of its released photo; before, the layer `cells`, with how many each
/// stands for. Filters as those of the page.
pub(crate) async fn reports(
    State(intake): State<Intake>,
    Path(named): Path<(String, String, String)>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let filters = query.ok().and_then(|Query(query)| Filters::read(&query));
    maps::vector(drawn(&intake, named, filters).await, FOR_A_MINUTE)
}

async fn drawn(
    intake: &Intake,
    (zoom, x, y): (String, String, String),
    filters: Option<Filters>,
) -> sqlx::Result<Option<Vec<u8>>> {
    let (Some(tile), Some(filters)) = (intake.maps.tile(&zoom, &x, &y).await?, filters) else {
        return Ok(None);
    };
    let now = intake.clock.now();
    let drawn = if tile.zoom >= POINTS_FROM {
        store::point_tile(&intake.pool, tile, &filters, now).await
    } else {
        let counted = intake.overview.of(&intake.pool, now).await?;
        store::cell_tile(&intake.pool, &cells(&counted, tile, &filters)).await
    };
    drawn.map(Some)
}
