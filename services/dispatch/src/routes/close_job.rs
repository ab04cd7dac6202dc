//! `/crew/jobs/{id}/close`: cleaned, with an after-photo and an answer.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::history;
use database::letters::{self, Told};
use messages::PhotoMessage;
use model::ids::{HistoryId, PhotoId, ReportId};
use model::moves::{Actor, Move, State as Stands, allowed};
use model::turnaround::closing_time;
use photos::Key;
use serde_json::{Value, json};
use service_kit::body::NotRead;
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;
use web::Texts;

use crate::Service;
use crate::closing::{Answer, MOST_PHOTOS, Sent, Unreadable};
use crate::error::Problem;
use crate::routes::job::{self, Filled};
use crate::session::Crew;
use crate::store::closings::{self, AfterPhoto, Locked};
use crate::store::jobs;

/// Bytes of one close: its photos, and a few fields.
pub(super) const MOST_BYTES: usize = MOST_PHOTOS * 25_000_000 + 100_000;

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
        Err(Unreadable::Request(error)) => return Ok(broken(&error).into_response()),
        Err(Unreadable::Disk(error)) => return Err(error.into()),
    };
    let Some(action) = sent.action() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let texts = Texts::of(crew.language);
    let found = jobs::job(&service.database, &crew.team, report).await?.ok_or(Problem::NotFound)?;
    // Before anything is checked: what was accepted once is answered as it was then.
    if let Some(answer) = accepted(&service, &sent, &action.to_string(), report).await? {
        return answer;
    }
    if allowed(found.state, Move::Close, Actor::Crew).is_err() {
        return Err(overtaken(&service, &crew, report).await?);
    }
    let replies = jobs::replies(&service.database, &found.category_id).await?;
    let answer = match sent.checked(&replies, texts) {
        Ok(answer) => answer,
        Err(errors) => {
            let filled = Filled { action, reply: sent.reply().to_owned(), words: sent.words(), errors };
            return job::page(&service, &crew, found, &replies, filled, StatusCode::UNPROCESSABLE_ENTITY)
                .await;
        }
    };
    let closing = Closing { report, action, sent: &sent, answer };
    let photos = store(&service, &sent).await?;
    match write(&service, &crew, &closing, &photos).await? {
        Written::Done => Ok(Redirect::to(&job::link(report)).into_response()),
        Written::NotNow => {
            forget(&service, &photos).await;
            match accepted(&service, &sent, &action.to_string(), report).await? {
                Some(answer) => answer,
                None => Err(overtaken(&service, &crew, report).await?),
            }
        }
    }
}

/// Axum calls everything else that breaks off a failure of ours.
fn broken(error: &MultipartError) -> StatusCode {
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    NotRead::among(error).map_or(
        if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST },
        NotRead::status,
    )
}

/// The answer to a close that was accepted before under the same key; an error if that was another one.
async fn accepted(
    service: &Service,
    sent: &Sent,
    key: &str,
    report: ReportId,
) -> Result<Option<Result<Response, Problem>>, Problem> {
    let earlier = closings::accepted(&service.database, key).await?;
    Ok(earlier.map(|(fingerprint, of)| {
        if of == report && fingerprint == sent.fingerprint() {
            Ok(Redirect::to(&job::link(report)).into_response())
        } else {
            Ok(StatusCode::CONFLICT.into_response())
        }
    }))
}

/// Somebody of the team was faster.
async fn overtaken(service: &Service, crew: &Crew, report: ReportId) -> Result<Problem, Problem> {
    let words = job::what_happened(service, crew, report).await?;
    let words = format!("{words} {}", Texts::of(crew.language).t("close-not-sent"));
    Ok(Problem::Overtaken { words, back: job::link(report) })
}

/// A close that passed every check.
struct Closing<'a> {
    report: ReportId,
    action: Uuid,
    sent: &'a Sent,
    answer: Answer,
}

/// Puts the photos into the object store: before the transaction, so that a row's bytes are always there.
async fn store(service: &Service, sent: &Sent) -> anyhow::Result<Vec<PhotoId>> {
    let mut ids = Vec::new();
    for upload in &sent.photos {
        let id = PhotoId(service.clock.id());
        let kind = upload.inspected.kind.content_type();
        service.storage.put_file(&Key::received(id.0), upload.path(), kind).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// Takes photos away that no row names; what this misses is removed with other orphans.
async fn forget(service: &Service, photos: &[PhotoId]) {
    for photo in photos {
        if let Err(error) = service.storage.delete(&Key::received(photo.0)).await {
            tracing::warn!(%error, "an unused photo stays in the store for now");
        }
    }
}

enum Written {
    Done,
    /// The report moved meanwhile; nothing was written.
    NotNow,
}

/// The close, its photos, its letters: one transaction.
async fn write(
    service: &Service,
    crew: &Crew,
    closing: &Closing<'_>,
    photos: &[PhotoId],
) -> Result<Written, Problem> {
    let report = closing.report;
    let mut transaction = service.database.begin().await?;
    let Some(locked) = closings::lock(&mut transaction, &crew.team, report).await? else {
        return Ok(Written::NotNow);
    };
    if allowed(locked.state, Move::Close, Actor::Crew).is_err() {
        return Ok(Written::NotNow);
    }
    let now = service.clock.now();
    let closed_at = closing_time(now, now, locked.dispatched_at.unwrap_or(now));
    let history = HistoryId(service.clock.id());
    let row = history::Row {
        id: history,
        report,
        step: Move::Close,
        from: Some(locked.state),
        to: Stands::Done,
        actor: Actor::Crew,
        actor_id: Some(crew.staff.0),
        occurred_at: closed_at,
        recorded_at: now,
        words: Some(&closing.answer.texts.fr),
        detail: detail(&mut transaction, crew, closing).await?,
    };
    history::record(&mut transaction, &row).await?;
    closings::close(&mut transaction, report, closed_at).await?;
    let key = closing.action.to_string();
    closings::accept(&mut transaction, &key, &closing.sent.fingerprint(), report, now).await?;
    after_photos(&mut transaction, closing, photos, history, &locked, now).await?;
    let told = Told { report, history, step: Move::Close, occurred_at: closed_at };
    let undo = service.config.undo_window();
    letters::announce(&mut transaction, told, now, undo, || service.clock.id()).await?;
    transaction.commit().await?;
    metrics::counter!("closings_total").increment(1);
    tracing::info!(photos = photos.len(), reply = closing.answer.reply, "closed");
    Ok(Written::Done)
}

/// The answer in both languages, and where the phone was: a doubtful close is seen by it.
async fn detail(connection: &mut PgConnection, crew: &Crew, closing: &Closing<'_>) -> anyhow::Result<Value> {
    let mut detail = json!({
        "team": crew.team,
        "reply": closing.answer.reply,
        "texts": closing.answer.texts,
    });
    if let Some((point, accuracy_m)) = closing.sent.place() {
        let distance_m = closings::distance_m(connection, closing.report, point).await?;
        detail["phone"] = json!({ "place": point, "accuracy_m": accuracy_m, "distance_m": distance_m });
    }
    Ok(detail)
}

async fn after_photos(
    connection: &mut PgConnection,
    closing: &Closing<'_>,
    photos: &[PhotoId],
    history: HistoryId,
    locked: &Locked,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let zone: Tz = locked.timezone.parse()?;
    for ((position, id), upload) in (0..).zip(photos).zip(&closing.sent.photos) {
        let inspected = &upload.inspected;
        let taken_at = inspected.exif.taken_at.and_then(|taken| taken.moment(&zone, now));
        let photo = AfterPhoto { id: *id, position, inspected, taken_at };
        closings::after_photo(connection, closing.report, history, &photo, now).await?;
        let message = PhotoMessage { photo: *id, pixels: upload.pixels() };
        queue::publish(connection, &message, Duration::ZERO).await?;
    }
    Ok(())
}
