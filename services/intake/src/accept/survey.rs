//! What the database knows of a submission's place and category, and what is wrong with them there.

use anyhow::Context;
use model::place::{PlaceSource, Point};
use sqlx::PgConnection;

use crate::Intake;
use crate::routes::search;
use crate::store::{self, Handled};
use crate::submission::{Found, Submission};
use crate::wrong::Wrong;

/// A category and a place that exist.
pub(super) struct Known {
    pub(super) target_hours: i32,
    pub(super) sector: String,
    /// In words.
    pub(super) address: String,
}

/// Addresses that are shown for words that are no one's own.
const MOST_FOUND: i64 = 5;

/// Looks up a place that was given in words.
pub(crate) async fn find_place(intake: &Intake, submission: &mut Submission) -> anyhow::Result<()> {
    let Some(words) = submission.sought_place() else { return Ok(()) };
    let mut found = search(intake, words, MOST_FOUND).await?;
    submission.found = match (found.iter().filter(|one| one.exact).count(), found.is_empty()) {
        (1, _) => {
            found.retain(|one| one.exact);
            found.pop().map_or(Found::Nothing, |one| Found::One(one.place))
        }
        (_, true) => Found::Nothing,
        (_, false) => Found::Several(found),
    };
    Ok(())
}

/// Looks both up; none when something is wrong with either, or is wrong already. A submission that is wrong anyway is
/// surveyed too: its sender hears of everything at once.
pub(super) async fn known(
    intake: &Intake,
    submission: &Submission,
    wrong: &mut Vec<Wrong>,
) -> anyhow::Result<Option<Known>> {
    let mut connection = intake.pool.acquire().await.context("the database")?;
    let target = match submission.category() {
        Ok(id) => match store::category(&mut connection, id).await.context("the category")? {
            Some(Handled::Within(hours)) => Some(hours),
            Some(Handled::Elsewhere(tell)) => {
                wrong.push(Wrong::CategoryElsewhere(tell));
                None
            }
            None => {
                wrong.push(Wrong::CategoryUnknown);
                None
            }
        },
        Err(_) => None,
    };
    let sector = match submission.place() {
        Ok(place) => {
            let found = database::sectors::sector_at(&mut connection, place.point).await;
            let found = found.context("the sector")?;
            if found.is_none() {
                wrong.push(elsewhere(intake, &mut connection, place.point, place.source).await?);
            }
            found
        }
        // The other way round it is on earth: whether it is also in the city is known here alone.
        Err(Wrong::PlaceSwapped(swapped)) => {
            if !in_city(&mut connection, swapped).await? {
                for wrong in wrong.iter_mut().filter(|wrong| matches!(wrong, Wrong::PlaceSwapped(_))) {
                    *wrong = Wrong::PlaceUnreadable;
                }
            }
            None
        }
        Err(_) => None,
    };
    let (Some(target_hours), Some(sector), true) = (target, sector, wrong.is_empty()) else {
        return Ok(None);
    };
    let Ok(place) = submission.place() else { return Ok(None) };
    let address = database::addresses::in_words(&mut connection, place.point, &sector);
    let address = address.await.context("the address")?;
    Ok(Some(Known { target_hours, sector, address }))
}

/// Why a place on earth is none of the city's.
async fn elsewhere(
    intake: &Intake,
    connection: &mut PgConnection,
    point: Point,
    source: PlaceSource,
) -> anyhow::Result<Wrong> {
    let swapped = Point::new(point.latitude(), point.longitude()).ok();
    if let Some(swapped) = swapped
        && in_city(connection, swapped).await?
    {
        // A person can be asked whether that was meant, a camera can't.
        return Ok(match source {
            PlaceSource::Photo => Wrong::PlaceNotInPhoto,
            PlaceSource::Phone | PlaceSource::Hand => Wrong::PlaceSwapped(swapped),
        });
    }
    Ok(Wrong::outside(&intake.city, point))
}

async fn in_city(connection: &mut PgConnection, point: Point) -> anyhow::Result<bool> {
    Ok(database::sectors::sector_at(connection, point).await.context("the sector")?.is_some())
}
