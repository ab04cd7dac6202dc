//! Who is signed in.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use model::ids::StaffId;
use model::moves::Actor;
use service_kit::session::STAFF;
use web::{Lang, Language};

use crate::Service;
use crate::error::Problem;
use crate::outbox::Outbox;
use crate::refused::Refused;
use crate::store::sign_ins::{self, SignedIn};
use crate::tokens::{Scope, sha256_of};

/// Whose session a request's cookie is; none: nobody's.
async fn signed_in(parts: &Parts, service: &Service) -> sqlx::Result<Option<SignedIn>> {
    let Some(token) = STAFF.token(&parts.headers) else { return Ok(None) };
    sign_ins::staff(&service.database, &token.sha256(), service.clock.now()).await
}

/// What a token must be for, at an address of the API; none: no token opens it.
fn scope(parts: &Parts) -> Option<Scope> {
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str)?;
    match (parts.method.is_safe(), path) {
        (true, "/api/v1/jobs" | "/api/v1/jobs/{report}" | "/api/v1/closings") => Some(Scope::JobsRead),
        (false, "/api/v1/jobs/{report}/moves/{move}") => Some(Scope::JobsMove),
        (false, "/api/v1/photos/{photo}/release" | "/api/v1/photos/{photo}/hide") => {
            Some(Scope::PhotosRelease)
        }
        _ => None,
    }
}

/// In whose place a token asks.
async fn by_token(parts: &Parts, service: &Service, header: &HeaderValue) -> Result<SignedIn, Refused> {
    let token = header.to_str().ok().and_then(sha256_of).ok_or_else(Refused::token)?;
    let scope = scope(parts).ok_or_else(Refused::scope)?.as_str();
    let now = service.clock.now();
    let found = sign_ins::by_token(&service.database, &token, scope, now).await?;
    let (member, may) = found.ok_or_else(Refused::token)?;
    if may { Ok(member) } else { Err(Refused::scope()) }
}

/// A signed-in member of a crew. Whoever is not is sent to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Crew {
    pub(crate) staff: StaffId,
    /// The only team whose jobs they see.
    pub(crate) team: String,
    /// The language they read in now.
    pub(crate) language: Language,
    /// What their pages tell the phone.
    pub(crate) outbox: Outbox,
}

impl FromRequestParts<Service> for Crew {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let found = signed_in(parts, service).await?.ok_or(Problem::SignedOut)?;
        let outbox = Outbox::of(&found, &service.config.common.link_keys);
        let team = found.team.ok_or(Problem::NoTeam)?;
        Ok(Self { staff: found.staff, team, language, outbox })
    }
}

/// A signed-in member of the staff, whatever their role, or a tool that asks in their place with a token.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub(crate) id: StaffId,
    /// As the table `staff` has it.
    pub(crate) role: String,
    /// The language they read in now.
    pub(crate) language: Language,
}

impl Staff {
    /// What they are in the table of moves.
    pub(crate) fn actor(&self) -> Actor {
        match self.role.as_str() {
            "crew" => Actor::Crew,
            "referent" | "admin" => Actor::Referent,
            _ => Actor::CallCentre,
        }
    }
}

/// The same, at a page: whoever is not signed in is sent to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Member(pub(crate) Staff);

impl std::ops::Deref for Member {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.0
    }
}

impl FromRequestParts<Service> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let found = signed_in(parts, service).await?.ok_or(Problem::SignedOut)?;
        Ok(Self(Staff { id: found.staff, role: found.role, language }))
    }
}

impl FromRequestParts<Service> for Staff {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let found = match parts.headers.get(header::AUTHORIZATION) {
            Some(header) => by_token(parts, service, header).await?,
            None => signed_in(parts, service).await?.ok_or_else(Refused::signed_out)?,
        };
        Ok(Self { id: found.staff, role: found.role, language })
    }
}

/// Where somebody's work begins: a crew's round, or the form for reports of others, which intake has.
pub(crate) fn home(service: &Service, role: &str) -> String {
    if role == "crew" { "/crew".to_owned() } else { service.config.common.assist_url().into() }
}
