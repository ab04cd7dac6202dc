//! `/desk/replies/preview`: the letter that a resident would read, with a real report, in a frame of the editor. It is
//! written by the code that writes the one that is sent; nothing is sent, and nothing changes.

use anyhow::Context;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use letters::{City, Closed, Draft, Links, Part, Picture, Rejected, Stage};
use model::city::Localized;
use storage::{Key, Size};
use web::{Language, Texts};

use super::form::{Sent, body, storable};
use super::said;
use crate::Service;
use crate::error::Problem;
use crate::replies::Facts;
use crate::session::{Referent, Staff};
use crate::store::previews::{self, Sample, Which};
use crate::store::replies::Outcome;
use crate::store::wordings;

/// Pictures of each stage, as in the letter that is sent.
const MOST_PICTURES: i64 = 3;
/// What the frame may do: show itself, on our own pages. A letter's colours stand in it, and its pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox";

/// Why there is no letter, in its place.
#[derive(Template)]
#[template(
    source = r#"<!doctype html><html lang="{{ language }}"><meta charset="utf-8"><title>{{ words }}</title><body style="font:16px/1.5 system-ui,sans-serif;padding:16px;color-scheme:light dark"><p>{{ words }}</p></body></html>"#,
    ext = "html"
)]
struct Nothing<'a> {
    language: Language,
    words: &'a str,
}

pub(in crate::routes) async fn preview(
    State(service): State<Service>,
    Referent(staff): Referent,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(fields) = fields.map_err(|_| Problem::NotRead(None))?;
    shown(&service, &staff, &Sent::of(fields)).await
}

/// The letter with an answer; what is wrong, in its place.
async fn shown(service: &Service, staff: &Staff, sent: &Sent) -> Result<Response, Problem> {
    let language = sent.language.parse().unwrap_or(staff.language);
    let texts = Texts::of(staff.language);
    let text = said(language, &sent.body);
    let flaw = body(text, texts);
    if !flaw.is_empty() {
        return Ok(framed(StatusCode::UNPROCESSABLE_ENTITY, nothing(staff.language, &flaw)?));
    }
    let Some(sample) = found(service, staff, sent).await? else {
        // Where no report has ended like this yet, the frame says so; a number that is no report's is a mistake.
        let (status, key) = if sent.report.is_empty() {
            (StatusCode::OK, "replies-preview-none")
        } else {
            (StatusCode::NOT_FOUND, "replies-preview-no-such")
        };
        return Ok(framed(status, nothing(staff.language, &texts.t(key))?));
    };
    let letter = written(service, &sample, sent, language).await?;
    Ok(framed(StatusCode::OK, letter.standalone()))
}

/// The letter of an answer as it stands, for the frame before anything is changed.
pub(in crate::routes) async fn letter(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(reply): Path<String>,
) -> Result<Response, Problem> {
    if !storable(&reply) {
        return Err(Problem::NotFound);
    }
    let mut connection = service.database.acquire().await?;
    let there = wordings::wording(&mut connection, &reply).await?.ok_or(Problem::NotFound)?;
    drop(connection);
    shown(&service, &staff, &Sent::standing(&there)).await
}

/// The report with the number that was asked for; else the newest that ended like this, of the answer's categories, or of any.
async fn found(service: &Service, staff: &Staff, sent: &Sent) -> Result<Option<Sample>, Problem> {
    let outcome = Outcome::named(&sent.outcome).ok_or(Problem::NotFound)?;
    let categories: Vec<_> = sent.categories.iter().filter(|id| !id.contains('\0')).cloned().collect();
    let ways = match sent.report.as_str() {
        "" => vec![Which::Newest(&categories), Which::Newest(&[])],
        number if number.contains(char::is_control) => Vec::new(),
        number => vec![Which::Number(number)],
    };
    for which in ways {
        if let Some(sample) = previews::sample(&service.database, staff.id, outcome, which).await? {
            return Ok(Some(sample));
        }
    }
    Ok(None)
}

/// The letter of an end, with an answer that nobody has sent.
async fn written(
    service: &Service,
    sample: &Sample,
    sent: &Sent,
    language: Language,
) -> anyhow::Result<Draft> {
    let now = service.clock.now();
    let at = sample.ended_at.unwrap_or(now);
    let day = at.with_timezone(&sample.zone).date_naive();
    let facts = Facts {
        reference: sample.reference.clone(),
        address: sample.address.clone(),
        category: sample.category.clone(),
        team: sample.team.clone(),
        day,
    };
    let reply = Some(facts.said(said(language, &sent.body), language));
    let of = |both: &Localized| said(language, both).to_owned();
    let team = sample.team.as_ref().map(of);
    // Nobody's: it opens nothing.
    let links = Links {
        track: format!("{}r/", service.config.common.public_url),
        stop: format!("{}unsubscribe/", service.config.common.public_url),
    };
    let told = letters::Facts {
        language,
        part: Part::Reporter,
        city: City { name: sample.city.clone(), zone: sample.zone },
        reference: sample.reference.clone(),
        address: sample.address.clone(),
        category: of(&sample.category),
        emergency: sample.emergency.as_ref().map(of),
        partner: sample.partner.as_ref().map(of),
        received_at: sample.received_at,
        due_at: sample.due_at,
    };
    let content_ids = format!("{}@preview", sample.id);
    let draft = if sent.outcome == Outcome::Rejected.as_str() {
        let pictures = pictures(service, sample, Stage::Found).await?;
        let rejected = Rejected { team, at, recorded_at: at, reason: reply, pictures, content_ids };
        letters::rejected(&told, &rejected, &links, now)
    } else {
        let pictures = pictures(service, sample, Stage::After).await?;
        letters::closed(&told, &Closed { team, at, reply, pictures, content_ids }, &links, now)
    };
    draft.context("the letter can't be written")
}

/// The report's pictures: those of its end as `crews`, then how it was; a letter that nothing was cleaned shows no others.
async fn pictures(service: &Service, sample: &Sample, crews: Stage) -> anyhow::Result<Vec<Picture>> {
    let mut pictures = Vec::new();
    for shown in previews::photos(&service.database, sample.id, MOST_PICTURES).await? {
        let stage = if shown.after { crews } else { Stage::Before };
        if stage == Stage::Before && crews == Stage::Found {
            continue;
        }
        let jpeg = service.storage.get(&Key::rendition(shown.id, Size::Large)).await?;
        let at: DateTime<Utc> = shown.at;
        pictures.push(Picture { stage, at, jpeg });
    }
    Ok(pictures)
}

fn nothing(language: Language, words: &str) -> anyhow::Result<String> {
    Ok(Nothing { language, words }.render()?)
}

/// An answer that stands in a frame of our own pages.
fn framed(status: StatusCode, html: String) -> Response {
    let policy = HeaderValue::from_static(POLICY);
    (status, [(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}
