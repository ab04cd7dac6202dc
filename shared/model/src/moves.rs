//! The one table of moves: which move is allowed from which state, by whom, and where it leads.
//!
//! The API, the pages and the tests all ask this table; nothing else decides.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares an enum with its stored, lower-case name: one list for serde, SQL and people.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name stored in the database and sent in messages.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(UnknownName { what: stringify!($name), name: text.to_owned() }) }
            }
        }
    };
}

named!(
    /// Where a report stands.
    State {
        /// Written, not yet given to anybody.
        Received = "received",
        /// A team has it.
        Dispatched = "dispatched",
        /// A crew has taken it.
        InProgress = "in_progress",
        /// A team will come on a given day.
        Scheduled = "scheduled",
        /// No rule fits, or a crew says it is not theirs: a referent decides.
        ToRequalify = "to_requalify",
        /// A partner outside the city's cleaning has it.
        Transferred = "transferred",
        /// Watched until a review date.
        Monitored = "monitored",
        /// Cleaned, with an after-photo.
        Done = "done",
        /// Refused, with a reason that the resident can read.
        Rejected = "rejected",
        /// The reporter says it is not clean.
        Reopened = "reopened",
        /// The same problem as another report, which goes on.
        Duplicate = "duplicate",
        /// At rest, a year after its end.
        Archived = "archived",
    }
);

named!(
    /// What can happen to a report.
    Move {
        /// A report is written.
        Receive = "receive",
        /// The dispatcher gives it to a team, or to a referent where no rule fits.
        Assign = "assign",
        /// A crew takes it.
        Take = "take",
        /// A crew gives it back, or its shift ends.
        Release = "release",
        /// A day is fixed.
        Schedule = "schedule",
        /// Cleaned.
        Close = "close",
        /// The close is taken back within 30 seconds.
        Undo = "undo",
        /// Nothing to clean, with a reason.
        Refuse = "refuse",
        /// Wrong team or category.
        SendBack = "send_back",
        /// New category, team or place.
        Requalify = "requalify",
        /// Passed to a partner.
        Transfer = "transfer",
        /// Back from a partner.
        ComeBack = "come_back",
        /// Put under watch.
        Watch = "watch",
        /// The watch ends.
        Resume = "resume",
        /// The same as another report.
        Merge = "merge",
        /// "It is not clean."
        Contest = "contest",
        /// Put to rest.
        Archive = "archive",
    }
);

named!(
    /// Who moves a report. A kind, never a person.
    Actor {
        /// The resident at the secret link, or at the form.
        Resident = "resident",
        /// The call centre or a town-hall desk, for somebody else.
        CallCentre = "call_centre",
        /// Another program, through the API.
        Api = "api",
        /// The dispatcher.
        Dispatcher = "dispatcher",
        /// The crew of the report's team.
        Crew = "crew",
        /// A contractor with a link to one job.
        Contractor = "contractor",
        /// A referent of the report's sector.
        Referent = "referent",
        /// Time passed: end of shift, review date, expiry.
        Clock = "clock",
    }
);

pub mod needs;

/// A stored name that is not in the table: a row or a message written by another version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a {what}")]
pub struct UnknownName {
    pub(crate) what: &'static str,
    pub(crate) name: String,
}

/// A move that the table does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The state does not allow it, whoever asks.
    #[error("a report that is `{from}` can't `{step}`")]
    State {
        /// Where the report stands; none: it does not exist yet.
        from: State,
        /// What was asked.
        step: Move,
    },
    /// Somebody else may, this actor may not.
    #[error("`{by}` may not `{step}` a report")]
    Actor {
        /// Who asked.
        by: Actor,
        /// What was asked.
        step: Move,
    },
}

use Actor as A;
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

/// One line of the table: from where, to where, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The states it starts from; empty for `receive`, which starts from nothing.
    pub from: &'static [State],
    /// Every state it can end in. `assign`, `come_back` and `resume` have two: without a team a referent decides.
    pub to: &'static [State],
    /// Who may.
    pub by: &'static [Actor],
}

/// The line of one move.
pub const fn line(step: Move) -> Line {
    let (from, to, by): (&[State], &[State], &[Actor]) = match step {
        Move::Receive => (&[], &[S::Received], &[A::Resident, A::CallCentre, A::Api]),
        Move::Assign => {
            (&[S::Received, S::ToRequalify, S::Reopened], &[S::Dispatched, S::ToRequalify], &[A::Dispatcher])
        }
        Move::Take => (&[S::Dispatched, S::Scheduled], &[S::InProgress], &[A::Crew]),
        Move::Release => (&[S::InProgress], &[S::Dispatched], &[A::Crew, A::Clock]),
        Move::Schedule => {
            (&[S::Dispatched, S::InProgress, S::Monitored], &[S::Scheduled], &[A::Crew, A::Referent])
        }
        Move::Close => (
            &[S::Dispatched, S::Scheduled, S::InProgress, S::Transferred],
            &[S::Done],
            &[A::Crew, A::Contractor, A::Referent],
        ),
        Move::Undo => (&[S::Done], &[S::InProgress], &[A::Crew]),
        Move::Refuse => {
            (&[S::Dispatched, S::Scheduled, S::InProgress], &[S::Rejected], &[A::Crew, A::Referent])
        }
        Move::SendBack => (&[S::Dispatched, S::Scheduled, S::InProgress], &[S::ToRequalify], &[A::Crew]),
        Move::Requalify => (
            &[S::Received, S::Dispatched, S::Scheduled, S::ToRequalify, S::Monitored],
            &[S::Received],
            &[A::Referent],
        ),
        Move::Transfer => {
            (&[S::Dispatched, S::Scheduled, S::ToRequalify], &[S::Transferred], &[A::Crew, A::Referent])
        }
        Move::ComeBack => (&[S::Transferred], &[S::Dispatched, S::ToRequalify], &[A::Contractor, A::Clock]),
        Move::Watch => (&[S::Dispatched, S::ToRequalify], &[S::Monitored], &[A::Referent]),
        Move::Resume => (&[S::Monitored], &[S::Dispatched, S::ToRequalify], &[A::Referent, A::Clock]),
        Move::Merge => (OPEN, &[S::Duplicate], &[A::Referent, A::Crew]),
        Move::Contest => (&[S::Done, S::Rejected], &[S::Reopened], &[A::Resident]),
        Move::Archive => (&[S::Done, S::Rejected, S::Duplicate], &[S::Archived], &[A::Clock]),
    };
    Line { from, to, by }
}

/// Whether `by` may make this move from this state; the states it may lead to.
///
/// # Errors
/// [`Forbidden`] names the state and the move, or the actor and the move.
pub fn allowed(from: State, step: Move, by: Actor) -> Result<&'static [State], Forbidden> {
    let line = line(step);
    if !line.from.contains(&from) {
        return Err(Forbidden::State { from, step });
    }
    if !line.by.contains(&by) {
        return Err(Forbidden::Actor { by, step });
    }
    Ok(line.to)
}

impl State {
    /// Whether somebody still has something to do.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_by_some_move() {
        for state in State::ALL {
            assert!(Move::ALL.iter().any(|step| line(*step).to.contains(state)), "{state} is never reached");
        }
    }

    #[test]
    fn every_open_state_can_be_left_by_somebody_at_the_city() {
        for state in OPEN {
            let left = Move::ALL.iter().any(|step| {
                line(*step).from.contains(state) && *step != Move::Merge && line(*step).by != [A::Resident]
            });
            assert!(left, "a report in {state} would be forgotten");
        }
    }

    #[test]
    fn a_forbidden_move_names_the_state_and_the_move() {
        let refused = allowed(State::Done, Move::Take, Actor::Crew).expect_err("done is done");
        assert_eq!(refused.to_string(), "a report that is `done` can't `take`");
        let refused = allowed(State::Dispatched, Move::Take, Actor::Resident).expect_err("not theirs");
        assert_eq!(refused.to_string(), "`resident` may not `take` a report");
    }

    #[test]
    fn no_crew_closes_what_nobody_dispatched() {
        for from in [State::Received, State::ToRequalify, State::Done, State::Rejected, State::Reopened] {
            assert!(allowed(from, Move::Close, Actor::Crew).is_err(), "{from}");
        }
    }

    #[test]
    fn names_are_read_back_as_they_are_written() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse::<State>().as_ref(), Ok(state));
        }
        for step in Move::ALL {
            assert_eq!(step.as_str().parse::<Move>().as_ref(), Ok(step));
        }
        assert!("cleaned".parse::<State>().is_err());
    }
}
