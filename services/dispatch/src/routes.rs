//! Every address of this service.

mod close_job;
mod job;
mod photo;
mod round;
mod sign_in;
mod sign_in_link;
mod sign_out;
mod take_job;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use service_kit::body::within;
use service_kit::http::{Needs, health};

use crate::{Service, error, same_origin};

/// Every address that this service answers.
pub fn router(service: Service) -> Router {
    let needs = Needs { database: service.database.clone(), storage: service.storage.clone() };
    let pages = Router::new()
        .route("/", get(async || Redirect::to("/crew")))
        .route("/sign-in", get(sign_in::form).post(sign_in::ask))
        .route("/sign-in/{token}", get(sign_in_link::confirm).post(sign_in_link::redeem))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/crew", get(round::round))
        .route("/crew/jobs/{report}", get(job::show))
        .route("/crew/jobs/{report}/take", post(take_job::take))
        .route(
            "/crew/jobs/{report}/close",
            post(close_job::close).layer(DefaultBodyLimit::max(close_job::MOST_BYTES)),
        )
        .route("/crew/photos/{photo}/{size}", get(photo::photo))
        .fallback(async || error::Problem::NotFound)
        .layer(from_fn_with_state((service.config.body, close_job::MOST_BYTES as u64), within))
        .layer(from_fn_with_state(service.clone(), same_origin::only))
        .layer(from_fn(error::in_words))
        .layer(map_response(not_kept))
        .with_state(service);
    web::dressed(pages).merge(health(needs))
}

/// Pages of staff are asked for anew each time: a phone has many hands.
async fn not_kept(mut response: Response) -> Response {
    let private = header::HeaderValue::from_static("private, no-cache");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(private);
    response
}
