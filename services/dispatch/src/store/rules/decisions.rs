//! The decisions of a period, with what they were made from, one after the other.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt};
use model::city::Localized;
use model::ids::StaffId;
use model::rules::{Load, NamedLoad, Rule};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// The last decision about a report within a period.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) report: Uuid,
    pub(crate) team: Option<String>,
    pub(crate) rule: Option<String>,
    pub(crate) version: i32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) category: String,
    pub(crate) sector: String,
    pub(crate) followers: u32,
    pub(crate) load: Load,
    /// None: made before category, sector, followers and this were kept with each decision; they are read elsewhere.
    pub(crate) named_load: Option<NamedLoad>,
}

/// All that this transaction reads is of one moment, and it writes nothing.
pub(crate) async fn one_moment(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *connection)
        .await?;
    // A month in one statement looks dear enough to compile, which takes longer than reading it.
    sqlx::query!("SET LOCAL jit = off").execute(connection).await.map(|_| ())
}

/// The sectors that a member of the staff reaches: also those that are retired, for their reports.
pub(crate) async fn reached(connection: &mut PgConnection, staff: StaffId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("SELECT id FROM sector WHERE staff_reaches($1, NULL, id)", staff.0)
        .fetch_all(connection)
        .await
}

/// Each report's last decision from `from` until before `until`, in these sectors, as the database hands them out: no more
/// than a few are here at once. What older decisions lack is read from the report as it is now, and from when its
/// followers came.
pub(crate) fn made<'c>(
    connection: &'c mut PgConnection,
    sectors: &'c [String],
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> impl Stream<Item = anyhow::Result<Made>> + 'c {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (made.report_id) made.report_id, made.team_id, rule_id, rule_set_version, decided_at,
                  coalesce(made.category_id, report.category_id) AS "category!",
                  coalesce(made.sector_id, report.sector_id) AS "sector!",
                  coalesce(made.followers, (SELECT count(*) FROM recipient
                      WHERE recipient.report_id = made.report_id AND created_at <= decided_at)::integer - 1)
                      AS "followers!",
                  load AS "load: Json<Load>", named_load AS "named_load: Json<NamedLoad>"
           FROM assignment made JOIN report ON report.id = made.report_id
           WHERE decided_at >= $1 AND decided_at < $2 AND coalesce(made.sector_id, report.sector_id) = ANY($3)
           ORDER BY made.report_id, decided_at DESC, history_id DESC"#,
        from,
        until,
        sectors,
    )
    .fetch(connection);
    rows.map(|row| {
        let row = row?;
        Ok(Made {
            report: row.report_id,
            team: row.team_id,
            rule: row.rule_id,
            version: row.rule_set_version,
            at: row.decided_at,
            category: row.category,
            sector: row.sector,
            followers: u32::try_from(row.followers).unwrap_or_default(),
            load: row.load.0,
            named_load: row.named_load.map(|named| named.0),
        })
    })
}

/// The rules of each version that decided something in a period.
pub(crate) async fn versions(
    connection: &mut PgConnection,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<HashMap<i32, Vec<Rule>>> {
    let rows = sqlx::query!(
        r#"SELECT version, rules AS "rules: Json<Vec<Rule>>" FROM rule_set
           WHERE version IN (SELECT rule_set_version FROM assignment WHERE decided_at >= $1 AND decided_at < $2)"#,
        from,
        until,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.version, row.rules.0)).collect())
}

/// A report that would move.
#[derive(Clone, Debug)]
pub(crate) struct Moving {
    pub(crate) id: Uuid,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
}

/// The named ones of these reports.
pub(crate) async fn moving(connection: &mut PgConnection, reports: &[Uuid]) -> sqlx::Result<Vec<Moving>> {
    let rows = sqlx::query!(
        r#"SELECT report.id, reference, address, category.short AS "category: Json<Localized>"
           FROM report JOIN category ON category.id = category_id WHERE report.id = ANY($1)"#,
        reports
    )
    .fetch_all(connection)
    .await?;
    let moving = rows.into_iter().map(|row| Moving {
        id: row.id,
        reference: row.reference,
        address: row.address,
        category: row.category.0,
    });
    Ok(moving.collect())
}
