//! "It is clean" or "it is not", by a follower's program.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use service_kit::problem::Problem;
use utoipa::ToSchema;
use web::Texts;

use super::read_report_api::{self, ReportRead};
use crate::Intake;
use crate::answer::{self, NotAnswered};
use crate::error::failed_problem;
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::problem;

/// The form of an answer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; `Submission` reads it")]
struct AnswerForm {
    /// `yes` or `no`.
    clean: String,
    /// With `no`: what is still dirty, up to 1,000 characters. Not needed with a photo.
    words: Option<String>,
    /// With `no`: up to three photos of what is still dirty: JPEG, PNG or WebP, at most 25 MB and 60 megapixels each.
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<u8>,
}

/// Says of a closed report whether it is clean. `no` reopens it, within 14 days of its end. The same answer again changes
/// nothing. A form without photos may be sent as `application/x-www-form-urlencoded`.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{token}/answer",
    params(("token" = String, Path)),
    request_body(content = AnswerForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The report, as it stands now.", body = ReportRead),
        (status = 404, description = "The link is wrong, or void.", body = Problem),
        (status = 409, description = "It is not closed, or was too long ago. Nothing has changed.", body = Problem),
        (status = 413, description = "A photo, or the request, is too large.", body = Problem),
        (status = 415, description = "A kind of photo, or of request, that is not taken.", body = Problem),
        (status = 422, description = "What is wrong, and what to do. Nothing was written.", body = Problem),
    )
)]
pub(crate) async fn answer(
    State(intake): State<Intake>,
    follower: Follower,
    request: Request,
) -> Result<Response, Response> {
    let language = follower.language;
    let sent = Submission::of(request, &intake).await;
    let mut sent = sent.map_err(|error| failed_problem(language, &error.into()))?;
    match answer::answer(&intake, &follower, &mut sent).await {
        Ok(()) => Ok(read_report_api::read_report(State(intake), follower).await.into_response()),
        Err(NotAnswered::Wrong(wrong)) => Err(problem(Texts::of(language), &wrong).into_response()),
        Err(NotAnswered::Failed(error)) => Err(failed_problem(language, &error)),
    }
}
