//! What is wrong with rules, at the rule where it can be put right: what, and what to do.

use std::collections::BTreeMap;

use model::rules::{Flaw, Rule};
use web::texts::Value;

use super::words::{Card, Words};

/// Categories that a hole names, at most.
const NAMED: usize = 4;

impl Words<'_> {
    /// Puts each flaw at its rule. A hole is at the last one: behind it, it could be filled. Gives how many there are.
    pub(super) fn mark(&self, cards: &mut [Card], rules: &[Rule], flaws: &[Flaw]) -> usize {
        let mut said: Vec<(usize, String)> = Vec::new();
        let place = |id: &str| rules.iter().rposition(|rule| rule.id == id).unwrap_or_default();
        for (rule, words) in flaws.iter().filter_map(|flaw| self.flaw(flaw)) {
            said.push((place(&rule), words));
        }
        let last = rules.len().saturating_sub(1);
        said.extend(self.holes(flaws).into_iter().map(|words| (last, words)));
        let count = said.len();
        for (at, words) in said {
            if let Some(card) = cards.get_mut(at) {
                card.flaws.push(words);
            }
        }
        count
    }

    /// The rule of a flaw, and its words. Holes are said together.
    fn flaw(&self, flaw: &Flaw) -> Option<(String, String)> {
        let said = |key: &str, facts: &[(&str, Value<'_>)]| self.texts.with(key, facts);
        Some(match flaw {
            Flaw::Hole { .. } => return None,
            Flaw::Dead { rule, by } if by.is_empty() => (rule.clone(), said("rules-flaw-empty", &[])),
            Flaw::Dead { rule, by } => {
                let by = by.iter().cloned().collect::<Vec<_>>().join(", ");
                (rule.clone(), said("rules-flaw-dead", &[("rules", by.into())]))
            }
            Flaw::Overlap { earlier, later, category, day, minute } => {
                let facts = [
                    ("rule", earlier.as_str().into()),
                    ("category", self.category(category).into()),
                    ("day", self.day(*day).into()),
                    ("time", self.minute(*minute).into()),
                ];
                (later.clone(), said("rules-flaw-overlap", &facts))
            }
            Flaw::NoShift { rule, team, minute } => {
                let shift = self.choices.teams.iter().find(|known| known.id == *team).map(|team| team.shift);
                let bounds = shift.filter(|shift| shift.from < shift.until);
                let (from, until) = bounds.map_or((0, 0), |shift| (shift.from, shift.until));
                let facts = [
                    ("team", self.team(team).into()),
                    ("time", self.minute(*minute).into()),
                    ("from", self.minute(from).into()),
                    ("until", self.minute(until).into()),
                ];
                let key = if bounds.is_some() { "rules-flaw-no-shift" } else { "rules-flaw-never-on-duty" };
                (rule.clone(), said(key, &facts))
            }
            Flaw::NoTeam { rule, sector } => {
                (rule.clone(), said("rules-flaw-no-team", &[("sector", self.sector(sector).into())]))
            }
            Flaw::UnknownCategory { rule, category } => {
                (rule.clone(), said("rules-flaw-category", &[("name", category.as_str().into())]))
            }
            Flaw::UnknownSector { rule, sector } => {
                (rule.clone(), said("rules-flaw-sector", &[("name", sector.as_str().into())]))
            }
            Flaw::UnknownTeam { rule, team } => {
                (rule.clone(), said("rules-flaw-team", &[("name", team.as_str().into())]))
            }
            Flaw::Twice(rule) => (rule.clone(), said("rules-flaw-twice", &[])),
        })
    }

    /// Holes of the same case are one sentence, however many categories they leave without a team.
    fn holes(&self, flaws: &[Flaw]) -> Vec<String> {
        let mut cases: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for flaw in flaws {
            if let Flaw::Hole { category, sector, day, minute, followers, jobs } = flaw {
                let case = (*minute, *day, sector, *followers, jobs);
                cases.entry(case).or_default().push(self.category(category));
            }
        }
        let said = cases.into_iter().map(|((minute, day, sector, followers, jobs), categories)| {
            let more = categories.len().saturating_sub(NAMED);
            let named = categories.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
            let named = if more == 0 {
                named
            } else {
                self.texts.with("rules-flaw-and-more", &[("names", named.into()), ("count", more.into())])
            };
            let jobs = jobs.iter().map(|(team, jobs)| {
                let facts = [("team", self.team(team).into()), ("jobs", (*jobs).into())];
                self.texts.with("rules-flaw-hole-jobs", &facts)
            });
            let facts = [
                ("categories", named.into()),
                ("sector", self.sector(sector).into()),
                ("day", self.day(day).into()),
                ("time", self.minute(minute).into()),
                ("followers", followers.into()),
                ("jobs", jobs.collect::<String>().into()),
            ];
            self.texts.with("rules-flaw-hole", &facts)
        });
        said.collect()
    }
}
