//! Every address of this service.

mod close_job;
mod closings;
mod contractor;
mod contractor_page;
mod doubtful;
mod job;
mod make_move;
mod manifest;
mod move_job;
mod photo;
mod problems;
mod read_job;
mod release_photo;
mod round;
mod sign_in;
mod sign_in_city;
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
use utoipa::OpenApi;

use crate::closing::MOST_BYTES;
use crate::{Service, error, refused, same_origin};

/// Every address that this service answers.
pub fn router(service: Service) -> Router {
    let needs = Needs { database: service.database.clone(), storage: service.storage.clone() };
    let pages = Router::new()
        .route("/", get(async || Redirect::to("/crew")))
        .route("/sign-in", get(sign_in::form).post(sign_in::ask))
        .route("/sign-in/city", get(sign_in_city::begin))
        .route("/sign-in/city/back", get(sign_in_city::back))
        .route("/sign-in/{token}", get(sign_in_link::confirm).post(sign_in_link::redeem))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/crew", get(round::round))
        .route("/crew/jobs/{report}", get(job::show))
        .route("/crew/jobs/{report}/take", post(take_job::take))
        .route("/crew/jobs/{report}/close", post(close_job::close).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route(
            "/crew/jobs/{report}/moves/{move}",
            post(make_move::make).layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route("/crew/photos/{photo}/{size}", get(photo::photo))
        .route("/closings", get(doubtful::show))
        .route("/contractor/thanks/{what}", get(contractor_page::thanks))
        .route("/contractor/{token}", get(contractor_page::show))
        .route(
            "/contractor/{token}/close",
            post(contractor_page::close).layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route("/contractor/{token}/decline", post(contractor_page::decline))
        .route("/contractor/{token}/photos/{photo}/{size}", get(contractor_page::photo))
        .route("/manifest.webmanifest", get(manifest::manifest))
        .route("/crew-sw.js", web::assets::at_the_root("crew-sw.js"))
        .route("/problems", get(problems::all))
        .route("/problems/{name}", get(problems::one))
        .fallback(async || error::Problem::NotFound)
        .layer(from_fn_with_state((service.config.body, MOST_BYTES as u64), within))
        .layer(from_fn_with_state(service.clone(), same_origin::only))
        .layer(from_fn(error::in_words))
        .layer(map_response(not_kept))
        .with_state(service.clone());
    let api = Router::new()
        .route("/api/v1/jobs", get(read_job::list_jobs))
        .route("/api/v1/jobs/{report}", get(read_job::read_job))
        .route("/api/v1/jobs/{report}/moves/{move}", post(move_job::move_job))
        .route("/api/v1/closings", get(closings::list))
        .route("/api/v1/photos/{photo}/release", post(release_photo::release))
        .route("/api/v1/photos/{photo}/hide", post(release_photo::hide))
        .route("/api/v1/contractor/{token}", get(contractor::show))
        .route("/api/v1/contractor/{token}/close", post(contractor::close))
        .route("/api/v1/contractor/{token}/decline", post(contractor::decline))
        .route("/api/v1/openapi.json", get(async || axum::Json(openapi())))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state((service.config.body, MOST_BYTES as u64), within))
        .layer(from_fn_with_state(service.clone(), same_origin::only))
        .layer(from_fn(refused::in_words))
        .layer(map_response(not_kept))
        .with_state(service);
    web::dressed(pages).merge(api).merge(health(needs))
}

/// The JSON API, described (OpenAPI 3.1).
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rue Nette, for staff",
        description = "Move reports, as a signed-in member of the staff or with a contractor's link."
    ),
    paths(
        move_job::move_job,
        read_job::read_job,
        read_job::list_jobs,
        closings::list,
        release_photo::release,
        release_photo::hide,
        contractor::show,
        contractor::close,
        contractor::decline
    )
)]
struct Api;

/// The description of the staff's JSON API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// Pages of staff are asked for anew each time: a phone has many hands.
async fn not_kept(mut response: Response) -> Response {
    let private = header::HeaderValue::from_static("private, no-cache");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(private);
    response
}
