//! What each referent looks for again and again.

use chrono::{DateTime, Utc};
use model::ids::StaffId;
use sqlx::PgPool;
use uuid::Uuid;

/// A view that somebody kept.
pub(crate) struct View {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// Behind the `?` of the list's address.
    pub(crate) query: String,
}

/// Somebody's views, by name.
pub(crate) async fn views(database: &PgPool, staff: StaffId) -> sqlx::Result<Vec<View>> {
    sqlx::query_as!(
        View,
        "SELECT id, name, query FROM saved_view WHERE staff_id = $1 ORDER BY lower(name)",
        staff.0
    )
    .fetch_all(database)
    .await
}

/// Keeps a view; one of the same name is replaced.
pub(crate) async fn keep(
    database: &PgPool,
    staff: StaffId,
    view: &View,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO saved_view (id, staff_id, name, query, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (staff_id, lower(name)) DO UPDATE SET query = excluded.query",
        view.id,
        staff.0,
        view.name,
        view.query,
        now,
    )
    .execute(database)
    .await
    .map(|_| ())
}

/// Forgets one of somebody's own views. Harmless when it is gone.
pub(crate) async fn forget(database: &PgPool, staff: StaffId, view: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM saved_view WHERE id = $1 AND staff_id = $2", view, staff.0)
        .execute(database)
        .await
        .map(|_| ())
}
