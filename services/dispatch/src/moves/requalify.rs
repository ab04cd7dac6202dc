//! A referent says what a report is, where, or whose; then the dispatcher decides anew.

use model::moves::needs::Unmet;
use model::place::Point;
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use crate::Service;
use crate::store::moves::{self, NewFacts, NewPlace, Standing};
use crate::wish::Wish;

/// New category, place or team; a schedule goes away.
pub(super) async fn requalify(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let (category, team) = (wish.text("category"), wish.text("team"));
    let (point, words) = (wish.place()?, wish.words()?);
    if category.is_none() && team.is_none() && point.is_none() {
        return Err(Unmet::NothingNew.into());
    }
    let unknown = |field, value: &str| Unmet::Unreadable { field, value: value.to_owned() };
    if let Some(id) = category
        && !moves::has_category(&mut change.transaction, id).await?
    {
        return Err(unknown("category", id).into());
    }
    if let Some(id) = team
        && !moves::has_team(&mut change.transaction, id).await?
    {
        return Err(unknown("team", id).into());
    }
    let place = new_place(&mut change, point).await?;
    let was = moves::place(&mut change.transaction, asked.report).await?;
    let detail = json!({
        "from": { "category": change.report.category, "team": change.report.team,
                  "place": place.as_ref().map(|_| was.0), "address": place.as_ref().map(|_| was.1) },
        "category": category,
        "team": team,
        "place": point,
        "address": place.as_ref().map(|place| place.address.as_str()),
    });
    change.record(Standing::Received, words.as_deref(), detail).await?;
    moves::requalify(&mut change.transaction, asked.report, &NewFacts { category, place }).await?;
    change.ask_for_team().await?;
    change.commit().await
}

async fn new_place(change: &mut Change<'_>, point: Option<Point>) -> Result<Option<NewPlace>, NotMoved> {
    let Some(point) = point else { return Ok(None) };
    let sector = database::sectors::sector_at(&mut change.transaction, point).await?;
    let sector = sector.ok_or(Unmet::PlaceOutside)?;
    let address = database::addresses::in_words(&mut change.transaction, point, &sector).await?;
    Ok(Some(NewPlace { point, sector, address }))
}
