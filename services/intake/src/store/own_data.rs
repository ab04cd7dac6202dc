use chrono::{DateTime, Utc};
use model::ids::RecipientId;
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// All that is held about somebody who follows a report (Regulation (EU) 2016/679, articles 15 and 20).
#[derive(Debug, Serialize)]
pub(crate) struct OwnData {
    pub(crate) person: Person,
    pub(crate) report: OwnReport,
    pub(crate) photos: Vec<OwnPhoto>,
    /// What they did, the oldest first.
    pub(crate) acts: Vec<Act>,
    pub(crate) answers: Vec<OwnAnswer>,
    pub(crate) satisfaction: Vec<OwnGrade>,
    pub(crate) letters: Vec<OwnLetter>,
    /// When links to the list of their reports were asked for.
    pub(crate) list_links: Vec<DateTime<Utc>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Person {
    /// `reporter` or `follower`.
    pub(crate) part: String,
    pub(crate) email: Option<String>,
    pub(crate) language: String,
    pub(crate) since: DateTime<Utc>,
    pub(crate) letters_stopped_at: Option<DateTime<Utc>>,
    pub(crate) address_erased_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OwnReport {
    pub(crate) reference: String,
    pub(crate) category: String,
    pub(crate) address: String,
    pub(crate) state: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    /// What only its reporter gave.
    pub(crate) given: Option<Given>,
}

/// Of the reporter alone: a follower's report is another's.
#[derive(Debug, Serialize)]
pub(crate) struct Given {
    pub(crate) channel: String,
    pub(crate) words: Option<String>,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) place_source: String,
    pub(crate) place_accuracy_m: Option<f32>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OwnPhoto {
    pub(crate) id: Uuid,
    /// Where it can be seen; empty while it can't.
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) taken_at: Option<DateTime<Utc>>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) bytes: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Act {
    #[serde(rename = "move")]
    pub(crate) step: String,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) words: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OwnAnswer {
    pub(crate) clean: bool,
    pub(crate) recorded_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OwnGrade {
    pub(crate) grade: i16,
    pub(crate) words: Option<String>,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) changed_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OwnLetter {
    /// The move that it tells, `photo` for a question, `list` for a link to a list.
    pub(crate) about: String,
    /// `waiting`, `accepted`, `refused` or `not_wanted`.
    pub(crate) state: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) settled_at: Option<DateTime<Utc>>,
    pub(crate) message_id: Option<String>,
    pub(crate) mail_server_said: Option<String>,
}

/// Reads it, as of one moment. Addresses of photos begin with `page`.
pub(crate) async fn own_data(pool: &PgPool, reader: RecipientId, page: &str) -> sqlx::Result<OwnData> {
    let mut snapshot = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let (person, report) = person(&mut snapshot, reader).await?;
    let mut data = OwnData {
        person,
        report,
        photos: photos(&mut snapshot, reader).await?,
        acts: acts(&mut snapshot, reader).await?,
        answers: answers(&mut snapshot, reader).await?,
        satisfaction: grades(&mut snapshot, reader).await?,
        letters: letters(&mut snapshot, reader).await?,
        list_links: list_links(&mut snapshot, reader).await?,
    };
    snapshot.commit().await?;
    for photo in data.photos.iter_mut().filter(|photo| photo.state == "ready") {
        photo.url = format!("{page}/photos/{}/large.jpg", photo.id);
    }
    Ok(data)
}

async fn person(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<(Person, OwnReport)> {
    let row = sqlx::query!(
        r#"SELECT part, email, recipient.language, recipient.created_at, letters_stopped_at,
                  (SELECT erased_at FROM address_erasure WHERE recipient_id = recipient.id) AS erased_at,
                  reference, coalesce(category.name ->> recipient.language, category.id) AS "category!", address, state,
                  received_at, closed_at, channel, words, ST_Y(place::geometry) AS "latitude!",
                  ST_X(place::geometry) AS "longitude!", place_source, place_accuracy_m
           FROM recipient JOIN report ON report.id = report_id JOIN category ON category.id = category_id
           WHERE recipient.id = $1"#,
        reader.0
    )
    .fetch_one(connection)
    .await?;
    let given = Given {
        channel: row.channel,
        words: row.words,
        latitude: row.latitude,
        longitude: row.longitude,
        place_source: row.place_source,
        place_accuracy_m: row.place_accuracy_m,
    };
    let report = OwnReport {
        reference: row.reference,
        category: row.category,
        address: row.address,
        state: row.state,
        received_at: row.received_at,
        closed_at: row.closed_at,
        given: (row.part == "reporter").then_some(given),
    };
    let person = Person {
        part: row.part,
        email: row.email,
        language: row.language,
        since: row.created_at,
        letters_stopped_at: row.letters_stopped_at,
        address_erased_at: row.erased_at,
    };
    Ok((person, report))
}

async fn photos(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<OwnPhoto>> {
    sqlx::query_as!(
        OwnPhoto,
        r#"SELECT photo.id, '' AS "url!", state, received_at, taken_at, ST_Y(place::geometry) AS latitude,
                  ST_X(place::geometry) AS longitude, bytes
           FROM recipient JOIN photo ON photo.report_id = recipient.report_id AND stage = 'before'
           JOIN report_history came ON came.id = photo.history_id
           WHERE recipient.id = $1 AND (came.actor_id = recipient.id OR move = 'receive' AND part = 'reporter')
           ORDER BY received_at, photo.position"#,
        reader.0
    )
    .fetch_all(connection)
    .await
}

async fn acts(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<Act>> {
    sqlx::query_as!(
        Act,
        r#"WITH RECURSIVE way AS (
               SELECT report_id AS id, 0 AS merges FROM recipient WHERE id = $1
               UNION ALL
               SELECT merged_into, merges + 1 FROM way JOIN report ON report.id = way.id
               WHERE merged_into IS NOT NULL AND merges < 100)
           SELECT move AS step, recorded_at, words FROM way JOIN report_history h ON h.report_id = way.id
           WHERE actor_id = $1 ORDER BY position"#,
        reader.0
    )
    .fetch_all(connection)
    .await
}

async fn answers(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<OwnAnswer>> {
    sqlx::query_as!(
        OwnAnswer,
        r#"WITH RECURSIVE way AS (
               SELECT report_id AS id, 0 AS merges FROM recipient WHERE id = $1
               UNION ALL
               SELECT merged_into, merges + 1 FROM way JOIN report ON report.id = way.id
               WHERE merged_into IS NOT NULL AND merges < 100)
           SELECT clean, answer.recorded_at FROM way JOIN report_history h ON h.report_id = way.id
           JOIN answer ON answer.history_id = h.id AND recipient_id = $1 ORDER BY answer.recorded_at"#,
        reader.0
    )
    .fetch_all(connection)
    .await
}

async fn grades(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<OwnGrade>> {
    sqlx::query_as!(
        OwnGrade,
        "SELECT grade, words, recorded_at, changed_at FROM satisfaction WHERE recipient_id = $1 ORDER BY recorded_at",
        reader.0
    )
    .fetch_all(connection)
    .await
}

async fn letters(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<OwnLetter>> {
    sqlx::query_as!(
        OwnLetter,
        r#"SELECT coalesce(move, CASE WHEN photo_id IS NULL THEN 'list' ELSE 'photo' END) AS "about!", state,
                  created_at, settled_at, message_id, smtp_answer AS mail_server_said
           FROM letter LEFT JOIN report_history told ON told.id = letter.history_id
           WHERE recipient_id = $1 ORDER BY created_at, letter.id"#,
        reader.0
    )
    .fetch_all(connection)
    .await
}

async fn list_links(connection: &mut PgConnection, reader: RecipientId) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "SELECT created_at FROM list_link WHERE recipient_id = $1 ORDER BY created_at",
        reader.0
    )
    .fetch_all(connection)
    .await
}
