//! What became of a report that a crew's move came too late for.

use chrono::{DateTime, Utc};
use model::city::Localized;
use model::ids::{ReportId, StaffId};
use model::moves::{Actor, Move, State};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Where a report stands, and how it came there.
pub(crate) struct Found {
    pub(crate) state: State,
    /// Whether the asker's team still has it.
    pub(crate) theirs: bool,
    /// The team that has it.
    pub(crate) team: Option<Localized>,
    /// The public number of the report that goes on instead.
    pub(crate) main: Option<String>,
    pub(crate) last: Option<Last>,
}

/// The last move of a report.
pub(crate) struct Last {
    pub(crate) step: Move,
    pub(crate) actor: Actor,
    pub(crate) by: Option<Uuid>,
    /// Of a crew's member.
    pub(crate) name: Option<String>,
    pub(crate) at: DateTime<Utc>,
}

/// Reads what became of a report; none if it is not, and never was, that member's team's.
pub(crate) async fn find(
    database: &PgPool,
    report: ReportId,
    staff: StaffId,
) -> anyhow::Result<Option<Found>> {
    let row = sqlx::query!(
        r#"SELECT state, report.team_id IS NOT DISTINCT FROM member.team_id AS "theirs!",
                  (SELECT name FROM team WHERE team.id = report.team_id) AS "team: Json<Localized>",
                  (SELECT main.reference FROM report main WHERE main.id = report.merged_into) AS main,
                  last.move AS "step?", last.actor AS "actor?", last.actor_id AS "by?", last.recorded_at AS "at?",
                  (SELECT name FROM staff WHERE staff.id = last.actor_id AND last.actor = 'crew') AS name
           FROM report JOIN staff member ON member.id = $2
                LEFT JOIN LATERAL (SELECT move, actor, actor_id, recorded_at FROM report_history
                                   WHERE report_id = report.id AND move NOT IN ('follow', 'write')
                                   ORDER BY position DESC LIMIT 1) last ON true
           WHERE report.id = $1
             AND (report.team_id = member.team_id
                  OR EXISTS (SELECT FROM assignment a
                             WHERE a.report_id = report.id AND a.team_id = member.team_id))"#,
        report.0,
        staff.0,
    )
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let last = match (row.step, row.actor, row.at) {
        (Some(step), Some(actor), Some(at)) => {
            Some(Last { step: step.parse()?, actor: actor.parse()?, by: row.by, name: row.name, at })
        }
        _ => None,
    };
    let state = row.state.parse()?;
    let team = row.team.map(|team| team.0);
    Ok(Some(Found { state, theirs: row.theirs, team, main: row.main, last }))
}
