//! Teams: their names, shifts and sectors.

use model::city::Team;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::log::{self, Action, Author, Kind};

/// Every team, by id.
pub(crate) async fn all(connection: &mut PgConnection) -> sqlx::Result<Vec<Team>> {
    let teams = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', id, 'kind', kind, 'name', name, 'sentence_name', sentence_name, 'shift', shift,
                      'sectors', ARRAY(SELECT sector_id FROM team_sector WHERE team_id = team.id)) AS "team!: Json<Team>"
           FROM team ORDER BY id COLLATE "C""#
    )
    .fetch_all(connection)
    .await?;
    Ok(teams.into_iter().map(|team| team.0).collect())
}

/// One of them.
pub(crate) async fn one(connection: &mut PgConnection, id: &str) -> sqlx::Result<Option<Team>> {
    Ok(all(connection).await?.into_iter().find(|team| team.id == id))
}

/// Writes a team as it is wished, new or not, and takes its sectors from the teams of its kind that have them; each team
/// that this changes has its row in the log.
pub(crate) async fn write(connection: &mut PgConnection, author: Author, wish: &Team) -> anyhow::Result<()> {
    let before = all(connection).await?;
    let is_new = !before.iter().any(|team| team.id == wish.id);
    if is_new {
        sqlx::query!(
            "INSERT INTO team (id, kind, name, sentence_name, shift) VALUES ($1, $2, $3, $4, $5)",
            wish.id,
            wish.kind.as_str(),
            Json(&wish.name) as _,
            Json(&wish.sentence_name) as _,
            Json(wish.shift) as _,
        )
        .execute(&mut *connection)
        .await?;
    } else {
        sqlx::query!(
            "UPDATE team SET name = $2, sentence_name = $3, shift = $4 WHERE id = $1",
            wish.id,
            Json(&wish.name) as _,
            Json(&wish.sentence_name) as _,
            Json(wish.shift) as _,
        )
        .execute(&mut *connection)
        .await?;
    }
    let sectors: Vec<String> = wish.sectors.iter().cloned().collect();
    sqlx::query!(
        "DELETE FROM team_sector WHERE team_id = $1 AND sector_id <> ALL($3)
             OR team_id <> $1 AND kind = $2 AND sector_id = ANY($3)",
        wish.id,
        wish.kind.as_str(),
        &sectors,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO team_sector (team_id, sector_id, kind) SELECT $1, sector_id, $2 FROM unnest($3::text[]) AS sector_id
         ON CONFLICT (team_id, sector_id) DO NOTHING",
        wish.id,
        wish.kind.as_str(),
        &sectors,
    )
    .execute(&mut *connection)
    .await?;
    let after = all(connection).await?;
    for team in &after {
        let was = before.iter().find(|was| was.id == team.id);
        if was != Some(team) {
            let action = if was.is_none() { Action::Add } else { Action::Change };
            log::record(connection, author, (action, Kind::Team, &team.id), (was, Some(team))).await?;
        }
    }
    Ok(())
}
