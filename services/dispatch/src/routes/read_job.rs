//! `/api/v1/jobs/{report}` and `/api/v1/jobs?state=to_requalify`: where reports stand, and what can be done.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use model::ids::ReportId;
use model::moves::{Actor, Move, State as Stands, allowed, line};
use serde::{Deserialize, Serialize};
use service_kit::links::Purpose;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Service;
use crate::refused::{MoveProblem, Refused};
use crate::routes::closings::ProofRead;
use crate::routes::round::said;
use crate::session::Reader;
use crate::store::proofs;
use crate::store::standing::{self, Report};

/// A report as its crew, a referent or its contractor sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobRead {
    /// Its id.
    report: Uuid,
    /// The public number.
    reference: String,
    /// Where it stands in the table of moves.
    state: &'static str,
    /// The category's id.
    category: String,
    /// The place in words.
    address: String,
    /// The team that has it.
    team: Option<String>,
    /// The server's receipt.
    received_at: DateTime<Utc>,
    /// When it should be done.
    due_at: DateTime<Utc>,
    /// While scheduled: the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_on: Option<NaiveDate>,
    /// While monitored: when somebody looks again.
    #[serde(skip_serializing_if = "Option::is_none")]
    review_on: Option<NaiveDate>,
    /// While transferred: to whom, in the asked language.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    /// While transferred: until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_until: Option<DateTime<Utc>>,
    /// While transferred, for who may pass it on: the partner's link. Whoever has it can close or decline this report.
    #[serde(skip_serializing_if = "Option::is_none")]
    contractor_url: Option<String>,
    /// While transferred, for who may pass it on: the same for people, a page that works without an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    contractor_page: Option<String>,
    /// Of a duplicate: the report that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<Uuid>,
    /// While done: how sure it is that it was cleaned.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofRead>,
    /// The moves that who asks can make now, as far as the report alone decides it.
    moves: Vec<&'static str>,
}

/// One report of the team, or of the referent's sectors.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{report}",
    security(("session" = []), ("token" = ["jobs:read"])),
    params(("report" = Uuid, Path)),
    responses(
        (status = 200, body = JobRead),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "The token lacks `jobs:read`.", body = MoveProblem),
        (status = 404, description = "No such report, or not theirs.", body = MoveProblem),
    )
)]
pub(super) async fn read_job(
    State(service): State<Service>,
    reader: Reader,
    Path(report): Path<ReportId>,
) -> Result<Json<JobRead>, Refused> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let found =
        standing::report(&service.database, report, reader.staff.id).await?.ok_or_else(Refused::not_found)?;
    let proof = match found.state {
        Stands::Done => proofs::last(&service.database, report).await?.map(ProofRead::from),
        _ => None,
    };
    Ok(Json(JobRead { proof, ..of_staff(&service, &reader, found) }))
}

/// Reports that wait for a referent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobList {
    /// The most urgent first, at most 200.
    jobs: Vec<JobRead>,
    /// How many there are.
    count: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    state: Option<String>,
}

/// The reports that wait for a referent to say what they are, or whose; in the referent's sectors.
#[utoipa::path(
    get,
    path = "/api/v1/jobs",
    security(("session" = []), ("token" = ["jobs:read"])),
    params(("state" = String, Query, description = "`to_requalify`, the only list so far.")),
    responses(
        (status = 200, body = JobList),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "For referents; or the token lacks `jobs:read`.", body = MoveProblem),
    )
)]
pub(super) async fn list_jobs(
    State(service): State<Service>,
    reader: Reader,
    Query(listed): Query<Listed>,
) -> Result<Json<JobList>, Refused> {
    if reader.staff.actor() != Actor::Referent {
        return Err(Refused::not_yours());
    }
    if listed.state.as_deref() != Some(Stands::ToRequalify.as_str()) {
        return Err(Refused::no_such_list());
    }
    let (reports, count) = standing::to_requalify(&service.database, reader.staff.id).await?;
    let jobs = reports.into_iter().map(|report| of_staff(&service, &reader, report)).collect();
    Ok(Json(JobList { jobs, count }))
}

fn of_staff(service: &Service, reader: &Reader, report: Report) -> JobRead {
    let staff = &reader.staff;
    let now = service.clock.now();
    let window = chrono::Duration::seconds(service.config.undo_seconds.try_into().unwrap_or(i64::MAX));
    let mine = |by: Option<Uuid>| by == Some(staff.id.0);
    let moves = Move::ALL.iter().filter(|step| match step {
        Move::Release => mine(report.taken_by),
        Move::Undo => mine(report.last_by) && now - report.last_at <= window,
        _ => true,
    });
    let moves = moves.filter(|step| allowed(report.state, **step, staff.actor()).is_ok());
    let moves = moves.map(|step| step.as_str()).collect();
    // Whoever has the link moves the report: it is for those who could have passed it on.
    let passes = reader.may_move && may_pass_on(staff.actor());
    let link = |way: &str| {
        let handed = passes && report.state == Stands::Transferred;
        handed.then(|| contractor_link(service, way, report.id, report.transfer_generation))
    };
    let (contractor_url, contractor_page) = (link("/api/v1/contractor"), link("/contractor"));
    JobRead { contractor_url, contractor_page, moves, ..read(report, staff.language) }
}

/// Whether the table gives it to somebody to pass a report on.
pub(super) fn may_pass_on(actor: Actor) -> bool {
    line(Move::Transfer).by.contains(&actor)
}

/// The link of a transfer, below an address of ours.
pub(super) fn contractor_link(service: &Service, way: &str, report: ReportId, generation: i32) -> String {
    let token = service.config.common.link_keys.token(Purpose::Contractor, report.0, generation);
    let base = service.config.common.staff_url.as_str().trim_end_matches('/');
    format!("{base}{way}/{token}")
}

/// What everybody who may see a report sees.
pub(super) fn read(report: Report, language: web::Language) -> JobRead {
    JobRead {
        report: report.id.0,
        reference: report.reference,
        state: report.state.as_str(),
        category: report.category,
        address: report.address,
        team: report.team,
        received_at: report.received_at,
        due_at: report.due_at,
        scheduled_on: report.scheduled_on,
        review_on: report.review_on,
        partner: report.partner.map(|partner| said(language, &partner).to_owned()),
        transfer_until: report.transfer_until,
        contractor_url: None,
        contractor_page: None,
        main: report.merged_into,
        proof: None,
        moves: Vec::new(),
    }
}

impl JobRead {
    /// With the moves of a contractor.
    pub(super) fn for_contractor(self) -> Self {
        Self { moves: vec![Move::Close.as_str(), "decline"], ..self }
    }
}
