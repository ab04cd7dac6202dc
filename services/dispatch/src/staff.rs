//! The city's staff, from the command line.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use model::ids::StaffId;
use service_kit::clock::Clock;
use sqlx::{PgConnection, PgPool};

use crate::store::city::log::{self, Action, Author, Kind};
use crate::store::city::people::{self, Person};
use crate::store::city::teams;

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
        (None, Role::Crew) => bail!("a crew member needs a team: --team up-11"),
        (Some(_), role) if role != Role::Crew => bail!("only a crew member has a team"),
        _ => {}
    }
    if !new.sectors.is_empty() && new.role != Role::Referent {
        bail!("only a referent has sectors");
    }
    let mut transaction = database.begin().await.context("can't reach the database")?;
    log::lock(&mut transaction).await?;
    if let Some(team) = &new.team
        && teams::one(&mut transaction, team).await?.is_none()
    {
        bail!("there is no team `{team}`; load the city pack first, its teams.toml lists them");
    }
    if let Some(known) = people::of_address(&mut transaction, email).await? {
        if known.left_at.is_some() {
            bail!("`{email}` was there and has left");
        }
        if known.role != new.role.as_str() || known.team != new.team {
            let team = known.team.unwrap_or_default();
            bail!("`{email}` is already there as {} {team}; it stays as it is", known.role);
        }
        return Ok(false);
    }
    let person = Person {
        id: StaffId(clock.id()),
        email: email.to_owned(),
        name: new.name.clone(),
        role: new.role.as_str().to_owned(),
        team: new.team.clone(),
        sectors: known_sectors(&mut transaction, &new.sectors).await?,
        language: new.language.tag().to_owned(),
        left_at: None,
    };
    people::add(&mut transaction, by_command(clock), &person).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Ends every session of somebody: a phone was lost, or left signed in. How many there were.
///
/// # Errors
/// When nobody has the address.
pub async fn sign_out(database: &PgPool, clock: &dyn Clock, email: &str) -> anyhow::Result<u64> {
    let mut transaction = database.begin().await.context("can't reach the database")?;
    log::lock(&mut transaction).await?;
    let known = people::of_address(&mut transaction, email.trim()).await?;
    let Some(person) = known else { bail!("nobody on the staff has `{email}`") };
    let ended = people::end_sessions(&mut transaction, person.id).await?;
    let id = person.id.to_string();
    let what = (Action::SignOut, Kind::Person, id.as_str());
    log::record(&mut transaction, by_command(clock), what, (Some(&person), Some(&person))).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Whoever owns the database.
fn by_command(clock: &dyn Clock) -> Author {
    Author { staff: None, now: clock.now() }
}

async fn known_sectors(connection: &mut PgConnection, named: &[String]) -> anyhow::Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for sector in named {
        let there = sqlx::query_scalar!("SELECT id FROM sector WHERE id = $1", sector)
            .fetch_optional(&mut *connection)
            .await?;
        if there.is_none() || !known.insert(sector.clone()) {
            bail!("there is no sector `{sector}`, or it is named twice");
        }
    }
    Ok(known)
}

/// One `@` with something on both sides and no blanks: what a mail server then says is its own business.
pub(crate) fn is_address(text: &str) -> bool {
    text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}
