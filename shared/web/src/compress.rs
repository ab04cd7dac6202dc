//! Pages and what programs ask for, compressed on their way.

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::compression::CompressionLayer;

/// Gives a router answers that are compressed for who takes gzip. Photos are not: they are compressed already.
///
/// A compressed answer's length tells who listens on the wire whether words that he can put into it repeat a secret in it
/// (BREACH). Here no answer to a GET has both: a page that names a secret link is at that link, so who can ask for it
/// knows it; the site's other pages hold no secret. An answer to a POST may hold both, what was typed and the name of a photo
/// that is kept for who typed it, so it travels as it is.
pub fn compressed<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(CompressionLayer::new()).layer(from_fn(plain_after_post))
}

async fn plain_after_post(mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::response::Html;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_page_is_compressed_and_what_answers_a_form_is_not() {
        let page = async || Html("une rue propre ".repeat(100));
        let router: Router = compressed(Router::new().route("/", get(page).post(page)));
        for (method, coding) in [(Method::GET, Some("gzip")), (Method::POST, None)] {
            let request = Request::builder().method(&method).uri("/").header(header::ACCEPT_ENCODING, "gzip");
            let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let said = answer.headers().get(header::CONTENT_ENCODING).map(|coding| coding.to_str().unwrap());
            assert_eq!(said, coding, "{method}");
            assert!(coding.is_none() || answer.headers()[header::VARY] == "accept-encoding");
        }
    }
}
