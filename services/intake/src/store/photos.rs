use chrono::{DateTime, Utc};
use model::ids::PhotoId;
use photos::Renditions;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// The report of a photo that waits for its renditions; none: it has them, or is unreadable.
pub(crate) async fn waiting(pool: &PgPool, photo: PhotoId) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT report_id FROM photo WHERE id = $1 AND state = 'received'", photo.0)
        .fetch_optional(pool)
        .await
}

/// Its renditions are stored.
pub(crate) async fn ready(
    connection: &mut PgConnection,
    photo: PhotoId,
    renditions: &Renditions,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (width, height) = renditions.large_size;
    sqlx::query!(
        "UPDATE photo SET state = 'ready', width = $2, height = $3, perceptual_hash = $4, ready_at = $5
         WHERE id = $1 AND state = 'received'",
        photo.0,
        width.cast_signed(),
        height.cast_signed(),
        renditions.perceptual_hash.cast_signed(),
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// It can't be decoded.
pub(crate) async fn unreadable(
    connection: &mut PgConnection,
    photo: PhotoId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE photo SET state = 'unreadable', ready_at = $2 WHERE id = $1 AND state = 'received'",
        photo.0,
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}
