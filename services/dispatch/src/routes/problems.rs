//! What the `type` of each problem means: the addresses that the API's answers name.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::Response;
use web::problems::{Explained, ProblemsPage};
use web::{Lang, Language, Texts};

use crate::error::{Problem, rendered};
use crate::refused::{Refused, explained};

/// Every kind of problem.
pub(super) async fn all(Lang(language): Lang) -> Response {
    shown(language, &Refused::NAMES)
}

/// One of them.
pub(super) async fn one(
    Lang(language): Lang,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let known = name.ok().and_then(|Path(name)| Refused::NAMES.into_iter().find(|known| *known == name));
    Ok(shown(language, &[known.ok_or(Problem::NotFound)?]))
}

fn shown(language: Language, names: &[&'static str]) -> Response {
    let explained = names.iter().map(|name| {
        let (what, remedy) = explained(Texts::of(language), name);
        Explained { name, what, remedy }
    });
    rendered(StatusCode::OK, &ProblemsPage::new(language, "/crew", explained.collect()))
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
