//! The ordered dispatch rules of a city: first match wins.
//!
//! A rule uses only sets and half-open intervals, so that a program can find holes and rules that never match.

mod check;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::calendar::DayKind;
use crate::city::{Hours, Localized, TeamKind, day_minute};

pub use check::{Flaw, check, unknown_names};

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
    fn rules_that_overlap_in_part_for_different_teams_are_refused() {
        let mut rules = vec![
            rule("up", &["bags"], (750, 1215), TeamKind::UrgenceProprete),
            rule("late", &["bags", "leaves"], (1080, 1300), TeamKind::Dpe),
            rule("dpe", &[], (0, 1440), TeamKind::Dpe),
        ];
        let names = (names(&["bags", "leaves"]), names(&["75111"]));
        let flaws = check(&rules, &names.0, &names.1).expect_err("an overlap");
        let [Flaw::Overlap { earlier, later, category, minute: 1080, .. }] = flaws.as_slice() else {
            panic!("{flaws:?}");
        };
        assert_eq!((earlier.as_str(), later.as_str(), category.as_str()), ("up", "late", "bags"));
        // Cut where they meet, they don't overlap; nor do they if they choose the same kind of team.
        rules[1].from = 1215;
        assert_eq!(check(&rules, &names.0, &names.1), Ok(()));
        (rules[1].from, rules[1].team_kind) = (1080, TeamKind::UrgenceProprete);
        assert_eq!(check(&rules, &names.0, &names.1), Ok(()));
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
