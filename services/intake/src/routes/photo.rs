//! A photo's rendition, for somebody with the report's link.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use storage::{Key, Size};
use uuid::Uuid;

use crate::Intake;
use crate::error::{Failed, problem_page};
use crate::store;
use crate::track::Follower;

pub(crate) async fn photo(
    State(intake): State<Intake>,
    follower: Follower,
    Path((_, photo, size)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let language = follower.language;
    let size = match size.as_str() {
        "large.jpg" => Some(Size::Large),
        "small.jpg" => Some(Size::Small),
        _ => None,
    };
    let (Some(size), Ok(photo)) = (size, photo.parse::<Uuid>()) else {
        return Ok(problem_page(language, StatusCode::NOT_FOUND, "page"));
    };
    let shown = store::rendition_of(&intake.pool, follower.report, photo).await;
    if !shown.map_err(|error| Failed(language, error.into()))? {
        return Ok(problem_page(language, StatusCode::NOT_FOUND, "page"));
    }
    let picture = intake.storage.get(&Key::rendition(photo, size)).await;
    let picture = picture.map_err(|error| Failed(language, error.into()))?;
    let headers =
        [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, picture).into_response())
}
