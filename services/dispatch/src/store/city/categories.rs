//! Categories: what residents can report, who handles it, and how soon.

use model::city::{Category, Group, Localized};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::log::{self, Action, Author, Kind};

/// Every category, in the order of use.
pub(crate) async fn all(connection: &mut PgConnection) -> sqlx::Result<Vec<Category>> {
    let all = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', id, 'code', code, 'group', group_id, 'name', name, 'short', short, 'icon', icon,
                      'position', position, 'handled_by', handled_by, 'partner', partner, 'tell', tell, 'also', also,
                      'target_hours', target_hours, 'calendar', calendar_id, 'radius_m', radius_m, 'danger', danger)
                  AS "category!: Json<Category>"
           FROM category ORDER BY position, id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    Ok(all.into_iter().map(|category| category.0).collect())
}

/// Every group, in order.
pub(crate) async fn groups(connection: &mut PgConnection) -> sqlx::Result<Vec<Group>> {
    let rows = sqlx::query!(
        r#"SELECT id, name AS "name: Json<Localized>", position FROM category_group ORDER BY position, id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Group { id: row.id, name: row.name.0, position: row.position }).collect())
}

/// Writes a category as it is wished, with its row in the log. Its id, its number and its drawing stay.
pub(crate) async fn write(
    connection: &mut PgConnection,
    author: Author,
    (was, wish): (&Category, &Category),
) -> anyhow::Result<()> {
    sqlx::query!(
        "UPDATE category SET name = $2, short = $3, group_id = $4, position = $5, handled_by = $6, partner = $7, tell = $8,
             also = $9, target_hours = $10, calendar_id = $11, radius_m = $12, danger = $13
         WHERE id = $1",
        wish.id,
        Json(&wish.name) as _,
        Json(&wish.short) as _,
        wish.group,
        wish.position,
        wish.handled_by.as_str(),
        wish.partner.as_ref().map(Json) as _,
        wish.tell.as_ref().map(Json) as _,
        wish.also.as_ref().map(Json) as _,
        wish.target_hours,
        wish.calendar,
        wish.radius_m,
        wish.danger,
    )
    .execute(&mut *connection)
    .await?;
    log::record(connection, author, (Action::Change, Kind::Category, &wish.id), (Some(was), Some(wish))).await
}
