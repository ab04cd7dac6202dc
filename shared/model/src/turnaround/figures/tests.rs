use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Europe::Paris;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::*;
use crate::calendar::{DayKind, Opening, local_day_and_minute};
use crate::moves::line;

/// A calendar from Monday to Friday, and on Saturday and Sunday if they are given.
fn open(from: u16, until: u16, more: &[DayKind]) -> Calendar {
    let days = DayKind::ALL[..5].iter().chain(more).copied().collect();
    Calendar::try_from(vec![Opening { days, from, until }]).expect("a calendar")
}

/// A moment on the clocks of Paris.
fn paris(text: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = format!("{text}:00").parse().expect("a time");
    Paris.from_local_datetime(&local).single().expect("one moment").to_utc()
}

/// A move that is recorded as it happens.
fn made(step: Move, to: State, at: &str) -> Made {
    Made { step, to, occurred_at: paris(at), recorded_at: paris(at) }
}

/// A move that a phone brings later.
fn late(step: Move, to: State, occurred: &str, recorded: &str) -> Made {
    Made { step, to, occurred_at: paris(occurred), recorded_at: paris(recorded) }
}

/// Monday to Friday from 8 to 20, and a day to do it.
fn measured(history: &[Made]) -> Figures {
    let calendar = open(480, 1200, &[]);
    let terms = Terms { calendar: &calendar, zone: Paris, target: Duration::hours(24) };
    figures(history, &terms).expect("it was received")
}

fn span(plain: i64, working: i64, partner: i64) -> Span {
    let [plain, working, partner] = [plain, working, partner].map(Duration::minutes);
    Span { plain, working, partner }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Received on Tuesday 24 November 2026 at 9:00, dispatched at once, in progress at 10:00.
fn begun() -> Vec<Made> {
    vec![
        made(Move::Receive, State::Received, "2026-11-24T09:00"),
        made(Move::Assign, State::Dispatched, "2026-11-24T09:00"),
        made(Move::Take, State::InProgress, "2026-11-24T10:00"),
    ]
}

fn with(more: &[Made]) -> Vec<Made> {
    [begun(), more.to_vec()].concat()
}

#[test]
fn an_open_report_has_no_turnaround_yet() {
    assert_eq!(measured(&begun()), Figures::default());
    let calendar = open(480, 1200, &[]);
    let terms = Terms { calendar: &calendar, zone: Paris, target: Duration::hours(24) };
    assert_eq!(figures(&begun()[1..], &terms), None);
}

#[test]
fn a_close_ends_first_and_final_turnaround_alike() {
    let closed = with(&[made(Move::Close, State::Done, "2026-11-24T11:30")]);
    let expected = span(150, 150, 0);
    let figures = Figures {
        first: Some(expected),
        last: Some(expected),
        within_target: Some(true),
        ..Figures::default()
    };
    assert_eq!(measured(&closed), figures);
    // At rest, a year later, they are the same.
    assert_eq!(
        measured(&[closed, vec![made(Move::Archive, State::Archived, "2027-11-25T04:00")]].concat()),
        figures
    );
}

#[test]
fn a_report_of_friday_night_that_is_closed_on_monday_waited_for_the_weekend() {
    let history = [
        made(Move::Receive, State::Received, "2026-11-27T20:14"),
        made(Move::Assign, State::Dispatched, "2026-11-27T20:14"),
        made(Move::Close, State::Done, "2026-11-30T08:30"),
    ];
    let plain = 2 * DAY + 12 * HOUR + 16;
    let working = |calendar: &Calendar| {
        let terms = Terms { calendar, zone: Paris, target: Duration::hours(72) };
        figures(&history, &terms).and_then(|figures| figures.first)
    };
    // Until 20:15 a minute of Friday counts; until 20:00 none does.
    assert_eq!(working(&open(480, 1215, &[])), Some(span(plain, 31, 0)));
    assert_eq!(working(&open(480, 1200, &[])), Some(span(plain, 30, 0)));
    let every_day = open(750, 1215, &[DayKind::Sat, DayKind::Sun]);
    assert_eq!(working(&every_day), Some(span(plain, 1 + 2 * 465, 0)));
    assert_eq!(measured(&history).within_target, Some(false));
}

#[test]
fn on_days_when_clocks_change_time_passes_as_ever() {
    let of = |received, closed| {
        let history = [
            made(Move::Receive, State::Received, received),
            made(Move::Assign, State::Dispatched, received),
            made(Move::Close, State::Done, closed),
        ];
        measured(&history).first
    };
    // Saturday noon to Monday noon.
    assert_eq!(of("2026-03-28T12:00", "2026-03-30T12:00"), Some(span(47 * HOUR, 4 * HOUR, 0)));
    assert_eq!(of("2026-10-24T12:00", "2026-10-26T12:00"), Some(span(49 * HOUR, 4 * HOUR, 0)));
}

#[test]
fn easter_monday_is_not_worked() {
    let history = [
        made(Move::Receive, State::Received, "2026-04-03T18:00"),
        made(Move::Assign, State::Dispatched, "2026-04-03T18:01"),
        made(Move::Close, State::Done, "2026-04-07T09:00"),
    ];
    assert_eq!(measured(&history).first, Some(span(3 * DAY + 15 * HOUR, 3 * HOUR, 0)));
}

#[test]
fn contested_twice_the_first_close_is_the_first_and_the_last_is_final() {
    let mut history = with(&[
        made(Move::Close, State::Done, "2026-11-24T11:00"),
        made(Move::Contest, State::Reopened, "2026-11-24T12:00"),
        made(Move::Assign, State::Dispatched, "2026-11-24T12:00"),
        made(Move::Close, State::Done, "2026-11-24T15:00"),
        made(Move::Contest, State::Reopened, "2026-11-25T09:00"),
    ]);
    let contested = measured(&history);
    assert_eq!((contested.first, contested.last, contested.contests), (Some(span(120, 120, 0)), None, 2));
    history.push(made(Move::Assign, State::Dispatched, "2026-11-25T09:00"));
    history.push(made(Move::Close, State::Done, "2026-11-25T11:00"));
    let figures = measured(&history);
    assert_eq!((figures.first, figures.contests), (Some(span(120, 120, 0)), 2));
    assert_eq!(figures.last, Some(span(26 * HOUR, 14 * HOUR, 0)));
    // The target is the first turnaround's: it was closed in time, though not well.
    assert_eq!(figures.within_target, Some(true));
}

#[test]
fn refused_after_a_contest_it_was_closed_once_and_not_for_good() {
    let mut history = with(&[
        made(Move::Close, State::Done, "2026-11-24T11:00"),
        made(Move::Contest, State::Reopened, "2026-11-24T12:00"),
        made(Move::Assign, State::Dispatched, "2026-11-24T12:00"),
        made(Move::Refuse, State::Rejected, "2026-11-24T15:00"),
    ]);
    let refused = measured(&history);
    assert_eq!((refused.first, refused.last, refused.contests), (Some(span(120, 120, 0)), None, 1));
    history.push(made(Move::Archive, State::Archived, "2027-11-25T04:00"));
    assert_eq!(measured(&history), refused);
    // A refusal alone is no close.
    assert_eq!(
        measured(&with(&[made(Move::Refuse, State::Rejected, "2026-11-24T11:00")])),
        Figures::default()
    );
}

#[test]
fn an_undone_close_never_happened() {
    let mut history = with(&[
        made(Move::Close, State::Done, "2026-11-24T11:00"),
        made(Move::Undo, State::InProgress, "2026-11-24T11:00"),
    ]);
    assert_eq!(measured(&history), Figures::default());
    history.push(made(Move::Close, State::Done, "2026-11-24T14:00"));
    let figures = measured(&history);
    assert_eq!((figures.first, figures.last), (Some(span(300, 300, 0)), Some(span(300, 300, 0))));
    // Nor does the second, once the first was contested.
    history.push(made(Move::Contest, State::Reopened, "2026-11-24T15:00"));
    history.push(made(Move::Assign, State::Dispatched, "2026-11-24T15:00"));
    history.push(made(Move::Close, State::Done, "2026-11-24T16:00"));
    history.push(made(Move::Undo, State::InProgress, "2026-11-24T16:00"));
    let undone = measured(&history);
    assert_eq!((undone.first, undone.last, undone.contests), (Some(span(300, 300, 0)), None, 1));
}

#[test]
fn a_merged_report_has_no_figures_of_its_own() {
    let merged = |more: &[Made]| measured(&with(more));
    assert_eq!(merged(&[made(Move::Merge, State::Duplicate, "2026-11-24T11:00")]), Figures::default());
    // Nor if it was closed before, and at a partner.
    let figures = merged(&[
        made(Move::Close, State::Done, "2026-11-24T11:00"),
        made(Move::Contest, State::Reopened, "2026-11-24T12:00"),
        made(Move::Assign, State::Dispatched, "2026-11-24T12:00"),
        made(Move::Transfer, State::Transferred, "2026-11-24T13:00"),
        made(Move::Merge, State::Duplicate, "2026-11-24T14:00"),
        made(Move::Archive, State::Archived, "2027-11-25T04:00"),
    ]);
    assert_eq!(figures, Figures::default());
}

#[test]
fn time_at_partners_is_inside_of_turnaround_and_apart() {
    let mut history = begun();
    history.pop();
    history.push(made(Move::Transfer, State::Transferred, "2026-11-24T10:00"));
    let at_partner = measured(&history);
    assert_eq!(
        (at_partner.partner, at_partner.partner_since),
        (Duration::zero(), Some(paris("2026-11-24T10:00")))
    );
    history.push(made(Move::ComeBack, State::Dispatched, "2026-11-24T12:00"));
    assert_eq!(measured(&history).partner, Duration::hours(2));
    history.push(made(Move::Transfer, State::Transferred, "2026-11-24T19:00"));
    // The contractor closes on the next morning: an hour of the evening and one of the morning are working hours.
    history.push(made(Move::Close, State::Done, "2026-11-25T09:00"));
    let figures = measured(&history);
    assert_eq!(figures.first, Some(span(24 * HOUR, 12 * HOUR, 16 * HOUR)));
    assert_eq!((figures.partner, figures.partner_since), (Duration::hours(16), None));
    // Exactly when it was due.
    assert_eq!(figures.within_target, Some(true));
    // What comes after the first close is not the first turnaround's.
    history.push(made(Move::Contest, State::Reopened, "2026-11-25T10:00"));
    history.push(made(Move::Assign, State::ToRequalify, "2026-11-25T10:00"));
    history.push(made(Move::Transfer, State::Transferred, "2026-11-25T11:00"));
    history.push(made(Move::Close, State::Done, "2026-11-25T13:00"));
    let figures = measured(&history);
    let partners = [figures.first, figures.last].map(|span| span.map(|span| span.partner.num_hours()));
    assert_eq!((partners, figures.partner), ([Some(16), Some(18)], Duration::hours(18)));
}

#[test]
fn a_late_phone_s_close_counts_when_it_cleaned() {
    let closed =
        |occurred, recorded| measured(&with(&[late(Move::Close, State::Done, occurred, recorded)])).first;
    assert_eq!(closed("2026-11-24T11:00", "2026-11-24T18:00"), Some(span(120, 120, 0)));
    // Never before the dispatch, never after the server's own clock.
    assert_eq!(closed("2026-11-23T11:00", "2026-11-24T18:00"), Some(span(0, 0, 0)));
    assert_eq!(closed("2026-11-24T23:00", "2026-11-24T11:00"), Some(span(120, 120, 0)));
    // Never before the dispatch that followed a contest.
    let again = measured(&with(&[
        made(Move::Close, State::Done, "2026-11-24T11:00"),
        made(Move::Contest, State::Reopened, "2026-11-24T12:00"),
        made(Move::Assign, State::Dispatched, "2026-11-24T12:30"),
        late(Move::Close, State::Done, "2026-11-24T10:30", "2026-11-24T14:00"),
    ]));
    assert_eq!(again.last, Some(span(210, 210, 0)));
}

#[test]
fn what_a_late_phone_says_of_a_stay_is_never_counted_twice() {
    let mut history = begun();
    history.pop();
    history.push(made(Move::Transfer, State::Transferred, "2026-11-24T10:00"));
    history.push(made(Move::ComeBack, State::Dispatched, "2026-11-24T12:00"));
    history.push(late(Move::Transfer, State::Transferred, "2026-11-24T11:00", "2026-11-24T13:00"));
    history.push(made(Move::ComeBack, State::Dispatched, "2026-11-24T14:00"));
    // It was cleaned while the partner still had it.
    history.push(late(Move::Close, State::Done, "2026-11-24T11:30", "2026-11-24T15:00"));
    let figures = measured(&history);
    assert_eq!(figures.first, Some(span(150, 150, 90)));
    assert_eq!(figures.partner, Duration::hours(4));
}

/// A way through the table of moves, in whole minutes; phones are late, early or right.
fn any_history(random: &mut StdRng) -> Vec<Made> {
    let mut now = paris("2026-01-01T00:00") + Duration::minutes(random.random_range(0..525_600));
    // Around the days when clocks change, half of the time.
    if random.random_bool(0.5) {
        let day = ["2026-03-28T20:00", "2026-10-24T20:00", "2026-04-03T20:14"].choose(random).expect("one");
        now = paris(day);
    }
    let mut history =
        vec![Made { step: Move::Receive, to: State::Received, occurred_at: now, recorded_at: now }];
    for _ in 0..random.random_range(0..20) {
        let from = history[history.len() - 1].to;
        // What ends a report for good is rare, so that ways are long.
        let ends = random.random_bool(0.1);
        let possible = |step: &&Move| {
            line(**step).from.contains(&from) && (ends || !matches!(step, Move::Merge | Move::Archive))
        };
        let steps: Vec<_> = Move::ALL.iter().filter(possible).collect();
        let Some(&&step) = steps.choose(random) else { break };
        let longest = if random.random_bool(0.1) { 6000 } else { 300 };
        now += Duration::minutes(random.random_range(0..longest));
        let off = if random.random_bool(0.3) { random.random_range(-600..60) } else { 0 };
        let to = *line(step).to.choose(random).expect("a state");
        history.push(Made { step, to, occurred_at: now + Duration::minutes(off), recorded_at: now });
    }
    history
}

/// The same by counting minutes.
fn slow(history: &[Made], calendar: &Calendar) -> Figures {
    let received_at = history[0].recorded_at;
    let count = |until: DateTime<Utc>, counts: &dyn Fn(DateTime<Utc>) -> bool| {
        let minutes = (0..).map(|minute| received_at + Duration::minutes(minute));
        let counted = minutes.take_while(|at| *at < until).filter(|at| counts(*at)).count();
        Duration::minutes(i64::try_from(counted).expect("few"))
    };
    let counts_at = |at: usize| {
        let before =
            history[..at].iter().rev().find(|made| made.step == Move::Assign && made.to == State::Dispatched);
        let dispatched_at = before.map_or(received_at, |made| made.recorded_at);
        history[at].occurred_at.min(history[at].recorded_at).max(dispatched_at)
    };
    let merged = history.iter().any(|made| made.step == Move::Merge);
    let stays: Vec<_> = (0..history.len())
        .filter(|at| history[*at].step == Move::Transfer && at + 1 < history.len() && !merged)
        .map(|at| (counts_at(at), counts_at(at + 1)))
        .collect();
    let at_partner = |at| stays.iter().any(|(from, until)| *from <= at && at < *until);
    let span = |at: usize| {
        let closed_at = counts_at(at);
        Span {
            plain: count(closed_at, &|_| true),
            working: count(closed_at, &|at| {
                let (day, minute) = local_day_and_minute(at, Paris);
                calendar.hours(day).iter().any(|hours| hours.from <= minute && minute < hours.until)
            }),
            partner: count(closed_at, &at_partner),
        }
    };
    let undone = |at: usize| history.get(at + 1).is_some_and(|next| next.step == Move::Undo);
    let closes: Vec<_> =
        (0..history.len()).filter(|at| history[*at].step == Move::Close && !undone(*at) && !merged).collect();
    let mut end = history;
    while let [before @ .., Made { step: Move::Archive, .. }] = end {
        end = before;
    }
    let first = closes.first().map(|at| span(*at));
    Figures {
        first,
        last: (end[end.len() - 1].to == State::Done).then(|| span(closes[closes.len() - 1])),
        partner: stays
            .iter()
            .map(|stay| stay.1)
            .max()
            .map_or(Duration::zero(), |end| count(end, &at_partner)),
        partner_since: (end[end.len() - 1].to == State::Transferred).then(|| counts_at(end.len() - 1)),
        contests: if merged {
            0
        } else {
            history.iter().map(|made| u32::from(made.step == Move::Contest)).sum()
        },
        within_target: first.map(|first| first.plain.num_hours() < 24 || first.plain == Duration::hours(24)),
    }
}

#[test]
fn figures_are_what_counting_minutes_says_on_any_way_through_the_table() {
    let mut random = StdRng::seed_from_u64(7);
    let calendar = open(480, 1200, &[DayKind::Sat]);
    let terms = Terms { calendar: &calendar, zone: Paris, target: Duration::hours(24) };
    let (mut closed, mut twice, mut at_partners, mut undone) = (0, 0, 0, 0);
    for _ in 0..2000 {
        let history = any_history(&mut random);
        let figures = figures(&history, &terms).expect("it was received");
        assert_eq!(figures, slow(&history, &calendar), "{history:#?}");
        closed += u32::from(figures.last.is_some());
        twice += u32::from(figures.last.is_some() && figures.first != figures.last);
        at_partners += u32::from(figures.first.is_some_and(|first| first.partner > Duration::zero()));
        undone += u32::from(history.iter().any(|made| made.step == Move::Undo) && figures.first.is_none());
        for span in [figures.first, figures.last].into_iter().flatten() {
            assert!(
                span.partner <= span.plain && span.working <= span.plain && span.partner <= figures.partner
            );
        }
    }
    println!(
        "closed {closed}, contested and closed again {twice}, at partners {at_partners}, undone {undone}"
    );
    assert!([closed, twice, at_partners, undone].into_iter().all(|seen| seen >= 20));
}
