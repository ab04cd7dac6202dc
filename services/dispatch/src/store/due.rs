//! What time itself moves, and which report is next.

use chrono::{DateTime, NaiveDate, Utc};
use model::ids::ReportId;
use model::moves::Move;
use sqlx::PgConnection;

/// What time itself moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The shift is over.
    Release,
    /// The partner's term is over.
    ComeBack,
    /// The day of the review has come.
    Resume,
    /// A year has passed.
    Archive,
}

impl Due {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Release, Self::ComeBack, Self::Resume, Self::Archive];

    /// The move that is due.
    pub(crate) fn step(self) -> Move {
        match self {
            Self::Release => Move::Release,
            Self::ComeBack => Move::ComeBack,
            Self::Resume => Move::Resume,
            Self::Archive => Move::Archive,
        }
    }
}

/// The next report in some states whose time has come; each kind of time has its own index.
macro_rules! next {
    ($connection:ident, $due:literal, $time:literal, $now:expr, $passed:expr) => {
        sqlx::query_scalar!(
            "SELECT id FROM report WHERE "
                + $due
                + " AND "
                + $time
                + " <= $1 AND id <> ALL($2)
             ORDER BY "
                + $time
                + " LIMIT 1 FOR UPDATE SKIP LOCKED",
            $now,
            $passed
        )
        .fetch_optional($connection)
        .await?
    };
}

/// Locks the next report that is due for a move of time's own, but for those that this look has passed by and those
/// that somebody else is just moving. `today` is the city's.
pub(crate) async fn next_due(
    connection: &mut PgConnection,
    due: Due,
    (now, today): (DateTime<Utc>, NaiveDate),
    passed: &[ReportId],
) -> sqlx::Result<Option<ReportId>> {
    let passed: Vec<_> = passed.iter().map(|report| report.0).collect();
    let passed = &passed[..];
    let year_ago = now - model::moves::needs::ARCHIVED_AFTER;
    let report = match due {
        Due::Release => next!(connection, "state = 'in_progress'", "taken_until", now, passed),
        Due::ComeBack => next!(connection, "state = 'transferred'", "transfer_until", now, passed),
        Due::Resume => next!(connection, "state = 'monitored'", "review_on", today, passed),
        Due::Archive => {
            next!(connection, "state IN ('done', 'rejected', 'duplicate')", "ended_at", year_ago, passed)
        }
    };
    Ok(report.map(ReportId))
}
