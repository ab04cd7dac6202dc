//! The figures of one report, from all its moves.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::{closing_time, plain};
use crate::calendar::Calendar;
use crate::moves::{Move, State};

/// A move that was made: what its row in the history says about time. Rows that are no moves (somebody follows) are
/// left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The move.
    pub step: Move,
    /// The state that it led to.
    pub to: State,
    /// When it happened, as its author says.
    pub occurred_at: DateTime<Utc>,
    /// When the server wrote it.
    pub recorded_at: DateTime<Utc>,
}

/// What a report is measured by. Calendar and target are those of the category that it has now, as `due_at` is.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Of its category.
    pub calendar: &'a Calendar,
    /// The city's.
    pub zone: Tz,
    /// Plain hours from the receipt within which it should be closed.
    pub target: Duration,
}

/// From the server's receipt to a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// All the time that passed, at partners too.
    pub plain: Duration,
    /// What of it were working hours, at partners too.
    pub working: Duration,
    /// What of `plain` a partner had it.
    pub partner: Duration,
}

/// The figures of one report. They are its team's: nothing here knows who moved it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// First turnaround: to the first close, whatever came after it. None if it was never closed.
    pub first: Option<Span>,
    /// Final turnaround: to the last close, while the report rests on it. None while it is open (again), and if it
    /// ended otherwise: refused after its close was contested, it was closed only once, and not for good. Without a
    /// contest it is the same as the first.
    pub last: Option<Span>,
    /// How long partners had it, in plain time, closed or not. A stay that lasts is not in it.
    pub partner: Duration,
    /// Since when a partner has it, while one does.
    pub partner_since: Option<DateTime<Utc>>,
    /// How often somebody said that it is not clean, of closes and of refusals.
    pub contests: u32,
    /// Whether the first turnaround, in plain time, kept the target: closed at the very moment it was due, it did. None
    /// if it was never closed: whether it is overdue depends on the time.
    pub within_target: Option<bool>,
}

/// The figures of a report from its history, in the order of writing. None without its receipt: nothing begins then.
///
/// A close counts from when the crew says that it cleaned ([`closing_time`]). One that was undone never happened. A
/// report that was merged has no figures: what happens to it happens to the report that goes on.
pub fn figures(history: &[Made], terms: &Terms<'_>) -> Option<Figures> {
    let received_at = history.iter().find(|made| made.step == Move::Receive)?.recorded_at;
    if history.iter().any(|made| made.step == Move::Merge) {
        return Some(Figures::default());
    }
    let way = Way::of(history, received_at);
    let span = |closed_at: &DateTime<Utc>| Span {
        plain: plain(received_at, *closed_at),
        working: terms.calendar.working(received_at, *closed_at, terms.zone),
        partner: covered(&way.stays, received_at, *closed_at),
    };
    let first = way.closes.first().map(span);
    Some(Figures {
        first,
        last: way.closes.last().filter(|_| way.rests).map(span),
        partner: covered(&way.stays, received_at, DateTime::<Utc>::MAX_UTC),
        partner_since: way.since,
        contests: way.contests,
        within_target: first.map(|first| first.plain <= terms.target),
    })
}

/// What a history says, put in order.
#[derive(Default)]
struct Way {
    /// The closes that were not undone, as they count.
    closes: Vec<DateTime<Utc>>,
    /// It rests on the last of them.
    rests: bool,
    /// From when to when partners had it.
    stays: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Since when a partner has it.
    since: Option<DateTime<Utc>>,
    contests: u32,
}

impl Way {
    fn of(history: &[Made], received_at: DateTime<Utc>) -> Self {
        let (mut way, mut dispatched_at) = (Self::default(), received_at);
        for made in history {
            let at = closing_time(made.occurred_at, made.recorded_at, dispatched_at);
            if let Some(since) = way.since.take() {
                way.stays.push((since, at));
            }
            way.rests = made.to == State::Done || made.to == State::Archived && way.rests;
            match made.step {
                Move::Assign if made.to == State::Dispatched => dispatched_at = made.recorded_at,
                Move::Close => way.closes.push(at),
                Move::Undo => drop(way.closes.pop()),
                Move::Transfer => way.since = Some(at),
                Move::Contest => way.contests += 1,
                _ => {}
            }
        }
        way.stays.sort_unstable();
        way
    }
}

/// How much of the time between two moments stays cover, each moment once: phones that were late may say that one began
/// before another ended. They are in order.
fn covered(stays: &[(DateTime<Utc>, DateTime<Utc>)], from: DateTime<Utc>, until: DateTime<Utc>) -> Duration {
    let (mut sum, mut counted) = (Duration::zero(), from);
    for (begin, end) in stays {
        let (begin, end) = ((*begin).max(counted), (*end).min(until));
        if begin < end {
            sum += end - begin;
            counted = end;
        }
    }
    sum
}

#[cfg(test)]
mod tests;
