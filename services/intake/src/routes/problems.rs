//! What the `type` of each problem means: the addresses that the API's answers name.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::Response;
use web::problems::{Explained, ProblemsPage};
use web::{Lang, Language, Texts};

use crate::error::{page_response, problem_page};
use crate::wrong::{Said, Wrong, explained};

/// Every kind of problem.
pub(crate) async fn all(Lang(language): Lang) -> Response {
    shown(language, &Wrong::NAMES)
}

/// One of them.
pub(crate) async fn one(Lang(language): Lang, name: Result<Path<String>, PathRejection>) -> Response {
    let known = name.ok().and_then(|Path(name)| Wrong::NAMES.into_iter().find(|known| *known == name));
    match known {
        Some(known) => shown(language, &[known]),
        None => problem_page(language, StatusCode::NOT_FOUND, "page"),
    }
}

fn shown(language: Language, names: &[&'static str]) -> Response {
    let explained = names.iter().map(|name| {
        let Said { what, remedy } = explained(Texts::of(language), name);
        Explained { name, what, remedy }
    });
    page_response(StatusCode::OK, &ProblemsPage::new(language, "/", explained.collect()))
}
