use sqlx::PgPool;

/// How much lies in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Messages that wait or are being handled.
    pub waiting: i64,
    /// Age in seconds of the oldest message that is due; 0 when nothing is due.
    pub oldest_seconds: i64,
    /// Messages in the dead queue.
    pub dead: i64,
}

/// Counts a queue. `queue` is a name from [`messages::QUEUES`].
///
/// # Errors
/// As the database says.
pub async fn depth(pool: &PgPool, queue: &str) -> sqlx::Result<Depth> {
    let (waiting, oldest_seconds, dead) = sqlx::query_as(&format!(
        "SELECT count(*), \
                coalesce(max(extract(epoch FROM now() - enqueued_at)) FILTER (WHERE vt <= now()), 0)::bigint, \
                (SELECT count(*) FROM pgmq.q_{queue}_dead) \
         FROM pgmq.q_{queue}"
    ))
    .fetch_one(pool)
    .await?;
    Ok(Depth { waiting, oldest_seconds, dead })
}
