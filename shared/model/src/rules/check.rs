//! Whether a set of rules can be used: no holes, nothing dead, nothing that two rules claim for different teams.

use std::collections::BTreeSet;

use super::{Counts, Facts, Load, Rule, decide};
use crate::calendar::DayKind;
use crate::city::TeamKind;

/// Why a set of rules is refused when it is saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A case for which no rule matches.
    #[error(
        "no rule for category `{category}` in sector `{sector}` on {day:?} at {:02}:{:02} with {followers} followers and {load:?}",
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
        /// Open jobs.
        load: Load,
    },
    /// A rule that earlier rules cover, or whose sets and intervals are empty.
    #[error("rule `{0}` can never match: earlier rules take every case, or one of its intervals is empty")]
    Dead(String),
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
    /// Two rules share an id.
    #[error("two rules are called `{0}`")]
    Twice(String),
}

/// Checks a set of rules against every case there is. Each axis is cut where some rule begins or ends, so one
/// case stands for all between two cuts: the check is exact, not a sample.
///
/// # Errors
/// Every [`Flaw`]: unknown names, doubled ids, dead and overlapping rules, and the first hole of each category.
pub fn check(
    rules: &[Rule],
    categories: &BTreeSet<String>,
    sectors: &BTreeSet<String>,
) -> Result<(), Vec<Flaw>> {
    let mut flaws = unknown_names(rules, categories, sectors);
    let mut alive = BTreeSet::new();
    let cases = Cases::of(rules, sectors);
    for category in categories {
        let mut hole = None;
        cases.each(category, |facts| match decide(rules, facts) {
            Some(rule) => _ = alive.insert(rule.id.as_str()),
            None => _ = hole.get_or_insert_with(|| hole_at(facts)),
        });
        flaws.extend(hole);
    }
    flaws.extend(
        rules.iter().filter(|rule| !alive.contains(rule.id.as_str())).map(|rule| Flaw::Dead(rule.id.clone())),
    );
    let everything = Everything { categories, sectors };
    for (at, later) in rules.iter().enumerate() {
        flaws.extend(rules[..at].iter().filter_map(|earlier| everything.overlap(earlier, later)));
    }
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
}

/// What an empty set of a rule stands for.
struct Everything<'a> {
    categories: &'a BTreeSet<String>,
    sectors: &'a BTreeSet<String>,
}

impl Everything<'_> {
    /// The flaw of two rules that overlap in part. A special rule before a general one is how rules are written, and a
    /// rule that an earlier one covers is dead: neither is meant here.
    fn overlap(&self, earlier: &Rule, later: &Rule) -> Option<Flaw> {
        if earlier.team_kind == later.team_kind || self.covers(later, earlier) || self.covers(earlier, later)
        {
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
        let of = |rule: &Rule| or_all(&rule.sectors, self.sectors);
        of(earlier).intersection(&of(later)).next()?;
        let categories = or_all(&earlier.categories, self.categories);
        let category = categories.intersection(&or_all(&later.categories, self.categories)).next()?.clone();
        let day = *earlier.days.intersection(&later.days).next()?;
        (meet && minute < earlier.until.min(later.until)).then(|| Flaw::Overlap {
            earlier: earlier.id.clone(),
            later: later.id.clone(),
            category,
            day,
            minute,
        })
    }

    /// Whether `wide` matches wherever `narrow` does. Both choose different teams, so `wide` must not ask for open jobs.
    fn covers(&self, wide: &Rule, narrow: &Rule) -> bool {
        or_all(&wide.categories, self.categories).is_superset(&or_all(&narrow.categories, self.categories))
            && or_all(&wide.sectors, self.sectors).is_superset(&or_all(&narrow.sectors, self.sectors))
            && wide.days.is_superset(&narrow.days)
            && wide.from <= narrow.from
            && narrow.until <= wide.until
            && wide.followers.from <= narrow.followers.from
            && wide
                .followers
                .until
                .is_none_or(|wide| narrow.followers.until.is_some_and(|narrow| narrow <= wide))
            && wide.open_jobs == Counts::default()
    }
}

fn or_all(named: &BTreeSet<String>, all: &BTreeSet<String>) -> BTreeSet<String> {
    if named.is_empty() { all.clone() } else { named.clone() }
}

fn hole_at(facts: &Facts<'_>) -> Flaw {
    Flaw::Hole {
        category: facts.category.to_owned(),
        sector: facts.sector.to_owned(),
        day: facts.day,
        minute: facts.minute,
        followers: facts.followers,
        load: facts.load,
    }
}

/// One value on each axis for every stretch between two cuts.
struct Cases<'a> {
    sectors: Vec<&'a str>,
    minutes: BTreeSet<u16>,
    followers: BTreeSet<u32>,
    loads: Vec<Load>,
}

impl<'a> Cases<'a> {
    fn of(rules: &[Rule], sectors: &'a BTreeSet<String>) -> Self {
        let jobs =
            |kind| count_cuts(rules.iter().filter(|rule| rule.team_kind == kind).map(|rule| rule.open_jobs));
        let (of_dpe, of_urgence) = (jobs(TeamKind::Dpe), jobs(TeamKind::UrgenceProprete));
        let loads = of_dpe
            .iter()
            .flat_map(|&dpe| of_urgence.iter().map(move |&urgence_proprete| Load { dpe, urgence_proprete }))
            .collect();
        let bounds = rules.iter().flat_map(|rule| [rule.from, rule.until]);
        Self {
            sectors: representative_sectors(rules, sectors),
            minutes: bounds.filter(|bound| *bound < 1440).chain([0]).collect(),
            followers: count_cuts(rules.iter().map(|rule| rule.followers)),
            loads,
        }
    }

    fn each(&self, category: &str, mut look: impl FnMut(&Facts<'_>)) {
        for &sector in &self.sectors {
            for day in DayKind::ALL {
                for &minute in &self.minutes {
                    for &followers in &self.followers {
                        for &load in &self.loads {
                            look(&Facts { category, sector, day, minute, followers, load });
                        }
                    }
                }
            }
        }
    }
}

/// Names that a rule uses and nobody defined, and ids that are there twice. [`check`] finds these too.
pub fn unknown_names(rules: &[Rule], categories: &BTreeSet<String>, sectors: &BTreeSet<String>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut ids = BTreeSet::new();
    for rule in rules {
        if !ids.insert(&rule.id) {
            flaws.push(Flaw::Twice(rule.id.clone()));
        }
        flaws.extend(
            rule.categories
                .difference(categories)
                .map(|category| Flaw::UnknownCategory { rule: rule.id.clone(), category: category.clone() }),
        );
        flaws.extend(
            rule.sectors
                .difference(sectors)
                .map(|sector| Flaw::UnknownSector { rule: rule.id.clone(), sector: sector.clone() }),
        );
    }
    flaws
}

/// The sectors that some rule names, and one that stands for all others.
fn representative_sectors<'a>(rules: &[Rule], sectors: &'a BTreeSet<String>) -> Vec<&'a str> {
    let named = |sector: &&String| rules.iter().any(|rule| rule.sectors.contains(*sector));
    let other = sectors.iter().find(|sector| !named(sector));
    sectors.iter().filter(named).chain(other).map(String::as_str).collect()
}

fn count_cuts(intervals: impl Iterator<Item = Counts>) -> BTreeSet<u32> {
    intervals.flat_map(|counts| [Some(counts.from), counts.until]).flatten().chain([0]).collect()
}
