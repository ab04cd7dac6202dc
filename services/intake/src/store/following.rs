use chrono::{DateTime, Utc};
use database::history;
use database::letters::{self, Told};
use model::ids::{HistoryId, RecipientId, ReportId};
use model::moves::{Move, State};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::NewPhoto;
use super::photos::{self, Before};
use super::reports::SCOPE;
use crate::accept::{Channel, Checked};

/// Somebody who has the same problem as a report says.
pub(crate) struct NewFollower<'a> {
    /// The report's number.
    pub(crate) same: &'a str,
    pub(crate) recipient: RecipientId,
    pub(crate) history: HistoryId,
    pub(crate) photos: Vec<NewPhoto<'a>>,
    pub(crate) checked: &'a Checked,
    pub(crate) channel: Channel,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) now: DateTime<Utc>,
}

/// Why somebody can't follow a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotFollowed {
    /// No report has this number.
    Unknown,
    /// It is closed: nobody would look at another photo.
    Closed,
    /// It is farther away than the category's radius.
    Far,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Following {
    /// They follow it.
    Now {
        /// The number of the report that goes on.
        reference: String,
    },
    /// The key was taken meanwhile: nothing was written.
    Before,
    /// Nothing was written.
    Not(NotFollowed),
}

/// Whether somebody could follow a report now; nothing is written.
pub(crate) async fn may_follow(
    pool: &PgPool,
    new: &NewFollower<'_>,
) -> sqlx::Result<Result<(), NotFollowed>> {
    let mut connection = pool.acquire().await?;
    Ok(meant(&mut connection, new).await?.map(|_| ()))
}

/// The report that goes on in the place of the one that is named, if it is here and open.
async fn meant(
    connection: &mut PgConnection,
    new: &NewFollower<'_>,
) -> sqlx::Result<Result<(ReportId, State), NotFollowed>> {
    let point = new.checked.place.point;
    let named = sqlx::query!(
        r#"SELECT report.id, ST_DWithin(place, ST_SetSRID(ST_MakePoint($2, $3), 4326)::geography,
                                     (SELECT radius_m FROM category WHERE id = $4)) AS "here!"
           FROM report WHERE reference = $1"#,
        new.same,
        point.longitude(),
        point.latitude(),
        new.checked.category,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(named) = named else { return Ok(Err(NotFollowed::Unknown)) };
    if !named.here {
        return Ok(Err(NotFollowed::Far));
    }
    let current = super::tracking::current(connection, ReportId(named.id)).await?;
    let state = sqlx::query_scalar!("SELECT state FROM report WHERE id = $1 FOR SHARE", current.0)
        .fetch_one(connection)
        .await?;
    let open = state.parse().ok().filter(|state: &State| state.is_open());
    Ok(open.map(|state| (current, state)).ok_or(NotFollowed::Closed))
}

/// Writes a follower, their photos for the crew, and the row of the history that says so; asks for the letter with
/// their link. The state stays as it is.
pub(crate) async fn follow(
    pool: &PgPool,
    new: &NewFollower<'_>,
    new_id: impl FnMut() -> Uuid,
) -> sqlx::Result<Following> {
    let mut transaction = pool.begin().await?;
    let (report, state) = match meant(&mut transaction, new).await? {
        Ok(meant) => meant,
        Err(why) => return Ok(Following::Not(why)),
    };
    let came = history::Came {
        id: new.history,
        report,
        state,
        actor: new.channel.actor(),
        recipient: new.recipient,
        at: new.now,
        words: new.checked.words.as_deref(),
        filed_by: new.channel.staff(),
    };
    history::record_follower(&mut transaction, &came).await?;
    if !insert(&mut transaction, new, report).await? {
        return Ok(Following::Before);
    }
    for (position, photo) in (0_i16..).zip(&new.photos) {
        let photo = Before { photo, report, history: new.history, position, replaces: None, now: new.now };
        photos::insert(&mut transaction, &photo).await?;
    }
    let told = Told { report, history: new.history, step: Move::Receive, occurred_at: new.now };
    letters::announce_to(&mut transaction, told, new.recipient, new_id).await?;
    let reference = sqlx::query_scalar!("SELECT reference FROM report WHERE id = $1", report.0)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Following::Now { reference })
}

/// Key and follower in one round trip; false: the key is taken.
async fn insert(
    connection: &mut PgConnection,
    new: &NewFollower<'_>,
    report: ReportId,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "WITH request AS (
             INSERT INTO accepted_request (scope, key, fingerprint, report_id, history_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING report_id
         )
         INSERT INTO recipient (id, report_id, part, email, language, created_at)
         SELECT $7, report_id, 'follower', $8, $9, $6 FROM request",
        SCOPE,
        new.checked.key,
        &new.fingerprint,
        report.0,
        new.history.0,
        new.now,
        new.recipient.0,
        new.checked.email,
        new.checked.language.tag(),
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}
