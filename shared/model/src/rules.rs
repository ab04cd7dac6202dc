//! The ordered dispatch rules of a city: first match wins.
//!
//! A rule uses only sets and half-open intervals, so that a program can find holes and rules that never match.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::city::{Hours, Localized, TeamKind, day_minute};

/// A kind of day. A public holiday is `Holiday`, whatever its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum DayKind {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
    Holiday,
}

impl DayKind {
    /// Every kind of day.
    pub const ALL: [Self; 8] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun, Self::Holiday];

    /// The kind of a day of the city's calendar (France's public holidays, Code du travail, L3133-1).
    pub fn of(day: NaiveDate) -> Self {
        if is_public_holiday(day) {
            return Self::Holiday;
        }
        Self::ALL[day.weekday().num_days_from_monday() as usize]
    }
}

/// Whether a day is one of the eleven public holidays of France (Code du travail, L3133-1).
pub fn is_public_holiday(day: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    // Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
    const MOVABLE: [i64; 3] = [1, 39, 50];
    FIXED.contains(&(day.month(), day.day()))
        || easter(day.year())
            .is_some_and(|easter| MOVABLE.contains(&day.signed_duration_since(easter).num_days()))
}

/// Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (lunar_year, century, year_of_century) = (year % 19, year / 100, year % 100);
    let century_correction = (8 * century + 13) / 25;
    let epact = (19 * lunar_year + century - century / 4 - century_correction + 15) % 30;
    let to_sunday = (2 * (century % 4) + 2 * (year_of_century / 4) - year_of_century % 4 + 32 - epact) % 7;
    let late_moon = (lunar_year + 11 * epact + 19 * to_sunday) / 433;
    let month = (epact + to_sunday - 7 * late_moon + 90) / 25;
    let day = (epact + to_sunday - 7 * late_moon + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

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

/// The kind of day and the minute at a moment, in the city's own time.
pub fn local_day_and_minute(moment: DateTime<Utc>, zone: Tz) -> (DayKind, u16) {
    let local = moment.with_timezone(&zone);
    (DayKind::of(local.date_naive()), crate::city::minute_of(local.time()))
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
    use chrono::TimeZone;

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

    #[test]
    fn the_day_is_the_city_s_own_not_utc_s() {
        // 23:30 UTC on Monday is half past midnight on Tuesday in Paris, in winter.
        let moment = Utc.with_ymd_and_hms(2026, 11, 23, 23, 30, 0).single().expect("a moment");
        assert_eq!(local_day_and_minute(moment, chrono_tz::Europe::Paris), (DayKind::Tue, 30));
        // On the night of the change back, 2:30 happens twice; both are half past two.
        for hour in [0, 1] {
            let moment = Utc.with_ymd_and_hms(2026, 10, 25, hour, 30, 0).single().expect("a moment");
            assert_eq!(local_day_and_minute(moment, chrono_tz::Europe::Paris), (DayKind::Sun, 150));
        }
    }

    #[test]
    fn public_holidays_include_the_movable_ones() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        for holiday in [
            day(2026, 4, 6),
            day(2026, 5, 14),
            day(2026, 5, 25),
            day(2026, 7, 14),
            day(2024, 4, 1),
            day(2000, 4, 24),
        ] {
            assert_eq!(DayKind::of(holiday), DayKind::Holiday, "{holiday}");
        }
        for working in [day(2026, 4, 3), day(2026, 4, 7), day(2026, 11, 24)] {
            assert_ne!(DayKind::of(working), DayKind::Holiday, "{working}");
        }
        assert_eq!(easter(2027), NaiveDate::from_ymd_opt(2027, 3, 28));
        assert_eq!(easter(2038), NaiveDate::from_ymd_opt(2038, 4, 25));
    }
}
