//! Where reports stand, for those who may see them.

use chrono::{DateTime, NaiveDate, Utc};
use model::city::Localized;
use model::ids::{ReportId, StaffId};
use model::moves::State;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// A report with what belongs to its state.
pub(crate) struct Report {
    pub(crate) id: ReportId,
    pub(crate) reference: String,
    pub(crate) state: State,
    pub(crate) category: String,
    pub(crate) address: String,
    pub(crate) team: Option<String>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) scheduled_on: Option<NaiveDate>,
    pub(crate) review_on: Option<NaiveDate>,
    pub(crate) partner: Option<Localized>,
    pub(crate) transfer_until: Option<DateTime<Utc>>,
    pub(crate) transfer_generation: i32,
    pub(crate) merged_into: Option<Uuid>,
    pub(crate) taken_by: Option<Uuid>,
    /// Who made the last move, and when it was recorded.
    pub(crate) last_by: Option<Uuid>,
    pub(crate) last_at: DateTime<Utc>,
}

struct Row {
    id: Uuid,
    reference: String,
    state: String,
    category_id: String,
    address: String,
    team_id: Option<String>,
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    scheduled_on: Option<NaiveDate>,
    review_on: Option<NaiveDate>,
    partner: Option<Json<Localized>>,
    transfer_until: Option<DateTime<Utc>>,
    transfer_generation: i32,
    merged_into: Option<Uuid>,
    taken_by: Option<Uuid>,
    last_by: Option<Uuid>,
    last_at: DateTime<Utc>,
}

impl TryFrom<Row> for Report {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> anyhow::Result<Self> {
        Ok(Self {
            id: ReportId(row.id),
            state: row.state.parse()?,
            reference: row.reference,
            category: row.category_id,
            address: row.address,
            team: row.team_id,
            received_at: row.received_at,
            due_at: row.due_at,
            scheduled_on: row.scheduled_on,
            review_on: row.review_on,
            partner: row.partner.map(|partner| partner.0),
            transfer_until: row.transfer_until,
            transfer_generation: row.transfer_generation,
            merged_into: row.merged_into,
            taken_by: row.taken_by,
            last_by: row.last_by,
            last_at: row.last_at,
        })
    }
}

/// A report that a member of the staff may see.
pub(crate) async fn report(
    database: &PgPool,
    report: ReportId,
    staff: StaffId,
) -> anyhow::Result<Option<Report>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT report.id, reference, state, category_id, address, team_id, received_at, due_at, scheduled_on,
                  review_on, partner AS "partner: Json<Localized>", transfer_until, transfer_generation, merged_into,
                  taken_by, last.actor_id AS last_by, last.recorded_at AS last_at
           FROM report CROSS JOIN LATERAL (SELECT actor_id, recorded_at FROM report_history
                                           WHERE report_id = report.id ORDER BY position DESC LIMIT 1) last
           WHERE report.id = $1 AND staff_reaches($2, team_id, sector_id)"#,
        report.0,
        staff.0,
    )
    .fetch_optional(database)
    .await?;
    row.map(Report::try_from).transpose()
}

/// Reports on the list, at most.
const MOST: i64 = 200;

/// The reports that wait for a referent, the most urgent first, and how many there are.
pub(crate) async fn to_requalify(database: &PgPool, referent: StaffId) -> anyhow::Result<(Vec<Report>, i64)> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT report.id, reference, state, category_id, address, team_id, received_at, due_at, scheduled_on,
                  review_on, partner AS "partner: Json<Localized>", transfer_until, transfer_generation, merged_into,
                  taken_by, NULL::uuid AS last_by, received_at AS last_at
           FROM report WHERE state = 'to_requalify' AND staff_reaches($1, team_id, sector_id)
           ORDER BY due_at LIMIT $2"#,
        referent.0,
        MOST,
    )
    .fetch_all(database)
    .await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM report
           WHERE state = 'to_requalify' AND staff_reaches($1, team_id, sector_id)"#,
        referent.0
    )
    .fetch_one(database)
    .await?;
    Ok((rows.into_iter().map(Report::try_from).collect::<anyhow::Result<_>>()?, count))
}

/// A report while a partner has it, for the holder of the link to this transfer.
pub(crate) async fn transferred(
    database: &PgPool,
    report: ReportId,
    generation: i32,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Report>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT report.id, reference, state, category_id, address, team_id, received_at, due_at, scheduled_on,
                  review_on, partner AS "partner: Json<Localized>", transfer_until, transfer_generation, merged_into,
                  NULL::uuid AS taken_by, NULL::uuid AS last_by, received_at AS last_at
           FROM report
           WHERE id = $1 AND state = 'transferred' AND transfer_generation = $2 AND transfer_until > $3"#,
        report.0,
        generation,
        now,
    )
    .fetch_optional(database)
    .await?;
    row.map(Report::try_from).transpose()
}

/// The number of a report's last transfer.
pub(crate) async fn transfer_generation(database: &PgPool, report: ReportId) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("SELECT transfer_generation FROM report WHERE id = $1", report.0)
        .fetch_optional(database)
        .await
}
