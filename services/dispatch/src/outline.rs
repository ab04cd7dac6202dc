//! Outlines of sectors: read from GeoJSON (RFC 7946), checked, and where that is safe repaired, in words.

use geo::algorithm::Validation;
use geo::{Area, BooleanOps, BoundingRect, Coord, GeodesicArea, Intersects, LineString, MultiPolygon};
use geo::{Orient, Polygon, RemoveRepeatedPoints, orient};
use geojson::Value;

/// A repair may change an outline's area by this share at most; more is another outline, and refused.
const REPAIRABLE: f64 = 0.001;
/// Holes and overlaps up to this many square metres are rounding, not borders.
const NOTHING_M2: f64 = 1.0;

/// An outline that PostGIS accepts, and what was done to make it so.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) area: MultiPolygon,
    /// The outer rings ran clockwise.
    pub(crate) turned: bool,
    /// Everything else that a person should know.
    pub(crate) notes: Vec<String>,
}

/// Reads an outline that must lie within `bounds` (west, south, east, north), and repairs what can be.
pub(crate) fn read(geometry: &Value, bounds: [f64; 4]) -> Result<Outline, String> {
    let published = polygons(geometry)?.remove_repeated_points();
    within(&published, bounds)?;
    let mut notes = Vec::new();
    let area = match published.check_validation() {
        Ok(()) => published,
        Err(reason) => repaired(&published, &reason.to_string(), &mut notes)?,
    };
    let area = without_specks(area, &mut notes);
    if area.0.is_empty() {
        return Err("its outline covers nothing".into());
    }
    let oriented = area.orient(orient::Direction::Default);
    Ok(Outline { turned: oriented != area, area: oriented, notes })
}

/// Square metres on the ground.
pub(crate) fn square_metres(area: &MultiPolygon) -> f64 {
    area.0.iter().map(|polygon| polygon.geodesic_area_signed().abs()).sum()
}

/// Cuts the outline where it crosses itself and keeps what an odd number of its rings surround, as drawing programs do.
fn repaired(area: &MultiPolygon, reason: &str, notes: &mut Vec<String>) -> Result<MultiPolygon, String> {
    let mended = area.union(&MultiPolygon::new(Vec::new()));
    let (before, after) = (square_metres(area), square_metres(&mended));
    let change = after - before;
    let sound = mended.check_validation().is_ok() && !mended.0.is_empty();
    if !sound || change.abs() > REPAIRABLE * before.max(after) {
        return Err(format!(
            "its outline is not valid: {reason}; repairing it would change its area from {before:.0} m² to {after:.0} m². \
             Correct it in the program that drew it (QGIS: Processing, Fix geometries), look at it, and import it again"
        ));
    }
    notes.push(format!(
        "its outline was not valid ({reason}) and was repaired; its area changed by {change:+.1} m²"
    ));
    Ok(mended)
}

/// Real holes stay and are named; those of less than a square metre are rounding, and are filled.
fn without_specks(area: MultiPolygon, notes: &mut Vec<String>) -> MultiPolygon {
    let polygons = area.0.into_iter().map(|polygon| {
        let (outer, holes) = polygon.into_inner();
        let (real, specks): (Vec<_>, Vec<_>) =
            holes.into_iter().partition(|hole| ring_m2(hole) >= NOTHING_M2);
        notes
            .extend(real.iter().map(|hole| format!("it has a hole of {:.0} m², which stays", ring_m2(hole))));
        if !specks.is_empty() {
            notes.push(format!("{} holes of less than 1 m² were filled", specks.len()));
        }
        Polygon::new(outer, real)
    });
    MultiPolygon(polygons.filter(|polygon| polygon.unsigned_area() > 0.0).collect())
}

fn ring_m2(ring: &LineString) -> f64 {
    Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs()
}

/// The rings of a geometry, as they are written.
pub(crate) fn polygons(geometry: &Value) -> Result<MultiPolygon, String> {
    match geometry {
        Value::Polygon(rings) => Ok(MultiPolygon(vec![polygon(rings)?])),
        Value::MultiPolygon(all) => {
            Ok(MultiPolygon(all.iter().map(|rings| polygon(rings)).collect::<Result<_, _>>()?))
        }
        other => Err(format!("its outline is a {}, not a Polygon or MultiPolygon", other.type_name())),
    }
}

fn polygon(rings: &[Vec<Vec<f64>>]) -> Result<Polygon, String> {
    let mut rings = rings.iter().map(|ring| line(ring)).collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or("a polygon has no ring")?;
    Ok(Polygon::new(outer, rings.collect()))
}

/// `geo` closes open rings silently, so that is checked here (RFC 7946, 3.1.6: four or more positions, closed).
fn line(ring: &[Vec<f64>]) -> Result<LineString, String> {
    let corners = ring
        .iter()
        .map(|position| match position.as_slice() {
            [x, y, ..] => Ok(Coord { x: *x, y: *y }),
            _ => Err("a corner has fewer than two numbers".to_owned()),
        })
        .collect::<Result<Vec<_>, _>>()?;
    if corners.len() < 4 || corners.first() != corners.last() {
        return Err("a ring is not closed: it must end where it begins, after at least three corners".into());
    }
    Ok(LineString(corners))
}

/// Whether every corner is within the city's bounds; if not, what probably happened to the coordinates.
pub(crate) fn within(area: &MultiPolygon, [west, south, east, north]: [f64; 4]) -> Result<(), String> {
    let inside = |x: f64, y: f64| (west..=east).contains(&x) && (south..=north).contains(&y);
    let corners = area.0.iter().flat_map(|polygon| &polygon.exterior().0);
    let Some(Coord { x, y }) = corners.into_iter().find(|corner| !inside(corner.x, corner.y)) else {
        return Ok(());
    };
    if x.abs() > 180.0 || y.abs() > 90.0 {
        return Err(format!(
            "the corner [{x}, {y}] is not in degrees: the file is in another projection (metres, such as Lambert-93). \
             Export it as WGS 84 (EPSG:4326), for example with ogr2ogr -t_srs EPSG:4326"
        ));
    }
    let hint = if inside(*y, *x) {
        ": latitude and longitude are swapped; in GeoJSON longitude comes first, then latitude"
    } else {
        ""
    };
    Err(format!("the corner [{x}, {y}] is outside the city's bounds{hint}"))
}

/// Every two outlines that cover the same ground: their names, and how much, in square metres.
pub(crate) fn overlaps<'a>(outlines: &[(&'a str, &MultiPolygon)]) -> Vec<(&'a str, &'a str, f64)> {
    let mut found = Vec::new();
    for (at, (name, area)) in outlines.iter().enumerate() {
        let around = area.bounding_rect();
        for (other_name, other) in &outlines[at + 1..] {
            let near = around.zip(other.bounding_rect()).is_some_and(|(one, two)| one.intersects(&two));
            let shared = if near { square_metres(&area.intersection(*other)) } else { 0.0 };
            if shared > NOTHING_M2 {
                found.push((*name, *other_name, shared));
            }
        }
    }
    found
}
