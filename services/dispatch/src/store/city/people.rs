//! The city's staff: who they are, what they may do, and until when.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use model::ids::StaffId;
use serde::Serialize;
use sqlx::PgConnection;

use super::log::{self, Action, Author, Kind};

/// People on a page.
pub(crate) const MOST: usize = 50;

/// A member of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    #[serde(skip)]
    pub(crate) id: StaffId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: String,
    /// Of a crew.
    pub(crate) team: Option<String>,
    /// Of a referent; none: all of them.
    pub(crate) sectors: BTreeSet<String>,
    pub(crate) language: String,
    pub(crate) left_at: Option<DateTime<Utc>>,
}

/// Rows of the table as people.
macro_rules! people {
    ($connection:expr, $where:literal $(, $value:expr)*) => {
        sqlx::query!(
            r#"SELECT id, email, name, role, team_id, language, left_at,
                      ARRAY(SELECT sector_id FROM staff_sector WHERE staff_id = staff.id) AS "sectors!"
               FROM staff "# + $where
            $(, $value)*
        )
        .fetch_all($connection)
        .await?
        .into_iter()
        .map(|row| Person {
            id: StaffId(row.id),
            email: row.email,
            name: row.name,
            role: row.role,
            team: row.team_id,
            sectors: row.sectors.into_iter().collect(),
            language: row.language,
            left_at: row.left_at,
        })
    };
}

/// One of them.
pub(crate) async fn one(connection: &mut PgConnection, id: StaffId) -> sqlx::Result<Option<Person>> {
    Ok(people!(connection, "WHERE id = $1", id.0).next())
}

/// Who has an address.
pub(crate) async fn of_address(connection: &mut PgConnection, email: &str) -> sqlx::Result<Option<Person>> {
    Ok(people!(connection, "WHERE lower(email) = lower($1)", email).next())
}

/// People by name, one more than [`MOST`] where there are more behind `after`, a name and an id: those with `words` in
/// their name or address, and with those who have left or without.
pub(crate) async fn page(
    connection: &mut PgConnection,
    words: Option<&str>,
    left: bool,
    after: Option<StaffId>,
) -> anyhow::Result<Vec<Person>> {
    Ok(people!(
        connection,
        "WHERE ($1::text IS NULL OR strpos(lower(name || ' ' || email), lower($1)) > 0)
             AND (left_at IS NOT NULL) = $2
             AND ($3::uuid IS NULL OR (lower(name), id) > (SELECT lower(name), id FROM staff WHERE id = $3))
         ORDER BY lower(name), id LIMIT $4",
        words,
        left,
        after.map(|after| after.0),
        i64::try_from(MOST)? + 1
    )
    .collect())
}

/// Adds somebody, with a row in the log.
pub(crate) async fn add(
    connection: &mut PgConnection,
    author: Author,
    person: &Person,
) -> anyhow::Result<()> {
    sqlx::query!(
        "INSERT INTO staff (id, email, name, role, team_id, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        person.id.0,
        person.email,
        person.name,
        person.role,
        person.team,
        person.language,
        author.now,
    )
    .execute(&mut *connection)
    .await?;
    give_sectors(connection, person).await?;
    log::record(connection, author, (Action::Add, Kind::Person, &person.id.to_string()), (None, Some(person)))
        .await
}

/// Writes somebody as they are wished, with a row in the log.
pub(crate) async fn write(
    connection: &mut PgConnection,
    author: Author,
    action: Action,
    (was, wish): (&Person, &Person),
) -> anyhow::Result<()> {
    sqlx::query!(
        "UPDATE staff SET name = $2, role = $3, team_id = $4, language = $5, left_at = $6 WHERE id = $1",
        wish.id.0,
        wish.name,
        wish.role,
        wish.team,
        wish.language,
        wish.left_at,
    )
    .execute(&mut *connection)
    .await?;
    give_sectors(connection, wish).await?;
    log::record(connection, author, (action, Kind::Person, &wish.id.to_string()), (Some(was), Some(wish)))
        .await
}

async fn give_sectors(connection: &mut PgConnection, person: &Person) -> sqlx::Result<()> {
    let sectors: Vec<String> = person.sectors.iter().cloned().collect();
    sqlx::query!(
        "DELETE FROM staff_sector WHERE staff_id = $1 AND sector_id <> ALL($2)",
        person.id.0,
        &sectors,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO staff_sector (staff_id, sector_id) SELECT $1, sector_id FROM unnest($2::text[]) AS sector_id
         ON CONFLICT DO NOTHING",
        person.id.0,
        &sectors,
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Ends every session of somebody, and makes void what waits in their phones. How many sessions there were.
pub(crate) async fn end_sessions(connection: &mut PgConnection, person: StaffId) -> sqlx::Result<u64> {
    // What waits in a lost phone is not made in their name any more.
    sqlx::query!("DELETE FROM action_key WHERE staff_id = $1", person.0).execute(&mut *connection).await?;
    let ended = sqlx::query!("DELETE FROM session WHERE staff_id = $1", person.0).execute(connection).await?;
    Ok(ended.rows_affected())
}

/// Whether anybody else may manage the city. The caller holds the lock: two who leave at once are asked one after the
/// other.
pub(crate) async fn has_other_admin(connection: &mut PgConnection, person: StaffId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM staff WHERE role = 'admin' AND left_at IS NULL AND id <> $1) AS "has!""#,
        person.0
    )
    .fetch_one(connection)
    .await
}
