//! The sums of the referents' desk are those of a plain query over everything that happened, whatever happens, and counting
//! them keeps nobody waiting.

mod city;

use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use dispatch::desk::{Filters, compared, turnaround};
use harness::{PlainReports, Stack};
use model::city::TeamKind;
use model::ids::StaffId;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use service_kit::clock::SetClock;
use sqlx::PgPool;

use crate::city::{City, now};

/// Services that count only when they are told to, and a city without reports; the seed is printed.
async fn start() -> anyhow::Result<(Stack, City, u64)> {
    let seed = match std::env::var("DESK_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => rand::random(),
    };
    println!("DESK_SEED={seed}");
    let stack = Stack::start_answering_only(SetClock::at(now()), 30).await?;
    let city = City::new(stack.pool.clone(), seed).await?;
    Ok((stack, city, seed))
}

fn all_from(from: NaiveDate, until: NaiveDate) -> Filters {
    Filters { from, until, sector: None, team: None, group: None, channel: None, team_kind: None }
}

/// Everything is counted as it is: all reports, by everybody's sectors.
async fn counted_as_it_is(stack: &Stack) -> anyhow::Result<()> {
    let referent = StaffId(stack.member("referent", None, None).await?.id);
    let plain = PlainReports::read(&stack.pool).await?;
    let today = now().date_naive();
    let filters = all_from(today - Days::new(1_000), today + Days::new(2));
    let read = turnaround(&stack.pool, referent, &filters, now()).await?;
    ensure!(read.total.counts.received == i64::try_from(plain.len())?, "not all were received");
    plain.check(&filters, None, now(), &read);
    Ok(())
}

/// All that was counted, in one line.
async fn sums(pool: &PgPool) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar(
        "SELECT concat((SELECT md5(string_agg(turnaround::text, ',' ORDER BY turnaround::text)) FROM turnaround), ' ',
                       (SELECT md5(string_agg(desk_report::text, ',' ORDER BY report_id)) FROM desk_report))",
    )
    .fetch_one(pool)
    .await?)
}

#[tokio::test]
async fn every_figure_is_that_of_a_plain_query_for_every_filter() -> anyhow::Result<()> {
    let (stack, mut city, seed) = start().await?;
    let mut random = StdRng::seed_from_u64(seed);
    let everybody = StaffId(stack.member("referent", None, None).await?.id);
    let of_one = StaffId(stack.member("referent", None, Some("75111")).await?.id);
    let crew = StaffId(stack.member("crew", Some("up-11"), None).await?.id);
    for round in 0..3 {
        // Each round adds late moves, contests, undos, merges and moved pins to what was counted before.
        city.receive(250).await?;
        city.live(2_500).await?;
        stack.dispatch.count().await?;
        let plain = PlainReports::read(&stack.pool).await?;
        let values = plain.values();
        for number in 0..60 {
            let mut one = |at: usize, often: u32| {
                let values: Vec<_> = values[at].iter().cloned().collect();
                if random.random_ratio(1, often) { values.choose(&mut random).cloned() } else { None }
            };
            let (team, sector, group, channel) = (one(0, 3), one(1, 3), one(2, 2), one(3, 2));
            let length = *[1, 7, 31, 92, 93, 400, 900].choose(&mut random).context("some")?;
            let until = now().date_naive() + Days::new(1) - Days::new(random.random_range(0..60));
            let kind = [None, None, Some(TeamKind::Dpe), Some(TeamKind::UrgenceProprete)];
            let team_kind = *kind.choose(&mut random).context("some")?;
            let from = until - Days::new(length);
            let filters = Filters { from, until, sector, team, group, channel, team_kind };
            let (referent, reach) = if number % 4 == 0 { (of_one, Some("75111")) } else { (everybody, None) };
            let read = turnaround(&stack.pool, referent, &filters, now()).await?;
            plain.check(&filters, reach, now(), &read);
            let before = turnaround(&stack.pool, referent, &filters.before(), now()).await?;
            let at_once = compared(&stack.pool, referent, &filters, now()).await?;
            ensure!(at_once == (read, before), "not the same read at once: {filters:?}");
            // A crew has no desk.
            let nothing = turnaround(&stack.pool, crew, &filters, now()).await?;
            ensure!(
                nothing.total.counts.received == 0 && nothing.backlog.open == 0,
                "a crew reads {filters:?}"
            );
        }
        let all: i64 = sqlx::query_scalar("SELECT count(*) FROM desk_report").fetch_one(&stack.pool).await?;
        println!("round {round}: {all} reports");
    }
    counted_as_it_is(&stack).await?;
    stack.stop().await
}

#[tokio::test]
async fn counting_twice_or_being_killed_changes_nothing() -> anyhow::Result<()> {
    let (stack, mut city, _) = start().await?;
    city.receive(150).await?;
    let mut killed = 0;
    for wait in 0..40 {
        city.live(60).await?;
        // Dropped wherever it is just waiting for the database.
        let patience = Duration::from_micros(700 * wait);
        killed += u32::from(tokio::time::timeout(patience, stack.dispatch.count()).await.is_err());
    }
    ensure!(killed > 5, "only {killed} times killed");
    // The server has noticed that the last one is gone.
    stack
        .eventually(
            "SELECT NOT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
                                WHERE locktype = 'advisory' AND datname = current_database())",
        )
        .await?;
    stack.dispatch.count().await?;
    counted_as_it_is(&stack).await?;
    let before = sums(&stack.pool).await?;
    sqlx::query("INSERT INTO desk_stale (report_id) SELECT id FROM report, generate_series(1, 3)")
        .execute(&stack.pool)
        .await?;
    ensure!(stack.dispatch.count().await? > 0, "nothing was read again");
    ensure!(sums(&stack.pool).await? == before, "counting again changed a sum");
    // From nothing it comes to the same.
    sqlx::query("TRUNCATE turnaround, desk_report").execute(&stack.pool).await?;
    sqlx::query("INSERT INTO desk_stale (report_id) SELECT id FROM report").execute(&stack.pool).await?;
    stack.dispatch.count().await?;
    ensure!(sums(&stack.pool).await? == before, "counting anew came to other sums");
    stack.stop().await
}

#[tokio::test]
async fn two_that_count_at_once_count_once() -> anyhow::Result<()> {
    let (stack, mut city, _) = start().await?;
    city.receive(100).await?;
    for _ in 0..15 {
        city.live(150).await?;
        let (one, other, lived) = tokio::join!(stack.dispatch.count(), stack.dispatch.count(), city.live(30));
        one?;
        other?;
        lived?;
    }
    stack.dispatch.count().await?;
    counted_as_it_is(&stack).await?;
    stack.stop().await
}

#[tokio::test]
async fn nobody_who_writes_waits_for_who_counts() -> anyhow::Result<()> {
    let (stack, mut city, _) = start().await?;
    city.receive(30).await?;
    city.live(150).await?;
    stack.dispatch.count().await?;
    city.live(100).await?;
    // Who counts comes to its last statement, and waits there with everything it wrote.
    let mut brake = stack.pool.begin().await?;
    sqlx::query("SELECT FROM desk_stale ORDER BY position DESC LIMIT 1 FOR UPDATE")
        .execute(&mut *brake)
        .await?;
    let dispatch = stack.dispatch.clone();
    let counting = tokio::spawn(async move { dispatch.count().await });
    stack
        .eventually(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                            AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM desk_stale%')",
        )
        .await?;
    // Every report is locked and moved meanwhile, as services do it; nobody waits longer than a moment.
    let mut writing = stack.pool.begin().await?;
    sqlx::query("SET LOCAL lock_timeout = '1s'").execute(&mut *writing).await?;
    sqlx::query("SELECT FROM report FOR UPDATE")
        .execute(&mut *writing)
        .await
        .context("reports are locked")?;
    sqlx::query(
        "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
         SELECT gen_random_uuid(), id, 'release', state, 'crew', $1, $1 FROM report",
    )
    .bind(now())
    .execute(&mut *writing)
    .await
    .context("the history is locked")?;
    for change in [
        "UPDATE report SET state = state, due_at = due_at",
        "UPDATE closing SET proof = CASE proof WHEN 'sure' THEN 'doubtful' ELSE 'sure' END",
        "UPDATE satisfaction SET grade = 3",
    ] {
        sqlx::query(change).execute(&mut *writing).await.context(change)?;
    }
    writing.commit().await?;
    brake.rollback().await?;
    counting.await??;
    stack.dispatch.count().await?;
    counted_as_it_is(&stack).await?;
    stack.stop().await
}

#[tokio::test]
async fn other_hours_and_other_groups_count_all_their_reports_again() -> anyhow::Result<()> {
    let (stack, mut city, _) = start().await?;
    city.receive(120).await?;
    city.live(900).await?;
    stack.dispatch.count().await?;
    counted_as_it_is(&stack).await?;
    for change in [
        r#"UPDATE calendar SET hours = '[{"days": ["mon", "sat", "holiday"], "from": "07:30", "until": "11:00"}]'
           WHERE id = 'cleaning'"#,
        "UPDATE category SET calendar_id = 'office' WHERE id = 'bags'",
        "UPDATE category SET group_id = (SELECT max(id) FROM category_group) WHERE id IN ('bags', 'urine')",
    ] {
        let before = sums(&stack.pool).await?;
        sqlx::query(change).execute(&stack.pool).await?;
        stack.dispatch.count().await?;
        ensure!(sums(&stack.pool).await? != before, "{change} changed nothing");
        counted_as_it_is(&stack).await?;
    }
    stack.stop().await
}

/// What can't be read is told in the log and stays noted; all others are counted.
#[tokio::test]
async fn one_report_that_cannot_be_counted_keeps_no_other_from_it() -> anyhow::Result<()> {
    let (stack, mut city, _) = start().await?;
    city.receive(20).await?;
    sqlx::query(
        "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
         SELECT gen_random_uuid(), id, 'a_move_of_tomorrow', state, 'crew', $1, $1 FROM report ORDER BY id LIMIT 1",
    )
    .bind(now())
    .execute(&stack.pool)
    .await?;
    ensure!(stack.dispatch.count().await? == 20, "all are read, once");
    let left: (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(*) FROM desk_report), (SELECT count(*) FROM desk_stale)")
            .fetch_one(&stack.pool)
            .await?;
    ensure!(left == (19, 1), "counted and still noted: {left:?}");
    stack.stop().await
}
