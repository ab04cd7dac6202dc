//! `sectors.geojson`: the outlines, checked with the `geo` crate before PostGIS sees them.

use geo::algorithm::Validation;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, FeatureCollection, Value};
use model::city::Localized;
use serde::Deserialize;

use super::pack::{BadPack, Sector};

pub(super) const FILE: &str = "sectors.geojson";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Properties {
    id: String,
    kind: String,
    number: i32,
    name_fr: String,
    name_en: String,
    short_fr: String,
    short_en: String,
}

/// Reads the sectors; each must lie within `bounds` (west, south, east, north).
pub(super) fn read(text: &str, bounds: [f64; 4]) -> Result<Vec<Sector>, BadPack> {
    let malformed = |reason: String| BadPack::Malformed { file: FILE, reason };
    let collection: FeatureCollection =
        text.parse().map_err(|error: geojson::Error| malformed(error.to_string()))?;
    let mut flaws = Vec::new();
    let mut sectors = Vec::new();
    for (at, feature) in collection.features.into_iter().enumerate() {
        match sector(feature, bounds) {
            Ok(sector) => sectors.push(sector),
            Err((name, reason)) => {
                let name = name.unwrap_or_else(|| format!("number {}", at + 1));
                flaws.push(format!("{FILE}: sector {name}: {reason}"));
            }
        }
    }
    if sectors.is_empty() && flaws.is_empty() {
        return Err(malformed("no sectors".into()));
    }
    if flaws.is_empty() { Ok(sectors) } else { Err(BadPack::Flawed(flaws)) }
}

/// A sector, or what is wrong with it and its id where that can be read.
fn sector(feature: Feature, bounds: [f64; 4]) -> Result<Sector, (Option<String>, String)> {
    let properties = serde_json::Value::Object(feature.properties.unwrap_or_default());
    let properties: Properties =
        serde_json::from_value(properties).map_err(|error| (None, error.to_string()))?;
    let wrong = |reason: String| (Some(format!("`{}`", properties.id)), reason);
    let geometry = feature.geometry.ok_or_else(|| wrong("it has no outline".into()))?;
    let area = polygons(&geometry.value).map_err(wrong)?;
    area.check_validation().map_err(|error| wrong(format!("its outline is not valid: {error}")))?;
    within(&area, bounds).map_err(wrong)?;
    Ok(Sector {
        kind: properties.kind,
        number: properties.number,
        name: Localized { fr: properties.name_fr, en: properties.name_en },
        short: Localized { fr: properties.short_fr, en: properties.short_en },
        geometry: geometry.value.to_string(),
        id: properties.id,
    })
}

fn polygons(geometry: &Value) -> Result<MultiPolygon, String> {
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

fn within(area: &MultiPolygon, [west, south, east, north]: [f64; 4]) -> Result<(), String> {
    let inside = |x: f64, y: f64| (west..=east).contains(&x) && (south..=north).contains(&y);
    for corner in area.0.iter().flat_map(|polygon| &polygon.exterior().0) {
        if !inside(corner.x, corner.y) {
            let swapped = inside(corner.y, corner.x);
            let hint = if swapped { ": longitude comes first, then latitude" } else { "" };
            return Err(format!(
                "the corner [{}, {}] is outside the city's bounds{hint}",
                corner.x, corner.y
            ));
        }
    }
    Ok(())
}
