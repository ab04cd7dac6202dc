//! The city as the desk changes it, each change with its row in the log.

pub(crate) mod calendars;
pub(crate) mod categories;
pub(crate) mod log;
pub(crate) mod people;
pub(crate) mod teams;

use model::city::Localized;
use model::rules::Rule;
use sqlx::PgConnection;
use sqlx::types::Json;

/// A sector that chooses teams.
#[derive(Clone, Debug)]
pub(crate) struct Sector {
    pub(crate) id: String,
    pub(crate) short: Localized,
}

/// The sectors in force that choose teams, in their order.
pub(crate) async fn sectors(connection: &mut PgConnection) -> sqlx::Result<Vec<Sector>> {
    let rows = sqlx::query!(
        r#"SELECT id, short AS "short: Json<Localized>" FROM sector
           WHERE assigns AND retired_at IS NULL ORDER BY number, id"#
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Sector { id: row.id, short: row.short.0 }).collect())
}

/// The dispatch rules in force; none: no pack was loaded.
pub(crate) async fn rules(connection: &mut PgConnection) -> sqlx::Result<Vec<Rule>> {
    let rules = sqlx::query_scalar!(
        r#"SELECT rules AS "rules: Json<Vec<Rule>>" FROM rule_set ORDER BY version DESC LIMIT 1"#
    )
    .fetch_optional(connection)
    .await?;
    Ok(rules.map(|rules| rules.0).unwrap_or_default())
}

/// How many there are of each kind, for the page above them: teams, people, categories, calendars.
pub(crate) async fn counts(connection: &mut PgConnection) -> sqlx::Result<[i64; 4]> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM team) AS "teams!",
                  (SELECT count(*) FROM staff WHERE left_at IS NULL) AS "people!",
                  (SELECT count(*) FROM category) AS "categories!",
                  (SELECT count(*) FROM calendar) AS "calendars!""#
    )
    .fetch_one(connection)
    .await?;
    Ok([row.teams, row.people, row.categories, row.calendars])
}
