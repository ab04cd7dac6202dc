//! Turnaround: from the server's receipt to the close.

mod figures;

use chrono::{DateTime, Duration, Utc};

pub use figures::{Figures, Made, Span, Terms, figures};

/// When a close, or another move of a phone, counts: when the crew says that it cleaned (the phone's `occurred_at`),
/// but never after the server recorded it and never before the report was dispatched.
pub fn closing_time(
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    dispatched_at: DateTime<Utc>,
) -> DateTime<Utc> {
    occurred_at.min(recorded_at).max(dispatched_at.min(recorded_at))
}

/// Turnaround in plain hours: from the receipt to a close.
pub fn plain(received_at: DateTime<Utc>, closed_at: DateTime<Utc>) -> Duration {
    (closed_at - received_at).max(Duration::zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 24, hour, minute, 0).single().expect("a moment")
    }

    #[test]
    fn a_phone_s_clock_can_neither_close_before_dispatch_nor_in_the_future() {
        assert_eq!(closing_time(at(15, 5), at(15, 30), at(11, 46)), at(15, 5));
        assert_eq!(closing_time(at(17, 0), at(15, 30), at(11, 46)), at(15, 30));
        assert_eq!(closing_time(at(9, 0), at(15, 30), at(11, 46)), at(11, 46));
    }

    #[test]
    fn turnaround_is_plain_hours_from_receipt() {
        assert_eq!(plain(at(11, 45), at(15, 5)), Duration::minutes(200));
    }
}
