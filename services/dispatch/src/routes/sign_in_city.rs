//! `/sign-in/city`: sign-in with the city's account, beside the e-mailed link. Off unless it is configured.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use service_kit::openid::{ATTEMPT, Back};
use service_kit::session::Token;
use web::Lang;

use super::sign_in_link::welcome;
use crate::Service;
use crate::error::Problem;
use crate::session::home;
use crate::store::sign_ins;

/// Leads to the city's provider.
pub(super) async fn begin(State(service): State<Service>, Lang(language): Lang) -> Result<Response, Problem> {
    let openid = service.openid.as_ref().ok_or(Problem::NotFound)?;
    let attempt = Token::new()?;
    let address = openid.begin(&attempt, language.tag(), service.clock.now()).await;
    let address = address.map_err(Problem::NotProven)?;
    let cookie = [(header::SET_COOKIE, ATTEMPT.set(&attempt, &service.config.common.staff_url))];
    Ok((AppendHeaders(cookie), Redirect::to(address.as_str())).into_response())
}

/// Somebody comes back from the provider. Whose address is nobody's of the staff is told so: they have proven that it is
/// theirs.
pub(super) async fn back(
    State(service): State<Service>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Problem> {
    let openid = service.openid.as_ref().ok_or(Problem::NotFound)?;
    let now = service.clock.now();
    let email = openid.finish(ATTEMPT.token(&headers), back, now).await.map_err(Problem::NotProven)?;
    let session = Token::new()?;
    let mut transaction = service.database.begin().await?;
    let who = sign_ins::of_address(&mut transaction, &email).await?.ok_or(Problem::NotStaff)?;
    sign_ins::open(&mut transaction, who.staff, &session.sha256(), &*service.clock).await?;
    transaction.commit().await?;
    let mut cookies = welcome(&service, &who, &session, &headers);
    cookies.push((header::SET_COOKIE, ATTEMPT.none(&service.config.common.staff_url)));
    Ok((AppendHeaders(cookies), Redirect::to(&home(&service, &who.role))).into_response())
}
