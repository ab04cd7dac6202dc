//! What the dispatcher decides from, and what it decided.

use std::collections::HashMap;
use std::str::FromStr;

use anyhow::Context;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::city::{Localized, TeamKind};
use model::ids::{HistoryId, ReportId};
use model::moves::State;
use model::place::Point;
use model::rules::{Facts, Load, NamedLoad, Rule};
use sqlx::PgConnection;
use sqlx::types::Json;

/// Locks a report until the transaction ends; its state, or none if there is no such report.
pub(crate) async fn lock(connection: &mut PgConnection, report: ReportId) -> anyhow::Result<Option<State>> {
    let state = sqlx::query_scalar!("SELECT state FROM report WHERE id = $1 FOR UPDATE", report.0)
        .fetch_optional(connection)
        .await?;
    Ok(state.map(|state| state.parse()).transpose()?)
}

/// Whether this cause has its decision already.
pub(crate) async fn is_decided(connection: &mut PgConnection, cause: HistoryId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM assignment WHERE cause_id = $1) AS "decided!""#,
        cause.0
    )
    .fetch_one(connection)
    .await
}

/// Whether a newer move than `cause` asked for a team: its own message decides.
pub(crate) async fn is_superseded(
    connection: &mut PgConnection,
    report: ReportId,
    cause: HistoryId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM report_history newer JOIN report_history cause ON cause.id = $2
               WHERE newer.report_id = $1 AND newer.position > cause.position
                 AND newer.move IN ('requalify', 'contest')) AS "superseded!""#,
        report.0,
        cause.0,
    )
    .fetch_one(connection)
    .await
}

/// The team that a referent named in the move that asks for one.
pub(crate) async fn wished_team(
    connection: &mut PgConnection,
    cause: HistoryId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "SELECT detail ->> 'team' FROM report_history WHERE id = $1 AND move = 'requalify'",
        cause.0
    )
    .fetch_optional(connection)
    .await
    .map(Option::flatten)
}

/// What is known of a report that needs a team.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) category: String,
    /// Whom the category is passed to, if no cleaning team handles it.
    pub(crate) partner: Option<Localized>,
    pub(crate) place: Point,
    pub(crate) sector: String,
    pub(crate) followers: u32,
    pub(crate) zone: Tz,
}

/// Reads what a decision is made from. The sector is found anew from the place, by the same query as at receipt;
/// where the outlines changed and none is near any more, it stays.
pub(crate) async fn known(connection: &mut PgConnection, report: ReportId) -> anyhow::Result<Known> {
    let row = sqlx::query!(
        r#"SELECT report.category_id, report.sector_id, category.partner AS "partner: Json<Localized>",
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!",
                  (SELECT timezone FROM city) AS "timezone!",
                  (SELECT count(*) FROM recipient WHERE report_id = report.id) AS "recipients!"
           FROM report JOIN category ON category.id = report.category_id
           WHERE report.id = $1"#,
        report.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let place = Point::new(row.longitude, row.latitude)?;
    let sector = database::sectors::sector_at(connection, place).await?;
    Ok(Known {
        category: row.category_id,
        partner: row.partner.map(|partner| partner.0),
        place,
        sector: sector.unwrap_or(row.sector_id),
        followers: u32::try_from(row.recipients - 1).unwrap_or_default(),
        zone: zone(&row.timezone)?,
    })
}

/// The two teams of a sector, with their open jobs.
#[derive(Debug, Default)]
pub(crate) struct Teams {
    pub(crate) dpe: Option<String>,
    pub(crate) urgence_proprete: Option<String>,
    pub(crate) load: Load,
}

impl Teams {
    /// The sector's team of a kind.
    pub(crate) fn of(&self, kind: TeamKind) -> Option<&str> {
        match kind {
            TeamKind::Dpe => self.dpe.as_deref(),
            TeamKind::UrgenceProprete => self.urgence_proprete.as_deref(),
        }
    }
}

/// The teams of each sector, without their open jobs.
pub(crate) async fn teams_of_all_sectors(
    connection: &mut PgConnection,
) -> sqlx::Result<HashMap<String, Teams>> {
    let rows = sqlx::query!("SELECT sector_id, team_id, kind FROM team_sector").fetch_all(connection).await?;
    let mut all: HashMap<String, Teams> = HashMap::new();
    for row in rows {
        let teams = all.entry(row.sector_id).or_default();
        if row.kind == TeamKind::Dpe.as_str() {
            teams.dpe = Some(row.team_id);
        } else {
            teams.urgence_proprete = Some(row.team_id);
        }
    }
    Ok(all)
}

/// The city's time zone and bounds: west, south, east, north in degrees.
pub(crate) async fn city(connection: &mut PgConnection) -> anyhow::Result<Option<(Tz, [f64; 4])>> {
    let city =
        sqlx::query!(r#"SELECT timezone, settings -> 'bounds' AS "bounds!: Json<[f64; 4]>" FROM city"#)
            .fetch_optional(connection)
            .await?;
    city.map(|city| Ok((zone(&city.timezone)?, city.bounds.0))).transpose()
}

fn zone(name: &str) -> anyhow::Result<Tz> {
    Tz::from_str(name).with_context(|| format!("the city's time zone `{name}` is not an IANA name"))
}

/// Every category, with its partner if no cleaning team handles it.
pub(crate) async fn categories(
    connection: &mut PgConnection,
) -> sqlx::Result<HashMap<String, Option<Localized>>> {
    let rows = sqlx::query!(r#"SELECT id, partner AS "partner: Json<Localized>" FROM category"#)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.partner.map(|partner| partner.0))).collect())
}

/// Whether sectors of a kind are in force.
pub(crate) async fn has_kind(connection: &mut PgConnection, kind: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM sector WHERE kind = $1 AND retired_at IS NULL) AS "there!""#,
        kind
    )
    .fetch_one(connection)
    .await
}

/// Reads the teams of a sector and counts their open jobs.
pub(crate) async fn teams(connection: &mut PgConnection, sector: &str) -> anyhow::Result<Teams> {
    let rows = sqlx::query!(
        r#"SELECT team_id, kind, (SELECT count(*) FROM report
                                  WHERE report.team_id = team_sector.team_id
                                    AND state IN ('dispatched', 'in_progress', 'scheduled')) AS "jobs!"
           FROM team_sector WHERE sector_id = $1"#,
        sector
    )
    .fetch_all(connection)
    .await?;
    let mut teams = Teams::default();
    for row in rows {
        let jobs = u32::try_from(row.jobs)?;
        if row.kind == TeamKind::Dpe.as_str() {
            (teams.dpe, teams.load.dpe) = (Some(row.team_id), jobs);
        } else {
            (teams.urgence_proprete, teams.load.urgence_proprete) = (Some(row.team_id), jobs);
        }
    }
    Ok(teams)
}

/// How many open jobs teams have, counted as those of a sector's teams are; a team that is none has none.
pub(crate) async fn named_load(connection: &mut PgConnection, teams: &[String]) -> anyhow::Result<NamedLoad> {
    if teams.is_empty() {
        return Ok(NamedLoad::new());
    }
    let rows = sqlx::query!(
        r#"SELECT team AS "team!", (SELECT count(*) FROM report
                                    WHERE report.team_id = team
                                      AND state IN ('dispatched', 'in_progress', 'scheduled')) AS "jobs!"
           FROM unnest($1::text[]) AS team"#,
        teams
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((row.team, u32::try_from(row.jobs)?))).collect()
}

/// The version of the rules in force.
pub(crate) async fn rule_version(connection: &mut PgConnection) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("SELECT version FROM rule_set ORDER BY version DESC LIMIT 1")
        .fetch_optional(connection)
        .await
}

/// The rules of a version.
pub(crate) async fn rules(connection: &mut PgConnection, version: i32) -> sqlx::Result<Vec<Rule>> {
    sqlx::query_scalar!(
        r#"SELECT rules AS "rules: Json<Vec<Rule>>" FROM rule_set WHERE version = $1"#,
        version
    )
    .fetch_one(connection)
    .await
    .map(|rules| rules.0)
}

/// One decision.
#[derive(Debug)]
pub(crate) struct Decision<'a> {
    pub(crate) report: ReportId,
    pub(crate) history: HistoryId,
    /// The history row that asked for a team.
    pub(crate) cause: HistoryId,
    pub(crate) state: State,
    /// What it was made from.
    pub(crate) facts: &'a Facts<'a>,
    /// The place in words, where it may have changed.
    pub(crate) address: Option<&'a str>,
    /// None: a referent decides.
    pub(crate) team: Option<&'a str>,
    pub(crate) rule: Option<&'a str>,
    pub(crate) rule_set_version: i32,
    pub(crate) sentence: &'a Localized,
    pub(crate) decided_at: DateTime<Utc>,
}

/// Writes a decision and the report's new state, in one round trip. The caller has locked the report and recorded the
/// move.
pub(crate) async fn decide(connection: &mut PgConnection, decision: &Decision<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH moved AS (
             UPDATE report SET state = $10, team_id = $4, sector_id = $11,
                               dispatched_at = CASE WHEN $4::text IS NULL THEN dispatched_at ELSE $9 END,
                               address = coalesce($12, address)
             WHERE id = $2
         )
         INSERT INTO assignment (history_id, report_id, cause_id, team_id, rule_set_version, rule_id, load,
                                 sentence, decided_at, category_id, sector_id, followers, named_load)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $13, $11, $14, $15)",
        decision.history.0,
        decision.report.0,
        decision.cause.0,
        decision.team,
        decision.rule_set_version,
        decision.rule,
        Json(decision.facts.load) as _,
        Json(decision.sentence) as _,
        decision.decided_at,
        decision.state.as_str(),
        decision.facts.sector,
        decision.address,
        decision.facts.category,
        i32::try_from(decision.facts.followers).unwrap_or(i32::MAX),
        Json(decision.facts.named) as _,
    )
    .execute(connection)
    .await
    .map(|_| ())
}
