//! How sure closes are: written with the close, taken away with it, read by those who may see the report.

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, ReportId, StaffId};
use model::proof::{Evidence, Judgement, Proof, Reason};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

/// Closes on the list, at most.
const MOST: i64 = 200;

/// Those of the files that came before: as proof of another report or of this one, or as a photo before. Not those of
/// a close that was undone, nor of the same passage: jobs at one place are closed with one photo.
pub(crate) async fn used_before(
    connection: &mut PgConnection,
    report: ReportId,
    files: &[Vec<u8>],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Vec<u8>>> {
    // Nearly no file has, and planning what follows takes longer than this look.
    let came =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM photo WHERE sha256 = ANY($1)) AS "came!""#, files)
            .fetch_one(&mut *connection)
            .await?;
    if !came {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        "SELECT DISTINCT sha256 FROM photo
             JOIN report other ON other.id = photo.report_id JOIN report here ON here.id = $1
         WHERE sha256 = ANY($2)
           AND NOT (stage = 'after' AND photo.report_id <> $1 AND photo.received_at > $3
                    AND ST_DWithin(other.place, here.place, 50))
           AND NOT EXISTS (SELECT FROM report_history undone
                           WHERE undone.report_id = photo.report_id AND undone.move = 'undo'
                             AND undone.detail ->> 'close' = photo.history_id::text)",
        report.0,
        files,
        now - chrono::Duration::hours(1),
    )
    .fetch_all(connection)
    .await
}

/// Writes down how sure a close is.
pub(crate) async fn write(
    connection: &mut PgConnection,
    (report, history): (ReportId, HistoryId),
    evidence: &Evidence,
    judgement: &Judgement,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO closing (history_id, report_id, proof, doubts, evidence, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        history.0,
        report.0,
        judgement.proof.as_str(),
        Json(&judgement.doubts) as _,
        Json(evidence) as _,
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Takes it away with its close.
pub(crate) async fn take_back(connection: &mut PgConnection, close: HistoryId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM closing WHERE history_id = $1", close.0).execute(connection).await.map(|_| ())
}

/// How sure a close is, as far as is known.
#[derive(Clone, Debug)]
pub(crate) struct Proven {
    pub(crate) proof: Proof,
    pub(crate) doubts: Vec<Reason>,
    /// Whether the pixels of its photos were compared.
    pub(crate) compared: bool,
}

/// How sure a report's last close is; none: it was never closed, or that was undone, or it is older than such proofs.
pub(crate) async fn last(database: &PgPool, report: ReportId) -> anyhow::Result<Option<Proven>> {
    let row = sqlx::query!(
        r#"SELECT proof, doubts AS "doubts: Json<Vec<Reason>>", compared_at IS NOT NULL AS "compared!"
           FROM closing WHERE report_id = $1 ORDER BY recorded_at DESC LIMIT 1"#,
        report.0
    )
    .fetch_optional(database)
    .await?;
    row.map(|row| Ok(Proven { proof: row.proof.parse()?, doubts: row.doubts.0, compared: row.compared }))
        .transpose()
}

/// A close on the referents' list: of a team, of nobody.
pub(crate) struct Listed {
    pub(crate) report: ReportId,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) team: Option<String>,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) proven: Proven,
}

/// The newest closes of a kind in a referent's sectors.
pub(crate) async fn list(database: &PgPool, referent: StaffId, proof: Proof) -> anyhow::Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"SELECT report.id, reference, address, team_id, closing.recorded_at, proof,
                  doubts AS "doubts: Json<Vec<Reason>>", compared_at IS NOT NULL AS "compared!"
           FROM closing JOIN report ON report.id = closing.report_id
           WHERE proof = $2 AND staff_reaches($1, team_id, sector_id)
           ORDER BY closing.recorded_at DESC LIMIT $3"#,
        referent.0,
        proof.as_str(),
        MOST,
    )
    .fetch_all(database)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Listed {
                report: ReportId(row.id),
                reference: row.reference,
                address: row.address,
                team: row.team_id,
                recorded_at: row.recorded_at,
                proven: Proven { proof: row.proof.parse()?, doubts: row.doubts.0, compared: row.compared },
            })
        })
        .collect()
}
