//! A report by another program, or by our own pages' scripts.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service_kit::problem::Problem;
use utoipa::ToSchema;
use web::{Lang, Texts};

use crate::Intake;
use crate::accept::{Channel, NotAccepted, accept};
use crate::error::failed_problem;
use crate::submission::Submission;
use crate::wrong::{Wrong, problem};

/// A report that was accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportAccepted {
    /// The public number: `S2026K004217`.
    reference: String,
    /// The secret page where its reporter follows it. Nobody else should have this address.
    tracking_url: String,
}

/// The form of a report.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; `Submission` reads it")]
struct ReportForm {
    /// Up to three photos: JPEG, PNG or WebP, at most 25 MB and 60 megapixels each.
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<u8>,
    /// A category's id, from `/api/v1/categories`.
    category: String,
    /// Latitude, then longitude, as map programs copy them: `48.8646, 2.3783`; or an address of the city, with its
    /// number. Wins over the next two.
    place: Option<String>,
    /// Degrees east, WGS 84. Without a place, the photos' EXIF is read.
    place_longitude: Option<f64>,
    /// Degrees north, WGS 84.
    place_latitude: Option<f64>,
    /// Metres.
    place_accuracy: Option<f64>,
    /// `phone`, `photo` or `hand`.
    place_source: Option<String>,
    /// The resident's own words, up to 1,000 characters, not bytes. Line ends and tabs may be in them; other control
    /// characters, and those that turn the direction of the text, are refused.
    text: Option<String>,
    /// For the letters.
    email: Option<String>,
    /// `fr` or `en`.
    language: Option<String>,
    /// `web` (at least one photo), `api` (the default) or `call_centre`.
    channel: Option<String>,
    /// The number of an open report of the same kind within the category's radius (`/api/v1/reports/nearby`): nothing
    /// new is written then, the sender follows that one, and the photos, which no channel needs then, are for its crew.
    same_as: Option<String>,
}

/// Accepts a report, or somebody who follows one (`same_as`): the answer has the followed report's number, and the
/// follower's own page. The same `Idempotency-Key` with the same content gives the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    request_body(content = ReportForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = String, Header, description = "Made by the client, the same on every retry: 1 to 200 plain ASCII characters.")),
    responses(
        (status = 201, body = ReportAccepted),
        (status = 400, description = "The request can't be read as a form, or its key is missing.", body = Problem),
        (status = 408, description = "The body came too slowly.", body = Problem),
        (status = 413, description = "A photo, or the request, is too large.", body = Problem),
        (status = 415, description = "A kind of photo, or of request, that is not taken.", body = Problem),
        (status = 422, description = "What is wrong, and what to do. Nothing was written.", body = Problem),
        (status = 503, description = "Nothing was written: send the same again in a minute.", body = Problem),
    )
)]
pub(crate) async fn post_report(
    State(intake): State<Intake>,
    Lang(language): Lang,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut submission = match Submission::read(&headers, body, &intake.kept).await {
        Ok(submission) => submission,
        Err(error) => return failed_problem(language, &error.into()),
    };
    let language = submission.speaks(language);
    let texts = Texts::of(language);
    if submission.unread() {
        return problem(texts, &submission.wrong).into_response();
    }
    if let Some(key) = headers.get("idempotency-key") {
        // Bytes that are no text make a key that is refused.
        submission.fields.insert("idempotency_key", String::from_utf8_lossy(key.as_bytes()).into_owned());
    }
    let channel = match submission.field("channel") {
        None | Some("api") => Channel::Api,
        Some("web") => Channel::Web,
        Some("call_centre") => Channel::CallCentre,
        Some(_) => {
            submission.wrong.push(Wrong::ChannelUnknown);
            Channel::Api
        }
    };
    match accept(&intake, &mut submission, channel, language).await {
        Ok(accepted) => {
            let tracking_url = super::follow_report::address(&intake, &accepted.token);
            let body = ReportAccepted { reference: accepted.reference, tracking_url };
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(NotAccepted::Wrong(wrong)) => problem(texts, &wrong).into_response(),
        Err(NotAccepted::Failed(error)) => failed_problem(language, &error),
        // A program that wants to know asks before: nobody reads a question here.
        Err(near @ NotAccepted::Near(_)) => failed_problem(language, &near.into()),
    }
}
