//! `/sign-in/{token}`: the e-mailed link. Opening it signs nobody in, because mail scanners open links; its button does.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use model::ids::SignInId;
use service_kit::links::{Purpose, Token as LinkToken};
use service_kit::session::{STAFF, Token};
use web::{Lang, Page, Texts};

use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::home;
use crate::store::sign_ins::{self, Proven};

#[derive(Template)]
#[template(path = "sign_in_link.html")]
struct LinkPage {
    page: Page,
    token: String,
}

/// The sign-in that a token proves.
fn proven(service: &Service, token: &str) -> Result<SignInId, Problem> {
    let parsed = LinkToken::parse(token).ok_or(Problem::LinkUsed)?;
    let keys = &service.config.common.link_keys;
    if keys.proves(&parsed, Purpose::SignIn, 0) {
        Ok(SignInId(parsed.subject))
    } else {
        Err(Problem::LinkUsed)
    }
}

pub(super) async fn confirm(
    State(service): State<Service>,
    Lang(language): Lang,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let sign_in = proven(&service, &token)?;
    if !sign_ins::is_good(&service.database, sign_in, service.clock.now()).await? {
        return Err(Problem::LinkUsed);
    }
    let path = format!("/sign-in/{token}");
    let page = Page::new(language, Texts::of(language).t("sign-in-link-title"), path)
        .with_home("/sign-in")
        .private();
    // The button may lead to intake, whose address may be another origin.
    let policy = web::csp::with_forms_to(&service.config.common.assist_url().origin().ascii_serialization());
    let headers = [(header::CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, rendered(StatusCode::OK, &LinkPage { page, token })).into_response())
}

pub(super) async fn redeem(
    State(service): State<Service>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sign_in = proven(&service, &token)?;
    let now = service.clock.now();
    let session = Token::new()?;
    let mut transaction = service.database.begin().await?;
    let who = sign_ins::redeem(&mut transaction, sign_in, now).await?.ok_or(Problem::LinkUsed)?;
    sign_ins::open(&mut transaction, who.staff, &session.sha256(), &*service.clock).await?;
    transaction.commit().await?;
    let cookies = welcome(&service, &who, &session, &headers);
    Ok((AppendHeaders(cookies), Redirect::to(&home(&service, &who.role))).into_response())
}

/// The cookies of who has just signed in.
pub(super) fn welcome(
    service: &Service,
    who: &Proven,
    session: &Token,
    headers: &HeaderMap,
) -> Vec<(HeaderName, String)> {
    let mut cookies = vec![(header::SET_COOKIE, STAFF.set(session, &service.config.common.staff_url))];
    // Who has not chosen a language on this phone gets their own.
    let chosen = headers.get_all(header::COOKIE).iter().any(|cookies| {
        cookies.to_str().is_ok_and(|cookies| cookies.split(';').any(|one| one.trim().starts_with("lang=")))
    });
    if !chosen {
        let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", who.language);
        cookies.push((header::SET_COOKIE, cookie));
    }
    cookies
}
