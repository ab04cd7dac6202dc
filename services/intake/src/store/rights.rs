use chrono::{DateTime, Utc};
use model::ids::RecipientId;
use sqlx::PgPool;

/// How many months after a report's end the addresses of those who follow it are kept: as the pages promise.
pub(crate) const KEPT_MONTHS: u32 = 12;

/// Why an address is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Its owner wants it.
    Wish,
    /// It was kept long enough.
    Clock,
}

impl Cause {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Wish => "wish",
            Self::Clock => "clock",
        }
    }
}

/// Erases a recipient's address, takes their waiting letters back, and writes down that it was done. Nothing else of
/// the report changes. False: there is no address, or no longer.
pub(crate) async fn erase(
    pool: &PgPool,
    recipient: RecipientId,
    cause: Cause,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let address = sqlx::query!(
        "SELECT email, report_id FROM recipient JOIN report ON report.id = report_id
         WHERE recipient.id = $1 AND email IS NOT NULL FOR UPDATE",
        recipient.0
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(address) = address else { return Ok(false) };
    sqlx::query!("SELECT forget_address_in_letters($1, $2, $3)", recipient.0, address.email, now)
        .fetch_one(&mut *transaction)
        .await?;
    sqlx::query!("UPDATE recipient SET email = NULL WHERE id = $1", recipient.0)
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "INSERT INTO address_erasure (recipient_id, report_id, cause, erased_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        recipient.0,
        address.report_id,
        cause.as_str(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(true)
}

/// Some of those whose report, or the one that theirs was merged into, ended before a moment, and whose address is
/// still there; without those who were passed by.
pub(crate) async fn due(
    pool: &PgPool,
    before: DateTime<Utc>,
    passed: &[RecipientId],
) -> sqlx::Result<Vec<RecipientId>> {
    let passed: Vec<_> = passed.iter().map(|recipient| recipient.0).collect();
    sqlx::query_scalar!(
        "SELECT recipient.id FROM recipient JOIN report own ON own.id = recipient.report_id
         WHERE CASE WHEN email IS NOT NULL THEN recipient.created_at END < $1 AND $1 > (
             WITH RECURSIVE ends AS (
                 SELECT own.merged_into AS main, own.ended_at, 0 AS merges
                 UNION ALL
                 SELECT report.merged_into, report.ended_at, merges + 1
                 FROM ends JOIN report ON report.id = ends.main WHERE merges < 100)
             SELECT ended_at FROM ends ORDER BY merges DESC LIMIT 1)
         AND recipient.id <> ALL ($2)
         ORDER BY recipient.created_at LIMIT 100",
        before,
        &passed,
    )
    .fetch_all(pool)
    .await
    .map(|due| due.into_iter().map(RecipientId).collect())
}
