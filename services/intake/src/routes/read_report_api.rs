//! A report as its follower's program sees it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use service_kit::problem::Problem;
use utoipa::ToSchema;

use crate::Intake;
use crate::error::Failed;
use crate::store::{self, said};
use crate::track::Follower;

/// A report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportRead {
    /// The public number.
    reference: String,
    /// Where it stands: `received`, `dispatched`, `done`...
    state: String,
    /// The place in words.
    address: String,
    /// The team that has it, in the asked language.
    team: Option<String>,
    /// When the server received it.
    received_at: DateTime<Utc>,
    /// When it was last closed.
    closed_at: Option<DateTime<Utc>>,
    /// What happened, newest first.
    steps: Vec<StepRead>,
    /// The number of the report that it was merged into, for `duplicate`.
    merged_into: Option<String>,
    /// How many photos can be shown by now.
    photos_ready: usize,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepRead {
    /// The move: `receive`, `assign`, `take`, `close`...
    #[serde(rename = "move")]
    step: String,
    /// When.
    occurred_at: DateTime<Utc>,
    /// Why, in the asked language: the dispatcher's sentence, or the crew's reply.
    words: Option<String>,
}

/// The report of a secret link. `token` is the last part of the tracking address.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{token}",
    params(("token" = String, Path)),
    responses(
        (status = 200, body = ReportRead),
        (status = 404, description = "The link is wrong, or void.", body = Problem),
    )
)]
pub(crate) async fn read_report(
    State(intake): State<Intake>,
    follower: Follower,
) -> Result<Response, Failed> {
    let language = follower.language;
    let report = store::followed(&intake.pool, follower.recipient, &follower.person).await;
    let report = report.map_err(|error| Failed(language, error.into()))?;
    let photos_ready = report.photos.iter().filter(|photo| photo.state == "ready").count();
    let merged_into = report.main.map(|main| main.reference);
    let report = report.own;
    let steps = report.steps.iter().map(|step| StepRead {
        step: step.step.clone(),
        occurred_at: step.occurred_at,
        words: step.sentence.as_ref().or(step.reply.as_ref()).map(|words| said(words, language).to_owned()),
    });
    Ok(Json(ReportRead {
        reference: report.reference,
        state: report.state,
        address: report.address,
        team: report.team.map(|team| said(&team, language).to_owned()),
        received_at: report.received_at,
        closed_at: report.closed_at,
        steps: steps.collect(),
        merged_into,
        photos_ready,
    })
    .into_response())
}
