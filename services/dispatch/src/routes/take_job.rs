//! `/crew/jobs/{id}/take`: "J’y vais".

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use database::history;
use model::ids::{HistoryId, ReportId};
use model::moves::{Actor, Move, State as Stands, allowed};
use serde_json::json;
use web::Texts;

use crate::Service;
use crate::error::Problem;
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
    let mut transaction = service.database.begin().await?;
    let locked = closings::lock(&mut transaction, &crew.team, report).await?.ok_or(Problem::NotFound)?;
    if locked.state == Stands::InProgress && closings::took_it(&mut transaction, report, crew.staff).await? {
        return Ok(Redirect::to(&back).into_response());
    }
    if allowed(locked.state, Move::Take, Actor::Crew).is_err() {
        drop(transaction);
        let words = job::what_happened(&service, &crew, report).await?;
        let words = format!("{words} {}", Texts::of(crew.language).t("take-nothing-lost"));
        return Err(Problem::Overtaken { words, back });
    }
    let now = service.clock.now();
    let row = history::Row {
        id: HistoryId(service.clock.id()),
        report,
        step: Move::Take,
        from: Some(locked.state),
        to: Stands::InProgress,
        actor: Actor::Crew,
        actor_id: Some(crew.staff.0),
        occurred_at: now,
        recorded_at: now,
        words: None,
        detail: json!({ "team": crew.team }),
    };
    history::record(&mut transaction, &row).await?;
    closings::take(&mut transaction, report).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&back).into_response())
}
