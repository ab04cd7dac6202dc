//! `/crew/photos/{photo}/{size}`: a rendition of a photo of a report of the team, or of a referent's sectors. Received files are never served.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::ids::PhotoId;
use storage::{Key, Size, StorageError};

use crate::Service;
use crate::error::Problem;
use crate::session::Member;
use crate::store::jobs;

pub(super) async fn photo(
    State(service): State<Service>,
    member: Member,
    Path((photo, size)): Path<(PhotoId, String)>,
) -> Result<Response, Problem> {
    let size = sized(&size).ok_or(Problem::NotFound)?;
    if !jobs::may_see(&service.database, member.id, photo).await? {
        return Err(Problem::NotFound);
    }
    stored(&service, photo, size).await
}

/// The size that an address names.
pub(super) fn sized(name: &str) -> Option<Size> {
    match name {
        "small" => Some(Size::Small),
        "large" => Some(Size::Large),
        _ => None,
    }
}

/// A rendition out of the store, for who may see it.
pub(super) async fn stored(service: &Service, photo: PhotoId, size: Size) -> Result<Response, Problem> {
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
