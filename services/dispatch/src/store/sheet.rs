//! A report as referents see it at the desk: everything that is known of it, in their own sectors alone.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use maps::Area;
use model::calendar::Calendar;
use model::city::Localized;
use model::ids::{HistoryId, PhotoId, ReportId, StaffId};
use model::moves::State;
use model::place::Point;
use model::proof::Reason;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::desk::Named;

/// Letters on a report's page, at most.
pub(crate) const MOST_LETTERS: i64 = 100;

/// What is known of a report.
pub(crate) struct Sheet {
    pub(crate) id: ReportId,
    pub(crate) reference: String,
    pub(crate) state: State,
    pub(crate) category: Localized,
    pub(crate) address: String,
    pub(crate) place: Point,
    pub(crate) accuracy_m: Option<f32>,
    /// `phone`, `photo` or `hand`.
    pub(crate) place_source: String,
    pub(crate) sector_id: String,
    pub(crate) sector: Localized,
    /// The sector's outline in SVG, and where its frame and the report are on it.
    pub(crate) outline: Outline,
    /// What the resident wrote.
    pub(crate) words: Option<String>,
    pub(crate) channel: String,
    pub(crate) team_id: Option<String>,
    pub(crate) team: Option<Localized>,
    /// Why the team has it.
    pub(crate) sentence: Option<Localized>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) first_closed_at: Option<DateTime<Utc>>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    pub(crate) scheduled_on: Option<NaiveDate>,
    pub(crate) review_on: Option<NaiveDate>,
    pub(crate) partner: Option<Localized>,
    pub(crate) transfer_until: Option<DateTime<Utc>>,
    /// Whom its category is passed to.
    pub(crate) usual_partner: Option<Localized>,
    /// The number of the report that goes on instead.
    pub(crate) main: Option<String>,
    pub(crate) followers: i64,
    /// Working hours of its category.
    pub(crate) hours: Option<Calendar>,
    /// The newest of what was done: who changes the report must have seen it.
    pub(crate) seen: HistoryId,
    /// The language in which its reporter reads; none: there is no address, or letters were stopped.
    pub(crate) reporter_reads: Option<String>,
}

/// A drawing in metres of the projection, north above.
pub(crate) struct Outline {
    pub(crate) path: String,
    /// West, north, width and height.
    pub(crate) frame: [f64; 4],
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The id of a report by its number; none if there is none in reach.
pub(crate) async fn find(
    database: &PgPool,
    reference: &str,
    staff: StaffId,
) -> sqlx::Result<Option<ReportId>> {
    sqlx::query_scalar!(
        "SELECT id FROM report WHERE reference = $1 AND staff_reaches($2, team_id, sector_id)",
        reference,
        staff.0,
    )
    .fetch_optional(database)
    .await
    .map(|id| id.map(ReportId))
}

/// The same, with its place in words.
pub(crate) async fn named(
    database: &PgPool,
    reference: &str,
    staff: StaffId,
) -> sqlx::Result<Option<(ReportId, String)>> {
    sqlx::query!(
        "SELECT id, address FROM report WHERE reference = $1 AND staff_reaches($2, team_id, sector_id)",
        reference,
        staff.0,
    )
    .map(|row| (ReportId(row.id), row.address))
    .fetch_optional(database)
    .await
}

/// Reads a report; none if there is no such report in reach.
pub(crate) async fn sheet(
    database: &PgPool,
    reference: &str,
    staff: StaffId,
) -> anyhow::Result<Option<Sheet>> {
    let row = sqlx::query!(
        r#"SELECT report.id, reference, report.state, category.name AS "category: Json<Localized>", address,
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!", place_accuracy_m,
                  place_source, sector_id, sector.name AS "sector: Json<Localized>",
                  ST_AsSVG(drawn.area, 0, 0) AS "path!", ST_XMin(drawn.area) AS "west!", ST_XMax(drawn.area) AS "east!",
                  ST_YMin(drawn.area) AS "south!", ST_YMax(drawn.area) AS "north!",
                  words, channel, team_id, team.name AS "team?: Json<Localized>",
                  (SELECT sentence FROM assignment WHERE report_id = report.id
                   ORDER BY decided_at DESC LIMIT 1) AS "sentence: Json<Localized>",
                  received_at, due_at, first_closed_at, closed_at, scheduled_on, review_on,
                  report.partner AS "partner: Json<Localized>", transfer_until,
                  category.partner AS "usual_partner: Json<Localized>",
                  (SELECT main.reference FROM report main WHERE main.id = report.merged_into) AS main,
                  (SELECT count(*) FROM recipient WHERE report_id = report.id AND part = 'follower') AS "followers!",
                  calendar.hours AS "hours?: Json<Calendar>",
                  (SELECT id FROM report_history WHERE report_id = report.id AND move <> 'follow'
                   ORDER BY position DESC LIMIT 1) AS "seen!",
                  (SELECT recipient.language FROM recipient
                   WHERE report_id = report.id AND part = 'reporter' AND email IS NOT NULL
                     AND letters_stopped_at IS NULL LIMIT 1) AS reporter_reads
           FROM report JOIN category ON category.id = category_id JOIN sector ON sector.id = sector_id
               LEFT JOIN team ON team.id = team_id LEFT JOIN calendar ON calendar.id = category.calendar_id
               CROSS JOIN LATERAL (
                   SELECT ST_SimplifyPreserveTopology(ST_Transform(sector.area, 3857), 10) AS area) drawn
           WHERE reference = $1 AND staff_reaches($2, team_id, sector_id)"#,
        reference,
        staff.0,
    )
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let place = Point::new(row.longitude, row.latitude).context("the report's place")?;
    let (x, north) = place.mercator();
    Ok(Some(Sheet {
        id: ReportId(row.id),
        reference: row.reference,
        state: row.state.parse()?,
        category: row.category.0,
        address: row.address,
        place,
        accuracy_m: row.place_accuracy_m,
        place_source: row.place_source,
        sector_id: row.sector_id,
        sector: row.sector.0,
        // In SVG north is less.
        outline: Outline {
            path: row.path,
            frame: [row.west, -row.north, row.east - row.west, row.north - row.south],
            x,
            y: -north,
        },
        words: row.words,
        channel: row.channel,
        team_id: row.team_id,
        team: row.team.map(|team| team.0),
        sentence: row.sentence.map(|sentence| sentence.0),
        received_at: row.received_at,
        due_at: row.due_at,
        first_closed_at: row.first_closed_at,
        closed_at: row.closed_at,
        scheduled_on: row.scheduled_on,
        review_on: row.review_on,
        partner: row.partner.map(|partner| partner.0),
        transfer_until: row.transfer_until,
        usual_partner: row.usual_partner.map(|partner| partner.0),
        main: row.main,
        followers: row.followers,
        hours: row.hours.map(|hours| hours.0),
        seen: HistoryId(row.seen),
        reporter_reads: row.reporter_reads,
    }))
}

/// A row of a report's history. Referents are colleagues and have names; of everybody else it says what they are.
pub(crate) struct Happened {
    pub(crate) id: Uuid,
    pub(crate) step: String,
    pub(crate) to_state: String,
    pub(crate) actor: String,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) words: Option<String>,
    pub(crate) detail: serde_json::Value,
    /// Why a team was chosen.
    pub(crate) sentence: Option<Localized>,
    /// The team that had the report then.
    pub(crate) team: Option<Localized>,
    /// A referent's name.
    pub(crate) name: Option<String>,
    /// Of whoever follows the report: what they are, and their number among those.
    pub(crate) part: Option<(String, i64)>,
    /// Of a merge: the number of the report that goes on.
    pub(crate) main: Option<String>,
    /// Of a close: why it may not have been a cleaning.
    pub(crate) doubts: Vec<Reason>,
}

/// All that happened to a report, in the order in which it was written down.
pub(crate) async fn history(database: &PgPool, report: ReportId) -> anyhow::Result<Vec<Happened>> {
    let rows = sqlx::query!(
        r#"WITH numbered AS (
               SELECT id, part, row_number() OVER (PARTITION BY part ORDER BY created_at, id) AS number
               FROM recipient WHERE report_id = $1)
           SELECT h.id, move AS step, to_state, actor, occurred_at, h.recorded_at, h.words, detail,
                  a.sentence AS "sentence?: Json<Localized>", team.name AS "team?: Json<Localized>",
                  staff.name AS "name?", numbered.part AS "part?", numbered.number AS "number?",
                  CASE move WHEN 'merge' THEN (SELECT main.reference FROM report main
                      WHERE main.id = (detail ->> 'main')::uuid) END AS main,
                  closing.doubts AS "doubts?: Json<Vec<Reason>>"
           FROM report_history h
               LEFT JOIN assignment a ON a.history_id = h.id
               LEFT JOIN LATERAL (
                   SELECT given.team_id FROM assignment given JOIN report_history was ON was.id = given.history_id
                   WHERE given.report_id = $1 AND was.position <= h.position
                   ORDER BY was.position DESC LIMIT 1) had ON true
               LEFT JOIN team ON team.id = had.team_id
               LEFT JOIN staff ON staff.id = h.actor_id AND h.actor = 'referent'
               LEFT JOIN numbered ON numbered.id = h.actor_id
               LEFT JOIN closing ON closing.history_id = h.id
           WHERE h.report_id = $1 ORDER BY h.position"#,
        report.0
    )
    .fetch_all(database)
    .await?;
    let steps = rows.into_iter().map(|row| Happened {
        id: row.id,
        step: row.step,
        to_state: row.to_state,
        actor: row.actor,
        occurred_at: row.occurred_at,
        recorded_at: row.recorded_at,
        words: row.words,
        detail: row.detail,
        sentence: row.sentence.map(|sentence| sentence.0),
        team: row.team.map(|team| team.0),
        name: row.name,
        part: row.part.zip(row.number),
        main: row.main,
        doubts: row.doubts.map(|doubts| doubts.0).unwrap_or_default(),
    });
    Ok(steps.collect())
}

/// A letter about a report. Whose address it went to is nobody's business here.
pub(crate) struct Letter {
    /// The move that it tells; none: it asks for another photo.
    pub(crate) about: Option<String>,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) settled_at: Option<DateTime<Utc>>,
    /// The mail server's words, without any address in them.
    pub(crate) said: Option<String>,
    /// What the reader is, and their number among those of their report.
    pub(crate) part: Option<(String, i64)>,
    /// The number of their own report, which was merged into this one.
    pub(crate) own: Option<String>,
    /// The referent to whom it is.
    pub(crate) name: Option<String>,
}

/// The newest letters of a report, and how many there are.
pub(crate) async fn letters(database: &PgPool, report: ReportId) -> sqlx::Result<(i64, Vec<Letter>)> {
    let rows = sqlx::query!(
        r#"WITH here AS (
               SELECT letter.*, count(*) OVER () AS count FROM letter WHERE report_id = $1
               ORDER BY created_at DESC, id DESC LIMIT $2),
           numbered AS (
               SELECT id, report_id, part,
                      row_number() OVER (PARTITION BY report_id, part ORDER BY created_at, id) AS number
               FROM recipient WHERE report_id IN (
                   SELECT own.report_id FROM here JOIN recipient own ON own.id = here.recipient_id))
           SELECT told.move AS "about?", here.state, attempts, here.created_at, settled_at, count AS "count!",
                  regexp_replace(smtp_answer, '[^\s<>@]+@[^\s<>@]+', '…', 'g') AS said,
                  numbered.part AS "part?", numbered.number AS "number?",
                  CASE WHEN numbered.report_id <> $1 THEN (
                      SELECT own.reference FROM report own WHERE own.id = numbered.report_id) END AS own,
                  staff.name AS "name?"
           FROM here LEFT JOIN report_history told ON told.id = here.history_id
               LEFT JOIN numbered ON numbered.id = here.recipient_id LEFT JOIN staff ON staff.id = here.staff_id
           ORDER BY here.created_at DESC, here.id DESC"#,
        report.0,
        MOST_LETTERS,
    )
    .fetch_all(database)
    .await?;
    let count = rows.first().map_or(0, |row| row.count);
    let letters = rows.into_iter().map(|row| Letter {
        about: row.about,
        state: row.state,
        attempts: row.attempts,
        created_at: row.created_at,
        settled_at: row.settled_at,
        said: row.said.filter(|said| !said.trim().is_empty()),
        part: row.part.zip(row.number),
        own: row.own,
        name: row.name,
    });
    Ok((count, letters.collect()))
}

/// A photo of a report.
pub(crate) struct Photo {
    pub(crate) id: PhotoId,
    /// The move it came with.
    pub(crate) step: String,
    pub(crate) after: bool,
    /// `received`, `ready` or `unreadable`.
    pub(crate) state: String,
    pub(crate) at: DateTime<Utc>,
    /// Since when strangers may see it.
    pub(crate) released_at: Option<DateTime<Utc>>,
}

/// Every photo of a report, in the order they came.
pub(crate) async fn photos(database: &PgPool, report: ReportId) -> sqlx::Result<Vec<Photo>> {
    sqlx::query!(
        r#"SELECT photo.id, move AS step, stage = 'after' AS "after!", state, released_at,
                  coalesce(taken_at, received_at) AS "at!"
           FROM photo JOIN report_history came ON came.id = history_id
           WHERE photo.report_id = $1 OR came.report_id = $1
           ORDER BY came.position, photo.position"#,
        report.0
    )
    .map(|row| Photo {
        id: PhotoId(row.id),
        step: row.step,
        after: row.after,
        state: row.state,
        at: row.at,
        released_at: row.released_at,
    })
    .fetch_all(database)
    .await
}

/// How content somebody is with a close.
pub(crate) struct Opinion {
    pub(crate) grade: i16,
    pub(crate) words: Option<String>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) part: String,
}

/// What people said of a report's closes, the newest first.
pub(crate) async fn grades(database: &PgPool, report: ReportId) -> sqlx::Result<Vec<Opinion>> {
    sqlx::query!(
        "SELECT grade, words, changed_at, part FROM satisfaction JOIN recipient ON recipient.id = recipient_id
         WHERE satisfaction.report_id = $1 ORDER BY changed_at DESC LIMIT 100",
        report.0
    )
    .map(|row| Opinion { grade: row.grade, words: row.words, at: row.changed_at, part: row.part })
    .fetch_all(database)
    .await
}

/// What the city's maps show.
pub(crate) async fn area(database: &PgPool) -> sqlx::Result<Area> {
    sqlx::query_scalar!(r#"SELECT settings AS "area: Json<Area>" FROM city"#)
        .fetch_one(database)
        .await
        .map(|area| area.0)
}

/// Categories that somebody of the city handles, and every team: those of the sector first.
pub(crate) async fn choices(
    database: &PgPool,
    sector: Option<&str>,
) -> sqlx::Result<(Vec<Named>, Vec<Named>)> {
    let categories = sqlx::query!(
        r#"SELECT id, short AS "name: Json<Localized>" FROM category WHERE handled_by <> 'elsewhere'
           ORDER BY position, id"#
    )
    .map(|row| Named { id: row.id, name: row.name.0 })
    .fetch_all(database)
    .await?;
    let teams = sqlx::query!(
        r#"SELECT id, name AS "name: Json<Localized>" FROM team
           ORDER BY NOT EXISTS (SELECT FROM team_sector WHERE team_id = team.id AND sector_id = $1), id"#,
        sector
    )
    .map(|row| Named { id: row.id, name: row.name.0 })
    .fetch_all(database)
    .await?;
    Ok((categories, teams))
}
