use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use futures_util::FutureExt;
use messages::{Envelope, Message};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::delivery::{Delivery, Done, Row, read_too_often};
use crate::failure::Failure;
use crate::{channel, trace};

/// While more than half of the hands are busy, a reading waits so long for others to become free: one reading of
/// several messages costs the database as much as one of a single message.
const GATHER: Duration = Duration::from_millis(5);

/// A database that answers nothing within this time is given up, and asked anew by another connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// A subscription on which nothing was heard for so long is made anew: it may have been lost without a word.
const SILENCE: Duration = Duration::from_secs(30);
/// A handler that is at work for so many leases is at work on nothing: what it waits for will not come.
const MOST_LEASES: u32 = 10;

/// How a queue is consumed.
#[derive(Clone)]
pub struct Settings {
    /// How long a message is hidden from others; extended at every third of it while the handler works. A handler that
    /// takes ten of them has failed, and is tried again.
    pub lease: Duration,
    /// How long to wait for a notification before looking anyway.
    pub poll: Duration,
    /// Messages handled at once by this process.
    pub parallel: usize,
    /// After this many attempts a failing message is buried.
    pub most_attempts: i32,
    /// The wait after the first failure; it doubles with each, up to `longest_wait`.
    pub first_wait: Duration,
    /// The longest wait between two attempts.
    pub longest_wait: Duration,
    /// A number in 0..1 for each wait, so that failures don't come back all at once.
    pub jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Settings {
    /// Settings for messages that take milliseconds to seconds: about a day of attempts.
    pub fn new(parallel: usize, jitter: Arc<dyn Fn() -> f64 + Send + Sync>) -> Self {
        Self {
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            parallel,
            most_attempts: 32,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_hours(1),
            jitter,
        }
    }

    fn wait_after(&self, attempt: i32) -> Duration {
        let doublings = u32::try_from(attempt - 1).unwrap_or_default().min(20);
        let wait = self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait);
        wait.mul_f64(0.5 + 0.5 * (self.jitter)().clamp(0.0, 1.0))
    }
}

/// Reads a queue and hands each message to `handle`, until `shutdown`; then waits for what is in hand.
/// A failing database is waited for: this never gives up.
pub async fn consume<M, H, F>(pool: PgPool, settings: Settings, shutdown: CancellationToken, handle: H)
where
    M: Message,
    H: Fn(Arc<Delivery<M>>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Done, Failure>> + Send + 'static,
{
    let handle = Arc::new(handle);
    let mut listener = None;
    let mut working = JoinSet::new();
    // Whether something may lie in the queue that the last reading did not see.
    let mut due = true;
    let mut gathered = false;
    let mut read_at = Instant::now();
    loop {
        while working.try_join_next().is_some() {}
        // Subscribe before the first read: what is published between the two is then not missed.
        if listener.is_none() {
            listener = subscribe(&pool, M::QUEUE).await;
            due = true;
        }
        let free = settings.parallel.saturating_sub(working.len());
        if due && free > 0 && (gathered || free >= settings.parallel.div_ceil(2)) {
            (read_at, gathered) = (Instant::now(), false);
            let messages = read(&pool, &settings, M::QUEUE, free).await;
            // As many as were asked for: there may be more.
            due = messages.len() == free;
            for message in messages {
                working.spawn(one(pool.clone(), settings.clone(), message, handle.clone()));
            }
        }
        let rest = settings.poll.saturating_sub(read_at.elapsed());
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = heard(&mut listener, rest), if !due => due = true,
            () = tokio::time::sleep(GATHER), if due && working.len() < settings.parallel => gathered = true,
            _ = working.join_next(), if !working.is_empty() => {}
        }
    }
    while working.join_next().await.is_some() {}
}

/// A connection on which the database tells of new messages.
struct Subscription {
    listener: PgListener,
    /// When something was last heard on it.
    heard: Instant,
}

async fn subscribe(pool: &PgPool, queue: &str) -> Option<Subscription> {
    let subscribed = in_time(async {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(&channel(queue)).await?;
        Ok(Subscription { listener, heard: Instant::now() })
    });
    subscribed.await.inspect_err(|error| tracing::warn!(queue, %error, "can't listen, polling instead")).ok()
}

/// Returns at a notification, at the latest after `rest`. Several notifications count as one.
async fn heard(subscription: &mut Option<Subscription>, rest: Duration) {
    let Some(Subscription { listener, heard }) = subscription else { return tokio::time::sleep(rest).await };
    match tokio::time::timeout(rest, listener.recv()).await {
        Ok(Ok(_)) => {
            while listener.next_buffered().is_some() {}
            *heard = Instant::now();
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "lost the subscription");
            *subscription = None;
            tokio::time::sleep(rest).await;
        }
        // A connection that the network has lost looks like one on which nothing happens.
        Err(_elapsed) if heard.elapsed() > SILENCE => *subscription = None,
        Err(_elapsed) => {}
    }
}

/// What the database answers, or that it does not.
async fn in_time<T>(asked: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let answer = tokio::time::timeout(PATIENCE, asked).await;
    answer.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
}

async fn read(pool: &PgPool, settings: &Settings, queue: &'static str, most: usize) -> Vec<Row> {
    match asked_for(pool, settings, queue, most).await {
        Ok(rows) => rows
            .into_iter()
            .map(|(number, attempt, waited_seconds, body)| Row {
                queue,
                number,
                attempt,
                waited_seconds,
                body,
            })
            .collect(),
        Err(error) => {
            tracing::warn!(queue, %error, "can't read, trying again");
            Vec::new()
        }
    }
}

async fn asked_for(
    pool: &PgPool,
    settings: &Settings,
    queue: &'static str,
    most: usize,
) -> sqlx::Result<Vec<(i64, i32, f64, serde_json::Value)>> {
    let lease = i32::try_from(settings.lease.as_secs().max(1)).unwrap_or(i32::MAX);
    let mut connection = pool.acquire().await?;
    let reading = sqlx::query_as(
        "SELECT msg_id, read_ct, extract(epoch FROM clock_timestamp() - enqueued_at)::float8, message \
         FROM pgmq.read($1, $2, $3)",
    )
    .bind(queue)
    .bind(lease)
    .bind(i32::try_from(most).unwrap_or(i32::MAX))
    .fetch_all(&mut *connection);
    let rows = in_time(reading).await;
    if rows.is_err() {
        // Its answer may still come, or never: nobody else must wait for it.
        connection.close_on_drop();
    }
    rows
}

/// Handles one message to its end, and writes its canonical log line.
async fn one<M, H, F>(pool: PgPool, settings: Settings, row: Row, handle: Arc<H>)
where
    M: Message,
    H: Fn(Arc<Delivery<M>>) -> F,
    F: Future<Output = Result<Done, Failure>>,
{
    let span = tracing::info_span!(
        "message",
        queue = M::QUEUE,
        number = row.number,
        attempt = row.attempt,
        report = tracing::field::Empty
    );
    let work = match serde_json::from_value::<Envelope<M>>(row.body.clone()) {
        _ if row.attempt > settings.most_attempts => Err(read_too_often(row.attempt)),
        Err(error) => Err(anyhow::Error::new(error).context("this version can't read this message")),
        Ok(Envelope { traceparent, message }) => {
            trace::continue_in(&span, traceparent);
            let delivery =
                Arc::new(Delivery { message, attempt: row.attempt, number: row.number, pool: pool.clone() });
            Ok((delivery.clone(), span.in_scope(|| handle(delivery))))
        }
    };
    async {
        let started = Instant::now();
        metrics::histogram!("queue_wait_seconds", "queue" => M::QUEUE).record(row.waited_seconds);
        let outcome = match work {
            Err(error) => buried(&pool, &row, &error).await,
            // In a box: a handler's future is large, and deep for the compiler.
            Ok((delivery, work)) => match with_lease(&delivery, settings.lease, caught(Box::pin(work))).await
            {
                Ok(_done) => "done",
                Err(failure) => settle(&delivery, &settings, &row, failure).await,
            },
        };
        let seconds = started.elapsed().as_secs_f64();
        metrics::histogram!("queue_handle_seconds", "queue" => M::QUEUE).record(seconds);
        metrics::counter!("queue_messages_total", "queue" => M::QUEUE, "outcome" => outcome).increment(1);
        tracing::info!(outcome, seconds, waited_seconds = row.waited_seconds, "message handled");
    }
    .instrument(span.clone())
    .await;
}

/// A panic is a failure like another one: it ends the attempt, not the worker, and its words go into the grave.
async fn caught(work: impl Future<Output = Result<Done, Failure>>) -> Result<Done, Failure> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(ToString::to_string);
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Failure::Retry(anyhow!(words.unwrap_or_default()).context("the handler panicked")))
    })
}

/// Runs the handler while extending its lease, so that nobody else takes the message.
async fn with_lease<M: Message>(
    delivery: &Delivery<M>,
    lease: Duration,
    work: impl Future<Output = Result<Done, Failure>>,
) -> Result<Done, Failure> {
    // Beside the work, never instead of it: the work's own transaction may hold the row that the extension waits for.
    let extending = async {
        let mut third = tokio::time::interval(lease / 3);
        third.tick().await;
        loop {
            third.tick().await;
            if let Err(error) = in_time(delivery.extend(lease)).await {
                tracing::warn!(%error, "can't extend the lease; another worker may take this message too");
            }
        }
    };
    let limit = lease * MOST_LEASES;
    tokio::select! {
        result = work => result,
        never = extending => never,
        () = tokio::time::sleep(limit) => {
            Err(Failure::Retry(anyhow!("no end after {} s: it waits for something that does not answer", limit.as_secs())))
        }
    }
}

async fn settle<M: Message>(
    delivery: &Delivery<M>,
    settings: &Settings,
    row: &Row,
    failure: Failure,
) -> &'static str {
    match failure {
        Failure::Later(delay, reason) => {
            tracing::debug!(reason, "later");
            put_back(delivery, delay, true).await;
            "later"
        }
        Failure::Retry(error) if delivery.attempt < settings.most_attempts => {
            tracing::warn!(error = format!("{error:#}"), "will be tried again");
            put_back(delivery, settings.wait_after(delivery.attempt), false).await;
            "retried"
        }
        Failure::Retry(error) => buried(&delivery.pool, row, &error.context("the last attempt failed")).await,
        Failure::Bury(error) => buried(&delivery.pool, row, &error).await,
    }
}

async fn put_back<M: Message>(delivery: &Delivery<M>, delay: Duration, uncounted: bool) {
    if let Err(error) = in_time(delivery.put_back(delay, uncounted)).await {
        tracing::warn!(%error, "can't be put back; it returns when its lease ends");
    }
}

async fn buried(pool: &PgPool, row: &Row, error: &anyhow::Error) -> &'static str {
    tracing::error!(error = format!("{error:#}"), "buried");
    if let Err(error) = in_time(row.bury(pool, error)).await {
        tracing::warn!(%error, "can't be buried; it returns when its lease ends");
    }
    "buried"
}
