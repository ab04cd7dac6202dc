use std::time::Duration;

use anyhow::anyhow;
use messages::Message;
use sqlx::{PgPool, Postgres, Transaction};

use crate::failure::{Failure, OrFail};

/// One message in a worker's hands.
#[derive(Debug)]
pub struct Delivery<M> {
    /// What happened.
    pub message: M,
    /// How often it was read before this time, plus one.
    pub attempt: i32,
    pub(crate) number: i64,
    pub(crate) pool: PgPool,
}

/// Proof that a message was taken out of its queue. Only [`Delivery::commit`] makes one.
#[derive(Debug)]
pub struct Done(());

impl<M: Message> Delivery<M> {
    /// Takes the message away in the transaction that did its work, and commits both. If another worker finished
    /// it meanwhile, the transaction is rolled back: nothing is written twice.
    ///
    /// # Errors
    /// [`Failure::Retry`] when the database fails; nothing is then written.
    pub async fn commit(&self, mut transaction: Transaction<'_, Postgres>) -> Result<Done, Failure> {
        // As `pgmq.delete` does, but planned once for each connection, not at each call.
        let deleted = sqlx::query(&format!("DELETE FROM pgmq.q_{} WHERE msg_id = $1", M::QUEUE))
            .bind(self.number)
            .execute(&mut *transaction)
            .await
            .retry()?;
        if deleted.rows_affected() == 1 {
            transaction.commit().await.retry()?;
        } else {
            tracing::info!("another worker finished this message");
            transaction.rollback().await.retry()?;
        }
        Ok(Done(()))
    }

    /// Keeps others away for another `lease`.
    pub(crate) async fn extend(&self, lease: Duration) -> sqlx::Result<()> {
        self.hide(lease, 0).await
    }

    /// Puts it back for later; `uncounted` takes this reading off its count.
    pub(crate) async fn put_back(&self, delay: Duration, uncounted: bool) -> sqlx::Result<()> {
        self.hide(delay, i32::from(uncounted)).await
    }

    async fn hide(&self, time: Duration, uncount: i32) -> sqlx::Result<()> {
        // pgmq.set_vt knows whole seconds only, and counts every reading.
        sqlx::query(&format!(
            "UPDATE pgmq.q_{} SET vt = clock_timestamp() + make_interval(secs => $2), read_ct = read_ct - $3 \
             WHERE msg_id = $1",
            M::QUEUE
        ))
        .bind(self.number)
        .bind(time.as_secs_f64())
        .bind(uncount)
        .execute(&self.pool)
        .await
        .map(|_| ())
    }
}

/// A message as it lies in its queue, readable by this version or not.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) queue: &'static str,
    pub(crate) number: i64,
    pub(crate) attempt: i32,
    pub(crate) waited_seconds: f64,
    pub(crate) body: serde_json::Value,
}

impl Row {
    /// Moves it to the dead queue with everything that went wrong, in one transaction.
    pub(crate) async fn bury(&self, pool: &PgPool, error: &anyhow::Error) -> sqlx::Result<()> {
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        let grave = serde_json::json!({ "envelope": self.body, "attempts": self.attempt, "errors": chain });
        let mut transaction = pool.begin().await?;
        sqlx::query("SELECT pgmq.send($1, $2)")
            .bind(crate::dead(self.queue))
            .bind(grave)
            .execute(&mut *transaction)
            .await?;
        let taken: bool = sqlx::query_scalar("SELECT pgmq.delete($1, $2)")
            .bind(self.queue)
            .bind(self.number)
            .fetch_one(&mut *transaction)
            .await?;
        if taken { transaction.commit().await } else { transaction.rollback().await }
    }
}

/// The error of a message that was read more often than its queue allows: its workers were killed, or it kills them.
pub(crate) fn read_too_often(attempt: i32) -> anyhow::Error {
    anyhow!("read {attempt} times without an end: its workers were killed, or it kills them")
}
