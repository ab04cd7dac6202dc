//! `/desk/reports/{reference}/photos/{photo}/{decision}`: whether strangers may see a photo.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::PhotoId;

use super::act::found;
use super::link;
use crate::Service;
use crate::error::Problem;
use crate::session::Referent;
use crate::store::releases;

pub(in crate::routes) async fn decide(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path((reference, photo, decision)): Path<(String, PhotoId, String)>,
) -> Result<Response, Problem> {
    found(&service, &reference, &staff).await?;
    if !["release", "hide"].contains(&decision.as_str()) {
        return Err(Problem::NotFound);
    }
    let (released, now) = (decision == "release", service.clock.now());
    let since = releases::release(&service.database, photo, staff.id, released, now).await?;
    since.ok_or(Problem::NotFound)?;
    Ok(Redirect::to(&format!("{}?did={decision}", link(&reference))).into_response())
}
