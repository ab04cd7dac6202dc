//! What the `type` of each problem means: the addresses that the API's answers name.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use web::{Lang, Page, Texts};

use crate::error::{page_response, problem_page};
use crate::wrong::{Said, Wrong, explained};

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    page: Page,
    problems: Vec<Explained>,
}

struct Explained {
    name: &'static str,
    what: String,
    remedy: String,
}

/// Every kind of problem.
pub(crate) async fn all(Lang(language): Lang) -> Response {
    shown(language, "/problems", &Wrong::NAMES)
}

/// One of them.
pub(crate) async fn one(
    Lang(language): Lang,
    name: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Response {
    let known = name.ok().and_then(|Path(name)| Wrong::NAMES.into_iter().find(|known| *known == name));
    match known {
        Some(known) => shown(language, &format!("/problems/{known}"), &[known]),
        None => problem_page(language, StatusCode::NOT_FOUND, "page"),
    }
}

fn shown(language: web::Language, path: &str, names: &[&'static str]) -> Response {
    let texts = Texts::of(language);
    let problems = names.iter().map(|name| {
        let Said { what, remedy } = explained(texts, name);
        Explained { name, what, remedy }
    });
    let problems = problems.collect();
    let page = Page::new(language, texts.t("problems-title"), path).private();
    page_response(StatusCode::OK, &ProblemsPage { page, problems })
}
