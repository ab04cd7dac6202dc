use chrono::{DateTime, Utc};
use database::history;
use model::ids::{HistoryId, PhotoId, RecipientId, ReportId};
use model::moves::{Move, State};
use service_kit::upload::Upload;
use sqlx::{PgConnection, PgPool};
use web::Language;

use super::photos::{self, Before};
use crate::accept::Channel;
use crate::submission::Place;

/// A report that is about to be written.
pub(crate) struct NewReport<'a> {
    pub(crate) id: ReportId,
    pub(crate) reference: String,
    pub(crate) history: HistoryId,
    pub(crate) recipient: RecipientId,
    pub(crate) category: &'a str,
    pub(crate) place: Place,
    pub(crate) address: String,
    pub(crate) sector: String,
    pub(crate) words: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) language: Language,
    pub(crate) channel: Channel,
    pub(crate) now: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) key: &'a str,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) photos: Vec<NewPhoto<'a>>,
}

/// One of its photos.
pub(crate) struct NewPhoto<'a> {
    pub(crate) id: PhotoId,
    pub(crate) upload: &'a Upload,
    pub(crate) taken_at: Option<DateTime<Utc>>,
}

/// A report that was accepted under a key before.
pub(crate) struct Earlier {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) reference: String,
    pub(crate) recipient: RecipientId,
    pub(crate) generation: i32,
}

/// The scope of the keys of new reports, and of those who follow one instead.
pub(super) const SCOPE: &str = "report";

/// What was accepted under a key: its reporter's link, or its follower's.
pub(crate) async fn earlier(pool: &PgPool, key: &str) -> sqlx::Result<Option<Earlier>> {
    sqlx::query_as!(
        Earlier,
        r#"SELECT fingerprint, reference, recipient.id AS recipient, generation
           FROM accepted_request JOIN report ON report.id = accepted_request.report_id
           LEFT JOIN report_history came ON came.id = accepted_request.history_id
           JOIN recipient ON recipient.report_id = report.id
               AND CASE WHEN came.id IS NULL THEN part = 'reporter' ELSE recipient.id = came.actor_id END
           WHERE scope = $1 AND key = $2"#,
        SCOPE,
        key,
    )
    .fetch_optional(pool)
    .await
}

/// The next number of a reference.
pub(crate) async fn next_counter(pool: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT nextval('report_counter') AS "counter!""#).fetch_one(pool).await
}

/// Writes a report, its first history row, its reporter and its photos. False: its key is taken, nothing is written.
pub(crate) async fn insert(connection: &mut PgConnection, new: &NewReport<'_>) -> sqlx::Result<bool> {
    if !insert_report(connection, new).await? {
        return Ok(false);
    }
    let received = history::Row {
        id: new.history,
        report: new.id,
        step: Move::Receive,
        from: None,
        to: State::Received,
        actor: new.channel.actor(),
        actor_id: Some(new.channel.staff().map_or(new.recipient.0, |staff| staff.0)),
        occurred_at: new.now,
        recorded_at: new.now,
        words: None,
        detail: serde_json::json!({}),
    };
    history::record(connection, &received).await?;
    for (position, photo) in (0_i16..).zip(&new.photos) {
        let (report, history, now) = (new.id, new.history, new.now);
        let photo = Before { photo, report, history, position, replaces: None, now };
        photos::insert(connection, &photo).await?;
    }
    Ok(true)
}

/// Key, report and reporter in one round trip; the key comes first and decides whether there is a report.
async fn insert_report(connection: &mut PgConnection, new: &NewReport<'_>) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "WITH request AS (
             INSERT INTO accepted_request (scope, key, fingerprint, report_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING report_id
         ), accepted AS (
             INSERT INTO report (id, reference, state, category_id, place, place_source, place_accuracy_m, sector_id,
                                 address, words, language, channel, received_at, due_at)
             SELECT report_id, $6, $7, $8, ST_SetSRID(ST_MakePoint($9, $10), 4326)::geography, $11, $12::float8::real,
                    $13, $14, $15, $16, $17, $5, $18 FROM request RETURNING id
         )
         INSERT INTO recipient (id, report_id, part, email, language, created_at)
         SELECT $19, id, 'reporter', $20, $16, $5 FROM accepted",
        SCOPE,
        new.key,
        &new.fingerprint,
        new.id.0,
        new.now,
        new.reference,
        State::Received.as_str(),
        new.category,
        new.place.point.longitude(),
        new.place.point.latitude(),
        new.place.source.as_str(),
        new.place.accuracy_m,
        new.sector,
        new.address,
        new.words,
        new.language.tag(),
        new.channel.as_str(),
        new.due_at,
        new.recipient.0,
        new.email,
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}
