//! The ways out of a job that a crew can't clean as it stands: each a move of the table, with what that needs. "Blocked"
//! and "needs equipment" fix another day: the job stays this team's and the resident is told when somebody comes. To
//! watch a report is the referents' own move, and to send it back says that it is not for this team.

use model::moves::{Actor, Move, State, allowed};

use crate::wish::Wish;

/// One way, as a form has it.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the form that is there or not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// `way-{name}` are its words, `way-{name}-what` says what happens then, `way-{name}-do` is its button.
    pub(crate) name: &'static str,
    pub(crate) step: Move,
    /// The move's reason; empty: it has none.
    pub(crate) reason: &'static str,
    /// It needs a photo.
    pub(crate) photo: bool,
    /// It needs a day.
    pub(crate) day: bool,
    /// It is passed to somebody with a name.
    pub(crate) partner: bool,
    /// The crew may say more.
    pub(crate) words: bool,
}

const fn way(name: &'static str, step: Move, reason: &'static str) -> Way {
    Way { name, step, reason, photo: false, day: false, partner: false, words: false }
}

/// All of them, the most frequent first.
pub(crate) const WAYS: [Way; 10] = [
    Way { photo: true, ..way("nothing-there", Move::Refuse, "nothing_there") },
    Way { photo: true, ..way("already-clean", Move::Refuse, "already_clean") },
    Way { day: true, words: true, ..way("blocked", Move::Schedule, "blocked") },
    Way { day: true, words: true, ..way("equipment", Move::Schedule, "equipment") },
    Way { words: true, ..way("wrong-team", Move::SendBack, "wrong_team") },
    Way { words: true, ..way("wrong-category", Move::SendBack, "wrong_category") },
    way("private-property", Move::Refuse, "private_property"),
    Way { partner: true, words: true, ..way("partner", Move::Transfer, "") },
    Way { day: true, ..way("later", Move::Schedule, "") },
    way("release", Move::Release, ""),
];

impl Way {
    /// Those that a crew has from a state. Only who took a job can give it back.
    pub(crate) fn from(state: State, mine: bool) -> impl Iterator<Item = Self> {
        WAYS.into_iter()
            .filter(move |way| allowed(state, way.step, Actor::Crew).is_ok())
            .filter(move |way| way.step != Move::Release || mine)
    }

    /// The way that somebody sent a form of.
    pub(crate) fn sent(step: Move, wish: &Wish) -> Option<Self> {
        let reason = wish.text("reason").unwrap_or_default();
        WAYS.into_iter().find(|way| way.step == step && way.reason == reason)
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use model::moves::needs::{PutOffReason, RefusalReason, SendBackReason};
    use web::{Language, Texts};

    use super::*;

    #[test]
    fn every_way_is_a_move_of_a_crew_with_a_reason_that_the_move_knows_and_words_in_both_languages() {
        for way in WAYS {
            let known = match way.step {
                Move::Refuse => RefusalReason::from_str(way.reason).is_ok(),
                Move::SendBack => SendBackReason::from_str(way.reason).is_ok(),
                Move::Schedule => way.reason.is_empty() || PutOffReason::from_str(way.reason).is_ok(),
                _ => way.reason.is_empty(),
            };
            assert!(known, "{way:?}");
            for text in ["", "-what", "-do"] {
                let key = format!("way-{}{text}", way.name);
                assert!(Language::ALL.iter().all(|language| Texts::of(*language).has(&key)), "{key}");
            }
            // Who passes a job on reads on its page what was done.
            for language in Language::ALL.iter().filter(|_| way.step != Move::Transfer) {
                assert!(Texts::of(*language).has(&format!("round-did-{}", way.step)), "{}", way.step);
            }
        }
    }

    #[test]
    fn what_the_table_forbids_is_not_offered() {
        let names = |state, mine| Way::from(state, mine).map(|way| way.name).collect::<Vec<_>>();
        assert!(!names(State::InProgress, true).contains(&"partner"));
        assert!(names(State::InProgress, true).contains(&"release"));
        assert!(!names(State::InProgress, false).contains(&"release"));
        assert!(!names(State::Scheduled, false).contains(&"blocked"));
        assert_eq!(names(State::Done, true), Vec::<&str>::new());
        assert_eq!(names(State::Rejected, true), Vec::<&str>::new());
    }
}
