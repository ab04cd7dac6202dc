//! The mail server is away, slow, refuses or breaks off. Letters wait or end with its words; everything else flows.

use std::sync::Arc;

use chrono::TimeDelta;
use harness::{Letter, Service, Stack, paris};
use local::inbox::Rehearsal;
use service_kit::clock::SetClock;

use crate::machine::{Machine, Setup};
use crate::proxy::Go;
use crate::street;
use crate::wire::Moment;

#[tokio::test]
async fn after_an_hour_without_a_mail_server_every_letter_leaves_once_and_in_order() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(Arc::clone(&clock) as service_kit::clock::SharedClock).await?;
    let (resident, crew) = (stack.resident()?, stack.crew("up-11", "pair@example.org").await?);
    crew.sign_in(&stack).await?;
    let before = stack.inbox.newest();
    stack.inbox.pause().await;
    for minute in 0..6 {
        street::report(&resident, &format!("resident-{minute}"), 1).await?;
        clock.advance(TimeDelta::minutes(5));
    }
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    clock.advance(TimeDelta::minutes(30));
    for job in crew.jobs().await? {
        let action = crew.action(&job).await?;
        crew.close(&job, &action, &street::picture(9), "done-cleaned").await?.error_for_status()?;
    }
    stack.eventually("SELECT bool_and(state = 'done') FROM report").await?;
    assert_eq!(stack.inbox.newest(), before, "nothing left");
    stack.inbox.resume().await?;
    stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    let letters: Vec<_> = stack.inbox.messages().into_iter().filter(|letter| letter.id > before).collect();
    assert_eq!(letters.len(), 12, "each once");
    for minute in 0..6 {
        let to = format!("resident-{minute}@example.org");
        let theirs = letters.iter().filter(|letter| letter.envelope.to == [to.as_str()]);
        let subjects: Vec<String> =
            theirs.map(|letter| Ok(Letter::parse(&letter.raw)?.subject)).collect::<anyhow::Result<_>>()?;
        assert_eq!(subjects.len(), 2);
        assert!(!subjects[0].contains("nettoyé") && subjects[1].contains("nettoyé"), "{subjects:?}");
    }
    stack.finish().await
}

#[tokio::test]
async fn no_mail_server_holds_up_nothing_but_letters() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let resident = machine.resident()?;
    machine.mail.shut().await?;
    let sent = street::report(&resident, "resident-1", 1).await?;
    machine.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    machine.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    assert_eq!(resident.read(&sent).await?["state"], "dispatched");
    assert_eq!(
        machine.count("SELECT count(*) FROM letter WHERE state = 'waiting' AND attempts = 0").await?,
        1
    );
    machine.mail.open().await?;
    machine.finish(0..=0).await
}

#[tokio::test]
async fn a_slow_mail_server_is_waited_for() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    machine.mail.slow(20_000);
    let resident = machine.resident()?;
    for number in 0..3 {
        street::report(&resident, &format!("resident-{number}"), 0).await?;
    }
    machine.finish(0..=0).await
}

#[tokio::test]
async fn never_is_settled_with_its_reason_and_not_now_is_tried_again() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let resident = machine.resident()?;
    machine.inbox.answer_next(Rehearsal::Recipient, 550, "5.1.1 no such mailbox")?;
    street::report(&resident, "nobody", 0).await?;
    machine.eventually("SELECT bool_and(state = 'refused') FROM letter").await?;
    machine.inbox.answer_next(Rehearsal::Letter, 451, "4.3.0 not now")?;
    street::report(&resident, "later", 0).await?;
    machine.settled().await?;
    let rows: Vec<(String, i32, String)> = sqlx::query_as(
        "SELECT email || ' ' || letter.state, attempts, smtp_answer
         FROM letter JOIN recipient ON recipient.id = recipient_id ORDER BY letter.id",
    )
    .fetch_all(&machine.pool)
    .await?;
    let [refused, accepted] = &rows[..] else { panic!("two letters: {rows:?}") };
    let never = ("nobody@example.org refused".to_owned(), 1, "550 5.1.1 no such mailbox".to_owned());
    assert_eq!(*refused, never, "asked once");
    assert_eq!((accepted.0.as_str(), accepted.1), ("later@example.org accepted", 2));
    assert_eq!(machine.inbox.messages().len(), 1);
    assert_eq!(machine.count("SELECT count(*) FROM pgmq.q_letters_dead").await?, 0);
    machine.stop().await
}

#[tokio::test]
async fn a_connection_cut_before_the_250_sends_one_letter_and_a_lost_250_a_second() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let resident = machine.resident()?;
    for (number, moment) in [Moment::Data, Moment::LetterEnd, Moment::LetterAnswered].into_iter().enumerate()
    {
        let mut cut = machine.mail.once(moment, "", Go::Cut);
        street::report(&resident, &format!("resident-{number}"), 0).await?;
        cut.reached().await?;
        machine.settled().await?;
    }
    // The 250 was heard: a connection that breaks now is only replaced.
    machine.mail.cut();
    street::report(&resident, "resident-last", 0).await?;
    machine.settled().await?;
    assert_eq!(machine.mail.seen(Moment::LetterAnswered, "resident-2"), 2, "the letter whose 250 was lost");
    machine.finish(1..=1).await
}

#[tokio::test]
async fn letters_that_were_under_way_when_both_broke_are_not_lost() -> anyhow::Result<()> {
    let machine = Machine::start(Setup { lease_seconds: 2, ..Setup::default() }).await?;
    let resident = machine.resident()?;
    let mut held = machine.mail.hold(Moment::LetterAnswered, "");
    street::report(&resident, "resident-1", 0).await?;
    held.reached().await?;
    machine.database(Service::Notification).shut().await?;
    held.then(Go::Pass);
    machine.database(Service::Notification).open().await?;
    machine.finish(0..=1).await
}
