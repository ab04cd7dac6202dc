//! The built styles, scripts and icons under `/assets`, cached for ever by the hash in their address, and compressed as
//! the build left them.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/dist"]
struct Dist;

/// One year in seconds, the longest that caches honour, and never asked for again meanwhile.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// An address without its hash may mean another file tomorrow.
const ASK_AGAIN: &str = "no-cache";

/// The address of a built file with the hash of what is in it: `asset("app.css")` is
/// `/assets/app.css?v=3f9a…`. A name that was not built gives the bare address, which answers 404.
pub fn asset(name: &str) -> String {
    match Dist::get(name) {
        Some(file) => format!("/assets/{name}?v={}", hash_of(&file)),
        None => format!("/assets/{name}"),
    }
}

/// Serves `/assets/{*path}`, `/favicon.ico` for browsers that ask without being told, and the service worker, which must
/// lie at the root to stand for all pages.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{*path}", get(serve))
        .route("/sw.js", get(async |uri: Uri, headers: HeaderMap| answer("sw.js", &uri, &headers)))
        .route("/favicon.ico", get(async |uri: Uri, headers: HeaderMap| answer("icon.svg", &uri, &headers)))
}

/// A built file at an address of the service's own: a service worker stands for pages below its address only.
pub fn at_the_root<S: Clone + Send + Sync + 'static>(name: &'static str) -> MethodRouter<S> {
    get(move |uri: Uri, headers: HeaderMap| async move { answer(name, &uri, &headers) })
}

async fn serve(Path(path): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    answer(&path, &uri, &headers)
}

fn answer(path: &str, uri: &Uri, asked: &HeaderMap) -> Response {
    let Some(file) = Dist::get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let hash = hash_of(&file);
    let packed = packed(path, asked);
    // A strong tag names bytes, not what they mean: each encoding has its own.
    let etag =
        packed.as_ref().map_or_else(|| format!("\"{hash}\""), |(coding, _)| format!("\"{hash}-{coding}\""));
    let hashed = uri.query().and_then(|query| query.strip_prefix("v=")) == Some(hash.as_str());
    let caching = if hashed { FOR_EVER } else { ASK_AGAIN };
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let described = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, described).into_response();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = if kind.type_() == mime_guess::mime::TEXT {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    let kind = [(header::CONTENT_TYPE, kind)];
    match packed {
        Some((coding, bytes)) => {
            (described, kind, [(header::CONTENT_ENCODING, coding)], bytes.data).into_response()
        }
        None => (described, kind, file.data).into_response(),
    }
}

/// The smallest of the file's encodings that the browser takes; none: it takes none, or the build left none.
fn packed(path: &str, asked: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let takes = |coding: &str| {
        let said = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|codings| codings.to_str().ok());
        said.flat_map(|codings| codings.split(',')).any(|one| {
            let (name, quality) = one.split_once(';').unwrap_or((one, ""));
            let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(coding, _)| takes(coding))
        .find_map(|(coding, ending)| Some((coding, Dist::get(&format!("{path}.{ending}"))?)))
}

/// Eight bytes of the content's SHA-256, in hexadecimal: enough to tell versions of one file apart.
fn hash_of(file: &EmbeddedFile) -> String {
    use std::fmt::Write as _;
    file.metadata.sha256_hash().iter().take(8).fold(String::with_capacity(16), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    async fn get_with(address: &str, if_none_match: Option<&str>) -> Response {
        let mut request = Request::builder().uri(address);
        if let Some(tag) = if_none_match {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn an_address_with_its_hash_is_kept_for_ever_and_one_without_is_asked_again() {
        let hashed = get_with(&asset("app.css"), None).await;
        assert_eq!(hashed.status(), StatusCode::OK);
        assert_eq!(hashed.headers()[header::CACHE_CONTROL], FOR_EVER);
        assert_eq!(hashed.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");

        for stale in ["/assets/app.css", "/assets/app.css?v=0000000000000000"] {
            assert_eq!(get_with(stale, None).await.headers()[header::CACHE_CONTROL], ASK_AGAIN, "{stale}");
        }
    }

    #[tokio::test]
    async fn a_browser_that_has_the_file_is_not_sent_it_again() {
        let tag = get_with("/assets/app.js", None).await.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again = get_with("/assets/app.js", Some(&format!("\"other\", W/{tag}"))).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(get_with("/assets/app.js", Some("\"other\"")).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_style_sheet_travels_in_the_smallest_encoding_that_the_browser_takes() {
        let style = asset("app.css");
        let ask = async |codings: &str| {
            let request = Request::builder().uri(&style).header(header::ACCEPT_ENCODING, codings);
            let answer = router::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.headers()[header::VARY], "accept-encoding", "{codings}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8", "{codings}");
            let coding = answer.headers().get(header::CONTENT_ENCODING).cloned();
            let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().len();
            (coding.map(|coding| coding.to_str().unwrap().to_owned()), bytes)
        };
        let (plain, brotli, gzip) =
            (ask("identity").await, ask("gzip, deflate, br").await, ask("gzip;q=1.0, br;q=0").await);
        assert_eq!((plain.0, brotli.0.as_deref(), gzip.0.as_deref()), (None, Some("br"), Some("gzip")));
        assert!(brotli.1 < gzip.1 && gzip.1 < plain.1 / 2, "{} {} {}", brotli.1, gzip.1, plain.1);
    }

    #[tokio::test]
    async fn nothing_outside_the_built_files_is_served() {
        for path in ["/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml", "/assets/nothing.css"] {
            assert_eq!(get_with(path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
