use chrono::{DateTime, Utc};
use model::city::Localized;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// A signed-in member of the staff.
pub(crate) struct Assistant {
    pub(crate) staff: Uuid,
    pub(crate) name: String,
    /// Whether they file reports for others: call centre, referents, admins.
    pub(crate) assists: bool,
}

/// Whose session a token is; none: nobody's, or it is over.
pub(crate) async fn assistant(
    pool: &PgPool,
    token_sha256: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Assistant>> {
    sqlx::query_as!(
        Assistant,
        r#"SELECT staff_id AS "staff!", name AS "name!", assists AS "assists!" FROM assistant($1, $2)"#,
        token_sha256,
        now,
    )
    .fetch_optional(pool)
    .await
}

/// Ends a session.
pub(crate) async fn end_session(pool: &PgPool, token_sha256: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("SELECT end_session($1)", token_sha256).execute(pool).await.map(|_| ())
}

/// A report as it is read out to who reported it.
pub(crate) struct Filed {
    pub(crate) address: String,
    pub(crate) category: Json<Localized>,
}

/// The report of a reference.
pub(crate) async fn filed(pool: &PgPool, reference: &str) -> sqlx::Result<Option<Filed>> {
    sqlx::query_as!(
        Filed,
        r#"SELECT address, name AS "category: Json<Localized>" FROM report JOIN category ON category.id = category_id WHERE reference = $1"#,
        reference,
    )
    .fetch_optional(pool)
    .await
}
