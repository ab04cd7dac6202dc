use chrono::{DateTime, Utc};
use messages::PhotoMessage;
use model::ids::{HistoryId, PhotoId, RecipientId, ReportId};
use model::moves::State;
use photos::Renditions;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::NewPhoto;

/// The report of a photo that waits for its renditions; none: it has them, or is unreadable.
pub(crate) async fn waiting(pool: &PgPool, photo: PhotoId) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT report_id FROM photo WHERE id = $1 AND state = 'received'", photo.0)
        .fetch_optional(pool)
        .await
}

/// Its renditions are stored.
pub(crate) async fn ready(
    connection: &mut PgConnection,
    photo: PhotoId,
    renditions: &Renditions,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (width, height) = renditions.large_size;
    sqlx::query!(
        "UPDATE photo SET state = 'ready', width = $2, height = $3, perceptual_hash = $4, ready_at = $5
         WHERE id = $1 AND state = 'received'",
        photo.0,
        width.cast_signed(),
        height.cast_signed(),
        renditions.perceptual_hash.cast_signed(),
        now,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// It can't be decoded. The reporter is asked for another, as long as the report is open: a photo of a street that is
/// clean by now proves nothing. The crew's own photo is the crew's matter, and one that a follower sent with their words
/// is not asked for again.
pub(crate) async fn unreadable(
    connection: &mut PgConnection,
    photo: PhotoId,
    now: DateTime<Utc>,
    new_id: impl FnMut() -> Uuid,
) -> anyhow::Result<()> {
    // Locked first, as everywhere: two photos of one report found unreadable at once are asked for by one letter.
    let report = sqlx::query!(
        "SELECT id, state FROM report WHERE id = (SELECT report_id FROM photo WHERE id = $1) FOR UPDATE",
        photo.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let reporters = sqlx::query_scalar!(
        r#"UPDATE photo SET state = 'unreadable', ready_at = $2 WHERE id = $1 AND state = 'received'
           RETURNING stage = 'before' AND NOT EXISTS (
               SELECT FROM report_history came JOIN recipient sender ON sender.id = came.actor_id
               WHERE came.id = photo.history_id AND sender.part <> 'reporter') AS "reporters!""#,
        photo.0,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if reporters == Some(true) && report.state.parse::<State>()?.is_open() {
        let asked =
            database::letters::ask_for_photo(connection, ReportId(report.id), photo, now, new_id).await?;
        tracing::info!(letters = asked, "another photo is asked for");
    }
    Ok(())
}

/// A photo before the cleaning that is about to be written; its bytes are in the store.
pub(crate) struct Before<'a> {
    pub(crate) photo: &'a NewPhoto<'a>,
    pub(crate) report: ReportId,
    /// The move that it came with.
    pub(crate) history: HistoryId,
    /// Its place among the photos of that move.
    pub(crate) position: i16,
    /// The unreadable photo that it was sent for.
    pub(crate) replaces: Option<PhotoId>,
    pub(crate) now: DateTime<Utc>,
}

/// Writes a photo, and the message that it waits for its renditions.
pub(crate) async fn insert(connection: &mut PgConnection, new: &Before<'_>) -> sqlx::Result<()> {
    let inspected = &new.photo.upload.inspected;
    let place = inspected.exif.place.as_ref();
    sqlx::query!(
        "INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type, place,
                            place_accuracy_m, taken_at, received_at, replaces)
         VALUES ($1, $2, $3, 'before', $4, 'received', $5, $6, $7,
                 ST_SetSRID(ST_MakePoint($8, $9), 4326)::geography, $10::float8::real, $11, $12, $13)",
        new.photo.id.0,
        new.report.0,
        new.history.0,
        new.position,
        &inspected.sha256,
        inspected.bytes.cast_signed(),
        inspected.kind.content_type(),
        place.map(|place| place.longitude),
        place.map(|place| place.latitude),
        place.and_then(|place| place.accuracy_m),
        new.photo.taken_at,
        new.now,
        new.replaces.map(|photo| photo.0),
    )
    .execute(&mut *connection)
    .await?;
    let message = PhotoMessage { photo: new.photo.id, pixels: new.photo.upload.pixels() };
    queue::publish(connection, &message, std::time::Duration::ZERO).await?;
    Ok(())
}

/// What became of a photo that was sent for an unreadable one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replaced {
    /// It is written.
    Now,
    /// It was written by the same request before: nothing was written now.
    Before,
    /// Another one came before, or the report is closed: nothing was written.
    NotAsked,
    /// Its key was used for something else: nothing was written.
    KeyReused,
}

/// Another photo for an unreadable one, as it was sent.
pub(crate) struct Another<'a> {
    pub(crate) photo: NewPhoto<'a>,
    pub(crate) report: ReportId,
    /// Who sends it: the reporter alone may.
    pub(crate) recipient: RecipientId,
    pub(crate) replaces: PhotoId,
    pub(crate) key: &'a str,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) now: DateTime<Utc>,
}

/// The scope of the keys of these photos.
const SCOPE: &str = "photo";

/// Writes a photo in the place of an unreadable one: it belongs to the same move, behind that move's photos. The same
/// key with the same content, or the same photo under another key, is written once.
pub(crate) async fn replace(pool: &PgPool, another: &Another<'_>) -> anyhow::Result<Replaced> {
    let mut transaction = pool.begin().await?;
    let state = sqlx::query_scalar!("SELECT state FROM report WHERE id = $1 FOR UPDATE", another.report.0)
        .fetch_one(&mut *transaction)
        .await?;
    if let Some(before) = earlier(&mut transaction, another).await? {
        return Ok(before);
    }
    let unreadable = sqlx::query!(
        r#"SELECT history_id, (SELECT max(position) + 1 FROM photo same WHERE same.history_id = photo.history_id)
               AS "position!: i16"
           FROM photo WHERE id = $1 AND report_id = $2 AND stage = 'before' AND state = 'unreadable'
             AND EXISTS (SELECT FROM recipient WHERE recipient.id = $3 AND part = 'reporter')"#,
        another.replaces.0,
        another.report.0,
        another.recipient.0,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(unreadable) = unreadable.filter(|_| state.parse().is_ok_and(State::is_open)) else {
        return Ok(Replaced::NotAsked);
    };
    sqlx::query!(
        "INSERT INTO accepted_request (scope, key, fingerprint, report_id, recorded_at) VALUES ($1, $2, $3, $4, $5)",
        SCOPE,
        another.key,
        &another.fingerprint,
        another.report.0,
        another.now,
    )
    .execute(&mut *transaction)
    .await?;
    let photo = Before {
        photo: &another.photo,
        report: another.report,
        history: HistoryId(unreadable.history_id),
        position: unreadable.position,
        replaces: Some(another.replaces),
        now: another.now,
    };
    insert(&mut transaction, &photo).await?;
    transaction.commit().await?;
    Ok(Replaced::Now)
}

/// What an earlier request makes of this one: the same key, or a photo that came before. The report is locked.
async fn earlier(connection: &mut PgConnection, another: &Another<'_>) -> sqlx::Result<Option<Replaced>> {
    let used = sqlx::query!(
        "SELECT fingerprint, report_id FROM accepted_request WHERE scope = $1 AND key = $2",
        SCOPE,
        another.key
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(used) = used {
        let same = used.report_id == another.report.0 && used.fingerprint == another.fingerprint;
        return Ok(Some(if same { Replaced::Before } else { Replaced::KeyReused }));
    }
    let came = sqlx::query_scalar!("SELECT sha256 FROM photo WHERE replaces = $1", another.replaces.0)
        .fetch_optional(connection)
        .await?;
    let same = |came: Vec<u8>| came == another.photo.upload.inspected.sha256;
    Ok(came.map(|came| if same(came) { Replaced::Before } else { Replaced::NotAsked }))
}

/// Those of the ids that a photo has, a resident's or a crew's.
pub(crate) async fn known(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM photo WHERE id = ANY($1)", ids).fetch_all(pool).await
}

/// Whether strangers may see a photo.
pub(crate) async fn is_released(pool: &PgPool, photo: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM photo WHERE id = $1 AND state = 'ready' AND released_at IS NOT NULL)
               AS "may!""#,
        photo
    )
    .fetch_one(pool)
    .await
}
