//! A period again, under other rules: which reports would have gone to another team. It reads the decisions one after the
//! other and keeps sums, so that a month of a city costs seconds and no memory. The load is the one that was recorded with
//! each decision: what the other rules would have done to it is not guessed.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use futures_util::StreamExt;
use model::calendar;
use model::city::Localized;
use model::ids::StaffId;
use model::rules::{Facts, NO_NAMED_LOAD, NamedLoad, Rule, UnknownLoad, named_teams};
use sqlx::PgPool;
use uuid::Uuid;

use crate::choice::pick;
use crate::store::assignments::{self, Teams};
use crate::store::rules::decisions::{self, Made};

/// Reports of one pair of teams that are kept to be looked at.
const EXAMPLES: usize = 3;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who asks: only what they reach is counted.
    pub staff: StaffId,
    /// The first day, the city's.
    pub from: NaiveDate,
    /// The first day after.
    pub until: NaiveDate,
    /// The rules that are tried.
    pub rules: Vec<Rule>,
}

/// A team by its id; none: a referent decides.
pub type Goes = Option<String>;

/// What would have been. Each report counts once, by its last decision in the period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Reports that the rules decided about.
    pub reports: u64,
    /// Of these, those that would go to another team than under the rules in force.
    pub moved: u64,
    /// Those that move, from team to team.
    pub pairs: BTreeMap<(Goes, Goes), Pair>,
    /// Those that move, by their sector.
    pub sectors: BTreeMap<String, u64>,
    /// Those that move, by their category.
    pub categories: BTreeMap<String, u64>,
    /// Beside these: a referent named the team, whatever the rules say.
    pub by_hand: u64,
    /// Beside these: their category goes to a partner.
    pub partner: u64,
    /// Beside these: the decision as it was made can't be found again from what is known of it, because teams, sectors or
    /// the report have changed since.
    pub lost: u64,
    /// Beside these: a rule asks for the open jobs of a team that were not counted then.
    pub unknown_load: u64,
    /// Of `reports`, those whose decision is older than the facts that are kept with it.
    pub older: u64,
    /// Of `reports`, those that an older version decided; they are compared with what the rules in force say.
    pub older_version: u64,
}

/// Reports that would go from one team to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// How many.
    pub count: u64,
    /// Some of them.
    pub examples: Vec<Uuid>,
}

/// Tries rules on a period.
///
/// # Errors
/// As the database says; when there are no rules.
pub async fn replay(database: &PgPool, question: &Question) -> anyhow::Result<Replayed> {
    let mut connection = database.begin().await?;
    decisions::one_moment(&mut connection).await?;
    let (zone, _) = assignments::city(&mut connection).await?.context("no city pack is loaded")?;
    let span = (begins(question.from, zone), begins(question.until, zone));
    let version = assignments::rule_version(&mut connection).await?.context("no rules: load a city pack")?;
    let ground = Ground {
        zone,
        partners: assignments::categories(&mut connection).await?,
        teams: assignments::teams_of_all_sectors(&mut connection).await?,
        nobody: Teams::default(),
        rules: &question.rules,
        in_force: assignments::rules(&mut connection, version).await?,
        version,
        made_by: decisions::versions(&mut connection, span).await?,
    };
    let named =
        [ground.rules, &ground.in_force].into_iter().chain(ground.made_by.values().map(Vec::as_slice));
    let names_teams = named.into_iter().any(|rules| !named_teams(rules).is_empty());
    let sectors = decisions::reached(&mut connection, question.staff).await?;
    let mut made = std::pin::pin!(decisions::made(&mut connection, &sectors, span));
    let mut replayed = Replayed::default();
    while let Some(made) = made.next().await {
        ground.try_on(&made?, names_teams, &mut replayed);
    }
    Ok(replayed)
}

/// What every decision is made on.
struct Ground<'q> {
    zone: Tz,
    partners: HashMap<String, Option<Localized>>,
    teams: HashMap<String, Teams>,
    nobody: Teams,
    rules: &'q [Rule],
    in_force: Vec<Rule>,
    version: i32,
    /// The rules that made the decisions, by their version.
    made_by: HashMap<i32, Vec<Rule>>,
}

impl Ground<'_> {
    fn try_on(&self, made: &Made, names_teams: bool, replayed: &mut Replayed) {
        if made.team.is_some() && made.rule.is_none() {
            replayed.by_hand += 1;
            return;
        }
        if self.partners.get(&made.category).is_some_and(Option::is_some) {
            replayed.partner += 1;
            return;
        }
        let teams = self.teams.get(&made.sector).unwrap_or(&self.nobody);
        let named = if names_teams { named_load(made, teams) } else { NamedLoad::new() };
        let (day, minute) = calendar::local_day_and_minute(made.at, self.zone);
        let facts = Facts {
            category: &made.category,
            sector: &made.sector,
            day,
            minute,
            followers: made.followers,
            load: made.load,
            named: if names_teams { &named } else { &NO_NAMED_LOAD },
        };
        let goes = |rules: &[Rule]| -> Result<(Goes, Goes), UnknownLoad> {
            let picked = pick(&facts, teams, rules)?;
            Ok(picked.map(|(rule, team)| (rule.id.clone(), team.to_owned())).unzip())
        };
        // What can't be found again can't be compared either.
        let found = self.made_by.get(&made.version).map(|rules| goes(rules));
        if found != Some(Ok((made.rule.clone(), made.team.clone()))) {
            replayed.lost += 1;
            return;
        }
        let (Ok((_, now)), Ok((_, then))) = (goes(&self.in_force), goes(self.rules)) else {
            replayed.unknown_load += 1;
            return;
        };
        replayed.reports += 1;
        replayed.older += u64::from(made.named_load.is_none());
        replayed.older_version += u64::from(made.version != self.version);
        if now != then {
            replayed.moved += 1;
            *replayed.sectors.entry(made.sector.clone()).or_default() += 1;
            *replayed.categories.entry(made.category.clone()).or_default() += 1;
            let pair = replayed.pairs.entry((now, then)).or_default();
            pair.count += 1;
            if pair.examples.len() < EXAMPLES {
                pair.examples.push(made.report);
            }
        }
    }
}

/// The open jobs of teams by their ids, as recorded: those that the rules named then, and the sector's own.
fn named_load(made: &Made, teams: &Teams) -> NamedLoad {
    let own = [(&teams.dpe, made.load.dpe), (&teams.urgence_proprete, made.load.urgence_proprete)];
    let mut named: NamedLoad =
        own.into_iter().filter_map(|(team, jobs)| Some((team.clone()?, jobs))).collect();
    named.extend(made.named_load.iter().flatten().map(|(team, jobs)| (team.clone(), *jobs)));
    named
}

/// The first moment of a day of the city's; where its midnight is skipped, an hour later.
fn begins(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let shown = |at| zone.from_local_datetime(&at).earliest();
    let first = shown(midnight).or_else(|| shown(midnight + TimeDelta::hours(1)));
    first.map_or_else(|| midnight.and_utc(), |first| first.to_utc())
}
