//! Tokens of other tools, from the command line.

use anyhow::{Context, bail};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use rand::TryRngCore;
use rand::rngs::OsRng;
use service_kit::clock::Clock;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

/// What stands before a token: who finds one in a log knows what it is.
const MARK: &str = "rn_";

/// What a token may do of what its member may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    /// Read reports and closes.
    #[value(name = "jobs:read")]
    JobsRead,
    /// Make moves.
    #[value(name = "jobs:move")]
    JobsMove,
    /// Show photos to strangers, and hide them.
    #[value(name = "photos:release")]
    PhotosRelease,
}

impl Scope {
    /// As the table `api_token` has it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::JobsRead => "jobs:read",
            Self::JobsMove => "jobs:move",
            Self::PhotosRelease => "photos:release",
        }
    }
}

/// A new token.
#[derive(Args, Clone, Debug)]
pub struct NewToken {
    /// In whose place the tool asks: a member of the staff, for example one added for it, with the role and the team or
    /// sectors that it needs.
    pub email: String,
    /// Which tool has it.
    #[arg(long)]
    pub name: String,
    /// What it may do; several are given one by one.
    #[arg(long = "scope", value_enum, required = true)]
    pub scopes: Vec<Scope>,
    /// How long it is good.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub days: u16,
}

/// The SHA-256 of the token in an `Authorization: Bearer` header; none: it can't be one of ours.
pub(crate) fn sha256_of(header: &str) -> Option<Vec<u8>> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim().strip_prefix(MARK)?;
    let token: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Sha256::digest(token).to_vec())
}

/// Makes a token. It is told once, and never stored.
///
/// # Errors
/// When nobody on the staff has the address, or the database says no.
pub async fn add(database: &PgPool, clock: &dyn Clock, new: &NewToken) -> anyhow::Result<String> {
    let mut token = [0; 32];
    OsRng.try_fill_bytes(&mut token)?;
    let mut scopes: Vec<_> = new.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    scopes.dedup();
    let now = clock.now();
    let added = sqlx::query!(
        "INSERT INTO api_token (id, staff_id, name, token_sha256, scopes, created_at, expires_at)
         SELECT $1, id, $3, $4, $5, $6, $7 FROM staff WHERE lower(email) = lower($2) AND left_at IS NULL",
        clock.id(),
        new.email.trim(),
        new.name,
        &Sha256::digest(token)[..],
        &scopes,
        now,
        now + chrono::Duration::days(new.days.into()),
    )
    .execute(database)
    .await
    .context("the token can't be kept")?;
    if added.rows_affected() == 0 {
        bail!("nobody on the staff has `{}`; add them first: dispatch staff add", new.email);
    }
    Ok(format!("{MARK}{}", BASE64_URL_SAFE_NO_PAD.encode(token)))
}

/// A token on the list.
#[derive(Clone, Debug)]
pub struct Known {
    /// What `revoke` takes.
    pub id: Uuid,
    /// Which tool has it.
    pub name: String,
    /// In whose place it asks.
    pub email: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// Whether it is taken back, or its member has left.
    pub revoked: bool,
}

/// Every token, the newest first.
///
/// # Errors
/// As the database says.
pub async fn list(database: &PgPool) -> sqlx::Result<Vec<Known>> {
    sqlx::query_as!(
        Known,
        r#"SELECT api_token.id, api_token.name, email, scopes, expires_at,
                  revoked_at IS NOT NULL OR left_at IS NOT NULL AS "revoked!"
           FROM api_token JOIN staff ON staff.id = staff_id ORDER BY api_token.id DESC"#
    )
    .fetch_all(database)
    .await
}

/// Takes a token back, at once; whether there was such a token. Harmless when repeated.
///
/// # Errors
/// As the database says.
pub async fn revoke(database: &PgPool, clock: &dyn Clock, id: Uuid) -> sqlx::Result<bool> {
    let revoked = sqlx::query!(
        "UPDATE api_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1",
        id,
        clock.now()
    )
    .execute(database)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_token_of_ours_is_one() {
        let token = format!("{MARK}{}", BASE64_URL_SAFE_NO_PAD.encode([7; 32]));
        assert!(sha256_of(&format!("Bearer {token}")).is_some());
        assert_eq!(sha256_of(&format!("bearer {token}")), Some(Sha256::digest([7; 32]).to_vec()));
        for none in ["", "Bearer", "Bearer ", "Basic x", "Bearer rn_AAAA", &format!("Basic {token}"), &token]
        {
            assert_eq!(sha256_of(none), None, "{none}");
        }
    }
}
