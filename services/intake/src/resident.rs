//! A resident who signed in with the city's account. Nobody has to: everything works without.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use service_kit::session::Cookie;
use web::Lang;

use crate::Intake;
use crate::error::Failed;
use crate::store;

/// Their session's cookie: a computer may be a library's.
pub(crate) const RESIDENT: Cookie = Cookie { name: "resident", lasts: TimeDelta::hours(2) };

/// Who is signed in; none: nobody, as nearly always.
#[derive(Clone, Debug)]
pub(crate) struct Resident(pub(crate) Option<String>);

impl FromRequestParts<Intake> for Resident {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, intake: &Intake) -> Result<Self, Response> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, intake).await;
        let token = intake.openid.as_ref().and_then(|_| RESIDENT.token(&parts.headers));
        let Some(token) = token else { return Ok(Self(None)) };
        let email = store::resident(&intake.pool, &token.sha256(), intake.clock.now()).await;
        email.map(Self).map_err(|error| Failed(language, error.into()).into_response())
    }
}
