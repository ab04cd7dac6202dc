use std::time::Duration;

use chrono::{DateTime, Utc};
use messages::LetterMessage;
use model::city::Localized;
use model::ids::{LetterId, ListLinkId, RecipientId};
use service_kit::clock::Clock;
use sqlx::PgPool;
use sqlx::types::Json;
use web::Language;

/// How long a link to a list is good.
const GOOD_FOR: chrono::Duration = chrono::Duration::days(1);
/// Links for one address in an hour, at most: who asks for more is not that person.
const MOST_AN_HOUR: i64 = 5;
/// Reports of a list, at most: the newest.
const MOST: i64 = 200;

/// Asks for a link to the list of an address, if anybody has it: row, ledger and message in one transaction.
pub(crate) async fn ask_for_list(
    pool: &PgPool,
    clock: &dyn Clock,
    email: &str,
    language: Language,
) -> sqlx::Result<()> {
    let now = clock.now();
    let mut transaction = pool.begin().await?;
    let recipient = sqlx::query!(
        "SELECT id, report_id FROM recipient WHERE lower(email) = lower($1) ORDER BY created_at DESC, id LIMIT 1",
        email
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(recipient) = recipient else { return Ok(()) };
    // Requests that come at once are counted one after the other.
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 1))", email)
        .fetch_one(&mut *transaction)
        .await?;
    let asked = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recipient JOIN list_link ON list_link.recipient_id = recipient.id
           WHERE lower(email) = lower($1) AND list_link.created_at > $2"#,
        email,
        now - chrono::Duration::hours(1),
    )
    .fetch_one(&mut *transaction)
    .await?;
    if asked >= MOST_AN_HOUR {
        tracing::warn!("too many links to one list; none is sent");
        return Ok(());
    }
    let (link, letter) = (ListLinkId(clock.id()), LetterId(clock.id()));
    sqlx::query!(
        "INSERT INTO list_link (id, recipient_id, language, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        link.0,
        recipient.id,
        language.tag(),
        now,
        now + GOOD_FOR,
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "INSERT INTO letter (id, report_id, recipient_id, list_link_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        letter.0,
        recipient.report_id,
        recipient.id,
        link.0,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let message = LetterMessage::MyReports { letter, recipient: RecipientId(recipient.id), link };
    queue::publish(&mut transaction, &message, Duration::ZERO).await?;
    transaction.commit().await
}

/// A report of a list, and its reader's link.
pub(crate) struct Listed {
    pub(crate) recipient: uuid::Uuid,
    pub(crate) generation: i32,
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) category: Json<Localized>,
    pub(crate) address: String,
    pub(crate) received_at: DateTime<Utc>,
}

/// The reports of the address that a link was sent to, the newest first; none: the link is too old, or the address was
/// erased.
pub(crate) async fn list(
    pool: &PgPool,
    link: ListLinkId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Vec<Listed>>> {
    let listed = sqlx::query_as!(
        Listed,
        r#"SELECT recipient.id AS recipient, recipient.generation, reference, state,
                  category.name AS "category: Json<Localized>", address, received_at
           FROM list_link JOIN recipient asked ON asked.id = list_link.recipient_id
           JOIN recipient ON lower(recipient.email) = lower(asked.email)
           JOIN report ON report.id = recipient.report_id JOIN category ON category.id = category_id
           WHERE list_link.id = $1 AND expires_at > $2
           ORDER BY recipient.created_at DESC, recipient.id LIMIT $3"#,
        link.0,
        now,
        MOST,
    )
    .fetch_all(pool)
    .await?;
    Ok(Some(listed).filter(|listed| !listed.is_empty()))
}
