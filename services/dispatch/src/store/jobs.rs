//! The jobs of a team. Every query names the team: another team's job does not exist here.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use maps::Area;
use model::city::{Hours, Localized};
use model::ids::{PhotoId, ReportId, StaffId};
use model::moves::{Actor, State};
use model::place::Point;
use serde::Deserialize;
use sqlx::PgPool;
use sqlx::types::Json;

use crate::closing::MOST_TOGETHER;

/// Jobs on one page, at most.
pub(crate) const MOST: usize = 200;

/// Jobs that partners have on one page, at most.
const MOST_PASSED_ON: i64 = 50;

/// Metres within which jobs are at one place: a doorway and its pavement, told by two phones.
pub(crate) const SAME_PLACE_M: f64 = 20.0;

/// A team, as its crew's screens say it.
pub(crate) struct Team {
    pub(crate) name: Localized,
    pub(crate) shift: Hours,
    pub(crate) city: String,
    pub(crate) zone: Tz,
    /// What the city's maps show.
    pub(crate) area: Area,
}

/// Reads a team.
pub(crate) async fn team(database: &PgPool, id: &str) -> anyhow::Result<Team> {
    let row = sqlx::query!(
        r#"SELECT team.name AS "name: Json<Localized>", shift AS "shift: Json<Hours>", city.name AS city, timezone,
                  city.settings AS "area: Json<Area>"
           FROM team CROSS JOIN city WHERE team.id = $1"#,
        id
    )
    .fetch_one(database)
    .await?;
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(Team { name: row.name.0, shift: row.shift.0, city: row.city, zone, area: row.area.0 })
}

/// The city, as staff who are in no team see it.
#[derive(Clone)]
pub(crate) struct City {
    pub(crate) name: String,
    pub(crate) zone: Tz,
    /// What its maps show.
    pub(crate) area: Area,
}

/// Reads the city.
pub(crate) async fn city(database: &PgPool) -> anyhow::Result<City> {
    let row = sqlx::query!(r#"SELECT name, timezone, settings AS "area: Json<Area>" FROM city"#)
        .fetch_optional(database)
        .await?;
    let row = row.context("no city pack is loaded")?;
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(City { name: row.name, zone, area: row.area.0 })
}

/// A line of the round.
pub(crate) struct Line {
    pub(crate) report: ReportId,
    pub(crate) address: String,
    pub(crate) place: Point,
    pub(crate) category: Localized,
    pub(crate) due_at: DateTime<Utc>,
    /// Who has it in hand: their id and name.
    pub(crate) taken: Option<(StaffId, String)>,
    /// The first photo before that can be shown.
    pub(crate) photo: Option<PhotoId>,
    /// People who follow it beside its reporter.
    pub(crate) followers: i64,
}

/// The jobs that a team has today.
pub(crate) struct Round {
    /// The most urgent first: [`MOST`] of them.
    pub(crate) lines: Vec<Line>,
    /// How many there are.
    pub(crate) count: usize,
    /// Jobs with a later day of passage, which are not among them.
    pub(crate) later: usize,
    /// Jobs that partners have: those that come back soonest first, [`MOST_PASSED_ON`] of them.
    pub(crate) passed_on: Vec<Away>,
}

/// A job that a partner has.
#[derive(Debug, Deserialize)]
pub(crate) struct Away {
    pub(crate) report: ReportId,
    pub(crate) address: String,
    pub(crate) partner: Localized,
    /// The end of the partner's term.
    pub(crate) until: DateTime<Utc>,
}

/// Reads the open jobs of a team that are for `today`, the city's. Two statements, however many jobs there are.
pub(crate) async fn round(database: &PgPool, team: &str, today: NaiveDate) -> anyhow::Result<Round> {
    let most = i64::try_from(MOST)?;
    let rows = sqlx::query!(
        r#"SELECT report.id, address, due_at, short AS "short: Json<Localized>", taken_by,
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!",
                  (SELECT name FROM staff WHERE staff.id = taken_by) AS taken_by_name,
                  (SELECT photo.id FROM photo
                   WHERE report_id = report.id AND stage = 'before' AND photo.state = 'ready'
                   ORDER BY received_at, photo.position LIMIT 1) AS photo,
                  (SELECT count(*) FROM recipient WHERE report_id = report.id AND part = 'follower') AS "followers!"
           FROM report JOIN category ON category.id = category_id
           WHERE team_id = $1 AND state IN ('dispatched', 'in_progress', 'scheduled')
             AND (scheduled_on IS NULL OR scheduled_on <= $3)
           ORDER BY due_at, report.id LIMIT $2"#,
        team,
        most,
        today,
    )
    .fetch_all(database)
    .await?;
    let lines = rows
        .into_iter()
        .map(|row| {
            Ok(Line {
                report: ReportId(row.id),
                address: row.address,
                place: Point::new(row.longitude, row.latitude)?,
                category: row.short.0,
                due_at: row.due_at,
                taken: row.taken_by.map(|by| (StaffId(by), row.taken_by_name.unwrap_or_default())),
                photo: row.photo.map(PhotoId),
                followers: row.followers,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let counts = sqlx::query!(
        r#"SELECT count(*) AS "open!", count(*) FILTER (WHERE scheduled_on > $2) AS "later!",
                  (SELECT coalesce(jsonb_agg(away), '[]')
                   FROM (SELECT id AS report, address, partner, transfer_until AS until FROM report
                         WHERE team_id = $1 AND state = 'transferred'
                         ORDER BY transfer_until LIMIT $3) away) AS "away!: Json<Vec<Away>>"
           FROM report WHERE team_id = $1 AND state IN ('dispatched', 'in_progress', 'scheduled')"#,
        team,
        today,
        MOST_PASSED_ON,
    )
    .fetch_one(database)
    .await?;
    let later = usize::try_from(counts.later)?;
    let count = usize::try_from(counts.open)?.saturating_sub(later);
    Ok(Round { lines, count, later, passed_on: counts.away.0 })
}

/// One job, as its page shows it.
pub(crate) struct Job {
    pub(crate) report: ReportId,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
    /// What the resident says: first what is still dirty, if they contested, then what the report said,
    /// then what those said who came to follow it.
    pub(crate) words: Option<String>,
    pub(crate) state: State,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    /// Why it came to this team.
    pub(crate) sentence: Option<Localized>,
    pub(crate) place: Point,
    /// Whom its category is passed to.
    pub(crate) partner: Option<Localized>,
    /// Who has it in hand.
    pub(crate) taken_by: Option<StaffId>,
    /// The day that is fixed.
    pub(crate) scheduled_on: Option<NaiveDate>,
    pub(crate) photos: Vec<Photo>,
    /// Who took it last, and when.
    pub(crate) taken: Option<Taken>,
    /// Its last close.
    pub(crate) close: Option<Close>,
    /// While a partner has it.
    pub(crate) passed_on: Option<PassedOn>,
    /// How a partner gave it back, the last time.
    pub(crate) given_back: Option<GivenBack>,
}

/// A transfer whose term runs.
pub(crate) struct PassedOn {
    pub(crate) partner: Localized,
    pub(crate) until: DateTime<Utc>,
    /// The number of the transfer, which its link is made of.
    pub(crate) generation: i32,
}

/// What a partner said who declined.
pub(crate) struct GivenBack {
    pub(crate) partner: Option<Localized>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) words: Option<String>,
}

/// What a photo of a job shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// How it was.
    Before,
    /// That it is clean.
    After,
    /// Why a partner gave it back.
    GivenBack,
}

/// A photo of a job.
pub(crate) struct Photo {
    pub(crate) id: PhotoId,
    pub(crate) shows: Shows,
    /// `received`, `ready` or `unreadable`.
    pub(crate) state: String,
    pub(crate) at: DateTime<Utc>,
}

/// A take.
pub(crate) struct Taken {
    pub(crate) by: Option<String>,
    pub(crate) at: DateTime<Utc>,
}

/// A close, and its letters.
pub(crate) struct Close {
    pub(crate) by_id: Option<StaffId>,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) words: Option<String>,
    pub(crate) letters: i64,
    pub(crate) accepted_at: Option<DateTime<Utc>>,
    pub(crate) refused: i64,
}

/// Reads one job of a team; none if there is no such job, or another team has it.
pub(crate) async fn job(database: &PgPool, team: &str, report: ReportId) -> anyhow::Result<Option<Job>> {
    let row = sqlx::query!(
        r#"SELECT reference, address, category.name AS "category: Json<Localized>", state,
                  nullif(concat_ws(E'\n\n', (SELECT words FROM report_history
                                            WHERE report_id = report.id AND move = 'contest'
                                            ORDER BY position DESC LIMIT 1), words,
                                           (SELECT string_agg(words, E'\n\n' ORDER BY position) FROM report_history
                                            WHERE report_id = report.id AND move = 'follow')), '') AS words,
                  received_at, due_at, closed_at, taken_by, scheduled_on,
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!",
                  category.partner AS "partner: Json<Localized>",
                  report.partner AS "passed_to: Json<Localized>", transfer_until, transfer_generation,
                  (SELECT sentence FROM assignment WHERE report_id = report.id
                   ORDER BY decided_at DESC LIMIT 1) AS "sentence: Json<Localized>"
           FROM report JOIN category ON category.id = category_id
           WHERE report.id = $1 AND team_id = $2"#,
        report.0,
        team,
    )
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Job {
        report,
        reference: row.reference,
        address: row.address,
        category: row.category.0,
        words: row.words,
        state: row.state.parse()?,
        received_at: row.received_at,
        due_at: row.due_at,
        closed_at: row.closed_at,
        sentence: row.sentence.map(|sentence| sentence.0),
        place: Point::new(row.longitude, row.latitude)?,
        partner: row.partner.map(|partner| partner.0),
        taken_by: row.taken_by.map(StaffId),
        scheduled_on: row.scheduled_on,
        photos: photos(database, report).await?,
        taken: taken(database, report).await?,
        close: close(database, report).await?,
        passed_on: row.passed_to.zip(row.transfer_until).map(|(partner, until)| PassedOn {
            partner: partner.0,
            until,
            generation: row.transfer_generation,
        }),
        given_back: given_back(database, report).await?,
    }))
}

/// All before, also of who contested by the link of a merged report, and those of the last close and of the last time
/// that a partner gave it back.
async fn photos(database: &PgPool, report: ReportId) -> sqlx::Result<Vec<Photo>> {
    sqlx::query!(
        r#"SELECT photo.id, stage, move AS step, state, coalesce(taken_at, received_at) AS "at!"
           FROM photo JOIN report_history came ON came.id = history_id
           WHERE came.report_id = $1
             AND (stage = 'before' OR move IN ('close', 'come_back')
                  AND came.position = (SELECT max(position) FROM report_history
                                       WHERE report_id = $1 AND move = came.move))
           ORDER BY came.position, photo.position"#,
        report.0
    )
    .map(|row| Photo {
        id: PhotoId(row.id),
        shows: match (row.stage.as_str(), row.step.as_str()) {
            ("before", _) => Shows::Before,
            (_, "come_back") => Shows::GivenBack,
            _ => Shows::After,
        },
        state: row.state,
        at: row.at,
    })
    .fetch_all(database)
    .await
}

/// The last time that a report came back, if its partner said so: a term that was over says nothing.
async fn given_back(database: &PgPool, report: ReportId) -> sqlx::Result<Option<GivenBack>> {
    let last = sqlx::query!(
        r#"SELECT actor, words, recorded_at,
                  (SELECT passed.detail -> 'partner' FROM report_history passed
                   WHERE passed.report_id = $1 AND passed.move = 'transfer' AND passed.position < back.position
                   ORDER BY passed.position DESC LIMIT 1) AS "partner: Json<Localized>"
           FROM report_history back WHERE report_id = $1 AND move = 'come_back'
           ORDER BY position DESC LIMIT 1"#,
        report.0
    )
    .fetch_optional(database)
    .await?;
    let declined = last.filter(|row| row.actor == Actor::Contractor.as_str());
    Ok(declined.map(|row| GivenBack {
        partner: row.partner.map(|partner| partner.0),
        at: row.recorded_at,
        words: row.words,
    }))
}

/// The last take of a report.
pub(crate) async fn taken(database: &PgPool, report: ReportId) -> sqlx::Result<Option<Taken>> {
    sqlx::query!(
        r#"SELECT staff.name AS "name?", recorded_at FROM report_history LEFT JOIN staff ON staff.id = actor_id
           WHERE report_id = $1 AND move = 'take' ORDER BY position DESC LIMIT 1"#,
        report.0
    )
    .map(|row| Taken { by: row.name, at: row.recorded_at })
    .fetch_optional(database)
    .await
}

async fn close(database: &PgPool, report: ReportId) -> sqlx::Result<Option<Close>> {
    sqlx::query!(
        r#"SELECT actor_id, recorded_at, words,
                  (SELECT count(*) FROM letter WHERE history_id = report_history.id) AS "letters!",
                  (SELECT max(settled_at) FROM letter
                   WHERE history_id = report_history.id AND state = 'accepted') AS accepted_at,
                  (SELECT count(*) FROM letter
                   WHERE history_id = report_history.id AND state = 'refused') AS "refused!"
           FROM report_history
           WHERE report_id = $1 AND move = 'close' ORDER BY position DESC LIMIT 1"#,
        report.0
    )
    .map(|row| Close {
        by_id: row.actor_id.map(StaffId),
        recorded_at: row.recorded_at,
        words: row.words,
        letters: row.letters,
        accepted_at: row.accepted_at,
        refused: row.refused,
    })
    .fetch_optional(database)
    .await
}

/// Another job of the same team at the same place.
pub(crate) struct Neighbour {
    pub(crate) report: ReportId,
    pub(crate) reference: String,
    pub(crate) category: Localized,
}

/// The team's other open jobs within [`SAME_PLACE_M`] of one of its jobs, the most urgent first.
pub(crate) async fn neighbours(
    database: &PgPool,
    team: &str,
    report: ReportId,
) -> sqlx::Result<Vec<Neighbour>> {
    sqlx::query!(
        r#"SELECT other.id, other.reference, short AS "short: Json<Localized>"
           FROM report here JOIN report other ON ST_DWithin(other.place, here.place, $3)
                JOIN category ON category.id = other.category_id
           WHERE here.id = $1 AND here.team_id = $2 AND other.team_id = $2 AND other.id <> here.id
             AND other.state IN ('dispatched', 'in_progress', 'scheduled')
           ORDER BY other.due_at, other.id LIMIT $4"#,
        report.0,
        team,
        SAME_PLACE_M,
        i64::try_from(MOST_TOGETHER).unwrap_or(i64::MAX),
    )
    .map(|row| Neighbour { report: ReportId(row.id), reference: row.reference, category: row.short.0 })
    .fetch_all(database)
    .await
}

/// Whether a photo can be shown to a member of the staff: its renditions are there, and its report is one of theirs.
pub(crate) async fn may_see(database: &PgPool, staff: StaffId, photo: PhotoId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM photo JOIN report_history came ON came.id = history_id
                          JOIN report ON report.id = came.report_id
                          WHERE photo.id = $1 AND photo.state = 'ready'
                            AND staff_reaches($2, team_id, sector_id)) AS "may!""#,
        photo.0,
        staff.0,
    )
    .fetch_one(database)
    .await
}
