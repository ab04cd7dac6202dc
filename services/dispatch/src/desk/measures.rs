//! What is known of a set of reports.

use model::histogram::Histogram;
use serde::{Deserialize, Serialize};

/// Declares counts of reports: what can be added up, and taken back.
macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Exact counts of a set of reports. Of a merged one nothing is counted but that it was received, and merged.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Counts { $($(#[$doc])* pub $name: i64,)+ }

        impl Counts {
            /// Adds other counts as often as `times` says; a negative number takes them back.
            pub(crate) fn add(&mut self, other: &Self, times: i64) {
                $(self.$name += other.$name * times;)+
            }
        }
    };
}

counts! {
    /// All reports, however they stand.
    received,
    /// Not ended.
    open,
    /// Cleaned.
    done,
    /// Refused.
    rejected,
    /// The same as another one.
    merged,
    /// Whose first close came before they were due.
    within,
    /// Whose first close came after they were due.
    beyond,
    /// Of which somebody said, once or more, that it is not clean.
    contested,
    /// With a doubtful close.
    doubtful,
    /// Of which somebody said how content they are.
    graded,
    /// How often that was said: several people may follow a report.
    grades,
    /// What was said, from 1 to 5, added up.
    grade_sum,
    /// That a partner has, or had.
    at_partner,
    /// How long partners had them, in seconds, without stays that last.
    partner_seconds,
}

/// What is known of a set of reports: counts are exact, durations in histograms whose percentiles are wrong by less than
/// 2 %.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Exact.
    pub counts: Counts,
    /// Open and past the target, when this was read.
    pub overdue: i64,
    /// From the receipt to the first close, in plain hours.
    pub first_plain: Histogram,
    /// To the last close, of those that rest on one, in plain hours.
    pub last_plain: Histogram,
    /// To the first close, in working hours of their categories' calendars.
    pub first_working: Histogram,
    /// To the last close, in working hours.
    pub last_working: Histogram,
}

impl Measures {
    /// Adds all that is known of other reports.
    pub fn merge(&mut self, other: &Self) {
        self.counts.add(&other.counts, 1);
        self.overdue += other.overdue;
        self.first_plain.merge(&other.first_plain);
        self.last_plain.merge(&other.last_plain);
        self.first_working.merge(&other.first_working);
        self.last_working.merge(&other.last_working);
    }
}

/// The open reports, whenever they were received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// All of them.
    pub open: i64,
    /// Those past their target.
    pub overdue: i64,
    /// How old they are: under 4 hours, under 12, under 24, up to 3 days, older.
    pub ages: [i64; 5],
}
