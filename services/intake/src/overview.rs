//! How many reports lie where, for maps of the whole city: counted a few times a minute in small squares, and added up for each
//! zoom and choice from memory, so that a map costs the same however many reports there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tokio::sync::Mutex;

use crate::filters::{Filters, PERIODS};
use crate::store::{self, Counted};
use maps::Tile;

/// The zoom whose tiles are the squares that are counted: about 200 metres in Paris.
pub(crate) const SQUARE_ZOOM: u8 = 17;
/// From this zoom on each report is shown by itself.
pub(crate) const POINTS_FROM: u8 = SQUARE_ZOOM - 2;
/// A tile shows 8 by 8 cells.
const CELLS: u8 = 3;
/// Units of a tile's side in a vector tile (Mapbox Vector Tile 2.1, "extent").
const EXTENT: f64 = 4096.0;
/// How long a count is good.
const GOOD_FOR: TimeDelta = TimeDelta::seconds(20);

/// The last count, made anew when it is asked for and old.
#[derive(Debug, Default)]
pub(crate) struct Overview(Mutex<Option<Count>>);

/// When, and what.
type Count = (DateTime<Utc>, Arc<Vec<Counted>>);

/// Reports that a map draws as one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// In units of the tile, from the west.
    pub(crate) x: f64,
    /// From the north.
    pub(crate) y: f64,
    pub(crate) count: i64,
}

impl Overview {
    /// The count as it was at most twenty seconds ago. Who comes while it is made waits for it.
    pub(crate) async fn of(&self, pool: &PgPool, now: DateTime<Utc>) -> sqlx::Result<Arc<Vec<Counted>>> {
        let mut last = self.0.lock().await;
        if let Some((at, counted)) = last.as_ref()
            && (TimeDelta::zero()..GOOD_FOR).contains(&(now - *at))
        {
            return Ok(Arc::clone(counted));
        }
        let counted = Arc::new(store::counted(pool, now).await?);
        *last = Some((now, Arc::clone(&counted)));
        Ok(counted)
    }
}

/// How many reports are asked for, in the whole city.
pub(crate) fn total(counted: &[Counted], filters: &Filters) -> i64 {
    counted.iter().filter(|square| is_shown(square, filters)).map(|square| square.count).sum()
}

/// The cells of a tile, each at the middle of its reports.
pub(crate) fn cells(counted: &[Counted], tile: Tile, filters: &Filters) -> Vec<Cell> {
    // A zoom deeper than the squares has no cells: its reports are shown by themselves.
    let (Some(to_tile), Some(to_cell)) =
        (SQUARE_ZOOM.checked_sub(tile.zoom), SQUARE_ZOOM.checked_sub(tile.zoom + CELLS))
    else {
        return Vec::new();
    };
    let mut cells = BTreeMap::<(u32, u32), Cell>::new();
    let here = |square: &&Counted| square.column() >> to_tile == tile.x && square.row() >> to_tile == tile.y;
    for square in counted.iter().filter(here).filter(|square| is_shown(square, filters)) {
        let cell = cells.entry((square.column() >> to_cell, square.row() >> to_cell)).or_default();
        cell.count += square.count;
        cell.x += square.x;
        cell.y += square.y;
    }
    let side = f64::from(1_u32 << to_tile);
    let within = |sum: f64, count: i64, from: u32| (sum / as_float(count) / side - f64::from(from)) * EXTENT;
    let placed = cells.into_values().map(|cell| Cell {
        x: within(cell.x, cell.count, tile.x).round(),
        y: within(cell.y, cell.count, tile.y).round(),
        count: cell.count,
    });
    placed.collect()
}

fn is_shown(square: &Counted, filters: &Filters) -> bool {
    let state = if square.open { filters.open } else { filters.closed };
    let young = filters.days.is_none_or(|days| i64::from(square.period) <= days);
    state && young && filters.group.as_ref().is_none_or(|group| *group == square.group)
}

/// Counts of a city are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "a city's reports are counted in millions")]
fn as_float(count: i64) -> f64 {
    count as f64
}

/// The periods as the database groups by them.
pub(crate) fn periods() -> Vec<i32> {
    PERIODS.iter().filter_map(|days| i32::try_from(*days).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square((x, y): (f64, f64), open: bool, period: i32, count: i64) -> Counted {
        let sum = |at: f64| at * as_float(count);
        Counted { x: sum(x), y: sum(y), group: "waste".to_owned(), open, period, count }
    }

    fn filters(state: &str, days: &str) -> Filters {
        let query = [("state", state), ("days", days)];
        Filters::read(&query.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
            .expect("filters")
    }

    #[test]
    fn every_report_is_counted_once_at_every_zoom() {
        let counted: Vec<_> = (0..64_u32)
            .map(|at| square((66_400.5 + f64::from(at), 45_100.5 + f64::from(at % 8)), at % 2 == 0, 1, 3))
            .collect();
        assert_eq!(total(&counted, &filters("all", "")), 192);
        for zoom in 9..POINTS_FROM {
            let shift = SQUARE_ZOOM - zoom;
            let mut tiles: Vec<_> =
                counted.iter().map(|one| (one.column() >> shift, one.row() >> shift)).collect();
            tiles.sort_unstable();
            tiles.dedup();
            let cells = tiles
                .iter()
                .flat_map(|(x, y)| cells(&counted, Tile { zoom, x: *x, y: *y }, &filters("open", "")));
            let cells: Vec<_> = cells.collect();
            assert_eq!(cells.iter().map(|cell| cell.count).sum::<i64>(), 96, "zoom {zoom}");
            assert!(cells.iter().all(|cell| (0.0..=EXTENT).contains(&cell.x)), "zoom {zoom}: {cells:?}");
        }
    }

    #[test]
    fn a_choice_of_state_and_period_is_kept() {
        let counted = [
            square((66_400.5, 45_100.5), true, 1, 1),
            square((66_400.5, 45_100.5), true, i32::MAX, 2),
            square((66_400.5, 45_100.5), false, 7, 4),
        ];
        for (state, days, expected) in [
            ("open", "", 3),
            ("open", "1", 1),
            ("closed", "", 4),
            ("closed", "1", 0),
            ("all", "7", 5),
            ("all", "", 7),
        ] {
            assert_eq!(total(&counted, &filters(state, days)), expected, "{state} {days}");
        }
    }
}
