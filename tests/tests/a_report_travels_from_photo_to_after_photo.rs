//! The whole way: three services, PostgreSQL with PostGIS, S3, SMTP. Report, right team, close, letter with both photos.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use harness::{Crew, Letter, Sent, Service, Stack, paris, street};
use service_kit::clock::SetClock;

const PATIENCE: Duration = Duration::from_secs(30);
const MARIE: &str = "marie@example.org";

/// Reports bags at rue Oberkampf, by the place and time in the photo alone.
async fn report(stack: &Stack, at: DateTime<Utc>) -> anyhow::Result<Sent> {
    let fields = [("category", "bags"), ("email", MARIE), ("language", "fr"), ("channel", "web")];
    stack.resident()?.report("4b1d6c1e-first", &fields, &[street::dirty(at)?]).await
}

async fn dispatched_to(stack: &Stack, team: &str) -> anyhow::Result<()> {
    stack
        .eventually(&format!("SELECT bool_and(state = 'dispatched' AND team_id = '{team}') FROM report"))
        .await
}

async fn letter(stack: &Stack, after: u64) -> anyhow::Result<(u64, Letter)> {
    let to_marie = |letter: &local::inbox::Received| letter.envelope.to.iter().any(|to| to == MARIE);
    let received = stack.inbox.wait_for(PATIENCE, Some(after), to_marie).await?;
    Ok((received.id, Letter::parse(&received.raw)?))
}

/// Upright: the phone was held sideways, the street is wider than high. Without metadata: nothing between the
/// start of the image and its tables but JFIF.
fn assert_upright_without_metadata(jpeg: &[u8]) {
    let picture = image::load_from_memory(jpeg).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (1600, 1200), "upright");
    assert!(exif::Reader::new().read_from_container(&mut Cursor::new(jpeg)).is_err(), "EXIF is left");
    for marker in [0xE1, 0xE2, 0xED, 0xFE] {
        let header = &jpeg[..jpeg.len().min(700)];
        assert!(!header.windows(2).any(|bytes| bytes == [0xFF, marker]), "a segment FF{marker:X} is left");
    }
}

async fn close(crew: &Crew, at: DateTime<Utc>) -> anyhow::Result<()> {
    let jobs = crew.jobs().await?;
    assert_eq!(jobs.len(), 1, "one open job");
    crew.take(&jobs[0]).await?.error_for_status()?;
    let action = crew.action(&jobs[0]).await?;
    crew.close(&jobs[0], &action, &street::clean(at)?, "done-cleaned").await?.error_for_status()?;
    assert_eq!(crew.jobs().await?, [], "closed");
    Ok(())
}

#[tokio::test]
async fn in_the_afternoon_urgence_proprete_cleans_and_the_resident_gets_both_photos() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start(clock.clone()).await?;
    let crew = stack.crew("up-11", "pair@example.org").await?;
    let sent = report(&stack, paris(12, 44)).await?;
    assert!(sent.reference.starts_with("S2026K"), "{}", sent.reference);
    dispatched_to(&stack, "up-11").await?;

    let (seen, received) = letter(&stack, 0).await?;
    assert!(received.text.contains(&sent.reference), "{}", received.text);
    assert_eq!(received.link("/r/")?, sent.tracking_url);

    clock.set(paris(15, 40));
    crew.sign_in(&stack).await?;
    clock.set(paris(16, 5));
    close(&crew, paris(16, 4)).await?;

    let (_, closed) = letter(&stack, seen + 1).await?;
    assert!(closed.subject.contains("nettoyé"), "{}", closed.subject);
    assert!(
        closed.text.contains("3\u{a0}h\u{a0}20") && closed.html.contains("3\u{a0}h\u{a0}20"),
        "{}",
        closed.text
    );
    assert_eq!(closed.pictures.len(), 2, "after and before");
    for picture in &closed.pictures {
        assert!(closed.html.contains(&format!("cid:{}", picture.id)), "{} is shown", picture.id);
        assert_upright_without_metadata(&picture.bytes);
    }
    assert_ne!(closed.pictures[0].bytes, closed.pictures[1].bytes);
    closed.link("answer=clean")?;
    closed.link("answer=not-clean")?;
    assert_ne!(closed.message_id, received.message_id);

    let resident = stack.resident()?;
    let read = resident.read(&sent).await?;
    assert_eq!(read["state"], "done");
    let moves: Vec<_> =
        read["steps"].as_array().expect("steps").iter().map(|step| step["move"].clone()).collect();
    assert_eq!(moves, ["close", "take", "assign", "receive"]);
    let photos = resident.photos(&sent).await?;
    assert!(photos.len() >= 2);
    for photo in &photos {
        assert_upright_without_metadata(photo);
    }
    let accepted: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM letter WHERE state = 'accepted' AND smtp_answer LIKE '250%'",
    )
    .fetch_one(&stack.pool)
    .await?;
    assert_eq!(accepted, 3, "received, sign-in and closed, each with the server's own words");
    stack.finish().await
}

#[tokio::test]
async fn in_the_morning_the_division_s_team_has_it() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(9, 10))).await?;
    let sent = report(&stack, paris(9, 9)).await?;
    dispatched_to(&stack, "dpe-11").await?;
    let read = stack.resident()?.read(&sent).await?;
    let why = read["steps"][0]["words"].as_str().unwrap_or_default();
    assert!(!why.is_empty(), "the decision has a sentence: {read}");
    stack.finish().await
}

#[tokio::test]
async fn what_is_not_clean_is_opened_again_and_gets_a_team_again() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(clock.clone()).await?;
    let crew = stack.crew("up-11", "pair@example.org").await?;
    let sent = report(&stack, paris(12, 59)).await?;
    dispatched_to(&stack, "up-11").await?;
    let resident = stack.resident()?;
    assert_eq!(resident.answer(&sent, true, "").await?.status(), 409, "not closed yet");
    crew.sign_in(&stack).await?;
    clock.set(paris(14, 0));
    close(&crew, paris(13, 59)).await?;
    assert_eq!(resident.get(&format!("{}?answer=not-clean", sent.tracking_url)).await?.status(), 200);
    assert_eq!(resident.read(&sent).await?["state"], "done", "opening a link changes nothing");
    assert_eq!(resident.answer(&sent, false, " ").await?.status(), 422, "without words");
    clock.set(paris(14, 30));
    assert_eq!(resident.answer(&sent, false, "Il reste le matelas.").await?.status(), 303);
    dispatched_to(&stack, "up-11").await?;
    assert_eq!(resident.answer(&sent, false, "Encore").await?.status(), 409, "used twice changes nothing");
    assert_eq!(crew.jobs().await?.len(), 1, "the team has it again");
    clock.set(paris(15, 0));
    close(&crew, paris(14, 59)).await?;
    let page = resident.get(&sent.tracking_url).await?.text().await?;
    assert!(page.contains("name=\"clean\""), "a second cleaning is asked about again");
    assert_eq!(resident.answer(&sent, true, "").await?.status(), 303);
    let page = resident.get(&sent.tracking_url).await?.text().await?;
    assert!(!page.contains("name=\"clean\""), "answered");
    stack.finish().await
}

#[tokio::test]
async fn the_whole_way_is_one_trace() -> anyhow::Result<()> {
    use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    service_kit::telemetry::install(&provider, service_kit::telemetry::LogFormat::Text)?;
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    report(&stack, paris(12, 44)).await?;
    dispatched_to(&stack, "up-11").await?;
    letter(&stack, 0).await?;
    stack.finish().await?;
    let spans = exporter.get_finished_spans()?;
    let of = |name: &str| spans.iter().filter(|span| span.name == name).collect::<Vec<_>>();
    let request = of("request")
        .into_iter()
        .find(|span| span.attributes.iter().any(|attribute| attribute.value.as_str() == "/api/v1/reports"));
    let trace = request.expect("the request's span").span_context.trace_id();
    let mut queues: Vec<_> = of("message")
        .into_iter()
        .filter(|span| span.span_context.trace_id() == trace)
        .filter_map(|span| span.attributes.iter().find(|attribute| attribute.key.as_str() == "queue"))
        .map(|attribute| attribute.value.as_str().into_owned())
        .collect();
    queues.sort();
    assert_eq!(queues, ["letters", "photos", "reports"]);
    Ok(())
}

#[tokio::test]
async fn each_service_says_that_it_lives_and_is_ready_and_counts() -> anyhow::Result<()> {
    let stack = Stack::start(Arc::new(service_kit::clock::SystemClock)).await?;
    for service in Service::ALL {
        let address = stack.address(service)?;
        for path in ["/health/live", "/health/ready", "/metrics"] {
            let answer = stack.resident()?.get(&format!("http://{address}{path}")).await?;
            assert_eq!(answer.status(), 200, "{service}{path}");
        }
    }
    stack.finish().await
}
