//! The seven files of a pack, as they are read: every unknown field is an error that names its file and its line.

use std::fmt;
use std::path::Path;

use chrono_tz::Tz;
use model::city::{Category, Group, Localized, NamedCalendar, Reply, Team};
use model::rules::Rule;
use serde::{Deserialize, Serialize};

use super::document::{Document, Entries};
use super::flaw::{BadPack, Flaw};
use super::outlines::Sectors;
use super::{check, outlines};

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
    /// The number to call then, for a button; none: no button.
    #[serde(default)]
    pub emergency_number: Option<String>,
    /// Where answers to letters go.
    pub reply_to: String,
    /// West, south, east, north in degrees, WGS 84.
    pub bounds: [f64; 4],
    /// Whose a place outside the city may be.
    #[serde(default)]
    pub neighbours: Vec<Neighbour>,
}

/// A commune that borders on the city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// Its own name.
    pub name: String,
    /// Some of its places: longitude and latitude in degrees, WGS 84. A place outside the city seems to be in the
    /// commune with the nearest of them.
    pub points: Vec<[f64; 2]>,
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
    pub(super) calendars: Vec<NamedCalendar>,
    pub(super) groups: Vec<Group>,
    pub(super) categories: Vec<Category>,
    pub(super) teams: Vec<Team>,
    pub(super) rules: Vec<Rule>,
    pub(super) replies: Vec<Reply>,
}

impl fmt::Display for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is sound: {} sectors, {} calendars, {} groups with {} categories, {} teams, {} rules, {} replies.",
            self.city.name,
            self.sectors.len(),
            self.calendars.len(),
            self.groups.len(),
            self.categories.len(),
            self.teams.len(),
            self.rules.len(),
            self.replies.len()
        )
    }
}

/// What could be read of a pack, with the place of each entry.
pub(super) struct Draft<'t> {
    pub(super) sectors: Sectors,
    pub(super) calendars: Entries<NamedCalendar>,
    pub(super) groups: Entries<Group>,
    pub(super) categories: Entries<Category>,
    pub(super) teams: Entries<Team>,
    pub(super) rules: Entries<Rule>,
    pub(super) replies: Entries<Reply>,
    pub(super) in_calendars: Document<'t>,
    pub(super) in_categories: Document<'t>,
    pub(super) in_teams: Document<'t>,
    pub(super) in_rules: Document<'t>,
    pub(super) in_replies: Document<'t>,
}

impl Pack {
    /// Reads and checks the folder of a city.
    ///
    /// # Errors
    /// [`BadPack`]: every flaw of every file, each with its file, line and key.
    pub fn read(folder: &Path) -> Result<Self, BadPack> {
        let mut flaws = Vec::new();
        let mut texts = FILES.map(|file| text(folder, file, &mut flaws)).into_iter();
        if !flaws.is_empty() {
            return Err(BadPack(flaws));
        }
        let mut next = || texts.next().unwrap_or_default();
        let (city, outlines) = (next(), next());
        let (calendars, categories) = (next(), next());
        let (teams, rules, replies) = (next(), next(), next());

        let in_city = Document::parse("city.toml", &city, &mut flaws);
        let city: Option<City> = in_city.whole(&mut flaws);
        let of_city: Vec<Flaw> = city.iter().flat_map(|city| check::city(city, &in_city)).collect();
        // Every sector would be outside of wrong bounds.
        let bounds = city.as_ref().filter(|_| of_city.is_empty()).map(|city| city.bounds);
        flaws.extend(of_city);
        let mut toml = |file, text| Document::parse(file, text, &mut flaws);
        let in_calendars = toml("calendars.toml", &calendars);
        let in_categories = toml("categories.toml", &categories);
        let (in_teams, in_rules) = (toml("teams.toml", &teams), toml("rules.toml", &rules));
        let in_replies = toml("replies.toml", &replies);
        in_calendars.only(&["calendar"], &mut flaws);
        in_categories.only(&["group", "category"], &mut flaws);
        in_teams.only(&["team"], &mut flaws);
        in_rules.only(&["rule"], &mut flaws);
        in_replies.only(&["reply"], &mut flaws);
        let draft = Draft {
            sectors: outlines::read(&outlines, bounds, &mut flaws),
            calendars: in_calendars.entries("calendar", &mut flaws),
            groups: in_categories.entries("group", &mut flaws),
            categories: in_categories.entries("category", &mut flaws),
            teams: in_teams.entries("team", &mut flaws),
            rules: in_rules.entries("rule", &mut flaws),
            replies: in_replies.entries("reply", &mut flaws),
            in_calendars,
            in_categories,
            in_teams,
            in_rules,
            in_replies,
        };
        flaws.extend(check::flaws(&draft));
        match city {
            Some(city) if flaws.is_empty() => Ok(draft.finished(city)),
            _ => Err(BadPack(flaws)),
        }
    }
}

impl Draft<'_> {
    fn finished(self, city: City) -> Pack {
        let calendars = self.calendars.into_values();
        let mut categories = self.categories.into_values();
        for category in &mut categories {
            let first = || calendars.first().map(|calendar| calendar.id.clone());
            category.calendar = category.calendar.take().or_else(first);
        }
        Pack {
            city,
            sectors: self.sectors.into_values(),
            groups: self.groups.into_values(),
            calendars,
            categories,
            teams: self.teams.into_values(),
            rules: self.rules.into_values(),
            replies: self.replies.into_values(),
        }
    }
}

/// The files of a pack, in the order that [`Pack::read`] takes them.
pub(super) const FILES: [&str; 7] = [
    "city.toml",
    outlines::FILE,
    "calendars.toml",
    "categories.toml",
    "teams.toml",
    "rules.toml",
    "replies.toml",
];

fn text(folder: &Path, file: &'static str, flaws: &mut Vec<Flaw>) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| {
        let reason = format!("it can't be read: {error}");
        flaws.push(Flaw { file, line: None, key: String::new(), reason });
        String::new()
    })
}

#[cfg(test)]
mod tests;
