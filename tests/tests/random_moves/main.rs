//! Random moves by random people through the real API on real PostgreSQL: after each, state, history, ledger and
//! queues are what the table of moves says, and what is refused changes nothing at all.
//!
//! A run prints its seed; `WALK_SEED=… cargo nextest run -E 'binary(random_moves)'` walks the same way again.

mod checks;
mod model;
mod others;
mod wishes;
mod world;

use std::collections::BTreeSet;

use chrono::Duration;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use ::model::moves::{Actor, Move, State};

use crate::world::World;

/// Steps of a walk: enough to reach everything, few enough for a few seconds.
const STEPS: usize = 500;

#[tokio::test]
async fn random_moves_keep_state_history_and_letters_together() -> anyhow::Result<()> {
    let seed: u64 = match std::env::var("WALK_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => rand::random(),
    };
    println!("WALK_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new().await?;
    for step in 0..STEPS {
        let done = one(&mut world, &mut random, step).await;
        done.map_err(|error| error.context(format!("step {step} of WALK_SEED={seed}")))?;
    }
    checks::everything(&world.stack.pool).await?;
    let reached: BTreeSet<Move> = world.made.iter().map(|(step, _)| *step).collect();
    let all: BTreeSet<Move> = Move::ALL.iter().copied().collect();
    assert_eq!(reached, all, "WALK_SEED={seed}: every move is made");
    let states: BTreeSet<State> = world.made.iter().map(|(_, state)| *state).collect();
    assert_eq!(states, State::ALL.iter().copied().collect(), "WALK_SEED={seed}: every state is reached");
    for status in [403_u16, 404, 409, 410, 422] {
        assert!(world.refused.keys().any(|(seen, _)| *seen == status), "WALK_SEED={seed}: never {status}");
    }
    println!("{} moves made; refused as {:?}", world.count, world.refused);
    world.stack.stop().await
}

/// One thing that somebody does.
async fn one(world: &mut World, random: &mut StdRng, step: usize) -> anyhow::Result<()> {
    let open = world.reports.iter().filter(|report| report.state.is_open()).count();
    if open < 4 {
        return world.receive(random).await;
    }
    match random.random_range(0..100) {
        0..3 => world.receive(random).await,
        // A year passes now and then, else hardly a report would live to see anything.
        _ if step % 120 == 119 => world.pass(Duration::days(366)).await,
        3..12 => {
            let seconds = [5, 5, 31, 3600, 9 * 3600, 86_400, 8 * 86_400, 15 * 86_400];
            world.pass(Duration::seconds(*seconds.choose(random).expect("some"))).await
        }
        12..20 => world.contest(random).await,
        20..27 => world.contractor(random).await,
        27..34 => world.again(random).await,
        34..45 => anything(world, random).await,
        _ => something_allowed(world, random).await,
    }
}

/// Any move by anybody on any report.
async fn anything(world: &mut World, random: &mut StdRng) -> anyhow::Result<()> {
    let report = random.random_range(0..world.reports.len());
    let step = *Move::ALL.choose(random).expect("some");
    let who = world.people.choose(random).expect("some").clone();
    world.ask(random, report, &who, step).await
}

/// A move that the table allows, by somebody who may; what was not made yet comes first.
async fn something_allowed(world: &mut World, random: &mut StdRng) -> anyhow::Result<()> {
    let mut possible = Vec::new();
    for (at, report) in world.reports.iter().enumerate() {
        for who in world.people.iter().filter(|who| report.in_reach(who)) {
            for step in Move::ALL {
                if ::model::moves::allowed(report.state, *step, who.actor).is_ok() {
                    possible.push((at, who.clone(), *step));
                }
            }
        }
    }
    let new: Vec<_> = possible
        .iter()
        .filter(|(_, _, step)| world.made.iter().all(|(made, _)| made != step))
        .cloned()
        .collect();
    let chosen = if new.is_empty() { &possible } else { &new };
    match chosen.choose(random) {
        // Who took or closed a job is the one who gives it back.
        Some((at, who, step)) => {
            let who = world.in_hand(*at, *step).filter(|_| who.actor == Actor::Crew).unwrap_or(who.clone());
            world.ask(random, *at, &who, *step).await
        }
        None => anything(world, random).await,
    }
}
