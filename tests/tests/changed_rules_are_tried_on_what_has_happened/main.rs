//! A replay says what would have been: it finds every decision again as it was made, moves nothing under the same rules,
//! agrees with a slow and plain look at every decision under any others, and costs seconds for a month of a city.

mod past;

use std::time::Instant;

use anyhow::ensure;
use chrono::NaiveDate;
use dispatch::rules::replay::{Question, Replayed, replay};
use harness::TestDatabase;
use model::city::TeamKind;
use model::rules::{Counts, Rule};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use past::{Past, Remembers};

/// October 2026: on its 25th the clocks go back.
fn october() -> (NaiveDate, NaiveDate) {
    let day = |text: &str| text.parse().expect("a day");
    (day("2026-10-01"), day("2026-11-01"))
}

fn question(past: &Past, rules: Vec<Rule>) -> Question {
    let (from, until) = october();
    Question { staff: past.admin, from, until, rules }
}

fn seed() -> anyhow::Result<u64> {
    let seed = match std::env::var("REPLAY_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => rand::random(),
    };
    println!("REPLAY_SEED={seed}");
    Ok(seed)
}

#[tokio::test]
async fn the_rules_in_force_move_nothing_and_every_decision_is_found_again() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let mut past = Past::new(&database, seed()?).await?;
    past.decide(3_000, Remembers::Everything).await?;
    past.decide(500, Remembers::LoadAlone).await?;
    let replayed = replay(&past.pool, &question(&past, past.rules.clone())).await?;
    ensure!(replayed.reports > 2_000, "{replayed:?}");
    let none = (replayed.moved, replayed.lost, replayed.unknown_load, replayed.pairs.len());
    assert_eq!(none, (0, 0, 0, 0), "{replayed:?}");
    assert!(replayed.older > 0 && replayed.by_hand > 0 && replayed.partner > 0, "{replayed:?}");
    past.close(database).await
}

/// Other rules: something about a few of them is different.
fn other(rules: &[Rule], rng: &mut StdRng, past: &Past) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..rules.len());
        let several = rules.len() > 1;
        let rule = &mut rules[at];
        match rng.random_range(0..9) {
            0 => rule.from = rng.random_range(0..1440),
            1 => rule.until = rng.random_range(0..=1440),
            2 => rule.categories = past.some_categories(rng),
            3 => rule.sectors = past.some_sectors(rng),
            4 => rule.followers = Counts { from: rng.random_range(0..8), until: None },
            5 => rule.open_jobs.until = Some(rng.random_range(1..80)),
            6 if rule.team.is_none() => {
                rule.team_kind = match rule.team_kind {
                    TeamKind::Dpe => TeamKind::UrgenceProprete,
                    TeamKind::UrgenceProprete => TeamKind::Dpe,
                }
            }
            7 if several => _ = rules.remove(at),
            _ => {
                let team = past.some_team(rng);
                (rule.team_kind, rule.team) = (team.0, Some(team.1));
            }
        }
        if rng.random_bool(0.3) {
            let (one, two) = (rng.random_range(0..rules.len()), rng.random_range(0..rules.len()));
            rules.swap(one, two);
        }
    }
    rules
}

#[tokio::test]
async fn any_other_rules_move_what_a_plain_look_at_each_decision_says() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let seed = seed()?;
    let mut past = Past::new(&database, seed).await?;
    past.decide(1_500, Remembers::Everything).await?;
    past.decide(500, Remembers::LoadAlone).await?;
    let mut rng = StdRng::seed_from_u64(seed);
    // An older version decided some of them, and a team was given another sector since.
    let newer = other(&past.rules, &mut rng, &past);
    past.save(newer).await?;
    past.decide(1_000, Remembers::Everything).await?;
    past.move_a_team().await?;
    let (mut moved, rows) = (0, past.all(october()).await?);
    for round in 0..30 {
        let rules = other(&past.rules, &mut rng, &past);
        let replayed = replay(&past.pool, &question(&past, rules.clone())).await?;
        let plain = past.plainly(&rules, &rows);
        assert_eq!(without_examples(replayed.clone()), plain, "round {round}: {rules:#?}");
        for ((from, to), pair) in &replayed.pairs {
            assert!(!pair.examples.is_empty() && pair.examples.len() <= 3, "{pair:?}");
            for report in &pair.examples {
                let goes = past.goes(*report, &rules, &rows);
                assert_eq!(goes, Some((from.clone(), to.clone())), "an example is one of those");
            }
        }
        moved += replayed.moved;
    }
    ensure!(moved > 0, "the rules were never different");
    past.close(database).await
}

fn without_examples(mut replayed: Replayed) -> Replayed {
    for pair in replayed.pairs.values_mut() {
        pair.examples.clear();
    }
    replayed
}

#[tokio::test]
async fn somebody_counts_what_they_reach_and_no_other_days() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let mut past = Past::new(&database, seed()?).await?;
    past.decide(1_000, Remembers::Everything).await?;
    let all = replay(&past.pool, &question(&past, past.rules.clone())).await?;
    let sectors = past.only_sector("75111").await?;
    let some = replay(&past.pool, &question(&past, past.rules.clone())).await?;
    let counted = some.reports + some.by_hand + some.partner;
    assert_eq!(counted, sectors, "those of the 11th");
    assert!(counted < all.reports + all.by_hand + all.partner);
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let one =
        Question { from: day("2026-10-25"), until: day("2026-10-26"), ..question(&past, past.rules.clone()) };
    let one = replay(&past.pool, &one).await?;
    // A day of 25 hours.
    let plain: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT report_id) FROM assignment
         WHERE decided_at >= '2026-10-24T22:00Z' AND decided_at < '2026-10-25T23:00Z' AND sector_id = '75111'",
    )
    .fetch_one(&past.pool)
    .await?;
    assert_eq!(one.reports + one.by_hand + one.partner, u64::try_from(plain)?);
    past.close(database).await
}

/// The budget is for a machine that does other things, and for code that isn't optimized.
#[tokio::test]
async fn a_hundred_thousand_decisions_cost_seconds() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let mut past = Past::new(&database, 1).await?;
    for _ in 0..10 {
        past.decide(10_000, Remembers::Everything).await?;
    }
    sqlx::raw_sql("ANALYZE assignment; ANALYZE report").execute(&past.pool).await?;
    let mut rules = past.rules.clone();
    rules[0].until = 1080;
    let begun = Instant::now();
    let replayed = replay(&past.pool, &question(&past, rules)).await?;
    let took = begun.elapsed();
    println!("{} reports in {took:?}, {} would move", replayed.reports, replayed.moved);
    assert!(replayed.moved > 0 && replayed.lost == 0);
    assert!(took.as_secs() < 20, "{took:?}");
    past.close(database).await
}
