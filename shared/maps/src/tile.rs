//! Tiles: the squares that a map is made of, named by zoom, column and row as every web map does (Web Mercator, y from
//! the north).

use std::f64::consts::PI;

use serde::Deserialize;

/// A box in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "[f64; 4]")]
pub struct Bounds {
    /// Its western edge.
    pub west: f64,
    /// Its southern edge.
    pub south: f64,
    /// Its eastern edge.
    pub east: f64,
    /// Its northern edge.
    pub north: f64,
}

impl From<[f64; 4]> for Bounds {
    fn from([west, south, east, north]: [f64; 4]) -> Self {
        Self { west, south, east, north }
    }
}

impl Bounds {
    fn touches(&self, other: &Self) -> bool {
        self.west < other.east
            && other.west < self.east
            && self.south < other.north
            && other.south < self.north
    }
}

/// The deepest zoom: a street's stones.
const DEEPEST: u8 = 19;

/// One square of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// 0: the whole world.
    pub zoom: u8,
    /// Its column, from 180° west.
    pub x: u32,
    /// Its row, from the north.
    pub y: u32,
}

impl Tile {
    /// The tile of an address `/{z}/{x}/{y}`; none: there is no such tile, or it shows nothing of the city.
    pub fn read([zoom, x, y]: [&str; 3], city: &Bounds) -> Option<Self> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok());
        let (zoom, x, y) = (number(zoom)??, number(x)??, number(y)??);
        let zoom = u8::try_from(zoom).ok().filter(|zoom| *zoom <= DEEPEST)?;
        let side = 1_u32 << zoom;
        let tile = Self { zoom, x, y };
        (x < side && y < side && tile.bounds().touches(city)).then_some(tile)
    }

    /// Zoom, column and row as PostGIS counts.
    pub fn numbers(self) -> (i32, i32, i32) {
        // Its numbers are below 2^19.
        (i32::from(self.zoom), self.x.cast_signed(), self.y.cast_signed())
    }

    /// What it shows.
    pub fn bounds(self) -> Bounds {
        let side = f64::from(1_u32 << self.zoom);
        let longitude = |x: u32| f64::from(x) / side * 360.0 - 180.0;
        let latitude = |y: u32| (PI * (1.0 - 2.0 * f64::from(y) / side)).sinh().atan().to_degrees();
        Bounds {
            west: longitude(self.x),
            south: latitude(self.y + 1),
            east: longitude(self.x + 1),
            north: latitude(self.y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Bounds = Bounds { west: 2.219, south: 48.812, east: 2.475, north: 48.906 };

    #[test]
    fn a_tile_lies_where_every_web_map_has_it() {
        let tile = Tile::read(["14", "8300", "5636"], &PARIS).expect("a tile of Paris");
        let Bounds { west, south, east, north } = tile.bounds();
        assert!((west - 2.373_05).abs() < 1e-4 && (east - 2.395_02).abs() < 1e-4, "{west} {east}");
        assert!(south < 48.8646 && 48.8646 < north, "{south} {north}");
    }

    #[test]
    fn only_tiles_that_show_the_city_exist() {
        for inside in [["0", "0", "0"], ["11", "1037", "704"], ["19", "265600", "180352"]] {
            assert!(Tile::read(inside, &PARIS).is_some(), "{inside:?}");
        }
        for outside in [
            ["14", "0", "0"],
            ["14", "8191", "5636"],
            ["20", "531200", "360704"],
            ["1", "2", "0"],
            ["255", "0", "0"],
            ["14", "-1", "5636"],
            ["14", "+8300", "5636"],
            ["14", "8300.png", "5636"],
            ["14", "99999999999", "5636"],
            ["", "", ""],
        ] {
            assert_eq!(Tile::read(outside, &PARIS), None, "{outside:?}");
        }
    }
}
