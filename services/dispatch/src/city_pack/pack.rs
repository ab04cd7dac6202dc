//! The six files of a pack, as they are read: every unknown field is an error that names its file and its line.

use std::path::Path;

use chrono_tz::Tz;
use model::city::{Category, Group, Localized, Reply, Team};
use model::rules::Rule;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{check, outlines};

/// Why a pack is refused.
#[derive(Debug, thiserror::Error)]
pub enum BadPack {
    /// A file is not there, or can't be read.
    #[error("{file}: can't be read")]
    Unreadable {
        /// Its name in the folder.
        file: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is not what its name promises; the cause says where.
    #[error("{file}: {reason}")]
    Malformed {
        /// Its name in the folder.
        file: &'static str,
        /// The line, and what was expected there.
        reason: String,
    },
    /// The files can be read, but what they say can't be a city.
    #[error("{}", .0.join("\n"))]
    Flawed(Vec<String>),
}

/// Whether the outlines are the official ones; people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// As the city publishes them.
    Official,
    /// Fewer corners than the official ones.
    Simplified,
}

impl Precision {
    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Simplified => "simplified",
        }
    }
}

/// `city.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Name of the pack, kebab-case.
    pub id: String,
    /// As on its street plaques.
    pub name: String,
    /// Where its clocks are.
    pub timezone: Tz,
    /// ISO 3166-1, two letters: whose public holidays.
    pub country: String,
    /// The languages of its pages, the first one for whoever wishes none.
    pub languages: Vec<String>,
    /// What the outlines are.
    pub sector_precision: Precision,
    /// Whose data the outlines are, shown with them.
    pub sector_attribution: String,
    /// What simplified outlines mean for people near a border.
    #[serde(default)]
    pub sector_note: Option<Localized>,
    /// Said first where something is dangerous.
    pub emergency: Localized,
    /// Where answers to letters go.
    pub reply_to: String,
    /// West, south, east, north in degrees, WGS 84.
    pub bounds: [f64; 4],
}

/// One sector of `sectors.geojson`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sector {
    /// INSEE code for an arrondissement.
    pub id: String,
    /// arrondissement, quartier or zone.
    pub kind: String,
    /// Order among its kind; on a shared border the smallest wins.
    pub number: i32,
    /// 11e arrondissement.
    pub name: Localized,
    /// 11e.
    pub short: Localized,
    /// Its outline as a GeoJSON geometry (RFC 7946).
    pub geometry: String,
}

/// A pack without flaws: reading is its only constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    pub(super) city: City,
    pub(super) sectors: Vec<Sector>,
    pub(super) groups: Vec<Group>,
    pub(super) categories: Vec<Category>,
    pub(super) teams: Vec<Team>,
    pub(super) rules: Vec<Rule>,
    pub(super) replies: Vec<Reply>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    group: Vec<Group>,
    category: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Teams {
    team: Vec<Team>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replies {
    #[serde(default)]
    reply: Vec<Reply>,
}

impl Pack {
    /// Reads and checks the folder of a city.
    ///
    /// # Errors
    /// [`BadPack`] names the file and the entry; all flaws of readable files together.
    pub fn read(folder: &Path) -> Result<Self, BadPack> {
        let city: City = toml(folder, "city.toml")?;
        // Every sector would be outside of wrong bounds.
        let flaws = check::city(&city);
        if !flaws.is_empty() {
            return Err(BadPack::Flawed(flaws));
        }
        let outlines = text(folder, outlines::FILE)?;
        let sectors = outlines::read(&outlines, city.bounds)?;
        let Categories { group: groups, category: categories } = toml(folder, "categories.toml")?;
        let Teams { team: teams } = toml(folder, "teams.toml")?;
        let Rules { rule: rules } = toml(folder, "rules.toml")?;
        let Replies { reply: replies } = toml(folder, "replies.toml")?;
        let pack = Self { city, sectors, groups, categories, teams, rules, replies };
        let flaws = check::flaws(&pack);
        if flaws.is_empty() { Ok(pack) } else { Err(BadPack::Flawed(flaws)) }
    }
}

fn text(folder: &Path, file: &'static str) -> Result<String, BadPack> {
    std::fs::read_to_string(folder.join(file)).map_err(|source| BadPack::Unreadable { file, source })
}

fn toml<T: DeserializeOwned>(folder: &Path, file: &'static str) -> Result<T, BadPack> {
    toml::from_str(&text(folder, file)?)
        .map_err(|error| BadPack::Malformed { file, reason: error.to_string().trim_end().to_owned() })
}

#[cfg(test)]
mod tests;
