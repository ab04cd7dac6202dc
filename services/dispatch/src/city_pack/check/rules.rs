//! The rules against everything they name, and against each other.

use std::collections::BTreeSet;

use model::city::{HandledBy, Team};
use model::rules::{self, Known, Rule};

use super::Wrong;
use crate::city_pack::flaw::Flaw;
use crate::city_pack::pack::Draft;

/// Every flaw of the rules. Holes, dead and overlapping rules are sought when all rules, categories and sectors could be
/// read: else what is missing may only be unreadable.
pub(super) fn flaws(draft: &Draft<'_>) -> Vec<Flaw> {
    let rules: Vec<Rule> = draft.rules.values().cloned().collect();
    let categories: BTreeSet<String> = draft
        .categories
        .values()
        .filter(|category| category.handled_by == HandledBy::Cleaning)
        .map(|category| category.id.clone())
        .chain(draft.categories.broken.iter().cloned())
        .collect();
    let teams: Vec<Team> = draft.teams.values().cloned().collect();
    let known = Known { categories, sectors: draft.sectors.ids(), teams };
    let complete =
        draft.rules.complete && draft.categories.complete && draft.sectors.complete && draft.teams.complete;
    let found = if complete {
        rules::check(&rules, &known).err().unwrap_or_default()
    } else {
        rules::unknown_names(&rules, &known)
    };
    // A team that can't be read may be the one that a rule names.
    let unread =
        |flaw: &&rules::Flaw| draft.teams.complete || !matches!(flaw, rules::Flaw::UnknownTeam { .. });
    let mut flaws: Vec<Flaw> = found.iter().filter(unread).filter_map(|flaw| placed(draft, flaw)).collect();
    for entry in &draft.rules.sound {
        let wrong = Wrong { document: &draft.in_rules, entry: ("rule", entry.at) };
        flaws.extend(wrong.silent(&[("sentence", &entry.value.sentence)]));
    }
    flaws
}

/// A flaw with its line. Doubled ids are found for every file alike, not here.
fn placed(draft: &Draft<'_>, flaw: &rules::Flaw) -> Option<Flaw> {
    let (rule, key) = match flaw {
        // Behind the last rule: there it could be filled.
        rules::Flaw::Hole { .. } => {
            (draft.rules.sound.last().map(|entry| entry.value.id.as_str()), "categories")
        }
        rules::Flaw::Dead { rule, .. } => (Some(rule.as_str()), "id"),
        rules::Flaw::NoShift { rule, .. } => (Some(rule.as_str()), "until"),
        rules::Flaw::UnknownTeam { rule, .. } => (Some(rule.as_str()), "team"),
        rules::Flaw::Overlap { later, .. } => (Some(later.as_str()), "id"),
        rules::Flaw::UnknownCategory { rule, .. } => (Some(rule.as_str()), "categories"),
        rules::Flaw::UnknownSector { rule, .. } => (Some(rule.as_str()), "sectors"),
        // That a sector lacks a team is said of the teams.
        rules::Flaw::Twice(_) | rules::Flaw::NoTeam { .. } => return None,
    };
    let entry = draft.rules.sound.iter().rev().find(|entry| Some(entry.value.id.as_str()) == rule);
    let at = entry.map_or(0, |entry| entry.at);
    Some(draft.in_rules.flaw(("rule", at), key, flaw.to_string()))
}
