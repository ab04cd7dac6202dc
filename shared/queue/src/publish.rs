use std::time::Duration;

use messages::{Envelope, Message};
use sqlx::PgConnection;

use crate::{channel, trace};

/// Puts a message into its queue, in the caller's transaction: it exists when, and only when, that commits.
/// It is first read `delay` after that, rounded up to whole seconds. Returns its number in the queue.
///
/// # Errors
/// As the database says; the caller's transaction is then lost.
pub async fn publish<M: Message>(
    connection: &mut PgConnection,
    message: &M,
    delay: Duration,
) -> sqlx::Result<i64> {
    let envelope = Envelope { traceparent: trace::current(), message };
    let body = serde_json::to_value(&envelope).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let seconds = i32::try_from(delay.as_millis().div_ceil(1000)).unwrap_or(i32::MAX);
    // As `pgmq.send` does, but planned once for each connection, not at each call.
    sqlx::query_scalar(&format!(
        "INSERT INTO pgmq.q_{} (vt, message) \
         SELECT clock_timestamp() + make_interval(secs => $2), $1 FROM (SELECT pg_notify($3, '')) AS notified \
         RETURNING msg_id",
        M::QUEUE
    ))
    .bind(body)
    .bind(f64::from(seconds))
    .bind(channel(M::QUEUE))
    .fetch_one(connection)
    .await
}
