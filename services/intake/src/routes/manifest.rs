//! `/manifest.webmanifest`: the residents' page among a telephone's programs.

use axum::extract::State;
use axum::response::Response;
use web::{Lang, Manifest, Texts};

use crate::Intake;

pub(crate) async fn manifest(State(intake): State<Intake>, Lang(language): Lang) -> Response {
    Manifest {
        start: "/",
        name: format!("Rue Nette · {}", intake.city.name),
        short_name: "Rue Nette".to_owned(),
        description: Some(Texts::of(language).t("home-description")),
    }
    .answer(language)
}
