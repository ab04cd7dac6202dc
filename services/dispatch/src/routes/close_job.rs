//! `/crew/jobs/{id}/close`: cleaned, with an after-photo and an answer.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::ReportId;
use model::moves::{Actor, Move, allowed};
use web::Texts;

use crate::Service;
use crate::closing::{Sent, Unreadable, limit};
use crate::error::Problem;
use crate::moves::{self, Asked, By, NotMoved};
use crate::routes::job::{self, Filled};
use crate::routes::move_job::fingerprint;
use crate::session::Crew;
use crate::store::jobs;
use crate::store::moves::Key;
use crate::store::replies::{Outcome, replies};
use crate::wish::Wish;

pub(super) async fn close(
    State(service): State<Service>,
    crew: Crew,
    Path(report): Path<ReportId>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let Ok(form) = form else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let sent = match Sent::read(form).await {
        Ok(sent) => sent,
        Err(Unreadable::Request(error)) => return Err(Problem::NotRead(limit(&error))),
        Err(Unreadable::Disk(error)) => return Err(error.into()),
    };
    let Some(action) = sent.action() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let Some(found) = jobs::job(&service.database, &crew.team, report).await? else {
        return Err(job::overtaken(&service, &crew, report, Move::Close).await?);
    };
    // A job that can't be closed any more may have been closed by this very action: the move itself knows.
    if allowed(found.state, Move::Close, Actor::Crew).is_ok() {
        let replies = replies(&service.database, report, Outcome::Done, service.clock.now()).await?;
        if let Err(errors) = sent.checked(&replies, Texts::of(crew.language)) {
            let filled = Filled {
                action,
                reply: sent.reply().to_owned(),
                words: sent.words(),
                also: Some(sent.also()),
                errors,
                amiss: None,
                others: job::Others::default(),
            };
            return job::page(&service, &crew, found, &replies, filled, StatusCode::UNPROCESSABLE_ENTITY)
                .await;
        }
    }
    let wish = Wish { sent };
    let Ok(occurred_at) = wish.occurred_at() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let asked = |report, given| {
        let fingerprint = fingerprint(report, Move::Close, &wish);
        let key = Key { scope: format!("staff {}", crew.staff), given, fingerprint };
        let by = By::Staff { id: crew.staff, actor: Actor::Crew };
        Asked { report, step: Move::Close, by, key: Some(key), occurred_at, seen: None }
    };
    match moves::close(&service, &asked(report, action.to_string()), &wish).await {
        Ok(_) | Err(NotMoved::Before(_)) => {
            // Each is a close of its own, under a key of its own: sent again, those that are made stay as they are.
            let (mut together, mut left) = (0, 0);
            for also in wish.sent.also().into_iter().filter(|also| *also != report) {
                match moves::close(&service, &asked(also, format!("{action} {also}")), &wish).await {
                    Ok(_) | Err(NotMoved::Before(_)) => together += 1,
                    Err(NotMoved::Failed(error)) => return Err(Problem::Failed(error)),
                    Err(_) => left += 1,
                }
            }
            Ok(Redirect::to(&job::closed(report, together, left)).into_response())
        }
        Err(NotMoved::KeyReused) => Ok(StatusCode::CONFLICT.into_response()),
        Err(NotMoved::Failed(error)) => Err(Problem::Failed(error)),
        Err(_) => Err(job::overtaken(&service, &crew, report, Move::Close).await?),
    }
}
