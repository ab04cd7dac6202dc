//! A rule in plain words.

use std::collections::BTreeSet;

use model::calendar::DayKind;
use model::city::{Localized, TeamKind};
use model::rules::{Counts, Rule};
use web::Texts;

use crate::routes::said;
use crate::store::desk::Named;
use crate::store::rules::Choices;

/// What things are called, for one reader.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) texts: &'static Texts,
    pub(super) choices: &'a Choices,
}

/// A rule as it stands in a list.
pub(super) struct Card {
    pub(super) number: usize,
    pub(super) id: String,
    /// Who gets the report.
    pub(super) team: String,
    /// When: one condition a line; none: every case that is left.
    pub(super) when: Vec<String>,
    /// What a resident reads.
    pub(super) sentence: String,
    /// What is wrong with it, and what to do.
    pub(super) flaws: Vec<String>,
}

impl Words<'_> {
    pub(super) fn cards(&self, rules: &[Rule]) -> Vec<Card> {
        let card = |(number, rule): (usize, &Rule)| Card {
            number,
            id: rule.id.clone(),
            team: self.goes_to(rule),
            when: self.when(rule),
            sentence: self.text(&rule.sentence),
            flaws: Vec::new(),
        };
        (1..).zip(rules).map(card).collect()
    }

    pub(super) fn text(&self, text: &Localized) -> String {
        said(self.texts.language(), text).to_owned()
    }

    /// Who a rule gives to.
    pub(super) fn goes_to(&self, rule: &Rule) -> String {
        match &rule.team {
            Some(team) => self.team(team),
            None => self.texts.t(&format!("rules-kind-{}", rule.team_kind.as_str())),
        }
    }

    /// When a rule matches: what it leaves open is not said.
    pub(super) fn when(&self, rule: &Rule) -> Vec<String> {
        let texts = self.texts;
        let mut when = Vec::new();
        let listed = |key: &str, names: Vec<String>| texts.t1(key, "names", names.join(", "));
        if !rule.categories.is_empty() {
            let names = rule.categories.iter().map(|id| self.category(id)).collect();
            when.push(listed("rules-when-categories", names));
        }
        if !rule.sectors.is_empty() {
            let ordered = self.choices.sectors.iter().filter(|sector| rule.sectors.contains(&sector.id));
            let mut names: Vec<_> = ordered.map(|sector| self.text(&sector.name)).collect();
            let known = |id: &&String| self.choices.sectors.iter().any(|sector| sector.id == **id);
            names.extend(rule.sectors.iter().filter(|id| !known(id)).cloned());
            when.push(listed("rules-when-sectors", names));
        }
        if rule.days != BTreeSet::from(DayKind::ALL) {
            when.push(listed("rules-when-days", rule.days.iter().map(|day| self.day(*day)).collect()));
        }
        if (rule.from, rule.until) != (0, 1440) {
            let facts = [("from", self.minute(rule.from).into()), ("until", self.minute(rule.until).into())];
            when.push(texts.with("rules-when-hours", &facts));
        }
        when.extend(self.counts("followers", rule.followers));
        when.extend(self.counts("jobs", rule.open_jobs));
        when
    }

    fn counts(&self, what: &str, counts: Counts) -> Option<String> {
        let (from, until) = (counts.from, counts.until);
        let key = match (from, until) {
            (0, None) => return None,
            (_, None) => "from",
            (0, Some(_)) => "until",
            (_, Some(_)) => "between",
        };
        let facts = [("from", from.into()), ("until", until.unwrap_or_default().into())];
        Some(self.texts.with(&format!("rules-when-{what}-{key}"), &facts))
    }

    pub(super) fn day(&self, day: DayKind) -> String {
        self.texts.t(&format!("rules-day-{}", name_of(day)))
    }

    /// A time of day.
    pub(super) fn minute(&self, minute: u16) -> String {
        if minute == 1440 {
            return self.texts.t("rules-midnight");
        }
        let (hour, minute) = (format!("{}", minute / 60), format!("{:02}", minute % 60));
        self.texts.with("rules-clock", &[("hour", hour.into()), ("minute", minute.into())])
    }

    pub(super) fn category(&self, id: &str) -> String {
        let all = self.choices.groups.iter().flat_map(|(_, categories)| categories);
        self.named(all, id)
    }

    pub(super) fn sector(&self, id: &str) -> String {
        self.named(self.choices.sectors.iter(), id)
    }

    pub(super) fn team(&self, id: &str) -> String {
        let team = self.choices.teams.iter().find(|team| team.id == id);
        team.map_or_else(|| id.to_owned(), |team| self.text(&team.name))
    }

    fn named<'n>(&self, mut all: impl Iterator<Item = &'n Named>, id: &str) -> String {
        all.find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| self.text(&one.name))
    }
}

/// The name of a kind of day in forms and texts.
pub(super) const fn name_of(day: DayKind) -> &'static str {
    match day {
        DayKind::Mon => "mon",
        DayKind::Tue => "tue",
        DayKind::Wed => "wed",
        DayKind::Thu => "thu",
        DayKind::Fri => "fri",
        DayKind::Sat => "sat",
        DayKind::Sun => "sun",
        DayKind::Holiday => "holiday",
    }
}

/// The choice of a team as a form names it: a kind, or one team.
pub(super) fn choice_of(rule: &Rule) -> String {
    match &rule.team {
        Some(team) => format!("team:{team}"),
        None => format!("kind:{}", rule.team_kind.as_str()),
    }
}

/// What a form's choice means; none: there is no such team.
pub(super) fn chosen(choices: &Choices, choice: &str) -> Option<(TeamKind, Option<String>)> {
    match choice.split_once(':')? {
        ("kind", kind) => Some((TeamKind::ALL.into_iter().find(|known| known.as_str() == kind)?, None)),
        ("team", id) => {
            let team = choices.teams.iter().find(|team| team.id == id)?;
            Some((team.kind, Some(team.id.clone())))
        }
        _ => None,
    }
}
