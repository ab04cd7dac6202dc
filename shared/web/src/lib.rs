#![doc = include_str!("../README.md")]

// Templates say `web::…`; in this crate's own tests that name must mean this crate.
extern crate self as web;

pub mod assets;
mod compress;
pub mod csp;
pub mod icons;
mod language;
pub mod limits;
mod manifest;
pub mod page;
pub mod problems;
pub mod texts;
pub mod time;
mod typography;

pub use assets::asset;
pub use compress::compressed;
pub use icons::icon;
pub use language::{Lang, Language, UnknownLanguage, remember};
pub use manifest::Manifest;
pub use page::{Page, Tone, tone};
pub use texts::Texts;

use axum::Router;

/// Gives a service's router what every page needs: `/assets`, the memory of the chosen language, and the
/// security headers. Call it last, so that the headers cover every route, also the 404.
pub fn dressed<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.merge(assets::router()).layer(axum::middleware::from_fn(remember)).layer(csp::security_headers())
}
