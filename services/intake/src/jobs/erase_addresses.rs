//! A year after a report has ended nobody writes to those who followed it: their addresses go.

use chrono::Months;

use crate::Intake;
use crate::store::{self, Cause, KEPT_MONTHS};

/// Harmless twice and in several copies: an address is erased once.
pub(super) async fn erase(intake: &Intake) -> anyhow::Result<()> {
    let now = intake.clock.now();
    let Some(before) = now.checked_sub_months(Months::new(KEPT_MONTHS)) else { return Ok(()) };
    loop {
        let due = store::due(&intake.pool, before).await?;
        if due.is_empty() {
            return Ok(());
        }
        for recipient in due {
            store::erase(&intake.pool, recipient, Cause::Clock, now).await?;
        }
    }
}
