//! A report by another program, or by our own pages' scripts.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service_kit::problem::{Problem, status_of};
use utoipa::ToSchema;
use web::{Lang, Language, Texts};

use super::home;
use crate::Intake;
use crate::accept::{Channel, NotAccepted, accept};
use crate::submission::{Submission, Unread, Wrong};

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
    /// Degrees east, WGS 84. Without a place, the first photo's EXIF is read.
    place_longitude: Option<f64>,
    /// Degrees north, WGS 84.
    place_latitude: Option<f64>,
    /// Metres.
    place_accuracy: Option<f64>,
    /// `phone`, `photo` or `hand`.
    place_source: Option<String>,
    /// The resident's own words, up to 1,000 characters.
    text: Option<String>,
    /// For the letters.
    email: Option<String>,
    /// `fr` or `en`.
    language: Option<String>,
    /// `web` (at least one photo), `api` (the default) or `call_centre`.
    channel: Option<String>,
}

/// Accepts a report. The same `Idempotency-Key` with the same content gives the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    request_body(content = ReportForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = String, Header, description = "Made by the client, the same on every retry.")),
    responses(
        (status = 201, body = ReportAccepted),
        (status = 422, description = "What is wrong, and what to do.", body = Problem),
        (status = 503, description = "Nothing was written: send the same again in a minute.", body = Problem),
    )
)]
pub(crate) async fn post_report(
    State(intake): State<Intake>,
    Lang(language): Lang,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(body) = body else { return problem(language, &[Wrong::Broken]) };
    let mut wrong = Vec::new();
    let mut submission = match Submission::read(body, &mut wrong).await {
        Ok(submission) => submission,
        Err(Unread::Wrong(error)) => return problem(language, &[error]),
        Err(Unread::Disk(error)) => return failed(language, &error.into()),
    };
    if let Some(key) = headers.get("idempotency-key").and_then(|key| key.to_str().ok()) {
        submission.fields.insert("idempotency_key".to_owned(), key.to_owned());
    }
    let channel = match submission.field("channel") {
        None | Some("api") => Channel::Api,
        Some("web") => Channel::Web,
        Some("call_centre") => Channel::CallCentre,
        Some(_) => return problem(language, &[Wrong::ChannelUnknown]),
    };
    let language = submission.language(language).unwrap_or(language);
    match accept(&intake, &submission, channel, language, wrong).await {
        Ok(accepted) => {
            let tracking_url = super::follow_report::address(&intake, &accepted.token);
            let body = ReportAccepted { reference: accepted.reference, tracking_url };
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(NotAccepted::Wrong(wrong)) => problem(language, &wrong),
        Err(NotAccepted::Failed(error)) => failed(language, &error),
    }
}

/// The first problem as problem+json; the others are found when it is mended.
fn problem(language: Language, wrong: &[Wrong]) -> Response {
    let Some(first) = wrong.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let (what, remedy) = home::words(Texts::of(language), first);
    Problem::new(first.status(), first.name(), what).detail(remedy).field(first.field()).into_response()
}

fn failed(language: Language, error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "a request failed");
    let texts = Texts::of(language);
    Problem::new(status_of(error), "failed", texts.t("problem-failed"))
        .detail(texts.t("problem-failed-do"))
        .into_response()
}
