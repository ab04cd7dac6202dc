//! No more letters about a report. GET asks; POST does it, also as one-click unsubscribe (RFC 8058).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use service_kit::links::Purpose;
use web::{Lang, Language, Page, Texts};

use crate::Intake;
use crate::error::{Failed, page_response, problem_page};
use crate::store;
use crate::track::holder;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    page: Page,
    stopped: bool,
}

pub(crate) async fn ask(
    State(intake): State<Intake>,
    Lang(language): Lang,
    Path(token): Path<String>,
) -> Result<Response, Failed> {
    match holder(&intake, &token, Purpose::Unsubscribe, language).await {
        Ok(Some(_)) => Ok(shown(&intake, language, &token, false)),
        Ok(None) => Ok(problem_page(language, StatusCode::NOT_FOUND, "link")),
        Err(error) => Err(Failed(language, error.into())),
    }
}

pub(crate) async fn stop(
    State(intake): State<Intake>,
    Lang(language): Lang,
    Path(token): Path<String>,
) -> Result<Response, Failed> {
    let failed = |error: sqlx::Error| Failed(language, error.into());
    let follower = holder(&intake, &token, Purpose::Unsubscribe, language).await.map_err(failed)?;
    let Some(follower) = follower else { return Ok(problem_page(language, StatusCode::NOT_FOUND, "link")) };
    store::stop_letters(&intake.pool, follower.recipient, intake.clock.now()).await.map_err(failed)?;
    Ok(shown(&intake, language, &token, true))
}

fn shown(intake: &Intake, language: Language, token: &str, stopped: bool) -> Response {
    let title = Texts::of(language).t(if stopped { "unsubscribe-stopped" } else { "unsubscribe-title" });
    let page = Page::new(language, title, format!("/unsubscribe/{token}"));
    let page = page.in_city(&intake.city.name).private();
    page_response(StatusCode::OK, &UnsubscribePage { page, stopped })
}
