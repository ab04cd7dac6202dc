//! The table: Urgence Propreté beside the DPE, then each team, those with the most that is late first.

use std::collections::BTreeMap;

use model::city::TeamKind;

use super::asked::NO_TEAM;
use super::{Seen, said};
use crate::desk::{Measures, Turnaround};
use crate::store::desk::Choices;

/// A kind of team, or a team.
pub(super) struct Row {
    pub(super) name: String,
    /// The page about it alone.
    pub(super) link: String,
    pub(super) received: Count,
    pub(super) median: String,
    /// How the median was in the period before.
    pub(super) was: String,
    pub(super) ninetieth: String,
    pub(super) working: String,
    pub(super) within: String,
    pub(super) late: Count,
    pub(super) contested: String,
    pub(super) grade: String,
}

/// A count that opens its reports.
pub(super) struct Count {
    pub(super) value: i64,
    pub(super) link: String,
}

impl Seen<'_> {
    pub(super) fn kinds(&self, known: &Choices, there: &Turnaround, before: &Turnaround) -> Vec<Row> {
        let (now, was) = (by_kind(known, there), by_kind(known, before));
        let none = Measures::default();
        let rows = [TeamKind::Dpe, TeamKind::UrgenceProprete].into_iter().filter_map(|kind| {
            let name = self.texts.t(&format!("desk-kind-{}", kind.as_str()));
            let measures = now.get(kind.as_str())?;
            let was = was.get(kind.as_str()).unwrap_or(&none);
            Some(self.row(name, ("kind", kind.as_str()), measures, was))
        });
        rows.collect()
    }

    pub(super) fn teams(&self, known: &Choices, there: &Turnaround, before: &Turnaround) -> Vec<Row> {
        let none = Measures::default();
        let rows = there.teams.iter().filter(|(_, measures)| measures.counts.received > 0);
        let rows = rows.map(|(id, measures)| {
            let was = before.teams.get(id).unwrap_or(&none);
            let own = if id.is_empty() { NO_TEAM } else { id };
            self.row(self.team(known, id), ("team", own), measures, was)
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by(|one, other| {
            other.late.value.cmp(&one.late.value).then_with(|| one.name.cmp(&other.name))
        });
        rows
    }

    /// A team's name, also of one that cleans none of the referent's sectors any more.
    pub(super) fn team(&self, known: &Choices, id: &str) -> String {
        match known.teams.iter().find(|team| team.id == id) {
            Some(team) => said(self.texts.language(), &team.name).to_owned(),
            None if id.is_empty() => self.texts.t("desk-no-team"),
            None => id.to_owned(),
        }
    }

    fn row(&self, name: String, own: (&str, &str), measures: &Measures, was: &Measures) -> Row {
        let counts = &measures.counts;
        let closed = counts.within + counts.beyond;
        let link = |show: &str| self.reports(show, &[own]);
        let was = was.first_plain.percentile(50);
        Row {
            name,
            link: format!("/desk{}", self.look.query(&[own])),
            received: Count { value: counts.received, link: link("received") },
            median: self.length(measures.first_plain.percentile(50)),
            was: was.map(|was| self.texts.t1("desk-was", "time", self.length(Some(was)))).unwrap_or_default(),
            ninetieth: self.length(measures.first_plain.percentile(90)),
            working: self.length(measures.first_working.percentile(50)),
            within: self.share((counts.within, closed)),
            late: Count { value: measures.overdue, link: link("late") },
            contested: self.share((counts.contested, closed)),
            grade: self.grade(counts),
        }
    }
}

/// What is known of each kind of team, by the teams as they are now.
fn by_kind(known: &Choices, there: &Turnaround) -> BTreeMap<&'static str, Measures> {
    let mut kinds = BTreeMap::new();
    for team in &known.teams {
        let Some(measures) = there.teams.get(&team.id) else { continue };
        kinds.entry(team.kind.as_str()).or_insert_with(Measures::default).merge(measures);
    }
    kinds
}
