//! What a browser may do with our pages: load from us alone, run nothing inline, be framed by nobody.

use std::future::{Ready, ready};

use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{MapResponseLayer, map_response};
use axum::response::Response;

/// The Content-Security-Policy of every page. `blob:` and `data:` images are previews of photos that are
/// still in the phone.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; \
     frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// The same for a page whose form is answered with a redirect to another of our sites: browsers ask for that, too.
pub fn with_forms_to(origin: &str) -> String {
    CONTENT_SECURITY_POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))
}

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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str) -> Response {
        let own = async || ([(header::REFERRER_POLICY, "no-referrer")], "page");
        let router = crate::dressed(Router::new().route("/page", get(own)));
        router.oneshot(Request::builder().uri(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn every_answer_forbids_inline_code_and_framing_even_a_404() {
        for path in ["/page", "/assets/app.js", "/no-such-page"] {
            let answer = ask(path).await;
            assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], CONTENT_SECURITY_POLICY, "{path}");
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        }
        assert_eq!(ask("/no-such-page").await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_form_may_lead_to_another_of_our_sites() {
        let policy = with_forms_to("https://rue-nette.example");
        assert!(policy.contains("; form-action 'self' https://rue-nette.example; base-uri"));
    }

    #[tokio::test]
    async fn a_page_may_be_stricter_than_the_rule() {
        assert_eq!(ask("/page").await.headers()[header::REFERRER_POLICY], "no-referrer");
    }

    #[tokio::test]
    async fn a_chosen_language_is_remembered_and_a_made_up_one_is_not() {
        let cookie = ask("/page?lang=en").await.headers()[header::SET_COOKIE].clone();
        assert!(cookie.to_str().unwrap().starts_with("lang=en; Path=/"));
        assert!(ask("/page?lang=xx%0d%0aX:1").await.headers().get(header::SET_COOKIE).is_none());
    }
}
