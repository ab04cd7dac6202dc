//! `/api/v1/contractor/{token}`: the holder of the link to one transferred report sees it, closes it or declines it.

use axum::Json;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use model::ids::ReportId;
use model::moves::Move;
use service_kit::links::{Purpose, Token};
use web::Lang;

use super::move_job::{MoveMade, made};
use super::read_job::{JobRead, read};
use crate::Service;
use crate::moves::By;
use crate::refused::{MoveProblem, Refused};
use crate::store::standing;
use crate::wish::{MoveBody, Wish};

/// Somebody with a link that our keys prove. Whether its term still runs is asked by the SQL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contractor {
    pub(super) report: ReportId,
    pub(super) generation: i32,
}

impl Contractor {
    /// Whose link stands in an address, as its first variable part; none: it proves nothing.
    pub(super) async fn of(parts: &mut Parts, service: &Service) -> sqlx::Result<Option<Self>> {
        let path = RawPathParams::from_request_parts(parts, service).await;
        let token = path.ok().and_then(|path| Token::parse(path.iter().next()?.1));
        let Some(token) = token else { return Ok(None) };
        let report = ReportId(token.subject);
        let newest = standing::transfer_generation(&service.database, report).await?;
        let keys = &service.config.common.link_keys;
        let proven = newest.filter(|generation| keys.proves(&token, Purpose::Contractor, *generation));
        if proven.is_some() {
            tracing::Span::current().record("report", tracing::field::display(report));
        }
        Ok(proven.map(|generation| Self { report, generation }))
    }

    /// Whose keys its moves have: keys of two transfers never meet.
    pub(super) fn scope(self) -> String {
        format!("contractor {} {}", self.report, self.generation)
    }
}

impl FromRequestParts<Service> for Contractor {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        Self::of(parts, service).await?.ok_or_else(Refused::link)
    }
}

/// The transferred report; nothing of the people who reported it.
#[utoipa::path(
    get,
    path = "/api/v1/contractor/{token}",
    security(()),
    params(("token" = String, Path)),
    responses(
        (status = 200, body = JobRead),
        (status = 410, description = "The link is over, or never was one.", body = MoveProblem),
    )
)]
pub(super) async fn show(
    State(service): State<Service>,
    contractor: Contractor,
    Lang(language): Lang,
) -> Result<Json<JobRead>, Refused> {
    let Contractor { report, generation } = contractor;
    let now = service.clock.now();
    let report = standing::transferred(&service.database, report, generation, now).await?;
    Ok(Json(read(report.ok_or_else(Refused::link)?, language).for_contractor()))
}

/// Cleaned, with an after-photo and an answer.
#[utoipa::path(
    post,
    path = "/api/v1/contractor/{token}/close",
    security(()),
    params(
        ("token" = String, Path),
        ("Idempotency-Key" = String, Header, description = "Made by the client, the same on every retry."),
    ),
    request_body(content = MoveBody, content_type = "multipart/form-data"),
    responses((status = 200, body = MoveMade), (status = 410, body = MoveProblem), (status = 422, body = MoveProblem))
)]
pub(super) async fn close(
    State(service): State<Service>,
    contractor: Contractor,
    headers: HeaderMap,
    wish: Wish,
) -> Result<Json<MoveMade>, Refused> {
    moved(&service, &contractor, Move::Close, &headers, &wish).await
}

/// Not theirs, with words and photos if they like: back to the team, which sees them.
#[utoipa::path(
    post,
    path = "/api/v1/contractor/{token}/decline",
    security(()),
    params(
        ("token" = String, Path),
        ("Idempotency-Key" = String, Header, description = "Made by the client, the same on every retry."),
    ),
    request_body(content(
        (MoveBody = "application/json"),
        (MoveBody = "multipart/form-data"),
    ), description = "With photos: a form, up to three parts named `photo`."),
    responses((status = 200, body = MoveMade), (status = 410, body = MoveProblem), (status = 422, body = MoveProblem))
)]
pub(super) async fn decline(
    State(service): State<Service>,
    contractor: Contractor,
    headers: HeaderMap,
    wish: Wish,
) -> Result<Json<MoveMade>, Refused> {
    moved(&service, &contractor, Move::ComeBack, &headers, &wish).await
}

async fn moved(
    service: &Service,
    contractor: &Contractor,
    step: Move,
    headers: &HeaderMap,
    wish: &Wish,
) -> Result<Json<MoveMade>, Refused> {
    let Contractor { report, generation } = *contractor;
    let made =
        made(service, (report, step, By::Contractor { generation }), contractor.scope(), headers, wish).await;
    // What they can't reach any more is what their link no longer opens.
    made.map_err(|refused| if refused.is_not_found() { Refused::link() } else { refused })
}
