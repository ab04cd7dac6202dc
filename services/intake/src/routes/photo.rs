//! A photo's rendition, for somebody with the report's link, or for everybody once staff released it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use storage::{Key, Size};
use uuid::Uuid;
use web::{Lang, Language};

use crate::Intake;
use crate::error::{Failed, problem_page};
use crate::store;
use crate::track::Follower;

/// A rendition never changes, and is nobody else's.
const OWN: &str = "private, max-age=86400, immutable";

/// A photo that is hidden again is gone from every cache in five minutes.
const PUBLIC: &str = "public, max-age=300";

/// `/r/{token}/photos/{photo}/{size}`: one of the report's own.
pub(crate) async fn photo(
    State(intake): State<Intake>,
    follower: Follower,
    Path((_, photo, size)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let language = follower.language;
    let Some((photo, size)) = named(&photo, &size) else { return Ok(nothing(language)) };
    let shown = store::rendition_of(&intake.pool, follower.recipient, &follower.person, photo).await;
    if !shown.map_err(|error| Failed(language, error.into()))? {
        return Ok(nothing(language));
    }
    rendition(&intake, language, &Key::rendition(photo, size), OWN).await
}

/// `/photos/{photo}/{size}`: one that staff released.
pub(crate) async fn released(
    State(intake): State<Intake>,
    Lang(language): Lang,
    Path((photo, size)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let Some((photo, size)) = named(&photo, &size) else { return Ok(nothing(language)) };
    let shown = store::photos::is_released(&intake.pool, photo).await;
    if !shown.map_err(|error| Failed(language, error.into()))? {
        return Ok(nothing(language));
    }
    rendition(&intake, language, &Key::rendition(photo, size), PUBLIC).await
}

fn named(photo: &str, size: &str) -> Option<(Uuid, Size)> {
    let size = match size {
        "large.jpg" => Size::Large,
        "small.jpg" => Size::Small,
        _ => return None,
    };
    Some((photo.parse().ok()?, size))
}

fn nothing(language: Language) -> Response {
    problem_page(language, StatusCode::NOT_FOUND, "page")
}

async fn rendition(
    intake: &Intake,
    language: Language,
    key: &Key,
    kept: &'static str,
) -> Result<Response, Failed> {
    let picture = intake.storage.get(key).await.map_err(|error| Failed(language, error.into()))?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, kept)], picture).into_response())
}
