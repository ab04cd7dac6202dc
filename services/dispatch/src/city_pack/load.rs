//! Seeding: what is missing is inserted, what is there stays as it is and is compared.

mod difference;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::pack::{Pack, Precision};

pub use difference::Difference;

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many entries of each kind were missing and are now there.
    pub added: BTreeMap<&'static str, usize>,
    /// What was changed in the database since, or only the database has. It stays as it is.
    pub differing: BTreeSet<Difference>,
}

impl Loaded {
    /// An entry that was missing, or one that was there, as the database has it.
    fn note(&mut self, kind: &'static str, id: &str, pack: &Value, there: Option<Value>) {
        match there {
            None => *self.added.entry(kind).or_default() += 1,
            Some(there) => {
                self.differing.extend(difference::differences(&format!("{kind} `{id}`"), pack, &there));
            }
        }
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.added.is_empty() {
            write!(f, "Nothing was missing.")?;
        } else {
            let counts: Vec<String> =
                self.added.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            write!(f, "Added: {}.", counts.join(", "))?;
        }
        if !self.differing.is_empty() {
            write!(f, "\nThe database differs from the pack, and stays as it is:")?;
            for difference in &self.differing {
                write!(f, "\n- {difference}")?;
            }
        }
        Ok(())
    }
}

/// Loads a pack in one transaction.
///
/// # Errors
/// When the database holds another city, or fails; nothing is then written.
pub async fn load(database: &PgPool, pack: &Pack, now: DateTime<Utc>) -> anyhow::Result<Loaded> {
    let mut transaction = database.begin().await.context("can't reach the database")?;
    // Two loads at once would both find the same rows missing.
    sqlx::query!("LOCK TABLE city IN SHARE ROW EXCLUSIVE MODE").execute(&mut *transaction).await?;
    let mut loaded = Loaded::default();
    let imported = city(&mut transaction, pack, &mut loaded).await?;
    for one in &pack.sectors {
        let named = || format!("sector `{}`", one.id);
        let (row, there) = rows::sector(&mut transaction, one, imported).await.with_context(named)?;
        loaded.note("sector", &one.id, &row, there);
    }
    for one in &pack.calendars {
        let named = || format!("calendar `{}`", one.id);
        let (row, there) = rows::calendar(&mut transaction, one).await.with_context(named)?;
        loaded.note("calendar", &one.id, &row, there);
    }
    for one in &pack.groups {
        let named = || format!("group `{}`", one.id);
        let (row, there) = rows::group(&mut transaction, one).await.with_context(named)?;
        loaded.note("group", &one.id, &row, there);
    }
    for one in &pack.categories {
        let named = || format!("category `{}`", one.id);
        let (row, there) = rows::category(&mut transaction, one).await.with_context(named)?;
        loaded.note("category", &one.id, &row, there);
    }
    for one in &pack.teams {
        let named = || format!("team `{}`", one.id);
        let (row, there) = rows::team(&mut transaction, one).await.with_context(named)?;
        loaded.note("team", &one.id, &row, there);
    }
    let author = format!("city pack {}", pack.city.id);
    for (position, one) in (1..).zip(&pack.replies) {
        let named = || format!("reply `{}`", one.id);
        let saved = (author.as_str(), now);
        let (row, there) = rows::reply(&mut transaction, one, position, saved).await.with_context(named)?;
        loaded.note("reply", &one.id, &row, there);
    }
    rules(&mut transaction, pack, now, &mut loaded).await?;
    strangers(&mut transaction, pack, &mut loaded).await?;
    transaction.commit().await?;
    Ok(loaded)
}

/// The city itself. True: official outlines were imported over the pack's simplified ones, which is no change in the
/// desk: they are not compared.
async fn city(connection: &mut PgConnection, pack: &Pack, loaded: &mut Loaded) -> anyhow::Result<bool> {
    let city = &pack.city;
    let other = sqlx::query_scalar!("SELECT id FROM city WHERE id <> $1", city.id)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(other) = other {
        bail!("this database holds the city `{other}`; one database holds one city");
    }
    let settings = serde_json::to_value(city)?;
    let there = sqlx::query_scalar!(
        r#"SELECT settings || jsonb_build_object('name', name, 'timezone', timezone,
                                                 'sector_precision', sector_precision) AS "row!: Value"
           FROM city WHERE id = $1"#,
        city.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        sqlx::query!(
            "INSERT INTO city (id, name, timezone, sector_precision, settings) VALUES ($1, $2, $3, $4, $5)",
            city.id,
            city.name,
            city.timezone.name(),
            city.sector_precision.as_str(),
            settings,
        )
        .execute(connection)
        .await?;
    }
    let precision = there.as_ref().map(|there| there["sector_precision"].clone());
    let imported = city.sector_precision == Precision::Simplified
        && precision == Some(json!(Precision::Official.as_str()));
    loaded.note("city", &city.id, &settings, there);
    Ok(imported)
}

async fn rules(
    connection: &mut PgConnection,
    pack: &Pack,
    now: DateTime<Utc>,
    loaded: &mut Loaded,
) -> anyhow::Result<()> {
    let rules = serde_json::to_value(&pack.rules)?;
    let in_force = sqlx::query_scalar!("SELECT rules FROM rule_set ORDER BY version DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(in_force) = in_force {
        loaded.differing.extend(difference::of_lists("rule", &rules, &in_force));
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO rule_set (rules, author, created_at) VALUES ($1, $2, $3)",
        rules,
        format!("city pack {}", pack.city.id),
        now,
    )
    .execute(connection)
    .await?;
    *loaded.added.entry("rule set").or_default() += 1;
    Ok(())
}

/// What was added in the desk, or has left the pack. Sectors that choose no teams are never the pack's: they are
/// imported.
async fn strangers(connection: &mut PgConnection, pack: &Pack, loaded: &mut Loaded) -> anyhow::Result<()> {
    let known = json!({
        "sector": ids(&pack.sectors, |sector| &sector.id),
        "calendar": ids(&pack.calendars, |calendar| &calendar.id),
        "group": ids(&pack.groups, |group| &group.id),
        "category": ids(&pack.categories, |category| &category.id),
        "team": ids(&pack.teams, |team| &team.id),
        "reply": ids(&pack.replies, |reply| &reply.id),
    });
    let found = sqlx::query!(
        r#"SELECT kind AS "kind!", id AS "id!" FROM (
               SELECT 'sector' AS kind, id FROM sector WHERE assigns
               UNION ALL SELECT 'calendar', id FROM calendar UNION ALL SELECT 'group', id FROM category_group
               UNION ALL SELECT 'category', id FROM category UNION ALL SELECT 'team', id FROM team
               UNION ALL SELECT 'reply', id FROM reply) AS row
           WHERE NOT ($1::jsonb -> kind) ? id ORDER BY id"#,
        known,
    )
    .fetch_all(connection)
    .await?;
    loaded.differing.extend(found.into_iter().map(|row| Difference {
        entry: format!("{} `{}`", row.kind, row.id),
        key: String::new(),
        pack: None,
        database: Some("it".to_owned()),
    }));
    Ok(())
}

fn ids<T>(entries: &[T], id: impl Fn(&T) -> &String) -> Vec<&String> {
    entries.iter().map(id).collect()
}
