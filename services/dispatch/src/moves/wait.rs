//! Moves that put a report off: to a day of passage, or to a day on which somebody looks again.

use std::time::Duration;

use model::moves::needs::{PutOffReason, ReviewOn, ScheduledOn, Unmet};
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use crate::Service;
use crate::store::moves::Standing;
use crate::wish::Wish;

/// A team comes on a day.
pub(super) async fn schedule(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let on = ScheduledOn::new(wish.day("on")?, change.today())?.day();
    if change.report.team.is_none() {
        return Err(Unmet::NoTeam.into());
    }
    let (reason, words) = (wish.some_reason::<PutOffReason>()?, wish.words()?);
    let detail = json!({ "on": on, "reason": reason, "team": change.report.team });
    change.record(Standing::Scheduled(on), words.as_deref(), detail).await?;
    change.tell(Duration::ZERO).await?;
    change.commit().await
}

/// Somebody looks again on a day.
pub(super) async fn watch(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let on = ReviewOn::new(wish.day("review_on")?, change.today())?.day();
    let words = wish.words()?;
    change.record(Standing::Monitored(on), words.as_deref(), json!({ "review_on": on })).await?;
    change.commit().await
}

/// The watch is over.
pub(super) async fn resume(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let (words, detail) = (wish.words()?, json!({ "team": change.report.team }));
    change.back_to_team(words.as_deref(), detail).await?;
    change.commit().await
}
