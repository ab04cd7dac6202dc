//! The ordered dispatch rules of a city: first match wins.
//!
//! A rule uses only sets and half-open intervals, so that a program can find holes and rules that never match.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calendar::DayKind;
use crate::city::{Hours, Localized, TeamKind, day_minute};

/// A half-open interval of counts: from `from`, up to and without `until` (none: no upper end).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// The smallest count that matches.
    #[serde(default)]
    pub from: u32,
    /// The smallest count above that no longer matches.
    #[serde(default)]
    pub until: Option<u32>,
}

impl Counts {
    fn contains(self, count: u32) -> bool {
        self.from <= count && self.until.is_none_or(|until| count < until)
    }
}

/// One rule, as a city pack writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Kebab-case; stored with each decision.
    pub id: String,
    /// Empty: every category that a cleaning team handles.
    pub categories: BTreeSet<String>,
    /// Empty: every sector.
    pub sectors: BTreeSet<String>,
    /// The kinds of day.
    pub days: BTreeSet<DayKind>,
    /// The first minute of the day.
    #[serde(with = "day_minute")]
    pub from: u16,
    /// The first minute that no longer matches.
    #[serde(with = "day_minute")]
    pub until: u16,
    /// How many people follow the report.
    #[serde(default)]
    pub followers: Counts,
    /// How many open jobs the team has that the rule would choose.
    #[serde(default)]
    pub open_jobs: Counts,
    /// The kind of team, of the report's sector.
    pub team_kind: TeamKind,
    /// Why, in words that a resident reads behind the team's name.
    pub sentence: Localized,
}

/// What a decision is made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The category's id.
    pub category: &'a str,
    /// The sector's id.
    pub sector: &'a str,
    /// The kind of day in the city's own time.
    pub day: DayKind,
    /// Minutes since midnight in the city's own time.
    pub minute: u16,
    /// How many people follow the report.
    pub followers: u32,
    /// Open jobs of the sector's Urgence Propreté pair and of its DPE team.
    pub load: Load,
}

/// The open jobs that the dispatcher saw when it decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Of the sector's DPE team.
    pub dpe: u32,
    /// Of the sector's Urgence Propreté pair.
    pub urgence_proprete: u32,
}

impl Load {
    /// The open jobs of one kind of team.
    pub fn of(self, kind: TeamKind) -> u32 {
        match kind {
            TeamKind::Dpe => self.dpe,
            TeamKind::UrgenceProprete => self.urgence_proprete,
        }
    }
}

impl Rule {
    fn matches(&self, facts: &Facts<'_>) -> bool {
        (self.categories.is_empty() || self.categories.contains(facts.category))
            && (self.sectors.is_empty() || self.sectors.contains(facts.sector))
            && self.days.contains(&facts.day)
            && (Hours { from: self.from, until: self.until }).contains_minute(facts.minute)
            && self.followers.contains(facts.followers)
            && self.open_jobs.contains(facts.load.of(self.team_kind))
    }
}

impl Hours {
    fn contains_minute(self, minute: u16) -> bool {
        self.from <= minute && minute < self.until
    }
}

/// The first rule that matches; none: a hole, and a referent decides.
pub fn decide<'r>(rules: &'r [Rule], facts: &Facts<'_>) -> Option<&'r Rule> {
    rules.iter().find(|rule| rule.matches(facts))
}

/// Why a set of rules is refused when it is saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A case for which no rule matches.
    #[error(
        "no rule for category `{category}` in sector `{sector}` on {day:?} at {minute} minutes after midnight with {followers} followers and {load:?}"
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
/// Every [`Flaw`]: unknown names, doubled ids, dead rules, and the first hole of each category.
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
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
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

fn unknown_names(rules: &[Rule], categories: &BTreeSet<String>, sectors: &BTreeSet<String>) -> Vec<Flaw> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, categories: &[&str], hours: (u16, u16), kind: TeamKind) -> Rule {
        Rule {
            id: id.into(),
            categories: categories.iter().map(|&c| c.to_owned()).collect(),
            sectors: BTreeSet::new(),
            days: DayKind::ALL.into(),
            from: hours.0,
            until: hours.1,
            followers: Counts::default(),
            open_jobs: Counts::default(),
            team_kind: kind,
            sentence: Localized { fr: "phrase".into(), en: "sentence".into() },
        }
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn paris() -> Vec<Rule> {
        vec![
            rule("up", &["bags"], (750, 1215), TeamKind::UrgenceProprete),
            rule("dpe", &[], (0, 1440), TeamKind::Dpe),
        ]
    }

    fn facts(category: &str, minute: u16) -> Facts<'_> {
        Facts { category, sector: "75111", day: DayKind::Tue, minute, followers: 0, load: Load::default() }
    }

    #[test]
    fn urgence_proprete_has_its_categories_from_12_30_up_to_and_without_20_15() {
        let rules = paris();
        let chosen = |category, minute| decide(&rules, &facts(category, minute)).map(|rule| rule.id.as_str());
        assert_eq!(chosen("bags", 749), Some("dpe"));
        assert_eq!(chosen("bags", 750), Some("up"));
        assert_eq!(chosen("bags", 1214), Some("up"));
        assert_eq!(chosen("bags", 1215), Some("dpe"));
        assert_eq!(chosen("leaves", 800), Some("dpe"));
    }

    #[test]
    fn a_rule_set_without_holes_or_dead_rules_is_accepted() {
        assert_eq!(check(&paris(), &names(&["bags", "leaves"]), &names(&["75111"])), Ok(()));
    }

    #[test]
    fn a_hole_is_found_at_its_first_minute() {
        let rules = [rule("morning", &[], (0, 720), TeamKind::Dpe)];
        let flaws = check(&rules, &names(&["bags"]), &names(&["75111"])).expect_err("a hole");
        assert!(matches!(flaws.as_slice(), [Flaw::Hole { minute: 720, .. }]), "{flaws:?}");
    }

    #[test]
    fn a_hole_that_only_a_full_team_meets_is_found() {
        let mut rules = vec![rule("dpe", &[], (0, 1440), TeamKind::Dpe)];
        rules[0].open_jobs.until = Some(40);
        let flaws = check(&rules, &names(&["bags"]), &names(&["75111"])).expect_err("a hole");
        assert!(matches!(flaws.as_slice(), [Flaw::Hole { load: Load { dpe: 40, .. }, .. }]), "{flaws:?}");
    }

    #[test]
    fn a_rule_that_earlier_ones_cover_is_dead() {
        let mut rules = paris();
        rules.reverse();
        let flaws = check(&rules, &names(&["bags"]), &names(&["75111"])).expect_err("dead");
        assert_eq!(flaws, [Flaw::Dead("up".into())]);
    }

    #[test]
    fn unknown_names_are_refused() {
        let mut rules = paris();
        rules[0].sectors = names(&["99999"]);
        let flaws = check(&rules, &names(&["leaves"]), &names(&["75111"])).expect_err("unknown");
        assert!(flaws.contains(&Flaw::UnknownCategory { rule: "up".into(), category: "bags".into() }));
        assert!(flaws.contains(&Flaw::UnknownSector { rule: "up".into(), sector: "99999".into() }));
    }
}
