//! Dispatch is killed while a crew closes a job: the phone sends the same action again.

use harness::Service;

use crate::machine::Machine;
use crate::street;
use crate::wire::Moment;

async fn killed_while_closing(moment: Moment, about: &'static str, before: i64) -> anyhow::Result<()> {
    let mut machine = Machine::for_killing().await?;
    let resident = machine.resident()?;
    let sent = street::report(&resident, "resident-1", 1).await?;
    machine.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let crew = machine.crew("pair@example.org").await?;
    let jobs = crew.jobs().await?;
    let action = crew.action(&jobs[0]).await?;
    let door = match moment {
        Moment::Commit | Moment::Committed => machine.database(Service::Dispatch),
        _ => machine.store(Service::Dispatch),
    };
    let mut held = door.hold(moment, about);
    let sending = tokio::spawn({
        let (crew, job, action) = (crew.clone(), jobs[0].clone(), action.clone());
        async move { crew.close(&job, &action, &street::picture(9), "done-cleaned").await }
    });
    held.reached().await?;
    machine.kill(Service::Dispatch).await?;
    drop(held);
    assert!(sending.await?.is_err(), "the phone was told nothing");
    machine.start_again(Service::Dispatch).await?;
    let closes = "SELECT count(*) FROM report_history WHERE move = 'close'";
    assert_eq!(machine.count(closes).await?, before);

    for _ in 0..2 {
        let answer = crew.close(&jobs[0], &action, &street::picture(9), "done-cleaned").await?;
        assert_eq!(answer.status(), 200, "the job's page, as if nothing had been");
    }
    machine.settled().await?;
    assert_eq!(machine.count(closes).await?, 1, "one close");
    assert_eq!(machine.count("SELECT count(*) FROM photo WHERE stage = 'after'").await?, 1);
    assert_eq!(resident.read(&sent).await?["state"], "done");
    let told = "SELECT count(*) FROM letter JOIN report_history ON history_id = report_history.id WHERE move = 'close'";
    assert_eq!(machine.count(told).await?, 1, "one letter tells it");
    machine.finish(0..=0).await
}

#[tokio::test]
async fn between_after_photo_and_commit_the_job_stays_open_and_the_retry_closes_it() -> anyhow::Result<()> {
    killed_while_closing(Moment::PutAnswered, "received/", 0).await
}

#[tokio::test]
async fn before_the_close_is_committed_the_job_stays_open_and_the_retry_closes_it() -> anyhow::Result<()> {
    killed_while_closing(Moment::Commit, "INSERT INTO photo", 0).await
}

#[tokio::test]
async fn between_the_close_and_its_answer_the_retry_is_the_same_close() -> anyhow::Result<()> {
    killed_while_closing(Moment::Committed, "INSERT INTO photo", 1).await
}
