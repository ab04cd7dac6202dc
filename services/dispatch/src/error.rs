//! Every error is a page in words, in the reader's language: also what axum itself refuses.

use askama::Template;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use service_kit::body::NotRead;
use service_kit::openid::NotProven;
use service_kit::problem::status_of;
use web::{Lang, Page, Texts};

use crate::refused::limits;

/// Why a request is not done.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Nobody is signed in.
    SignedOut,
    /// Signed in, but in no team: a referent, or the call centre.
    NoTeam,
    /// A page for referents.
    NotReferent,
    /// A page for who manages the city.
    NotAdmin,
    /// No such page, or not this team's.
    NotFound,
    /// A form of another site.
    OtherSite,
    /// The contractor's link is over, or never was one.
    ContractorLink,
    /// The sign-in link is used, old or wrong.
    LinkUsed,
    /// The city's account has not proven who they are.
    NotProven(NotProven),
    /// They have proven who they are, and it is nobody of the staff.
    NotStaff,
    /// The job has moved meanwhile; `back` shows the job, or the round where it is not theirs any more.
    Overtaken {
        /// What happened, as a heading.
        heading: String,
        /// Who did it, when, and what it means.
        words: String,
        /// The job's page.
        back: String,
    },
    /// The limit that a form broke; none: it broke off, or is malformed.
    NotRead(Option<NotRead>),
    /// Something of ours failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What the page of an error says; travels in the response's extensions to [`in_words`].
#[derive(Clone, Debug)]
struct Said {
    /// `problem-crew-{name}` and `problem-crew-{name}-do` are its texts, where it has none of its own.
    name: &'static str,
    heading: Option<String>,
    words: Option<String>,
    /// Where the page leads; empty: nowhere. None: where its part of the site begins.
    back: Option<String>,
    limit: Option<NotRead>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (mut limit, mut heading) = (None, None);
        let (status, name, words, back) = match self {
            Self::SignedOut => return Redirect::to("/sign-in").into_response(),
            Self::NoTeam => (StatusCode::FORBIDDEN, "no-team", None, None),
            Self::NotReferent => (StatusCode::FORBIDDEN, "not-referent", None, Some("/crew".to_owned())),
            Self::NotAdmin => (StatusCode::FORBIDDEN, "not-admin", None, Some("/desk".to_owned())),
            Self::NotFound => (StatusCode::NOT_FOUND, "page", None, None),
            Self::OtherSite => (StatusCode::FORBIDDEN, "other-site", None, None),
            Self::ContractorLink => (StatusCode::GONE, "contractor", None, Some(String::new())),
            Self::LinkUsed => (StatusCode::GONE, "link", None, Some("/sign-in".to_owned())),
            Self::NotStaff => (StatusCode::FORBIDDEN, "oidc-unknown", None, Some("/sign-in".to_owned())),
            Self::NotProven(why) => {
                tracing::warn!(?why, "somebody could not sign in");
                (why.status(), unproven(&why), None, Some("/sign-in".to_owned()))
            }
            Self::Overtaken { heading: own, words, back } => {
                heading = Some(own);
                (StatusCode::CONFLICT, "request", Some(words), Some(back))
            }
            Self::NotRead(None) => (StatusCode::BAD_REQUEST, "request", None, None),
            Self::NotRead(Some(reason)) => {
                limit = Some(reason);
                (reason.status(), limited(reason), None, None)
            }
            Self::Failed(error) => {
                tracing::error!(error = format!("{error:#}"), "a request failed");
                (status_of(&error), "failed", None, None)
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Said { name, heading, words, back, limit });
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    page: Page,
    words: String,
    back: String,
    back_words: &'static str,
}

/// Gives every error its page.
pub(crate) async fn in_words(Lang(language): Lang, request: Request, next: Next) -> Response {
    let home = if request.uri().path().starts_with("/desk") { "/desk" } else { "/crew" };
    let path = match *request.method() {
        Method::GET => request.uri().path().to_owned(),
        // The language switch of a refused form leads home: its own address can't be opened.
        _ => "/".to_owned(),
    };
    let response = next.run(request).await;
    let status = response.status();
    let ready = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == HTML);
    if ready || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let said = response.extensions().get::<Said>().cloned().unwrap_or_else(|| refused_by_axum(status));
    let texts = Texts::of(language);
    let words = said.words.unwrap_or_else(|| texts.t(&format!("problem-crew-{}-do", said.name)));
    let facts: Vec<_> = said.limit.into_iter().flat_map(|limit| limits(texts, limit)).collect();
    let heading = said.heading.unwrap_or_else(|| texts.with(&format!("problem-crew-{}", said.name), &facts));
    let page = Page::new(language, heading, path).with_home(home).private();
    let back = said.back.unwrap_or_else(|| home.to_owned());
    let back_words = way_back(&back);
    rendered(status, &ProblemPage { page, words, back, back_words })
}

/// What is said of where a page leads.
fn way_back(back: &str) -> &'static str {
    match back {
        "/sign-in" => "sign-in-again",
        "/crew" => "round-back",
        "/desk" => "desk-back",
        back if back.starts_with("/contractor") => "contractor-see",
        _ => "job-see",
    }
}

const HTML: &str = "text/html; charset=utf-8";

fn unproven(why: &NotProven) -> &'static str {
    match why {
        NotProven::Down(_) => "oidc-down",
        NotProven::Stale => "oidc-stale",
        NotProven::Declined(_) => "oidc-declined",
        NotProven::Unverified => "oidc-unverified",
        NotProven::Clock(_) => "oidc-clock",
        NotProven::Refused(_) => "oidc-refused",
    }
}

fn limited(reason: NotRead) -> &'static str {
    match reason {
        NotRead::TooSlow { .. } => "too-slow",
        NotRead::TooLong { .. } => "too-long",
        NotRead::TooLarge { .. } => "too-large",
    }
}

fn refused_by_axum(status: StatusCode) -> Said {
    let name = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "page",
        status if status.is_client_error() => "request",
        _ => "failed",
    };
    Said { name, heading: None, words: None, back: None, limit: None }
}

/// A rendered page with its status.
pub(crate) fn rendered(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page can't be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use web::Language;

    use super::*;

    #[test]
    fn every_problem_has_its_words_in_both_languages() {
        for language in Language::ALL {
            for name in [
                "no-team",
                "not-referent",
                "not-admin",
                "contractor",
                "page",
                "other-site",
                "link",
                "failed",
                "too-large",
                "too-slow",
                "too-long",
                "request",
                "oidc-down",
                "oidc-stale",
                "oidc-declined",
                "oidc-unverified",
                "oidc-clock",
                "oidc-refused",
                "oidc-unknown",
            ] {
                assert!(Texts::of(language).has(&format!("problem-crew-{name}")), "{name}");
                assert!(Texts::of(language).has(&format!("problem-crew-{name}-do")), "{name}");
            }
        }
    }
}
