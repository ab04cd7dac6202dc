//! The table of moves as the product tells it, written down a second time: `shared/model` and the API must agree.

use model::moves::{Move, State};

/// What a move without any fields comes to, where it is allowed.
#[derive(Clone, Copy)]
pub(crate) enum Then {
    /// It is made.
    To(State),
    /// It needs something: the problem, and the field that it is about.
    Needs(&'static str, &'static str),
    /// No member of the staff makes it.
    Nobody,
}

/// A line of the table, for the staff's API.
pub(crate) struct Row {
    pub(crate) step: Move,
    pub(crate) from: &'static [State],
    pub(crate) crew: bool,
    pub(crate) referent: bool,
    pub(crate) then: Then,
}

use State as S;

const OPEN: &[State] = &[
    S::Received,
    S::Dispatched,
    S::InProgress,
    S::Scheduled,
    S::ToRequalify,
    S::Transferred,
    S::Monitored,
    S::Reopened,
];
const AT_WORK: &[State] = &[S::Dispatched, S::Scheduled, S::InProgress];

const fn row(step: Move, from: &'static [State], who: &str, then: Then) -> Row {
    let who = who.as_bytes();
    let (crew, referent) = (who[0] == b'c', who[who.len() - 1] == b'r');
    Row { step, from, crew, referent, then }
}

/// Who: `c` crews, `r` referents, `cr` both, `-` others.
pub(crate) const TABLE: [Row; 17] = [
    row(Move::Receive, &[], "-", Then::Nobody),
    row(Move::Assign, &[S::Received, S::ToRequalify, S::Reopened], "-", Then::Nobody),
    row(Move::Take, &[S::Dispatched, S::Scheduled], "c", Then::To(S::InProgress)),
    row(Move::Release, &[S::InProgress], "c", Then::To(S::Dispatched)),
    row(Move::Schedule, &[S::Dispatched, S::InProgress, S::Monitored], "cr", Then::Needs("missing", "on")),
    row(
        Move::Close,
        &[S::Dispatched, S::Scheduled, S::InProgress, S::Transferred],
        "cr",
        Then::Needs("photo-missing", "photo"),
    ),
    row(Move::Undo, &[S::Done], "c", Then::To(S::InProgress)),
    row(Move::Refuse, AT_WORK, "cr", Then::Needs("missing", "reason")),
    row(Move::SendBack, AT_WORK, "c", Then::Needs("missing", "reason")),
    row(
        Move::Requalify,
        &[S::Received, S::Dispatched, S::Scheduled, S::ToRequalify, S::Monitored],
        "r",
        Then::Needs("nothing-new", "category"),
    ),
    row(
        Move::Transfer,
        &[S::Dispatched, S::Scheduled, S::ToRequalify],
        "cr",
        Then::Needs("missing", "partner"),
    ),
    row(Move::ComeBack, &[S::Transferred], "-", Then::Nobody),
    row(Move::Watch, &[S::Dispatched, S::ToRequalify], "r", Then::Needs("missing", "review_on")),
    row(Move::Resume, &[S::Monitored], "r", Then::To(S::Dispatched)),
    row(Move::Merge, OPEN, "cr", Then::Needs("missing", "main")),
    row(Move::Contest, &[S::Done, S::Rejected], "-", Then::Nobody),
    row(Move::Archive, &[S::Done, S::Rejected, S::Duplicate], "-", Then::Nobody),
];
