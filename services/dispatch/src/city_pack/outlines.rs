//! `sectors.geojson`: the outlines, checked with the `geo` crate before PostGIS sees them. The pack's own file is not
//! repaired: whoever wrote it can.

use std::collections::BTreeSet;

use geo::MultiPolygon;
use geo::algorithm::Validation;
use geojson::{Feature, FeatureCollection};
use model::city::Localized;
use serde::Deserialize;

use super::flaw::{Flaw, line_at};
use super::pack::Sector;
use crate::outline;

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

/// What could be read of the file.
#[derive(Debug, Default)]
pub(super) struct Sectors {
    sound: Vec<(Sector, MultiPolygon)>,
    /// Ids of sectors that have a flaw: they are defined all the same.
    broken: BTreeSet<String>,
    /// Every sector could be read.
    pub(super) complete: bool,
}

impl Sectors {
    /// Every id, of sound and of broken sectors.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        self.sound.iter().map(|(sector, _)| sector.id.clone()).chain(self.broken.iter().cloned()).collect()
    }

    pub(super) fn into_values(self) -> Vec<Sector> {
        self.sound.into_iter().map(|(sector, _)| sector).collect()
    }
}

/// Reads the sectors; each must lie within `bounds` (west, south, east, north), where these are known.
pub(super) fn read(text: &str, bounds: Option<[f64; 4]>, flaws: &mut Vec<Flaw>) -> Sectors {
    let mut sectors = Sectors::default();
    let alone = |reason: String| Flaw { file: FILE, line: None, key: String::new(), reason };
    let collection: FeatureCollection = match text.parse() {
        Ok(collection) => collection,
        Err(error) => {
            let error: geojson::Error = error;
            flaws.push(alone(format!("this is no GeoJSON: {error}")));
            return sectors;
        }
    };
    let before = flaws.len();
    let mut seen = BTreeSet::new();
    for (at, feature) in collection.features.into_iter().enumerate() {
        let id = feature.property("id").and_then(|id| id.as_str()).map(ToOwned::to_owned);
        let called =
            id.as_ref().map_or_else(|| format!("sector number {}", at + 1), |id| format!("sector `{id}`"));
        let line = Some(line_of(text, at));
        let mut wrong = |reason: String| flaws.push(Flaw { file: FILE, line, key: called.clone(), reason });
        if let Some(id) = &id {
            let clean = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if id.is_empty() || !id.chars().all(clean) {
                wrong("an id has lower-case letters, digits and hyphens".into());
            }
            if !seen.insert(id.clone()) {
                wrong("it is there twice".into());
            }
        }
        match sector(feature, bounds) {
            Ok(sector) => sectors.sound.push(sector),
            Err(reason) => {
                wrong(reason);
                sectors.broken.extend(id);
            }
        }
    }
    if seen.is_empty() {
        flaws.push(alone("there are no sectors".into()));
    }
    let outlines: Vec<_> = sectors.sound.iter().map(|(sector, area)| (sector.id.as_str(), area)).collect();
    flaws.extend(outline::overlaps(&outlines).into_iter().map(|(one, other, shared)| {
        alone(format!("the sectors `{one}` and `{other}` overlap by {shared:.0} m²"))
    }));
    sectors.complete = flaws.len() == before;
    sectors
}

/// A sector, or what is wrong with it.
fn sector(feature: Feature, bounds: Option<[f64; 4]>) -> Result<(Sector, MultiPolygon), String> {
    let properties = serde_json::Value::Object(feature.properties.unwrap_or_default());
    let properties: Properties = serde_json::from_value(properties).map_err(|error| error.to_string())?;
    let texts = [&properties.name_fr, &properties.name_en, &properties.short_fr, &properties.short_en];
    if texts.iter().any(|text| text.trim().is_empty()) {
        return Err("a name is missing in one language".into());
    }
    let geometry = feature.geometry.ok_or("it has no outline")?;
    let area = outline::polygons(&geometry.value)?;
    area.check_validation().map_err(|error| format!("its outline is not valid: {error}"))?;
    if let Some(bounds) = bounds {
        outline::within(&area, bounds)?;
    }
    let sector = Sector {
        kind: properties.kind,
        number: properties.number,
        name: Localized { fr: properties.name_fr, en: properties.name_en },
        short: Localized { fr: properties.short_fr, en: properties.short_en },
        geometry: geometry.value.to_string(),
        id: properties.id,
    };
    Ok((sector, area))
}

/// The line where a feature begins: each names its type once.
fn line_of(text: &str, at: usize) -> usize {
    let begins = text.match_indices("\"Feature\"").nth(at);
    line_at(text, begins.map_or(0, |(byte, _)| byte))
}
