//! Buried messages of all queues: what they are about, and what went wrong.

use chrono::{DateTime, Utc};
use model::ids::StaffId;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

/// Graves that are shown at once: the oldest.
pub(crate) const MOST: i64 = 50;

/// A buried message.
pub(crate) struct Grave {
    pub(crate) queue: String,
    pub(crate) number: i64,
    pub(crate) buried_at: DateTime<Utc>,
    /// None: it names no report that is there.
    pub(crate) reference: Option<String>,
    /// What went wrong, the last error first; empty for who may not read it.
    pub(crate) errors: Vec<String>,
}

/// The oldest graves that somebody may see: of reports in their sectors; for an admin all, with what went wrong.
pub(crate) async fn graves(database: &PgPool, staff: StaffId) -> sqlx::Result<Vec<Grave>> {
    let rows = sqlx::query!(
        r#"SELECT queue AS "queue!", number AS "number!", buried_at AS "buried_at!", reference AS "reference?",
               CASE WHEN staff.role = 'admin' THEN errors ELSE '[]' END AS "errors!: Value"
           FROM buried LEFT JOIN report ON report.id = report_id JOIN staff ON staff.id = $1
           WHERE staff_may_see_letter($1, report.id, report.team_id, report.sector_id)
           ORDER BY buried_at, queue, number LIMIT $2"#,
        staff.0,
        MOST
    )
    .fetch_all(database)
    .await?;
    let graves = rows.into_iter().map(|row| Grave {
        queue: row.queue,
        number: row.number,
        buried_at: row.buried_at,
        reference: row.reference,
        errors: serde_json::from_value(row.errors).unwrap_or_default(),
    });
    Ok(graves.collect())
}

/// Whether a grave is there that somebody may see.
pub(crate) async fn is_theirs(
    connection: &mut PgConnection,
    staff: StaffId,
    (queue, number): (&str, i64),
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM buried LEFT JOIN report ON report.id = report_id
               WHERE queue = $2 AND number = $3
                 AND staff_may_see_letter($1, report.id, report.team_id, report.sector_id)) AS "theirs!""#,
        staff.0,
        queue,
        number
    )
    .fetch_one(connection)
    .await
}
