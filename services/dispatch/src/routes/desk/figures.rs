//! The numbers on top of the desk, each beside the period before.

use std::cmp::Ordering;

use model::histogram::Histogram;
use web::time;

use super::{Seen, hundredths};
use crate::desk::{Counts, Measures, Turnaround};

/// A number, what it is, and how it was in the period before.
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: String,
    /// Opens its reports; empty: it is no count of any.
    pub(super) link: String,
    pub(super) note: String,
    /// `up` is better, `down` is worse; empty: neither.
    pub(super) trend: &'static str,
    pub(super) late: bool,
}

/// What is better: more of it, less of it, or neither.
#[derive(Clone, Copy)]
enum Better {
    More,
    Less,
    Neither,
}

impl Better {
    fn trend(self, change: Ordering) -> &'static str {
        match (self, change) {
            (Self::More, Ordering::Greater) | (Self::Less, Ordering::Less) => "up",
            (Self::More, Ordering::Less) | (Self::Less, Ordering::Greater) => "down",
            _ => "",
        }
    }
}

impl Seen<'_> {
    pub(super) fn figures(&self, there: &Turnaround, was: &Measures) -> Vec<Figure> {
        let now = &there.total;
        let (counts, earlier) = (&now.counts, &was.counts);
        let closed = |counts: &Counts| counts.within + counts.beyond;
        let met = |counts: &Counts| (counts.within, closed(counts));
        let contested = |counts: &Counts| (counts.contested, closed(counts));
        vec![
            self.count("received", counts.received, earlier.received, Better::Neither),
            self.count("done", counts.done, earlier.done, Better::More),
            self.count("open", counts.open, earlier.open, Better::Neither),
            self.count("late", now.overdue, was.overdue, Better::Less),
            self.span("median", &now.first_plain, &was.first_plain, 50),
            self.span("ninetieth", &now.first_plain, &was.first_plain, 90),
            self.part("within", met(counts), met(earlier), Better::More),
            self.part("contested", contested(counts), contested(earlier), Better::Less),
            self.span("last-median", &now.last_plain, &was.last_plain, 50),
            self.span("working-median", &now.first_working, &was.first_working, 50),
            self.count("doubtful", counts.doubtful, earlier.doubtful, Better::Less),
            Figure {
                note: self.texts.t1("desk-grades", "count", counts.grades),
                ..self.figure("grade", self.grade(counts))
            },
        ]
    }

    fn figure(&self, name: &str, value: String) -> Figure {
        let name = self.texts.t(&format!("desk-{name}"));
        Figure { name, value, link: String::new(), note: String::new(), trend: "", late: false }
    }

    fn count(&self, name: &str, value: i64, was: i64, better: Better) -> Figure {
        Figure {
            link: self.reports(name, &[]),
            note: self.change(value, was),
            trend: if was == 0 { "" } else { better.trend(value.cmp(&was)) },
            late: name == "late" && value > 0,
            ..self.figure(name, self.number(value))
        }
    }

    fn part(&self, name: &str, part: (i64, i64), was: (i64, i64), better: Better) -> Figure {
        let (note, trend) = match (hundredths(part), hundredths(was)) {
            (Some(now), Some(before)) => {
                let points = self.tenths(now - before, true);
                (self.texts.t1("desk-points", "points", points), better.trend(now.cmp(&before)))
            }
            _ => (self.texts.t("desk-no-before"), ""),
        };
        // The share is of its reports; what is said of them opens them.
        Figure { link: self.reports(name, &[]), note, trend, ..self.figure(name, self.share(part)) }
    }

    fn span(&self, name: &str, now: &Histogram, was: &Histogram, percent: u8) -> Figure {
        let value = now.percentile(percent);
        let (note, trend) = match (value, was.percentile(percent)) {
            (Some(value), Some(before)) if value < before => {
                (self.texts.t1("desk-faster", "time", time::duration(self.texts, before - value)), "up")
            }
            (Some(value), Some(before)) if value > before => {
                (self.texts.t1("desk-slower", "time", time::duration(self.texts, value - before)), "down")
            }
            (Some(_), Some(_)) => (self.texts.t("desk-same"), ""),
            _ => (self.texts.t("desk-no-before"), ""),
        };
        Figure { note, trend, ..self.figure(name, self.length(value)) }
    }
}
