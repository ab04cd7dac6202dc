//! What the desk shows beside the counts: what can be chosen, the outlines of its map, and which reports a list can show.

use model::city::{Localized, TeamKind};
use model::ids::StaffId;
use sqlx::PgPool;
use sqlx::types::Json;

/// An id and its name.
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: Localized,
}

/// A sector of the map: where it is in SVG, in metres of the projection, north above.
pub(crate) struct Outline {
    pub(crate) id: String,
    pub(crate) name: Localized,
    pub(crate) path: String,
}

/// A team that cleans there.
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: Localized,
    pub(crate) kind: TeamKind,
}

/// What a referent can choose among.
pub(crate) struct Choices {
    pub(crate) sectors: Vec<Outline>,
    /// West, north, width and height of all outlines.
    pub(crate) frame: [f64; 4],
    pub(crate) teams: Vec<Team>,
    pub(crate) groups: Vec<Named>,
}

/// The referent's sectors, their teams, and the groups of categories: three statements.
pub(crate) async fn choices(database: &PgPool, referent: StaffId) -> anyhow::Result<Choices> {
    let sectors = sqlx::query!(
        r#"WITH mine AS (
               SELECT id, number, short, ST_SimplifyPreserveTopology(ST_Transform(area, 3857), 40) AS area FROM sector
               WHERE assigns AND retired_at IS NULL AND staff_reaches($1, NULL, id))
           SELECT id, short AS "name: Json<Localized>", ST_AsSVG(area, 0, 0) AS "path!",
                  min(ST_XMin(area)) OVER () AS "west!", max(ST_XMax(area)) OVER () AS "east!",
                  min(ST_YMin(area)) OVER () AS "south!", max(ST_YMax(area)) OVER () AS "north!"
           FROM mine ORDER BY number, id"#,
        referent.0
    )
    .fetch_all(database)
    .await?;
    // In SVG north is less.
    let frame = sectors
        .first()
        .map_or([0.0; 4], |row| [row.west, -row.north, row.east - row.west, row.north - row.south]);
    let sectors: Vec<_> =
        sectors.into_iter().map(|row| Outline { id: row.id, name: row.name.0, path: row.path }).collect();
    let mine: Vec<_> = sectors.iter().map(|sector| sector.id.clone()).collect();
    let teams = sqlx::query!(
        r#"SELECT id, name AS "name: Json<Localized>", kind = 'dpe' AS "divisions!" FROM team
           WHERE EXISTS (SELECT FROM team_sector WHERE team_id = team.id AND sector_id = ANY($1)) ORDER BY id"#,
        &mine
    )
    .fetch_all(database)
    .await?;
    let groups = sqlx::query!(
        r#"SELECT id, name AS "name: Json<Localized>" FROM category_group ORDER BY position, id"#
    )
    .fetch_all(database)
    .await?;
    Ok(Choices {
        sectors,
        frame,
        teams: teams
            .into_iter()
            .map(|row| {
                let kind = if row.divisions { TeamKind::Dpe } else { TeamKind::UrgenceProprete };
                Team { id: row.id, name: row.name.0, kind }
            })
            .collect(),
        groups: groups.into_iter().map(|row| Named { id: row.id, name: row.name.0 }).collect(),
    })
}

/// Which of the reports of a period are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    Received,
    Open,
    Done,
    Rejected,
    Merged,
    Late,
    Within,
    Beyond,
    Contested,
    Doubtful,
    AtPartner,
    /// A photo of theirs can't be read.
    Unreadable,
    /// A mail server refused a letter about them.
    Untold,
}

impl Show {
    pub(crate) const ALL: [Self; 13] = [
        Self::Received,
        Self::Open,
        Self::Done,
        Self::Rejected,
        Self::Merged,
        Self::Late,
        Self::Within,
        Self::Beyond,
        Self::Contested,
        Self::Doubtful,
        Self::AtPartner,
        Self::Unreadable,
        Self::Untold,
    ];

    /// Its name in an address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Open => "open",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Merged => "merged",
            Self::Late => "late",
            Self::Within => "within",
            Self::Beyond => "beyond",
            Self::Contested => "contested",
            Self::Doubtful => "doubtful",
            Self::AtPartner => "at_partner",
            Self::Unreadable => "unreadable",
            Self::Untold => "untold",
        }
    }

    /// Whether the desk's sums count them (the function `shown`).
    pub(crate) const fn is_summed(self) -> bool {
        !matches!(self, Self::Late | Self::Unreadable | Self::Untold)
    }
}
