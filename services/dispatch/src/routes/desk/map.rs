//! The map: sectors, darker where there is more of what was chosen.

use chrono::Duration;
use web::time;

use super::{Seen, hundredths, said};
use crate::desk::{Measures, Turnaround};
use crate::store::desk::Choices;

/// What it can be coloured by.
pub(super) const COLOURS: [&str; 10] = [
    "late",
    "median",
    "ninetieth",
    "last-median",
    "working-median",
    "beyond",
    "contested",
    "doubtful",
    "grade",
    "received",
];

/// A sector of the map.
pub(super) struct Area {
    pub(super) path: String,
    pub(super) words: String,
    pub(super) link: String,
    /// From 0 to 5: how dark.
    pub(super) shade: usize,
}

/// What a sector is coloured by.
enum Value {
    Length(Duration),
    /// In tenths of a per cent.
    Share(i64),
    Count(i64),
    /// In tenths.
    Grade(i64),
}

impl Value {
    fn of(colour: &str, measures: &Measures) -> Option<Self> {
        let counts = &measures.counts;
        let closed = counts.within + counts.beyond;
        let share = |part, whole| hundredths((part, whole)).map(Self::Share);
        match colour {
            "median" => measures.first_plain.percentile(50).map(Self::Length),
            "ninetieth" => measures.first_plain.percentile(90).map(Self::Length),
            "last-median" => measures.last_plain.percentile(50).map(Self::Length),
            "working-median" => measures.first_working.percentile(50).map(Self::Length),
            "beyond" => share(counts.beyond, closed),
            "contested" => share(counts.contested, closed),
            "doubtful" => share(counts.doubtful, closed),
            "grade" => (counts.grades > 0).then(|| Self::Grade(counts.grade_sum * 10 / counts.grades)),
            "received" => Some(Self::Count(counts.received)),
            _ => share(measures.overdue, counts.received),
        }
    }

    /// Larger is darker.
    fn size(&self) -> i64 {
        match self {
            Self::Length(length) => length.num_minutes(),
            Self::Share(number) | Self::Count(number) | Self::Grade(number) => *number,
        }
    }
}

impl Seen<'_> {
    pub(super) fn map(&self, known: &Choices, there: &Turnaround, colour: &str) -> Vec<Area> {
        let none = Measures::default();
        let value = |id: &str| Value::of(colour, there.sectors.get(id).unwrap_or(&none));
        let sizes = known.sectors.iter().filter_map(|sector| value(&sector.id).map(|value| value.size()));
        let most = sizes.max().unwrap_or(0).max(1);
        let areas = known.sectors.iter().map(|sector| {
            let value = value(&sector.id);
            let words = match &value {
                None => self.texts.t("desk-none"),
                Some(Value::Length(length)) => time::duration(self.texts, *length),
                Some(Value::Share(share)) => self.percent(*share),
                Some(Value::Count(count)) => self.number(*count),
                Some(Value::Grade(tenths)) => self.tenths(*tenths, false),
            };
            let name = said(self.texts.language(), &sector.name);
            // A share opens the reports that it is of.
            let show = if matches!(colour, "late" | "beyond" | "contested" | "doubtful") {
                colour
            } else {
                "received"
            };
            Area {
                path: sector.path.clone(),
                words: self.texts.with("desk-area", &[("name", name.into()), ("value", words.into())]),
                link: self.reports(show, &[("sector", &sector.id)]),
                shade: value
                    .map_or(0, |value| usize::try_from(value.size().max(0) * 5 / most).unwrap_or(5).min(5)),
            }
        });
        areas.collect()
    }
}
