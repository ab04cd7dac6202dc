//! A place on the ground and where we know it from.

use serde::{Deserialize, Serialize};

/// A point in WGS 84 (EPSG:4326), in degrees. Parsing is its only constructor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    longitude: f64,
    latitude: f64,
}

/// Of the sphere that EPSG:3857 takes the earth for.
const MERCATOR_RADIUS_M: f64 = 6_378_137.0;

/// Why two numbers are not a place.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NotAPlace {
    /// NaN, infinite, or beyond 180° east or 90° north.
    #[error("longitude {longitude} and latitude {latitude} are not on earth")]
    OutOfRange {
        /// Degrees east, as given.
        longitude: f64,
        /// Degrees north, as given.
        latitude: f64,
    },
    /// 0, 0: what a device says that does not know where it is.
    #[error("0, 0 is what a device says that does not know its place")]
    Null,
}

impl Point {
    /// A point from degrees east and degrees north.
    ///
    /// # Errors
    /// [`NotAPlace`] for numbers that are no place, and for 0, 0.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, NotAPlace> {
        if !(-180.0..=180.0).contains(&longitude) || !(-90.0..=90.0).contains(&latitude) {
            return Err(NotAPlace::OutOfRange { longitude, latitude });
        }
        if longitude.abs() < 1e-6 && latitude.abs() < 1e-6 {
            return Err(NotAPlace::Null);
        }
        Ok(Self { longitude, latitude })
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// On the flat map of EPSG:3857 (Web Mercator): x and y. They are no metres on the ground: those are
    /// [`Point::ground_scale`] times as long.
    pub fn mercator(self) -> (f64, f64) {
        let y = (std::f64::consts::FRAC_PI_4 + self.latitude.to_radians() / 2.0).tan().ln();
        (self.longitude.to_radians() * MERCATOR_RADIUS_M, y * MERCATOR_RADIUS_M)
    }

    /// The point of a flat map of EPSG:3857.
    ///
    /// # Errors
    /// As [`Point::new`].
    pub fn from_mercator(x: f64, y: f64) -> Result<Self, NotAPlace> {
        let latitude = 2.0 * (y / MERCATOR_RADIUS_M).exp().atan() - std::f64::consts::FRAC_PI_2;
        Self::new((x / MERCATOR_RADIUS_M).to_degrees(), latitude.to_degrees())
    }

    /// Metres on the ground for one unit of the flat map, near this point; right to half a percent.
    pub fn ground_scale(self) -> f64 {
        self.latitude.to_radians().cos()
    }
}

/// Where a report's place comes from: shown to people beside its precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSource {
    /// The phone, when the camera was opened.
    Phone,
    /// The photo's own EXIF.
    Photo,
    /// Set or moved by a person.
    Hand,
}

impl PlaceSource {
    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Photo => "photo",
            Self::Hand => "hand",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flat_map_is_epsg_3857_and_back() {
        let point = Point::new(2.3783, 48.8646).expect("a place");
        let (x, y) = point.mercator();
        // As ST_Transform has it.
        assert!((x - 264_751.145).abs() < 0.001 && (y - 6_251_917.998).abs() < 0.001, "{x} {y}");
        let back = Point::from_mercator(x, y).expect("a place");
        assert!((back.longitude() - 2.3783).abs() < 1e-9 && (back.latitude() - 48.8646).abs() < 1e-9);
        assert!((point.ground_scale() - 0.658).abs() < 0.001);
    }

    #[test]
    fn only_a_place_on_earth_is_a_place() {
        assert!(Point::new(2.378, 48.864).is_ok());
        assert_eq!(Point::new(0.0, 0.0), Err(NotAPlace::Null));
        for (longitude, latitude) in
            [(f64::NAN, 48.0), (2.0, f64::NAN), (181.0, 0.0), (2.0, 90.1), (f64::INFINITY, 0.0)]
        {
            assert!(
                matches!(Point::new(longitude, latitude), Err(NotAPlace::OutOfRange { .. })),
                "{longitude} {latitude}"
            );
        }
    }
}
