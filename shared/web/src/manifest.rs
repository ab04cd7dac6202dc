//! What a telephone needs to put pages among its programs (W3C Web Application Manifest).

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::{Language, asset};

/// What a service says of its pages.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The page that opens, which also tells one program from another.
    pub start: &'static str,
    /// As the telephone's list of programs has it.
    pub name: String,
    /// Below its icon.
    pub short_name: String,
    /// One sentence.
    pub description: Option<String>,
}

#[derive(Serialize)]
struct Said<'a> {
    id: &'static str,
    name: &'a str,
    short_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    lang: &'static str,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: [Icon; 3],
}

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

impl Manifest {
    /// The answer to a browser that reads in `language`.
    pub fn answer(&self, language: Language) -> Response {
        let png = |name, sizes, purpose| Icon { src: asset(name), sizes, kind: "image/png", purpose };
        let said = Said {
            id: self.start,
            name: &self.name,
            short_name: &self.short_name,
            description: self.description.as_deref(),
            lang: language.tag(),
            start_url: self.start,
            scope: "/",
            display: "standalone",
            background_color: "#ffffff",
            theme_color: "#15357a",
            icons: [
                png("icon-192.png", "192x192", "any"),
                png("icon-512.png", "512x512", "any"),
                png("icon-maskable.png", "512x512", "maskable"),
            ],
        };
        let described =
            [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
        (described, Json(said)).into_response()
    }
}
