//! A crash between a photo's storing and its report's commit leaves an object behind. A day later it is gone; nothing that
//! has a report, or is younger, ever goes. Two copies look at once and do each other no harm.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use harness::{Stack, street};
use service_kit::clock::{Clock, SetClock, SystemClock};
use storage::Key;
use uuid::Uuid;

async fn keys(stack: &Stack) -> anyhow::Result<Vec<Key>> {
    Ok(stack.storage().list(Key::RECEIVED).await?.into_iter().map(|listed| listed.key).collect())
}

/// Looks every second, so that nobody waits for an hour.
async fn start(now: DateTime<Utc>) -> anyhow::Result<(Stack, Arc<SetClock>)> {
    let clock = SetClock::at(now);
    let mut stack = Stack::start_set(Arc::clone(&clock) as _, 0, &["--orphans-every-seconds=1"]).await?;
    stack.another_intake().await?;
    Ok((stack, clock))
}

/// Waits until the orphans are as expected: bounded, asked again and again.
async fn until_gone(stack: &Stack, gone: &Key) -> anyhow::Result<()> {
    for _ in 0..300 {
        if !keys(stack).await?.contains(gone) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("{gone} is still there")
}

#[tokio::test]
async fn an_orphan_goes_after_a_day_and_nothing_else() -> anyhow::Result<()> {
    // The object store keeps its own time.
    let now = SystemClock.now();
    let (stack, clock) = start(now).await?;
    let resident = stack.resident()?;
    let photo = street::dirty(now)?;
    resident.report("kept", &[("category", "bags")], std::slice::from_ref(&photo)).await?;
    let [kept] = keys(&stack).await?.try_into().expect("one object");
    let orphan = Key::received(clock.id());
    let stranger = Key::received(Uuid::max());
    for key in [&orphan, &stranger] {
        stack.storage().put(key, b"from a crash".to_vec(), "image/jpeg").await?;
    }
    clock.advance(chrono::Duration::hours(25));
    until_gone(&stack, &orphan).await?;
    until_gone(&stack, &stranger).await?;
    assert_eq!(keys(&stack).await?, [kept], "what has a report stays");
    stack.finish().await
}

#[tokio::test]
async fn an_orphan_younger_than_a_day_stays() -> anyhow::Result<()> {
    let (stack, clock) = start(SystemClock.now()).await?;
    let (old, young) = (Key::received(clock.id()), Key::received(clock.id()));
    stack.storage().put(&old, b"old".to_vec(), "image/jpeg").await?;
    let [listed] = stack.storage().list(Key::RECEIVED).await?.try_into().expect("one object");
    // The store's own time has whole seconds.
    while SystemClock.now() < listed.stored_at + chrono::Duration::seconds(3) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stack.storage().put(&young, b"young".to_vec(), "image/jpeg").await?;
    clock.set(listed.stored_at + chrono::Duration::hours(24) + chrono::Duration::seconds(1));
    until_gone(&stack, &old).await?;
    assert_eq!(keys(&stack).await?, [young], "a day less two seconds old");
    stack.finish().await
}
