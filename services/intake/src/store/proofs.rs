//! What the pixels of an after-photo say of a close: they are known here, after the close.

use chrono::{DateTime, Utc};
use model::ids::PhotoId;
use model::proof::{Evidence, LIKE_BITS, Shot, bands_like, judge};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// Judges the closes of a photo's report again, now that its pixels are known. Most reports are open when their photos
/// come: then it is one look at an index. A close that was undone meanwhile has no row any more.
pub(crate) async fn compare(
    connection: &mut PgConnection,
    photo: PhotoId,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let closes = sqlx::query!(
        r#"SELECT history_id, report_id, evidence AS "evidence: Json<Evidence>" FROM closing
           WHERE report_id = (SELECT report_id FROM photo WHERE id = $1) ORDER BY recorded_at FOR UPDATE"#,
        photo.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for close in closes {
        let mut evidence = close.evidence.0;
        for shot in &mut evidence.shots {
            look(connection, close.report_id, shot).await?;
        }
        let judgement = judge(&evidence);
        sqlx::query!(
            "UPDATE closing SET proof = $2, doubts = $3, evidence = $4, compared_at = $5 WHERE history_id = $1",
            close.history_id,
            judgement.proof.as_str(),
            Json(&judgement.doubts) as _,
            Json(&evidence) as _,
            now,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Compares an after-photo with those of other reports and with this one's photos before. Not with those of a close
/// that was undone, nor of the same passage: jobs at one place are closed with one photo.
async fn look(connection: &mut PgConnection, report: Uuid, shot: &mut Shot) -> anyhow::Result<()> {
    let hash = sqlx::query_scalar!("SELECT perceptual_hash FROM photo WHERE id = $1", shot.photo.0)
        .fetch_one(&mut *connection)
        .await?;
    let bands = hash.map(|hash| bands_like(hash.cast_unsigned())).unwrap_or_default();
    if bands.is_empty() {
        return Ok(());
    }
    // First those that look like it, of some thousand that share a band; then each of these few by itself: joined, a planner
    // that expects more of them reads every report.
    let another = sqlx::query_scalar!(
        "WITH alike AS MATERIALIZED (
             SELECT photo.report_id, photo.history_id, photo.stage, photo.received_at,
                    bit_count((photo.perceptual_hash # $2)::bit(64)) AS bits
             FROM photo
             WHERE photo.perceptual_hash IS NOT NULL AND photo_bands(photo.perceptual_hash) && $3
               AND photo.report_id <> $1 AND bit_count((photo.perceptual_hash # $2)::bit(64)) <= $5)
         SELECT min(bits) FROM alike JOIN photo mine ON mine.id = $4
         WHERE NOT (alike.stage = 'after' AND alike.received_at BETWEEN mine.received_at - interval '1 hour'
                                                                    AND mine.received_at + interval '1 hour'
                    AND (SELECT ST_DWithin(other.place, here.place, 50) FROM report other, report here
                         WHERE other.id = alike.report_id AND here.id = $1))
           AND (SELECT count(*) FROM report_history undone
                WHERE undone.report_id = alike.report_id AND undone.move = 'undo'
                  AND undone.detail ->> 'close' = alike.history_id::text) = 0",
        report,
        hash,
        &bands,
        shot.photo.0,
        i64::from(LIKE_BITS),
    )
    .fetch_one(&mut *connection)
    .await?;
    let before = sqlx::query_scalar!(
        "SELECT min(bit_count((perceptual_hash # $2)::bit(64))) FROM photo
         WHERE report_id = $1 AND stage = 'before' AND perceptual_hash IS NOT NULL",
        report,
        hash,
    )
    .fetch_one(connection)
    .await?;
    shot.another_bits = another.map(u32::try_from).transpose()?;
    shot.before_bits = before.map(u32::try_from).transpose()?;
    Ok(())
}
