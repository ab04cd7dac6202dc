//! A network that loses every packet: nothing is refused, nothing is closed, nobody is told. What stood still then never
//! goes on; later new connections get through.

use std::time::{Duration, Instant};

use anyhow::Context;
use harness::{Resident, Service};
use reqwest::StatusCode;

use crate::ends::arrived;
use crate::machine::{Machine, Setup};
use crate::proxy::Go;
use crate::street;
use crate::wire::Moment;

/// Longer than every limit that these tests set, on a machine that has much to do.
const BOUND: Duration = Duration::from_secs(30);

/// With patience of seconds instead of minutes.
async fn impatient() -> anyhow::Result<Machine> {
    let settings = [("ANSWER_SECONDS", "5"), ("S3_SILENCE_SECONDS", "1"), ("SMTP_PATIENCE_SECONDS", "1")];
    let settings = settings.map(|(name, value)| (name, value.to_owned())).to_vec();
    Machine::start(Setup { lease_seconds: 2, settings, ..Setup::default() }).await
}

/// Sends a report and expects to be told, in bounded time, that it is not accepted.
async fn is_told(resident: &Resident, photos: &[Vec<u8>]) -> anyhow::Result<()> {
    let fields = street::bags("resident-1@example.org");
    let began = Instant::now();
    let answer = tokio::time::timeout(BOUND, resident.post("resident-1", &fields, photos)).await;
    let answer = answer.with_context(|| format!("no answer after {:?}", began.elapsed()))??;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = answer.json().await?;
    assert!(problem["detail"].as_str().is_some_and(|words| words.contains("minute")), "a remedy: {problem}");
    Ok(())
}

#[tokio::test]
async fn a_store_that_never_answers_is_said_in_bounded_time_and_nothing_is_written() -> anyhow::Result<()> {
    let machine = impatient().await?;
    let resident = machine.resident()?;
    machine.store(Service::Intake).lose();
    is_told(&resident, &[street::picture(1)]).await?;
    for table in ["report", "photo", "letter", "accepted_request", "pgmq.q_reports", "pgmq.q_photos"] {
        assert_eq!(machine.count(&format!("SELECT count(*) FROM {table}")).await?, 0, "{table}");
    }
    assert_eq!(machine.objects("").await?, 0);
    machine.store(Service::Intake).find();
    street::report(&resident, "resident-1", 1).await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_store_that_never_answers_holds_up_only_what_needs_it() -> anyhow::Result<()> {
    let machine = impatient().await?;
    let resident = machine.resident()?;
    let mut asked = machine.store(Service::Intake).hold(Moment::GetAsked, "received/");
    street::report(&resident, "resident-1", 1).await?;
    asked.reached().await?;
    machine.store(Service::Intake).lose();
    machine.store(Service::Notification).lose();
    machine.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    machine.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    machine.eventually("SELECT bool_or(read_ct >= 2) FROM pgmq.q_photos").await?;
    street::report(&resident, "resident-2", 0).await?;
    machine.eventually("SELECT count(*) = 2 AND bool_and(state = 'accepted') FROM letter").await?;
    assert_eq!(machine.count("SELECT count(*) FROM photo WHERE state = 'ready'").await?, 0);
    for service in [Service::Intake, Service::Notification] {
        machine.store(service).find();
    }
    machine.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_subscription_that_was_lost_without_a_word_costs_a_second_and_nothing_else() -> anyhow::Result<()> {
    let machine = impatient().await?;
    let resident = machine.resident()?;
    for service in [Service::Dispatch, Service::Notification] {
        machine.database(service).lose();
        machine.database(service).find();
    }
    street::report(&resident, "resident-1", 0).await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn what_is_done_again_and_again_ends_in_good_order_though_its_question_is_never_answered()
-> anyhow::Result<()> {
    let settings = [("CLOCK_SECONDS", "1"), ("DESK_SECONDS", "1")];
    let settings = settings.map(|(name, value)| (name, value.to_owned())).to_vec();
    let machine = Machine::start(Setup { lease_seconds: 2, settings, ..Setup::default() }).await?;
    let database = machine.database(Service::Dispatch);
    let (letters, notes, moves) = ("waiting_since", "max(position)", "FOR UPDATE SKIP LOCKED");
    let mut asked = [letters, notes, moves].map(|what| database.hold(Moment::Asked, what));
    for question in &mut asked {
        question.reached().await?;
    }
    database.lose();
    machine.stop().await
}

#[tokio::test]
async fn a_mail_server_that_never_answers_holds_up_only_letters_and_counts_for_nobody() -> anyhow::Result<()>
{
    let machine = impatient().await?;
    let resident = machine.resident()?;
    street::report(&resident, "resident-1", 0).await?;
    machine.settled().await?;
    // The connection of the first letter is kept, and stands still.
    machine.mail.lose();
    let sent = street::report(&resident, "resident-2", 1).await?;
    machine.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    machine.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    assert_eq!(resident.read(&sent).await?["state"], "dispatched");
    machine.eventually("SELECT bool_or(vt > enqueued_at + interval '4 seconds') FROM pgmq.q_letters").await?;
    let waiting = "SELECT count(*) FROM letter WHERE state = 'waiting' AND attempts = 0";
    assert_eq!(machine.count(waiting).await?, 1);
    machine.mail.find();
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_250_that_the_network_lost_sends_the_same_letter_again() -> anyhow::Result<()> {
    let machine = impatient().await?;
    let mut held = machine.mail.hold(Moment::LetterAnswered, "");
    street::report(&machine.resident()?, "resident-1", 0).await?;
    held.reached().await?;
    machine.mail.lose();
    held.then(Go::Pass);
    machine.mail.find();
    machine.settled().await?;
    assert_eq!(arrived(&machine)?.len(), 1, "one Message-ID");
    machine.finish(1..=1).await
}
