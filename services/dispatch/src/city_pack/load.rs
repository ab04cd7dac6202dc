//! Seeding: what is missing is inserted, what is there stays as it is and is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use model::city::{Category, Group, Reply, Team};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::pack::{Pack, Sector};

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many entries of each kind were missing and are now there.
    pub added: BTreeMap<&'static str, usize>,
    /// The entries whose row was changed since, or that only the database has. They stay as they are.
    pub differing: BTreeSet<String>,
}

impl Loaded {
    fn note(&mut self, kind: &'static str, id: &str, fate: Fate) {
        match fate {
            Fate::Added => *self.added.entry(kind).or_default() += 1,
            Fate::Same => {}
            Fate::Differs => _ = self.differing.insert(format!("{kind} `{id}`")),
        }
    }

    fn only_in_database(&mut self, kind: &'static str, ids: Vec<String>) {
        self.differing
            .extend(ids.into_iter().map(|id| format!("{kind} `{id}`, which the pack doesn't have")));
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
            for entry in &self.differing {
                write!(f, "\n- {entry}")?;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Fate {
    Added,
    Same,
    Differs,
}

/// A row that was inserted, or one that was there: `same` as the pack or not.
fn fate(inserted: u64, same: Option<bool>) -> Fate {
    match (inserted, same) {
        (1.., _) => Fate::Added,
        (0, Some(true)) => Fate::Same,
        (0, _) => Fate::Differs,
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
    city(&mut transaction, pack, &mut loaded).await?;
    for one in &pack.sectors {
        let fate = sector(&mut transaction, one).await.with_context(|| format!("sector `{}`", one.id))?;
        loaded.note("sector", &one.id, fate);
    }
    for one in &pack.groups {
        let fate = group(&mut transaction, one).await.with_context(|| format!("group `{}`", one.id))?;
        loaded.note("group", &one.id, fate);
    }
    for one in &pack.categories {
        let fate = category(&mut transaction, one).await.with_context(|| format!("category `{}`", one.id))?;
        loaded.note("category", &one.id, fate);
    }
    for one in &pack.teams {
        let fate = team(&mut transaction, one).await.with_context(|| format!("team `{}`", one.id))?;
        loaded.note("team", &one.id, fate);
    }
    for (position, one) in (1..).zip(&pack.replies) {
        let fate =
            reply(&mut transaction, one, position).await.with_context(|| format!("reply `{}`", one.id))?;
        loaded.note("reply", &one.id, fate);
    }
    rules(&mut transaction, pack, now, &mut loaded).await?;
    strangers(&mut transaction, pack, &mut loaded).await?;
    transaction.commit().await?;
    Ok(loaded)
}

async fn city(connection: &mut PgConnection, pack: &Pack, loaded: &mut Loaded) -> anyhow::Result<()> {
    let city = &pack.city;
    let other = sqlx::query_scalar!("SELECT id FROM city WHERE id <> $1", city.id)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(other) = other {
        bail!("this database holds the city `{other}`; one database holds one city");
    }
    let settings = json(city)?;
    let inserted = sqlx::query!(
        "INSERT INTO city (id, name, timezone, sector_precision, settings) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        city.id,
        city.name,
        city.timezone.name(),
        city.sector_precision.as_str(),
        settings,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!("SELECT settings = $2 FROM city WHERE id = $1", city.id, settings)
        .fetch_one(connection)
        .await?;
    loaded.note("city", &city.id, fate(inserted.rows_affected(), same));
    Ok(())
}

async fn sector(connection: &mut PgConnection, sector: &Sector) -> anyhow::Result<Fate> {
    let (name, short) = (json(&sector.name)?, json(&sector.short)?);
    let inserted = sqlx::query!(
        "INSERT INTO sector (id, kind, number, name, short, area, area_on_ground)
         SELECT $1, $2, $3, $4, $5, area, area::geography FROM ST_Multi(ST_GeomFromGeoJSON($6::text)) AS area
         ON CONFLICT DO NOTHING",
        sector.id,
        sector.kind,
        sector.number,
        name,
        short,
        sector.geometry,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!(
        "SELECT (kind, number, name, short) = ($2, $3, $4::jsonb, $5::jsonb)
                AND ST_Equals(area, ST_Multi(ST_GeomFromGeoJSON($6::text)))
         FROM sector WHERE id = $1",
        sector.id,
        sector.kind,
        sector.number,
        name,
        short,
        sector.geometry,
    )
    .fetch_one(connection)
    .await?;
    Ok(fate(inserted.rows_affected(), same))
}

async fn group(connection: &mut PgConnection, group: &Group) -> anyhow::Result<Fate> {
    let name = json(&group.name)?;
    let inserted = sqlx::query!(
        "INSERT INTO category_group (id, name, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        group.id,
        name,
        group.position,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!(
        "SELECT (name, position) = ($2::jsonb, $3) FROM category_group WHERE id = $1",
        group.id,
        name,
        group.position,
    )
    .fetch_one(connection)
    .await?;
    Ok(fate(inserted.rows_affected(), same))
}

/// Its row as JSON, with the names of the columns: written and compared as one value.
fn row_of(category: &Category) -> anyhow::Result<Value> {
    let mut row = json(category)?;
    if let Some(fields) = row.as_object_mut()
        && let Some(group) = fields.remove("group")
    {
        fields.insert("group_id".into(), group);
    }
    Ok(row)
}

async fn category(connection: &mut PgConnection, category: &Category) -> anyhow::Result<Fate> {
    let row = row_of(category)?;
    let inserted = sqlx::query!(
        "INSERT INTO category (id, code, group_id, name, short, icon, position, handled_by, partner,
                               target_hours, radius_m, danger)
         SELECT id, code, group_id, name, short, icon, position, handled_by, partner, target_hours, radius_m, danger
         FROM jsonb_populate_record(NULL::category, $1)
         ON CONFLICT DO NOTHING",
        row,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!(
        "SELECT category IS NOT DISTINCT FROM jsonb_populate_record(NULL::category, $2)
         FROM category WHERE id = $1",
        category.id,
        row,
    )
    .fetch_one(connection)
    .await?;
    Ok(fate(inserted.rows_affected(), same))
}

async fn team(connection: &mut PgConnection, team: &Team) -> anyhow::Result<Fate> {
    let (name, sentence_name, shift) = (json(&team.name)?, json(&team.sentence_name)?, json(team.shift)?);
    let sectors: Vec<String> = team.sectors.iter().cloned().collect();
    let inserted = sqlx::query!(
        "INSERT INTO team (id, kind, name, sentence_name, shift) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        team.id,
        team.kind.as_str(),
        name,
        sentence_name,
        shift,
    )
    .execute(&mut *connection)
    .await?;
    // A sector that already has a team of this kind keeps it.
    sqlx::query!(
        "INSERT INTO team_sector (team_id, sector_id, kind)
         SELECT $1, sector_id, $2 FROM unnest($3::text[]) AS sector_id
         ON CONFLICT DO NOTHING",
        team.id,
        team.kind.as_str(),
        &sectors,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!(
        "SELECT (kind, name, sentence_name, shift) = ($2, $3::jsonb, $4::jsonb, $5::jsonb)
                AND $6::text[] = ARRAY(SELECT sector_id FROM team_sector WHERE team_id = team.id
                                       ORDER BY sector_id COLLATE \"C\")
         FROM team WHERE id = $1",
        team.id,
        team.kind.as_str(),
        name,
        sentence_name,
        shift,
        &sectors,
    )
    .fetch_one(connection)
    .await?;
    Ok(fate(inserted.rows_affected(), same))
}

async fn reply(connection: &mut PgConnection, reply: &Reply, position: i32) -> anyhow::Result<Fate> {
    let (title, body) = (json(&reply.title)?, json(&reply.body)?);
    let categories: Vec<String> = reply.categories.iter().cloned().collect();
    let inserted = sqlx::query!(
        "INSERT INTO reply (id, outcome, categories, title, body, position) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
        reply.id,
        reply.outcome,
        &categories,
        title,
        body,
        position,
    )
    .execute(&mut *connection)
    .await?;
    let same = sqlx::query_scalar!(
        "SELECT (outcome, categories, title, body, position) = ($2, $3::text[], $4::jsonb, $5::jsonb, $6)
         FROM reply WHERE id = $1",
        reply.id,
        reply.outcome,
        &categories,
        title,
        body,
        position,
    )
    .fetch_one(connection)
    .await?;
    Ok(fate(inserted.rows_affected(), same))
}

async fn rules(
    connection: &mut PgConnection,
    pack: &Pack,
    now: DateTime<Utc>,
    loaded: &mut Loaded,
) -> anyhow::Result<()> {
    let rules = json(&pack.rules)?;
    let in_force = sqlx::query_scalar!("SELECT rules FROM rule_set ORDER BY version DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    let fate = match in_force {
        None => {
            sqlx::query!(
                "INSERT INTO rule_set (rules, author, created_at) VALUES ($1, $2, $3)",
                rules,
                format!("city pack {}", pack.city.id),
                now,
            )
            .execute(connection)
            .await?;
            Fate::Added
        }
        Some(in_force) if in_force == rules => Fate::Same,
        Some(_) => Fate::Differs,
    };
    loaded.note("rule set", "in force", fate);
    Ok(())
}

/// What was added in the desk, or has left the pack.
async fn strangers(connection: &mut PgConnection, pack: &Pack, loaded: &mut Loaded) -> anyhow::Result<()> {
    let known = json!({
        "sector": ids(&pack.sectors, |sector| &sector.id),
        "group": ids(&pack.groups, |group| &group.id),
        "category": ids(&pack.categories, |category| &category.id),
        "team": ids(&pack.teams, |team| &team.id),
        "reply": ids(&pack.replies, |reply| &reply.id),
    });
    let found = sqlx::query!(
        r#"SELECT kind AS "kind!", id AS "id!" FROM (
               SELECT 'sector' AS kind, id FROM sector UNION ALL SELECT 'group', id FROM category_group
               UNION ALL SELECT 'category', id FROM category UNION ALL SELECT 'team', id FROM team
               UNION ALL SELECT 'reply', id FROM reply) AS row
           WHERE NOT ($1::jsonb -> kind) ? id ORDER BY id"#,
        known,
    )
    .fetch_all(connection)
    .await?;
    for kind in ["sector", "group", "category", "team", "reply"] {
        let ids = found.iter().filter(|row| row.kind == kind).map(|row| row.id.clone()).collect();
        loaded.only_in_database(kind, ids);
    }
    Ok(())
}

fn ids<T>(entries: &[T], id: impl Fn(&T) -> &String) -> Vec<&String> {
    entries.iter().map(id).collect()
}

fn json(value: impl Serialize) -> anyhow::Result<Value> {
    Ok(serde_json::to_value(value)?)
}
