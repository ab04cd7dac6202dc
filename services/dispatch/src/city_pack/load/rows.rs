//! One entry of each kind: its row as JSON, and the row that is there already; else it is inserted.

use chrono::{DateTime, Utc};
use model::city::{Category, Group, NamedCalendar, Reply, Team};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::city_pack::Sector;

/// The pack's row, and the database's if it was there.
type Rows = anyhow::Result<(Value, Option<Value>)>;

/// `imported`: the outline in the database is the official one, and not compared.
pub(super) async fn sector(connection: &mut PgConnection, sector: &Sector, imported: bool) -> Rows {
    let row = json!({
        "kind": sector.kind, "number": sector.number, "name": sector.name, "short": sector.short,
        "outline": "its own", "retired": false,
    });
    let there = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('kind', kind, 'number', number, 'name', name, 'short', short,
               'retired', retired_at IS NOT NULL,
               'outline', CASE WHEN $3 OR ST_Equals(area, ST_Multi(ST_GeomFromGeoJSON($2::text)))
                               THEN 'its own' ELSE 'another one' END) AS "row!: Value"
           FROM sector WHERE id = $1"#,
        sector.id,
        sector.geometry,
        imported,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        sqlx::query!(
            "INSERT INTO sector (id, kind, number, name, short, area, area_on_ground)
             SELECT $1, $2, $3, $4, $5, area, area::geography
             FROM ST_Multi(ST_GeomFromGeoJSON($6::text)) AS area",
            sector.id,
            sector.kind,
            sector.number,
            Json(&sector.name) as _,
            Json(&sector.short) as _,
            sector.geometry,
        )
        .execute(connection)
        .await?;
    }
    Ok((row, there))
}

pub(super) async fn calendar(connection: &mut PgConnection, calendar: &NamedCalendar) -> Rows {
    let row = serde_json::to_value(calendar)?;
    let there = sqlx::query_scalar!(
        r#"SELECT to_jsonb(calendar) AS "row!: Value" FROM calendar WHERE id = $1"#,
        calendar.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        sqlx::query!(
            "INSERT INTO calendar (id, name, hours) VALUES ($1, $2, $3)",
            calendar.id,
            Json(&calendar.name) as _,
            Json(&calendar.hours) as _,
        )
        .execute(connection)
        .await?;
    }
    Ok((row, there))
}

pub(super) async fn group(connection: &mut PgConnection, group: &Group) -> Rows {
    let row = serde_json::to_value(group)?;
    let there = sqlx::query_scalar!(
        r#"SELECT to_jsonb(category_group) AS "row!: Value" FROM category_group WHERE id = $1"#,
        group.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        sqlx::query!(
            "INSERT INTO category_group (id, name, position) VALUES ($1, $2, $3)",
            group.id,
            Json(&group.name) as _,
            group.position,
        )
        .execute(connection)
        .await?;
    }
    Ok((row, there))
}

pub(super) async fn category(connection: &mut PgConnection, category: &Category) -> Rows {
    let row = serde_json::to_value(category)?;
    // A city that was loaded before there were calendars has none: that is missing, not changed.
    sqlx::query!(
        "UPDATE category SET calendar_id = $2 WHERE id = $1 AND calendar_id IS NULL",
        category.id,
        category.calendar,
    )
    .execute(&mut *connection)
    .await?;
    let there = sqlx::query_scalar!(
        r#"SELECT to_jsonb(category) - 'group_id' - 'calendar_id'
                  || jsonb_build_object('group', group_id, 'calendar', calendar_id) AS "row!: Value"
           FROM category WHERE id = $1"#,
        category.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        sqlx::query!(
            "INSERT INTO category (id, code, group_id, name, short, icon, position, handled_by, partner, tell,
                                   also, target_hours, calendar_id, radius_m, danger)
             SELECT id, code, $1::jsonb ->> 'group', name, short, icon, position, handled_by, partner, tell, also,
                    target_hours, $1::jsonb ->> 'calendar', radius_m, danger
             FROM jsonb_populate_record(NULL::category, $1)",
            row,
        )
        .execute(connection)
        .await?;
    }
    Ok((row, there))
}

pub(super) async fn team(connection: &mut PgConnection, team: &Team) -> Rows {
    let row = serde_json::to_value(team)?;
    let sectors: Vec<String> = team.sectors.iter().cloned().collect();
    let there = sqlx::query_scalar!(
        r#"SELECT to_jsonb(team) || jsonb_build_object('sectors', ARRAY(
               SELECT sector_id FROM team_sector WHERE team_id = team.id ORDER BY sector_id COLLATE "C"))
               AS "row!: Value"
           FROM team WHERE id = $1"#,
        team.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_some() {
        return Ok((row, there));
    }
    sqlx::query!(
        "INSERT INTO team (id, kind, name, sentence_name, shift) VALUES ($1, $2, $3, $4, $5)",
        team.id,
        team.kind.as_str(),
        Json(&team.name) as _,
        Json(&team.sentence_name) as _,
        Json(team.shift) as _,
    )
    .execute(&mut *connection)
    .await?;
    // A sector that already has a team of this kind keeps it.
    sqlx::query!(
        "INSERT INTO team_sector (team_id, sector_id, kind)
         SELECT $1, sector_id, $2 FROM unnest($3::text[]) AS sector_id
         ON CONFLICT DO NOTHING",
        team.id,
        team.kind.as_str(),
        &sectors,
    )
    .execute(connection)
    .await?;
    Ok((row, None))
}

/// `saved`: by which pack and when, as its first version says.
pub(super) async fn reply(
    connection: &mut PgConnection,
    reply: &Reply,
    position: i32,
    saved: (&str, DateTime<Utc>),
) -> Rows {
    let mut row = serde_json::to_value(reply)?;
    row["position"] = position.into();
    row["retired"] = false.into();
    let there = sqlx::query_scalar!(
        r#"SELECT to_jsonb(reply) || jsonb_build_object('retired', retired_at IS NOT NULL) AS "row!: Value"
               FROM reply WHERE id = $1"#,
        reply.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if there.is_none() {
        let categories: Vec<String> = reply.categories.iter().cloned().collect();
        sqlx::query!(
            "WITH added AS (
                 INSERT INTO reply (id, outcome, categories, title, body, position) VALUES ($1, $2, $3, $4, $5, $6)
                 RETURNING *)
             INSERT INTO reply_version SELECT id, version, categories, title, body, false, $7, NULL, $8 FROM added",
            reply.id,
            reply.outcome,
            &categories,
            Json(&reply.title) as _,
            Json(&reply.body) as _,
            position,
            saved.0,
            saved.1,
        )
        .execute(connection)
        .await?;
    }
    Ok((row, there))
}
