use anyhow::Context;
use chrono_tz::Tz;
use maps::Area;
use model::city::Localized;
use model::place::Point;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use web::Language;

/// The one city of this database.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) name: String,
    pub(crate) zone: Tz,
    /// Whether the outlines are simplified; people are told.
    pub(crate) simplified: bool,
    pub(crate) emergency: Localized,
    pub(crate) emergency_number: Option<String>,
    /// What its maps show.
    pub(crate) area: Area,
    neighbours: Vec<Neighbour>,
}

#[derive(Debug, serde::Deserialize)]
struct Settings {
    #[serde(flatten)]
    area: Area,
    emergency: Localized,
    emergency_number: Option<String>,
    /// Packs that were loaded before neighbours were known have none.
    #[serde(default)]
    neighbours: Vec<Neighbour>,
}

/// A commune that borders on the city.
#[derive(Debug, serde::Deserialize)]
struct Neighbour {
    name: String,
    /// Some of its places, as longitude and latitude.
    points: Vec<[f64; 2]>,
}

/// Metres from a neighbour's nearest known place beyond which nothing is said of it.
const MOST_AWAY_M: f64 = 2_500.0;
/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_320.0;

impl City {
    /// The city as it is when the service starts.
    pub(crate) async fn read(pool: &PgPool) -> anyhow::Result<Self> {
        let row = sqlx::query!(
            r#"SELECT name, timezone, sector_precision, settings AS "settings: Json<Settings>" FROM city"#
        )
        .fetch_optional(pool)
        .await?
        .context("no city in this database: load one with `dispatch load infra/cities/paris`")?;
        let zone = row.timezone.parse().with_context(|| format!("`{}` is no time zone", row.timezone))?;
        let Settings { area, emergency, emergency_number, neighbours } = row.settings.0;
        Ok(Self {
            name: row.name,
            zone,
            simplified: row.sector_precision == "simplified",
            emergency,
            emergency_number,
            area,
            neighbours,
        })
    }

    /// The neighbouring commune that a point outside the city seems to be in: the one with the nearest known place.
    pub(crate) fn neighbour(&self, point: Point) -> Option<&str> {
        let distances = self.neighbours.iter().flat_map(|neighbour| {
            neighbour.points.iter().map(|place| (distance_m(point, *place), neighbour.name.as_str()))
        });
        let (metres, name) = distances.min_by(|(one, _), (other, _)| one.total_cmp(other))?;
        (metres <= MOST_AWAY_M).then_some(name)
    }
}

/// On a plane that touches the earth between both: exact to a metre over a few kilometres.
fn distance_m(point: Point, [longitude, latitude]: [f64; 2]) -> f64 {
    let middle = f64::midpoint(point.latitude(), latitude).to_radians();
    let east = (point.longitude() - longitude) * middle.cos();
    east.hypot(point.latitude() - latitude) * DEGREE_M
}

/// A category as residents choose it.
#[derive(Clone, Debug)]
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) group: Json<Localized>,
    pub(crate) name: Json<Localized>,
    pub(crate) short: Json<Localized>,
    pub(crate) icon: String,
    pub(crate) partner: Option<Json<Localized>>,
    /// Whom to tell: no report of it is taken here.
    pub(crate) tell: Option<Json<Localized>>,
    /// Other words that people use for it.
    pub(crate) also: Option<Json<Localized>>,
    pub(crate) target_hours: i32,
    pub(crate) danger: bool,
}

/// Every category, most used first.
pub(crate) async fn categories(pool: &PgPool) -> sqlx::Result<Vec<Category>> {
    sqlx::query_as!(
        Category,
        r#"SELECT category.id, g.name AS "group: Json<Localized>", category.name AS "name: Json<Localized>",
                  short AS "short: Json<Localized>", icon, partner AS "partner: Json<Localized>", tell AS "tell: Json<Localized>",
                  also AS "also: Json<Localized>", target_hours, danger
           FROM category JOIN category_group g ON g.id = group_id ORDER BY category.position, category.id"#
    )
    .fetch_all(pool)
    .await
}

/// How a category is handled.
pub(crate) enum Handled {
    /// Here, within so many hours.
    Within(i32),
    /// Elsewhere: whom to tell.
    Elsewhere(Localized),
}

/// How one category is handled; none: there is no such category.
pub(crate) async fn category(connection: &mut PgConnection, id: &str) -> sqlx::Result<Option<Handled>> {
    let row = sqlx::query!(
        r#"SELECT target_hours, tell AS "tell: Json<Localized>" FROM category WHERE id = $1"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.tell.map_or(Handled::Within(row.target_hours), |tell| Handled::Elsewhere(tell.0))))
}

/// One text of two.
pub(crate) fn said(text: &Localized, language: Language) -> &str {
    match language {
        Language::Fr => &text.fr,
        Language::En => &text.en,
    }
}
