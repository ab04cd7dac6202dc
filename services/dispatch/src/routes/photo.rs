//! `/crew/photos/{photo}/{size}`: a rendition of a photo of the team's reports. Received files are never served.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::ids::PhotoId;
use storage::{Key, Size, StorageError};

use crate::Service;
use crate::error::Problem;
use crate::session::Crew;
use crate::store::jobs;

pub(super) async fn photo(
    State(service): State<Service>,
    crew: Crew,
    Path((photo, size)): Path<(PhotoId, String)>,
) -> Result<Response, Problem> {
    let size = match size.as_str() {
        "small" => Size::Small,
        "large" => Size::Large,
        _ => return Err(Problem::NotFound),
    };
    if !jobs::may_see(&service.database, &crew.team, photo).await? {
        return Err(Problem::NotFound);
    }
    match service.storage.get(&Key::rendition(photo.0, size)).await {
        // A rendition never changes.
        Ok(bytes) => Ok((
            [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "private, max-age=43200, immutable"),
            ],
            bytes,
        )
            .into_response()),
        Err(StorageError::Missing { .. }) => Err(Problem::NotFound),
        Err(error) => Err(error.into()),
    }
}
