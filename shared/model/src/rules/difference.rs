//! What two versions of the rules have different, and how changes that two people made to the same version come together.

use std::collections::{BTreeMap, BTreeSet};

use super::Rule;

/// What has become of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<'r> {
    /// It is new.
    Added(&'r Rule),
    /// It is gone.
    Removed(&'r Rule),
    /// It says something else.
    Changed {
        /// What it said.
        before: &'r Rule,
        /// What it says.
        after: &'r Rule,
        /// Whether its place among the others is another one, too.
        moved: bool,
    },
    /// It says the same at another place among the others.
    Moved(&'r Rule),
}

/// What has become of each rule that is not the same any more: in the order of the new rules, then those that are gone.
pub fn differences<'r>(before: &'r [Rule], after: &'r [Rule]) -> Vec<Change<'r>> {
    let was: BTreeMap<&str, &Rule> = before.iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let is: BTreeSet<&str> = after.iter().map(|rule| rule.id.as_str()).collect();
    let moved = moved(before, after);
    let there = after.iter().filter_map(|rule| match was.get(rule.id.as_str()) {
        None => Some(Change::Added(rule)),
        Some(old) if *old != rule => {
            Some(Change::Changed { before: old, after: rule, moved: moved.contains(rule.id.as_str()) })
        }
        Some(_) => moved.contains(rule.id.as_str()).then_some(Change::Moved(rule)),
    });
    let gone = before.iter().filter(|rule| !is.contains(rule.id.as_str())).map(Change::Removed);
    there.chain(gone).collect()
}

/// The fewest rules that one has to lift out and put back to come from one order to the other.
fn moved<'r>(before: &'r [Rule], after: &'r [Rule]) -> BTreeSet<&'r str> {
    let places: BTreeMap<&str, usize> =
        before.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let kept: Vec<(&str, usize)> =
        after.iter().filter_map(|rule| Some((rule.id.as_str(), *places.get(rule.id.as_str())?))).collect();
    // The longest row of rules that still follow each other stays where it is.
    let mut rows: Vec<(usize, Option<usize>)> = Vec::with_capacity(kept.len());
    for (at, (_, place)) in kept.iter().enumerate() {
        let before = (0..at).filter(|&other| kept[other].1 < *place);
        let best = before.max_by_key(|&other| (rows[other].0, std::cmp::Reverse(other)));
        rows.push((best.map_or(1, |other| rows[other].0 + 1), best));
    }
    let mut still = BTreeSet::new();
    let mut next = (0..rows.len()).max_by_key(|&at| (rows[at].0, std::cmp::Reverse(at)));
    while let Some(at) = next {
        still.insert(kept[at].0);
        next = rows[at].1;
    }
    kept.into_iter().map(|(id, _)| id).filter(|id| !still.contains(id)).collect()
}

/// One's own rules upon a newer version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What comes of both.
    pub rules: Vec<Rule>,
    /// Rules that both have changed, each in another way: they are as one has them oneself.
    pub both: Vec<String>,
}

/// Brings what was changed in `mine` and in `theirs`, both made from `base`, together: what only one has changed is as
/// they changed it. Where both have changed a rule or the order, it stays as in `mine`.
pub fn merge(base: &[Rule], theirs: &[Rule], mine: &[Rule]) -> Merged {
    let find = |rules: &[Rule], id: &str| rules.iter().find(|rule| rule.id == id).cloned();
    let mut both = Vec::new();
    let mut chosen = |id: &str| -> Option<Rule> {
        let (was, other, own) = (find(base, id), find(theirs, id), find(mine, id));
        if own == was {
            return other;
        }
        if other != was && other != own {
            both.push(id.to_owned());
        }
        own
    };
    let ids = |rules: &[Rule]| rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let order = if moved(base, mine).is_empty() {
        woven(ids(theirs), &ids(mine))
    } else {
        woven(ids(mine), &ids(theirs))
    };
    let rules = order.iter().filter_map(|id| chosen(id)).collect();
    Merged { rules, both }
}

/// The names of `first` in their order, with those that only `second` has, each behind the one that it follows there.
fn woven(mut first: Vec<String>, second: &[String]) -> Vec<String> {
    let mut behind = 0;
    for id in second {
        if let Some(at) = first.iter().position(|known| known == id) {
            behind = at + 1;
        } else {
            first.insert(behind, id.clone());
            behind += 1;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::rule;

    fn named(ids: &[&str]) -> Vec<Rule> {
        ids.iter().map(|id| rule(id, &[], (0, 1440), crate::city::TeamKind::Dpe)).collect()
    }

    fn later(mut rules: Vec<Rule>, id: &str, from: u16) -> Vec<Rule> {
        for rule in rules.iter_mut().filter(|rule| rule.id == id) {
            rule.from = from;
        }
        rules
    }

    fn order(rules: &[Rule]) -> Vec<&str> {
        rules.iter().map(|rule| rule.id.as_str()).collect()
    }

    #[test]
    fn what_is_new_gone_changed_or_moved_is_named_and_nothing_else() {
        let (before, after) = (named(&["a", "b", "c", "d"]), later(named(&["d", "a", "c", "e"]), "c", 60));
        let said: Vec<_> = differences(&before, &after)
            .iter()
            .map(|change| match change {
                Change::Added(rule) => format!("+{}", rule.id),
                Change::Removed(rule) => format!("-{}", rule.id),
                Change::Changed { after, moved, .. } => format!("~{}{}", after.id, u8::from(*moved)),
                Change::Moved(rule) => format!(">{}", rule.id),
            })
            .collect();
        assert_eq!(said, [">d", "~c0", "+e", "-b"]);
        assert_eq!(differences(&before, &before), []);
    }

    #[test]
    fn what_two_people_changed_comes_together_and_nothing_is_lost() {
        let base = named(&["a", "b", "c"]);
        let theirs = later(named(&["a", "new", "b", "c"]), "b", 60);
        let mine = later(named(&["a", "b", "own", "c"]), "c", 90);
        let merged = merge(&base, &theirs, &mine);
        assert_eq!(order(&merged.rules), ["a", "new", "b", "own", "c"]);
        assert_eq!((merged.rules[2].from, merged.rules[4].from), (60, 90));
        assert_eq!(merged.both, Vec::<String>::new());
    }

    #[test]
    fn a_rule_that_both_changed_stays_as_one_has_it_and_is_named() {
        let base = named(&["a", "b", "c"]);
        let merged = merge(&base, &later(base.clone(), "b", 60), &later(base.clone(), "b", 90));
        assert_eq!((merged.rules[1].from, merged.both), (90, vec!["b".to_owned()]));
        // One has taken it away, the other has changed it.
        let merged = merge(&base, &later(base.clone(), "b", 60), &named(&["a", "c"]));
        assert_eq!((order(&merged.rules), merged.both), (vec!["a", "c"], vec!["b".to_owned()]));
        let merged = merge(&base, &named(&["a", "c"]), &later(base.clone(), "c", 60));
        assert_eq!((order(&merged.rules), merged.both), (vec!["a", "c"], vec![]));
    }

    #[test]
    fn the_order_that_one_has_changed_wins_over_the_one_that_nobody_did() {
        let base = named(&["a", "b", "c"]);
        assert_eq!(order(&merge(&base, &named(&["c", "a", "b"]), &base).rules), ["c", "a", "b"]);
        assert_eq!(order(&merge(&base, &base, &named(&["b", "a", "c"])).rules), ["b", "a", "c"]);
    }
}
