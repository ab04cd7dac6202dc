//! What the dispatcher knows of the city, read once for all points.

use std::collections::HashMap;

use anyhow::Context;
use chrono_tz::Tz;
use model::city::Localized;
use model::rules::{Facts, Load, NamedLoad, Rule, named_teams};
use sqlx::PgConnection;

use super::row::Asked;
use crate::choice::{Choice, choose};
use crate::store::assignments::{self, Teams};

/// The city, as `dispatch where` needs it.
#[derive(Debug)]
pub(super) struct City {
    pub(super) zone: Tz,
    bounds: [f64; 4],
    pub(super) has_quartiers: bool,
    /// Each category, with its partner if no cleaning team handles it.
    pub(super) categories: HashMap<String, Option<Localized>>,
    teams: HashMap<String, Teams>,
    nobody: Teams,
    rules: Vec<Rule>,
    /// Of the teams that the rules name: a bare point has nobody at work.
    named: NamedLoad,
}

impl City {
    pub(super) async fn read(connection: &mut PgConnection) -> anyhow::Result<Self> {
        let (zone, bounds) = assignments::city(connection)
            .await?
            .context("no city in this database: load one with `dispatch load infra/cities/paris`")?;
        let version = assignments::rule_version(connection).await?.context("no rules: load a city pack")?;
        let rules = assignments::rules(connection, version).await?;
        let named = named_teams(&rules).into_iter().map(|team| (team, 0)).collect();
        Ok(Self {
            zone,
            bounds,
            has_quartiers: assignments::has_kind(connection, "quartier").await?,
            categories: assignments::categories(connection).await?,
            teams: assignments::teams_of_all_sectors(connection).await?,
            nobody: Teams::default(),
            rules,
            named,
        })
    }

    /// Decides for a bare point: nobody follows it, and no team has open jobs.
    pub(super) fn choose(&self, asked: &Asked, sector: &str) -> Choice<'_> {
        let facts = Facts {
            category: &asked.category,
            sector,
            day: asked.day,
            minute: asked.minute,
            followers: 0,
            load: Load::default(),
            named: &self.named,
        };
        let partner = self.categories.get(&asked.category).and_then(Option::as_ref);
        choose(&facts, partner, self.teams.get(sector).unwrap_or(&self.nobody), &self.rules)
    }

    pub(super) fn is_within_bounds(&self, longitude: f64, latitude: f64) -> bool {
        let [west, south, east, north] = self.bounds;
        (west..=east).contains(&longitude) && (south..=north).contains(&latitude)
    }
}
