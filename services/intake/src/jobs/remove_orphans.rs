//! A crash between storing a photo and committing its report leaves an object that no row names. A day later it goes.

use std::collections::HashSet;

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use storage::{Key, Listed};
use uuid::{NoContext, Timestamp, Uuid};

use crate::Intake;
use crate::store::photos as store;

/// Older than any request that may still commit: a body has an hour at most.
const AGE: Duration = Duration::hours(24);
/// How far back every look but the first goes. Names are in the order of time, so older ones need not be listed; the
/// first look after a start reads all.
pub(super) const OUTAGE: Duration = Duration::days(8);

/// Harmless twice and in several copies: who comes second finds nothing to remove. Both photos of residents and of crews
/// lie under this prefix; a row of either keeps its object.
pub(super) async fn remove(intake: &Intake, back: Option<Duration>) -> anyhow::Result<()> {
    let now = intake.clock.now();
    let mut after = back.map(|back| Key::received(first_of(now - back)));
    let mut removed = 0_u64;
    loop {
        let page = intake.storage.page(Key::RECEIVED, after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        removed += remove_of(intake, &page, now).await?;
    }
    if removed > 0 {
        tracing::info!(removed, "photos without a report are removed");
    }
    metrics::counter!("orphans_removed_total").increment(removed);
    Ok(())
}

async fn remove_of(intake: &Intake, page: &[Listed], now: DateTime<Utc>) -> anyhow::Result<u64> {
    let old = page.iter().filter(|listed| listed.stored_at < now - AGE);
    let old: Vec<(Uuid, &Key)> = old.filter_map(|listed| Some((listed.key.photo()?, &listed.key))).collect();
    if old.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = old.iter().map(|(photo, _)| *photo).collect();
    let known = store::known(&intake.pool, &ids).await.context("asking which photos have a row")?;
    let known: HashSet<Uuid> = known.into_iter().collect();
    let mut removed = 0;
    for (_, key) in old.into_iter().filter(|(photo, _)| !known.contains(photo)) {
        intake.storage.delete(key).await?;
        removed += 1;
    }
    Ok(removed)
}

/// The smallest id of a moment (UUID version 7, RFC 9562): its time, then zeros.
fn first_of(moment: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(moment.timestamp()).unwrap_or_default();
    let mut bytes = *Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0)).as_bytes();
    bytes[6..].fill(0);
    Uuid::from_bytes(bytes)
}
