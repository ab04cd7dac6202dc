//! Whether a set of rules can be used: no holes, nothing dead, nothing that two rules claim for different teams, nobody
//! who is not on duty.

mod cells;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{Counts, Rule};
use crate::calendar::DayKind;
use crate::city::Team;

use cells::{Cells, Found};

/// Why a set of rules is refused when it is saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A case for which no rule matches.
    #[error(
        "no rule for category `{category}` in sector `{sector}` on {day:?} at {:02}:{:02} with {followers} followers and \
         open jobs {jobs:?}",
        minute / 60, minute % 60
    )]
    Hole {
        /// The category.
        category: String,
        /// The sector.
        sector: String,
        /// The day.
        day: DayKind,
        /// Minutes since midnight.
        minute: u16,
        /// Followers.
        followers: u32,
        /// Teams, and how many open jobs each of them has then; those that matter.
        jobs: Vec<(String, u32)>,
    },
    /// A rule that earlier rules cover, or whose sets and intervals are empty.
    #[error("rule `{rule}` can never match: earlier rules take every case, or one of its intervals is empty")]
    Dead {
        /// The rule.
        rule: String,
        /// The rules that take its cases; none: an interval or a set is empty.
        by: BTreeSet<String>,
    },
    /// Two rules that share cases, where neither is a part of the other, and that choose different teams: which of them
    /// is meant for the shared cases, only their order says, and nobody reads it there.
    #[error(
        "rule `{later}` overlaps rule `{earlier}`: on {day:?} at {:02}:{:02} both take category `{category}`, for different \
         teams, and neither is a part of the other; cut one of them where they meet", minute / 60, minute % 60
    )]
    Overlap {
        /// The rule that wins.
        earlier: String,
        /// The rule that loses the shared cases.
        later: String,
        /// A category that they share.
        category: String,
        /// A day that they share.
        day: DayKind,
        /// The first minute that they share.
        minute: u16,
    },
    /// A pair of Urgence Propreté works at once and not later: outside its shift it can't be given anything. A division
    /// takes what comes at night on its next round, but it must have a shift at all.
    #[error(
        "rule `{rule}` gives to the team `{team}` at {:02}:{:02}, when it has no shift; end the rule with the shift, or \
         choose a team that is on duty then", minute / 60, minute % 60
    )]
    NoShift {
        /// The rule.
        rule: String,
        /// The team.
        team: String,
        /// The first minute of the day without a shift.
        minute: u16,
    },
    /// The sector has no team of the kind that a rule chooses there.
    #[error("rule `{rule}` chooses a kind of team that the sector `{sector}` doesn't have")]
    NoTeam {
        /// The rule.
        rule: String,
        /// The sector.
        sector: String,
    },
    /// A rule names a category that cleaning teams don't handle.
    #[error("rule `{rule}` names the category `{category}`, which no cleaning team handles")]
    UnknownCategory {
        /// The rule.
        rule: String,
        /// The category.
        category: String,
    },
    /// A rule names a sector that the city doesn't have.
    #[error("rule `{rule}` names the sector `{sector}`, which the city doesn't have")]
    UnknownSector {
        /// The rule.
        rule: String,
        /// The sector.
        sector: String,
    },
    /// A rule names a team that the city doesn't have, or that is of another kind.
    #[error("rule `{rule}` names the team `{team}`, which the city doesn't have, or not of this kind")]
    UnknownTeam {
        /// The rule.
        rule: String,
        /// The team.
        team: String,
    },
    /// Two rules share an id.
    #[error("two rules are called `{0}`")]
    Twice(String),
}

/// What a city has, for rules to name.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The categories that a cleaning team handles.
    pub categories: BTreeSet<String>,
    /// The sectors that choose teams.
    pub sectors: BTreeSet<String>,
    /// The teams, with their sectors and shifts.
    pub teams: Vec<Team>,
}

/// Checks a set of rules against every case there is. Each axis is cut where some rule or shift begins or ends, so one
/// case stands for all between two cuts: the check is exact, not a sample.
///
/// # Errors
/// Every [`Flaw`]: unknown names, doubled ids, dead and overlapping rules, teams without a shift, and the first hole of
/// each category.
pub fn check(rules: &[Rule], known: &Known) -> Result<(), Vec<Flaw>> {
    let mut flaws = unknown_names(rules, known);
    let Found { alive, taken, holes, unfit } = Cells::of(rules, known).look();
    flaws.extend(holes);
    flaws.extend(unfit);
    let dead = rules.iter().enumerate().filter(|(at, _)| !alive.contains(at));
    flaws.extend(dead.map(|(at, rule)| {
        let by = taken.get(&at).into_iter().flatten().map(|&other| rules[other].id.clone());
        Flaw::Dead { rule: rule.id.clone(), by: by.collect() }
    }));
    for (at, later) in rules.iter().enumerate() {
        flaws.extend(rules[..at].iter().filter_map(|earlier| overlap(known, earlier, later)));
    }
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
}

/// The flaw of two rules that overlap in part. A special rule before a general one is how rules are written, also where
/// the general one asks how much its team has to do; and a rule that an earlier one covers is dead: neither is meant here.
fn overlap(known: &Known, earlier: &Rule, later: &Rule) -> Option<Flaw> {
    let same = (earlier.team_kind, &earlier.team) == (later.team_kind, &later.team);
    if same || covers(known, later, earlier) || earlier.open_jobs.is_any() && covers(known, earlier, later) {
        return None;
    }
    let share = |one: Counts, other: Counts| {
        let from = one.from.max(other.from);
        [one.until, other.until].into_iter().flatten().all(|until| from < until)
    };
    // The open jobs are those of two teams here: any number of one goes with any of the other.
    let meet = share(earlier.followers, later.followers)
        && share(earlier.open_jobs, earlier.open_jobs)
        && share(later.open_jobs, later.open_jobs);
    let minute = earlier.from.max(later.from);
    let of = |rule: &Rule| or_all(&rule.sectors, &known.sectors);
    of(earlier).intersection(&of(later)).next()?;
    let categories = or_all(&earlier.categories, &known.categories);
    let category = categories.intersection(&or_all(&later.categories, &known.categories)).next()?.clone();
    let day = *earlier.days.intersection(&later.days).next()?;
    (meet && minute < earlier.until.min(later.until)).then(|| Flaw::Overlap {
        earlier: earlier.id.clone(),
        later: later.id.clone(),
        category,
        day,
        minute,
    })
}

/// Whether `wide` matches wherever `narrow` does, if it is not for open jobs: those of different teams are no part of each
/// other.
fn covers(known: &Known, wide: &Rule, narrow: &Rule) -> bool {
    or_all(&wide.categories, &known.categories).is_superset(&or_all(&narrow.categories, &known.categories))
        && or_all(&wide.sectors, &known.sectors).is_superset(&or_all(&narrow.sectors, &known.sectors))
        && wide.days.is_superset(&narrow.days)
        && wide.from <= narrow.from
        && narrow.until <= wide.until
        && wide.followers.from <= narrow.followers.from
        && wide.followers.until.is_none_or(|wide| narrow.followers.until.is_some_and(|narrow| narrow <= wide))
}

fn or_all(named: &BTreeSet<String>, all: &BTreeSet<String>) -> BTreeSet<String> {
    if named.is_empty() { all.clone() } else { named.clone() }
}

/// Names that a rule uses and nobody defined, and ids that are there twice. [`check`] finds these too.
pub fn unknown_names(rules: &[Rule], known: &Known) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut ids = BTreeSet::new();
    for rule in rules {
        if !ids.insert(&rule.id) {
            flaws.push(Flaw::Twice(rule.id.clone()));
        }
        let called = || rule.id.clone();
        let categories = rule.categories.difference(&known.categories);
        flaws.extend(
            categories.map(|category| Flaw::UnknownCategory { rule: called(), category: category.clone() }),
        );
        let sectors = rule.sectors.difference(&known.sectors);
        flaws.extend(sectors.map(|sector| Flaw::UnknownSector { rule: called(), sector: sector.clone() }));
        let there =
            |id: &String| known.teams.iter().any(|team| team.id == *id && team.kind == rule.team_kind);
        let team = rule.team.as_ref().filter(|id| !there(id));
        flaws.extend(team.map(|team| Flaw::UnknownTeam { rule: called(), team: team.clone() }));
    }
    flaws
}
