//! A city with random histories, written as services write them: a way through the table of moves for each report.

use anyhow::Context;
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::moves::{Move, State, line};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use sqlx::PgPool;
use uuid::Uuid;

/// A sector with its two teams.
const SECTORS: [(&str, [&str; 2]); 3] =
    [("75111", ["dpe-11", "up-11"]), ("75112", ["dpe-12", "up-12"]), ("75104", ["dpe-centre", "up-centre"])];
/// Kinds of several groups, of both calendars, and with several targets.
const CATEGORIES: [&str; 6] =
    ["bags", "furniture", "urine", "rodents", "tree-dangerous", "graffiti-building"];
const CHANNELS: [&str; 5] = ["web", "web", "web", "call_centre", "api"];

/// A report as its row should be.
#[derive(Clone, Debug)]
struct Report {
    id: Uuid,
    state: State,
    category: String,
    target: Duration,
    sector: usize,
    team: Option<&'static str>,
    channel: &'static str,
    /// When the last move happened, and when it was written.
    at: (DateTime<Utc>, DateTime<Utc>),
    closes: Vec<(Uuid, DateTime<Utc>)>,
    merged_into: Option<Uuid>,
    last: Option<Move>,
}

/// All reports, and what chance has in store for them.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) pool: PgPool,
    random: StdRng,
    categories: Vec<(String, i32)>,
    reports: Vec<Report>,
    recipients: Vec<Uuid>,
}

/// After everything that happens.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).single().expect("a moment")
}

impl City {
    pub(crate) async fn new(pool: PgPool, seed: u64) -> anyhow::Result<Self> {
        let categories = sqlx::query_as(
            "SELECT id, target_hours FROM category WHERE handled_by <> 'elsewhere' ORDER BY id",
        )
        .fetch_all(&pool)
        .await?;
        let random = StdRng::seed_from_u64(seed);
        Ok(Self { pool, random, categories, reports: Vec::new(), recipients: Vec::new() })
    }

    fn category(&mut self) -> anyhow::Result<(String, Duration)> {
        let wanted = *CATEGORIES.choose(&mut self.random).context("some")?;
        let known = self.categories.iter().find(|(id, _)| id == wanted).or(self.categories.first());
        let (id, hours) = known.context("a city with categories")?;
        Ok((id.clone(), Duration::hours((*hours).into())))
    }

    /// Reports arrive: half of them in the last weeks, others in the two years before, some around midnight.
    pub(crate) async fn receive(&mut self, count: usize) -> anyhow::Result<()> {
        for _ in 0..count {
            let days = if self.random.random() { 40 } else { 800 };
            let seconds = self.random.random_range(60..days * 86_400);
            let mut received_at = now() - Duration::seconds(seconds);
            if self.random.random_ratio(1, 4) {
                let midnight = received_at.date_naive().and_hms_opt(22, 0, 0).context("an hour")?.and_utc();
                received_at = midnight.min(now()) + Duration::minutes(self.random.random_range(-90..90));
                received_at = received_at.min(now() - Duration::minutes(1));
            }
            let (category, target) = self.category()?;
            let sector = self.random.random_range(0..SECTORS.len());
            let report = Report {
                id: Uuid::new_v4(),
                state: State::Received,
                category,
                target,
                sector,
                team: None,
                channel: CHANNELS.choose(&mut self.random).context("some")?,
                at: (received_at, received_at),
                closes: Vec::new(),
                merged_into: None,
                last: None,
            };
            let mut connection = self.pool.begin().await?;
            sqlx::query(
                "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address,
                                     language, channel, received_at, due_at)
                 VALUES ($1, $1::text, 'received', $2, 'POINT(2.37 48.86)', 'hand', $3, 'x', 'fr', $4, $5, $6)",
            )
            .bind(report.id)
            .bind(&report.category)
            .bind(SECTORS[sector].0)
            .bind(report.channel)
            .bind(received_at)
            .bind(received_at + report.target)
            .execute(&mut *connection)
            .await?;
            let recipient = Uuid::new_v4();
            sqlx::query(
                "INSERT INTO recipient (id, report_id, part, language, created_at) VALUES ($1, $2, 'reporter', 'fr', $3)",
            )
            .bind(recipient)
            .bind(report.id)
            .bind(received_at)
            .execute(&mut *connection)
            .await?;
            self.recipients.push(recipient);
            write(&mut connection, &report, Uuid::new_v4(), Move::Receive, None, None).await?;
            connection.commit().await?;
            self.reports.push(report);
        }
        Ok(())
    }

    /// Things happen to random reports: each to one, in a transaction of its own.
    pub(crate) async fn live(&mut self, events: usize) -> anyhow::Result<()> {
        for _ in 0..events {
            let at = self.random.random_range(0..self.reports.len());
            match self.random.random_range(0..100) {
                0..8 => self.grade(at).await?,
                8..12 => self.look_again(at).await?,
                _ => self.step(at).await?,
            }
        }
        Ok(())
    }

    /// The next move of a report, if there is one before now.
    async fn step(&mut self, at: usize) -> anyhow::Result<()> {
        let report = self.reports[at].clone();
        let possible: Vec<Move> = Move::ALL
            .iter()
            .copied()
            .filter(|step| line(*step).from.contains(&report.state))
            .filter(|step| *step != Move::Undo || report.last == Some(Move::Close))
            .collect();
        // What ends a report is common, what is rare there is rare here.
        let weight = |step: &Move| match step {
            Move::Close | Move::Assign => 12,
            Move::Contest | Move::Undo | Move::Transfer => 4,
            Move::Merge | Move::Archive | Move::Refuse => 1,
            _ => 2,
        };
        let Ok(step) = possible.choose_weighted(&mut self.random, weight) else { return Ok(()) };
        let (happened, written) = report.at;
        // A phone without signal: written hours after it happened, but one thing after the other.
        let occurred_at = happened + Duration::seconds(self.random.random_range(20..40_000));
        let late = if self.random.random_ratio(1, 5) { self.random.random_range(0..100_000) } else { 0 };
        let recorded_at = written.max(occurred_at) + Duration::seconds(late + 1);
        if recorded_at >= now() {
            return Ok(());
        }
        let on_time = matches!(step, Move::Assign | Move::Contest | Move::Archive | Move::Requalify);
        let occurred_at = if on_time { recorded_at } else { occurred_at };
        self.make(at, *step, (occurred_at, recorded_at)).await
    }

    async fn make(
        &mut self,
        at: usize,
        step: Move,
        moment: (DateTime<Utc>, DateTime<Utc>),
    ) -> anyhow::Result<()> {
        let to = *line(step).to.choose(&mut self.random).context("some")?;
        let main = self.reports.choose(&mut self.random).map(|report| report.id);
        let mut report = self.reports[at].clone();
        let (from, id) = (report.state, Uuid::new_v4());
        let mut undone = None;
        (report.state, report.at, report.last) = (to, moment, Some(step));
        match step {
            Move::Assign if to == State::Dispatched => {
                report.team = SECTORS[report.sector].1.choose(&mut self.random).copied();
            }
            Move::Close => report.closes.push((id, moment.0)),
            Move::Undo => undone = report.closes.pop().map(|(close, _)| close),
            Move::Merge if main == Some(report.id) => return Ok(()),
            Move::Merge => report.merged_into = main,
            Move::Requalify => {
                (report.category, report.target) = self.category()?;
                if self.random.random() {
                    report.sector = self.random.random_range(0..SECTORS.len());
                }
            }
            _ => {}
        }
        if matches!(to, State::Received | State::ToRequalify) {
            report.team = None;
        }
        let mut transaction = self.pool.begin().await?;
        write(&mut transaction, &report, id, step, Some(from), undone).await?;
        if let Some(close) = undone {
            sqlx::query("DELETE FROM closing WHERE history_id = $1")
                .bind(close)
                .execute(&mut *transaction)
                .await?;
        }
        if step == Move::Close {
            let proof = ["sure", "sure", "unsure", "doubtful"].choose(&mut self.random).context("some")?;
            sqlx::query("INSERT INTO closing VALUES ($1, $2, $3, '[]', '{}', $4)")
                .bind(id)
                .bind(report.id)
                .bind(proof)
                .bind(moment.1)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        self.reports[at] = report;
        Ok(())
    }

    /// Somebody says how content they are with the last close, for the first time or otherwise than before.
    async fn grade(&mut self, at: usize) -> anyhow::Result<()> {
        let Some((close, _)) = self.reports[at].closes.last().copied() else { return Ok(()) };
        sqlx::query(
            "INSERT INTO satisfaction VALUES ($1, $2, $3, $4, NULL, $5, $5)
             ON CONFLICT (history_id, recipient_id) DO UPDATE SET grade = EXCLUDED.grade",
        )
        .bind(close)
        .bind(self.recipients.choose(&mut self.random))
        .bind(self.reports[at].id)
        .bind(self.random.random_range(1..=5_i16))
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The pixels of a close are compared: it is surer than it seemed, or less so.
    async fn look_again(&mut self, at: usize) -> anyhow::Result<()> {
        let Some((close, _)) = self.reports[at].closes.last().copied() else { return Ok(()) };
        let proof = ["sure", "doubtful"].choose(&mut self.random).context("some")?;
        sqlx::query("UPDATE closing SET proof = $2 WHERE history_id = $1")
            .bind(close)
            .bind(proof)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// The row of the history, and the report as it stands after it.
async fn write(
    connection: &mut sqlx::PgConnection,
    report: &Report,
    history: Uuid,
    step: Move,
    from: Option<State>,
    undone: Option<Uuid>,
) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at, detail)
         VALUES ($1, $2, $3, $4, $5, 'crew', $6, $7, jsonb_build_object('close', $8::uuid))",
    )
    .bind(history)
    .bind(report.id)
    .bind(step.as_str())
    .bind(from.map(State::as_str))
    .bind(report.state.as_str())
    .bind(report.at.0)
    .bind(report.at.1)
    .bind(undone)
    .execute(&mut *connection)
    .await?;
    let rests =
        matches!(report.state, State::Done) || report.state == State::Archived && from == Some(State::Done);
    sqlx::query(
        "UPDATE report SET state = $2, category_id = $3, due_at = received_at + $4, sector_id = $5, team_id = $6,
             first_closed_at = $7, closed_at = $8, merged_into = $9,
             scheduled_on = CASE WHEN $2 = 'scheduled' THEN '2026-12-01'::date END,
             review_on = CASE WHEN $2 = 'monitored' THEN '2026-12-01'::date END,
             partner = CASE WHEN $2 = 'transferred' THEN '{}'::jsonb END,
             transfer_until = CASE WHEN $2 = 'transferred' THEN now() END
         WHERE id = $1",
    )
    .bind(report.id)
    .bind(report.state.as_str())
    .bind(&report.category)
    .bind(report.target)
    .bind(SECTORS[report.sector].0)
    .bind(report.team)
    .bind(report.closes.first().map(|(_, at)| *at))
    .bind(report.closes.last().filter(|_| rests).map(|(_, at)| *at))
    .bind(report.merged_into)
    .execute(connection)
    .await?;
    Ok(())
}
