use chrono::{DateTime, Utc};
use model::city::Localized;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use crate::resident::RESIDENT;

/// Reports of a list, at most: the newest.
const MOST: i64 = 200;

/// Opens a session for a verified address.
pub(crate) async fn open_resident(
    pool: &PgPool,
    email: &str,
    token_sha256: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO resident_session (token_sha256, email, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        token_sha256,
        email,
        now,
        now + RESIDENT.lasts,
    )
    .execute(pool)
    .await
    .map(|_| ())
}

/// The verified address of a session; none: it is nobody's, or over.
pub(crate) async fn resident(
    pool: &PgPool,
    token_sha256: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "SELECT email FROM resident_session WHERE token_sha256 = $1 AND expires_at > $2",
        token_sha256,
        now,
    )
    .fetch_optional(pool)
    .await
}

/// Ends a session.
pub(crate) async fn close_resident(pool: &PgPool, token_sha256: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM resident_session WHERE token_sha256 = $1", token_sha256)
        .execute(pool)
        .await
        .map(|_| ())
}

/// Takes away what is over, with its addresses.
pub(crate) async fn sweep_residents(pool: &PgPool, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM resident_session WHERE expires_at <= $1", now).execute(pool).await.map(|_| ())
}

/// A report that somebody made or follows.
pub(crate) struct Own {
    pub(crate) recipient: Uuid,
    pub(crate) generation: i32,
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) category: Json<Localized>,
    pub(crate) address: String,
    pub(crate) received_at: DateTime<Utc>,
}

/// The reports of a verified address, the newest first.
pub(crate) async fn reports_of(pool: &PgPool, email: &str) -> sqlx::Result<Vec<Own>> {
    sqlx::query_as!(
        Own,
        r#"SELECT recipient.id AS recipient, generation, reference, state, category.name AS "category: Json<Localized>",
                  address, received_at
           FROM recipient JOIN report ON report.id = report_id JOIN category ON category.id = category_id
           WHERE lower(email) = lower($1) AND email IS NOT NULL
           ORDER BY recipient.created_at DESC, recipient.id LIMIT $2"#,
        email,
        MOST,
    )
    .fetch_all(pool)
    .await
}
