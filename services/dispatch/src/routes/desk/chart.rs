//! The chart of turnaround: the median as a line, the 90th percentile dashed above it, drawn by the server. What it shows
//! stands in a table, too.

use std::fmt::Write as _;

use chrono::Duration;
use web::Texts;

/// Of the drawing, in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;
/// Room for the hours at the left, and for the days below.
const LEFT: f64 = 46.0;
const BELOW: f64 = 24.0;
const EDGE: f64 = 10.0;

/// A day or month of the chart; without closes both are none.
pub(super) struct Point {
    pub(super) day: String,
    pub(super) median: Option<Duration>,
    pub(super) ninetieth: Option<Duration>,
}

/// A line of the grid, with its words.
pub(super) struct Grid {
    pub(super) at: f64,
    pub(super) words: String,
}

/// The drawing: the paths of SVG, and what stands at the edges.
pub(super) struct Chart {
    pub(super) median: String,
    pub(super) ninetieth: String,
    pub(super) hours: Vec<Grid>,
    pub(super) days: Vec<Grid>,
}

impl Chart {
    /// Draws a series; none where there is nothing to draw a line between.
    pub(super) fn of(texts: &Texts, points: &[Point]) -> Option<Self> {
        let most = points.iter().filter_map(|point| point.ninetieth.or(point.median)).max()?;
        if points.len() < 2 {
            return None;
        }
        let step = step(most);
        let lines = ((most.num_minutes() + step - 1) / step).max(1);
        let top = lines * step;
        let height = |minutes: f64| HEIGHT - BELOW - minutes / real(top) * (HEIGHT - BELOW - EDGE);
        let across = |at: usize| LEFT + real_of(at) / real_of(points.len() - 1) * (WIDTH - LEFT - EDGE);
        let path = |pick: fn(&Point) -> Option<Duration>| {
            let mut path = String::new();
            let mut draws = false;
            for (at, point) in points.iter().enumerate() {
                // A day without a close is a gap, not a zero.
                let Some(length) = pick(point) else {
                    draws = false;
                    continue;
                };
                let word = if draws { 'L' } else { 'M' };
                let _ = write!(path, "{word}{:.1} {:.1}", across(at), height(real(length.num_minutes())));
                draws = true;
            }
            path
        };
        let hours = (0..=lines).map(|line| Grid {
            at: height(real(line * step)),
            words: texts.t1("duration-hours", "hours", line * step / 60),
        });
        let last = points.len() - 1;
        let days = [0, last / 2, last].map(|at| Grid { at: across(at), words: points[at].day.clone() });
        Some(Self {
            median: path(|point| point.median),
            ninetieth: path(|point| point.ninetieth),
            hours: hours.collect(),
            days: days.into(),
        })
    }
}

/// Minutes between two lines of the grid, so that at most six are needed; whole hours.
fn step(most: Duration) -> i64 {
    let hours = [1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720, 1440];
    let fits = hours.into_iter().find(|hours| hours * 5 > most.num_hours());
    60 * fits.unwrap_or_else(|| most.num_hours() / 5 + 1)
}

#[expect(clippy::cast_precision_loss, reason = "minutes of some years")]
fn real(minutes: i64) -> f64 {
    minutes as f64
}

#[expect(clippy::cast_precision_loss, reason = "points of a chart")]
fn real_of(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use web::Language;

    use super::*;

    fn chart(hours: &[Option<i64>]) -> Option<Chart> {
        let point = |hours: &Option<i64>| Point {
            day: "1".to_owned(),
            median: hours.map(Duration::hours),
            ninetieth: hours.map(|hours| Duration::hours(hours * 3)),
        };
        Chart::of(Texts::of(Language::En), &hours.iter().map(point).collect::<Vec<_>>())
    }

    #[test]
    fn a_day_without_a_close_is_a_gap() {
        let drawn = chart(&[Some(2), Some(4), None, Some(3)]).expect("a chart");
        assert_eq!(drawn.median.matches('M').count(), 2);
        assert_eq!(drawn.median.matches('L').count(), 1);
    }

    #[test]
    fn every_point_lies_within_the_drawing_and_the_grid_is_whole_hours() {
        for hours in [&[0, 0][..], &[1, 3], &[7, 19, 100], &[5_000, 40_000]] {
            let hours: Vec<_> = hours.iter().map(|hours| Some(*hours)).collect();
            let drawn = chart(&hours).expect("a chart");
            assert!((2..=7).contains(&drawn.hours.len()), "{} lines", drawn.hours.len());
            assert!(drawn.hours.iter().all(|line| (0.0..=HEIGHT).contains(&line.at)));
            for number in drawn.ninetieth.split(['M', 'L', ' ']).filter(|number| !number.is_empty()) {
                assert!((0.0..=WIDTH).contains(&number.parse().expect("a number")), "{number}");
            }
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(chart(&[]).is_none() && chart(&[None, None]).is_none() && chart(&[Some(1)]).is_none());
    }
}
