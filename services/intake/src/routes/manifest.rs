//! `/manifest.webmanifest`: what a telephone needs to put the residents' page among its programs (W3C Web Application
//! Manifest).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use web::{Lang, Texts, asset};

use crate::Intake;

pub(crate) async fn manifest(State(intake): State<Intake>, Lang(language): Lang) -> Response {
    let png = |name: &str, size: &str, purpose: &str| json!({ "src": asset(name), "sizes": size, "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "id": "/",
        "name": format!("Rue Nette · {}", intake.city.name),
        "short_name": "Rue Nette",
        "description": Texts::of(language).t("home-description"),
        "lang": language.tag(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#15357a",
        "icons": [
            png("icon-192.png", "192x192", "any"),
            png("icon-512.png", "512x512", "any"),
            png("icon-maskable.png", "512x512", "maskable"),
        ],
    });
    let described =
        [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    (described, Json(manifest)).into_response()
}
