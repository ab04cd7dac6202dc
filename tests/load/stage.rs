//! Everything that is measured, started and running.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use model::ids::StaffId;
use reqwest::Client;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::time::Instant;
use uuid::Uuid;

use crate::client::Poster;
use crate::cpu::{self, Cpu};
use crate::figures::Spread;
use crate::postgres::Postgres;
use crate::services::{Service, run_once};
use crate::stand_ins::{ACCESS_KEY, SECRET_KEY, StandIns};

/// 32 bytes that sign nothing but this measurement.
const LINK_KEYS: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const PASSWORD: &str = "load";
/// Between two looks whether a queue is empty.
const PACE: Duration = Duration::from_millis(25);
/// The longest that anything here takes.
const PATIENCE: Duration = Duration::from_mins(5);

/// The services, their database and their stand-ins.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) owner: PgPool,
    pub(crate) http: Client,
    pub(crate) intake: Option<Service>,
    pub(crate) dispatch: Option<Service>,
    notification: Option<Service>,
    postgres: Postgres,
    /// The backend of `owner`: what it does is not counted.
    measurer: u32,
    stand_ins: StandIns,
    folder: TempDir,
}

impl Stage {
    /// Starts everything with Paris loaded, and no photo worker.
    pub(crate) async fn start(statements: bool) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("rue-nette-load-").tempdir()?;
        let postgres = Postgres::start(folder.path(), statements).await?;
        let url = postgres.owner_url();
        run_once("migrate", &[], &[("DATABASE_URL", &url), ("SERVICE_PASSWORD", PASSWORD)]).await?;
        let city = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/cities/paris");
        run_once("dispatch", &["load", city], &[("DATABASE_URL", &url)]).await?;
        let owner = database::connect(&url, 1, "load")?;
        let (measurer,): (i32,) = sqlx::query_as("SELECT pg_backend_pid()").fetch_one(&owner).await?;
        let stand_ins = StandIns::start(folder.path()).await?;
        let mut stage = Self {
            owner,
            http: Client::builder().build()?,
            intake: None,
            dispatch: None,
            notification: None,
            postgres,
            measurer: measurer.cast_unsigned(),
            stand_ins,
            folder,
        };
        stage.start_intake(0).await?;
        stage.start_dispatch().await?;
        stage.notification = Some(stage.service("notification", &[]).await?);
        Ok(stage)
    }

    /// Intake with so many photo workers; 0 holds the photos back.
    pub(crate) async fn start_intake(&mut self, photo_workers: u32) -> anyhow::Result<()> {
        self.intake = Some(self.service("intake", &[("PHOTO_WORKERS", photo_workers.to_string())]).await?);
        Ok(())
    }

    pub(crate) async fn start_dispatch(&mut self) -> anyhow::Result<()> {
        self.dispatch = Some(self.service("dispatch", &[]).await?);
        Ok(())
    }

    /// Lets dispatch finish what is in hand; reports wait from now on.
    pub(crate) async fn stop_dispatch(&mut self) -> anyhow::Result<()> {
        self.dispatch.take().context("dispatch does not run")?.stop().await
    }

    /// Lets notification finish what is in hand; letters wait from now on.
    pub(crate) async fn stop_notification(&mut self) -> anyhow::Result<()> {
        self.notification.take().context("notification does not run")?.stop().await
    }

    /// Where the object store is.
    pub(crate) fn s3(&self) -> &str {
        &self.stand_ins.addresses.s3
    }

    async fn service(&self, name: &str, more: &[(&str, String)]) -> anyhow::Result<Service> {
        let addresses = &self.stand_ins.addresses;
        let mut settings = vec![
            ("DATABASE_URL", self.postgres.service_url(name, PASSWORD)),
            ("PUBLIC_URL", "http://127.0.0.1:1".to_owned()),
            ("STAFF_URL", "http://127.0.0.1:1".to_owned()),
            ("LINK_KEYS", LINK_KEYS.to_owned()),
            ("S3_ENDPOINT", addresses.s3.clone()),
            ("S3_BUCKET", local::object_store::BUCKET.to_owned()),
            ("S3_ACCESS_KEY", ACCESS_KEY.to_owned()),
            ("S3_SECRET_KEY", SECRET_KEY.to_owned()),
            ("SMTP_URL", addresses.smtp.clone()),
        ];
        settings.extend_from_slice(more);
        let service = Service::start(name, &settings, self.folder.path())?;
        service.ready(&self.http).await.with_context(|| self.last_lines(name))?;
        Ok(service)
    }

    /// The end of a service's log, for the error.
    fn last_lines(&self, name: &str) -> String {
        let log = self.folder.path().join(format!("{name}.log"));
        let log = std::fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(5).collect();
        format!("{name} says: {}", lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
    }

    /// A client that posts to intake from places all over the city, in categories that its teams clean.
    pub(crate) async fn poster(&self) -> anyhow::Result<Poster> {
        let places: Vec<(f64, f64)> = sqlx::query_as(
            "SELECT ST_X(point.geom), ST_Y(point.geom) FROM sector, ST_Dump(ST_GeneratePoints(area, 100, 1)) point
             WHERE kind = 'arrondissement' ORDER BY point.path, number",
        )
        .fetch_all(&self.owner)
        .await?;
        let categories: Vec<(String,)> =
            sqlx::query_as("SELECT id FROM category WHERE handled_by = 'cleaning' ORDER BY position, id")
                .fetch_all(&self.owner)
                .await?;
        Ok(Poster {
            http: self.http.clone(),
            url: self.intake.as_ref().context("intake does not run")?.url.clone(),
            places: Arc::new(places),
            categories: Arc::new(categories.into_iter().map(|(id,)| id).collect()),
        })
    }

    /// Somebody of the staff, and the cookie that they are signed in by.
    pub(crate) async fn signed_in(
        &self,
        role: &str,
        team: Option<&str>,
    ) -> anyhow::Result<(StaffId, String)> {
        let (staff, token) = (StaffId(Uuid::new_v4()), rand::random::<[u8; 32]>());
        sqlx::query(
            "WITH member AS (
                 INSERT INTO staff (id, email, name, role, team_id, language, created_at)
                 VALUES ($1, $1::text || '@example.org', 'x', $2, $3, 'fr', now()) RETURNING id)
             INSERT INTO session SELECT $4, id, now(), now() + interval '1 day' FROM member",
        )
        .bind(staff.0)
        .bind(role)
        .bind(team)
        .bind(Sha256::digest(token).to_vec())
        .execute(&self.owner)
        .await?;
        Ok((staff, format!("session={}", BASE64_URL_SAFE_NO_PAD.encode(token))))
    }

    /// CPU of everything since its start.
    pub(crate) fn cpu(&self) -> anyhow::Result<Cpu> {
        let of =
            |service: &Option<Service>| service.as_ref().map_or(Ok(0.0), |service| cpu::of(service.pid()?));
        Ok(Cpu {
            intake: of(&self.intake)?,
            dispatch: of(&self.dispatch)?,
            notification: of(&self.notification)?,
            postgres: cpu::of_family(self.postgres.pid()?, self.measurer)?,
            client: cpu::of(std::process::id())?,
            stand_ins: cpu::of(self.stand_ins.pid()?)?,
        })
    }

    /// Transactions committed until now.
    pub(crate) async fn commits(&self) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
            .fetch_one(&self.owner)
            .await
    }

    /// The number of the newest row of history, to count from.
    pub(crate) async fn newest(&self) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM report_history")
            .fetch_one(&self.owner)
            .await
    }

    /// Times from receipt to dispatch, of reports that were received after that row. Fails when one has no team.
    pub(crate) async fn dispatched_since(&self, newest: i64) -> anyhow::Result<Spread> {
        let (p50, p99, undispatched): (f64, f64, i64) = sqlx::query_as(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY wait), percentile_cont(0.99) WITHIN GROUP (ORDER BY wait),
                    count(*) - count(wait)
             FROM (SELECT (extract(epoch FROM dispatched_at - received_at) * 1000)::float8 AS wait
                   FROM report_history JOIN report ON report.id = report_id
                   WHERE position > $1 AND move = 'receive') AS waits",
        )
        .bind(newest)
        .fetch_one(&self.owner)
        .await?;
        ensure!(undispatched == 0, "{undispatched} reports have no team");
        Ok(Spread { p50, p99 })
    }

    /// Waits until queues are empty. Fails if anything was buried.
    pub(crate) async fn drained(&self, queues: &[&str]) -> anyhow::Result<()> {
        let began = Instant::now();
        for queue in queues {
            let empty = format!("SELECT NOT EXISTS (SELECT FROM pgmq.q_{queue})");
            while !sqlx::query_scalar::<_, bool>(&empty).fetch_one(&self.owner).await? {
                ensure!(began.elapsed() < PATIENCE, "the queue {queue} does not become empty");
                tokio::time::sleep(PACE).await;
            }
            let buried = format!("SELECT message::text FROM pgmq.q_{queue}_dead LIMIT 1");
            let buried: Option<String> = sqlx::query_scalar(&buried).fetch_optional(&self.owner).await?;
            ensure!(buried.is_none(), "buried in {queue}: {buried:?}");
        }
        Ok(())
    }

    /// The database's address, as its owner.
    pub(crate) fn owner_url(&self) -> String {
        self.postgres.owner_url()
    }

    /// Ends everything in good order.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        for service in [self.intake, self.dispatch, self.notification].into_iter().flatten() {
            service.stop().await?;
        }
        self.owner.close().await;
        self.postgres.stop().await
    }
}
