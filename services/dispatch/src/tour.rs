//! The order of a round: from where somebody stands past every place once, and not back. Nearest neighbour first, then
//! the two classic improvements until neither helps: a stretch turned around (2-opt), and a stretch of up to three places
//! put elsewhere (Or-opt). Distances are as the crow flies: streets are the phone's own map's business.

use geo::{Distance, Haversine};
use model::place::Point;

/// Metres that an improvement must gain: less is rounding, and could go on for ever.
const WORTH_M: f64 = 0.01;
/// Places that Or-opt moves together, at most.
const STRETCH: usize = 3;

/// Metres between two places on the sphere.
pub(crate) fn metres(one: Point, other: Point) -> f64 {
    let point = |place: Point| geo::Point::new(place.longitude(), place.latitude());
    Haversine.distance(point(one), point(other))
}

/// The places in the order of a short round from `start`, as indices into `places`. Not always the shortest: see the
/// test. Some 20 milliseconds for 200 places, optimized.
pub(crate) fn order(start: Point, places: &[Point]) -> Vec<usize> {
    let all: Vec<Point> = std::iter::once(start).chain(places.iter().copied()).collect();
    let far: Vec<Vec<f64>> =
        all.iter().map(|one| all.iter().map(|other| metres(*one, *other)).collect()).collect();
    let mut tour = nearest_first(&far);
    while turned(&mut tour, &far) || moved(&mut tour, &far) {}
    tour.into_iter().skip(1).map(|place| place - 1).collect()
}

/// Always on to the nearest place that was not yet passed; of two as near, the first.
fn nearest_first(far: &[Vec<f64>]) -> Vec<usize> {
    let mut left: Vec<usize> = (1..far.len()).collect();
    let mut tour = vec![0];
    let mut here = 0;
    while let Some(at) = (0..left.len()).min_by(|a, b| far[here][left[*a]].total_cmp(&far[here][left[*b]])) {
        here = left.remove(at);
        tour.push(here);
    }
    tour
}

/// From one place to the next; after the last there is no way.
fn step(tour: &[usize], far: &[Vec<f64>], from: usize) -> f64 {
    tour.get(from + 1).map_or(0.0, |next| far[tour[from]][*next])
}

/// Turns the stretch that gains most around; false if none gains.
fn turned(tour: &mut [usize], far: &[Vec<f64>]) -> bool {
    let mut best = (WORTH_M, 0, 0);
    for first in 1..tour.len() {
        for last in first + 1..tour.len() {
            let before = far[tour[first - 1]][tour[first]] + step(tour, far, last);
            let onward = tour.get(last + 1).map_or(0.0, |next| far[tour[first]][*next]);
            let gain = before - far[tour[first - 1]][tour[last]] - onward;
            if gain > best.0 {
                best = (gain, first, last);
            }
        }
    }
    let (_, first, last) = best;
    if first > 0 {
        tour[first..=last].reverse();
    }
    first > 0
}

/// Puts a stretch of a few places elsewhere, either way round, where that gains most; false if it never gains.
fn moved(tour: &mut Vec<usize>, far: &[Vec<f64>]) -> bool {
    let mut best = (WORTH_M, 0, 0, 0, false);
    for length in 1..=STRETCH {
        for first in 1..(tour.len() + 1).saturating_sub(length) {
            let last = first + length - 1;
            let closed = tour.get(last + 1).map_or(0.0, |next| far[tour[first - 1]][*next]);
            let freed = far[tour[first - 1]][tour[first]] + step(tour, far, last) - closed;
            for after in (0..tour.len()).filter(|after| *after + 1 < first || *after > last) {
                for turned in [false, true] {
                    let (head, tail) = if turned { (last, first) } else { (first, last) };
                    let onward = tour.get(after + 1).map_or(0.0, |next| far[tour[tail]][*next]);
                    let cost = far[tour[after]][tour[head]] + onward - step(tour, far, after);
                    if freed - cost > best.0 {
                        best = (freed - cost, first, last, after, turned);
                    }
                }
            }
        }
    }
    let (_, first, last, after, turned) = best;
    if first == 0 {
        return false;
    }
    let mut stretch: Vec<usize> = tour.drain(first..=last).collect();
    if turned {
        stretch.reverse();
    }
    let at = if after > last { after + 1 - stretch.len() } else { after + 1 };
    tour.splice(at..at, stretch);
    true
}

/// Which places are one: each list holds indices, in their order; the lists are in the order of their first. A place is
/// where its first one is, so that a chain of doorways is not one place.
pub(crate) fn together(places: &[Point], within_m: f64) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        match groups.iter_mut().find(|group| metres(places[group[0]], *place) <= within_m) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::*;

    fn point(longitude: f64, latitude: f64) -> Point {
        Point::new(longitude, latitude).unwrap()
    }

    /// In a sector of about two kilometres.
    fn anywhere(random: &mut StdRng) -> Point {
        point(2.3783 + random.random_range(-0.014..0.014), 48.8646 + random.random_range(-0.009..0.009))
    }

    fn length(start: Point, places: &[Point], order: &[usize]) -> f64 {
        order.iter().fold((0.0, start), |(sum, here), at| (sum + metres(here, places[*at]), places[*at])).0
    }

    /// The shortest of all orders.
    fn shortest(here: Point, places: &[Point], left: u32) -> f64 {
        (0..places.len())
            .filter(|at| left & (1 << at) != 0)
            .map(|at| metres(here, places[at]) + shortest(places[at], places, left & !(1 << at)))
            .reduce(f64::min)
            .unwrap_or(0.0)
    }

    #[test]
    fn a_round_of_up_to_nine_places_is_close_to_the_shortest() {
        let mut random = StdRng::seed_from_u64(6);
        let (mut worst, mut sum, mut best, rounds) = (1.0_f64, 0.0, 0, 60);
        for round in 0..rounds {
            let start = anywhere(&mut random);
            let places: Vec<Point> = (0..=round % 8 + 1).map(|_| anywhere(&mut random)).collect();
            let order = order(start, &places);
            let mut seen = order.clone();
            seen.sort_unstable();
            assert_eq!(seen, (0..places.len()).collect::<Vec<_>>(), "each place once");
            let over = length(start, &places, &order) / shortest(start, &places, (1 << places.len()) - 1);
            assert!(over > 0.999_999, "{over}");
            (worst, sum, best) = (worst.max(over), sum + over, best + i32::from(over < 1.000_001));
        }
        let mean = sum / f64::from(rounds);
        println!("distance over best: mean {mean:.4}, worst {worst:.4}; {best} of {rounds} are the best");
        assert!(worst < 1.05 && mean < 1.01, "worst {worst}, mean {mean}");
    }

    #[test]
    fn the_same_places_give_the_same_round_and_few_give_none() {
        let mut random = StdRng::seed_from_u64(7);
        let start = anywhere(&mut random);
        let places: Vec<Point> = (0..200).map(|_| anywhere(&mut random)).collect();
        assert_eq!(order(start, &places), order(start, &places));
        assert_eq!(order(start, &[]), Vec::<usize>::new());
        assert_eq!(order(start, &[start, start]), [0, 1]);
        let plain: Vec<usize> = (0..200).collect();
        assert!(length(start, &places, &order(start, &places)) < length(start, &places, &plain) / 5.0);
    }

    #[test]
    fn places_within_a_few_metres_are_one() {
        let east = |metres: f64| point(2.3783 + metres / 73_200.0, 48.8646);
        let places = [east(0.0), east(100.0), east(15.0), east(30.0), east(101.0)];
        assert_eq!(together(&places, 20.0), [vec![0, 2], vec![1, 4], vec![3]]);
    }
}
