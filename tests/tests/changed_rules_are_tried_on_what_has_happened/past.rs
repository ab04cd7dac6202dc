//! Decisions of a past month as the dispatcher makes them, in great number, and a slow and plain look at them that shares
//! nothing with the replay.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Paris;
use dispatch::rules::replay::{Goes, Replayed};
use harness::TestDatabase;
use model::calendar::{DayKind, is_public_holiday};
use model::city::TeamKind;
use model::ids::StaffId;
use model::rules::Rule;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

/// What is kept with decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remembers {
    Everything,
    /// As before category, sector and followers were kept.
    LoadAlone,
}

/// A city with a past.
pub(crate) struct Past {
    pub(crate) pool: PgPool,
    pub(crate) admin: StaffId,
    /// In force.
    pub(crate) rules: Vec<Rule>,
    version: i32,
    /// Every version that there was.
    versions: BTreeMap<i32, Vec<Rule>>,
    sectors: Vec<String>,
    cleaning: Vec<String>,
    partners: Vec<String>,
    teams: BTreeMap<String, TeamKind>,
    of_sector: BTreeMap<(String, &'static str), String>,
    rng: StdRng,
}

/// A decision with all that can be known of it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Row {
    report_id: Uuid,
    team_id: Option<String>,
    rule_id: Option<String>,
    rule_set_version: i32,
    decided_at: DateTime<Utc>,
    kept: bool,
    category: String,
    sector: String,
    followers: i64,
    load: Value,
    named_load: Option<Value>,
    has_partner: bool,
}

impl Past {
    pub(crate) async fn new(database: &TestDatabase, seed: u64) -> anyhow::Result<Self> {
        let pool = database.owner()?;
        let admin = Uuid::new_v4();
        sqlx::query(
            "INSERT INTO staff (id, email, name, role, language, created_at) VALUES ($1, 'a@example.org', 'x', 'admin', 'fr', now())",
        )
        .bind(admin)
        .execute(&pool)
        .await?;
        let all = |query: &'static str| sqlx::query_scalar::<_, String>(query).fetch_all(&pool);
        let (sectors, cleaning) = (
            all("SELECT id FROM sector WHERE assigns ORDER BY id").await?,
            all("SELECT id FROM category WHERE handled_by = 'cleaning' ORDER BY id").await?,
        );
        let partners = all("SELECT id FROM category WHERE handled_by = 'partner' ORDER BY id").await?;
        let (version, rules): (i32, Value) =
            sqlx::query_as("SELECT version, rules FROM rule_set ORDER BY version DESC LIMIT 1")
                .fetch_one(&pool)
                .await?;
        let mut past = Self {
            admin: StaffId(admin),
            rules: serde_json::from_value(rules)?,
            version,
            versions: BTreeMap::new(),
            sectors,
            cleaning,
            partners,
            teams: BTreeMap::new(),
            of_sector: BTreeMap::new(),
            rng: StdRng::seed_from_u64(seed),
            pool,
        };
        past.versions.insert(version, past.rules.clone());
        past.read_teams().await?;
        Ok(past)
    }

    async fn read_teams(&mut self) -> anyhow::Result<()> {
        let teams: Vec<(String, String)> =
            sqlx::query_as("SELECT id, kind FROM team").fetch_all(&self.pool).await?;
        let kind = |kind: &str| if kind == "dpe" { TeamKind::Dpe } else { TeamKind::UrgenceProprete };
        self.teams = teams.into_iter().map(|(id, of)| (id, kind(&of))).collect();
        let rows: Vec<(String, String, String)> =
            sqlx::query_as("SELECT sector_id, kind, team_id FROM team_sector").fetch_all(&self.pool).await?;
        self.of_sector =
            rows.into_iter().map(|(sector, of, team)| ((sector, kind(&of).as_str()), team)).collect();
        Ok(())
    }

    pub(crate) fn some_categories(&self, rng: &mut StdRng) -> BTreeSet<String> {
        let count = rng.random_range(0..8);
        self.cleaning.choose_multiple(rng, count).cloned().collect()
    }

    pub(crate) fn some_sectors(&self, rng: &mut StdRng) -> BTreeSet<String> {
        let count = rng.random_range(0..8);
        self.sectors.choose_multiple(rng, count).cloned().collect()
    }

    pub(crate) fn some_team(&self, rng: &mut StdRng) -> (TeamKind, String) {
        let (id, kind) = self.teams.iter().choose(rng).expect("a team");
        (*kind, id.clone())
    }

    /// Makes so many decisions in and around October 2026, each about a report of its own or an earlier one again.
    pub(crate) async fn decide(&mut self, count: usize, remembers: Remembers) -> anyhow::Result<()> {
        let begin: DateTime<Utc> = "2026-09-28T00:00:00Z".parse()?;
        let (mut reports, mut followers, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..count {
            let rng = &mut self.rng;
            let at = begin + TimeDelta::seconds(rng.random_range(0..37 * 86_400));
            let partner = rng.random_bool(0.05);
            let category =
                if partner { &self.partners } else { &self.cleaning }.choose(rng).expect("one").clone();
            let sector = self.sectors.choose(rng).expect("a sector").clone();
            let (dpe, urgence): (u32, u32) = (rng.random_range(0..60), rng.random_range(0..60));
            let follow = i64::from(rng.random_range(0..9) * u32::from(rng.random_bool(0.3)));
            let named: BTreeMap<String, u32> = self
                .rules
                .iter()
                .filter_map(|rule| rule.team.clone())
                .map(|team| {
                    let own =
                        |kind: TeamKind| self.of_sector.get(&(sector.clone(), kind.as_str())) == Some(&team);
                    let jobs = if own(TeamKind::Dpe) {
                        dpe
                    } else if own(TeamKind::UrgenceProprete) {
                        urgence
                    } else {
                        rng.random_range(0..60)
                    };
                    (team, jobs)
                })
                .collect();
            let report = Uuid::new_v4();
            let row = Row {
                report_id: report,
                team_id: None,
                rule_id: None,
                rule_set_version: self.version,
                decided_at: at,
                kept: remembers == Remembers::Everything,
                category,
                sector,
                followers: follow,
                load: json!({ "dpe": dpe, "urgence_proprete": urgence }),
                named_load: Some(json!(named)),
                has_partner: partner,
            };
            let by_hand = self.rng.random_bool(0.03);
            let decided =
                if row.has_partner { None } else { self.first(&self.rules, &row).expect("known jobs") };
            let (team, rule) = match decided {
                _ if by_hand => (Some(self.teams.keys().next().expect("a team").clone()), None),
                Some((rule, team)) => (Some(team), Some(rule)),
                None => (None, None),
            };
            followers.extend((0..=follow).map(|_| (report, at - TimeDelta::minutes(5))));
            // Who came later did not count then.
            followers.push((report, at + TimeDelta::minutes(5)));
            reports.push((
                report,
                format!("T{}-{number}", self.rng.random::<u64>()),
                row.category.clone(),
                row.sector.clone(),
                at,
            ));
            // Some were decided before, too, for another team.
            if self.rng.random_bool(0.1) {
                let earlier = Row { decided_at: at - TimeDelta::hours(30), followers: 0, ..row.clone() };
                let decided = if row.has_partner {
                    None
                } else {
                    self.first(&self.rules, &earlier).expect("known jobs")
                };
                let (rule_id, team_id) = decided.unzip();
                made.push(Row { team_id, rule_id, ..earlier });
            }
            made.push(Row { team_id: team, rule_id: rule, ..row });
        }
        self.write(&reports, &followers, &made, remembers).await
    }

    async fn write(
        &self,
        reports: &[(Uuid, String, String, String, DateTime<Utc>)],
        followers: &[(Uuid, DateTime<Utc>)],
        made: &[Row],
        remembers: Remembers,
    ) -> anyhow::Result<()> {
        let mut transaction = self.pool.begin().await?;
        // Without the history that a decision refers to.
        sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                                 received_at, due_at)
             SELECT id, reference, 'received', category, ST_SetSRID(ST_MakePoint(2.35, 48.85), 4326)::geography, 'hand', sector,
                 'Paris', 'fr', 'web', at, at + interval '1 day'
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS one (id, reference, category, sector, at)",
        )
        .bind(reports.iter().map(|one| one.0).collect::<Vec<_>>())
        .bind(reports.iter().map(|one| one.1.clone()).collect::<Vec<_>>())
        .bind(reports.iter().map(|one| one.2.clone()).collect::<Vec<_>>())
        .bind(reports.iter().map(|one| one.3.clone()).collect::<Vec<_>>())
        .bind(reports.iter().map(|one| one.4).collect::<Vec<_>>())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO recipient (id, report_id, part, language, created_at)
             SELECT gen_random_uuid(), id, 'follower', 'fr', at FROM unnest($1::uuid[], $2::timestamptz[]) AS one (id, at)",
        )
        .bind(followers.iter().map(|one| one.0).collect::<Vec<_>>())
        .bind(followers.iter().map(|one| one.1).collect::<Vec<_>>())
        .execute(&mut *transaction)
        .await?;
        let all = remembers == Remembers::Everything;
        sqlx::query(
            "INSERT INTO assignment (history_id, report_id, cause_id, team_id, rule_set_version, rule_id, load, sentence,
                                     decided_at, category_id, sector_id, followers, named_load)
             SELECT gen_random_uuid(), report, gen_random_uuid(), team, version, rule, load, '{\"fr\": \"\", \"en\": \"\"}', at,
                    CASE WHEN $9 THEN category END, CASE WHEN $9 THEN sector END,
                    CASE WHEN $9 THEN followers END::integer, CASE WHEN $9 THEN named END
             FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::text[],
                         $8::text[], $10::bigint[], $11::jsonb[])
                  AS one (report, team, version, rule, load, at, category, sector, followers, named)",
        )
        .bind(made.iter().map(|one| one.report_id).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.team_id.clone()).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.rule_set_version).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.rule_id.clone()).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.load.clone()).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.decided_at).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.category.clone()).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.sector.clone()).collect::<Vec<_>>())
        .bind(all)
        .bind(made.iter().map(|one| one.followers).collect::<Vec<_>>())
        .bind(made.iter().map(|one| one.named_load.clone()).collect::<Vec<_>>())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A newer version is in force.
    pub(crate) async fn save(&mut self, rules: Vec<Rule>) -> anyhow::Result<()> {
        self.version = sqlx::query_scalar(
            "INSERT INTO rule_set (rules, author, why, created_at) VALUES ($1, 'x', 'y', now()) RETURNING version",
        )
        .bind(serde_json::to_value(&rules)?)
        .fetch_one(&self.pool)
        .await?;
        self.versions.insert(self.version, rules.clone());
        self.rules = rules;
        Ok(())
    }

    /// The pair of the 11th cleans the 12th now, and the other way round.
    pub(crate) async fn move_a_team(&mut self) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM team_sector WHERE kind = 'urgence_proprete' AND sector_id IN ('75111', '75112')",
        )
        .execute(&self.pool)
        .await?;
        sqlx::query("INSERT INTO team_sector VALUES ('up-11', '75112', 'urgence_proprete'), ('up-12', '75111', 'urgence_proprete')")
            .execute(&self.pool)
            .await?;
        self.read_teams().await
    }

    /// The admin has one sector only; how many reports of it were decided in October.
    pub(crate) async fn only_sector(&self, sector: &str) -> anyhow::Result<u64> {
        sqlx::query("INSERT INTO staff_sector VALUES ($1, $2)")
            .bind(self.admin.0)
            .bind(sector)
            .execute(&self.pool)
            .await?;
        let count: i64 = sqlx::query_scalar(
            "SELECT count(DISTINCT report_id) FROM assignment WHERE sector_id = $1
                AND (decided_at AT TIME ZONE 'Europe/Paris') >= '2026-10-01' AND (decided_at AT TIME ZONE 'Europe/Paris') < '2026-11-01'",
        )
        .bind(sector)
        .fetch_one(&self.pool)
        .await?;
        Ok(u64::try_from(count)?)
    }

    /// The last decision about each report.
    pub(crate) async fn all(&self, (from, until): (NaiveDate, NaiveDate)) -> anyhow::Result<Vec<Row>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT report_id, assignment.team_id, rule_id, rule_set_version, decided_at, assignment.category_id IS NOT NULL AS kept,
                    report.category_id AS category, report.sector_id AS sector,
                    (SELECT count(*) - 1 FROM recipient WHERE report_id = report.id AND created_at <= decided_at) AS followers,
                    load, named_load, partner_of.partner IS NOT NULL AS has_partner
             FROM assignment JOIN report ON report.id = report_id JOIN category partner_of ON partner_of.id = report.category_id
             ORDER BY decided_at",
        )
        .fetch_all(&self.pool)
        .await?;
        let mut last = BTreeMap::new();
        for row in rows {
            let day = row.decided_at.with_timezone(&Paris).date_naive();
            if from <= day && day < until {
                last.insert(row.report_id, row);
            }
        }
        Ok(last.into_values().collect())
    }

    /// The same as a replay, without examples, by looking at one decision after the other.
    pub(crate) fn plainly(&self, rules: &[Rule], rows: &[Row]) -> Replayed {
        let mut plain = Replayed::default();
        for row in rows {
            if row.team_id.is_some() && row.rule_id.is_none() {
                plain.by_hand += 1;
            } else if row.has_partner {
                plain.partner += 1;
            } else if !self.is_found_again(row) {
                plain.lost += 1;
            } else if let Some((now, then)) = self.both(row, rules) {
                plain.reports += 1;
                plain.older += u64::from(!row.kept);
                plain.older_version += u64::from(row.rule_set_version != self.version);
                if now != then {
                    plain.moved += 1;
                    *plain.sectors.entry(row.sector.clone()).or_default() += 1;
                    *plain.categories.entry(row.category.clone()).or_default() += 1;
                    plain.pairs.entry((now, then)).or_default().count += 1;
                }
            } else {
                plain.unknown_load += 1;
            }
        }
        plain
    }

    /// Where one report goes now, and would go.
    pub(crate) fn goes(&self, report: Uuid, rules: &[Rule], rows: &[Row]) -> Option<(Goes, Goes)> {
        self.both(rows.iter().find(|row| row.report_id == report)?, rules)
    }

    fn both(&self, row: &Row, rules: &[Rule]) -> Option<(Goes, Goes)> {
        let team = |rules| self.first(rules, row).ok().map(|first| first.map(|(_, team)| team));
        Some((team(&self.rules)?, team(rules)?))
    }

    fn is_found_again(&self, row: &Row) -> bool {
        let recorded = row.rule_id.clone().zip(row.team_id.clone());
        self.first(&self.versions[&row.rule_set_version], row) == Ok(recorded)
    }

    /// The first rule that matches and its team; an error where the open jobs of its team are not known.
    fn first(&self, rules: &[Rule], row: &Row) -> Result<Option<(String, String)>, ()> {
        let local = row.decided_at.with_timezone(&Paris);
        let weekdays = [
            DayKind::Mon,
            DayKind::Tue,
            DayKind::Wed,
            DayKind::Thu,
            DayKind::Fri,
            DayKind::Sat,
            DayKind::Sun,
        ];
        let day = if is_public_holiday(local.date_naive()) {
            DayKind::Holiday
        } else {
            weekdays[local.weekday().num_days_from_monday() as usize]
        };
        let minute = local.hour() * 60 + local.minute();
        let within = |count: u64, from: u32, until: Option<u32>| {
            count >= u64::from(from) && until.is_none_or(|until| count < u64::from(until))
        };
        for rule in rules {
            let hit = (rule.categories.is_empty() || rule.categories.contains(&row.category))
                && (rule.sectors.is_empty() || rule.sectors.contains(&row.sector))
                && rule.days.contains(&day)
                && u32::from(rule.from) <= minute
                && minute < u32::from(rule.until)
                && within(
                    u64::try_from(row.followers).unwrap_or(0),
                    rule.followers.from,
                    rule.followers.until,
                );
            if !hit {
                continue;
            }
            let asks = rule.open_jobs.from > 0 || rule.open_jobs.until.is_some();
            if asks && !within(self.jobs(rule, row).ok_or(())?, rule.open_jobs.from, rule.open_jobs.until) {
                continue;
            }
            let of_sector = self.of_sector.get(&(row.sector.clone(), rule.team_kind.as_str())).cloned();
            let team = rule.team.clone().or(of_sector);
            return Ok(team.map(|team| (rule.id.clone(), team)));
        }
        Ok(None)
    }

    fn jobs(&self, rule: &Rule, row: &Row) -> Option<u64> {
        let Some(team) = &rule.team else { return row.load[rule.team_kind.as_str()].as_u64() };
        let recorded = row.named_load.as_ref().and_then(|named| named.get(team)?.as_u64());
        if recorded.is_some() {
            return recorded;
        }
        for kind in ["dpe", "urgence_proprete"] {
            if self.of_sector.get(&(row.sector.clone(), kind)) == Some(team) {
                return row.load[kind].as_u64();
            }
        }
        None
    }

    pub(crate) async fn close(self, database: TestDatabase) -> anyhow::Result<()> {
        self.pool.close().await;
        database.drop_now().await
    }
}
