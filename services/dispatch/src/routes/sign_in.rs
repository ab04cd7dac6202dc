//! `/sign-in`: an address, and a link by e-mail. The answer is the same for every address.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::{Lang, Page, Texts};

use crate::Service;
use crate::error::{Problem, rendered};
use crate::outbox::Outbox;
use crate::refused::Refused;
use crate::session::{Staff, home};
use crate::staff::is_address;
use crate::store::sign_ins;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    /// Of nobody: what others left in the phone can leave from here.
    outbox: Outbox,
    /// Whether the city's account can be used.
    city: bool,
    sent: bool,
    email: String,
    error: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    sent: Option<String>,
}

pub(super) async fn form(
    State(service): State<Service>,
    Lang(language): Lang,
    staff: Result<Staff, Refused>,
    Query(asked): Query<Asked>,
) -> Response {
    if let Ok(staff) = staff {
        return Redirect::to(&home(&service, &staff.role)).into_response();
    }
    let sent = asked.sent.is_some();
    let path = if sent { "/sign-in?sent=1" } else { "/sign-in" };
    let page =
        Page::new(language, Texts::of(language).t("sign-in-title"), path).with_home("/sign-in").private();
    let (outbox, city) = (Outbox::default(), service.openid.is_some());
    let page = SignInPage { page, outbox, city, sent, email: String::new(), error: String::new() };
    rendered(StatusCode::OK, &page)
}

#[derive(Deserialize)]
pub(super) struct Wish {
    email: String,
}

pub(super) async fn ask(
    State(service): State<Service>,
    Lang(language): Lang,
    Form(wish): Form<Wish>,
) -> Result<Response, Problem> {
    let email = wish.email.trim();
    if !is_address(email) {
        let texts = Texts::of(language);
        let page = Page::new(language, texts.t("sign-in-title"), "/sign-in").with_home("/sign-in").private();
        let error = texts.t("sign-in-bad-address");
        let (outbox, city) = (Outbox::default(), service.openid.is_some());
        let page = SignInPage { page, outbox, city, sent: false, email: email.to_owned(), error };
        return Ok(rendered(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    sign_ins::ask(&service.database, &*service.clock, email).await?;
    Ok(Redirect::to("/sign-in?sent=1").into_response())
}
