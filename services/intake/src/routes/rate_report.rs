//! How content somebody is. Only a POST says it.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use web::Texts;

use super::follow_report::{self, Hindered, Visit};
use crate::Intake;
use crate::error::Failed;
use crate::satisfaction::{self, NotHeard};
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::{Said, Wrong};

pub(crate) async fn rate(
    State(intake): State<Intake>,
    follower: Follower,
    request: Request,
) -> Result<Response, Failed> {
    let failed = |error: anyhow::Error| Failed(follower.language, error);
    let mut sent = Submission::of(request, &intake).await.map_err(|error| failed(error.into()))?;
    let wrong = match satisfaction::rate(&intake, &follower, &mut sent).await {
        Ok(()) => return Ok(Redirect::to(&format!("/r/{}#content", follower.token)).into_response()),
        Err(NotHeard::Failed(error)) => return Err(failed(error)),
        Err(NotHeard::Wrong(wrong)) => wrong,
    };
    let first = wrong.first().unwrap_or(&Wrong::Broken);
    let Said { what, remedy } = first.said(Texts::of(follower.language));
    let suggested = wrong.iter().find_map(Wrong::suggestion);
    let hindered = Hindered {
        grade: format!("{what} {remedy}"),
        why: suggested.or_else(|| sent.field("words").map(str::to_owned)),
        graded: sent.grade().ok(),
        ..Hindered::default()
    };
    follow_report::show(&intake, &follower, &Visit::default(), first.status(), hindered).await
}
