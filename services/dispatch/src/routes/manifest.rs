//! `/manifest.webmanifest`: what a telephone needs to put the crews' round among its programs (W3C Web Application
//! Manifest). Nobody needs to be signed in for it: browsers ask for it without cookies.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use web::{Lang, Texts, asset};

pub(super) async fn manifest(Lang(language): Lang) -> Response {
    let texts = Texts::of(language);
    let png = |name: &str, size: &str, purpose: &str| json!({ "src": asset(name), "sizes": size, "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "id": "/crew",
        "name": format!("Rue Nette · {}", texts.t("round-title")),
        "short_name": texts.t("round-title"),
        "lang": language.tag(),
        "start_url": "/crew",
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
