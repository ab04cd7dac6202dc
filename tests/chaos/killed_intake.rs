//! Intake is killed while it accepts a report, and while it renders a photo.

use anyhow::Context;
use harness::Service;

use crate::machine::{Machine, Setup};
use crate::street;
use crate::wire::Moment;

/// Sends a report, kills intake at the moment, and sends the same again. Whether the killed one had committed, the
/// resident does not know.
async fn killed_while_accepting(moment: Moment, about: &'static str, commits: bool) -> anyhow::Result<usize> {
    let mut machine = Machine::for_killing().await?;
    let resident = machine.resident()?;
    let door = match moment {
        Moment::Commit | Moment::Committed => machine.database(Service::Intake),
        _ => machine.store(Service::Intake),
    };
    let mut held = door.hold(moment, about);
    let sending = tokio::spawn({
        let resident = resident.clone();
        async move { street::report(&resident, "resident-1", 2).await }
    });
    held.reached().await?;
    machine.kill(Service::Intake).await?;
    drop(held);
    assert!(sending.await?.is_err(), "the resident was told nothing");
    machine.start_again(Service::Intake).await?;
    let before = machine.count("SELECT count(*) FROM report").await?;
    assert_eq!(before, i64::from(commits), "what was committed is there, and nothing else");

    let sent = street::report(&resident, "resident-1", 2).await?;
    let again = street::report(&resident, "resident-1", 2).await?;
    assert_eq!(sent, again, "the same answer, however often");
    machine.settled().await?;
    assert_eq!(resident.read(&sent).await?["state"], "dispatched");
    assert_eq!(machine.count("SELECT count(*) FROM report").await?, 1);
    assert_eq!(machine.count("SELECT count(*) FROM photo").await?, 2);
    assert_eq!(machine.count("SELECT count(*) FROM letter").await?, 1);
    let received = machine.objects("received/").await?;
    machine.finish(0..=0).await?;
    Ok(received)
}

#[tokio::test]
async fn between_photo_and_row_nothing_is_promised_and_the_retry_is_one_report() -> anyhow::Result<()> {
    let received = killed_while_accepting(Moment::PutAnswered, "received/", false).await?;
    assert_eq!(received, 3, "two photos, and the one that was stored for nobody");
    Ok(())
}

#[tokio::test]
async fn before_the_commit_arrives_nothing_is_written_and_the_retry_is_one_report() -> anyhow::Result<()> {
    let received = killed_while_accepting(Moment::Commit, "INSERT INTO report ", false).await?;
    assert_eq!(received, 4, "two photos, and the two that were stored for nobody");
    Ok(())
}

#[tokio::test]
async fn between_commit_and_answer_the_retry_gets_the_answer_of_the_first() -> anyhow::Result<()> {
    let received = killed_while_accepting(Moment::Committed, "INSERT INTO report ", true).await?;
    assert_eq!(received, 2, "each photo is stored once");
    Ok(())
}

#[tokio::test]
async fn a_photo_on_its_way_leaves_no_file_behind() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let temporary = folder.path().to_str().context("a path")?.to_owned();
    let setup = Setup { settings: vec![("TMPDIR", temporary)], ..Setup::default() };
    let mut machine = Machine::start(setup).await?;
    let mut held = machine.store(Service::Intake).hold(Moment::PutAnswered, "received/");
    let resident = machine.resident()?;
    let sending = tokio::spawn(async move { street::report(&resident, "resident-1", 2).await });
    held.reached().await?;
    machine.kill(Service::Intake).await?;
    drop(held);
    assert!(sending.await?.is_err(), "the resident was told nothing");
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0, "files of a killed process");
    machine.start_again(Service::Intake).await?;
    machine.finish(0..=0).await
}

/// Accepts a report, kills its renderer at the moment, and looks that the photo gets ready.
async fn killed_while_rendering(moment: Moment, about: &'static str) -> anyhow::Result<()> {
    let mut machine = Machine::for_killing().await?;
    let resident = machine.resident()?;
    let door = match moment {
        Moment::Commit | Moment::Committed => machine.database(Service::Intake),
        _ => machine.store(Service::Intake),
    };
    let mut held = door.hold(moment, about);
    let sent = street::report(&resident, "resident-1", 1).await?;
    held.reached().await?;
    machine.kill(Service::Intake).await?;
    drop(held);
    machine.start_again(Service::Intake).await?;
    machine.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    machine.settled().await?;
    assert_eq!(resident.photos(&sent).await?.len(), 1, "the tracking page shows it");
    assert_eq!(machine.objects("").await?, 3, "as received, large and small");
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_renderer_killed_with_the_photo_in_hand_renders_it_after_all() -> anyhow::Result<()> {
    killed_while_rendering(Moment::GetAnswered, "received/").await
}

#[tokio::test]
async fn a_renderer_killed_between_two_renditions_makes_both() -> anyhow::Result<()> {
    killed_while_rendering(Moment::PutAnswered, "-1600.jpg").await
}

#[tokio::test]
async fn a_renderer_killed_between_renditions_and_row_writes_the_row() -> anyhow::Result<()> {
    killed_while_rendering(Moment::Commit, "UPDATE photo").await
}

#[tokio::test]
async fn a_renderer_killed_after_the_row_leaves_nothing_to_do() -> anyhow::Result<()> {
    killed_while_rendering(Moment::Committed, "UPDATE photo").await
}
