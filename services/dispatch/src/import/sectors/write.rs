//! Official outlines into the database: all of a kind, or nothing.

use std::fmt;

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

use super::SectorsFile;
use crate::city_pack::Sector;

/// What an import did; each list has the ids, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// arrondissement, quartier or zone.
    pub kind: String,
    /// New sectors.
    pub added: Vec<String>,
    /// Sectors with another outline than before.
    pub replaced: Vec<String>,
    /// Sectors that were retired before and are back.
    pub back: Vec<String>,
    /// Sectors that the file no longer has. Reports keep them.
    pub retired: Vec<String>,
    /// The city's outlines were simplified ones, and are now the official ones.
    pub now_official: bool,
    /// Sectors in force that choose teams and have none.
    pub without_team: Vec<String>,
}

impl Imported {
    fn changed(&self) -> bool {
        self.now_official
            || [&self.added, &self.replaced, &self.back, &self.retired].iter().any(|ids| !ids.is_empty())
    }
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changed() {
            let (added, replaced) = (self.added.len(), self.replaced.len());
            write!(f, "Sectors of the kind {}: {added} added, {replaced} with a new outline.", self.kind)?;
        } else {
            write!(f, "Nothing changed: the outlines of this kind ({}) are the same.", self.kind)?;
        }
        for (ids, words) in [
            (&self.back, "In force again"),
            (&self.retired, "Retired; reports that lie in them keep them"),
            (&self.without_team, "Without a team, so that their reports wait for a referent"),
        ] {
            if !ids.is_empty() {
                write!(f, "\n{words}: {}.", ids.join(", "))?;
            }
        }
        if self.now_official {
            let said = "The outlines are now the official ones. Restart intake, so that its pages stop calling them simplified.";
            write!(f, "\n{said}")?;
        }
        Ok(())
    }
}

/// Why a sound file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// The database lacks the city itself.
    #[error("no city in this database: load one first, for example with `dispatch load infra/cities/paris`")]
    NoCity,
    /// An id is taken by a sector of another kind.
    #[error("the sector `{id}` is there already, as {kind}; nothing was imported")]
    OtherKind {
        /// The sector.
        id: String,
        /// What it is in the database.
        kind: String,
    },
    /// Sectors in force that the file lacks, without the consent to retire them.
    #[error(
        "the file lacks {}, which the city has ({reports} reports lie there); nothing was imported. \
         If they no longer exist, say --retire: they are kept for those reports, and take no new ones",
        .missing.join(", ")
    )]
    WouldRetire {
        /// Their ids.
        missing: Vec<String>,
        /// How many reports refer to them.
        reports: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<sqlx::Error> for NotImported {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The bounds of the one city: west, south, east, north in degrees.
///
/// # Errors
/// When there is none.
pub async fn bounds(database: &PgPool) -> Result<[f64; 4], NotImported> {
    let settings =
        sqlx::query_scalar!(r#"SELECT settings -> 'bounds' AS "bounds: Json<[f64; 4]>" FROM city"#)
            .fetch_optional(database)
            .await
            .context("the city")?;
    settings.flatten().map(|bounds| bounds.0).ok_or(NotImported::NoCity)
}

/// Writes a file in one transaction. `retire`: sectors in force that the file lacks are meant to go.
///
/// # Errors
/// [`NotImported`]; nothing is then written.
pub async fn import(
    database: &PgPool,
    file: &SectorsFile,
    retire: bool,
    now: DateTime<Utc>,
) -> Result<Imported, NotImported> {
    let mut transaction = database.begin().await.context("can't reach the database")?;
    // Neither a second import nor a load of the city pack meanwhile.
    sqlx::query!("LOCK TABLE city IN SHARE ROW EXCLUSIVE MODE").execute(&mut *transaction).await?;
    let kind = file.kind.as_str();
    let assigns = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT kind FROM sector WHERE assigns LIMIT 1), $1) = $1 AS "assigns!""#,
        kind
    )
    .fetch_one(&mut *transaction)
    .await?;
    let mut imported = Imported { kind: kind.to_owned(), ..Imported::default() };
    for sector in &file.sectors {
        write(&mut transaction, sector, assigns, &mut imported).await?;
    }
    imported.retired = leave_out(&mut transaction, file, retire, now).await?;
    if assigns && file.official {
        let changed = sqlx::query!(
            "UPDATE city SET sector_precision = 'official' WHERE sector_precision <> 'official'"
        );
        imported.now_official = changed.execute(&mut *transaction).await?.rows_affected() > 0;
    }
    imported.without_team = sqlx::query_scalar!(
        "SELECT id FROM sector WHERE assigns AND retired_at IS NULL AND kind = $1
             AND NOT EXISTS (SELECT FROM team_sector WHERE sector_id = id) ORDER BY number, id",
        kind
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(imported)
}

/// One sector: a new row, or another outline for the one that is there. Its names are the desk's to change.
async fn write(
    connection: &mut PgConnection,
    sector: &Sector,
    assigns: bool,
    imported: &mut Imported,
) -> Result<(), NotImported> {
    let before = sqlx::query!(
        r#"SELECT kind, retired_at IS NOT NULL AS "retired!",
                  ST_AsBinary(area) = ST_AsBinary(ST_Multi(ST_GeomFromGeoJSON($2::text))) AS "same!"
           FROM sector WHERE id = $1"#,
        sector.id,
        sector.geometry,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let ids = match before {
        None => &mut imported.added,
        Some(before) if before.kind != sector.kind => {
            return Err(NotImported::OtherKind { id: sector.id.clone(), kind: before.kind });
        }
        Some(before) if before.retired => &mut imported.back,
        Some(before) if !before.same => &mut imported.replaced,
        Some(_) => return Ok(()),
    };
    ids.push(sector.id.clone());
    sqlx::query!(
        "INSERT INTO sector (id, kind, number, name, short, area, area_on_ground, assigns)
         SELECT $1, $2, $3, $4, $5, area, area::geography, $7 FROM ST_Multi(ST_GeomFromGeoJSON($6::text)) AS area
         ON CONFLICT (id) DO UPDATE
         SET area = excluded.area, area_on_ground = excluded.area_on_ground, retired_at = NULL",
        sector.id,
        sector.kind,
        sector.number,
        Json(&sector.name) as _,
        Json(&sector.short) as _,
        sector.geometry,
        assigns,
    )
    .execute(connection)
    .await
    .with_context(|| format!("writing the sector `{}`", sector.id))?;
    Ok(())
}

/// Retires what the file lacks; the ids.
async fn leave_out(
    connection: &mut PgConnection,
    file: &SectorsFile,
    retire: bool,
    now: DateTime<Utc>,
) -> Result<Vec<String>, NotImported> {
    let ids: Vec<String> = file.sectors.iter().map(|sector| sector.id.clone()).collect();
    let missing = sqlx::query_scalar!(
        "SELECT id FROM sector WHERE kind = $1 AND retired_at IS NULL AND id <> ALL($2) ORDER BY number, id",
        file.kind.as_str(),
        &ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    if missing.is_empty() {
        return Ok(missing);
    }
    if !retire {
        let reports = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM report WHERE sector_id = ANY($1)"#,
            &missing
        )
        .fetch_one(connection)
        .await?;
        return Err(NotImported::WouldRetire { missing, reports });
    }
    sqlx::query!("UPDATE sector SET retired_at = $2 WHERE id = ANY($1)", &missing, now)
        .execute(connection)
        .await?;
    Ok(missing)
}
