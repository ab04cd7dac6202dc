//! What the `type` of each problem means: the addresses that the API's answers name.

use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::Response;
use web::{Lang, Language, Page, Texts};

use crate::error::{Problem, rendered};
use crate::refused::{Refused, explained};

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
pub(super) async fn all(Lang(language): Lang) -> Response {
    shown(language, "/problems", &Refused::NAMES)
}

/// One of them.
pub(super) async fn one(
    Lang(language): Lang,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let known = name.ok().and_then(|Path(name)| Refused::NAMES.into_iter().find(|known| *known == name));
    let known = known.ok_or(Problem::NotFound)?;
    Ok(shown(language, &format!("/problems/{known}"), &[known]))
}

fn shown(language: Language, path: &str, names: &[&'static str]) -> Response {
    let texts = Texts::of(language);
    let problems = names.iter().map(|name| {
        let (what, remedy) = explained(texts, name);
        Explained { name, what, remedy }
    });
    let problems = problems.collect();
    let page = Page::new(language, texts.t("problems-title"), path).with_home("/crew").private();
    rendered(StatusCode::OK, &ProblemsPage { page, problems })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words_in_both_languages_and_no_open_place_in_them() {
        for language in Language::ALL {
            for name in Refused::NAMES {
                let (what, remedy) = explained(Texts::of(language), name);
                for words in [what, remedy] {
                    assert!(!words.contains(['[', '{', '$']), "{language} {name}: {words}");
                }
            }
        }
    }
}
