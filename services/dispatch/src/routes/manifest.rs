//! `/manifest.webmanifest`: the crews' round among a telephone's programs. Nobody needs to be signed in for it: browsers ask
//! for it without cookies.

use axum::response::Response;
use web::{Lang, Manifest, Texts};

pub(super) async fn manifest(Lang(language): Lang) -> Response {
    let round = Texts::of(language).t("round-title");
    Manifest { start: "/crew", name: format!("Rue Nette · {round}"), short_name: round, description: None }
        .answer(language)
}
