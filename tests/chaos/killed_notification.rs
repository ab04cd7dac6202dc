//! Notification is killed while it sends a letter: a second one only where the mail server's 250 was lost.

use harness::Service;

use crate::ends::arrived;
use crate::machine::Machine;
use crate::street;
use crate::wire::Moment;

/// Kills notification at the moment of its first letter. How many letters were in the inbox then, and whether a second
/// one may come.
async fn killed_while_sending(moment: Moment, before: usize, twice: usize) -> anyhow::Result<()> {
    let mut machine = Machine::for_killing().await?;
    let mut held = match moment {
        Moment::Commit | Moment::Committed => {
            machine.database(Service::Notification).hold(moment, "UPDATE letter")
        }
        _ => machine.mail.hold(moment, ""),
    };
    street::report(&machine.resident()?, "resident-1", 0).await?;
    held.reached().await?;
    machine.kill(Service::Notification).await?;
    drop(held);
    assert_eq!(machine.inbox.messages().len(), before);
    machine.start_again(Service::Notification).await?;
    machine.settled().await?;
    assert_eq!(arrived(&machine)?.len(), 1, "one Message-ID");
    machine.finish(twice..=twice).await
}

#[tokio::test]
async fn before_the_letter_is_sent_none_is_lost_and_one_arrives() -> anyhow::Result<()> {
    killed_while_sending(Moment::Data, 0, 0).await
}

#[tokio::test]
async fn in_the_middle_of_the_letter_one_arrives() -> anyhow::Result<()> {
    killed_while_sending(Moment::LetterEnd, 0, 0).await
}

#[tokio::test]
async fn between_the_servers_250_and_the_service_the_same_letter_comes_again() -> anyhow::Result<()> {
    killed_while_sending(Moment::LetterAnswered, 1, 1).await
}

#[tokio::test]
async fn between_250_and_ledger_the_same_letter_comes_again() -> anyhow::Result<()> {
    killed_while_sending(Moment::Commit, 1, 1).await
}

#[tokio::test]
async fn once_the_ledger_has_it_no_second_letter_comes() -> anyhow::Result<()> {
    killed_while_sending(Moment::Committed, 1, 0).await
}
