//! Moves of a crew: what is written when a job is taken or closed.

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, PhotoId, ReportId, StaffId};
use model::moves::State;
use model::place::Point;
use photos::Inspected;
use sqlx::{PgConnection, PgExecutor};

/// A job that nobody else can change until the transaction ends.
pub(crate) struct Locked {
    pub(crate) state: State,
    pub(crate) dispatched_at: Option<DateTime<Utc>>,
    /// Of the city; a photo's clock without an offset is read in it.
    pub(crate) timezone: String,
}

/// Locks a job of a team; none if the team has no such job.
pub(crate) async fn lock(
    connection: &mut PgConnection,
    team: &str,
    report: ReportId,
) -> anyhow::Result<Option<Locked>> {
    let row = sqlx::query!(
        r#"SELECT state, dispatched_at, (SELECT timezone FROM city) AS "timezone!"
           FROM report WHERE id = $1 AND team_id = $2 FOR UPDATE"#,
        report.0,
        team,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (dispatched_at, timezone) = (row.dispatched_at, row.timezone);
    Ok(Some(Locked { state: row.state.parse()?, dispatched_at, timezone }))
}

/// Whether somebody is the one who took a job last.
pub(crate) async fn took_it(
    connection: &mut PgConnection,
    report: ReportId,
    staff: StaffId,
) -> sqlx::Result<bool> {
    let last = sqlx::query_scalar!(
        "SELECT actor_id FROM report_history WHERE report_id = $1 AND move = 'take' ORDER BY position DESC LIMIT 1",
        report.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(last.flatten() == Some(staff.0))
}

/// The report is being worked on. The caller has locked it and recorded the move.
pub(crate) async fn take(connection: &mut PgConnection, report: ReportId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE report SET state = $2 WHERE id = $1", report.0, State::InProgress.as_str())
        .execute(connection)
        .await
        .map(|_| ())
}

/// The report is done. The caller has locked it and recorded the move.
pub(crate) async fn close(
    connection: &mut PgConnection,
    report: ReportId,
    closed_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE report SET state = $2, closed_at = $3, first_closed_at = coalesce(first_closed_at, $3) WHERE id = $1",
        report.0,
        State::Done.as_str(),
        closed_at,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// An after-photo, whose bytes are in the store.
pub(crate) struct AfterPhoto<'a> {
    pub(crate) id: PhotoId,
    pub(crate) position: i16,
    pub(crate) inspected: &'a Inspected,
    pub(crate) taken_at: Option<DateTime<Utc>>,
}

/// Writes an after-photo down.
pub(crate) async fn after_photo(
    connection: &mut PgConnection,
    report: ReportId,
    history: HistoryId,
    photo: &AfterPhoto<'_>,
    received_at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let place = photo.inspected.exif.place;
    #[expect(clippy::cast_possible_truncation, reason = "metres, kept to about a centimetre")]
    let accuracy = place.and_then(|place| place.accuracy_m).map(|metres| metres as f32);
    sqlx::query!(
        "INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type,
                            place, place_accuracy_m, taken_at, received_at)
         VALUES ($1, $2, $3, 'after', $4, 'received', $5, $6, $7,
                 ST_SetSRID(ST_MakePoint($8::float8, $9::float8), 4326)::geography, $10, $11, $12)",
        photo.id.0,
        report.0,
        history.0,
        photo.position,
        &photo.inspected.sha256[..],
        i64::try_from(photo.inspected.bytes)?,
        photo.inspected.kind.content_type(),
        place.map(|place| place.longitude),
        place.map(|place| place.latitude),
        accuracy,
        photo.taken_at,
        received_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How far a place is from a report's, in metres.
pub(crate) async fn distance_m(
    connection: &mut PgConnection,
    report: ReportId,
    place: Point,
) -> sqlx::Result<Option<f64>> {
    sqlx::query_scalar!(
        "SELECT ST_Distance(place, ST_SetSRID(ST_MakePoint($2, $3), 4326)::geography) FROM report WHERE id = $1",
        report.0,
        place.longitude(),
        place.latitude(),
    )
    .fetch_one(connection)
    .await
}

/// The scope of a close's key in `accepted_request`.
const SCOPE: &str = "close";

/// What a key was used for before: the SHA-256 of what was sent, and the report.
pub(crate) async fn accepted(
    connection: impl PgExecutor<'_>,
    key: &str,
) -> sqlx::Result<Option<(Vec<u8>, ReportId)>> {
    sqlx::query!(
        "SELECT fingerprint, report_id FROM accepted_request WHERE scope = $1 AND key = $2",
        SCOPE,
        key
    )
    .map(|row| (row.fingerprint, ReportId(row.report_id)))
    .fetch_optional(connection)
    .await
}

/// Keeps a key with what was sent under it.
pub(crate) async fn accept(
    connection: &mut PgConnection,
    key: &str,
    fingerprint: &[u8; 32],
    report: ReportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO accepted_request (scope, key, fingerprint, report_id, recorded_at) VALUES ($1, $2, $3, $4, $5)",
        SCOPE,
        key,
        &fingerprint[..],
        report.0,
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}
