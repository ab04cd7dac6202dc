//! `dispatch import sectors`: the official outlines, as the city publishes them.

mod properties;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use geo::MultiPolygon;
use geojson::{Feature, FeatureCollection};
use serde_json::Value;

use crate::city_pack::Sector;
use crate::outline;

pub use write::{Imported, NotImported, bounds, import};

/// A kind of sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `c_ar`, `c_arinsee`.
    Arrondissement,
    /// `c_qu`, `c_quinsee`, `l_qu`.
    Quartier,
    /// A team's own zone: `id`, `number`, `name_fr`, `name_en`, `short_fr`, `short_en`.
    Zone,
}

impl Kind {
    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrondissement => "arrondissement",
            Self::Quartier => "quartier",
            Self::Zone => "zone",
        }
    }
}

/// A file of outlines without flaws: reading is its only constructor.
#[derive(Debug)]
pub struct SectorsFile {
    pub(crate) kind: Kind,
    pub(crate) sectors: Vec<Sector>,
    /// As the city's open data has them, not drawn by us.
    pub(crate) official: bool,
    /// What was repaired, and what a person should know.
    pub notes: Vec<String>,
}

/// Everything that is wrong with a file; nothing of it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing was imported:\n- {}", .0.join("\n- "))]
pub struct Flawed(pub Vec<String>);

impl SectorsFile {
    /// Reads and checks a file. Its outlines must lie within `bounds`: west, south, east, north in degrees.
    ///
    /// # Errors
    /// When it can't be read; else [`Flawed`], with every flaw.
    pub fn read(path: &Path, kind: Option<Kind>, bounds: [f64; 4]) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{}: can't be read", path.display()))?;
        Ok(Self::parse(&text, kind, bounds)?)
    }

    /// As [`SectorsFile::read`], of a text.
    ///
    /// # Errors
    /// [`Flawed`], with every flaw.
    pub fn parse(text: &str, kind: Option<Kind>, bounds: [f64; 4]) -> Result<Self, Flawed> {
        let alone = |flaw: String| Flawed(vec![flaw]);
        let collection: FeatureCollection =
            text.parse().map_err(|error: geojson::Error| alone(format!("it is no GeoJSON: {error}")))?;
        if let Some(crs) = collection.foreign_members.as_ref().and_then(|members| members.get("crs")) {
            is_wgs84(crs).map_err(alone)?;
        }
        let Some(first) = collection.features.first() else {
            return Err(alone("it has no features".into()));
        };
        let kind = kind.or_else(|| properties::guess(first)).ok_or_else(|| {
            alone(format!("which kind of sector is it? Say --kind. {}", properties::expected(first)))
        })?;
        Self::gather(&collection.features, kind, bounds)
    }

    fn gather(features: &[Feature], kind: Kind, bounds: [f64; 4]) -> Result<Self, Flawed> {
        let (mut flaws, mut notes) = (Vec::new(), Vec::new());
        let (mut turned, mut official) = (0, true);
        let mut sectors: Vec<(Sector, MultiPolygon)> = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (number, feature) in (1..).zip(features) {
            let named = properties::identity(feature, kind);
            let name = match &named {
                Ok(sector) => format!("feature {number} (`{}`)", sector.id),
                Err(_) => format!("feature {number}"),
            };
            official &= !properties::is_our_own(feature);
            let geometry = feature.geometry.as_ref().ok_or_else(|| "it has no outline".to_owned());
            let outline = geometry.and_then(|geometry| outline::read(&geometry.value, bounds));
            if let Ok(sector) = &named
                && let Some(before) = seen.insert(sector.id.clone(), number)
            {
                flaws.push(format!("{name}: feature {before} has the same id"));
            }
            match (named, outline) {
                (Ok(mut sector), Ok(outline)) => {
                    turned += usize::from(outline.turned);
                    notes.extend(outline.notes.iter().map(|note| format!("{name}: {note}")));
                    sector.geometry = geojson::Value::from(&outline.area).to_string();
                    sectors.push((sector, outline.area));
                }
                (named, outline) => {
                    let of_names = named.err().unwrap_or_default();
                    flaws.extend(
                        of_names.into_iter().chain(outline.err()).map(|flaw| format!("{name}: {flaw}")),
                    );
                }
            }
        }
        flaws.extend(overlapping(&sectors));
        if turned > 0 {
            notes.push(format!("{turned} outlines ran clockwise and were turned (RFC 7946, 3.1.6)"));
        }
        if !flaws.is_empty() {
            return Err(Flawed(flaws));
        }
        let sectors = sectors.into_iter().map(|(sector, _)| sector).collect();
        Ok(Self { kind, sectors, official, notes })
    }
}

fn overlapping(sectors: &[(Sector, MultiPolygon)]) -> Vec<String> {
    let outlines: Vec<_> = sectors.iter().map(|(sector, area)| (sector.id.as_str(), area)).collect();
    let overlaps = outline::overlaps(&outlines).into_iter();
    overlaps
        .map(|(one, other, shared)| {
            format!("`{one}` and `{other}` overlap by {shared:.0} m²: each place has one sector of a kind")
        })
        .collect()
}

/// GeoJSON is WGS 84 (RFC 7946, 4); older files say so, or say that they are something else.
fn is_wgs84(crs: &Value) -> Result<(), String> {
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
    let known = ["CRS84", "EPSG::4326", "EPSG:4326"].iter().any(|ending| name.ends_with(ending));
    if crs.is_null() || known {
        return Ok(());
    }
    let name = if name.is_empty() { crs.to_string() } else { name.to_owned() };
    Err(format!(
        "its coordinate system is `{name}`: export it as WGS 84 (EPSG:4326), for example with ogr2ogr -t_srs EPSG:4326"
    ))
}

#[cfg(test)]
mod tests;
