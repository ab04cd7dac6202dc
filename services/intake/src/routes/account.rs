//! Sign-in with the city's account, and what it shows: the reports of the verified address. Off unless it is configured.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use service_kit::links::Purpose;
use service_kit::openid::{ATTEMPT, Back, NotProven};
use service_kit::same_origin::is_ours;
use service_kit::session::Token;
use web::{Lang, Language, Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response, problem_page};
use crate::resident::{RESIDENT, Resident};
use crate::store::{self, said};

/// Leads to the city's provider.
pub(crate) async fn begin(State(intake): State<Intake>, Lang(language): Lang) -> Result<Response, Failed> {
    let Some(openid) = &intake.openid else { return Ok(off(language)) };
    let attempt = Token::new().map_err(|error| Failed(language, error))?;
    match openid.begin(&attempt, language.tag(), intake.clock.now()).await {
        Ok(address) => {
            let cookie = ATTEMPT.set(&attempt, &intake.public_url);
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(address.as_str()))
                .into_response())
        }
        Err(why) => Ok(not_proven(language, &why)),
    }
}

/// Somebody comes back from the provider.
pub(crate) async fn back(
    State(intake): State<Intake>,
    Lang(language): Lang,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Failed> {
    let Some(openid) = &intake.openid else { return Ok(off(language)) };
    let now = intake.clock.now();
    let used = (header::SET_COOKIE, ATTEMPT.none(&intake.public_url));
    let email = match openid.finish(ATTEMPT.token(&headers), back, now).await {
        Ok(email) => email,
        Err(why) => return Ok((AppendHeaders([used]), not_proven(language, &why)).into_response()),
    };
    let session = Token::new().map_err(|error| Failed(language, error))?;
    let written = store::open_resident(&intake.pool, &email, &session.sha256(), now).await;
    written.map_err(|error| Failed(language, error.into()))?;
    let signed_in = (header::SET_COOKIE, RESIDENT.set(&session, &intake.public_url));
    Ok((AppendHeaders([used, signed_in]), Redirect::to("/account")).into_response())
}

fn not_proven(language: Language, why: &NotProven) -> Response {
    tracing::warn!(why = format!("{:#}", anyhow::anyhow!("{why:?}")), "somebody could not sign in");
    problem_page(language, why.status(), &format!("oidc-{}", why.name()))
}

/// As if there were no such address.
fn off(language: Language) -> Response {
    problem_page(language, StatusCode::NOT_FOUND, "page")
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    email: String,
    reports: Vec<Line>,
}

struct Line {
    link: String,
    title: String,
    note: String,
    state: String,
}

/// The reports of who is signed in.
pub(crate) async fn account(
    State(intake): State<Intake>,
    Lang(language): Lang,
    Resident(email): Resident,
) -> Result<Response, Failed> {
    if intake.openid.is_none() {
        return Ok(off(language));
    }
    let Some(email) = email else { return Ok(Redirect::to("/sign-in/city").into_response()) };
    let reports = store::reports_of(&intake.pool, &email).await;
    let reports = reports.map_err(|error| Failed(language, error.into()))?;
    let (texts, now) = (Texts::of(language), intake.clock.now());
    let lines = reports.into_iter().map(|own| Line {
        link: format!("/r/{}", intake.keys.token(Purpose::Track, own.recipient, own.generation)),
        title: said(&own.category, language).to_owned(),
        note: format!(
            "{} · {} · {}",
            own.address,
            texts.t1("reference", "reference", own.reference.as_str()),
            time::moment(texts, own.received_at, intake.city.zone, now)
        ),
        state: own.state,
    });
    let page = Page::new(language, texts.t("account-title"), "/account").in_city(&intake.city.name).private();
    let page = AccountPage { page, email, reports: lines.collect() };
    Ok(([(header::CACHE_CONTROL, "no-store")], page_response(StatusCode::OK, &page)).into_response())
}

/// Signs out here; the provider's own session is the provider's matter.
pub(crate) async fn sign_out(
    State(intake): State<Intake>,
    Lang(language): Lang,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    if !is_ours(&headers, &intake.public_url) {
        return Ok(problem_page(language, StatusCode::FORBIDDEN, "other-site"));
    }
    if let Some(token) = RESIDENT.token(&headers) {
        let closed = store::close_resident(&intake.pool, &token.sha256()).await;
        closed.map_err(|error| Failed(language, error.into()))?;
    }
    let cookie = [(header::SET_COOKIE, RESIDENT.none(&intake.public_url))];
    Ok((AppendHeaders(cookie), Redirect::to("/")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for language in Language::ALL {
            for name in NotProven::NAMES {
                for key in [format!("problem-oidc-{name}"), format!("problem-oidc-{name}-do")] {
                    assert!(Texts::of(language).has(&key), "{language}: {key}");
                }
            }
        }
    }
}
