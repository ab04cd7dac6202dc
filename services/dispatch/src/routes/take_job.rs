//! `/crew/jobs/{id}/take`: "J’y vais".

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::ReportId;
use model::moves::{Actor, Move};

use crate::Service;
use crate::error::Problem;
use crate::moves::{self, Asked, By, NotMoved};
use crate::routes::job;
use crate::session::Crew;
use crate::store::closings;

pub(super) async fn take(
    State(service): State<Service>,
    crew: Crew,
    Path(report): Path<ReportId>,
) -> Result<Response, Problem> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let back = job::link(report);
    let by = By::Staff { id: crew.staff, actor: Actor::Crew };
    let asked = Asked { report, step: Move::Take, by, key: None, occurred_at: None, seen: None };
    match moves::take(&service, &asked).await {
        Ok(_) => Ok(Redirect::to(&back).into_response()),
        Err(NotMoved::Failed(error)) => Err(Problem::Failed(error)),
        // One's own job again.
        Err(_) if closings::has_it(&service.database, report, crew.staff).await? => {
            Ok(Redirect::to(&back).into_response())
        }
        Err(_) => Err(job::overtaken(&service, &crew, report, Move::Take).await?),
    }
}
