//! How long it takes, in each of its four meanings, beside the period before.

use chrono::Duration;
use model::histogram::Histogram;
use web::time;

use super::Seen;
use super::teams::Count;
use crate::desk::Measures;

/// One meaning of turnaround.
pub(super) struct Length {
    pub(super) name: String,
    /// How many it rests on.
    pub(super) of: String,
    pub(super) median: String,
    pub(super) median_was: String,
    pub(super) ninetieth: String,
    pub(super) ninetieth_was: String,
}

/// What partners have, or had.
pub(super) struct AtPartners {
    pub(super) reports: Count,
    /// How long they had them, on average, without stays that last.
    pub(super) time: String,
}

impl Seen<'_> {
    pub(super) fn lengths(&self, now: &Measures, was: &Measures) -> Vec<Length> {
        let meanings = [
            ("first-plain", &now.first_plain, &was.first_plain),
            ("first-working", &now.first_working, &was.first_working),
            ("last-plain", &now.last_plain, &was.last_plain),
            ("last-working", &now.last_working, &was.last_working),
        ];
        meanings.into_iter().map(|(name, now, was)| self.meaning(name, now, was)).collect()
    }

    fn meaning(&self, name: &str, now: &Histogram, was: &Histogram) -> Length {
        let before = |percent| {
            let was = was.percentile(percent);
            was.map(|was| self.texts.t1("desk-was", "time", self.length(Some(was)))).unwrap_or_default()
        };
        Length {
            name: self.texts.t(&format!("desk-length-{name}")),
            of: self.number(i64::try_from(now.count()).unwrap_or(i64::MAX)),
            median: self.length(now.percentile(50)),
            median_was: before(50),
            ninetieth: self.length(now.percentile(90)),
            ninetieth_was: before(90),
        }
    }

    pub(super) fn at_partners(&self, now: &Measures) -> AtPartners {
        let counts = &now.counts;
        let average =
            (counts.at_partner > 0).then(|| Duration::seconds(counts.partner_seconds / counts.at_partner));
        AtPartners {
            reports: Count { value: counts.at_partner, link: self.reports("at_partner", &[]) },
            time: average.map(|time| time::duration(self.texts, time)).unwrap_or_default(),
        }
    }
}
