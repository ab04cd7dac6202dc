//! Many crews close many jobs, each with a photo of its own, while no photo is rendered and no letter is sent: what a close
//! costs beside its upload. Beside it, in the same run and in turns, a process that only receives the same form and keeps
//! the photo.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use bytes::Bytes;
use clap::Args;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Client, RequestBuilder};
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use crate::client::{Pace, Report};
use crate::cpu;
use crate::figures::{Spread, median};
use crate::pipeline::photo;
use crate::receiver::Receiver;
use crate::stage::Stage;

/// Milliseconds of CPU that a close may cost beside its upload.
const MOST_MS: f64 = 10.0;
const AT_ONCE: usize = 8;
/// Closes that open connections and fill caches, and are not counted.
const WARM_UP: usize = 24;

/// How much is measured.
#[derive(Args, Debug)]
pub(crate) struct Close {
    /// Crews in each round, each with a job.
    #[arg(long, default_value_t = 150)]
    crews: usize,
    /// Rounds; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// A crew with the job that it closes.
#[derive(Clone)]
struct Job {
    report: Uuid,
    cookie: String,
}

/// CPU milliseconds of one round for each upload.
struct Round {
    /// Of the process that only receives and keeps.
    alone: f64,
    dispatch: f64,
    postgres: f64,
    answers: Vec<Duration>,
}

impl Round {
    /// What a close costs that an upload does not.
    fn beside(&self) -> f64 {
        self.dispatch + self.postgres - self.alone
    }
}

impl Close {
    /// Prints the table; fails where a close costs more beside its upload, or where anything else was done before it was
    /// answered.
    pub(crate) async fn run(&self) -> anyhow::Result<()> {
        let mut stage = Stage::start(false).await?;
        let receiver = Receiver::start(stage.s3()).await?;
        let picture = photo()?;
        let all = self.crews * self.rounds + WARM_UP;
        eprintln!("· {all} reports");
        let report = Report { letters: true, photo: None };
        let pace = Pace::Closed { at_once: 8 };
        stage.poster().await?.post(&report, u32::try_from(all)?, pace).await?;
        stage.drained(&["reports", "letters"]).await?;
        stage.stop_notification().await?;
        let mut jobs = crews(&stage).await?;
        ensure!(jobs.len() == all, "{} of {all} reports have a team", jobs.len());
        // Plans of an empty database read whole tables; autovacuum would mend them somewhere in the middle.
        sqlx::query("ANALYZE").execute(&stage.owner).await?;

        let warm = Arc::new(jobs.split_off(jobs.len() - WARM_UP));
        self.upload(&stage, &receiver, &picture, WARM_UP).await?;
        close(&stage, &warm, &picture).await?;
        let mut rounds = Vec::new();
        for (number, jobs) in (1..).zip(jobs.chunks(self.crews)) {
            let before = cpu::of(receiver.pid()?)?;
            self.upload(&stage, &receiver, &picture, jobs.len()).await?;
            let alone = cpu::of(receiver.pid()?)? - before;
            let before = stage.cpu()?;
            let answers = close(&stage, &Arc::new(jobs.to_vec()), &picture).await?;
            let spent = stage.cpu()?.with(&before, |after, before| after - before);
            #[expect(clippy::cast_precision_loss, reason = "hundreds")]
            let each = |ms: f64| ms / jobs.len() as f64;
            let round = Round {
                alone: each(alone),
                dispatch: each(spent.dispatch),
                postgres: each(spent.postgres),
                answers,
            };
            eprintln!("  round {number}: {:.2} ms beside the upload", round.beside());
            rounds.push(round);
        }
        told(&stage, all).await?;
        stage.stop().await?;
        print(self, &rounds)
    }

    /// Sends the same form to the process that only receives it.
    async fn upload(
        &self,
        stage: &Stage,
        receiver: &Receiver,
        picture: &Bytes,
        count: usize,
    ) -> anyhow::Result<()> {
        let url = receiver.url.clone();
        let post = move |client: &Client, _: usize| client.post(&url);
        sent(&stage.http, picture, count, post).await.map(|_| ())
    }
}

/// Closes each job as its crew's phone does; how long each answer took.
async fn close(stage: &Stage, jobs: &Arc<Vec<Job>>, picture: &Bytes) -> anyhow::Result<Vec<Duration>> {
    let url = stage.dispatch.as_ref().context("dispatch does not run")?.url.clone();
    let (jobs, count) = (Arc::clone(jobs), jobs.len());
    let post = move |client: &Client, number: usize| {
        let Job { report, cookie } = &jobs[number];
        client
            .post(format!("{url}/api/v1/jobs/{report}/moves/close"))
            .header("Cookie", cookie)
            .header("Idempotency-Key", Uuid::new_v4().to_string())
    };
    sent(&stage.http, picture, count, post).await
}

/// Sends so many forms, some at once, each with a photo of its own bytes.
async fn sent(
    client: &Client,
    picture: &Bytes,
    count: usize,
    post: impl Fn(&Client, usize) -> RequestBuilder + Send + Sync + 'static,
) -> anyhow::Result<Vec<Duration>> {
    let (post, next) = (Arc::new(post), Arc::new(AtomicUsize::new(0)));
    let mut sending = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (client, picture, post, next) = (client.clone(), picture.clone(), post.clone(), next.clone());
        sending.spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok::<_, anyhow::Error>(times);
                }
                let request = post(&client, number).multipart(form(&picture));
                let began = Instant::now();
                let answer = request.send().await?;
                let status = answer.status();
                let body = answer.text().await?;
                times.push(began.elapsed());
                ensure!(status == 200, "a photo was answered {status}: {body}");
            }
        });
    }
    let mut times = Vec::new();
    while let Some(done) = sending.join_next().await {
        times.extend(done??);
    }
    Ok(times)
}

/// What a crew's phone sends with a close. Behind the picture, each photo ends with bytes of its own.
fn form(picture: &Bytes) -> Form {
    let mut photo = picture.to_vec();
    let own = photo.len() - 16;
    photo[own..].copy_from_slice(Uuid::new_v4().as_bytes());
    let length = photo.len() as u64;
    let part = Part::stream_with_length(Body::from(photo), length).file_name("photo.jpg");
    Form::new()
        .text("reply", "done-cleaned")
        .text("place_longitude", "2.3783")
        .text("place_latitude", "48.8646")
        .text("place_accuracy", "8")
        .part("photo", part)
}

/// A crew for each report, in its team and signed in.
async fn crews(stage: &Stage) -> anyhow::Result<Vec<Job>> {
    let reports: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT id, team_id FROM report WHERE state = 'dispatched' ORDER BY id")
            .fetch_all(&stage.owner)
            .await?;
    let mut jobs = Vec::new();
    for (report, team) in reports {
        let (_, cookie) = stage.signed_in("crew", Some(&team)).await?;
        jobs.push(Job { report, cookie });
    }
    Ok(jobs)
}

/// Every close is written down with its letter, and neither a pixel was decoded nor a letter sent for it.
async fn told(stage: &Stage, all: usize) -> anyhow::Result<()> {
    let (done, waiting, rendered, sent): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM report WHERE state = 'done'),
                (SELECT count(*) FROM letter JOIN report_history h ON h.id = history_id
                 WHERE move = 'close' AND letter.state = 'waiting'),
                (SELECT count(*) FROM photo WHERE state <> 'received'),
                (SELECT count(*) FROM letter JOIN report_history h ON h.id = history_id
                 WHERE move = 'close' AND letter.state <> 'waiting')",
    )
    .fetch_one(&stage.owner)
    .await?;
    let all = i64::try_from(all)?;
    ensure!(
        (done, waiting, rendered, sent) == (all, all, 0, 0),
        "of {all}: {done} done, {waiting} letters wait, {rendered} photos rendered, {sent} letters sent"
    );
    Ok(())
}

fn print(close: &Close, rounds: &[Round]) -> anyhow::Result<()> {
    let of = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    let beside = |put: fn(f64, f64) -> f64| rounds.iter().map(Round::beside).reduce(put).unwrap_or_default();
    let answers = Spread::of(rounds.iter().flat_map(|round| round.answers.clone()).collect());
    let Spread { p50, p99 } = answers.context("no answers")?;
    println!(
        "\n{} crews close {} jobs, 3.4 MB each, 8 at once, in {} rounds; CPU ms of one, at the median",
        close.crews, close.crews, close.rounds
    );
    println!("{:44} {:>8.2}", "the upload alone: received, kept", of(|round| round.alone));
    println!("{:44} {:>8.2}", "a close: dispatch", of(|round| round.dispatch));
    println!("{:44} {:>8.2}", "a close: PostgreSQL", of(|round| round.postgres));
    let more = of(Round::beside);
    println!(
        "{:44} {more:>8.2}   ({:.2} to {:.2}; at most {MOST_MS:.0})",
        "a close beside its upload",
        beside(f64::min),
        beside(f64::max)
    );
    println!("{:44} {p50:>8.1}   (99 of 100 within {p99:.1})", "its answer, ms");
    println!("No photo was rendered and no letter sent meanwhile: no worker and no sender ran.");
    ensure!(more <= MOST_MS, "a close costs {more:.2} ms beside its upload, at most {MOST_MS:.0}");
    Ok(())
}
