//! What one version of the rules has different from another, in plain words.

use std::collections::BTreeSet;

use model::rules::{self, Change, Counts, Rule};

use super::words::Words;

/// What has become of one rule.
pub(super) struct Changed {
    /// `added`, `removed`, `changed` or `moved`.
    pub(super) kind: &'static str,
    pub(super) id: String,
    /// What it said, and says, part by part.
    pub(super) parts: Vec<Part>,
}

/// One part of a rule: the words before and after, either of which may be missing.
pub(super) struct Part {
    pub(super) before: String,
    pub(super) after: String,
}

impl Words<'_> {
    /// What has become of each rule that is not the same any more.
    pub(super) fn changes(&self, before: &[Rule], after: &[Rule]) -> Vec<Changed> {
        let place = |id: &str| after.iter().position(|rule| rule.id == id).map_or(0, |at| at + 1);
        let moved = |id: &str| self.texts.t1("rules-change-place", "number", place(id));
        let new_place = |id: &str| Part { before: String::new(), after: moved(id) };
        let changes = rules::differences(before, after).into_iter().map(|change| match change {
            Change::Added(rule) => changed("added", rule, self.parts(None, Some(rule))),
            Change::Removed(rule) => changed("removed", rule, self.parts(Some(rule), None)),
            Change::Changed { before, after, moved } => {
                let mut parts = self.parts(Some(before), Some(after));
                parts.extend(moved.then(|| new_place(&after.id)));
                changed("changed", after, parts)
            }
            Change::Moved(rule) => changed("moved", rule, vec![new_place(&rule.id)]),
        });
        changes.collect()
    }

    /// What only one of them says.
    fn parts(&self, before: Option<&Rule>, after: Option<&Rule>) -> Vec<Part> {
        let (before, after) = (
            before.map(|rule| self.all(rule)).unwrap_or_default(),
            after.map(|rule| self.all(rule)).unwrap_or_default(),
        );
        let only = |one: &[(usize, String)], other: &[(usize, String)], part: usize| {
            let words = one
                .iter()
                .filter(|(of, words)| *of == part && !other.iter().any(|(_, known)| known == words));
            words.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" · ")
        };
        let parts = (0..PARTS)
            .map(|part| Part { before: only(&before, &after, part), after: only(&after, &before, part) });
        parts.filter(|part| !(part.before.is_empty() && part.after.is_empty())).collect()
    }

    /// Everything that a rule says, each with its part: the team, the conditions, the sentence in each language.
    fn all(&self, rule: &Rule) -> Vec<(usize, String)> {
        let team = (0, self.texts.t1("rules-change-team", "team", self.goes_to(rule)));
        let bare = Rule {
            categories: BTreeSet::default(),
            sectors: BTreeSet::default(),
            days: model::calendar::DayKind::ALL.into(),
            from: 0,
            until: 1440,
            followers: Counts::default(),
            open_jobs: Counts::default(),
            ..rule.clone()
        };
        // Each condition alone, so that it stands beside what it was before.
        let alone = [
            Rule { categories: rule.categories.clone(), ..bare.clone() },
            Rule { sectors: rule.sectors.clone(), ..bare.clone() },
            Rule { days: rule.days.clone(), ..bare.clone() },
            Rule { from: rule.from, until: rule.until, ..bare.clone() },
            Rule { followers: rule.followers, ..bare.clone() },
            Rule { open_jobs: rule.open_jobs, ..bare },
        ];
        let conditions = (1..).zip(alone).flat_map(|(part, rule)| {
            self.when(&rule).into_iter().map(move |words| (part, words)).collect::<Vec<_>>()
        });
        let quoted = |words: &str| self.texts.t1("rules-change-sentence", "sentence", words.to_owned());
        let sentences = [(PARTS - 2, quoted(&rule.sentence.fr)), (PARTS - 1, quoted(&rule.sentence.en))];
        std::iter::once(team).chain(conditions).chain(sentences).collect()
    }
}

fn changed(kind: &'static str, rule: &Rule, parts: Vec<Part>) -> Changed {
    Changed { kind, id: rule.id.clone(), parts }
}

/// Team, six conditions, two sentences.
const PARTS: usize = 9;
