//! Every case there is, cell by cell: one stands for all between two cuts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Flaw, Known};
use crate::calendar::DayKind;
use crate::city::TeamKind;
use crate::rules::{Counts, Rule};

/// What the cells say.
#[derive(Default)]
pub(super) struct Found {
    /// Rules that match somewhere, by their place.
    pub(super) alive: BTreeSet<usize>,
    /// For a rule: those that take its cases somewhere.
    pub(super) taken: BTreeMap<usize, BTreeSet<usize>>,
    /// The first hole of each category.
    pub(super) holes: Vec<Flaw>,
    /// Rules that give to nobody, or to who has no shift: the first case of each.
    pub(super) unfit: Vec<Flaw>,
}

/// A rule in a sector, with the team that it chooses there; none: the sector has none of that kind.
type Here = (usize, Option<usize>);

/// Where nothing matches: minute, followers, and the teams whose open jobs matter.
type Gap = (u16, u32, Vec<(String, u32)>);

pub(super) struct Cells<'a> {
    rules: &'a [Rule],
    known: &'a Known,
    found: Found,
    /// What was looked at: many sectors, days and categories have the very same rules for the same teams.
    seen: HashMap<Vec<Here>, Option<Gap>>,
    unfit: BTreeSet<usize>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(rules: &'a [Rule], known: &'a Known) -> Self {
        Self { rules, known, found: Found::default(), seen: HashMap::new(), unfit: BTreeSet::new() }
    }

    pub(super) fn look(mut self) -> Found {
        for category in &self.known.categories {
            let mut hole = None;
            for sector in &self.known.sectors {
                let here = self.here(category, sector);
                for day in DayKind::ALL {
                    let today: Vec<Here> =
                        here.iter().copied().filter(|(at, _)| self.rules[*at].days.contains(&day)).collect();
                    let gap = self.gap(today, sector);
                    hole = hole.or_else(|| gap.map(|gap| (sector.clone(), day, gap)));
                }
            }
            self.found.holes.extend(hole.map(|(sector, day, (minute, followers, jobs))| Flaw::Hole {
                category: category.clone(),
                sector,
                day,
                minute,
                followers,
                jobs,
            }));
        }
        self.found
    }

    /// The rules for a category in a sector.
    fn here(&self, category: &str, sector: &str) -> Vec<Here> {
        let team = |rule: &Rule| {
            self.known.teams.iter().position(|team| match &rule.team {
                Some(id) => team.id == *id,
                None => team.kind == rule.team_kind && team.sectors.contains(sector),
            })
        };
        let all = self.rules.iter().enumerate().filter(|(_, rule)| {
            (rule.categories.is_empty() || rule.categories.contains(category))
                && (rule.sectors.is_empty() || rule.sectors.contains(sector))
        });
        all.map(|(at, rule)| (at, team(rule))).collect()
    }

    /// Looks at every cell of these rules, once.
    fn gap(&mut self, rules: Vec<Here>, sector: &str) -> Option<Gap> {
        if let Some(gap) = self.seen.get(&rules) {
            return gap.clone();
        }
        let mut gap = None;
        for minute in self.minutes(&rules) {
            for followers in cuts(rules.iter().map(|(at, _)| self.rules[*at].followers)) {
                let open = self.cell(&rules, (minute, followers), sector);
                gap = gap.or_else(|| open.map(|jobs| (minute, followers, jobs)));
            }
        }
        self.seen.insert(rules, gap.clone());
        gap
    }

    fn minutes(&self, rules: &[Here]) -> BTreeSet<u16> {
        let bounds = rules.iter().flat_map(|(at, team)| {
            let rule = &self.rules[*at];
            let shift = team.map(|team| self.known.teams[team].shift);
            [Some(rule.from), Some(rule.until), shift.map(|shift| shift.from), shift.map(|shift| shift.until)]
        });
        bounds.flatten().filter(|bound| *bound < 1440).chain([0]).collect()
    }

    /// Looks at one cell: open jobs of different teams are anything beside each other, so what is left for a rule is what
    /// earlier rules of its own team leave, unless those of some team leave nothing. Gives open jobs that nobody takes.
    fn cell(
        &mut self,
        rules: &[Here],
        (minute, followers): (u16, u32),
        sector: &str,
    ) -> Option<Vec<(String, u32)>> {
        let mut taken: BTreeMap<usize, Vec<Counts>> = BTreeMap::new();
        let (mut before, mut full): (Vec<usize>, bool) = (Vec::new(), false);
        for &(at, team) in rules {
            let rule = &self.rules[at];
            if !(rule.from <= minute && minute < rule.until && rule.followers.contains(followers)) {
                continue;
            }
            let of_team = team.map(|team| taken.entry(team).or_default());
            let left = of_team.as_deref().map_or(Some(0), |taken| free(taken, rule.open_jobs.from));
            let left = left.filter(|left| rule.open_jobs.contains(*left) && !full);
            if left.is_none() {
                self.found.taken.entry(at).or_default().extend(before.iter().filter(|_| !is_empty(rule)));
                continue;
            }
            self.found.alive.insert(at);
            before.push(at);
            match of_team {
                // Nobody is asked how much a team has to do that isn't there.
                None => full = true,
                Some(of_team) => {
                    of_team.push(rule.open_jobs);
                    full = free(of_team, 0).is_none();
                }
            }
            self.fit((at, team), minute, sector);
        }
        let name = |team: &usize| self.known.teams[*team].id.clone();
        (!full).then(|| {
            let open = taken.iter().filter_map(|(team, taken)| Some((name(team), free(taken, 0)?)));
            open.filter(|(_, jobs)| *jobs > 0).collect()
        })
    }

    /// Whether a rule's team is there and on duty; said once for each rule.
    fn fit(&mut self, (at, team): Here, minute: u16, sector: &str) {
        let rule = self.rules[at].id.clone();
        let flaw = match team.map(|team| &self.known.teams[team]) {
            // A name that nobody knows is said as such.
            None if self.rules[at].team.is_some() => return,
            None => Flaw::NoTeam { rule, sector: sector.to_owned() },
            Some(team) => {
                let on_duty = team.shift.from <= minute && minute < team.shift.until;
                let fits = match team.kind {
                    TeamKind::UrgenceProprete => on_duty,
                    TeamKind::Dpe => team.shift.from < team.shift.until,
                };
                if fits {
                    return;
                }
                Flaw::NoShift { rule, team: team.id.clone(), minute }
            }
        };
        if self.unfit.insert(at) {
            self.found.unfit.push(flaw);
        }
    }
}

/// The first count from `from` on that no interval has; none: they have all.
fn free(taken: &[Counts], from: u32) -> Option<u32> {
    let mut count = from;
    while let Some(interval) = taken.iter().find(|interval| interval.contains(count)) {
        count = interval.until?;
    }
    Some(count)
}

fn is_empty(rule: &Rule) -> bool {
    rule.open_jobs.until.is_some_and(|until| until <= rule.open_jobs.from)
}

fn cuts(intervals: impl Iterator<Item = Counts>) -> BTreeSet<u32> {
    intervals.flat_map(|counts| [Some(counts.from), counts.until]).flatten().chain([0]).collect()
}
