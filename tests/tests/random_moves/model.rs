//! What the test itself thinks of a report: from the table of moves in `shared/model`, and its column "needs".

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use model::moves::{Actor, Forbidden, Move, State, allowed};
use uuid::Uuid;

/// The sector of every report that nobody moved: the 11th.
pub(crate) const ELEVENTH: &str = "75111";
/// The sector of the referent who has only one.
pub(crate) const TWELFTH: &str = "75112";

/// A member of the staff who asks.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) actor: Actor,
    /// A crew's.
    pub(crate) team: Option<&'static str>,
    /// A referent's only one.
    pub(crate) sector: Option<&'static str>,
    pub(crate) cookie: String,
}

/// A report, as it should stand.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) id: Uuid,
    /// Of its reporter's secret link.
    pub(crate) token: String,
    pub(crate) email: Option<String>,
    pub(crate) state: State,
    pub(crate) team: Option<String>,
    pub(crate) sector: String,
    /// Whether its category is passed to a partner.
    pub(crate) partner: bool,
    pub(crate) taken_by: Option<Uuid>,
    pub(crate) taken_until: Option<DateTime<Utc>>,
    pub(crate) transfer_until: Option<DateTime<Utc>>,
    pub(crate) contractor_url: Option<String>,
    pub(crate) review_on: Option<NaiveDate>,
    pub(crate) merged_into: Option<Uuid>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) dispatched_at: Option<DateTime<Utc>>,
    /// Rows of its history.
    pub(crate) rows: i64,
    /// The last row, who made it, and when.
    pub(crate) last: (Uuid, Option<Uuid>, DateTime<Utc>),
}

/// What should come of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It leads to this state; for `requalify` before the dispatcher decides.
    To(State),
    /// A problem: its status and its type.
    Refused(u16, &'static str),
}

/// What is sent with a move, as far as its needs depend on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    /// A need that is not met, whatever the report: the problem's type.
    pub(crate) lacks: Option<&'static str>,
    /// `merge`: the main report.
    pub(crate) main: Option<Main>,
    /// `transfer`: no partner is named.
    pub(crate) no_partner: bool,
    /// `requalify`: what it will be.
    pub(crate) new_partner: Option<bool>,
    pub(crate) new_sector: Option<&'static str>,
    pub(crate) new_team: Option<&'static str>,
    /// `undo`: a letter was read before.
    pub(crate) letter_read: bool,
    /// When it happened, as a phone says.
    pub(crate) occurred_at: Option<DateTime<Utc>>,
}

/// Another report, as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Main {
    pub(crate) id: Uuid,
    pub(crate) state: State,
    pub(crate) in_reach: bool,
}

impl Report {
    /// Whether a member of the staff sees and moves it.
    pub(crate) fn in_reach(&self, who: &Person) -> bool {
        match who.actor {
            Actor::Crew => who.team.is_some() && who.team == self.team.as_deref(),
            Actor::Referent => who.sector.is_none_or(|sector| sector == self.sector),
            _ => false,
        }
    }

    /// What should come of a member of the staff asking for a move.
    pub(crate) fn expect(&self, who: &Person, step: Move, sent: &Sent, now: DateTime<Utc>) -> Expected {
        use Expected::{Refused, To};
        if !self.in_reach(who) {
            return Refused(404, "not-found");
        }
        match allowed(self.state, step, who.actor) {
            Err(Forbidden::State { .. }) => return Refused(409, "state"),
            Err(Forbidden::Actor { .. }) => return Refused(403, "actor"),
            Ok(_) => {}
        }
        let colleague = match step {
            Move::Release => self.taken_by != Some(who.id),
            Move::Undo => self.last.1 != Some(who.id),
            _ => false,
        };
        if colleague {
            return Refused(403, "colleague");
        }
        if let Some(lacks) = sent.lacks {
            return Refused(422, lacks);
        }
        match self.unmet(step, sent, now) {
            Some(unmet) => Refused(422, unmet),
            None => To(self.leads_to(step)),
        }
    }

    /// What a move lacks on this very report.
    fn unmet(&self, step: Move, sent: &Sent, now: DateTime<Utc>) -> Option<&'static str> {
        match step {
            Move::Schedule if self.team.is_none() => Some("no-team"),
            Move::Undo if now - self.last.2 > Duration::seconds(30) => Some("undo-too-late"),
            Move::Undo if sent.letter_read => Some("letter-left"),
            Move::Transfer if sent.no_partner && !self.partner => Some("missing"),
            Move::Merge => match &sent.main {
                Some(main) if !main.in_reach => Some("unreadable"),
                Some(main) if main.id == self.id => Some("main-itself"),
                Some(main) if !main.state.is_open() => Some("main-not-open"),
                _ => None,
            },
            _ => None,
        }
    }

    /// When a move counts: as the phone says, never later than now, never before the team had it.
    pub(crate) fn counts_at(&self, sent: &Sent, now: DateTime<Utc>) -> DateTime<Utc> {
        let had = self.dispatched_at.unwrap_or(self.received_at);
        match sent.occurred_at {
            Some(said) if said < had => had,
            Some(said) if said < now => said,
            _ => now,
        }
    }

    /// The state that a move leads to; without a team a referent decides.
    pub(crate) fn leads_to(&self, step: Move) -> State {
        match step {
            Move::ComeBack | Move::Resume if self.team.is_none() => State::ToRequalify,
            _ => model::moves::line(step).to[0],
        }
    }

    /// The move that time itself makes now, if any.
    pub(crate) fn due(&self, now: DateTime<Utc>) -> Option<Move> {
        let today = now.with_timezone(&Paris).date_naive();
        match self.state {
            State::InProgress if self.taken_until.is_some_and(|until| until <= now) => Some(Move::Release),
            State::Transferred if self.transfer_until.is_some_and(|until| until <= now) => {
                Some(Move::ComeBack)
            }
            State::Monitored if self.review_on.is_some_and(|on| on <= today) => Some(Move::Resume),
            State::Done | State::Rejected | State::Duplicate
                if self.ended_at.is_some_and(|ended| now - ended >= Duration::days(365)) =>
            {
                Some(Move::Archive)
            }
            _ => None,
        }
    }

    /// Goes to a state: what belonged to the old one is over.
    pub(crate) fn go(&mut self, step: Move, to: State, now: DateTime<Utc>) {
        if step != Move::Archive {
            self.ended_at = matches!(to, State::Done | State::Rejected | State::Duplicate).then_some(now);
            self.merged_into = None;
        }
        if matches!(to, State::Received | State::ToRequalify) {
            self.team = None;
        }
        (self.taken_by, self.taken_until) = (None, None);
        (self.transfer_until, self.review_on) = (None, None);
        self.state = to;
        self.rows += 1;
    }
}

/// Whether everybody who follows a report is told of a move by letter.
pub(crate) fn is_told(step: Move) -> bool {
    matches!(step, Move::Receive | Move::Schedule | Move::Close | Move::Refuse | Move::Merge | Move::Contest)
}
