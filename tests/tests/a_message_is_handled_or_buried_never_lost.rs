//! What the queue promises, on a real database: published with its transaction, leased, retried, buried.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::anyhow;
use harness::TestDatabase;
use messages::PhotoMessage;
use model::ids::PhotoId;
use queue::{Delivery, Failure, OrFail, Settings, consume, depth, publish};
use sqlx::PgPool;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

fn settings() -> Settings {
    Settings {
        lease: Duration::from_secs(1),
        poll: Duration::from_millis(50),
        most_attempts: 3,
        first_wait: Duration::from_millis(20),
        ..Settings::new(4, Arc::new(|| 0.5))
    }
}

async fn send(pool: &PgPool, number: u128) -> anyhow::Result<()> {
    let mut transaction = pool.begin().await?;
    let message = PhotoMessage { photo: PhotoId(Uuid::from_u128(number)), pixels: 1 };
    publish(&mut transaction, &message, Duration::ZERO).await?;
    Ok(transaction.commit().await?)
}

/// What a handler does with each delivery.
#[derive(Clone, Copy)]
enum Handler {
    Commits,
    Retries,
    Buries,
    WaitsTwiceThenCommits,
    Panics,
}

struct Worker {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
    seen: UnboundedReceiver<(u128, i32)>,
}

impl Worker {
    fn start(pool: &PgPool, handler: Handler) -> Self {
        let shutdown = CancellationToken::new();
        let (tell, seen) = unbounded_channel();
        let (database, turns) = (pool.clone(), Arc::new(AtomicUsize::new(0)));
        let handle = move |delivery: Arc<Delivery<PhotoMessage>>| {
            _ = tell.send((delivery.message.photo.0.as_u128(), delivery.attempt));
            let (database, turn) = (database.clone(), turns.fetch_add(1, Ordering::Relaxed));
            async move {
                let failed = || Err(anyhow!("the cause").context("what failed"));
                match handler {
                    Handler::Retries => failed().retry(),
                    Handler::Buries => failed().bury(),
                    Handler::Panics => panic!("no way out"),
                    Handler::WaitsTwiceThenCommits if turn < 2 => {
                        Err(Failure::Later(Duration::from_millis(20), "not its turn"))
                    }
                    _ => delivery.commit(database.begin().await.retry()?).await,
                }
            }
        };
        let task =
            tokio::spawn(consume::<PhotoMessage, _, _>(pool.clone(), settings(), shutdown.clone(), handle));
        Self { shutdown, task, seen }
    }

    async fn next(&mut self) -> anyhow::Result<(u128, i32)> {
        tokio::time::timeout(PATIENCE, self.seen.recv()).await?.ok_or_else(|| anyhow!("the worker ended"))
    }

    /// Graceful: what is in hand is finished.
    async fn stop(self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        Ok(tokio::time::timeout(PATIENCE, self.task).await??)
    }
}

/// Waits until the queue holds nothing and the dead queue this many.
async fn until_dead(pool: &PgPool, dead: i64) -> anyhow::Result<()> {
    let asked = async {
        loop {
            let depth = depth(pool, "photos").await?;
            if depth.waiting == 0 && depth.dead == dead {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await?
}

#[tokio::test]
async fn a_message_exists_when_and_only_when_its_transaction_commits() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let mut transaction = pool.begin().await?;
    let message = PhotoMessage { photo: PhotoId(Uuid::from_u128(1)), pixels: 1 };
    publish(&mut transaction, &message, Duration::ZERO).await?;
    transaction.rollback().await?;
    assert_eq!(depth(&pool, "photos").await?.waiting, 0);
    send(&pool, 2).await?;
    let mut worker = Worker::start(&pool, Handler::Commits);
    assert_eq!(worker.next().await?, (2, 1));
    worker.stop().await?;
    until_dead(&pool, 0).await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_killed_worker_s_message_comes_back_when_its_lease_ends() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    // A worker that reads it and is never heard of again.
    let taken: i64 =
        sqlx::query_scalar("SELECT msg_id FROM pgmq.read('photos', 1, 1)").fetch_one(&pool).await?;
    assert_eq!(taken, 1);
    let mut worker = Worker::start(&pool, Handler::Commits);
    assert_eq!(worker.next().await?, (1, 2));
    worker.stop().await?;
    until_dead(&pool, 0).await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_failing_message_is_tried_again_then_buried_with_every_cause() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    let mut worker = Worker::start(&pool, Handler::Retries);
    for attempt in 1..=3 {
        assert_eq!(worker.next().await?, (1, attempt));
    }
    until_dead(&pool, 1).await?;
    worker.stop().await?;
    let grave: serde_json::Value =
        sqlx::query_scalar("SELECT message FROM pgmq.q_photos_dead").fetch_one(&pool).await?;
    assert_eq!(grave["errors"], serde_json::json!(["the last attempt failed", "what failed", "the cause"]));
    assert_eq!(grave["attempts"], 3);
    assert_eq!(grave["envelope"]["message"]["pixels"], 1);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn what_no_attempt_can_mend_is_buried_at_once() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    sqlx::query("SELECT pgmq.send('photos', '{\"message\": {\"from\": \"another version\"}}')")
        .execute(&pool)
        .await?;
    let mut worker = Worker::start(&pool, Handler::Buries);
    assert_eq!(worker.next().await?, (1, 1));
    until_dead(&pool, 2).await?;
    worker.stop().await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn waiting_for_its_turn_counts_as_no_attempt() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    let mut worker = Worker::start(&pool, Handler::WaitsTwiceThenCommits);
    for _ in 0..3 {
        assert_eq!(worker.next().await?, (1, 1));
    }
    until_dead(&pool, 0).await?;
    worker.stop().await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_message_that_kills_its_workers_is_buried() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    sqlx::query("UPDATE pgmq.q_photos SET read_ct = 3").execute(&pool).await?;
    let worker = Worker::start(&pool, Handler::Commits);
    until_dead(&pool, 1).await?;
    worker.stop().await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn two_workers_with_one_message_write_its_work_once() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    sqlx::query("CREATE TABLE work (done int)").execute(&pool).await?;
    send(&pool, 1).await?;
    let (meet, database_of_both) = (Arc::new(tokio::sync::Barrier::new(2)), pool.clone());
    let (told, mut finished) = unbounded_channel();
    let handle = move |delivery: Arc<Delivery<PhotoMessage>>| {
        let (meet, pool, told) = (meet.clone(), database_of_both.clone(), told.clone());
        async move {
            let mut transaction = pool.begin().await.retry()?;
            sqlx::query("INSERT INTO work VALUES (1)").execute(&mut *transaction).await.retry()?;
            meet.wait().await;
            let done = delivery.commit(transaction).await;
            _ = told.send(());
            done
        }
    };
    let shutdown = CancellationToken::new();
    let one = consume::<PhotoMessage, _, _>(pool.clone(), settings(), shutdown.clone(), handle);
    let reading = tokio::spawn(one);
    // The first worker lost its lease without knowing it: the message is visible again, and a second takes it.
    let visible = async {
        while sqlx::query("UPDATE pgmq.q_photos SET vt = now() WHERE read_ct = 1")
            .execute(&pool)
            .await?
            .rows_affected()
            == 0
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok::<_, anyhow::Error>(())
    };
    tokio::time::timeout(PATIENCE, visible).await??;
    for _ in 0..2 {
        tokio::time::timeout(PATIENCE, finished.recv()).await?;
    }
    shutdown.cancel();
    reading.await?;
    let done: i64 = sqlx::query_scalar("SELECT count(*) FROM work").fetch_one(&pool).await?;
    assert_eq!(done, 1);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_handler_that_panics_is_tried_again_and_then_buried_with_its_words() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    let mut worker = Worker::start(&pool, Handler::Panics);
    for attempt in 1..=3 {
        assert_eq!(worker.next().await?, (1, attempt));
    }
    until_dead(&pool, 1).await?;
    worker.stop().await?;
    let errors: serde_json::Value =
        sqlx::query_scalar("SELECT message -> 'errors' FROM pgmq.q_photos_dead").fetch_one(&pool).await?;
    assert_eq!(errors, serde_json::json!(["the last attempt failed", "the handler panicked", "no way out"]));
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn work_that_holds_its_own_message_does_not_wait_for_its_own_lease() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    send(&pool, 1).await?;
    let database_of_work = pool.clone();
    let handle = move |delivery: Arc<Delivery<PhotoMessage>>| {
        let pool = database_of_work.clone();
        async move {
            let mut transaction = pool.begin().await.retry()?;
            sqlx::query("SELECT FROM pgmq.q_photos FOR UPDATE").execute(&mut *transaction).await.retry()?;
            // The commit comes when the lease's extension already waits for this row.
            let waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND \
                         wait_event_type = 'Lock')";
            while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&pool).await.retry()? {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            delivery.commit(transaction).await
        }
    };
    let shutdown = CancellationToken::new();
    let reading = consume::<PhotoMessage, _, _>(pool.clone(), settings(), shutdown.clone(), handle);
    let reading = tokio::spawn(reading);
    until_dead(&pool, 0).await?;
    shutdown.cancel();
    reading.await?;
    pool.close().await;
    database.drop_now().await
}
