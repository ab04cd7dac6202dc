//! A crew takes a job, and gives it back.

use serde_json::json;

use super::change::{Asked, By, Change, Moved, NotMoved};
use crate::Service;
use crate::store::moves::Standing;

/// "J’y vais": until the end of the shift.
pub(crate) async fn take(service: &Service, asked: &Asked) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let standing = in_progress(&change)?;
    let detail = json!({ "team": change.report.team });
    change.record(standing, None, detail).await?;
    change.commit().await
}

/// Back to the team: whoever has it gives it back, or the shift ends.
pub(super) async fn release(service: &Service, asked: &Asked) -> Result<Moved, NotMoved> {
    let change = Change::begin(service, asked).await?;
    if change.report.taken_by != asked.by.staff() {
        return Err(NotMoved::Colleague);
    }
    released(change).await
}

/// The end of [`release`], whoever does it.
pub(super) async fn released(mut change: Change<'_>) -> Result<Moved, NotMoved> {
    let detail = json!({ "team": change.report.team });
    change.record(Standing::Dispatched, None, detail).await?;
    change.commit().await
}

/// In the hands of who asks, until the end of the team's shift.
pub(super) fn in_progress(change: &Change<'_>) -> Result<Standing<'static>, NotMoved> {
    match (change.asked.by, change.report.shift) {
        (By::Staff { id, .. }, Some(shift)) => {
            Ok(Standing::InProgress { by: id, until: shift.next_end(change.now, change.report.zone) })
        }
        _ => Err(NotMoved::NotFound),
    }
}
