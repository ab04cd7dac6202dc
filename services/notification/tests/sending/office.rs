//! The service with everything it needs, each test's own.

use std::time::Duration;

use crate::database::{CITY, own_database, test_server};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use letters::samples;
use local::inbox::Inbox;
use local::object_store::{BUCKET, ObjectStore};
use messages::LetterMessage;
use model::ids::{HistoryId, LetterId, PhotoId, RecipientId, ReportId, SignInId};
use model::moves::{Actor, Move, State};
use notification::Config;
use service_kit::clock::{Clock, SetClock};
use service_kit::links::LinkKeys;
use service_kit::service::Running;
use service_kit::telemetry;
use sqlx::{Connection, PgConnection, PgPool};
use storage::{Key, Size, Storage, StorageConfig};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;
use web::Language;

const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Office {
    pub(crate) inbox: Inbox,
    pub(crate) keys: LinkKeys,
    pool: PgPool,
    store: ObjectStore,
    storage: Storage,
    running: Running,
    shutdown: CancellationToken,
    database: Url,
    _folder: tempfile::TempDir,
}

pub(crate) struct Report {
    pub(crate) id: ReportId,
    pub(crate) recipient: Uuid,
    pub(crate) received: HistoryId,
    pub(crate) assigned: HistoryId,
    /// The bytes of its photo.
    pub(crate) before: Vec<u8>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) message_id: Option<String>,
    pub(crate) smtp_answer: Option<String>,
}

impl Report {
    /// The message of a letter about it.
    pub(crate) fn message(&self, letter: Uuid, history: HistoryId, step: Move) -> LetterMessage {
        LetterMessage::Report {
            letter: LetterId(letter),
            report: self.id,
            history,
            recipient: RecipientId(self.recipient),
            step,
            occurred_at: now(),
        }
    }
}

fn now() -> DateTime<Utc> {
    samples::now()
}

fn link_keys() -> String {
    format!("1:{}", BASE64_STANDARD.encode([7; 32]))
}

fn config(arguments: &[&str]) -> Config {
    let keys = link_keys();
    let common = [
        "notification",
        "--database-url=postgres://nobody@127.0.0.1:9/none",
        "--public-url=https://rue-nette.example/",
        "--staff-url=https://equipes.rue-nette.example",
        "--smtp-url=smtp://127.0.0.1:9",
        "--link-keys",
        &keys,
    ];
    // The last of two equal flags wins.
    let command = <Config as clap::CommandFactory>::command().args_override_self(true);
    let matches = command.get_matches_from(common.iter().chain(arguments));
    <Config as clap::FromArgMatches>::from_arg_matches(&matches).unwrap()
}

pub(crate) async fn start_with(arguments: &[&str]) -> anyhow::Result<Running> {
    notification::start(config(arguments), SetClock::at(now()), CancellationToken::new()).await
}

fn row(
    report: ReportId,
    step: Move,
    from: Option<State>,
    to: State,
    at: DateTime<Utc>,
) -> ::database::history::Row<'static> {
    ::database::history::Row {
        id: HistoryId(SetClock::at(at).id()),
        report,
        step,
        from,
        to,
        actor: Actor::Crew,
        actor_id: None,
        occurred_at: at,
        recorded_at: at,
        words: None,
        detail: serde_json::json!({}),
    }
}

impl Office {
    pub(crate) async fn open() -> Self {
        // Metrics are kept from here on.
        telemetry::metrics_handle().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let database = own_database().await;
        let pool = ::database::connect(database.as_str(), 4, "test").unwrap();
        let store = ObjectStore::start(&folder.path().join("objects"), 0, "key", "secret").unwrap();
        let inbox = Inbox::start(&folder.path().join("letters"), 0, 0).unwrap();
        let mut url = database.clone();
        url.set_username("rue_nette_notification").unwrap();
        url.set_password(std::env::var("SERVICE_PASSWORD").ok().as_deref()).unwrap();
        let config = config(&[
            &format!("--database-url={url}"),
            &format!("--smtp-url={}", inbox.smtp_url()),
            &format!("--s3-endpoint={}", store.endpoint()),
            "--s3-access-key=key",
            "--s3-secret-key=secret",
        ]);
        let storage = Storage::new(&StorageConfig {
            endpoint: Some(store.endpoint()),
            region: "us-east-1".into(),
            bucket: BUCKET.into(),
            access_key: Some("key".into()),
            secret_key: Some("secret".into()),
        });
        let shutdown = CancellationToken::new();
        let running = notification::start(config, SetClock::at(now()), shutdown.clone()).await.unwrap();
        let keys = link_keys().parse().unwrap();
        let office = Self { inbox, keys, pool, store, storage, running, shutdown, database, _folder: folder };
        office.run(CITY).await;
        office
    }

    /// Stops in good order; nothing may be left in the queue.
    pub(crate) async fn shut(self) {
        self.empty("q_letters").await;
        self.shutdown.cancel();
        tokio::time::timeout(SOON, self.running.finished()).await.unwrap().unwrap();
        self.inbox.stop().await;
        self.store.stop().await;
        self.pool.close().await;
        let name = self.database.path().trim_start_matches('/').to_owned();
        let mut server = PgConnection::connect(&test_server()).await.unwrap();
        sqlx::query(&format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut server).await.unwrap();
    }

    pub(crate) async fn run(&self, sql: &str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }

    /// Waits until a query says true.
    pub(crate) async fn until(&self, what: &str, sql: &str) {
        let asked = async {
            let mut pace = tokio::time::interval(Duration::from_millis(20));
            while !sqlx::query_scalar::<_, bool>(sql).fetch_one(&self.pool).await.unwrap() {
                pace.tick().await;
            }
        };
        tokio::time::timeout(SOON, asked).await.unwrap_or_else(|_| panic!("not in time: {what}"));
    }

    /// Waits until the sender says by its metrics that it pauses.
    pub(crate) async fn paused(&self) {
        let asked = async {
            let mut pace = tokio::time::interval(Duration::from_millis(20));
            while !telemetry::metrics_handle().unwrap().render().contains("letters_paused 1") {
                pace.tick().await;
            }
        };
        tokio::time::timeout(SOON, asked).await.expect("the sender pauses");
    }

    pub(crate) async fn empty(&self, queue: &str) {
        self.until(queue, &format!("SELECT NOT EXISTS (SELECT FROM pgmq.{queue})")).await;
    }

    /// The letter of a move, once it is settled.
    pub(crate) async fn settled(&self, history: HistoryId) -> Row {
        let filter = format!("FROM letter WHERE history_id = '{history}' AND state <> 'waiting'");
        self.until("the letter is settled", &format!("SELECT EXISTS (SELECT {filter})")).await;
        let row = format!("SELECT id, state, attempts, message_id, smtp_answer {filter}");
        sqlx::query_as(&row).fetch_one(&self.pool).await.unwrap()
    }

    /// A report of 12:45 with a photo, given to the pair of the 11e.
    pub(crate) async fn report(&self, email: &str, language: &str) -> Report {
        let at = now() - TimeDelta::minutes(201);
        let clock = SetClock::at(at);
        let (id, recipient) = (ReportId(clock.id()), clock.id());
        sqlx::query(
            "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel, received_at, due_at)
             SELECT $1, 'S2026K00000' || count(*) + 1, 'received', 'bags', 'SRID=4326;POINT(2.37 48.86)', 'phone', '75111',
                 '12 rue Oberkampf, 75011 Paris', $2, 'web', $3, $3 + interval '24 hours' FROM report",
        )
        .bind(id.0)
        .bind(language)
        .bind(at)
        .execute(&self.pool)
        .await
        .unwrap();
        sqlx::query("INSERT INTO recipient (id, report_id, part, email, language, created_at) VALUES ($1, $2, 'reporter', $3, $4, $5)")
            .bind(recipient)
            .bind(id.0)
            .bind(email)
            .bind(language)
            .bind(at)
            .execute(&self.pool)
            .await
            .unwrap();
        let received = self.step(id, Move::Receive, None, State::Received).await;
        let assigned = self.step(id, Move::Assign, Some(State::Received), State::Dispatched).await;
        sqlx::query(
            "INSERT INTO assignment (history_id, report_id, cause_id, team_id, rule_set_version, load, sentence, decided_at)
             VALUES ($1, $2, $3, 'up-11', (SELECT max(version) FROM rule_set), '{}', '{}', $4)",
        )
        .bind(assigned.0)
        .bind(id.0)
        .bind(received.0)
        .bind(at)
        .execute(&self.pool)
        .await
        .unwrap();
        let mut report = Report { id, recipient, received, assigned, before: Vec::new() };
        report.before = self.photo(&report, received, "before", "ready").await;
        report
    }

    async fn step(&self, report: ReportId, step: Move, from: Option<State>, to: State) -> HistoryId {
        let at = now() - TimeDelta::minutes(201);
        self.record(row(report, step, from, to, at)).await
    }

    async fn record(&self, row: ::database::history::Row<'_>) -> HistoryId {
        ::database::history::record(&mut self.pool.acquire().await.unwrap(), &row).await.unwrap();
        row.id
    }

    /// Closed at 16:05.
    pub(crate) async fn close(&self, report: &Report) -> HistoryId {
        let row = self.at_16_05(report, Move::Close, State::Dispatched, State::Done);
        self.record(::database::history::Row { words: Some("Les sacs sont partis."), ..row }).await
    }

    /// A move at 16:05 with its facts.
    pub(crate) async fn moved(
        &self,
        report: &Report,
        step: Move,
        (from, to): (State, State),
        detail: serde_json::Value,
    ) -> HistoryId {
        let row = self.at_16_05(report, step, from, to);
        self.record(::database::history::Row { detail, ..row }).await
    }

    /// The reporter contests a close at 16:05.
    pub(crate) async fn contest(&self, report: &Report, by: Uuid) -> HistoryId {
        let row = self.at_16_05(report, Move::Contest, State::Done, State::Reopened);
        self.record(::database::history::Row { actor_id: Some(by), words: Some("Il reste un sac."), ..row })
            .await
    }

    #[expect(clippy::unused_self, reason = "reads like the moves around it")]
    fn at_16_05(
        &self,
        report: &Report,
        step: Move,
        from: State,
        to: State,
    ) -> ::database::history::Row<'static> {
        row(report.id, step, Some(from), to, now() - TimeDelta::minutes(1))
    }

    /// A photo in the database and its rendition in the store. Its bytes.
    pub(crate) async fn photo(
        &self,
        report: &Report,
        history: HistoryId,
        stage: &str,
        ready: &str,
    ) -> Vec<u8> {
        let id = SetClock::at(now()).id();
        let pictures = samples::closed(Language::Fr).pictures;
        let jpeg = pictures[usize::from(stage == "before")].jpeg.clone();
        self.storage.put(&Key::rendition(id, Size::Large), jpeg.clone(), "image/jpeg").await.unwrap();
        sqlx::query(
            "INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type, received_at)
             VALUES ($1, $2, $3, $4, 0, $5, decode(repeat('00', 32), 'hex'), 1, 'image/jpeg', $6)",
        )
        .bind(id)
        .bind(report.id.0)
        .bind(history.0)
        .bind(stage)
        .bind(ready)
        .bind(now())
        .execute(&self.pool)
        .await
        .unwrap();
        jpeg
    }

    /// Announces a move as the services do.
    pub(crate) async fn announce(&self, report: &Report, history: HistoryId, step: Move) {
        let told = ::database::letters::Told { report: report.id, history, step, occurred_at: now() };
        let mut transaction = self.pool.begin().await.unwrap();
        let clock = SetClock::at(now());
        ::database::letters::announce(&mut transaction, told, now(), Duration::ZERO, || clock.id())
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// Asks a reporter for another photo as intake does. The letter.
    pub(crate) async fn ask(&self, report: &Report, photo: PhotoId) -> Uuid {
        let mut transaction = self.pool.begin().await.unwrap();
        let clock = SetClock::at(now());
        let asked =
            ::database::letters::ask_for_photo(&mut transaction, report.id, photo, now(), || clock.id());
        assert_eq!(asked.await.unwrap(), 1);
        transaction.commit().await.unwrap();
        self.one(&format!("SELECT id FROM letter WHERE photo_id = '{photo}'")).await
    }

    /// The one id that a query finds.
    pub(crate) async fn one(&self, sql: &str) -> Uuid {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.unwrap()
    }

    /// A ledger row without its message, of an hour ago.
    pub(crate) async fn ledger_row(&self, report: &Report, history: HistoryId) -> Uuid {
        let id = SetClock::at(now()).id();
        sqlx::query("INSERT INTO letter (id, report_id, history_id, recipient_id, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(report.id.0)
            .bind(history.0)
            .bind(report.recipient)
            .bind(now() - TimeDelta::hours(1))
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    pub(crate) async fn publish(&self, message: &LetterMessage) {
        let mut connection = self.pool.acquire().await.unwrap();
        queue::publish(&mut connection, message, Duration::ZERO).await.unwrap();
    }

    /// A sign-in that is good for so many minutes.
    pub(crate) async fn sign_in(&self, email: &str, minutes: i64) -> (SignInId, LetterId) {
        let clock = SetClock::at(now());
        let (staff, sign_in, letter) = (clock.id(), clock.id(), clock.id());
        sqlx::query(
            "WITH person AS (INSERT INTO staff (id, email, name, role, team_id, language, created_at)
                 VALUES ($1, $2, 'Awa Diallo', 'crew', 'up-11', 'fr', $5) RETURNING id),
             nonce AS (INSERT INTO sign_in (id, staff_id, created_at, expires_at)
                 SELECT $3, id, $5, $6 FROM person RETURNING id)
             INSERT INTO letter (id, sign_in_id, created_at) SELECT $4, id, $5 FROM nonce",
        )
        .bind(staff)
        .bind(email)
        .bind(sign_in)
        .bind(letter)
        .bind(now())
        .bind(now() + TimeDelta::minutes(minutes))
        .execute(&self.pool)
        .await
        .unwrap();
        (SignInId(sign_in), LetterId(letter))
    }
}
