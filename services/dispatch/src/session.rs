//! Who is signed in. The cookie holds a random token; the database holds its SHA-256, so that reading the table
//! signs nobody in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::Duration;
use model::ids::StaffId;
use model::moves::Actor;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use url::Url;
use web::{Lang, Language};

use crate::Service;
use crate::error::Problem;
use crate::refused::Refused;
use crate::store::sign_ins;

/// The cookie's name.
const COOKIE: &str = "session";

/// How long a crew stays signed in: longer than any shift.
pub(crate) const LASTS: Duration = Duration::hours(12);

/// A session's token, as the cookie holds it.
pub(crate) struct Token([u8; 32]);

impl Token {
    /// A new one from the system's randomness.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let mut token = [0; 32];
        OsRng.try_fill_bytes(&mut token)?;
        Ok(Self(token))
    }

    /// The token in a request's cookies.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let text = cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find_map(|(name, token)| (name == COOKIE).then_some(token))?;
        Some(Self(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    /// As the database keeps it.
    pub(crate) fn sha256(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }

    /// The cookie that signs in.
    pub(crate) fn cookie(&self, staff_url: &Url) -> String {
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.0);
        format!("{COOKIE}={token}; Max-Age={}{}", LASTS.num_seconds(), attributes(staff_url))
    }
}

/// The cookie that takes the session's cookie away.
pub(crate) fn no_cookie(staff_url: &Url) -> String {
    format!("{COOKIE}=; Max-Age=0{}", attributes(staff_url))
}

fn attributes(staff_url: &Url) -> &'static str {
    if staff_url.scheme() == "https" {
        "; Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "; Path=/; HttpOnly; SameSite=Lax"
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
}

impl FromRequestParts<Service> for Crew {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let token = Token::of(&parts.headers).ok_or(Problem::SignedOut)?;
        let found = sign_ins::staff(&service.database, &token.sha256(), service.clock.now()).await?;
        let found = found.ok_or(Problem::SignedOut)?;
        let team = found.team.ok_or(Problem::NoTeam)?;
        Ok(Self { staff: found.staff, team, language })
    }
}

/// A signed-in member of the staff, whatever their role.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub(crate) id: StaffId,
    role: String,
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

impl FromRequestParts<Service> for Staff {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        let token = Token::of(&parts.headers).ok_or_else(Refused::signed_out)?;
        let found = sign_ins::staff(&service.database, &token.sha256(), service.clock.now()).await?;
        let found = found.ok_or_else(Refused::signed_out)?;
        Ok(Self { id: found.staff, role: found.role, language })
    }
}
