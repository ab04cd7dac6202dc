//! Reads what was noted, and brings every sum up to date.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use model::calendar::{Calendar, DayKind, Opening};
use model::histogram::Bin;
use model::ids::ReportId;
use model::moves::State;
use model::turnaround::{Made, Terms, figures};
use serde::{Deserialize, Serialize};
use service_kit::service;
use sqlx::PgConnection;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::bucket::Differences;
use super::{Bucket, Counts, Key};
use crate::Service;
use crate::store::{counting as store, turnaround};

/// Notes that are read in one transaction. More would be fewer statements, but what is counted would be seen later.
const BATCH: i64 = 1_000;

/// A batch that takes longer waits for a database that does not answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a report stands, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Open,
    Done,
    Rejected,
    Merged,
}

/// A report as it is counted: its row in `desk_report`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    pub(crate) report_id: Uuid,
    /// Of its receipt, in the city.
    pub(crate) day: NaiveDate,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) sector_id: String,
    /// Empty: no team has it.
    pub(crate) team_id: String,
    pub(crate) group_id: String,
    pub(crate) channel: String,
    pub(crate) state: Standing,
    pub(crate) first_plain: Option<i16>,
    pub(crate) last_plain: Option<i16>,
    pub(crate) first_working: Option<i16>,
    pub(crate) last_working: Option<i16>,
    pub(crate) within_target: Option<bool>,
    pub(crate) contests: i32,
    pub(crate) doubtful: bool,
    pub(crate) grades: i32,
    pub(crate) grade_sum: i32,
    pub(crate) at_partner: bool,
    pub(crate) partner_seconds: i64,
}

impl Counted {
    /// What it adds to the counts of its buckets.
    pub(crate) fn counts(&self) -> Counts {
        let is = |state| i64::from(self.state == state);
        Counts {
            received: 1,
            open: is(Standing::Open),
            done: is(Standing::Done),
            rejected: is(Standing::Rejected),
            merged: is(Standing::Merged),
            within: i64::from(self.within_target == Some(true)),
            beyond: i64::from(self.within_target == Some(false)),
            contested: i64::from(self.contests > 0),
            doubtful: self.doubtful.into(),
            graded: i64::from(self.grades > 0),
            grades: self.grades.into(),
            grade_sum: self.grade_sum.into(),
            at_partner: self.at_partner.into(),
            partner_seconds: self.partner_seconds,
        }
    }

    /// Its bins: first and last turnaround in plain hours, then both in working hours.
    pub(crate) fn bins(&self) -> [Option<i16>; 4] {
        [self.first_plain, self.last_plain, self.first_working, self.last_working]
    }
}

/// What is known of a report, but for its history.
pub(crate) struct Facts {
    pub(crate) report: Uuid,
    pub(crate) state: State,
    pub(crate) merged: bool,
    pub(crate) closed: bool,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) sector: String,
    pub(crate) team: Option<String>,
    pub(crate) group: String,
    pub(crate) channel: String,
    /// The id of its category's; none until a pack with calendars is loaded.
    pub(crate) calendar: Option<String>,
    /// One of its closes is.
    pub(crate) doubtful: bool,
    pub(crate) grades: i32,
    pub(crate) grade_sum: i32,
    /// As it was counted before.
    pub(crate) before: Option<Counted>,
}

impl Facts {
    fn standing(&self) -> Standing {
        match self.state {
            _ if self.merged => Standing::Merged,
            State::Done => Standing::Done,
            // At rest it is what it was before.
            State::Archived if self.closed => Standing::Done,
            State::Rejected | State::Archived => Standing::Rejected,
            _ => Standing::Open,
        }
    }

    /// The report as it is to be counted now.
    fn counted(&self, history: &[Made], times: &Times) -> anyhow::Result<Counted> {
        let calendar = self.calendar.as_ref().and_then(|id| times.calendars.get(id));
        let terms = Terms {
            calendar: calendar.unwrap_or(&times.always),
            zone: times.zone,
            target: self.due_at - self.received_at,
        };
        let figures = figures(history, &terms).context("its history does not begin with a receipt")?;
        let standing = self.standing();
        let has_figures = standing != Standing::Merged;
        let bin = |span: Option<chrono::Duration>| span.map(|span| Bin::of(span).number());
        Ok(Counted {
            report_id: self.report,
            day: self.received_at.with_timezone(&times.zone).date_naive(),
            received_at: self.received_at,
            due_at: self.due_at,
            sector_id: self.sector.clone(),
            team_id: self.team.clone().unwrap_or_default(),
            group_id: self.group.clone(),
            channel: self.channel.clone(),
            state: standing,
            first_plain: bin(figures.first.map(|span| span.plain)),
            last_plain: bin(figures.last.map(|span| span.plain)),
            first_working: bin(figures.first.map(|span| span.working).filter(|_| calendar.is_some())),
            last_working: bin(figures.last.map(|span| span.working).filter(|_| calendar.is_some())),
            within_target: figures.within_target,
            contests: figures.contests.try_into()?,
            doubtful: self.doubtful && has_figures,
            grades: if has_figures { self.grades } else { 0 },
            grade_sum: if has_figures { self.grade_sum } else { 0 },
            at_partner: figures.partner_since.is_some() || !figures.partner.is_zero(),
            partner_seconds: figures.partner.num_seconds(),
        })
    }
}

/// What turnaround is counted in, the same for all reports of a batch.
struct Times {
    zone: Tz,
    calendars: HashMap<String, Calendar>,
    /// Every hour of every day, for a category without a calendar: what it says of working hours is left out.
    always: Calendar,
}

impl Times {
    async fn read(connection: &mut PgConnection) -> anyhow::Result<Self> {
        let (zone, calendars) = store::calendars(connection).await?;
        let always = Calendar::try_from(vec![Opening { days: DayKind::ALL.into(), from: 0, until: 1440 }])?;
        Ok(Self { zone, calendars, always })
    }
}

/// Counts what is noted every `every`, until `shutdown`. Any number of copies may.
pub(crate) async fn run(service: Service, every: Duration, shutdown: CancellationToken) {
    service::every(every, shutdown, "the desk's figures are late", || count(&service)).await;
}

/// Counts everything that is noted by now; how many reports. While another copy counts, there is nothing to do here.
///
/// # Errors
/// As the database says; what was counted before stays counted.
pub(crate) async fn count(service: &Service) -> anyhow::Result<usize> {
    let silent = "the database does not answer";
    let newest = timeout(PATIENCE, store::newest_note(&service.database)).await.context(silent)??;
    let Some(newest) = newest else { return Ok(0) };
    let mut all = 0;
    loop {
        match timeout(PATIENCE, batch(service, newest)).await.context(silent)?? {
            None => return Ok(all),
            Some(counted) => all += counted,
        }
    }
}

/// Counts the reports of the oldest notes up to one, in one transaction; none when no note is left, or another copy counts.
///
/// A note that is committed later, whatever its position, is read by a later batch. What is noted while this one reads may
/// be counted already, and is counted again: that changes nothing.
async fn batch(service: &Service, newest: i64) -> anyhow::Result<Option<usize>> {
    let mut transaction = service.database.begin().await?;
    if !store::is_first(&mut transaction).await? {
        return Ok(None);
    }
    let notes = store::notes(&mut transaction, newest, BATCH).await?;
    if notes.is_empty() {
        // Now, not when the connection is next used: nobody else can count until then.
        transaction.rollback().await?;
        return Ok(None);
    }
    let (positions, meant): (Vec<i64>, BTreeSet<Uuid>) = notes.into_iter().unzip();
    let reports: Vec<Uuid> = meant.into_iter().collect();
    let (mut unread, mut changed) = (Vec::new(), Vec::new());
    let mut differences = Differences::default();
    let times = Times::read(&mut transaction).await?;
    let mut histories = store::histories(&mut transaction, &reports).await?;
    for (report, facts) in store::facts(&mut transaction, &reports).await? {
        let counted = facts.and_then(|facts| {
            let history = histories.remove(&report).context("it has no history")??;
            Ok((facts.counted(&history, &times)?, facts.before))
        });
        match counted {
            Ok((now, before)) if before.as_ref() != Some(&now) => {
                differences.note(before.as_ref(), &now)?;
                changed.push(now);
            }
            Ok(_) => {}
            Err(error) => {
                let report = ReportId(report);
                tracing::error!(%report, error = format!("{error:#}"), "a report can't be counted");
                unread.push(report.0);
            }
        }
    }
    if !changed.is_empty() {
        write(&mut transaction, differences, &changed).await?;
    }
    // What can't be read here, a newer version may have written: it stays noted, behind all others.
    store::settle(&mut transaction, &positions, &unread).await?;
    transaction.commit().await?;
    metrics::counter!("desk_reports_counted_total").increment(changed.len() as u64);
    Ok(Some(reports.len()))
}

async fn write(
    connection: &mut PgConnection,
    differences: Differences,
    changed: &[Counted],
) -> anyhow::Result<()> {
    let differences: BTreeMap<Key, _> = differences.into_changes().collect();
    let keys: Vec<&Key> = differences.keys().collect();
    let there = turnaround::buckets(connection, &keys).await?;
    let mut there: BTreeMap<Key, Bucket> = there.into_iter().map(|one| (one.key.clone(), one)).collect();
    let mut buckets = Vec::new();
    for (key, difference) in differences {
        let mut bucket = there.remove(&key).unwrap_or_else(|| Bucket::empty(key));
        bucket.change(&difference).with_context(|| format!("the sums of {:?}", bucket.key))?;
        buckets.push(bucket);
    }
    store::write(connection, &buckets, changed).await?;
    store::notify(connection).await?;
    Ok(())
}
