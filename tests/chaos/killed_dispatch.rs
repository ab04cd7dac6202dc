//! Dispatch is killed while it gives a report to a team.

use harness::Service;

use crate::machine::Machine;
use crate::street;
use crate::wire::Moment;

async fn killed_while_assigning(moment: Moment, assigned: i64) -> anyhow::Result<()> {
    let mut machine = Machine::for_killing().await?;
    let mut held = machine.database(Service::Dispatch).hold(moment, "INSERT INTO assignment");
    let resident = machine.resident()?;
    let sent = street::report(&resident, "resident-1", 0).await?;
    held.reached().await?;
    machine.kill(Service::Dispatch).await?;
    drop(held);
    let before = machine.count("SELECT count(*) FROM assignment").await?;
    assert_eq!(before, assigned, "all of the decision, or nothing");
    assert_eq!(machine.count("SELECT count(*) FROM pgmq.q_reports").await?, 1 - assigned, "and its message");
    machine.start_again(Service::Dispatch).await?;
    machine.settled().await?;
    assert_eq!(resident.read(&sent).await?["state"], "dispatched");
    assert_eq!(machine.count("SELECT count(*) FROM assignment").await?, 1);
    machine.finish(0..=0).await
}

#[tokio::test]
async fn between_assignment_and_commit_the_report_is_given_once() -> anyhow::Result<()> {
    killed_while_assigning(Moment::Commit, 0).await
}

#[tokio::test]
async fn after_the_commit_the_message_is_gone_with_it() -> anyhow::Result<()> {
    killed_while_assigning(Moment::Committed, 1).await
}
