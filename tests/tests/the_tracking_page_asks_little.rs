//! A tracking page is one round trip for the reader, and at most five statements for the database.

use std::sync::{Arc, Mutex};

use harness::{Stack, paris, wrong};
use serde_json::json;
use service_kit::clock::SetClock;
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use uuid::Uuid;

/// Every statement that sqlx says it has sent.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Summary(self));
        }
    }
}

struct Summary<'a>(&'a Statements);

impl Visit for Summary<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        // Queues are looked at all the time.
        if field.name() == "summary" && !value.contains("pgmq") {
            self.0.0.lock().expect("one writer at a time").push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[tokio::test]
async fn at_most_five_statements_also_for_a_merged_report() -> anyhow::Result<()> {
    let statements = Statements::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(statements.clone()))?;
    let stack = Stack::start_without_letters(SetClock::at(paris(13, 0)), 0).await?;
    let resident = stack.resident()?;
    let crew = stack.member("crew", Some("up-11"), None).await?;
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie@example.org")];
    let mut reports = Vec::new();
    for key in ["main", "merged"] {
        let sent = resident.report(key, &fields, &[wrong::jpeg(64, 48)]).await?;
        let reference = &sent.reference;
        stack
            .eventually(&format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'"))
            .await?;
        let id: Uuid = sqlx::query_scalar("SELECT id FROM report WHERE reference = $1")
            .bind(reference)
            .fetch_one(&stack.pool)
            .await?;
        reports.push((sent, id));
    }
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_photos)").await?;
    let [(_, main), (merged_sent, merged)] = &reports[..] else { panic!("two reports") };
    let counted = async |what: &str| {
        statements.0.lock().expect("one writer at a time").clear();
        let answer = resident.get(&merged_sent.tracking_url).await?;
        assert_eq!(answer.status(), 200, "no other address to go to");
        let page = answer.text().await?;
        let sent = statements.0.lock().expect("one writer at a time").clone();
        assert!((1..=5).contains(&sent.len()), "{what}: {} statements: {sent:#?}", sent.len());
        anyhow::Ok(page)
    };
    assert!(counted("dispatched").await?.contains("Confi"));
    let path = format!("/api/v1/jobs/{merged}/moves/merge");
    assert_eq!(crew.ask(&path, &json!({ "main": main }), &[]).await?.0, 200);
    counted("merged").await?;
    let path = format!("/api/v1/jobs/{main}/moves/close");
    assert_eq!(crew.ask(&path, &json!({ "reply": "done-cleaned" }), &[wrong::jpeg(60, 48)]).await?.0, 200);
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_photos)").await?;
    assert!(counted("closed").await?.contains("data-compare"));
    stack.stop().await
}
