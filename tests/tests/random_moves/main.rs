//! Random moves by random people through the real API on real PostgreSQL: after each, state, history, ledger and
//! queues are what the table of moves says, and what is refused changes nothing at all.
//!
//! A run prints its seed; `WALK_SEED=… cargo nextest run -E 'binary(random_moves)'` walks the same way again.

mod checks;
mod model;
mod others;
mod phones;
mod wishes;
mod world;

use std::collections::BTreeSet;

use chrono::Duration;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use ::model::moves::{Actor, Move, State};

use crate::world::World;

/// Steps of a walk: mostly enough to reach everything, few enough for a few seconds.
const STEPS: usize = 500;
/// A walk that has left something out by then goes on, at most so far.
const MOST_STEPS: usize = 4 * STEPS;

#[tokio::test]
async fn random_moves_keep_state_history_and_letters_together() -> anyhow::Result<()> {
    let seed: u64 = match std::env::var("WALK_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => rand::random(),
    };
    println!("WALK_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new().await?;
    for step in 0..MOST_STEPS {
        if step >= STEPS && left_out(&world).is_empty() {
            break;
        }
        let done = one(&mut world, &mut random, step).await;
        done.map_err(|error| error.context(format!("step {step} of WALK_SEED={seed}")))?;
    }
    checks::everything(&world.stack.pool).await?;
    checks::desk(&world).await.map_err(|error| error.context(format!("WALK_SEED={seed}")))?;
    assert_eq!(left_out(&world), Vec::<String>::new(), "WALK_SEED={seed}");
    println!("{} moves made, from phones {:?}; refused as {:?}", world.count, world.late, world.refused);
    checks::letters_arrive_once(&mut world.stack)
        .await
        .map_err(|error| error.context(format!("WALK_SEED={seed}")))?;
    world.stack.stop().await
}

/// What a walk has not reached: it has proven nothing of that.
fn left_out(world: &World) -> Vec<String> {
    let moves: BTreeSet<Move> = world.made.iter().map(|(step, _)| *step).collect();
    let states: BTreeSet<State> = world.made.iter().map(|(_, state)| *state).collect();
    let refused: BTreeSet<u16> = world.refused.keys().map(|(status, _)| *status).collect();
    let actors = [
        (Move::Close, Actor::Contractor),
        (Move::ComeBack, Actor::Contractor),
        (Move::ComeBack, Actor::Clock),
        (Move::Undo, Actor::Crew),
    ];
    let late = &world.late;
    let mut left = Vec::new();
    let mut wants = |reached: bool, what: String| left.extend((!reached).then_some(what));
    for step in Move::ALL {
        wants(moves.contains(step), format!("the move {step}"));
    }
    for state in State::ALL {
        wants(states.contains(state), format!("the state {state:?}"));
    }
    for status in [403_u16, 404, 409, 410, 422] {
        wants(refused.contains(&status), format!("an answer {status}"));
    }
    for by in &actors {
        wants(world.by.contains(by), format!("{by:?}"));
    }
    wants(world.undone_with_letters > 0, "an undone close with letters".to_owned());
    wants(late.made > 0 && late.overtaken > 0 && late.again > 0, format!("a phone's {late:?}"));
    left
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
        12..19 => world.contest(random).await,
        19..26 => world.contractor(random).await,
        26..32 => world.again(random).await,
        32..41 => anything(world, random).await,
        41..48 => {
            world.work_offline(random);
            Ok(())
        }
        48..53 => world.signal(random).await,
        53..57 => close_and_undo(world, random).await,
        _ => something_allowed(world, random).await,
    }
}

/// A crew closes a job whose reporter has an address, and takes it back.
async fn close_and_undo(world: &mut World, random: &mut StdRng) -> anyhow::Result<()> {
    let mut possible = Vec::new();
    for (at, report) in world.reports.iter().enumerate().filter(|(_, report)| report.email.is_some()) {
        let crews = world.people.iter().filter(|who| who.actor == Actor::Crew && report.in_reach(who));
        let may = ::model::moves::allowed(report.state, Move::Close, Actor::Crew).is_ok();
        possible.extend(crews.filter(|_| may).map(|who| (at, who.clone())));
    }
    let Some((at, who)) = possible.choose(random).cloned() else { return Ok(()) };
    world.ask(random, at, &who, Move::Close).await?;
    if world.reports[at].state == State::Done {
        world.ask(random, at, &who, Move::Undo).await?;
    }
    Ok(())
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
