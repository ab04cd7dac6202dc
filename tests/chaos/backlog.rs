//! A hundred thousand letters wait. Three copies of the sender drain them, and no letter leaves twice. `CHAOS_LETTERS` says
//! another number.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;
use harness::{Service, TestDatabase};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::machine::{Machine, Setup, Where, a_moment};
use crate::proxy::listen_anywhere;

/// People who follow each report.
const FOLLOWERS: usize = 100;
/// What was measured is minutes; this only ends a run that will never end.
const AT_MOST: Duration = Duration::from_mins(10);

/// A mail server that takes everything and remembers only how often each Message-ID came: a disk would be measured else.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<HashMap<String, usize>>>);

impl Sink {
    async fn serve(self, listener: TcpListener, end: CancellationToken) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = end.cancelled() => return,
            };
            let Ok((client, _)) = accepted else { continue };
            tokio::spawn(self.clone().hold(client));
        }
    }

    async fn hold(self, client: TcpStream) -> std::io::Result<()> {
        client.set_nodelay(true)?;
        let (from, mut to) = client.into_split();
        let mut from = BufReader::new(from);
        to.write_all(b"220 sink\r\n").await?;
        let mut line = Vec::new();
        loop {
            line.clear();
            if from.read_until(b'\n', &mut line).await? == 0 {
                return Ok(());
            }
            let answer = match line.to_ascii_uppercase().get(..4) {
                Some(b"DATA") => {
                    to.write_all(b"354 go ahead\r\n").await?;
                    self.letter(&mut from).await?;
                    "250 kept\r\n"
                }
                Some(b"EHLO") => "250-sink\r\n250 8BITMIME\r\n",
                _ => "250 ok\r\n",
            };
            to.write_all(answer.as_bytes()).await?;
        }
    }

    async fn letter(&self, from: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> std::io::Result<()> {
        let (mut line, mut id) = (Vec::new(), None);
        while line != b".\r\n" {
            line.clear();
            if from.read_until(b'\n', &mut line).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if id.is_none() && line.starts_with(b"Message-ID:") {
                id = Some(String::from_utf8_lossy(&line).trim().to_owned());
            }
        }
        *self.0.lock().expect("the letters").entry(id.unwrap_or_default()).or_default() += 1;
        Ok(())
    }
}

/// The letters of receipt of many reports, each with many followers, as the services would have written them.
async fn fill(machine: &Machine, reports: usize) -> anyhow::Result<()> {
    for statement in [
        format!(
            "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language,
                                 channel, received_at, due_at)
             SELECT gen_random_uuid(), 'S2026K' || lpad(n::text, 6, '0'), 'dispatched', 'bags',
                    'SRID=4326;POINT(2.3783 48.8646)', 'phone', (SELECT min(id) FROM sector), '82 rue Oberkampf', 'fr',
                    'web', now(), now() + interval '1 day'
             FROM generate_series(1, {reports}) AS n"
        ),
        "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
         SELECT gen_random_uuid(), id, 'receive', 'received', 'resident', now(), now() FROM report"
            .to_owned(),
        format!(
            "INSERT INTO recipient (id, report_id, part, email, language, created_at)
             SELECT gen_random_uuid(), id, 'follower', reference || '-' || n || '@example.org', 'fr', now()
             FROM report, generate_series(1, {FOLLOWERS}) AS n"
        ),
        "INSERT INTO letter (id, report_id, history_id, recipient_id, created_at)
         SELECT gen_random_uuid(), report_id, report_history.id, recipient.id, now()
         FROM recipient JOIN report_history USING (report_id)"
            .to_owned(),
        "INSERT INTO pgmq.q_letters (vt, message)
         SELECT now(), jsonb_build_object('message', jsonb_build_object('kind', 'report', 'letter', id,
             'report', report_id, 'history', history_id, 'recipient', recipient_id, 'move', 'receive',
             'occurred_at', now()))
         FROM letter"
            .to_owned(),
        "ANALYZE".to_owned(),
    ] {
        sqlx::query(&statement).execute(&machine.pool).await.context(statement)?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_that_waited_drain_and_each_leaves_once() -> anyhow::Result<()> {
    let reports =
        std::env::var("CHAOS_LETTERS").map_or(Ok(100_000), |letters| letters.parse::<usize>())? / FOLLOWERS;
    let letters = reports * FOLLOWERS;
    let (listener, address): (TcpListener, SocketAddr) = listen_anywhere().await?;
    let (sink, end) = (Sink::default(), CancellationToken::new());
    let serving = tokio::spawn(sink.clone().serve(listener, end.clone()));
    let setup = Setup {
        copies: 3,
        services: &[Service::Notification],
        settings: vec![("SMTP_URL", format!("smtp://{address}")), ("RUST_LOG", "warn".to_owned())],
        ..Setup::default()
    };
    let mut machine = Machine::prepare(Where::Shared(TestDatabase::create().await?), setup).await?;
    fill(&machine, reports).await?;
    machine.run().await?;
    let began = Instant::now();
    let waiting = "SELECT EXISTS (SELECT FROM pgmq.q_letters)";
    let drained = async {
        while sqlx::query_scalar::<_, bool>(waiting).fetch_one(&machine.pool).await? {
            a_moment().await;
        }
        Ok::<_, anyhow::Error>(())
    };
    tokio::time::timeout(AT_MOST, drained).await.context("they don't drain")??;
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = letters as f64 / seconds;
    println!("{letters} letters in {seconds:.0} s: {rate:.0} a second");

    let accepted =
        machine.count("SELECT count(*) FROM letter WHERE state = 'accepted' AND attempts = 1").await?;
    assert_eq!(accepted, i64::try_from(letters)?);
    let arrived = sink.0.lock().expect("the letters").clone();
    assert_eq!(arrived.len(), letters);
    assert!(arrived.values().all(|times| *times == 1), "each once");
    machine.stop().await?;
    end.cancel();
    Ok(serving.await?)
}
