//! `/contractor/{token}`: the page of one transferred report, for whoever holds its link. Opening it changes nothing.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{FromRequestParts, Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::PhotoId;
use model::moves::Move;
use model::moves::needs::MOST_WORDS;
use rand::RngCore;
use uuid::Uuid;
use web::{Lang, Language, Page, Texts, time};

use super::contractor::Contractor;
use super::move_job::fingerprint;
use super::photo::{sized, stored};
use super::round::said;
use crate::Service;
use crate::closing::{Errors, Sent, Unreadable, limit};
use crate::error::{Problem, rendered};
use crate::moves::{self, Asked, By, NotMoved};
use crate::store::contractors::{self, Passed};
use crate::store::moves::Key;
use crate::store::replies::{Fit, Outcome, replies};
use crate::wish::Wish;

/// Somebody with a link that our keys prove, at a page.
pub(super) struct Holder {
    contractor: Contractor,
    /// As it stands in the address.
    token: String,
    language: Language,
}

impl FromRequestParts<Service> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let contractor = Contractor::of(parts, service).await?.ok_or(Problem::ContractorLink)?;
        let token = parts.uri.path().split('/').nth(2).unwrap_or_default().to_owned();
        Ok(Self { contractor, token, language })
    }
}

impl Holder {
    async fn passed(&self, service: &Service) -> Result<Passed, Problem> {
        let transfer = (self.contractor.report, self.contractor.generation);
        let now = service.clock.now();
        contractors::passed(&service.database, transfer, now).await?.ok_or(Problem::ContractorLink)
    }

    fn link(&self) -> String {
        format!("/contractor/{}", self.token)
    }
}

#[derive(Template)]
#[template(path = "contractor.html")]
struct ContractorPage {
    page: Page,
    link: String,
    address: String,
    category: String,
    reference: String,
    partner: String,
    until: String,
    directions: String,
    words: String,
    photos: Vec<Shot>,
    action: Uuid,
    decline: Uuid,
    replies: Vec<Choice>,
    own_words: String,
    errors: Errors,
    /// The form to give it back was sent, and is to be put right.
    declining: bool,
    why: String,
    decline_errors: Errors,
    most_words: usize,
}

/// The addresses of a photo.
struct Shot {
    small: String,
    large: String,
}

/// A prepared answer to choose.
struct Choice {
    id: String,
    title: String,
    body: String,
    chosen: bool,
}

/// What a form holds: nothing yet, or what was sent and is to be put right.
#[derive(Default)]
struct Filled {
    action: Option<Uuid>,
    reply: Option<String>,
    words: String,
    errors: Errors,
}

/// Both forms of the page.
#[derive(Default)]
struct Forms {
    close: Filled,
    decline: Filled,
}

pub(super) async fn show(State(service): State<Service>, holder: Holder) -> Result<Response, Problem> {
    let passed = holder.passed(&service).await?;
    page(&service, &holder, passed, Forms::default(), StatusCode::OK).await
}

async fn page(
    service: &Service,
    holder: &Holder,
    passed: Passed,
    Forms { close: filled, decline }: Forms,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (language, texts) = (holder.language, Texts::of(holder.language));
    let replies =
        replies(&service.database, holder.contractor.report, Outcome::Done, service.clock.now()).await?;
    let chosen = filled.reply.or_else(|| replies.first().map(|reply| reply.id.clone()));
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&passed.zone).date_naive();
    let (longitude, latitude) = passed.place;
    let page = ContractorPage {
        page: Page::new(language, passed.address.clone(), holder.link())
            .in_city(passed.city.clone())
            .with_home(holder.link())
            .private(),
        link: holder.link(),
        category: said(language, &passed.category).to_owned(),
        reference: texts.t1("reference", "reference", passed.reference),
        partner: texts.t1("contractor-for", "partner", said(language, &passed.partner)),
        until: time::date(texts, day(passed.until), day(service.clock.now())),
        directions: format!("geo:{latitude:.6},{longitude:.6}?q={latitude:.6},{longitude:.6}"),
        words: passed.words.unwrap_or_default(),
        photos: passed
            .photos
            .iter()
            .map(|photo| Shot {
                small: format!("{}/photos/{photo}/small", holder.link()),
                large: format!("{}/photos/{photo}/large", holder.link()),
            })
            .collect(),
        action: filled.action.unwrap_or_else(random),
        decline: decline.action.unwrap_or_else(random),
        replies: replies
            .into_iter()
            .filter(|reply| reply.fit < Fit::Other)
            .map(|reply| Choice {
                chosen: Some(&reply.id) == chosen.as_ref(),
                title: said(language, &reply.title).to_owned(),
                body: said(language, &reply.body).to_owned(),
                id: reply.id,
            })
            .collect(),
        own_words: filled.words,
        errors: filled.errors,
        declining: decline.errors.count() > 0,
        why: decline.words,
        decline_errors: decline.errors,
        most_words: MOST_WORDS,
        address: passed.address,
    };
    Ok(rendered(status, &page))
}

/// Cleaned, with an after-photo and an answer.
pub(super) async fn close(
    State(service): State<Service>,
    holder: Holder,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let (sent, action) = read(form).await?;
    // A job that is not theirs any more may have been closed by this very action: the move itself knows.
    if let Ok(passed) = holder.passed(&service).await {
        let replies =
            replies(&service.database, holder.contractor.report, Outcome::Done, service.clock.now()).await?;
        if let Err(errors) = sent.checked(&replies, Texts::of(holder.language)) {
            let reply = Some(sent.reply().to_owned());
            let close = Filled { action: Some(action), reply, words: sent.words(), errors };
            let forms = Forms { close, ..Forms::default() };
            return page(&service, &holder, passed, forms, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    }
    moved(&service, &holder, (Move::Close, action), sent).await?;
    Ok(Redirect::to("/contractor/thanks/closed").into_response())
}

/// Not theirs, with words and photos if they like: back to the City.
pub(super) async fn decline(
    State(service): State<Service>,
    holder: Holder,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let (sent, action) = read(form).await?;
    // Where the link is over, nothing is left to be put right.
    if let Err(errors) = sent.checked_if_sent(Texts::of(holder.language)) {
        let passed = holder.passed(&service).await?;
        let decline = Filled { action: Some(action), reply: None, words: sent.words(), errors };
        let forms = Forms { decline, ..Forms::default() };
        return page(&service, &holder, passed, forms, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    moved(&service, &holder, (Move::ComeBack, action), sent).await?;
    Ok(Redirect::to("/contractor/thanks/declined").into_response())
}

async fn read(form: Result<Multipart, MultipartRejection>) -> Result<(Sent, Uuid), Problem> {
    let form = form.map_err(|_| Problem::NotRead(None))?;
    let sent = match Sent::read(form).await {
        Ok(sent) => sent,
        Err(Unreadable::Request(error)) => return Err(Problem::NotRead(limit(&error))),
        Err(Unreadable::Disk(error)) => return Err(error.into()),
    };
    let action = sent.action().ok_or(Problem::NotRead(None))?;
    Ok((sent, action))
}

async fn moved(
    service: &Service,
    holder: &Holder,
    (step, action): (Move, Uuid),
    sent: Sent,
) -> Result<(), Problem> {
    let Contractor { report, generation } = holder.contractor;
    let wish = Wish { sent };
    let key = Key {
        scope: holder.contractor.scope(),
        given: action.to_string(),
        fingerprint: fingerprint(report, step, &wish),
    };
    let by = By::Contractor { generation };
    let asked = Asked { report, step, by, key: Some(key), occurred_at: None, seen: None };
    match moves::make(service, &asked, &wish).await {
        Ok(_) | Err(NotMoved::Before(_)) => Ok(()),
        Err(NotMoved::Failed(error)) => Err(Problem::Failed(error)),
        // What the page has checked before.
        Err(NotMoved::Unmet(_) | NotMoved::Photo { .. }) => Err(Problem::NotRead(None)),
        Err(_) => Err(Problem::ContractorLink),
    }
}

/// A photo before. Received files are never served.
pub(super) async fn photo(
    State(service): State<Service>,
    holder: Holder,
    Path((_, photo, size)): Path<(String, PhotoId, String)>,
) -> Result<Response, Problem> {
    let size = sized(&size).ok_or(Problem::NotFound)?;
    let transfer = (holder.contractor.report, holder.contractor.generation);
    let now = service.clock.now();
    if !contractors::may_see(&service.database, transfer, photo, now).await? {
        return Err(Problem::NotFound);
    }
    stored(&service, photo, size).await
}

#[derive(Template)]
#[template(path = "contractor_thanks.html")]
struct ThanksPage {
    page: Page,
    next: String,
}

/// What was done, in words: the link itself opens nothing any more.
pub(super) async fn thanks(Lang(language): Lang, Path(what): Path<String>) -> Result<Response, Problem> {
    if !["closed", "declined"].contains(&what.as_str()) {
        return Err(Problem::NotFound);
    }
    let (texts, path) = (Texts::of(language), format!("/contractor/thanks/{what}"));
    let page = Page::new(language, texts.t(&format!("contractor-thanks-{what}")), path.clone());
    let next = texts.t(&format!("contractor-thanks-{what}-next"));
    Ok(rendered(StatusCode::OK, &ThanksPage { page: page.with_home(path).private(), next }))
}

fn random() -> Uuid {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
