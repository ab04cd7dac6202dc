//! The referents' desk: how long it takes, counted while reports move and read by spans of time.
//!
//! What is written about a report is noted down by a trigger (`desk_stale`). Counting reads those reports with all that
//! happened to them, computes their figures anew, and brings the sums up to date by the difference to what was counted of
//! them before (`desk_report`, `turnaround`): the same note twice, or a program killed anywhere, changes no sum. Every
//! figure is about the reports that were received in a span; a late move changes the day of the receipt.

mod bucket;
mod count;
mod live;
mod measures;
mod read;

pub(crate) use bucket::{Bucket, Key, Level};
pub(crate) use count::{Counted, Facts, count, run};
pub(crate) use live::{Live, Watching, tell};
pub use measures::{Backlog, Counts, Measures};
pub(crate) use read::shown;
pub use read::{Filters, Step, Turnaround, compared, turnaround};

/// In the place of a group or a channel: all of them.
pub(crate) const ALL: &str = "*";
