use serde_json::Value;
use sqlx::PgConnection;

use crate::{channel, dead};

/// Takes a buried message back into its queue, in the caller's transaction: it is read again as if for the first time.
/// `queue` is a name from [`messages::QUEUES`], `number` that of the grave. Returns what was buried; none: somebody else has
/// brought it back.
///
/// # Errors
/// As the database says.
pub async fn bring_back(
    connection: &mut PgConnection,
    queue: &str,
    number: i64,
) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar(&format!(
        "WITH grave AS (DELETE FROM pgmq.q_{dead} WHERE msg_id = $1 RETURNING message -> 'envelope' AS envelope) \
         INSERT INTO pgmq.q_{queue} (vt, message) \
         SELECT clock_timestamp(), envelope FROM grave, (SELECT pg_notify($2, '')) AS notified \
         RETURNING message",
        dead = dead(queue)
    ))
    .bind(number)
    .bind(channel(queue))
    .fetch_optional(connection)
    .await
}
