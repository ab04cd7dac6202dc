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
pub(crate) fn scope(reads: bool, path: &str) -> Option<Scope> {
    match (reads, path) {
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
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let scope = path.and_then(|path| scope(parts.method.is_safe(), path)).ok_or_else(Refused::scope)?;
    let found = sign_ins::by_token(&service.database, &token, service.clock.now()).await?;
    let member = found.ok_or_else(Refused::token)?;
    if may(&member, scope) { Ok(member) } else { Err(Refused::scope()) }
}

/// Whether somebody who asks may do what a scope names: a tool by its token, everybody else by what is theirs.
fn may(asks: &SignedIn, scope: Scope) -> bool {
    asks.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|named| named == scope.as_str()))
}

/// Who asks at an address of the API: by a token, or signed in.
async fn asks(parts: &Parts, service: &Service) -> Result<SignedIn, Refused> {
    match parts.headers.get(header::AUTHORIZATION) {
        Some(header) => by_token(parts, service, header).await,
        None => signed_in(parts, service).await?.ok_or_else(Refused::signed_out),
    }
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

    /// Whether they may change teams, people and everything else that the city is made of.
    pub(crate) fn is_admin(&self) -> bool {
        self.role == "admin"
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

/// Who manages the city: a page for nobody else.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) Staff);

impl FromRequestParts<Service> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Member(staff) = Member::from_request_parts(parts, service).await?;
        if staff.is_admin() { Ok(Self(staff)) } else { Err(Problem::NotAdmin) }
    }
}

/// Somebody who sees all teams' work, at a page of the desk: everybody else is told so.
#[derive(Clone, Debug)]
pub(crate) struct Referent(pub(crate) Staff);

impl FromRequestParts<Service> for Referent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Member(staff) = Member::from_request_parts(parts, service).await?;
        if staff.actor() == Actor::Referent { Ok(Self(staff)) } else { Err(Problem::NotReferent) }
    }
}

impl FromRequestParts<Service> for Staff {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let found = asks(parts, service).await?;
        Ok(Self { id: found.staff, role: found.role, language })
    }
}

/// Somebody who reads reports.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) staff: Staff,
    /// Whether they may also move what they read: a token may be for reading alone.
    pub(crate) may_move: bool,
}

impl FromRequestParts<Service> for Reader {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let found = asks(parts, service).await?;
        let may_move = may(&found, Scope::JobsMove);
        Ok(Self { staff: Staff { id: found.staff, role: found.role, language }, may_move })
    }
}

/// Where somebody's work begins: a crew's round, a referent's desk, or the form for reports of others, which
/// intake has.
pub(crate) fn home(service: &Service, role: &str) -> String {
    match role {
        "crew" => "/crew".to_owned(),
        "referent" | "admin" => "/desk".to_owned(),
        _ => service.config.common.assist_url().into(),
    }
}
