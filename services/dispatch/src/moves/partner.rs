//! A partner outside the city's cleaning has a report for a term, and gives it back.

use model::moves::needs::term;
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use crate::Service;
use crate::store::moves::Standing;
use crate::wish::Wish;

/// To the named partner, or to the one that its category is passed to.
pub(super) async fn transfer(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let partner = wish.partner(change.report.partner.as_ref())?;
    let (words, until) = (wish.words()?, term(change.now));
    let detail = json!({ "partner": partner, "until": until, "team": change.report.team });
    change.record(Standing::Transferred { partner: &partner, until }, words.as_deref(), detail).await?;
    change.commit().await
}

/// The partner declines, or its term is over.
pub(super) async fn come_back(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let (words, detail) = (wish.words()?, json!({ "team": change.report.team }));
    change.back_to_team(words.as_deref(), detail).await?;
    change.commit().await
}
