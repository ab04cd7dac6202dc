use std::sync::Arc;

use harness::{Crew, Job, Stack, paris, street};
use serde_json::Value;
use service_kit::clock::SetClock;

use crate::{dispatched, report};

/// A crew of the 11th's pair, signed in, with one job.
pub(crate) async fn crew_with_a_job(clock: &Arc<SetClock>) -> anyhow::Result<(Stack, Crew, Job)> {
    with_a_job(Stack::start(clock.clone()).await?).await
}

/// The same on a stack of one's own.
pub(crate) async fn with_a_job(stack: Stack) -> anyhow::Result<(Stack, Crew, Job)> {
    report(&stack, "job", "bags", paris(12, 44)).await?;
    dispatched(&stack).await?;
    let crew = stack.crew("up-11", "pair@example.org").await?;
    crew.sign_in(&stack).await?;
    let jobs = crew.jobs().await?;
    let [job] = jobs.as_slice() else { anyhow::bail!("one job, not {jobs:?}") };
    let job = job.clone();
    Ok((stack, crew, job))
}

pub(crate) async fn count(stack: &Stack, query: &str) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar(query).fetch_one(&stack.pool).await?)
}

#[tokio::test]
async fn another_team_s_job_can_be_neither_seen_nor_changed() -> anyhow::Result<()> {
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    let stranger = stack.crew("up-12", "stranger@example.org").await?;
    stranger.sign_in(&stack).await?;
    assert_eq!(stranger.jobs().await?, []);
    assert_eq!(stranger.get(&job.path).await?.status(), 404);
    assert_eq!(stranger.take(&job).await?.status(), 404);
    let action = crew.action(&job).await?;
    let closed = stranger.close(&job, &action, &street::clean(paris(13, 0))?, "done-cleaned").await?;
    assert_eq!(closed.status(), 404);
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let photo: uuid::Uuid = sqlx::query_scalar("SELECT id FROM photo").fetch_one(&stack.pool).await?;
    assert_eq!(stranger.get(&format!("/crew/photos/{photo}/large")).await?.status(), 404);
    let seen = crew.get(&format!("/crew/photos/{photo}/large")).await?;
    assert_eq!((seen.status().as_u16(), seen.headers()["content-type"].to_str()?), (200, "image/jpeg"));
    assert_eq!(count(&stack, "SELECT count(*) FROM report WHERE state = 'dispatched'").await?, 1);
    stack.finish().await
}

#[tokio::test]
async fn the_same_close_twice_closes_once_and_tells_once() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let (stack, crew, job) = crew_with_a_job(&clock).await?;
    clock.set(paris(16, 5));
    let action = crew.action(&job).await?;
    let photo = street::clean(paris(16, 4))?;
    for _ in 0..2 {
        let closed = crew.close(&job, &action, &photo, "done-bags-removed").await?;
        assert_eq!((closed.status().as_u16(), closed.url().path()), (200, job.path.as_str()));
    }
    let other = crew.close(&job, &action, &photo, "done-cleaned").await?;
    assert_eq!(other.status(), 409, "another answer under the same key");
    assert_eq!(count(&stack, "SELECT count(*) FROM report_history WHERE move = 'close'").await?, 1);
    assert_eq!(count(&stack, "SELECT count(*) FROM photo WHERE stage = 'after'").await?, 1);
    let letters =
        "SELECT count(*) FROM letter JOIN report_history h ON h.id = history_id WHERE move = 'close'";
    assert_eq!(count(&stack, letters).await?, 1);

    let detail: Value = sqlx::query_scalar("SELECT detail FROM report_history WHERE move = 'close'")
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!(detail["reply"], "done-bags-removed");
    assert!(detail["texts"]["en"].as_str().is_some_and(|en| en.contains("bags")), "{detail}");
    let row: (bool, bool) = sqlx::query_as("SELECT closed_at = $1, first_closed_at = $1 FROM report")
        .bind(paris(16, 5))
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!(row, (true, true));
    stack.finish().await
}

#[tokio::test]
async fn the_same_close_sent_twice_at_once_closes_once_and_both_are_told_so() -> anyhow::Result<()> {
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    let action = crew.action(&job).await?;
    let photo = street::clean(paris(12, 45))?;
    let (one, two) = tokio::join!(
        crew.close(&job, &action, &photo, "done-cleaned"),
        crew.close(&job, &action, &photo, "done-cleaned"),
    );
    assert_eq!((one?.status().as_u16(), two?.status().as_u16()), (200, 200));
    assert_eq!(count(&stack, "SELECT count(*) FROM photo WHERE stage = 'after'").await?, 1);
    stack.finish().await
}

#[tokio::test]
async fn the_second_crew_is_told_in_words_and_nothing_is_lost() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let (stack, crew, job) = crew_with_a_job(&clock).await?;
    let second = stack.crew("up-11", "second@example.org").await?;
    second.sign_in(&stack).await?;
    let action = second.action(&job).await?;
    crew.take(&job).await?.error_for_status()?;
    assert_eq!(crew.take(&job).await?.status(), 200, "one's own job again");
    let taken = second.take(&job).await?;
    assert_eq!(taken.status(), 409);
    let words = taken.text().await?.replace('\u{a0}', " ");
    assert!(words.contains("<h1>Un collègue a été plus rapide</h1>"), "{words}");
    assert!(words.contains("Prise aujourd’hui à 12 h 45 par Équipe up-11, Urgence Propreté 11e."), "{words}");

    crew.close(&job, &crew.action(&job).await?, &street::clean(paris(12, 45))?, "done-cleaned").await?;
    let late = second.close(&job, &action, &street::clean(paris(12, 46))?, "done-cleaned").await?;
    assert_eq!(late.status(), 409);
    let words = late.text().await?.replace('\u{a0}', " ");
    assert!(words.contains("<h1>Un collègue a été plus rapide</h1>"), "{words}");
    assert!(words.contains("Close aujourd’hui à 12 h 45 par Équipe up-11, Urgence Propreté 11e."), "{words}");
    assert!(words.contains("la première photo et la première réponse restent"), "{words}");
    assert_eq!(count(&stack, "SELECT count(*) FROM photo WHERE stage = 'after'").await?, 1);
    stack.finish().await
}

#[tokio::test]
async fn a_refused_close_keeps_what_was_chosen_and_says_what_is_wrong() -> anyhow::Result<()> {
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    let action = crew.action(&job).await?;
    for (photo, words) in [
        (b"not a photo".as_slice(), "n’est pas une photo"),
        (b"GIF89a".as_slice(), "GIF"),
        (&street::clean(paris(12, 45))?[..90_000], "incomplète"),
    ] {
        let refused = crew.close(&job, &action, photo, "done-bags-removed").await?;
        assert_eq!(refused.status(), 422);
        let page = refused.text().await?;
        assert!(page.contains(words), "{words}");
        assert!(page.contains(&action), "the same action");
        assert!(page.contains("value=\"done-bags-removed\" checked"), "the same answer");
    }
    assert_eq!(crew.close(&job, "no-uuid", b"", "x").await?.status(), 400);
    for path in ["/crew/jobs/no-uuid", "/crew/photos/no-uuid/small", "/nowhere"] {
        let missing = crew.get(path).await?;
        assert!(missing.status().is_client_error(), "{path}");
        assert!(missing.text().await?.contains("<h1>"), "{path} has a page");
    }
    assert_eq!(count(&stack, "SELECT count(*) FROM report WHERE state = 'dispatched'").await?, 1);
    stack.finish().await
}
