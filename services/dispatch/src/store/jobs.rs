//! The jobs of a team. Every query names the team: another team's job does not exist here.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use model::city::{Hours, Localized};
use model::ids::{PhotoId, ReportId, StaffId};
use model::moves::State;
use model::place::Point;
use sqlx::PgPool;
use sqlx::types::Json;

use crate::closing::MOST_TOGETHER;

/// Jobs on one page, at most.
pub(crate) const MOST: usize = 200;

/// Metres within which jobs are at one place: a doorway and its pavement, told by two phones.
pub(crate) const SAME_PLACE_M: f64 = 20.0;

/// A team, as its crew's screens say it.
pub(crate) struct Team {
    pub(crate) name: Localized,
    pub(crate) shift: Hours,
    pub(crate) city: String,
    pub(crate) zone: Tz,
}

/// Reads a team.
pub(crate) async fn team(database: &PgPool, id: &str) -> anyhow::Result<Team> {
    let row = sqlx::query!(
        r#"SELECT team.name AS "name: Json<Localized>", shift AS "shift: Json<Hours>", city.name AS city, timezone
           FROM team CROSS JOIN city WHERE team.id = $1"#,
        id
    )
    .fetch_one(database)
    .await?;
    let zone = row.timezone.parse().with_context(|| format!("the city's time zone `{}`", row.timezone))?;
    Ok(Team { name: row.name.0, shift: row.shift.0, city: row.city, zone })
}

/// The city's time zone.
pub(crate) async fn zone(database: &PgPool) -> anyhow::Result<Tz> {
    let zone = super::moves::zone(&mut *database.acquire().await?).await?;
    zone.context("no city pack is loaded")
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
        r#"SELECT count(*) AS "open!", count(*) FILTER (WHERE scheduled_on > $2) AS "later!" FROM report
           WHERE team_id = $1 AND state IN ('dispatched', 'in_progress', 'scheduled')"#,
        team,
        today,
    )
    .fetch_one(database)
    .await?;
    let later = usize::try_from(counts.later)?;
    Ok(Round { lines, count: usize::try_from(counts.open)?.saturating_sub(later), later })
}

/// One job, as its page shows it.
pub(crate) struct Job {
    pub(crate) report: ReportId,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category_id: String,
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
}

/// A photo of a job.
pub(crate) struct Photo {
    pub(crate) id: PhotoId,
    /// Proof of cleaning, or how it was.
    pub(crate) after: bool,
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
    pub(crate) by: Option<String>,
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
        r#"SELECT reference, address, category_id, category.name AS "category: Json<Localized>", state,
                  nullif(concat_ws(E'\n\n', (SELECT words FROM report_history
                                            WHERE report_id = report.id AND move = 'contest'
                                            ORDER BY position DESC LIMIT 1), words,
                                           (SELECT string_agg(words, E'\n\n' ORDER BY position) FROM report_history
                                            WHERE report_id = report.id AND move = 'follow')), '') AS words,
                  received_at, due_at, closed_at, taken_by, scheduled_on,
                  ST_X(place::geometry) AS "longitude!", ST_Y(place::geometry) AS "latitude!",
                  category.partner AS "partner: Json<Localized>",
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
        category_id: row.category_id,
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
    }))
}

/// All before, also of who contested by the link of a merged report, and those of the last close.
async fn photos(database: &PgPool, report: ReportId) -> sqlx::Result<Vec<Photo>> {
    sqlx::query!(
        r#"SELECT photo.id, stage = 'after' AS "after!", state, coalesce(taken_at, received_at) AS "at!"
           FROM photo JOIN report_history ON report_history.id = history_id
           WHERE report_history.report_id = $1
             AND (stage = 'before' OR history_id = (SELECT id FROM report_history WHERE report_id = $1
                                                    AND move = 'close' ORDER BY position DESC LIMIT 1))
           ORDER BY report_history.position, photo.position"#,
        report.0
    )
    .map(|row| Photo { id: PhotoId(row.id), after: row.after, state: row.state, at: row.at })
    .fetch_all(database)
    .await
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
        r#"SELECT staff.name AS "name?", actor_id, recorded_at, words,
                  (SELECT count(*) FROM letter WHERE history_id = report_history.id) AS "letters!",
                  (SELECT max(settled_at) FROM letter
                   WHERE history_id = report_history.id AND state = 'accepted') AS accepted_at,
                  (SELECT count(*) FROM letter
                   WHERE history_id = report_history.id AND state = 'refused') AS "refused!"
           FROM report_history LEFT JOIN staff ON staff.id = actor_id
           WHERE report_id = $1 AND move = 'close' ORDER BY position DESC LIMIT 1"#,
        report.0
    )
    .map(|row| Close {
        by: row.name,
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

/// Where a job went that was a team's before.
pub(crate) struct Gone {
    pub(crate) state: State,
    /// Who has it now.
    pub(crate) team: Option<Localized>,
}

/// Reads where a job went; none if it never was this team's.
pub(crate) async fn gone(database: &PgPool, team: &str, report: ReportId) -> anyhow::Result<Option<Gone>> {
    let row = sqlx::query!(
        r#"SELECT state, team.name AS "name?: Json<Localized>"
           FROM report LEFT JOIN team ON team.id = team_id
           WHERE report.id = $1 AND EXISTS (SELECT FROM assignment a WHERE a.report_id = $1 AND a.team_id = $2)"#,
        report.0,
        team,
    )
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Gone { state: row.state.parse()?, team: row.name.map(|name| name.0) }))
}

/// A prepared answer.
pub(crate) struct Reply {
    pub(crate) id: String,
    pub(crate) title: Localized,
    pub(crate) body: Localized,
    /// Fits this category by name, or any, or only others.
    pub(crate) fit: Fit,
}

/// How well a prepared answer fits a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Written for it.
    Named,
    /// Written for any.
    Any,
    /// Written for others.
    Other,
}

/// The end that a prepared answer announces.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Done,
    Rejected,
}

/// The prepared answers for an end, the fitting ones first.
pub(crate) async fn replies(database: &PgPool, category: &str, outcome: Outcome) -> sqlx::Result<Vec<Reply>> {
    let outcome = match outcome {
        Outcome::Done => "done",
        Outcome::Rejected => "rejected",
    };
    let mut replies = sqlx::query!(
        r#"SELECT id, title AS "title: Json<Localized>", body AS "body: Json<Localized>", categories
           FROM reply WHERE outcome = $1 ORDER BY position, id"#,
        outcome
    )
    .map(|row| Reply {
        id: row.id,
        title: row.title.0,
        body: row.body.0,
        fit: match row.categories.as_slice() {
            [] => Fit::Any,
            named if named.iter().any(|named| named == category) => Fit::Named,
            _ => Fit::Other,
        },
    })
    .fetch_all(database)
    .await?;
    replies.sort_by_key(|reply| reply.fit);
    Ok(replies)
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
