//! The versions of the rules, drafts of new ones, and what rules can name.

pub(crate) mod decisions;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::city::{Hours, Localized, Team, TeamKind};
use model::ids::StaffId;
use model::rules::{Known, Rule};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

use super::desk::Named;

/// Versions on one page, at most.
pub(crate) const MOST: i64 = 100;

/// Who saved a version, when and why.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) number: i32,
    /// A member of the staff by their name, or a city pack.
    pub(crate) author: String,
    /// None: a city pack.
    pub(crate) author_id: Option<StaffId>,
    pub(crate) why: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// The versions up to `newest`, the newest first; none: all of them.
pub(crate) async fn versions(
    database: &PgPool,
    newest: Option<i32>,
    most: i64,
) -> sqlx::Result<Vec<Version>> {
    let rows = sqlx::query!(
        r#"SELECT version, author, author_id, why, rule_set.created_at,
                  (SELECT name FROM staff WHERE id = author_id) AS name
           FROM rule_set WHERE $1::integer IS NULL OR version <= $1 ORDER BY version DESC LIMIT $2"#,
        newest,
        most,
    )
    .fetch_all(database)
    .await?;
    let versions = rows.into_iter().map(|row| Version {
        number: row.version,
        author: row.name.unwrap_or(row.author),
        author_id: row.author_id.map(StaffId),
        why: row.why,
        created_at: row.created_at,
    });
    Ok(versions.collect())
}

/// Rules that somebody is changing.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The version that was changed.
    pub(crate) based_on: i32,
    pub(crate) rules: Vec<Rule>,
    /// Counts its changes.
    pub(crate) revision: i32,
}

/// Somebody's draft, if they have one, to look at.
pub(crate) async fn draft(connection: &mut PgConnection, staff: StaffId) -> sqlx::Result<Option<Draft>> {
    let row = sqlx::query!(
        r#"SELECT based_on, rules AS "rules: Json<Vec<Rule>>", revision FROM rule_draft WHERE staff_id = $1"#,
        staff.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Draft { based_on: row.based_on, rules: row.rules.0, revision: row.revision }))
}

/// The same, to change it: it is locked until the transaction ends.
pub(crate) async fn lock_draft(connection: &mut PgConnection, staff: StaffId) -> sqlx::Result<Option<Draft>> {
    let row = sqlx::query!(
        r#"SELECT based_on, rules AS "rules: Json<Vec<Rule>>", revision FROM rule_draft WHERE staff_id = $1
           FOR UPDATE"#,
        staff.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Draft { based_on: row.based_on, rules: row.rules.0, revision: row.revision }))
}

/// Begins a draft; whoever has one keeps it.
pub(crate) async fn begin(
    connection: &mut PgConnection,
    staff: StaffId,
    (version, rules): (i32, &[Rule]),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO rule_draft (staff_id, based_on, rules, revision, changed_at) VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT DO NOTHING",
        staff.0,
        version,
        Json(rules) as _,
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Keeps a changed draft, which the caller has locked.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    staff: StaffId,
    draft: &Draft,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE rule_draft SET based_on = $2, rules = $3, revision = revision + 1, changed_at = $4
         WHERE staff_id = $1",
        staff.0,
        draft.based_on,
        Json(&draft.rules) as _,
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Throws somebody's draft away.
pub(crate) async fn discard(connection: &mut PgConnection, staff: StaffId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM rule_draft WHERE staff_id = $1", staff.0).execute(connection).await.map(|_| ())
}

/// One after the other: who saves second sees the version of who saved first. Until the transaction ends.
pub(crate) async fn one_saves(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('rule_set', 0))")
        .fetch_one(connection)
        .await
        .map(|_| ())
}

/// Writes a new version; its number.
pub(crate) async fn save(
    connection: &mut PgConnection,
    staff: StaffId,
    (rules, why): (&[Rule], &str),
    now: DateTime<Utc>,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "INSERT INTO rule_set (rules, author, author_id, why, created_at)
         VALUES ($1, (SELECT name FROM staff WHERE id = $2), $2, $3, $4) RETURNING version",
        Json(rules) as _,
        staff.0,
        why,
        now,
    )
    .fetch_one(connection)
    .await
}

/// What rules can name, with its names: in the order of screens.
pub(crate) struct Choices {
    /// The groups of categories that a cleaning team handles, each with its categories.
    pub(crate) groups: Vec<(Named, Vec<Named>)>,
    pub(crate) sectors: Vec<Named>,
    pub(crate) teams: Vec<Team>,
}

impl Choices {
    /// The same without names.
    pub(crate) fn known(&self) -> Known {
        let categories = self.groups.iter().flat_map(|(_, categories)| categories);
        Known {
            categories: categories.map(|category| category.id.clone()).collect(),
            sectors: self.sectors.iter().map(|sector| sector.id.clone()).collect(),
            teams: self.teams.clone(),
        }
    }

    /// The group of each category.
    pub(crate) fn group_of(&self) -> HashMap<&str, &str> {
        let all = self.groups.iter().flat_map(|(group, categories)| {
            categories.iter().map(|category| (category.id.as_str(), group.id.as_str()))
        });
        all.collect()
    }
}

/// Reads it: three statements.
pub(crate) async fn choices(connection: &mut PgConnection) -> sqlx::Result<Choices> {
    let rows = sqlx::query!(
        r#"SELECT category.id, category.name AS "name: Json<Localized>", group_id,
                  category_group.name AS "group_name: Json<Localized>"
           FROM category JOIN category_group ON category_group.id = group_id WHERE handled_by = 'cleaning'
           ORDER BY category_group.position, group_id, category.position, category.id"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut groups: Vec<(Named, Vec<Named>)> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|(group, _)| group.id != row.group_id) {
            groups.push((Named { id: row.group_id, name: row.group_name.0 }, Vec::new()));
        }
        if let Some((_, categories)) = groups.last_mut() {
            categories.push(Named { id: row.id, name: row.name.0 });
        }
    }
    let sectors = sqlx::query!(
        r#"SELECT id, short AS "name: Json<Localized>" FROM sector WHERE assigns AND retired_at IS NULL
           ORDER BY number, id"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let teams = sqlx::query!(
        r#"SELECT id, kind, name AS "name: Json<Localized>", sentence_name AS "sentence_name: Json<Localized>",
                  shift AS "shift: Json<Hours>",
                  ARRAY(SELECT sector_id FROM team_sector WHERE team_id = team.id) AS "sectors!"
           FROM team ORDER BY kind, id"#
    )
    .fetch_all(connection)
    .await?;
    let team = |kind: &str| TeamKind::ALL.into_iter().find(|known| known.as_str() == kind);
    Ok(Choices {
        groups,
        sectors: sectors.into_iter().map(|row| Named { id: row.id, name: row.name.0 }).collect(),
        teams: teams
            .into_iter()
            .filter_map(|row| {
                Some(Team {
                    id: row.id,
                    kind: team(&row.kind)?,
                    name: row.name.0,
                    sentence_name: row.sentence_name.0,
                    sectors: row.sectors.into_iter().collect(),
                    shift: row.shift.0,
                })
            })
            .collect(),
    })
}
