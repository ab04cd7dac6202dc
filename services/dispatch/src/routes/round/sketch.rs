//! The round as a sketch: its places in their numbers and the way between them, north above. It needs no map, no script
//! and no network; what it shows is in the list, too.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use model::place::Point;

use super::Stop;

/// Of the drawing, in its own units: pixels on a phone that is 360 wide.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 170.0;
/// Room around the outermost places: a disc and a little.
const EDGE: f64 = 26.0;
/// Metres that the drawing shows at least: two doors side by side are not the ends of the world.
const LEAST_M: f64 = 120.0;
/// Places that can be told apart on a phone.
const MOST: usize = 24;

/// A place of the round.
pub(super) struct Dot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) number: usize,
    pub(super) late: bool,
}

/// The drawing.
pub(super) struct Sketch {
    pub(super) dots: Vec<Dot>,
    /// The corners of the way, as SVG wants them.
    pub(super) way: String,
    /// Where somebody stands.
    pub(super) here: Option<(f64, f64)>,
}

impl Sketch {
    /// Draws the first [`MOST`] places; none where there are fewer than two.
    pub(super) fn of(from: Option<Point>, stops: &[Stop], now: DateTime<Utc>) -> Option<Self> {
        let places: Vec<(Point, bool)> = stops
            .iter()
            .take(MOST)
            .filter_map(|stop| Some((stop.first()?.place, stop.iter().any(|line| line.due_at < now))))
            .collect();
        if places.len() < 2 {
            return None;
        }
        let all: Vec<Point> = from.into_iter().chain(places.iter().map(|(place, _)| *place)).collect();
        let drawn = fitted(&all);
        let (here, drawn) =
            if from.is_some() { (drawn.first().copied(), &drawn[1..]) } else { (None, &drawn[..]) };
        let mut way = String::new();
        for (x, y) in here.iter().chain(drawn) {
            let _ = write!(way, "{x:.1},{y:.1} ");
        }
        let dots = (1..).zip(drawn).zip(&places);
        let dots =
            dots.map(|((number, (x, y)), (_, late))| Dot { x: *x, y: *y, number, late: *late }).collect();
        Some(Self { dots, way, here })
    }
}

/// Places on the drawing, in one scale for both directions, in its middle.
fn fitted(places: &[Point]) -> Vec<(f64, f64)> {
    let flat: Vec<(f64, f64)> = places.iter().map(|place| place.mercator()).collect();
    let range = |pick: fn(&(f64, f64)) -> f64| {
        let values = || flat.iter().map(pick);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let ((west, east), (south, north)) = (range(|(x, _)| *x), range(|(_, y)| *y));
    let least = LEAST_M / places.first().map_or(1.0, |place| place.ground_scale());
    let scale = ((WIDTH - 2.0 * EDGE) / (east - west).max(least))
        .min((HEIGHT - 2.0 * EDGE) / (north - south).max(least));
    let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
    let tenths = |pixels: f64| (pixels * 10.0).round() / 10.0;
    flat.into_iter()
        .map(|(x, y)| (WIDTH / 2.0 + (x - middle.0) * scale, HEIGHT / 2.0 - (y - middle.1) * scale))
        .map(|(x, y)| (tenths(x), tenths(y)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_lies_within_the_drawing_and_north_is_above() {
        let at = |longitude, latitude| Point::new(longitude, latitude).unwrap();
        let far = [at(2.30, 48.83), at(2.41, 48.89), at(2.35, 48.86)];
        let near = [at(2.3783, 48.8646), at(2.3783, 48.8647)];
        for places in [&far[..], &near[..]] {
            let drawn = fitted(places);
            for (x, y) in &drawn {
                assert!((EDGE - 0.1..=WIDTH - EDGE + 0.1).contains(x), "{x}");
                assert!((EDGE - 0.1..=HEIGHT - EDGE + 0.1).contains(y), "{y}");
            }
            assert!(drawn[1].1 < drawn[0].1, "north is above");
        }
        assert!(fitted(&near)[0].1 - fitted(&near)[1].1 < 20.0, "two doors are not the ends of the world");
    }
}
