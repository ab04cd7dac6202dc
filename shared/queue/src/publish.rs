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
    sqlx::query_scalar("SELECT pgmq.send($1, $2, $3) FROM (SELECT pg_notify($4, '')) AS notified")
        .bind(M::QUEUE)
        .bind(body)
        .bind(seconds)
        .bind(channel(M::QUEUE))
        .fetch_one(connection)
        .await
}
