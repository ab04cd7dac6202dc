//! How everything must have ended, whatever happened.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use harness::Letter;

use crate::machine::Machine;

/// Each report was given away once for each time that it needed a team, and its photos are ready.
pub(crate) async fn every_report_has_one_team(machine: &Machine) -> anyhow::Result<()> {
    let wrong: Vec<String> = sqlx::query_scalar(
        "SELECT reference || ' is ' || state || ', assigned ' || assigned || ' times' FROM report,
             LATERAL (SELECT count(*) AS assigned FROM report_history
                      WHERE report_id = report.id AND move = 'assign') AS moves
         WHERE team_id IS NULL OR state = 'received' OR assigned <> 1",
    )
    .fetch_all(&machine.pool)
    .await?;
    anyhow::ensure!(wrong.is_empty(), "{wrong:?}");
    let undone = machine.count("SELECT count(*) FROM photo WHERE state <> 'ready'").await?;
    anyhow::ensure!(undone == 0, "{undone} photos are not ready");
    Ok(())
}

/// The ledger's letters are those in the inbox, each once, but for so many that arrived twice.
pub(crate) async fn every_letter_arrived(
    machine: &Machine,
    twice: &RangeInclusive<usize>,
) -> anyhow::Result<()> {
    let other = machine.count("SELECT count(*) FROM letter WHERE state <> 'accepted'").await?;
    anyhow::ensure!(other == 0, "{other} letters were not accepted");
    let mut arrived = arrived(machine)?;
    let ledger: Vec<String> = sqlx::query_scalar("SELECT trim(both '<>' from message_id) FROM letter")
        .fetch_all(&machine.pool)
        .await?;
    let mut more = 0;
    for id in &ledger {
        let copies = arrived.remove(id).unwrap_or_default();
        anyhow::ensure!(copies > 0, "{id} is accepted and did not arrive");
        more += copies - 1;
    }
    anyhow::ensure!(arrived.is_empty(), "letters that the ledger does not know: {arrived:?}");
    anyhow::ensure!(twice.contains(&more), "{more} letters came a second time, not {twice:?}");
    Ok(())
}

/// How often each Message-ID is in the inbox.
pub(crate) fn arrived(machine: &Machine) -> anyhow::Result<BTreeMap<String, usize>> {
    let mut arrived = BTreeMap::new();
    for letter in machine.inbox.messages() {
        *arrived.entry(Letter::parse(&letter.raw)?.message_id).or_default() += 1;
    }
    Ok(arrived)
}
