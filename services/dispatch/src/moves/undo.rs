//! A close is taken back, with its letters.

use model::moves::needs::{Unmet, undo_in_time};
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use super::take::in_progress;
use crate::Service;
use crate::store::{moves, proofs};

/// Only who closed, only in time, and only if no letter has left.
pub(super) async fn undo(service: &Service, asked: &Asked) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let close = moves::last(&mut *change.transaction, asked.report).await?;
    if close.actor_id != asked.by.staff().map(|staff| staff.0) {
        return Err(NotMoved::Colleague);
    }
    let window = chrono::Duration::seconds(service.config.undo_seconds.try_into().unwrap_or(i64::MAX));
    undo_in_time(close.recorded_at, change.now, window)?;
    if !database::letters::take_back(&mut change.transaction, close.id).await? {
        return Err(Unmet::LetterLeft.into());
    }
    proofs::take_back(&mut change.transaction, close.id).await?;
    let standing = in_progress(&change)?;
    change.record(standing, None, json!({ "close": close.id })).await?;
    change.commit().await
}
