//! `/crew/jobs/{id}/moves/{move}`: what a crew does beside closing, as ordinary forms: take, give back, undo, "I cannot".

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::ReportId;
use model::moves::needs::Unmet;
use model::moves::{Actor, Move};
use web::{Texts, time};

use crate::Service;
use crate::closing::{MOST_WORDS, Sent, Unreadable, limit};
use crate::error::Problem;
use crate::moves::{self, Asked, By, NotMoved};
use crate::routes::job::{self, Amiss};
use crate::routes::move_job::fingerprint;
use crate::session::Crew;
use crate::store::moves::Key;
use crate::store::{closings, jobs};
use crate::wish::Wish;

/// What forms of this page ask for; closing has an address of its own, and merging is a referent's.
const MOVES: [Move; 7] =
    [Move::Take, Move::Release, Move::Schedule, Move::Undo, Move::Refuse, Move::SendBack, Move::Transfer];

pub(super) async fn make(
    State(service): State<Service>,
    crew: Crew,
    Path((report, step)): Path<(ReportId, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let step = step.parse().ok().filter(|step| MOVES.contains(step)).ok_or(Problem::NotFound)?;
    let Ok(form) = form else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let sent = match Sent::read(form).await {
        Ok(sent) => sent,
        Err(Unreadable::Request(error)) => return Err(Problem::NotRead(limit(&error))),
        Err(Unreadable::Disk(error)) => return Err(error.into()),
    };
    let wish = Wish { sent };
    let (Some(action), Ok(occurred_at)) = (wish.sent.action(), wish.occurred_at()) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let key = Key {
        scope: format!("staff {}", crew.staff),
        given: action.to_string(),
        fingerprint: fingerprint(report, step, &wish),
    };
    let by = By::Staff { id: crew.staff, actor: Actor::Crew };
    let asked = Asked { report, step, by, key: Some(key), occurred_at, seen: None };
    match moves::make(&service, &asked, &wish).await {
        Ok(_) | Err(NotMoved::Before(_)) => Ok(Redirect::to(&after(step, report)).into_response()),
        Err(NotMoved::KeyReused) => Ok(StatusCode::CONFLICT.into_response()),
        Err(NotMoved::Failed(error)) => Err(Problem::Failed(error)),
        // One's own job again.
        Err(NotMoved::Forbidden(_))
            if step == Move::Take && closings::has_it(&service.database, report, crew.staff).await? =>
        {
            Ok(Redirect::to(&job::link(report)).into_response())
        }
        Err(NotMoved::NotFound | NotMoved::Forbidden(_) | NotMoved::Overtaken | NotMoved::Colleague) => {
            Err(job::overtaken(&service, &crew, report, step).await?)
        }
        Err(NotMoved::Unmet(unmet)) => {
            let words = in_words(&service, &crew, &unmet).await?;
            let field = unmet.field().unwrap_or_default();
            job::amiss(&service, &crew, report, Amiss::new(step, &wish, field, words)).await
        }
        Err(NotMoved::Photo { name, kind }) => {
            let texts = Texts::of(crew.language);
            let what = texts.t1(&format!("wrong-{name}"), "kind", kind);
            let words = format!("{what} {}", texts.t(&format!("wrong-{name}-do")));
            job::amiss(&service, &crew, report, Amiss::new(step, &wish, "photo", words)).await
        }
    }
}

/// Where a crew goes on: to the job while it is theirs to do or has a link to hand on, else to the round, which says what
/// was done.
fn after(step: Move, report: ReportId) -> String {
    match step {
        Move::Take | Move::Undo | Move::Transfer => job::link(report),
        _ => format!("/crew?did={step}"),
    }
}

/// What a move lacks, and what to do.
async fn in_words(service: &Service, crew: &Crew, unmet: &Unmet) -> Result<String, Problem> {
    let texts = Texts::of(crew.language);
    let zone = jobs::team(&service.database, &crew.team).await?.zone;
    let today = service.clock.now().with_timezone(&zone).date_naive();
    let facts = match unmet {
        Unmet::TooEarly { first: day, .. } | Unmet::TooFar { last: day, .. } => {
            vec![("day", time::day(texts, *day, today).into())]
        }
        Unmet::WordsTooLong(count) => vec![("count", (*count).into()), ("most", MOST_WORDS.into())],
        _ => Vec::new(),
    };
    let own = match unmet.field() {
        Some(field) if matches!(unmet, Unmet::Missing(_) | Unmet::Unreadable { .. }) => {
            format!("way-wrong-{field}")
        }
        _ => format!("way-wrong-{}", unmet.name()),
    };
    if texts.has(&own) {
        return Ok(texts.with(&own, &facts));
    }
    let key = format!("refused-move-{}", unmet.name());
    Ok(format!("{}. {}", texts.with(&key, &facts), texts.with(&format!("{key}-do"), &facts)))
}
