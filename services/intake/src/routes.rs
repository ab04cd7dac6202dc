//! The whole URL surface of intake.

mod account;
mod addresses;
mod already;
mod answer_report;
mod answer_report_api;
mod assist;
mod erase_address;
mod follow_report;
mod home;
mod kinds;
mod manifest;
mod map;
mod map_list;
mod mine;
mod nearby_api;
mod own_data;
mod photo;
mod place;
mod post_report_api;
mod post_report_form;
mod problems;
mod rate_report;
mod rate_report_api;
mod read_categories_api;
mod read_report_api;
mod send_photo;
mod tiles;
mod unsubscribe;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use maps::Maps;
use service_kit::body::{BodyLimits, within};
use utoipa::OpenApi;
use web::Lang;

pub(crate) use addresses::search;

use crate::Intake;
use crate::error::{self, problem_page};

/// Three photos of 25 MB and their fields.
pub(crate) const MOST_BYTES: u64 = 80_000_000;

pub(crate) fn routes(body: BodyLimits, maps: &Maps) -> Router<Intake> {
    // Photos are counted and spooled while they arrive, so that no default limit applies to them.
    let photos = DefaultBodyLimit::disable;
    Router::new()
        .route("/", get(home::home))
        .route("/report", post(post_report_form::post_report).layer(photos()))
        .route("/addresses", get(addresses::addresses))
        .route("/place", get(place::place))
        .route("/nearby", get(already::nearby))
        .route("/map", get(map::map))
        .route("/tiles/reports/{z}/{x}/{y}", get(tiles::reports))
        .route("/kinds", get(kinds::part))
        .route("/r/{token}", get(follow_report::follow))
        .route("/r/{token}/answer", post(answer_report::answer).layer(photos()))
        .route("/r/{token}/satisfaction", post(rate_report::rate))
        .route("/r/{token}/data", get(own_data::page))
        .route("/r/{token}/data.json", get(own_data::json))
        .route("/mine", get(mine::mine).post(mine::ask))
        .route("/mine/{token}", get(mine::list))
        .route("/r/{token}/erase", post(erase_address::erase))
        .route("/r/{token}/photos", post(send_photo::send).layer(photos()))
        .route("/r/{token}/photos/{photo}/{size}", get(photo::photo))
        .route("/photos/{photo}/{size}", get(photo::released))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::stop))
        .route("/api/v1/reports", post(post_report_api::post_report).layer(photos()))
        .route("/api/v1/reports/nearby", get(nearby_api::nearby))
        .route("/api/v1/reports/{token}", get(read_report_api::read_report))
        .route("/api/v1/reports/{token}/answer", post(answer_report_api::answer).layer(photos()))
        .route("/api/v1/reports/{token}/satisfaction", post(rate_report_api::rate))
        .route("/api/v1/categories", get(read_categories_api::read_categories))
        .route("/api/v1/openapi.json", get(async || axum::Json(openapi())))
        .route("/manifest.webmanifest", get(manifest::manifest))
        .route("/sign-in/city", get(account::begin))
        .route("/sign-in/city/back", get(account::back))
        .route("/account", get(account::account))
        .route("/account/sign-out", post(account::sign_out))
        .route("/assist", get(assist::form).post(assist::file).layer(photos()))
        .route("/assist/addresses", get(addresses::addresses))
        .route("/assist/place", get(place::place))
        .route("/assist/near", get(assist::near))
        .route("/assist/filed/{reference}", get(assist::filed))
        .route("/assist/sign-out", post(assist::sign_out))
        .route("/problems", get(problems::all))
        .route("/problems/{name}", get(problems::one))
        .merge(maps.routes())
        .fallback(async |Lang(language): Lang| problem_page(language, StatusCode::NOT_FOUND, "page"))
        .method_not_allowed_fallback(error::wrong_method)
        .layer(from_fn_with_state((body, MOST_BYTES), within))
        .layer(from_fn(error::in_words))
}

/// The public JSON API, described (OpenAPI 3.1).
#[derive(OpenApi)]
#[openapi(
    info(title = "Rue Nette", description = "Report a problem in the street, and follow it."),
    paths(
        post_report_api::post_report,
        read_report_api::read_report,
        answer_report_api::answer,
        rate_report_api::rate,
        nearby_api::nearby,
        read_categories_api::read_categories
    )
)]
struct Api;

/// The description of the public JSON API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Api::openapi()
}
