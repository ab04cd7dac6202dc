//! Which photos strangers may see.

use chrono::{DateTime, Utc};
use model::ids::{PhotoId, StaffId};
use sqlx::PgPool;

/// Shows a photo to strangers, or hides it again; since when it is shown. The same decision twice is one row of the log.
/// None: no such photo with renditions, or not one of this member's reports.
pub(crate) async fn release(
    database: &PgPool,
    photo: PhotoId,
    staff: StaffId,
    released: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Option<DateTime<Utc>>>> {
    let mut transaction = database.begin().await?;
    let before = sqlx::query_scalar!(
        "SELECT released_at FROM photo JOIN report ON report.id = report_id
         WHERE photo.id = $1 AND photo.state = 'ready' AND staff_reaches($2, team_id, sector_id) FOR UPDATE OF photo",
        photo.0,
        staff.0,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(before) = before else { return Ok(None) };
    if before.is_some() == released {
        return Ok(Some(before));
    }
    let since = released.then_some(now);
    sqlx::query!("UPDATE photo SET released_at = $2 WHERE id = $1", photo.0, since)
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "INSERT INTO photo_release (photo_id, staff_id, released, recorded_at) VALUES ($1, $2, $3, $4)",
        photo.0,
        staff.0,
        released,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(since))
}
