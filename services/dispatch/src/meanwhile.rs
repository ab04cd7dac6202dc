//! What happened to a report before a crew's move came: who was faster, or that nobody was, in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::ids::{ReportId, StaffId};
use model::moves::{Actor, Move, State};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Language, Texts, time};

use crate::Service;
use crate::routes::said;
use crate::store::jobs;
use crate::store::meanwhile::{self, Found};

/// What happened to the report before a crew's move came.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Meanwhile {
    /// The move that led to where the report stands.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    step: Option<&'static str>,
    /// Who made it: a kind, as in the table of moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'static str>,
    /// Whether it was who asks, perhaps with another phone.
    own: bool,
    /// The name of the colleague who made it; of the asker's own team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    colleague: Option<String>,
    /// The name of the team that the report is with now, in the asked language.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<String>,
    /// When the move was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<DateTime<Utc>>,
    /// Of a duplicate: the public number of the report that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<String>,
    /// What happened, as a heading in the asked language.
    pub(crate) heading: String,
    /// Who did it, when, and what it means for what was sent: sentences in the asked language.
    pub(crate) words: String,
    /// Whether the report is still the asker's team's.
    #[serde(skip)]
    pub(crate) theirs: bool,
}

impl Meanwhile {
    /// What became of a report that a crew asked `step` of; none if it never was their team's.
    pub(crate) async fn find(
        service: &Service,
        (staff, language): (StaffId, Language),
        report: ReportId,
        step: Move,
    ) -> anyhow::Result<Option<Self>> {
        let Some(found) = meanwhile::find(&service.database, report, staff).await? else { return Ok(None) };
        let zone = jobs::city(&service.database).await?.zone;
        Ok(Some(Self::of(found, (staff, language), step, (zone, service.clock.now()))))
    }

    fn of(
        found: Found,
        (staff, language): (StaffId, Language),
        step: Move,
        (zone, now): (Tz, DateTime<Utc>),
    ) -> Self {
        let texts = Texts::of(language);
        let last = found.last.as_ref();
        let own = last.is_some_and(|last| last.actor == Actor::Crew && last.by == Some(staff.0));
        let what = What::of(&found, own);
        let team = found.team.as_ref().map(|team| said(language, team).to_owned());
        let state = texts.t(&format!("state-{}", found.state));
        let facts = [
            ("moment", last.map(|last| time::moment(texts, last.at, zone, now)).unwrap_or_default().into()),
            ("name", last.and_then(|last| last.name.clone()).unwrap_or_else(|| texts.t("somebody")).into()),
            ("team", team.clone().unwrap_or_default().into()),
            ("main", found.main.clone().unwrap_or_default().into()),
            ("state", state.into()),
        ];
        let mut words = texts.with(&what.words(last.map(|last| last.step)), &facts);
        if let Some(next) = what.next(step, found.state) {
            words = format!("{words} {}", texts.t(next));
        }
        let colleague = last.filter(|_| what == What::Colleague).and_then(|last| last.name.clone());
        Self {
            step: last.map(|last| last.step.as_str()),
            actor: last.map(|last| last.actor.as_str()),
            own,
            colleague,
            team,
            at: last.map(|last| last.at),
            main: found.main,
            heading: texts.t(&format!("meanwhile-{}", what.name())),
            words,
            theirs: found.theirs,
        }
    }
}

/// What happened, as its words tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A colleague of the same team was faster.
    Colleague,
    /// Who asks did it.
    Own,
    /// It is another team's now.
    OtherTeam,
    /// It is nobody's: a referent decides.
    Waits,
    /// It is the same problem as another report.
    Merged,
    /// A referent decided otherwise.
    Referent,
    /// A partner answered.
    Partner,
    /// Time, or whoever else.
    Moved,
}

impl What {
    fn of(found: &Found, own: bool) -> Self {
        match (found.theirs, &found.team, found.state, found.last.as_ref().map(|last| last.actor)) {
            (false, Some(_), _, _) => Self::OtherTeam,
            (false, None, _, _) => Self::Waits,
            (true, _, State::Duplicate, _) => Self::Merged,
            (_, _, _, Some(Actor::Crew)) if own => Self::Own,
            (_, _, _, Some(Actor::Crew)) => Self::Colleague,
            (_, _, _, Some(Actor::Referent)) => Self::Referent,
            (_, _, _, Some(Actor::Contractor)) => Self::Partner,
            _ => Self::Moved,
        }
    }

    /// `meanwhile-{name}` is its heading.
    const fn name(self) -> &'static str {
        match self {
            Self::Colleague => "colleague",
            Self::Own => "own",
            Self::OtherTeam => "other-team",
            Self::Waits => "waits",
            Self::Merged => "merged",
            Self::Referent => "referent",
            Self::Partner => "partner",
            Self::Moved => "moved",
        }
    }

    /// The text that says who and when.
    fn words(self, last: Option<Move>) -> String {
        match (self, last) {
            (Self::Colleague, Some(step @ (Move::Take | Move::Close))) => format!("meanwhile-{step}"),
            (Self::Colleague, _) => "meanwhile-by".to_owned(),
            (Self::OtherTeam, _) => "job-other-team".to_owned(),
            (Self::Merged, _) => "meanwhile-main".to_owned(),
            (_, Some(_)) if self != Self::Waits => "meanwhile-since".to_owned(),
            _ => "job-elsewhere".to_owned(),
        }
    }

    /// The text that says what it means for what was sent; none where nothing is to be said.
    fn next(self, step: Move, state: State) -> Option<&'static str> {
        match (self, step, state) {
            (Self::Own, _, _) => None,
            (Self::Colleague, Move::Close, State::Done) => Some("close-not-sent"),
            _ => Some("take-nothing-lost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_happen_has_its_words_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::of(language);
            for what in [
                What::Colleague,
                What::Own,
                What::OtherTeam,
                What::Waits,
                What::Merged,
                What::Referent,
                What::Partner,
                What::Moved,
            ] {
                assert!(texts.has(&format!("meanwhile-{}", what.name())), "{what:?}");
                for last in Move::ALL.iter().copied().map(Some).chain([None]) {
                    let words = what.words(last);
                    assert!(texts.has(&words), "{what:?} after {last:?}: {words}");
                }
                for state in State::ALL {
                    let next = what.next(Move::Close, *state);
                    assert!(next.is_none_or(|next| texts.has(next)), "{what:?} in {state}");
                }
            }
        }
    }
}
