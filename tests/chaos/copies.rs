//! Three copies of each service, and no work is done twice.

use harness::Service;

use crate::machine::{Machine, Setup};
use crate::street;
use crate::wire::Moment;

const REPORTS: usize = 24;

#[tokio::test]
async fn three_copies_of_each_service_do_everything_once() -> anyhow::Result<()> {
    let machine = Machine::start(Setup { copies: 3, ..Setup::default() }).await?;
    let resident = machine.resident()?;
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..REPORTS {
        let resident = resident.clone();
        sending.spawn(async move { street::report(&resident, &format!("resident-{number}"), 1).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    machine.settled().await?;
    let store = machine.store(Service::Intake);
    for rendition in ["-1600.jpg", "-400.jpg"] {
        assert_eq!(store.seen(Moment::PutAsked, rendition), REPORTS, "{rendition}");
    }
    assert_eq!(machine.mail.seen(Moment::LetterEnd, ""), REPORTS);
    machine.finish(0..=0).await
}
