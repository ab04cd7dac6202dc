//! What to look at: the few numbers of a page that stand out, in words, each opening its reports.

use chrono::Duration;
use model::histogram::Histogram;
use web::time;

use super::asked::NO_TEAM;
use super::{Seen, said};
use crate::desk::{Counts, Turnaround};
use crate::store::desk::Choices;

/// Closes below which a share or a median is chance.
const ENOUGH: i64 = 20;
/// How many times the usual share stands out.
const TIMES: i64 = 2;
/// Notices on a page: more would be a list, and there is a table for that.
const MOST: usize = 5;

/// One of them.
pub(super) struct Notice {
    pub(super) words: String,
    pub(super) link: String,
}

impl Seen<'_> {
    /// The most pressing first; none when nothing stands out.
    pub(super) fn notices(&self, known: &Choices, there: &Turnaround, before: &Turnaround) -> Vec<Notice> {
        let mut notices = Vec::new();
        notices.extend(self.without_team(there));
        notices.extend(self.overloaded(known, there));
        notices.extend(self.slower(known, there, before));
        notices.extend(self.disputed(known, there));
        notices.extend(self.doubtful(there));
        notices.truncate(MOST);
        notices
    }

    fn notice(&self, name: &str, facts: &[(&str, String)], link: String) -> Notice {
        let facts: Vec<_> = facts.iter().map(|(name, fact)| (*name, fact.clone().into())).collect();
        Notice { words: self.texts.with(&format!("desk-notice-{name}"), &facts), link }
    }

    /// Nobody goes there.
    fn without_team(&self, there: &Turnaround) -> Option<Notice> {
        let open = there.teams.get("")?.counts.open;
        let link = self.reports("open", &[("team", NO_TEAM)]);
        (open > 0).then(|| self.notice("no-team", &[("count", self.number(open))], link))
    }

    /// The team with the most that is late, where that is more than a few and more than a fifth of what it has open.
    fn overloaded(&self, known: &Choices, there: &Turnaround) -> Option<Notice> {
        let teams = there.teams.iter().filter(|(id, _)| !id.is_empty());
        let (id, measures) = teams.max_by_key(|(_, measures)| measures.overdue)?;
        let stands_out = measures.overdue >= 5 && measures.overdue * 5 > measures.counts.open;
        let facts = [("team", self.team(known, id)), ("count", self.number(measures.overdue))];
        stands_out.then(|| self.notice("late", &facts, self.reports("late", &[("team", id)])))
    }

    /// The team whose median has grown most, by a quarter or more.
    fn slower(&self, known: &Choices, there: &Turnaround, before: &Turnaround) -> Option<Notice> {
        let grown = there.teams.iter().filter_map(|(id, measures)| {
            let was = before.teams.get(id)?;
            let (now, was) = (median(&measures.first_plain)?, median(&was.first_plain)?);
            (!id.is_empty() && now.num_minutes() * 4 >= was.num_minutes() * 5).then_some((
                now - was,
                id,
                now,
                was,
            ))
        });
        let (_, id, now, was) = grown.max()?;
        let length = |length| time::duration(self.texts, length);
        let facts = [("team", self.team(known, id)), ("now", length(now)), ("was", length(was))];
        Some(self.notice("slower", &facts, format!("/desk{}", self.look.query(&[("team", id)]))))
    }

    /// The sector where "not clean" is said most, where that is twice as often as everywhere.
    fn disputed(&self, known: &Choices, there: &Turnaround) -> Option<Notice> {
        let all = &there.total.counts;
        let sectors = known.sectors.iter().filter_map(|sector| {
            let counts = &there.sectors.get(&sector.id)?.counts;
            // a / b ≥ TIMES · A / B, without dividing.
            let twice = counts.contested * closed(all) >= TIMES * all.contested * closed(counts);
            (closed(counts) >= ENOUGH && counts.contested > 0 && twice).then_some((counts, sector))
        });
        let (counts, sector) = sectors.max_by_key(|(counts, _)| counts.contested * 1_000 / closed(counts))?;
        let share = self.share((counts.contested, closed(counts)));
        let facts = [("sector", said(self.texts.language(), &sector.name).to_owned()), ("share", share)];
        Some(self.notice("contested", &facts, self.reports("contested", &[("sector", &sector.id)])))
    }

    fn doubtful(&self, there: &Turnaround) -> Option<Notice> {
        let count = there.total.counts.doubtful;
        let link = self.reports("doubtful", &[]);
        (count > 0).then(|| self.notice("doubtful", &[("count", self.number(count))], link))
    }
}

fn closed(counts: &Counts) -> i64 {
    counts.within + counts.beyond
}

/// The median of enough closes.
fn median(lengths: &Histogram) -> Option<Duration> {
    lengths.percentile(50).filter(|_| i64::try_from(lengths.count()).is_ok_and(|count| count >= ENOUGH))
}
