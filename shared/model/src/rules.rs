//! The ordered dispatch rules of a city: first match wins.
//!
//! A rule uses only sets and half-open intervals, so that a program can find holes and rules that never match.

mod check;
mod difference;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::DayKind;
use crate::city::{Hours, Localized, TeamKind, day_minute};

pub use check::{Flaw, Known, check, unknown_names};
pub use difference::{Change, Merged, differences, merge};

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
    /// Whether every count matches.
    pub fn is_any(self) -> bool {
        self == Self::default()
    }

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
    /// One team of that kind, wherever the report is; none: the one of the report's sector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
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
    /// Open jobs of the teams that rules name, by their ids.
    pub named: &'a NamedLoad,
}

/// Open jobs of teams by their ids.
pub type NamedLoad = BTreeMap<String, u32>;

/// Of no team.
pub static NO_NAMED_LOAD: NamedLoad = NamedLoad::new();

/// A rule asks for the open jobs of a team, and nobody knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the open jobs of a team are not known")]
pub struct UnknownLoad;

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
    /// Whether a case is one of its own, whatever its team has to do.
    fn matches(&self, facts: &Facts<'_>) -> bool {
        (self.categories.is_empty() || self.categories.contains(facts.category))
            && (self.sectors.is_empty() || self.sectors.contains(facts.sector))
            && self.days.contains(&facts.day)
            && (Hours { from: self.from, until: self.until }).contains_minute(facts.minute)
            && self.followers.contains(facts.followers)
    }

    /// Whether the team that it would choose has as many open jobs as it asks for.
    fn takes(&self, facts: &Facts<'_>) -> Result<bool, UnknownLoad> {
        if self.open_jobs.is_any() {
            return Ok(true);
        }
        let jobs = match &self.team {
            None => facts.load.of(self.team_kind),
            Some(team) => *facts.named.get(team).ok_or(UnknownLoad)?,
        };
        Ok(self.open_jobs.contains(jobs))
    }
}

impl Hours {
    fn contains_minute(self, minute: u16) -> bool {
        self.from <= minute && minute < self.until
    }
}

/// The first rule that matches; none: a hole, and a referent decides.
///
/// # Errors
/// Where it depends on the open jobs of a named team that the facts lack.
pub fn decide<'r>(rules: &'r [Rule], facts: &Facts<'_>) -> Result<Option<&'r Rule>, UnknownLoad> {
    for rule in rules {
        if rule.matches(facts) && rule.takes(facts)? {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}

/// The teams that rules name.
pub fn named_teams(rules: &[Rule]) -> Vec<String> {
    let named: BTreeSet<&String> = rules.iter().filter_map(|rule| rule.team.as_ref()).collect();
    named.into_iter().cloned().collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::city::Team;

    pub(crate) fn rule(id: &str, categories: &[&str], hours: (u16, u16), kind: TeamKind) -> Rule {
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
            team: None,
            sentence: Localized { fr: "phrase".into(), en: "sentence".into() },
        }
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// A city with these categories and sectors, a division on duty from six and a pair from half past twelve, up to 20:15.
    fn known(categories: &[&str], sectors: &[&str]) -> Known {
        let team = |id: &str, kind, from| Team {
            id: id.into(),
            kind,
            name: Localized { fr: id.into(), en: id.into() },
            sentence_name: Localized { fr: id.into(), en: id.into() },
            sectors: names(sectors),
            shift: Hours { from, until: 1215 },
        };
        let teams = vec![team("dpe", TeamKind::Dpe, 360), team("up", TeamKind::UrgenceProprete, 750)];
        Known { categories: names(categories), sectors: names(sectors), teams }
    }

    fn flaws(rules: &[Rule], known: &Known) -> Vec<Flaw> {
        check(rules, known).err().unwrap_or_default()
    }

    fn paris() -> Vec<Rule> {
        vec![
            rule("up", &["bags"], (750, 1215), TeamKind::UrgenceProprete),
            rule("dpe", &[], (0, 1440), TeamKind::Dpe),
        ]
    }

    fn facts(category: &str, minute: u16) -> Facts<'_> {
        Facts {
            category,
            sector: "75111",
            day: DayKind::Tue,
            minute,
            followers: 0,
            load: Load::default(),
            named: &NO_NAMED_LOAD,
        }
    }

    fn chosen(rules: &[Rule], facts: &Facts<'_>) -> Option<String> {
        decide(rules, facts).expect("known open jobs").map(|rule| rule.id.clone())
    }

    #[test]
    fn urgence_proprete_has_its_categories_from_12_30_up_to_and_without_20_15() {
        let rules = paris();
        let chosen = |category, minute| chosen(&rules, &facts(category, minute));
        assert_eq!(chosen("bags", 749).as_deref(), Some("dpe"));
        assert_eq!(chosen("bags", 750).as_deref(), Some("up"));
        assert_eq!(chosen("bags", 1214).as_deref(), Some("up"));
        assert_eq!(chosen("bags", 1215).as_deref(), Some("dpe"));
        assert_eq!(chosen("leaves", 800).as_deref(), Some("dpe"));
    }

    #[test]
    fn a_named_team_s_own_open_jobs_count_and_unknown_ones_are_no_zero() {
        let mut rules = paris();
        (rules[0].team, rules[0].open_jobs.until) = (Some("up-12".into()), Some(40));
        let busy = NamedLoad::from([("up-12".to_owned(), 40)]);
        let idle = NamedLoad::from([("up-12".to_owned(), 39)]);
        let of = |named| Facts { load: Load { dpe: 0, urgence_proprete: 99 }, named, ..facts("bags", 800) };
        assert_eq!(chosen(&rules, &of(&idle)).as_deref(), Some("up"));
        assert_eq!(chosen(&rules, &of(&busy)).as_deref(), Some("dpe"));
        assert_eq!(decide(&rules, &of(&NO_NAMED_LOAD)), Err(UnknownLoad));
        assert_eq!(named_teams(&rules), ["up-12"]);
        // Nobody asks about it at another hour.
        assert_eq!(chosen(&rules, &facts("bags", 0)).as_deref(), Some("dpe"));
    }

    #[test]
    fn a_rule_set_without_holes_or_dead_rules_is_accepted() {
        assert_eq!(check(&paris(), &known(&["bags", "leaves"], &["75111"])), Ok(()));
    }

    #[test]
    fn a_hole_is_found_at_its_first_minute() {
        let rules = [rule("morning", &[], (0, 720), TeamKind::Dpe)];
        let flaws = flaws(&rules, &known(&["bags"], &["75111"]));
        assert!(matches!(flaws.as_slice(), [Flaw::Hole { minute: 720, .. }]), "{flaws:?}");
    }

    #[test]
    fn a_hole_that_only_a_full_team_meets_is_found() {
        let mut rules = vec![rule("dpe", &[], (0, 1440), TeamKind::Dpe)];
        rules[0].open_jobs.until = Some(40);
        let flaws = flaws(&rules, &known(&["bags"], &["75111"]));
        let [Flaw::Hole { jobs, .. }] = flaws.as_slice() else { panic!("{flaws:?}") };
        assert_eq!(*jobs, [("dpe".to_owned(), 40)]);
    }

    #[test]
    fn a_team_that_is_named_is_the_same_as_the_sectors_own() {
        let known = known(&["bags"], &["75111"]);
        let mut rules =
            vec![rule("few", &[], (0, 1440), TeamKind::Dpe), rule("many", &[], (0, 1440), TeamKind::Dpe)];
        (rules[0].team, rules[0].open_jobs.until) = (Some("dpe".into()), Some(40));
        rules[1].open_jobs.from = 40;
        assert_eq!(check(&rules, &known), Ok(()));
        rules[1].open_jobs = Counts { from: 0, until: Some(30) };
        let flaws = flaws(&rules, &known);
        assert!(flaws.contains(&Flaw::Dead { rule: "many".into(), by: names(&["few"]) }), "{flaws:?}");
        assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Hole { .. })), "{flaws:?}");
    }

    #[test]
    fn a_rule_that_earlier_ones_cover_is_dead_and_they_are_named() {
        let mut rules = paris();
        rules.reverse();
        let found = flaws(&rules, &known(&["bags"], &["75111"]));
        assert_eq!(found, [Flaw::Dead { rule: "up".into(), by: names(&["dpe"]) }]);
        rules.reverse();
        rules[0].until = rules[0].from;
        let found = flaws(&rules, &known(&["bags"], &["75111"]));
        assert_eq!(found, [Flaw::Dead { rule: "up".into(), by: names(&[]) }]);
    }

    #[test]
    fn a_pair_is_given_nothing_outside_its_shift_and_a_division_takes_the_night_on_its_next_round() {
        let mut rules = paris();
        rules[0].until = 1216;
        let known = known(&["bags"], &["75111"]);
        let flaw = |minute| Flaw::NoShift { rule: "up".into(), team: "up".into(), minute };
        assert_eq!(flaws(&rules, &known), [flaw(1215)]);
        (rules[0].from, rules[0].until) = (700, 1215);
        assert_eq!(flaws(&rules, &known), [flaw(700)]);
        let mut nobody = known.clone();
        nobody.teams[0].shift.until = nobody.teams[0].shift.from;
        let flaw = Flaw::NoShift { rule: "dpe".into(), team: "dpe".into(), minute: 0 };
        assert!(flaws(&paris(), &nobody).contains(&flaw));
        nobody.teams.remove(0);
        let flaw = Flaw::NoTeam { rule: "dpe".into(), sector: "75111".into() };
        assert!(flaws(&paris(), &nobody).contains(&flaw));
    }

    #[test]
    fn rules_that_overlap_in_part_for_different_teams_are_refused() {
        let mut rules = vec![
            rule("up", &["bags"], (750, 1215), TeamKind::UrgenceProprete),
            rule("late", &["bags", "leaves"], (1080, 1300), TeamKind::Dpe),
            rule("dpe", &[], (0, 1440), TeamKind::Dpe),
        ];
        let known = known(&["bags", "leaves"], &["75111"]);
        let found = flaws(&rules, &known);
        let [Flaw::Overlap { earlier, later, category, minute: 1080, .. }] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!((earlier.as_str(), later.as_str(), category.as_str()), ("up", "late", "bags"));
        // Cut where they meet, they don't overlap; nor do they if they choose the same kind of team.
        rules[1].from = 1215;
        assert_eq!(check(&rules, &known), Ok(()));
        (rules[1].from, rules[1].until, rules[1].team_kind) = (1080, 1215, TeamKind::UrgenceProprete);
        assert_eq!(check(&rules, &known), Ok(()));
        // Not so if one of them is a team by its name; a special rule before a general one is meant, whatever it asks.
        rules[1].team = Some("up".into());
        assert!(matches!(flaws(&rules, &known).as_slice(), [Flaw::Overlap { .. }]));
        let mut rules =
            vec![rule("special", &["bags"], (800, 900), TeamKind::Dpe), paris().remove(0), paris().remove(1)];
        rules[1].open_jobs.until = Some(40);
        assert_eq!(check(&rules, &known), Ok(()));
        // A general one that asks takes only some of its special one's cases.
        rules.swap(0, 1);
        assert!(matches!(flaws(&rules, &known).as_slice(), [Flaw::Overlap { .. }]));
    }

    #[test]
    fn unknown_names_are_refused() {
        let mut rules = paris();
        (rules[0].sectors, rules[1].team) = (names(&["99999"]), Some("up".into()));
        let flaws = flaws(&rules, &known(&["leaves"], &["75111"]));
        assert!(flaws.contains(&Flaw::UnknownCategory { rule: "up".into(), category: "bags".into() }));
        assert!(flaws.contains(&Flaw::UnknownSector { rule: "up".into(), sector: "99999".into() }));
        // There is one of this name, but of another kind.
        assert!(flaws.contains(&Flaw::UnknownTeam { rule: "dpe".into(), team: "up".into() }));
    }
}
