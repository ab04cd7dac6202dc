//! Which team, by which rule, and why: the one place that decides, for reports and for bare points.

use model::city::Localized;
use model::rules::{self, Facts, Rule, UnknownLoad};
use web::{Language, Texts};

use crate::store::assignments::Teams;

/// A team and the rule that chose it, or neither; and why.
#[derive(Debug)]
pub(crate) struct Choice<'a> {
    pub(crate) team: Option<&'a str>,
    pub(crate) rule: Option<&'a str>,
    pub(crate) sentence: Localized,
}

/// Decides. `partner`: whom the category is passed to, if no cleaning team handles it; `teams`: the sector's.
pub(crate) fn choose<'a>(
    facts: &Facts<'_>,
    partner: Option<&Localized>,
    teams: &'a Teams,
    rules: &'a [Rule],
) -> Choice<'a> {
    let referent = |fr: String, en: String| Choice { team: None, rule: None, sentence: Localized { fr, en } };
    let (fr, en) = (Texts::of(Language::Fr), Texts::of(Language::En));
    if let Some(partner) = partner {
        return referent(
            fr.t1("assignment-partner", "partner", partner.fr.as_str()),
            en.t1("assignment-partner", "partner", partner.en.as_str()),
        );
    }
    match pick(facts, teams, rules) {
        Ok(Some((rule, team))) => {
            Choice { team: Some(team), rule: Some(&rule.id), sentence: rule.sentence.clone() }
        }
        Ok(None) | Err(UnknownLoad) => referent(fr.t("assignment-no-rule"), en.t("assignment-no-rule")),
    }
}

/// The rule that decides, and the team that it chooses.
pub(crate) fn pick<'a>(
    facts: &Facts<'_>,
    teams: &'a Teams,
    rules: &'a [Rule],
) -> Result<Option<(&'a Rule, &'a str)>, UnknownLoad> {
    let rule = rules::decide(rules, facts)?;
    Ok(rule.and_then(|rule| Some((rule, rule.team.as_deref().or_else(|| teams.of(rule.team_kind))?))))
}

/// The team that a referent named.
pub(crate) fn by_referent(team: &str) -> Choice<'_> {
    let said = |language| Texts::of(language).t("assignment-by-referent");
    let sentence = Localized { fr: said(Language::Fr), en: said(Language::En) };
    Choice { team: Some(team), rule: None, sentence }
}
