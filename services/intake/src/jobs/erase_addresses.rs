//! A year after a report has ended nobody writes to those who followed it: their addresses go. So do the addresses of
//! sessions that are over.

use chrono::Months;

use crate::Intake;
use crate::store::{self, Cause, KEPT_MONTHS};

/// Harmless twice and in several copies: an address is erased once. One that can't be is passed by until the next look,
/// so that it holds up no other.
///
/// # Errors
/// The last failure, when all that could be erased was; at once, when what is due can't be asked.
pub(super) async fn erase(intake: &Intake) -> anyhow::Result<()> {
    let now = intake.clock.now();
    store::sweep_residents(&intake.pool, now).await?;
    let Some(before) = now.checked_sub_months(Months::new(KEPT_MONTHS)) else { return Ok(()) };
    let (mut passed, mut failed) = (Vec::new(), None);
    loop {
        let due = store::due(&intake.pool, before, &passed).await?;
        if due.is_empty() {
            return failed.map_or(Ok(()), Err);
        }
        for recipient in due {
            if let Err(error) = store::erase(&intake.pool, recipient, Cause::Clock, now).await {
                tracing::warn!(recipient = %recipient.0, %error, "an address is not erased yet");
                passed.push(recipient);
                failed = Some(error.into());
            }
        }
    }
}
