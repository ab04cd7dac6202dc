//! Calendars: the hours in which turnaround is counted as working time.

use model::city::NamedCalendar;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::log::{self, Action, Author, Kind};

/// Every calendar, by id.
pub(crate) async fn all(connection: &mut PgConnection) -> sqlx::Result<Vec<NamedCalendar>> {
    let all = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', id, 'name', name, 'hours', hours) AS "calendar!: Json<NamedCalendar>"
           FROM calendar ORDER BY id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    Ok(all.into_iter().map(|calendar| calendar.0).collect())
}

/// Writes a calendar as it is wished, new or not, with its row in the log.
pub(crate) async fn write(
    connection: &mut PgConnection,
    author: Author,
    (was, wish): (Option<&NamedCalendar>, &NamedCalendar),
) -> anyhow::Result<()> {
    let action = if was.is_some() {
        sqlx::query!(
            "UPDATE calendar SET name = $2, hours = $3 WHERE id = $1",
            wish.id,
            Json(&wish.name) as _,
            Json(&wish.hours) as _,
        )
        .execute(&mut *connection)
        .await?;
        Action::Change
    } else {
        sqlx::query!(
            "INSERT INTO calendar (id, name, hours) VALUES ($1, $2, $3)",
            wish.id,
            Json(&wish.name) as _,
            Json(&wish.hours) as _,
        )
        .execute(&mut *connection)
        .await?;
        Action::Add
    };
    log::record(connection, author, (action, Kind::Calendar, &wish.id), (was, Some(wish))).await
}
