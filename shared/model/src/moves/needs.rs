//! What a move needs beside its state and its actor, from the table's last column. Each need is a type that only its
//! rule can make: who holds one has kept the rule.

mod words;

use std::fmt;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{State, UnknownName};
use crate::ids::ReportId;

pub use words::Words;

/// A day of passage lies within this many days.
pub const SCHEDULED_WITHIN: Days = Days::new(90);
/// A review lies within this many days.
pub const REVIEWED_WITHIN: Days = Days::new(365);
/// How long a partner has a report, unless somebody changes it before.
pub const TERM: Duration = Duration::days(14);
/// How long an end can be contested.
pub const CONTESTED_WITHIN: Duration = Duration::days(14);
/// How long after its end a report is archived.
pub const ARCHIVED_AFTER: Duration = Duration::days(365);
/// Photos of one move, at most.
pub const MOST_PHOTOS: usize = 3;
/// Characters of somebody's own words, at most.
pub const MOST_WORDS: usize = 1000;

named!(
    /// Why there is nothing to clean.
    RefusalReason {
        /// There is nothing where the report says.
        NothingThere = "nothing_there",
        /// Somebody cleaned it before.
        AlreadyClean = "already_clean",
        /// The City may not clean there.
        PrivateProperty = "private_property",
        /// Something else, in the crew's own words.
        Other = "other",
    }
);

named!(
    /// Why a crew sends a report back.
    SendBackReason {
        /// Another team's.
        WrongTeam = "wrong_team",
        /// Something else than the report says.
        WrongCategory = "wrong_category",
    }
);

named!(
    /// Why a crew that stood there comes back another day.
    PutOffReason {
        /// Something parked stands on it.
        Blocked = "blocked",
        /// It takes a machine, or more hands.
        Equipment = "equipment",
    }
);

/// What a move lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// A field is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A field is not what it should be.
    #[error("`{field}` can't be `{value}`")]
    Unreadable {
        /// Which.
        field: &'static str,
        /// What stood there.
        value: String,
    },
    /// A day that is over, or too near.
    #[error("`{field}` is before {first}")]
    TooEarly {
        /// Which day.
        field: &'static str,
        /// The first possible one.
        first: NaiveDate,
    },
    /// A day that is too far away.
    #[error("`{field}` is after {last}")]
    TooFar {
        /// Which day.
        field: &'static str,
        /// The last possible one.
        last: NaiveDate,
    },
    /// More than [`MOST_WORDS`] characters.
    #[error("{0} characters are too many")]
    WordsTooLong(usize),
    /// More than [`MOST_PHOTOS`] photos.
    #[error("too many photos")]
    TooManyPhotos,
    /// Nobody could come on that day: a report that was watched before it ever had a team.
    #[error("it has no team")]
    NoTeam,
    /// The time for undoing is over.
    #[error("the time for undoing is over")]
    UndoTooLate,
    /// The letter has left, or is just leaving.
    #[error("the letter has left")]
    LetterLeft,
    /// More than [`CONTESTED_WITHIN`] ago.
    #[error("it ended more than 14 days ago")]
    ContestTooLate,
    /// A report can't be its own duplicate.
    #[error("a report is not its own duplicate")]
    MainIsItself,
    /// The main report does not go on.
    #[error("the main report is `{0}`")]
    MainNotOpen(State),
    /// Nothing would change.
    #[error("neither category, team nor place")]
    NothingNew,
    /// The place is outside the city.
    #[error("the place is outside the city")]
    PlaceOutside,
}

impl Unmet {
    /// A short, stable name: of its kind of problem, and of its texts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing("photo") => "photo-missing",
            Self::Missing("reply") => "reply-missing",
            Self::Missing(_) => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::TooEarly { .. } => "too-early",
            Self::TooFar { .. } => "too-far",
            Self::WordsTooLong(_) => "words-too-long",
            Self::TooManyPhotos => "too-many-photos",
            Self::NoTeam => "no-team",
            Self::UndoTooLate => "undo-too-late",
            Self::LetterLeft => "letter-left",
            Self::ContestTooLate => "contest-too-late",
            Self::MainIsItself => "main-itself",
            Self::MainNotOpen(_) => "main-not-open",
            Self::NothingNew => "nothing-new",
            Self::PlaceOutside => "place-outside",
        }
    }

    /// The field that it is about; none for a need that no field can meet.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing(field)
            | Self::Unreadable { field, .. }
            | Self::TooEarly { field, .. }
            | Self::TooFar { field, .. } => Some(field),
            Self::WordsTooLong(_) => Some("words"),
            Self::TooManyPhotos => Some("photo"),
            Self::NoTeam | Self::UndoTooLate | Self::LetterLeft | Self::ContestTooLate => None,
            Self::MainIsItself | Self::MainNotOpen(_) => Some("main"),
            Self::NothingNew => Some("category"),
            Self::PlaceOutside => Some("place"),
        }
    }
}

/// A day on which a team comes: from today on, within [`SCHEDULED_WITHIN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledOn(NaiveDate);

impl ScheduledOn {
    /// `today` is a day of the city's own time.
    ///
    /// # Errors
    /// [`Unmet::TooEarly`] and [`Unmet::TooFar`] name the first and the last possible day.
    pub fn new(on: NaiveDate, today: NaiveDate) -> Result<Self, Unmet> {
        within("on", on, today, today + SCHEDULED_WITHIN).map(Self)
    }

    /// The day.
    pub fn day(self) -> NaiveDate {
        self.0
    }
}

/// A day on which somebody looks again: from tomorrow on, within [`REVIEWED_WITHIN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewOn(NaiveDate);

impl ReviewOn {
    /// `today` is a day of the city's own time.
    ///
    /// # Errors
    /// [`Unmet::TooEarly`] and [`Unmet::TooFar`] name the first and the last possible day.
    pub fn new(on: NaiveDate, today: NaiveDate) -> Result<Self, Unmet> {
        within("review_on", on, today + Days::new(1), today + REVIEWED_WITHIN).map(Self)
    }

    /// The day.
    pub fn day(self) -> NaiveDate {
        self.0
    }
}

fn within(
    field: &'static str,
    day: NaiveDate,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<NaiveDate, Unmet> {
    if day < first {
        Err(Unmet::TooEarly { field, first })
    } else if day > last {
        Err(Unmet::TooFar { field, last })
    } else {
        Ok(day)
    }
}

/// A refusal with what its reason needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(RefusalReason);

impl Refusal {
    /// "Nothing there" and "already clean" need a photo; "other" needs an answer in words.
    ///
    /// # Errors
    /// What it lacks.
    pub fn new(reason: RefusalReason, photos: usize, answered: bool) -> Result<Self, Unmet> {
        let shown = matches!(reason, RefusalReason::NothingThere | RefusalReason::AlreadyClean);
        if photos > MOST_PHOTOS {
            Err(Unmet::TooManyPhotos)
        } else if shown && photos == 0 {
            Err(Unmet::Missing("photo"))
        } else if reason == RefusalReason::Other && !answered {
            Err(Unmet::Missing("words"))
        } else {
            Ok(Self(reason))
        }
    }

    /// The reason.
    pub fn reason(self) -> RefusalReason {
        self.0
    }
}

/// A close with its proof: 1 to [`MOST_PHOTOS`] after-photos.
///
/// # Errors
/// What is wrong with the photos.
pub fn after_photos(photos: usize) -> Result<(), Unmet> {
    match photos {
        0 => Err(Unmet::Missing("photo")),
        1..=MOST_PHOTOS => Ok(()),
        _ => Err(Unmet::TooManyPhotos),
    }
}

/// A close that can still be taken back: `window` after the server recorded it.
///
/// # Errors
/// [`Unmet::UndoTooLate`].
pub fn undo_in_time(recorded_at: DateTime<Utc>, now: DateTime<Utc>, window: Duration) -> Result<(), Unmet> {
    if now - recorded_at > window { Err(Unmet::UndoTooLate) } else { Ok(()) }
}

/// An end that can still be contested.
///
/// # Errors
/// [`Unmet::ContestTooLate`].
pub fn contest_in_time(ended_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Unmet> {
    if now - ended_at > CONTESTED_WITHIN { Err(Unmet::ContestTooLate) } else { Ok(()) }
}

/// "It is not clean": in time, and with words or a photo.
///
/// # Errors
/// [`Unmet::ContestTooLate`], or what is missing.
pub fn contest(ended_at: DateTime<Utc>, now: DateTime<Utc>, words: bool, photos: usize) -> Result<(), Unmet> {
    contest_in_time(ended_at, now)?;
    if photos > MOST_PHOTOS {
        Err(Unmet::TooManyPhotos)
    } else if !words && photos == 0 {
        Err(Unmet::Missing("words"))
    } else {
        Ok(())
    }
}

/// The report that goes on when a duplicate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Main(ReportId);

impl Main {
    /// Another report that is open; a merged one is not.
    ///
    /// # Errors
    /// [`Unmet::MainIsItself`], or [`Unmet::MainNotOpen`] with its state.
    pub fn new(main: ReportId, state: State, duplicate: ReportId) -> Result<Self, Unmet> {
        if main == duplicate {
            Err(Unmet::MainIsItself)
        } else if state.is_open() {
            Ok(Self(main))
        } else {
            Err(Unmet::MainNotOpen(state))
        }
    }

    /// Its id.
    pub fn id(self) -> ReportId {
        self.0
    }
}

/// The end of a partner's term that begins now.
pub fn term(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TERM
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_of_passage_lies_between_today_and_ninety_days_on() {
        let today = day("2026-11-24");
        for (on, fits) in [
            ("2026-11-23", Err(Unmet::TooEarly { field: "on", first: today })),
            ("2026-11-24", Ok(())),
            ("2027-02-22", Ok(())),
            ("2027-02-23", Err(Unmet::TooFar { field: "on", last: day("2027-02-22") })),
        ] {
            assert_eq!(ScheduledOn::new(day(on), today).map(|_| ()), fits, "{on}");
        }
    }

    #[test]
    fn a_review_is_not_today() {
        let today = day("2026-11-24");
        assert_eq!(
            ReviewOn::new(today, today),
            Err(Unmet::TooEarly { field: "review_on", first: day("2026-11-25") })
        );
        assert!(ReviewOn::new(day("2027-11-24"), today).is_ok());
        assert!(ReviewOn::new(day("2027-11-25"), today).is_err());
    }

    #[test]
    fn nothing_there_and_already_clean_need_a_photo_and_other_needs_words() {
        for reason in RefusalReason::ALL {
            let shown = matches!(reason, RefusalReason::NothingThere | RefusalReason::AlreadyClean);
            assert_eq!(Refusal::new(*reason, 0, true).is_err(), shown, "{reason}");
            assert_eq!(Refusal::new(*reason, 1, false).is_err(), *reason == RefusalReason::Other, "{reason}");
            assert_eq!(Refusal::new(*reason, 4, true), Err(Unmet::TooManyPhotos), "{reason}");
        }
    }

    #[test]
    fn a_close_has_one_to_three_photos() {
        assert_eq!(after_photos(0), Err(Unmet::Missing("photo")));
        assert_eq!((after_photos(1), after_photos(3)), (Ok(()), Ok(())));
        assert_eq!(after_photos(4), Err(Unmet::TooManyPhotos));
    }

    #[test]
    fn a_close_is_undone_within_its_seconds() {
        let closed = Utc.with_ymd_and_hms(2026, 11, 24, 15, 5, 0).single().expect("a moment");
        let window = Duration::seconds(30);
        assert_eq!(undo_in_time(closed, closed + Duration::seconds(30), window), Ok(()));
        assert_eq!(undo_in_time(closed, closed + Duration::seconds(31), window), Err(Unmet::UndoTooLate));
    }

    #[test]
    fn an_end_is_contested_within_fourteen_days_with_words_or_a_photo() {
        let ended = Utc.with_ymd_and_hms(2026, 11, 24, 15, 5, 0).single().expect("a moment");
        let last = ended + CONTESTED_WITHIN;
        assert_eq!(contest(ended, last, true, 0), Ok(()));
        assert_eq!(contest(ended, last, false, 1), Ok(()));
        assert_eq!(contest(ended, last, false, 0), Err(Unmet::Missing("words")));
        assert_eq!(contest(ended, last + Duration::seconds(1), true, 1), Err(Unmet::ContestTooLate));
    }

    #[test]
    fn a_main_report_is_another_one_and_open() {
        let (main, duplicate) = (ReportId(Uuid::from_u128(1)), ReportId(Uuid::from_u128(2)));
        for state in State::ALL {
            assert_eq!(Main::new(main, *state, duplicate).is_ok(), state.is_open(), "{state}");
        }
        assert_eq!(Main::new(main, State::Received, main), Err(Unmet::MainIsItself));
    }
}
