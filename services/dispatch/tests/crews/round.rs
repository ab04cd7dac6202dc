//! The round: what is on it, in which order, and what it costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Request, header};
use harness::{Stack, paris};
use service_kit::clock::SetClock;
use tower::ServiceExt;
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Open jobs of the 11th's team, one every 40 metres from west to east, the easternmost the most urgent.
async fn jobs(stack: &Stack, count: i32) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language,
                             channel, team_id, received_at, dispatched_at, due_at)
         SELECT gen_random_uuid(), 'S2026K' || lpad(number::text, 6, '0'), 'dispatched', 'bags',
                ST_SetSRID(ST_MakePoint(2.37 + number * 0.00055, 48.8646), 4326)::geography, 'phone', '75111',
                number || ' rue Oberkampf', 'fr', 'web', 'dpe-11', $2, $2, $2 + interval '1 day' - number * interval '1 min'
         FROM generate_series(1, $1) number",
    )
    .bind(count)
    .bind(paris(7, 0))
    .execute(&stack.pool)
    .await?;
    Ok(())
}

/// The house numbers of a round, in its order.
fn numbers(page: &str) -> Vec<u32> {
    page.split("<strong>").filter_map(|part| part.split(" rue Oberkampf").next()?.parse().ok()).collect()
}

#[tokio::test]
async fn the_round_is_ordered_by_urgency_or_from_where_somebody_stands() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(9, 0))).await?;
    jobs(&stack, 5).await?;
    let crew = stack.crew("dpe-11", "crew@example.org").await?;
    crew.sign_in(&stack).await?;
    let round = async |address: &str| Ok::<_, anyhow::Error>(crew.get(address).await?.text().await?);
    assert_eq!(numbers(&round("/crew").await?), [5, 4, 3, 2, 1]);
    let from_west = round("/crew?order=round&at=48.8646,2.37").await?.replace('\u{a0}', " ");
    assert_eq!(numbers(&from_west), [1, 2, 3, 4, 5]);
    assert!(from_west.contains("1 · à 40 m"), "{from_west}");
    let there = round("/crew?order=round&at=48.8646,2.37055").await?.replace('\u{a0}', " ");
    assert!(
        there.contains("1 · ici") && there.contains("2 · à 40 m"),
        "who stands before a job is there: {there}"
    );
    assert_eq!(numbers(&round("/crew?order=round").await?), [5, 4, 3, 2, 1], "from the most urgent");
    for at in ["", "north", "48.8", "95,2", "0,0", "NaN,2.3", "48.8646%2C2.37,1"] {
        let page = round(&format!("/crew?order=round&at={at}")).await?;
        assert!(page.contains("La position reçue est illisible"), "{at}");
    }
    // Another day's are not today's.
    sqlx::query(
        "UPDATE report SET state = 'scheduled', scheduled_on = '2026-11-25' WHERE address LIKE '4 %'",
    )
    .execute(&stack.pool)
    .await?;
    let today = round("/crew").await?;
    assert_eq!(numbers(&today), [5, 3, 2, 1]);
    assert!(today.contains("autre a un passage prévu un autre jour"), "{today}");
    stack.finish().await
}

#[tokio::test]
async fn a_job_in_hand_comes_first_and_a_colleagues_last_with_the_name_and_the_end_of_the_shift()
-> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(9, 0))).await?;
    jobs(&stack, 3).await?;
    let crew = stack.crew("dpe-11", "crew@example.org").await?;
    crew.sign_in(&stack).await?;
    let second = stack.crew("dpe-11", "second@example.org").await?;
    second.sign_in(&stack).await?;
    let all = crew.jobs().await?;
    crew.take(&all[2]).await?.error_for_status()?;
    second.take(&all[0]).await?.error_for_status()?;
    let page = crew.get("/crew").await?.text().await?.replace('\u{a0}', " ");
    assert_eq!(numbers(&page), [1, 2, 3], "mine, free, a colleague's");
    assert!(page.contains("prise par Équipe dpe-11"), "{page}");
    assert!(page.contains("rendu à l’équipe"), "what happens at the end of the shift");
    stack.finish().await
}

/// Counts the statements that sqlx sends for one request, among all that the services send meanwhile.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl<S: Subscriber + for<'span> LookupSpan<'span>> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let asked = context.event_scope(event).into_iter().flatten().any(|span| span.name() == "asked");
        if asked && event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn the_round_of_a_team_with_500_jobs_takes_at_most_four_statements() -> anyhow::Result<()> {
    let statements = Statements::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(statements.clone()))?;
    let stack = Stack::start(SetClock::at(paris(9, 0))).await?;
    jobs(&stack, 500).await?;
    let member = stack.member("crew", Some("dpe-11"), None).await?;
    let router = dispatch::router(stack.dispatch.clone());
    for address in ["/crew", "/crew?order=round&at=48.8646,2.37"] {
        statements.0.store(0, Ordering::Relaxed);
        let request = Request::get(address)
            .header(header::COOKIE, member.cookie.as_deref().unwrap_or_default())
            .body(Body::empty())?;
        let answer = router.clone().oneshot(request).instrument(tracing::info_span!("asked")).await?;
        assert_eq!(answer.status(), 200);
        let page = axum::body::to_bytes(answer.into_body(), 10_000_000).await?;
        let page = String::from_utf8_lossy(&page).replace('\u{a0}', " ");
        assert_eq!(numbers(&page).len(), 200);
        assert!(page.contains("sur 500"), "how many there are");
        let sent = statements.0.load(Ordering::Relaxed);
        assert!((1..=4).contains(&sent), "{address}: {sent} statements");
    }
    stack.finish().await
}
