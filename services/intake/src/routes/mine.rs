//! "My reports": those that this device remembers, which only its script knows; and, by an e-mailed link, those of an
//! address. The answer to an address is the same whether it is known or not.

use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::ListLinkId;
use model::moves::State as Stand;
use serde::Deserialize;
use serde_json::json;
use service_kit::links::{Purpose, Token};
use web::{Lang, Language, Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response, problem_page};
use crate::store::{self, said};
use crate::submission::Submission;
use crate::wrong::Said;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    page: Page,
    /// The words and the tone of each state, as JSON.
    states: String,
    sent: bool,
    email: String,
    error: String,
}

/// The list behind an e-mailed link.
#[derive(Template)]
#[template(path = "mine_list.html")]
struct ListPage {
    page: Page,
    reports: Vec<Line>,
}

struct Line {
    link: String,
    title: String,
    note: String,
    state: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Visit {
    sent: Option<String>,
}

pub(crate) async fn mine(
    State(intake): State<Intake>,
    Lang(language): Lang,
    visit: Result<Query<Visit>, QueryRejection>,
) -> Response {
    let sent = visit.is_ok_and(|Query(visit)| visit.sent.is_some());
    let page = shown(&intake, language, if sent { "/mine?sent=1" } else { "/mine" });
    page_response(StatusCode::OK, &MinePage { sent, ..page })
}

/// Asks for a link by e-mail.
pub(crate) async fn ask(
    State(intake): State<Intake>,
    Lang(language): Lang,
    request: Request,
) -> Result<Response, Failed> {
    let sent = Submission::of(request, &intake).await.map_err(|error| Failed(language, error.into()))?;
    let missing = || crate::wrong::Wrong::EmailUnreadable;
    let wrong = match sent.email().and_then(|email| email.ok_or_else(missing)) {
        Ok(email) => {
            store::ask_for_list(&intake.pool, &*intake.clock, &email, language)
                .await
                .map_err(|error| Failed(language, error.into()))?;
            return Ok(Redirect::to("/mine?sent=1").into_response());
        }
        Err(wrong) => sent.wrong.into_iter().next().unwrap_or(wrong),
    };
    let Said { what, remedy } = wrong.said(Texts::of(language));
    let email = sent.fields.get("email").cloned().unwrap_or_default();
    let page = MinePage { error: format!("{what} {remedy}"), email, ..shown(&intake, language, "/mine") };
    Ok(page_response(wrong.status(), &page))
}

fn shown(intake: &Intake, language: Language, path: &str) -> MinePage {
    let texts = Texts::of(language);
    let states = Stand::ALL.iter().map(|state| {
        let name = state.as_str();
        (name.to_owned(), json!([texts.t(&format!("state-{name}")), web::tone(name).to_string()]))
    });
    MinePage {
        page: Page::new(language, texts.t("mine-title"), path).in_city(&intake.city.name).private(),
        states: serde_json::Value::Object(states.collect()).to_string(),
        sent: false,
        email: String::new(),
        error: String::new(),
    }
}

/// The list of an address, for a day: reading it changes nothing, however often mail programs open it.
pub(crate) async fn list(
    State(intake): State<Intake>,
    Lang(language): Lang,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response, Failed> {
    let void = || problem_page(language, StatusCode::NOT_FOUND, "list");
    let token = token.map(|Path(token)| token).unwrap_or_default();
    let proof = Token::parse(&token).filter(|proof| intake.keys.proves(proof, Purpose::List, 0));
    let Some(proof) = proof else { return Ok(void()) };
    let now = intake.clock.now();
    let reports = store::list(&intake.pool, ListLinkId(proof.subject), now).await;
    let Some(reports) = reports.map_err(|error| Failed(language, error.into()))? else { return Ok(void()) };
    let texts = Texts::of(language);
    let lines = reports.into_iter().map(|report| Line {
        link: format!("/r/{}", intake.keys.token(Purpose::Track, report.recipient, report.generation)),
        title: said(&report.category, language).to_owned(),
        note: format!(
            "{} · {} · {}",
            report.address,
            report.reference,
            time::moment(texts, report.received_at, intake.city.zone, now)
        ),
        state: report.state,
    });
    let page = Page::new(language, texts.t("mine-title"), format!("/mine/{token}"));
    let page = ListPage { page: page.in_city(&intake.city.name).private(), reports: lines.collect() };
    Ok(([(header::CACHE_CONTROL, "no-store")], page_response(StatusCode::OK, &page)).into_response())
}
