//! `/sign-out`: ends the session, and leaves nothing of it in a shared phone.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use service_kit::session::STAFF;

use crate::Service;
use crate::error::Problem;
use crate::store::sign_ins;

pub(super) async fn sign_out(
    State(service): State<Service>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = STAFF.token(&headers) {
        sign_ins::close(&service.database, &token.sha256()).await?;
    }
    let headers = [
        (header::SET_COOKIE, STAFF.none(&service.config.common.staff_url)),
        (header::HeaderName::from_static("clear-site-data"), r#""cache", "cookies""#.to_owned()),
    ];
    Ok((AppendHeaders(headers), Redirect::to("/sign-in")).into_response())
}
