//! How content somebody is, by their program.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use service_kit::problem::Problem;
use utoipa::ToSchema;
use web::Texts;

use super::read_report_api::{self, ReportRead};
use crate::Intake;
use crate::error::failed_problem;
use crate::satisfaction::{self, NotHeard};
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::problem;

/// The form of a grade.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; `Submission` reads it")]
struct SatisfactionForm {
    /// From 1, not content at all, to 5, fully content.
    grade: i16,
    /// Why, up to 1,000 characters.
    words: Option<String>,
}

/// Says of a cleaned report how content its follower is. Said again within 14 days of the close, it replaces what was said.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{token}/satisfaction",
    params(("token" = String, Path)),
    request_body(content = SatisfactionForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The report, as it stands now.", body = ReportRead),
        (status = 404, description = "The link is wrong, or void.", body = Problem),
        (status = 409, description = "It is not cleaned, or was too long ago. Nothing has changed.", body = Problem),
        (status = 422, description = "What is wrong, and what to do. Nothing was written.", body = Problem),
    )
)]
pub(crate) async fn rate(
    State(intake): State<Intake>,
    follower: Follower,
    request: Request,
) -> Result<Response, Response> {
    let language = follower.language;
    let sent = Submission::of(request, &intake).await;
    let mut sent = sent.map_err(|error| failed_problem(language, &error.into()))?;
    match satisfaction::rate(&intake, &follower, &mut sent).await {
        Ok(()) => Ok(read_report_api::read_report(State(intake), follower).await.into_response()),
        Err(NotHeard::Wrong(wrong)) => Err(problem(Texts::of(language), &wrong).into_response()),
        Err(NotHeard::Failed(error)) => Err(failed_problem(language, &error)),
    }
}
