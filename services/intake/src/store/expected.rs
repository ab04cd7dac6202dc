use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;

/// How far back past closings are looked at.
pub(crate) const LOOKED_BACK: Duration = Duration::days(90);
/// The newest of them, at most: enough to count eight in ten, and a bound to what one look costs.
const MOST_CLOSINGS: i64 = 500;

/// How long closings took, from the receipt: the category's in one sector, in plain hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Closings {
    /// How many there are, of the newest ones.
    pub(crate) count: i64,
    /// Within which half of them were done; none without a closing.
    pub(crate) half: Option<Duration>,
    /// Within which eight of ten were done.
    pub(crate) most: Option<Duration>,
}

/// The last closings of a category in a sector before `now`. A report counts with its last close: one that was
/// contested took until it was clean.
pub(crate) async fn closings(
    pool: &PgPool,
    category: &str,
    sector: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Closings> {
    let row = sqlx::query!(
        r#"WITH past AS (
               SELECT extract(epoch FROM closed_at - received_at)::bigint AS seconds FROM report
               WHERE category_id = $1 AND sector_id = $2 AND closed_at IS NOT NULL AND closed_at > $3 AND closed_at <= $4
               ORDER BY closed_at DESC LIMIT $5)
           SELECT count(*) AS "count!", percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) AS half,
                  percentile_disc(0.8) WITHIN GROUP (ORDER BY seconds) AS most
           FROM past"#,
        category,
        sector,
        now - LOOKED_BACK,
        now,
        MOST_CLOSINGS,
    )
    .fetch_one(pool)
    .await?;
    let length = |seconds: Option<i64>| seconds.map(|seconds| Duration::seconds(seconds));
    Ok(Closings { count: row.count, half: length(row.half), most: length(row.most) })
}
