//! Forms of other sites are refused.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use service_kit::same_origin::is_ours;

use crate::Service;
use crate::error::Problem;

/// Lets reading pass, and writing only from our own pages.
pub(crate) async fn only(State(service): State<Service>, request: Request, next: Next) -> Response {
    let staff_url = &service.config.common.staff_url;
    if request.method().is_safe() || is_ours(request.headers(), staff_url) {
        next.run(request).await
    } else {
        Problem::OtherSite.into_response()
    }
}
