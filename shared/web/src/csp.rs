//! What a browser may do with our pages: load from us alone, run nothing inline, be framed by nobody.

use std::future::{Ready, ready};

use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{MapResponseLayer, map_response};
use axum::response::Response;

/// The Content-Security-Policy of every page. `blob:` and `data:` images are previews of photos that are
/// still in the phone.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; \
     frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Tracking links are secrets: they must not leave in a Referer.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The layer that [`security_headers`] makes.
pub type SecurityHeaders = MapResponseLayer<fn(Response) -> Ready<Response>, (), ()>;

/// One layer with the Content-Security-Policy and the other security headers. A header that a handler has
/// set itself stays as it is.
pub fn security_headers() -> SecurityHeaders {
    map_response(with_headers)
}

fn with_headers(mut response: Response) -> Ready<Response> {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    ready(response)
}
