//! Every address of this service.

mod city;
mod close_job;
mod closings;
mod contractor;
mod contractor_page;
mod desk;
mod desk_report;
mod job;
mod letters;
mod make_move;
mod manifest;
mod move_job;
mod photo;
mod problems;
mod quality;
mod read_job;
mod release_photo;
mod replies;
mod round;
mod rules;
mod sign_in;
mod sign_in_city;
mod sign_in_link;
mod sign_out;
mod take_job;

pub(crate) use round::said;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use service_kit::body::within;
use service_kit::http::{Needs, health};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

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
        .merge(desk_routes())
        .route("/contractor/thanks/{what}", get(contractor_page::thanks))
        .route("/contractor/{token}", get(contractor_page::show))
        .route(
            "/contractor/{token}/close",
            post(contractor_page::close).layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route(
            "/contractor/{token}/decline",
            post(contractor_page::decline).layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route("/contractor/{token}/photos/{photo}/{size}", get(contractor_page::photo))
        .route("/manifest.webmanifest", get(manifest::manifest))
        .route("/crew-sw.js", web::assets::at_the_root("crew-sw.js"))
        .route("/problems", get(problems::all))
        .route("/problems/{name}", get(problems::one))
        .merge(service.maps.routes())
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

/// The referents' pages.
fn desk_routes() -> Router<Service> {
    Router::new()
        .route("/desk", get(desk::show))
        .route("/desk/reports", get(desk::list).post(desk::together).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/desk/views", post(desk::keep))
        .route("/desk/views/{view}/delete", post(desk::forget))
        .route("/desk/reports/{reference}", get(desk_report::show))
        .route(
            "/desk/reports/{reference}/ways/{way}",
            post(desk_report::act).layer(DefaultBodyLimit::max(MOST_BYTES)),
        )
        .route("/desk/reports/{reference}/photos/{photo}/{decision}", post(desk_report::decide))
        .route("/desk/live", get(desk::live))
        .route("/desk/turnaround.csv", get(desk::csv))
        .route("/desk/letters", get(letters::show))
        .route("/desk/letters/resend", post(letters::resend_all))
        .route("/desk/letters/{letter}", get(letters::show_one))
        .route("/desk/letters/{letter}/resend", post(letters::resend))
        .route("/desk/letters/{letter}/address", post(letters::correct))
        .route("/desk/queues/{queue}/{number}/resend", post(letters::bring_back))
        .route("/desk/replies", get(replies::show).post(replies::add))
        .route("/desk/replies/new", get(replies::fresh))
        .route("/desk/replies/preview", post(replies::preview))
        .route("/desk/replies/{reply}", get(replies::show_one).post(replies::save))
        .route("/desk/replies/{reply}/letter", get(replies::letter))
        .route("/desk/replies/{reply}/retire", post(replies::retire))
        .route("/desk/addresses", get(rules::addresses))
        .route("/desk/place", get(rules::place))
        .route("/desk/rules", get(rules::show))
        .route("/desk/rules/{version}", get(rules::version))
        .route("/desk/rules/simulator", get(rules::show_simulator))
        .route("/desk/rules/replay", get(rules::show_replay))
        .route("/desk/rules/draft", get(rules::show_draft).post(rules::begin))
        .route("/desk/rules/draft/new", get(rules::new).post(rules::add))
        .route("/desk/rules/draft/rules/{rule}", get(rules::one).post(rules::change))
        .route("/desk/rules/draft/move", post(rules::shift))
        .route("/desk/rules/draft/remove", post(rules::remove))
        .route("/desk/rules/draft/merge", post(rules::merge))
        .route("/desk/rules/draft/discard", post(rules::discard))
        .route("/desk/rules/draft/save", post(rules::save))
        .merge(city::routes())
        .route("/closings", get(quality::doubtful::show))
        .route("/closings/contested", get(quality::contested::show))
        .route("/closings/grades", get(quality::graded::show))
}

/// The JSON API, described (OpenAPI 3.1).
#[derive(OpenApi)]
#[openapi(
    info(title = "Rue Nette, for staff", description = include_str!("api.md")),
    modifiers(&Proofs),
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

/// How somebody proves who they are.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let token = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A tool's token, `rn_…`, with the scope that the address names."))
            .build();
        let cookie = ApiKeyValue::with_description("session", "Of who has signed in at `/sign-in`.");
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::session::scope;

    #[test]
    fn the_scope_that_an_address_names_is_the_one_that_it_asks_for() -> serde_json::Result<()> {
        let api = serde_json::to_value(openapi())?;
        for (path, methods) in api["paths"].as_object().into_iter().flatten() {
            for (method, described) in methods.as_object().into_iter().flatten() {
                let ways = described["security"].as_array().into_iter().flatten();
                let named: Vec<&Value> = ways.filter_map(|way| way.get("token")).collect();
                let asked = scope(method == "get", path).map(|scope| serde_json::json!([scope.as_str()]));
                assert_eq!(named, asked.iter().collect::<Vec<_>>(), "{method} {path}");
                assert_eq!(
                    described["responses"].get("401").is_some(),
                    asked.is_some(),
                    "{method} {path} says when it is 401"
                );
                assert!(described.get("security").is_some(), "{method} {path} says who may");
            }
        }
        Ok(())
    }
}
