//! What is read and written when a report moves.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use model::city::{Hours, Localized};
use model::ids::{HistoryId, ReportId, StaffId};
use model::moves::{Move, State};
use model::place::Point;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

/// A report that nobody else can change until the transaction ends.
pub(crate) struct Locked {
    pub(crate) state: State,
    pub(crate) team: Option<String>,
    /// Of its team.
    pub(crate) shift: Option<Hours>,
    pub(crate) category: String,
    /// Whom its category is passed to.
    pub(crate) partner: Option<Localized>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) dispatched_at: Option<DateTime<Utc>>,
    pub(crate) taken_by: Option<StaffId>,
    pub(crate) zone: Tz,
}

/// Who asks, as the SQL checks it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// A crew's team, or a referent's sectors.
    Staff(StaffId),
    /// The holder of the link to one transfer, until its term ends.
    Contractor(i32),
    /// Time: every report.
    Clock,
}

/// Locks a report until the transaction ends; none if there is no such report in reach.
pub(crate) async fn lock(
    connection: &mut PgConnection,
    report: ReportId,
    reach: Reach,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Locked>> {
    let (staff, generation) = match reach {
        Reach::Staff(staff) => (Some(staff.0), None),
        Reach::Contractor(generation) => (None, Some(generation)),
        Reach::Clock => (None, None),
    };
    let row = sqlx::query!(
        r#"SELECT state, team_id, category_id, received_at, dispatched_at, taken_by,
                  (SELECT shift FROM team WHERE team.id = team_id) AS "shift: Json<Hours>",
                  (SELECT category.partner FROM category
                   WHERE category.id = category_id) AS "partner: Json<Localized>",
                  (SELECT timezone FROM city) AS "timezone!"
           FROM report
           WHERE id = $1 AND ($2::uuid IS NULL OR staff_reaches($2, team_id, sector_id))
             AND ($3::int IS NULL
                  OR state = 'transferred' AND transfer_generation = $3 AND transfer_until > $4)
           FOR UPDATE"#,
        report.0,
        staff,
        generation,
        now,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(Some(Locked {
        state: row.state.parse()?,
        team: row.team_id,
        shift: row.shift.map(|shift| shift.0),
        category: row.category_id,
        partner: row.partner.map(|partner| partner.0),
        received_at: row.received_at,
        dispatched_at: row.dispatched_at,
        taken_by: row.taken_by.map(StaffId),
        zone,
    }))
}

/// Locks two reports in the order of their ids, so that two merges the other way round don't wait for each other.
pub(crate) async fn lock_both(
    connection: &mut PgConnection,
    one: ReportId,
    other: ReportId,
) -> sqlx::Result<()> {
    sqlx::query!("SELECT id FROM report WHERE id = ANY($1) ORDER BY id FOR UPDATE", &[one.0, other.0])
        .fetch_all(connection)
        .await
        .map(|_| ())
}

/// A state with everything that belongs to it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing<'a> {
    Received,
    Dispatched,
    InProgress {
        by: StaffId,
        until: DateTime<Utc>,
    },
    Scheduled(NaiveDate),
    ToRequalify,
    Transferred {
        partner: &'a Localized,
        until: DateTime<Utc>,
    },
    Monitored(NaiveDate),
    /// With the moment that counts.
    Done(DateTime<Utc>),
    Rejected,
    Duplicate(ReportId),
    Archived,
}

impl Standing<'_> {
    /// Its name.
    pub(crate) fn state(self) -> State {
        match self {
            Self::Received => State::Received,
            Self::Dispatched => State::Dispatched,
            Self::InProgress { .. } => State::InProgress,
            Self::Scheduled(_) => State::Scheduled,
            Self::ToRequalify => State::ToRequalify,
            Self::Transferred { .. } => State::Transferred,
            Self::Monitored(_) => State::Monitored,
            Self::Done(_) => State::Done,
            Self::Rejected => State::Rejected,
            Self::Duplicate(_) => State::Duplicate,
            Self::Archived => State::Archived,
        }
    }
}

/// Gives a report its new state, with what belongs to it and nothing else. Who received or has to requalify it has no
/// team; a first close that is taken back was none. The caller has locked the report and recorded the move.
pub(crate) async fn stand(
    connection: &mut PgConnection,
    report: ReportId,
    standing: Standing<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    use Standing as S;
    let (taken_by, taken_until) = match standing {
        S::InProgress { by, until } => (Some(by.0), Some(until)),
        _ => (None, None),
    };
    let (partner, transfer_until) = match standing {
        S::Transferred { partner, until } => (Some(Json(partner)), Some(until)),
        _ => (None, None),
    };
    let ended = matches!(standing, S::Done(_) | S::Rejected | S::Duplicate(_));
    sqlx::query!(
        "UPDATE report SET
             state = $2, taken_by = $3, taken_until = $4, scheduled_on = $5, review_on = $6,
             partner = $7, transfer_until = $8,
             transfer_generation = transfer_generation + ($2 = 'transferred')::int,
             team_id = CASE WHEN $2 IN ('received', 'to_requalify') THEN NULL ELSE team_id END,
             merged_into = CASE WHEN $2 = 'archived' THEN merged_into ELSE $9 END,
             ended_at = CASE WHEN $2 = 'archived' THEN ended_at ELSE $10 END,
             closed_at = CASE WHEN $2 = 'archived' THEN closed_at ELSE $11 END,
             first_closed_at = CASE
                 WHEN $2 = 'done' THEN coalesce(first_closed_at, $11)
                 WHEN $2 <> 'archived' AND first_closed_at = closed_at THEN NULL
                 ELSE first_closed_at END
         WHERE id = $1",
        report.0,
        standing.state().as_str(),
        taken_by,
        taken_until,
        if let S::Scheduled(on) = standing { Some(on) } else { None },
        if let S::Monitored(on) = standing { Some(on) } else { None },
        partner as _,
        transfer_until,
        if let S::Duplicate(main) = standing { Some(main.0) } else { None },
        ended.then_some(now),
        if let S::Done(at) = standing { Some(at) } else { None },
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// The newest move of a report.
pub(crate) struct Last {
    pub(crate) id: HistoryId,
    pub(crate) actor_id: Option<uuid::Uuid>,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// Reads the newest move of a report.
pub(crate) async fn last(connection: impl PgExecutor<'_>, report: ReportId) -> sqlx::Result<Last> {
    sqlx::query!(
        "SELECT id, actor_id, recorded_at FROM report_history
         WHERE report_id = $1 AND move NOT IN ('follow', 'write') ORDER BY position DESC LIMIT 1",
        report.0
    )
    .map(|row| Last { id: HistoryId(row.id), actor_id: row.actor_id, recorded_at: row.recorded_at })
    .fetch_one(connection)
    .await
}

/// The newest of what was done about a report, a letter by hand among it: who changes the report must have seen that.
pub(crate) async fn newest(connection: &mut PgConnection, report: ReportId) -> sqlx::Result<HistoryId> {
    sqlx::query_scalar!(
        "SELECT id FROM report_history WHERE report_id = $1 AND move <> 'follow' ORDER BY position DESC LIMIT 1",
        report.0
    )
    .fetch_one(connection)
    .await
    .map(HistoryId)
}

/// An idempotency key: whose, which, and what was sent under it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Whose: keys of two people never meet.
    pub(crate) scope: String,
    pub(crate) given: String,
    pub(crate) fingerprint: [u8; 32],
}

/// A move that was made before under a key.
pub(crate) struct Earlier {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) report: ReportId,
    pub(crate) history: HistoryId,
    pub(crate) step: Move,
    pub(crate) state: State,
    pub(crate) occurred_at: DateTime<Utc>,
}

/// What a key was used for before.
pub(crate) async fn earlier(connection: &mut PgConnection, key: &Key) -> anyhow::Result<Option<Earlier>> {
    let row = sqlx::query!(
        "SELECT fingerprint, h.id, h.report_id, move AS step, to_state, occurred_at
         FROM accepted_request JOIN report_history h ON h.id = history_id WHERE scope = $1 AND key = $2",
        key.scope,
        key.given,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Earlier {
        fingerprint: row.fingerprint,
        report: ReportId(row.report_id),
        history: HistoryId(row.id),
        step: row.step.parse()?,
        state: row.to_state.parse()?,
        occurred_at: row.occurred_at,
    }))
}

/// Whether a key was used before.
pub(crate) async fn kept(connection: &mut PgConnection, key: &Key) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM accepted_request WHERE scope = $1 AND key = $2) AS "kept!""#,
        key.scope,
        key.given,
    )
    .fetch_one(connection)
    .await
}

/// Keeps a key with what was sent under it and what it did; false if another request took it meanwhile.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    key: &Key,
    report: ReportId,
    history: HistoryId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "INSERT INTO accepted_request (scope, key, fingerprint, report_id, history_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        key.scope,
        key.given,
        &key.fingerprint[..],
        report.0,
        history.0,
        now,
    )
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What a referent changes.
pub(crate) struct NewFacts<'a> {
    pub(crate) category: Option<&'a str>,
    pub(crate) place: Option<NewPlace>,
}

/// A place, set by hand.
pub(crate) struct NewPlace {
    pub(crate) point: Point,
    pub(crate) sector: String,
    /// In words.
    pub(crate) address: String,
}

/// Where a report is, and in words.
pub(crate) async fn place(
    connection: &mut PgConnection,
    report: ReportId,
) -> anyhow::Result<(Point, String)> {
    let row = sqlx::query!(
        r#"SELECT ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!", address
           FROM report WHERE id = $1"#,
        report.0
    )
    .fetch_one(connection)
    .await?;
    Ok((Point::new(row.longitude, row.latitude)?, row.address))
}

/// Writes a new category or place down; what follows from them changes too: the sector, the address, when it is due.
pub(crate) async fn requalify(
    connection: &mut PgConnection,
    report: ReportId,
    new: &NewFacts<'_>,
) -> sqlx::Result<()> {
    let place = new.place.as_ref();
    sqlx::query!(
        "UPDATE report SET
             category_id = category.id,
             due_at = received_at + make_interval(hours => category.target_hours),
             place = coalesce(ST_SetSRID(ST_MakePoint($3, $4), 4326)::geography, place),
             place_source = CASE WHEN $5::text IS NULL THEN place_source ELSE 'hand' END,
             place_accuracy_m = CASE WHEN $5::text IS NULL THEN place_accuracy_m END,
             sector_id = coalesce($5, sector_id),
             address = coalesce($6, address)
         FROM category WHERE report.id = $1 AND category.id = coalesce($2, category_id)",
        report.0,
        new.category,
        place.map(|place| place.point.longitude()),
        place.map(|place| place.point.latitude()),
        place.map(|place| place.sector.as_str()),
        place.map(|place| place.address.as_str()),
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Whether there is such a category.
pub(crate) async fn has_category(connection: &mut PgConnection, id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM category WHERE id = $1 AND handled_by <> 'elsewhere') AS "has!""#,
        id
    )
    .fetch_one(connection)
    .await
}

/// Whether there is such a team.
pub(crate) async fn has_team(connection: &mut PgConnection, id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM team WHERE id = $1) AS "has!""#, id)
        .fetch_one(connection)
        .await
}

/// The city's time zone.
pub(crate) async fn zone(connection: &mut PgConnection) -> anyhow::Result<Option<Tz>> {
    let zone = sqlx::query_scalar!("SELECT timezone FROM city").fetch_optional(connection).await?;
    zone.map(|zone| zone.parse().with_context(|| format!("the city's time zone `{zone}`"))).transpose()
}
