//! The city's staff, from the command line.

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use model::ids::StaffId;
use service_kit::clock::Clock;
use sqlx::{PgConnection, PgPool};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Works in one team, sees its jobs.
    Crew,
    /// Watches turnaround and reply quality, decides where no rule does.
    Referent,
    /// Files reports for callers and visitors.
    CallCentre,
    /// A referent of all sectors who also manages the service.
    Admin,
}

impl Role {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Crew => "crew",
            Self::Referent => "referent",
            Self::CallCentre => "call_centre",
            Self::Admin => "admin",
        }
    }
}

/// The language of somebody's screens and letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Français.
    Fr,
    /// English.
    En,
}

impl Language {
    const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}

/// Somebody new.
#[derive(Args, Clone, Debug)]
pub struct NewStaff {
    /// Where the sign-in link is sent.
    pub email: String,
    /// As colleagues see it.
    #[arg(long)]
    pub name: String,
    /// What they may do.
    #[arg(long, value_enum)]
    pub role: Role,
    /// A crew member's team, as in the city pack: `up-11`.
    #[arg(long, required_if_eq("role", "crew"))]
    pub team: Option<String>,
    /// A referent's sector, as in the city pack; several are given one by one. Without one: all sectors.
    #[arg(long = "sector")]
    pub sectors: Vec<String>,
    /// Of their screens and letters.
    #[arg(long, value_enum, default_value_t = Language::Fr)]
    pub language: Language,
}

/// Whether somebody is new. Harmless when repeated: who is already there stays as they are.
///
/// # Errors
/// When the address can't be one, the team does not exist, or the same address has another role or team.
pub async fn add(database: &PgPool, clock: &dyn Clock, new: &NewStaff) -> anyhow::Result<bool> {
    let email = new.email.trim();
    if !is_address(email) {
        bail!("`{email}` is not an e-mail address");
    }
    match (&new.team, new.role) {
        (Some(team), Role::Crew) => known_team(database, team).await?,
        (None, Role::Crew) => bail!("a crew member needs a team: --team up-11"),
        (Some(_), _) => bail!("only a crew member has a team"),
        (None, _) => {}
    }
    if !new.sectors.is_empty() && new.role != Role::Referent {
        bail!("only a referent has sectors");
    }
    let mut transaction = database.begin().await.context("can't reach the database")?;
    let inserted = sqlx::query!(
        "INSERT INTO staff (id, email, name, role, team_id, language, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        StaffId(clock.id()).0,
        email,
        new.name,
        new.role.as_str(),
        new.team,
        new.language.tag(),
        clock.now(),
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected()
        == 1;
    let known =
        sqlx::query!("SELECT id, role, team_id, left_at FROM staff WHERE lower(email) = lower($1)", email)
            .fetch_one(&mut *transaction)
            .await?;
    if known.left_at.is_some() {
        bail!("`{email}` was there and has left");
    }
    if known.role != new.role.as_str() || known.team_id != new.team {
        let team = known.team_id.unwrap_or_default();
        bail!("`{email}` is already there as {} {team}; it stays as it is", known.role);
    }
    if inserted {
        for sector in &new.sectors {
            give_sector(&mut transaction, StaffId(known.id), sector).await?;
        }
    }
    transaction.commit().await?;
    Ok(inserted)
}

/// Ends every session of somebody: a phone was lost, or left signed in. How many there were.
///
/// # Errors
/// When nobody has the address.
pub async fn sign_out(database: &PgPool, email: &str) -> anyhow::Result<u64> {
    let known = sqlx::query_scalar!("SELECT id FROM staff WHERE lower(email) = lower($1)", email.trim())
        .fetch_optional(database)
        .await
        .context("can't reach the database")?;
    let Some(staff) = known else { bail!("nobody on the staff has `{email}`") };
    // What waits in a lost phone is not made in their name any more.
    sqlx::query!("DELETE FROM action_key WHERE staff_id = $1", staff).execute(database).await?;
    let ended = sqlx::query!("DELETE FROM session WHERE staff_id = $1", staff).execute(database).await?;
    Ok(ended.rows_affected())
}

async fn known_team(database: &PgPool, team: &str) -> anyhow::Result<()> {
    let known = sqlx::query_scalar!("SELECT id FROM team WHERE id = $1", team)
        .fetch_optional(database)
        .await
        .context("can't reach the database")?;
    if known.is_none() {
        bail!("there is no team `{team}`; load the city pack first, its teams.toml lists them");
    }
    Ok(())
}

async fn give_sector(connection: &mut PgConnection, staff: StaffId, sector: &str) -> anyhow::Result<()> {
    let given = sqlx::query!(
        "INSERT INTO staff_sector (staff_id, sector_id) SELECT $1, id FROM sector WHERE id = $2 ON CONFLICT DO NOTHING",
        staff.0,
        sector,
    )
    .execute(connection)
    .await?;
    if given.rows_affected() == 0 {
        bail!("there is no sector `{sector}`, or it is named twice");
    }
    Ok(())
}

/// One `@` with something on both sides and no blanks: what a mail server then says is its own business.
pub(crate) fn is_address(text: &str) -> bool {
    text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}
