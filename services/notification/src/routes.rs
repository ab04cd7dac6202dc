//! The whole URL surface: `/health/live`, `/health/ready` and `/metrics`.

use axum::Router;
use service_kit::http::{self, Needs};

/// Health and metrics; letters come by the queue.
pub fn router(needs: Needs) -> Router {
    http::health(needs)
}
