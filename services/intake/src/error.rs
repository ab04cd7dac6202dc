//! What goes wrong outside a client's hands, and pages that are not there, in words.

use askama::Template;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use service_kit::problem::status_of;
use web::{Lang, Language, Page, Texts};

/// A page that says what is wrong and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    page: Page,
    words: String,
}

/// An answer in words, for a person.
pub(crate) fn problem_page(language: Language, status: StatusCode, name: &str) -> Response {
    let texts = Texts::of(language);
    let page = Page::new(language, texts.t(&format!("problem-{name}")), "/").private();
    page_response(status, &ProblemPage { page, words: texts.t(&format!("problem-{name}-do")) })
}

/// A rendered page with its status.
pub(crate) fn page_response(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page can't be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The same for a program.
pub(crate) fn failed_problem(language: Language, error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "a request failed");
    crate::wrong::failed(Texts::of(language), status_of(error)).into_response()
}

/// Something of ours failed: the person is told that nothing is lost by trying again, the log is told why.
pub(crate) struct Failed(pub(crate) Language, pub(crate) anyhow::Error);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        tracing::error!(error = format!("{:#}", self.1), "a request failed");
        problem_page(self.0, status_of(&self.1), "failed")
    }
}

/// Gives an answer that came too late for its handler its words.
pub(crate) async fn in_words(Lang(language): Lang, request: Request, next: Next) -> Response {
    let by_program = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let (status, said) = (response.status(), response.headers().contains_key(header::CONTENT_TYPE));
    if status != StatusCode::SERVICE_UNAVAILABLE || said {
        return response;
    }
    if by_program {
        crate::wrong::failed(Texts::of(language), status).into_response()
    } else {
        problem_page(language, status, "failed")
    }
}

/// An address that is there, asked for in another way than it answers.
pub(crate) async fn wrong_method(Lang(language): Lang) -> Response {
    problem_page(language, StatusCode::METHOD_NOT_ALLOWED, "page")
}
