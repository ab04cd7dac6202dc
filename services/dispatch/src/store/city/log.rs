//! Who changed what of the city: written with the change, read at the desk.

use chrono::{DateTime, Utc};
use model::ids::StaffId;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Changes on a page.
pub(crate) const MOST: usize = 50;

/// What kind of thing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Team,
    Person,
    Category,
    Calendar,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Team, Self::Person, Self::Category, Self::Calendar];

    /// Its name in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Person => "person",
            Self::Category => "category",
            Self::Calendar => "calendar",
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Add,
    Change,
    End,
    Return,
    SignOut,
}

impl Action {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::End => "end",
            Self::Return => "return",
            Self::SignOut => "sign_out",
        }
    }
}

/// Who changes the city, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author {
    /// None: the owner of the database, by the command line.
    pub(crate) staff: Option<StaffId>,
    pub(crate) now: DateTime<Utc>,
}

/// Makes changes of the city wait for each other until the transaction ends, so that what one is checked against is still
/// so when it is committed.
pub(crate) async fn lock(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('the city is changed', 0))")
        .fetch_one(connection)
        .await
        .map(|_| ())
}

/// Writes a change down.
pub(crate) async fn record<T: Serialize>(
    connection: &mut PgConnection,
    author: Author,
    (action, kind, entry): (Action, Kind, &str),
    (before, after): (Option<&T>, Option<&T>),
) -> anyhow::Result<()> {
    let json = |one: Option<&T>| one.map(serde_json::to_value).transpose();
    sqlx::query!(
        "INSERT INTO city_change (changed_at, staff_id, kind, entry, action, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        author.now,
        author.staff.map(|staff| staff.0),
        kind.as_str(),
        entry,
        action.as_str(),
        json(before)?,
        json(after)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A change that was written down.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) position: i64,
    pub(crate) changed_at: DateTime<Utc>,
    /// None: by the command line.
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    pub(crate) entry: String,
    pub(crate) action: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// The number of the newest change of a thing; 0: it was never changed.
pub(crate) async fn newest(connection: &mut PgConnection, kind: Kind, entry: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT coalesce(max(position), 0) AS "newest!" FROM city_change WHERE kind = $1 AND entry = $2"#,
        kind.as_str(),
        entry,
    )
    .fetch_one(connection)
    .await
}

/// What was changed of a thing since its change of that number, the oldest first. That somebody was signed out changes
/// nothing that a form shows.
pub(crate) async fn since(
    connection: &mut PgConnection,
    (kind, entry): (Kind, &str),
    seen: i64,
) -> sqlx::Result<Vec<Logged>> {
    sqlx::query_as!(
        Logged,
        r#"SELECT position, changed_at, (SELECT name FROM staff WHERE id = staff_id) AS name, kind, entry, action, before,
                  after
           FROM city_change WHERE kind = $1 AND entry = $2 AND position > $3 AND action <> 'sign_out'
           ORDER BY position LIMIT 20"#,
        kind.as_str(),
        entry,
        seen,
    )
    .fetch_all(connection)
    .await
}

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Staff(Uuid),
    CommandLine,
}

/// Which changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) kind: Option<Kind>,
    pub(crate) entry: Option<String>,
    pub(crate) by: Option<By>,
    /// Only those before this number.
    pub(crate) before: Option<i64>,
}

/// Changes, the newest first: one more than [`MOST`] where there are more.
pub(crate) async fn page(connection: &mut PgConnection, wanted: &Wanted) -> anyhow::Result<Vec<Logged>> {
    let staff = match wanted.by {
        Some(By::Staff(staff)) => Some(staff),
        _ => None,
    };
    Ok(sqlx::query_as!(
        Logged,
        r#"SELECT position, changed_at, (SELECT name FROM staff WHERE id = staff_id) AS name, kind, entry, action, before,
                  after
           FROM city_change
           WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR entry = $2)
             AND ($3::uuid IS NULL OR staff_id = $3) AND (NOT $4 OR staff_id IS NULL)
             AND ($5::bigint IS NULL OR position < $5)
           ORDER BY position DESC LIMIT $6"#,
        wanted.kind.map(Kind::as_str),
        wanted.entry,
        staff,
        wanted.by == Some(By::CommandLine),
        wanted.before,
        i64::try_from(MOST)? + 1,
    )
    .fetch_all(connection)
    .await?)
}

/// Everybody who ever changed something, by name.
pub(crate) async fn authors(connection: &mut PgConnection) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        "SELECT id, name FROM staff WHERE EXISTS (SELECT FROM city_change WHERE staff_id = staff.id)
         ORDER BY lower(name), id"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
