//! The city as it is now, written as a pack: what was changed at the desk included. Loaded into an empty database and
//! exported again it gives the same bytes.
//!
//! Left out, because a pack never has them: sectors beside those that choose teams, and retired ones; both are imported.

mod toml;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use model::city::{Localized, Team};
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{Connection, PgConnection};

use super::pack::{City, FILES, Pack, Sector};
use crate::store::city::{calendars, categories, rules, teams};

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Its name in the folder.
    pub name: &'static str,
    /// What it holds.
    pub text: String,
}

/// The seven files of the city as it is at one moment.
///
/// # Errors
/// When no city is loaded, or the database fails.
pub async fn export(connection: &mut PgConnection) -> anyhow::Result<Vec<PackFile>> {
    let mut moment = connection.begin().await?;
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *moment).await?;
    let Some(city) = city(&mut moment).await? else { bail!("no city is loaded") };
    let sectors = sectors(&mut moment).await?;
    let texts = [
        toml::whole(&json!(city), &CITY),
        outlines(&city, &sectors)?,
        calendars_toml(&mut moment).await?,
        categories_toml(&mut moment).await?,
        teams_toml(&mut moment, &sectors).await?,
        toml::entries("rule", &json!(rules(&mut moment).await?), &RULE),
        replies(&mut moment).await?,
    ];
    moment.rollback().await?;
    Ok(FILES.into_iter().zip(texts).map(|(name, text)| PackFile { name, text }).collect())
}

/// Writes an exported pack into a folder, and reads it back: what can't be loaded is said at once.
///
/// # Errors
/// When the folder has such files already, can't be written, or what was written is no sound pack.
pub fn write(folder: &Path, files: &[PackFile]) -> anyhow::Result<Pack> {
    let named = || format!("{}: can't be written", folder.display());
    std::fs::create_dir_all(folder).with_context(named)?;
    for file in files {
        let path = folder.join(file.name);
        ensure!(!path.exists(), "{} is there already: export into a new folder", path.display());
    }
    for file in files {
        let path = folder.join(file.name);
        let mut out = std::fs::File::create_new(&path).with_context(named)?;
        out.write_all(file.text.as_bytes()).with_context(named)?;
    }
    Pack::read(folder).context("it was written, but can't be loaded as it is")
}

/// Keys in the order in which people write them; others come behind.
const CITY: [&str; 12] = [
    "id",
    "name",
    "timezone",
    "country",
    "languages",
    "sector_precision",
    "sector_attribution",
    "sector_note",
    "emergency",
    "emergency_number",
    "reply_to",
    "bounds",
];
const RULE: [&str; 10] = [
    "id",
    "categories",
    "sectors",
    "days",
    "from",
    "until",
    "followers",
    "open_jobs",
    "team_kind",
    "sentence",
];

async fn city(connection: &mut PgConnection) -> anyhow::Result<Option<City>> {
    let city = sqlx::query_scalar!(
        r#"SELECT settings || jsonb_build_object('id', id, 'name', name, 'timezone', timezone,
                                                 'sector_precision', sector_precision) AS "city!: Json<City>"
           FROM city"#
    )
    .fetch_optional(connection)
    .await?;
    Ok(city.map(|city| city.0))
}

/// The sectors that choose teams, with every corner as exact as it is kept.
async fn sectors(connection: &mut PgConnection) -> anyhow::Result<Vec<Sector>> {
    let rows = sqlx::query!(
        r#"SELECT id, kind, number, name AS "name: Json<Localized>", short AS "short: Json<Localized>",
                  ARRAY(SELECT corner.path[1] FROM ST_DumpPoints(area) corner ORDER BY corner.path) AS "polygons!",
                  ARRAY(SELECT corner.path[2] FROM ST_DumpPoints(area) corner ORDER BY corner.path) AS "rings!",
                  ARRAY(SELECT ST_X(corner.geom) FROM ST_DumpPoints(area) corner ORDER BY corner.path) AS "longitudes!",
                  ARRAY(SELECT ST_Y(corner.geom) FROM ST_DumpPoints(area) corner ORDER BY corner.path) AS "latitudes!"
           FROM sector WHERE assigns AND retired_at IS NULL ORDER BY number, id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let corners = row.longitudes.into_iter().zip(row.latitudes).map(|(x, y)| [x, y]);
            let geometry = polygons(row.polygons.into_iter().zip(row.rings), corners)?;
            Ok(Sector {
                id: row.id,
                kind: row.kind,
                number: row.number,
                name: row.name.0,
                short: row.short.0,
                geometry: geometry.to_string(),
            })
        })
        .collect()
}

/// A GeoJSON geometry from corners and the polygon and ring that each is in.
fn polygons(
    paths: impl Iterator<Item = (i32, i32)>,
    corners: impl Iterator<Item = [f64; 2]>,
) -> anyhow::Result<Value> {
    let mut all: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    let (mut polygon, mut ring) = (0, 0);
    for ((in_polygon, in_ring), corner) in paths.zip(corners) {
        if in_polygon != polygon {
            (polygon, ring) = (in_polygon, 0);
            all.push(Vec::new());
        }
        let rings = all.last_mut().context("an outline without polygons")?;
        if in_ring != ring {
            ring = in_ring;
            rings.push(Vec::new());
        }
        rings.last_mut().context("an outline without rings")?.push(corner);
    }
    Ok(match all.as_slice() {
        [one] => json!({ "type": "Polygon", "coordinates": one }),
        all => json!({ "type": "MultiPolygon", "coordinates": all }),
    })
}

fn outlines(city: &City, sectors: &[Sector]) -> anyhow::Result<String> {
    let mut text = String::new();
    let attribution = json!(city.sector_attribution);
    writeln!(text, "{{\n\"type\": \"FeatureCollection\",\n\"attribution\": {attribution},\n\"features\": [")?;
    for (at, sector) in sectors.iter().enumerate() {
        let properties = json!({
            "id": sector.id, "kind": sector.kind, "number": sector.number,
            "name_fr": sector.name.fr, "name_en": sector.name.en,
            "short_fr": sector.short.fr, "short_en": sector.short.en,
        });
        let comma = if at + 1 == sectors.len() { "" } else { "," };
        writeln!(
            text,
            "{{\"type\": \"Feature\", \"properties\": {properties}, \"geometry\": {}}}{comma}",
            sector.geometry
        )?;
    }
    text.push_str("]\n}\n");
    Ok(text)
}

async fn calendars_toml(connection: &mut PgConnection) -> anyhow::Result<String> {
    Ok(toml::entries("calendar", &json!(calendars::all(connection).await?), &["id", "name", "hours"]))
}

async fn categories_toml(connection: &mut PgConnection) -> anyhow::Result<String> {
    const KEYS: [&str; 15] = [
        "id",
        "code",
        "group",
        "name",
        "short",
        "icon",
        "also",
        "position",
        "handled_by",
        "partner",
        "tell",
        "target_hours",
        "calendar",
        "radius_m",
        "danger",
    ];
    let mut all = categories::all(connection).await?;
    // Whoever has none has the first one: loading says the same.
    let first = calendars::all(connection).await?.into_iter().next().map(|calendar| calendar.id);
    for category in &mut all {
        category.calendar = category.calendar.take().or_else(|| first.clone());
    }
    let groups = toml::entries("group", &json!(categories::groups(connection).await?), &["id", "name"]);
    Ok(groups + &toml::entries("category", &json!(all), &KEYS))
}

async fn teams_toml(connection: &mut PgConnection, sectors: &[Sector]) -> anyhow::Result<String> {
    const KEYS: [&str; 6] = ["id", "kind", "name", "sentence_name", "sectors", "shift"];
    let mut all: Vec<Team> = teams::all(connection).await?;
    for team in &mut all {
        team.sectors.retain(|id| sectors.iter().any(|sector| sector.id == *id));
    }
    Ok(toml::entries("team", &json!(all), &KEYS))
}

/// The prepared answers in force, in their order.
async fn replies(connection: &mut PgConnection) -> anyhow::Result<String> {
    let all = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', id, 'outcome', outcome, 'categories', categories, 'title', title, 'body', body)
                  AS "reply!: Value"
           FROM reply ORDER BY position, id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    Ok(toml::entries("reply", &Value::Array(all), &["id", "outcome", "categories", "title", "body"]))
}
