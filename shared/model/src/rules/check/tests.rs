//! The check against a slow and obvious one, which decides every single case.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::{Flaw, Known, check};
use crate::calendar::DayKind;
use crate::city::{Hours, Localized, Team, TeamKind};
use crate::rules::{Counts, Facts, Load, NamedLoad, Rule, decide};

const TEAMS: [(&str, TeamKind, &[&str]); 3] = [
    ("dpe-1", TeamKind::Dpe, &["1"]),
    ("dpe-2", TeamKind::Dpe, &["2"]),
    ("up", TeamKind::UrgenceProprete, &["1", "2"]),
];

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn words() -> Localized {
    Localized { fr: "x".into(), en: "x".into() }
}

fn known() -> Known {
    let team = |(id, kind, sectors): (&str, TeamKind, &[&str])| Team {
        id: id.into(),
        kind,
        name: words(),
        sentence_name: words(),
        sectors: names(sectors),
        shift: Hours { from: 1, until: 3 },
    };
    Known { categories: names(&["a", "b"]), sectors: names(&["1", "2"]), teams: TEAMS.map(team).into() }
}

/// Minutes from 0 to 4, then nothing changes until midnight.
fn random(id: usize, rng: &mut StdRng) -> Rule {
    let named = *TEAMS.choose(rng).expect("a team");
    let own = rng.random_bool(0.6);
    let mut counts = || {
        let until = rng.random_bool(0.4).then(|| rng.random_range(0..4));
        Counts { from: if rng.random_bool(0.6) { 0 } else { rng.random_range(0..3) }, until }
    };
    let (followers, open_jobs) = (counts(), counts());
    let some = |all: &[&str], rng: &mut StdRng| {
        if rng.random_bool(0.5) { BTreeSet::new() } else { names(&[*all.choose(rng).expect("one")]) }
    };
    let all_day = rng.random_bool(0.5);
    Rule {
        id: format!("rule-{id}"),
        categories: some(&["a", "b"], rng),
        sectors: some(&["1", "2"], rng),
        days: if rng.random_bool(0.8) { DayKind::ALL.into() } else { [DayKind::Mon].into() },
        from: if all_day { 0 } else { rng.random_range(0..4) },
        until: if all_day { 1440 } else { rng.random_range(0..5) },
        followers,
        open_jobs,
        team_kind: named.1,
        team: (!own).then(|| named.0.to_owned()),
        sentence: words(),
    }
}

/// What is found by deciding every case.
#[derive(Debug, Default, PartialEq, Eq)]
struct Obvious {
    dead: BTreeSet<String>,
    holes: BTreeSet<String>,
    off_duty: BTreeSet<String>,
}

fn obvious(rules: &[Rule]) -> Obvious {
    let mut obvious =
        Obvious { dead: rules.iter().map(|rule| rule.id.clone()).collect(), ..Obvious::default() };
    let loads: Vec<([u32; 3], NamedLoad)> = (0..125)
        .map(|n| [n % 5, n / 5 % 5, n / 25])
        .map(|jobs| (jobs, TEAMS.iter().zip(jobs).map(|(team, jobs)| (team.0.to_owned(), jobs)).collect()))
        .collect();
    for category in ["a", "b"] {
        for (sector, day) in
            [("1", DayKind::Mon), ("1", DayKind::Tue), ("2", DayKind::Mon), ("2", DayKind::Tue)]
        {
            for (minute, followers) in
                (0..5).flat_map(|minute| (0..5).map(move |followers| (minute, followers)))
            {
                for ([one, two, urgence_proprete], named) in &loads {
                    let (one, two, urgence_proprete) = (*one, *two, *urgence_proprete);
                    let load = Load { dpe: if sector == "1" { one } else { two }, urgence_proprete };
                    let facts = Facts { category, sector, day, minute, followers, load, named };
                    match decide(rules, &facts).expect("all loads are known") {
                        None => _ = obvious.holes.insert(category.to_owned()),
                        Some(rule) => {
                            obvious.dead.remove(&rule.id);
                            if rule.team_kind == TeamKind::UrgenceProprete && !(1..3).contains(&minute) {
                                obvious.off_duty.insert(rule.id.clone());
                            }
                        }
                    }
                }
            }
        }
    }
    obvious
}

#[test]
fn it_finds_what_deciding_every_single_case_finds() {
    let mut rng = StdRng::seed_from_u64(2026);
    let mut sound = 0;
    for _ in 0..100 {
        let count = rng.random_range(1..7);
        let mut rules: Vec<Rule> = (0..count).map(|id| random(id, &mut rng)).collect();
        if rng.random_bool(0.5) {
            let always = Counts::default();
            let last = Rule {
                followers: always,
                open_jobs: always,
                from: 0,
                until: 1440,
                ..random(count, &mut rng)
            };
            rules.push(Rule {
                categories: names(&[]),
                sectors: names(&[]),
                days: DayKind::ALL.into(),
                ..last
            });
        }
        let mut found = Obvious::default();
        for flaw in check(&rules, &known()).err().unwrap_or_default() {
            _ = match flaw {
                Flaw::Dead { rule, .. } => found.dead.insert(rule),
                Flaw::Hole { category, .. } => found.holes.insert(category),
                Flaw::NoShift { rule, .. } => found.off_duty.insert(rule),
                _ => false,
            };
        }
        let obvious = obvious(&rules);
        sound += u32::from(obvious.holes.is_empty());
        assert_eq!(found, obvious, "{rules:#?}");
    }
    assert!(sound > 20, "the cases are no cases");
}
