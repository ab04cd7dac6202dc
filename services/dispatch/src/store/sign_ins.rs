//! Sign-in links and sessions.

use std::time::Duration;

use chrono::{DateTime, Utc};
use messages::LetterMessage;
use model::ids::{LetterId, SignInId, StaffId};
use service_kit::clock::Clock;
use service_kit::session::STAFF;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// How long a link is good.
const GOOD_FOR: chrono::Duration = chrono::Duration::minutes(15);
/// How long what a phone has sealed is taken without a new sign-in.
const SEALS_FOR: chrono::Duration = chrono::Duration::days(7);
/// Links for one address in an hour, at most: who asks for more is not that person.
const MOST_AN_HOUR: i64 = 5;

/// Asks for a link for an address, if it is somebody's: nonce, ledger and message in one transaction.
pub(crate) async fn ask(database: &PgPool, clock: &dyn Clock, email: &str) -> sqlx::Result<()> {
    let now = clock.now();
    let mut transaction = database.begin().await?;
    let staff =
        sqlx::query_scalar!("SELECT id FROM staff WHERE lower(email) = lower($1) AND left_at IS NULL", email)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some(staff) = staff else { return Ok(()) };
    // Requests that come at once are counted one after the other.
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", staff.to_string())
        .fetch_one(&mut *transaction)
        .await?;
    let asked = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM sign_in WHERE staff_id = $1 AND created_at > $2"#,
        staff,
        now - chrono::Duration::hours(1),
    )
    .fetch_one(&mut *transaction)
    .await?;
    if asked >= MOST_AN_HOUR {
        tracing::warn!("too many sign-in links for one address; none is sent");
        return Ok(());
    }
    let (sign_in, letter) = (SignInId(clock.id()), LetterId(clock.id()));
    sqlx::query!(
        "INSERT INTO sign_in (id, staff_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        sign_in.0,
        staff,
        now,
        now + GOOD_FOR,
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "INSERT INTO letter (id, sign_in_id, created_at) VALUES ($1, $2, $3)",
        letter.0,
        sign_in.0,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    queue::publish(&mut transaction, &LetterMessage::SignIn { letter, sign_in }, Duration::ZERO).await?;
    transaction.commit().await
}

/// Whether a link could still be used.
pub(crate) async fn is_good(database: &PgPool, sign_in: SignInId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM sign_in WHERE id = $1 AND used_at IS NULL AND expires_at > $2) AS "good!""#,
        sign_in.0,
        now,
    )
    .fetch_one(database)
    .await
}

/// Somebody who has just proven who they are.
pub(crate) struct Proven {
    pub(crate) staff: StaffId,
    pub(crate) role: String,
    /// `fr` or `en`.
    pub(crate) language: String,
}

/// Uses a link up; none if it is used, too old, or its person has left.
pub(crate) async fn redeem(
    connection: &mut PgConnection,
    sign_in: SignInId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Proven>> {
    let row = sqlx::query!(
        "UPDATE sign_in SET used_at = $2 FROM staff
         WHERE sign_in.id = $1 AND used_at IS NULL AND expires_at > $2
           AND staff.id = sign_in.staff_id AND staff.left_at IS NULL
         RETURNING staff.id, staff.role, staff.language",
        sign_in.0,
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Proven { staff: StaffId(row.id), role: row.role, language: row.language }))
}

/// Who of the staff has an address; none: nobody, or they have left.
pub(crate) async fn of_address(connection: &mut PgConnection, email: &str) -> sqlx::Result<Option<Proven>> {
    let row = sqlx::query!(
        "SELECT id, role, language FROM staff WHERE lower(email) = lower($1) AND left_at IS NULL",
        email,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Proven { staff: StaffId(row.id), role: row.role, language: row.language }))
}

/// Opens a session, and with it a key for what waits in this phone; those that are over are swept away.
pub(crate) async fn open(
    connection: &mut PgConnection,
    staff: StaffId,
    token_sha256: &[u8],
    clock: &dyn Clock,
) -> sqlx::Result<()> {
    let now = clock.now();
    sqlx::query!("DELETE FROM action_key WHERE expires_at <= $1", now).execute(&mut *connection).await?;
    sqlx::query!("DELETE FROM session WHERE expires_at <= $1", now).execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO session (token_sha256, staff_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        token_sha256,
        staff.0,
        now,
        now + STAFF.lasts,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO action_key (id, staff_id, token_sha256, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        clock.id(),
        staff.0,
        token_sha256,
        now,
        now + SEALS_FOR,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Ends a session.
pub(crate) async fn close(database: &PgPool, token_sha256: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM session WHERE token_sha256 = $1", token_sha256)
        .execute(database)
        .await
        .map(|_| ())
}

/// A signed-in member of the staff, or a tool that asks in their place.
pub(crate) struct SignedIn {
    pub(crate) staff: StaffId,
    pub(crate) role: String,
    /// Of a crew.
    pub(crate) team: Option<String>,
    /// As colleagues call them.
    pub(crate) name: String,
    /// The key for what waits in the phone; none for a session that was opened without one.
    pub(crate) action_key: Option<Uuid>,
    /// All that a tool's token may do; none: they ask themselves, and may do what is theirs.
    pub(crate) scopes: Option<Vec<String>>,
}

/// Whose session a token is; none if it is nobody's, or over.
pub(crate) async fn staff(
    database: &PgPool,
    token_sha256: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<SignedIn>> {
    sqlx::query_as!(
        SignedIn,
        r#"SELECT staff.id AS staff, role, team_id AS team, name, action_key.id AS "action_key?",
                  NULL::text[] AS scopes
           FROM session JOIN staff ON staff.id = session.staff_id
           LEFT JOIN action_key ON action_key.token_sha256 = session.token_sha256
           WHERE session.token_sha256 = $1 AND session.expires_at > $2 AND left_at IS NULL"#,
        token_sha256,
        now,
    )
    .fetch_optional(database)
    .await
}

/// Whose key sealed an action, by its id; none if it is void, or its person has left.
pub(crate) async fn of_action_key(
    database: &PgPool,
    key: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<SignedIn>> {
    sqlx::query_as!(
        SignedIn,
        r#"SELECT staff.id AS staff, role, team_id AS team, name, action_key.id AS "action_key?",
                  NULL::text[] AS scopes
           FROM action_key JOIN staff ON staff.id = action_key.staff_id
           WHERE action_key.id = $1 AND expires_at > $2 AND left_at IS NULL"#,
        key,
        now,
    )
    .fetch_optional(database)
    .await
}

/// In whose place a tool's token asks; none: nobody's, taken back, or over.
pub(crate) async fn by_token(
    database: &PgPool,
    token_sha256: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<SignedIn>> {
    sqlx::query_as!(
        SignedIn,
        r#"SELECT staff.id AS staff, role, team_id AS team, staff.name, NULL::uuid AS action_key,
                  scopes AS "scopes?"
           FROM api_token JOIN staff ON staff.id = api_token.staff_id
           WHERE token_sha256 = $1 AND expires_at > $2 AND revoked_at IS NULL AND left_at IS NULL"#,
        token_sha256,
        now,
    )
    .fetch_optional(database)
    .await
}
