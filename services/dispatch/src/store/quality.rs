//! What referents look at to judge work, never people: doubtful closes, contests, and what people say of a close.

use chrono::{DateTime, Utc};
use model::city::Localized;
use model::ids::StaffId;
use model::proof::{Evidence, LIKE_BITS, Proof, Reason, bands_like};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Entries on a page: each has photos.
pub(crate) const MOST: usize = 20;

/// Which of them, for whom.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) referent: StaffId,
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) sector: Option<String>,
    pub(crate) team: Option<String>,
    /// The last one of the page before: when it was, and its ids.
    pub(crate) after: Option<After>,
}

/// A place in a list that is read by time, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) at: DateTime<Utc>,
    pub(crate) history: Uuid,
    /// Of several people who speak of one close.
    pub(crate) recipient: Uuid,
}

/// How many there are in all, and those of a page: one more than [`MOST`] where there are more.
pub(crate) type Page<T> = (i64, Vec<T>);

/// The report that an entry is about.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) after: After,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) state: String,
    /// Whose work it was.
    pub(crate) team: Option<Localized>,
}

/// A close that somebody should look at.
#[derive(Clone, Debug)]
pub(crate) struct Doubtful {
    pub(crate) about: About,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) doubts: Vec<Reason>,
    pub(crate) evidence: Evidence,
    pub(crate) before: Vec<Uuid>,
    pub(crate) afters: Vec<Uuid>,
}

/// Closes of a kind.
pub(crate) async fn doubtful(
    database: &PgPool,
    wanted: &Wanted,
    proof: Proof,
) -> anyhow::Result<Page<Doubtful>> {
    let rows = sqlx::query!(
        r#"WITH found AS (
               SELECT closing.history_id, closing.recorded_at, came.detail ->> 'team' AS team
               FROM closing JOIN report_history came ON came.id = closing.history_id
                    JOIN report ON report.id = closing.report_id
               WHERE proof = $2 AND closing.recorded_at >= $3 AND closing.recorded_at < $4
                 AND staff_reaches($1, report.team_id, sector_id) AND ($5::text IS NULL OR sector_id = $5)
                 AND ($6::text IS NULL OR came.detail ->> 'team' = $6)),
           page AS (
               SELECT * FROM found WHERE $7::timestamptz IS NULL OR (recorded_at, history_id) < ($7, $8)
               ORDER BY recorded_at DESC, history_id DESC LIMIT $9)
           SELECT (SELECT count(*) FROM found) AS "count!", page.history_id, page.recorded_at, reference, address, state,
                  received_at, doubts AS "doubts: Json<Vec<Reason>>", evidence AS "evidence: Json<Evidence>",
                  (SELECT name FROM team WHERE team.id = page.team) AS "team: Json<Localized>",
                  ARRAY(SELECT photo.id FROM photo WHERE photo.report_id = report.id AND stage = 'before'
                        AND photo.state = 'ready' ORDER BY photo.received_at, position LIMIT 1) AS "before!",
                  ARRAY(SELECT photo.id FROM photo WHERE photo.history_id = page.history_id
                        AND photo.state = 'ready' ORDER BY position) AS "afters!"
           FROM page JOIN closing ON closing.history_id = page.history_id JOIN report ON report.id = closing.report_id
           ORDER BY page.recorded_at DESC, page.history_id DESC"#,
        wanted.referent.0,
        proof.as_str(),
        wanted.from,
        wanted.until,
        wanted.sector,
        wanted.team,
        wanted.after.map(|after| after.at),
        wanted.after.map(|after| after.history),
        i64::try_from(MOST)? + 1,
    )
    .fetch_all(database)
    .await?;
    let count = rows.first().map_or(0, |row| row.count);
    let found = rows.into_iter().map(|row| Doubtful {
        about: About {
            after: After { at: row.recorded_at, history: row.history_id, recipient: Uuid::nil() },
            reference: row.reference,
            address: row.address,
            state: row.state,
            team: row.team.map(|team| team.0),
        },
        received_at: row.received_at,
        doubts: row.doubts.0,
        evidence: row.evidence.0,
        before: row.before,
        afters: row.afters,
    });
    Ok((count, found.collect()))
}

/// Another report's photo that is the same file, or looks like one.
#[derive(Clone, Debug)]
pub(crate) struct Alike {
    pub(crate) photo: Uuid,
    pub(crate) reference: String,
    /// Whether the referent may see it: else it is of another sector, and only that is said.
    pub(crate) reached: bool,
}

/// The photo of another report that an after-photo repeats: the same file, else the likest picture. None: it was of a
/// close that was undone since, or of the same passage.
pub(crate) async fn alike(
    database: &PgPool,
    referent: StaffId,
    photo: Uuid,
) -> anyhow::Result<Option<Alike>> {
    let file = sqlx::query_as!(
        Alike,
        r#"SELECT other.id AS photo, reference,
                  other.state = 'ready' AND staff_reaches($2, report.team_id, report.sector_id) AS "reached!"
           FROM photo mine JOIN photo other ON other.sha256 = mine.sha256 AND other.report_id <> mine.report_id
                JOIN report ON report.id = other.report_id
           WHERE mine.id = $1 AND other.received_at <= mine.received_at
           ORDER BY other.received_at, other.id LIMIT 1"#,
        photo,
        referent.0,
    )
    .fetch_optional(database)
    .await?;
    if file.is_some() {
        return Ok(file);
    }
    let hash = sqlx::query_scalar!("SELECT perceptual_hash FROM photo WHERE id = $1", photo)
        .fetch_optional(database)
        .await?;
    let Some(hash) = hash.flatten() else { return Ok(None) };
    let bands = bands_like(hash.cast_unsigned());
    Ok(sqlx::query_as!(
        Alike,
        r#"WITH alike AS MATERIALIZED (
               SELECT other.id, other.report_id, other.history_id, other.stage, other.state, other.received_at,
                      bit_count((other.perceptual_hash # $3)::bit(64)) AS bits
               FROM photo other
               WHERE other.perceptual_hash IS NOT NULL AND photo_bands(other.perceptual_hash) && $4
                 AND bit_count((other.perceptual_hash # $3)::bit(64)) <= $5)
           SELECT alike.id AS photo, report.reference,
                  alike.state = 'ready' AND staff_reaches($2, report.team_id, report.sector_id) AS "reached!"
           FROM alike JOIN report ON report.id = alike.report_id
                JOIN photo mine ON mine.id = $1 AND mine.report_id <> alike.report_id
                JOIN report here ON here.id = mine.report_id
           WHERE NOT (alike.stage = 'after' AND alike.received_at BETWEEN mine.received_at - interval '1 hour'
                                                                      AND mine.received_at + interval '1 hour'
                      AND ST_DWithin(report.place, here.place, 50))
             AND NOT EXISTS (SELECT FROM report_history undone
                             WHERE undone.report_id = alike.report_id AND undone.move = 'undo'
                               AND undone.detail ->> 'close' = alike.history_id::text)
           ORDER BY bits, alike.received_at, alike.id LIMIT 1"#,
        photo,
        referent.0,
        hash,
        &bands,
        i64::from(LIKE_BITS),
    )
    .fetch_optional(database)
    .await?)
}

/// An end that somebody said is none.
#[derive(Clone, Debug)]
pub(crate) struct Contested {
    pub(crate) about: About,
    /// What they wrote; none: photos alone.
    pub(crate) words: Option<String>,
    /// When the crew closed or refused it, and by which move.
    pub(crate) ended_at: DateTime<Utc>,
    pub(crate) ended_by: String,
    /// What the crew had answered.
    pub(crate) reply: Option<String>,
    pub(crate) texts: Option<Localized>,
    pub(crate) before: Vec<Uuid>,
    pub(crate) afters: Vec<Uuid>,
    /// The photos of who contests.
    pub(crate) shown: Vec<Uuid>,
}

/// Contests.
pub(crate) async fn contested(database: &PgPool, wanted: &Wanted) -> anyhow::Result<Page<Contested>> {
    let rows = sqlx::query!(
        r#"WITH found AS (
               SELECT contest.id, contest.report_id, contest.recorded_at, contest.words, ended.id AS ended_id,
                      ended.move AS ended_by, ended.occurred_at AS ended_at, ended.words AS reply, ended.detail
               FROM report_history contest JOIN report ON report.id = contest.report_id
                    CROSS JOIN LATERAL (
                        SELECT * FROM report_history WHERE report_id = contest.report_id AND position < contest.position
                            AND move IN ('close', 'refuse') ORDER BY position DESC LIMIT 1) ended
               WHERE contest.move = 'contest' AND contest.recorded_at >= $2 AND contest.recorded_at < $3
                 AND staff_reaches($1, report.team_id, sector_id) AND ($4::text IS NULL OR sector_id = $4)
                 AND ($5::text IS NULL OR ended.detail ->> 'team' = $5)),
           page AS (
               SELECT * FROM found WHERE $6::timestamptz IS NULL OR (recorded_at, id) < ($6, $7)
               ORDER BY recorded_at DESC, id DESC LIMIT $8)
           SELECT (SELECT count(*) FROM found) AS "count!", page.id, page.recorded_at, page.words, page.ended_by,
                  page.ended_at, page.reply, page.detail -> 'texts' AS "texts: Json<Localized>", reference, address, state,
                  (SELECT name FROM team WHERE team.id = page.detail ->> 'team') AS "team: Json<Localized>",
                  ARRAY(SELECT photo.id FROM photo WHERE photo.report_id = report.id AND stage = 'before'
                        AND photo.state = 'ready' ORDER BY photo.received_at, position LIMIT 1) AS "before!",
                  ARRAY(SELECT photo.id FROM photo WHERE photo.history_id = page.ended_id
                        AND photo.state = 'ready' ORDER BY position) AS "afters!",
                  ARRAY(SELECT photo.id FROM photo WHERE photo.history_id = page.id
                        AND photo.state = 'ready' ORDER BY position) AS "shown!"
           FROM page JOIN report ON report.id = page.report_id ORDER BY page.recorded_at DESC, page.id DESC"#,
        wanted.referent.0,
        wanted.from,
        wanted.until,
        wanted.sector,
        wanted.team,
        wanted.after.map(|after| after.at),
        wanted.after.map(|after| after.history),
        i64::try_from(MOST)? + 1,
    )
    .fetch_all(database)
    .await?;
    let count = rows.first().map_or(0, |row| row.count);
    let found = rows.into_iter().map(|row| Contested {
        about: About {
            after: After { at: row.recorded_at, history: row.id, recipient: Uuid::nil() },
            reference: row.reference,
            address: row.address,
            state: row.state,
            team: row.team.map(|team| team.0),
        },
        words: row.words,
        ended_at: row.ended_at,
        ended_by: row.ended_by,
        reply: row.reply,
        texts: row.texts.map(|texts| texts.0),
        before: row.before,
        afters: row.afters,
        shown: row.shown,
    });
    Ok((count, found.collect()))
}

/// What somebody says of a close.
#[derive(Clone, Debug)]
pub(crate) struct Graded {
    pub(crate) about: About,
    /// From 1 to 5.
    pub(crate) grade: i16,
    pub(crate) words: Option<String>,
    pub(crate) closed_at: DateTime<Utc>,
    pub(crate) reply: Option<String>,
    pub(crate) texts: Option<Localized>,
}

/// Which grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grades {
    /// None: all of them.
    pub(crate) grade: Option<i16>,
    /// Only those with words.
    pub(crate) with_words: bool,
}

/// What people say, and how many gave each grade from 1 to 5, whichever is chosen.
pub(crate) async fn graded(
    database: &PgPool,
    wanted: &Wanted,
    grades: Grades,
) -> anyhow::Result<(Page<Graded>, [i64; 5])> {
    let rows = sqlx::query!(
        r#"WITH found AS (
               SELECT satisfaction.history_id, recipient_id, satisfaction.report_id, grade, satisfaction.words, changed_at,
                      came.occurred_at AS closed_at, came.words AS reply, came.detail
               FROM satisfaction JOIN report ON report.id = satisfaction.report_id
                    JOIN report_history came ON came.id = satisfaction.history_id
               WHERE changed_at >= $2 AND changed_at < $3 AND staff_reaches($1, report.team_id, sector_id)
                 AND ($4::text IS NULL OR sector_id = $4) AND ($5::text IS NULL OR came.detail ->> 'team' = $5)
                 AND (satisfaction.words IS NOT NULL OR NOT $6)),
           page AS (
               SELECT * FROM found WHERE ($7::smallint IS NULL OR grade = $7)
                 AND ($8::timestamptz IS NULL OR (changed_at, history_id, recipient_id) < ($8, $9, $10))
               ORDER BY changed_at DESC, history_id DESC, recipient_id DESC LIMIT $11)
           SELECT ARRAY(SELECT (SELECT count(*) FROM found WHERE grade = each) FROM generate_series(1, 5) each
                        ORDER BY each) AS "counts!",
                  history_id AS "history_id?", recipient_id AS "recipient_id?", grade AS "grade?", page.words,
                  changed_at AS "changed_at?", page.closed_at AS "closed_at?", reply,
                  page.detail -> 'texts' AS "texts: Json<Localized>", reference AS "reference?", address AS "address?",
                  state AS "state?", (SELECT name FROM team WHERE team.id = page.detail ->> 'team') AS "team: Json<Localized>"
           FROM (SELECT) one LEFT JOIN (page JOIN report ON report.id = page.report_id) ON true
           ORDER BY changed_at DESC, history_id DESC, recipient_id DESC"#,
        wanted.referent.0,
        wanted.from,
        wanted.until,
        wanted.sector,
        wanted.team,
        grades.with_words,
        grades.grade,
        wanted.after.map(|after| after.at),
        wanted.after.map(|after| after.history),
        wanted.after.map(|after| after.recipient),
        i64::try_from(MOST)? + 1,
    )
    .fetch_all(database)
    .await?;
    let mut counts = [0; 5];
    for (count, there) in
        counts.iter_mut().zip(rows.first().map(|row| row.counts.clone()).unwrap_or_default())
    {
        *count = there;
    }
    let all = match grades.grade {
        Some(grade) => counts[usize::try_from(grade.clamp(1, 5))? - 1],
        None => counts.iter().sum(),
    };
    let found = rows.into_iter().filter_map(|row| {
        Some(Graded {
            about: About {
                after: After { at: row.changed_at?, history: row.history_id?, recipient: row.recipient_id? },
                reference: row.reference?,
                address: row.address?,
                state: row.state?,
                team: row.team.map(|team| team.0),
            },
            grade: row.grade?,
            words: row.words,
            closed_at: row.closed_at?,
            reply: row.reply,
            texts: row.texts.map(|texts| texts.0),
        })
    });
    Ok(((all, found.collect()), counts))
}
