//! `/api/v1/photos/{photo}/release` and `/hide`: a referent decides whether strangers may see a photo.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use model::ids::PhotoId;
use model::moves::Actor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Service;
use crate::refused::{MoveProblem, Refused};
use crate::session::Staff;
use crate::store::releases;

/// A photo, as strangers may see it or not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PhotoRelease {
    /// The photo.
    photo: Uuid,
    /// Since when strangers may see it; null: they may not.
    released_at: Option<DateTime<Utc>>,
}

/// Shows a photo to strangers: on the map, and to who would report the same. Faces and number plates are people's: look
/// before. Harmless when repeated.
#[utoipa::path(
    post,
    path = "/api/v1/photos/{photo}/release",
    security(("session" = []), ("token" = ["photos:release"])),
    params(("photo" = Uuid, Path)),
    responses(
        (status = 200, body = PhotoRelease),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "For referents; or the token lacks `photos:release`.", body = MoveProblem),
        (status = 404, description = "No such photo, not ready, or not theirs.", body = MoveProblem),
    )
)]
pub(super) async fn release(
    service: State<Service>,
    staff: Staff,
    photo: Path<PhotoId>,
) -> Result<Json<PhotoRelease>, Refused> {
    decided(&service, &staff, *photo, true).await
}

/// Hides a photo from strangers again. Harmless when repeated.
#[utoipa::path(
    post,
    path = "/api/v1/photos/{photo}/hide",
    security(("session" = []), ("token" = ["photos:release"])),
    params(("photo" = Uuid, Path)),
    responses(
        (status = 200, body = PhotoRelease),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "For referents; or the token lacks `photos:release`.", body = MoveProblem),
        (status = 404, description = "No such photo, not ready, or not theirs.", body = MoveProblem),
    )
)]
pub(super) async fn hide(
    service: State<Service>,
    staff: Staff,
    photo: Path<PhotoId>,
) -> Result<Json<PhotoRelease>, Refused> {
    decided(&service, &staff, *photo, false).await
}

async fn decided(
    service: &Service,
    staff: &Staff,
    photo: PhotoId,
    released: bool,
) -> Result<Json<PhotoRelease>, Refused> {
    if staff.actor() != Actor::Referent {
        return Err(Refused::not_yours());
    }
    let now = service.clock.now();
    let since = releases::release(&service.database, photo, staff.id, released, now).await;
    let released_at = since.map_err(anyhow::Error::from)?.ok_or_else(Refused::not_found)?;
    Ok(Json(PhotoRelease { photo: photo.0, released_at }))
}
