//! The object store is down, slow, cut off in the middle of an answer, or says that it can't; then it is up.

use harness::{Resident, Service};
use reqwest::StatusCode;

use crate::machine::{Machine, Setup};
use crate::proxy::Go;
use crate::street;
use crate::wire::Moment;

const CANT: &str = "HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const FAILED: &str = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Sends a report with a photo that can't be stored: in words, by API and by form, and nothing is written.
async fn is_told(machine: &Machine, resident: &Resident) -> anyhow::Result<()> {
    let photos = [street::picture(1)];
    let answer = resident.post("resident-1", &street::bags("resident-1@example.org"), &photos).await?;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = answer.json().await?;
    assert!(problem["title"].as_str().is_some_and(|words| !words.is_empty()), "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|words| words.contains("minute")), "a remedy: {problem}");
    let mut fields = street::bags("resident-1@example.org").to_vec();
    fields.push(("idempotency_key", "resident-2"));
    let page = resident.post_form(&fields, &photos).await?;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().await?.contains("minute"), "the page has a remedy");
    for table in ["report", "photo", "letter", "accepted_request", "pgmq.q_reports", "pgmq.q_photos"] {
        assert_eq!(machine.count(&format!("SELECT count(*) FROM {table}")).await?, 0, "{table}");
    }
    assert_eq!(machine.objects("").await?, 0);
    Ok(())
}

#[tokio::test]
async fn without_a_store_a_resident_is_told_and_nothing_is_written() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let resident = machine.resident()?;
    machine.store(Service::Intake).shut().await?;
    is_told(&machine, &resident).await?;
    machine.store(Service::Intake).open().await?;
    street::report(&resident, "resident-1", 1).await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_store_that_says_it_cant_is_no_store_and_one_failure_is_nothing() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let (resident, store) = (machine.resident()?, machine.store(Service::Intake));
    for words in [CANT, FAILED] {
        store.always(Some((Moment::PutAsked, Go::Answer(words))));
        is_told(&machine, &resident).await?;
    }
    store.always(None);
    let mut once = store.once(Moment::PutAsked, "received/", Go::Answer(FAILED));
    street::report(&resident, "resident-1", 1).await?;
    once.reached().await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_crew_s_close_waits_in_its_hands_until_the_store_is_back() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    street::report(&machine.resident()?, "resident-1", 1).await?;
    machine.settled().await?;
    let crew = machine.crew("pair@example.org").await?;
    let jobs = crew.jobs().await?;
    let action = crew.action(&jobs[0]).await?;
    machine.store(Service::Dispatch).shut().await?;
    let answer = crew.close(&jobs[0], &action, &street::picture(9), "done-cleaned").await?;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(crew.jobs().await?, jobs, "still open");
    machine.store(Service::Dispatch).open().await?;
    let answer = crew.close(&jobs[0], &action, &street::picture(9), "done-cleaned").await?;
    assert_eq!(answer.status(), StatusCode::OK);
    machine.finish(0..=0).await
}

#[tokio::test]
async fn renderers_and_letters_wait_for_the_store_while_the_rest_flows() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let resident = machine.resident()?;
    machine.store(Service::Intake).always(Some((Moment::GetAsked, Go::Cut)));
    machine.store(Service::Notification).shut().await?;
    street::report(&resident, "resident-1", 1).await?;
    // Without its photo the report is given to a team, and its reporter hears so.
    machine.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    machine.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    let crew = machine.crew("pair@example.org").await?;
    let jobs = crew.jobs().await?;
    let action = crew.action(&jobs[0]).await?;
    crew.close(&jobs[0], &action, &street::picture(9), "done-cleaned").await?.error_for_status()?;
    machine.eventually("SELECT bool_or(read_ct >= 2) FROM pgmq.q_photos").await?;
    machine.store(Service::Intake).always(None);
    machine.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    machine.eventually("SELECT bool_or(read_ct >= 2) FROM pgmq.q_letters").await?;
    let before = machine.inbox.newest();
    street::report(&resident, "resident-2", 0).await?;
    let other = |letter: &local::inbox::Received| letter.envelope.to == ["resident-2@example.org"];
    machine.inbox.wait_for(crate::machine::PATIENCE, Some(before), other).await?;
    machine.store(Service::Notification).open().await?;
    machine.settled().await?;
    let closed = machine.inbox.messages().pop().map(|letter| harness::Letter::parse(&letter.raw));
    assert_eq!(closed.transpose()?.map(|letter| letter.pictures.len()), Some(2), "after and before");
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_slow_store_is_waited_for() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    for service in [Service::Intake, Service::Notification] {
        machine.store(service).slow(20_000);
    }
    let resident = machine.resident()?;
    let sent = street::report(&resident, "resident-1", 2).await?;
    machine.settled().await?;
    assert_eq!(resident.photos(&sent).await?.len(), 2);
    machine.finish(0..=0).await
}

#[tokio::test]
async fn an_answer_cut_in_its_middle_is_no_answer() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let (resident, store) = (machine.resident()?, machine.store(Service::Intake));
    let mut cuts = vec![
        store.once(Moment::PutHalfAnswered, "received/", Go::Cut),
        store.once(Moment::GetHalfAnswered, "received/", Go::Cut),
        store.once(Moment::PutHalfAnswered, "-1600.jpg", Go::Cut),
    ];
    let sent = street::report(&resident, "resident-1", 1).await?;
    machine.settled().await?;
    for cut in &mut cuts {
        cut.reached().await?;
    }
    assert_eq!(machine.objects("").await?, 3, "as received, large and small");
    let mut cut = store.once(Moment::GetHalfAnswered, "-1600.jpg", Go::Cut);
    assert!(resident.photos(&sent).await.is_err(), "an error, never half a picture");
    cut.reached().await?;
    let whole = resident.photos(&sent).await?;
    image::load_from_memory(&whole[0])?;
    machine.finish(0..=0).await
}
