//! What the form of a rule holds, and the rule that it means.

use std::collections::{BTreeMap, BTreeSet};

use model::calendar::DayKind;
use model::city::Localized;
use model::rules::{Counts, Rule};
use web::Texts;

use super::super::words::{choice_of, chosen, name_of};
use crate::store::rules::Choices;

/// Characters of a sentence, at most.
const MOST_SENTENCE: usize = 160;
/// Characters of a rule's name, at most.
const MOST_ID: usize = 40;

/// The fields as they were sent, or as a rule has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Filled {
    pub(super) id: String,
    /// The rule that a new one stands before.
    pub(super) before: String,
    pub(super) categories: BTreeSet<String>,
    pub(super) sectors: BTreeSet<String>,
    pub(super) days: BTreeSet<String>,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) followers_from: String,
    pub(super) followers_until: String,
    pub(super) jobs_from: String,
    pub(super) jobs_until: String,
    pub(super) team: String,
    pub(super) sentence_fr: String,
    pub(super) sentence_en: String,
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors(BTreeMap<&'static str, String>);

impl Errors {
    pub(super) fn set(&mut self, field: &'static str, words: String) {
        self.0.insert(field, words);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Empty: nothing is wrong with it.
    pub(super) fn of(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }
}

impl Filled {
    /// Nothing yet: every case, for the first kind of team.
    pub(super) fn fresh(rules: &[Rule], before: String) -> Self {
        let names = (rules.len() + 1..).map(|number| format!("rule-{number}"));
        let id = names.into_iter().find(|name| !rules.iter().any(|rule| rule.id == *name));
        Self {
            id: id.unwrap_or_default(),
            before,
            days: DayKind::ALL.into_iter().map(|day| name_of(day).to_owned()).collect(),
            from: "00:00".to_owned(),
            until: "24:00".to_owned(),
            team: "kind:dpe".to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn of(rule: &Rule) -> Self {
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let from = |counts: Counts| if counts.from == 0 { String::new() } else { counts.from.to_string() };
        let until = |counts: Counts| counts.until.map(|until| until.to_string()).unwrap_or_default();
        Self {
            id: rule.id.clone(),
            before: String::new(),
            categories: rule.categories.clone(),
            sectors: rule.sectors.clone(),
            days: rule.days.iter().map(|day| name_of(*day).to_owned()).collect(),
            from: time(rule.from),
            until: time(rule.until),
            followers_from: from(rule.followers),
            followers_until: until(rule.followers),
            jobs_from: from(rule.open_jobs),
            jobs_until: until(rule.open_jobs),
            team: choice_of(rule),
            sentence_fr: rule.sentence.fr.clone(),
            sentence_en: rule.sentence.en.clone(),
        }
    }

    pub(super) fn sent(fields: &[(String, String)]) -> Self {
        let of = |name: &str| {
            let value = fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
            value.unwrap_or_default().to_owned()
        };
        let all = |name: &str| {
            fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
        };
        Self {
            id: of("id"),
            before: of("before"),
            categories: all("category"),
            sectors: all("sector"),
            days: all("day"),
            from: of("from"),
            until: of("until"),
            followers_from: of("followers_from"),
            followers_until: of("followers_until"),
            jobs_from: of("jobs_from"),
            jobs_until: of("jobs_until"),
            team: of("team"),
            sentence_fr: of("sentence_fr"),
            sentence_en: of("sentence_en"),
        }
    }

    /// The rule that it means, or what is wrong with it.
    pub(super) fn rule(&self, choices: &Choices, texts: &Texts) -> Result<Rule, Errors> {
        let mut errors = Errors::default();
        let known = choices.known();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > MOST_ID || !self.id.chars().all(is_name) {
            errors.set("id", texts.t1("rules-wrong-id", "most", MOST_ID));
        }
        if !self.categories.is_subset(&known.categories) {
            errors.set("category", texts.t("rules-wrong-category"));
        }
        if !self.sectors.is_subset(&known.sectors) {
            errors.set("sector", texts.t("rules-wrong-sector"));
        }
        let days: BTreeSet<_> =
            DayKind::ALL.into_iter().filter(|day| self.days.contains(name_of(*day))).collect();
        if days.is_empty() {
            errors.set("day", texts.t("rules-wrong-day"));
        }
        let (from, until) = self.hours(texts, &mut errors);
        let followers = counts(
            (&self.followers_from, &self.followers_until),
            ("followers_from", "followers_until"),
            texts,
            &mut errors,
        );
        let open_jobs =
            counts((&self.jobs_from, &self.jobs_until), ("jobs_from", "jobs_until"), texts, &mut errors);
        let team = chosen(choices, &self.team);
        if team.is_none() {
            errors.set("team", texts.t("rules-wrong-team"));
        }
        for (field, sentence) in [("sentence_fr", &self.sentence_fr), ("sentence_en", &self.sentence_en)] {
            if sentence.is_empty() || sentence.contains(char::is_control) {
                errors.set(field, texts.t("rules-wrong-sentence"));
            } else if sentence.chars().count() > MOST_SENTENCE {
                errors.set(field, texts.t1("rules-wrong-sentence-long", "most", MOST_SENTENCE));
            }
        }
        let (Some((team_kind, team)), true) = (team, errors.is_empty()) else { return Err(errors) };
        Ok(Rule {
            id: self.id.clone(),
            categories: self.categories.clone(),
            sectors: self.sectors.clone(),
            days,
            from,
            until,
            followers,
            open_jobs,
            team_kind,
            team,
            sentence: Localized { fr: self.sentence_fr.clone(), en: self.sentence_en.clone() },
        })
    }

    fn hours(&self, texts: &Texts, errors: &mut Errors) -> (u16, u16) {
        let (from, until) = (minute(&self.from), minute(&self.until));
        for (field, parsed) in [("from", from), ("until", until)] {
            if parsed.is_none() {
                errors.set(field, texts.t("rules-wrong-time"));
            }
        }
        match from.zip(until) {
            Some((from, until)) if from < until => (from, until),
            Some(_) => {
                errors.set("until", texts.t("rules-wrong-order"));
                (0, 0)
            }
            None => (0, 0),
        }
    }
}

/// "12:30", "9:05", "12 h 30" as people write it; "24:00" ends the day.
fn minute(text: &str) -> Option<u16> {
    let text = text.replace(char::is_whitespace, "").replace(['h', 'H'], ":");
    let (hour, minute) = text.split_once(':')?;
    let minute = if minute.is_empty() { "0" } else { minute };
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60 || hour == 24 && minute == 0).then_some(hour * 60 + minute)
}

/// Empty: no end on that side.
fn counts(
    (from, until): (&str, &str),
    (from_field, until_field): (&'static str, &'static str),
    texts: &Texts,
    errors: &mut Errors,
) -> Counts {
    let mut number = |field, text: &str| -> Option<u32> {
        if text.is_empty() {
            return None;
        }
        let parsed = text.parse().ok().filter(|number| *number <= 100_000);
        if parsed.is_none() {
            errors.set(field, texts.t("rules-wrong-number"));
        }
        parsed
    };
    let counts = Counts { from: number(from_field, from).unwrap_or(0), until: number(until_field, until) };
    if counts.until.is_some_and(|until| until <= counts.from) {
        errors.set(until_field, texts.t("rules-wrong-order"));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, read) in [
            ("12:30", Some(750)),
            ("12 h 30", Some(750)),
            ("12h", Some(720)),
            ("9:05", Some(545)),
            ("24:00", Some(1440)),
            ("24:01", None),
            ("12", None),
            ("", None),
            ("99999:00", None),
        ] {
            assert_eq!(minute(text), read, "{text}");
        }
    }
}
