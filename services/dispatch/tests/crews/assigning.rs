use std::time::Duration;

use harness::{Stack, paris};
use messages::ReportMessage;
use model::moves::Move;
use serde_json::Value;
use service_kit::clock::SetClock;

use crate::{dispatched, report};

async fn team_of(stack: &Stack, category: &str) -> anyhow::Result<(String, Option<String>)> {
    let row =
        sqlx::query_as("SELECT state, team_id FROM report WHERE category_id = $1 ORDER BY id DESC LIMIT 1");
    Ok(row.bind(category).fetch_one(&stack.pool).await?)
}

#[tokio::test]
async fn bags_go_to_the_division_in_the_morning_and_to_the_pair_in_the_afternoon() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 29));
    let stack = Stack::start(clock.clone()).await?;
    report(&stack, "morning", "bags", paris(12, 28)).await?;
    dispatched(&stack).await?;
    assert_eq!(team_of(&stack, "bags").await?, ("dispatched".into(), Some("dpe-11".into())));
    clock.set(paris(12, 30));
    report(&stack, "afternoon", "bags", paris(12, 28)).await?;
    dispatched(&stack).await?;
    assert_eq!(team_of(&stack, "bags").await?, ("dispatched".into(), Some("up-11".into())));
    stack.finish().await
}

#[tokio::test]
async fn what_a_partner_handles_waits_for_a_referent_with_the_partner_s_name() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(10, 0))).await?;
    report(&stack, "partner", "graffiti-building", paris(9, 59)).await?;
    dispatched(&stack).await?;
    assert_eq!(team_of(&stack, "graffiti-building").await?, ("to_requalify".into(), None));
    let sentence: Value =
        sqlx::query_scalar("SELECT sentence FROM assignment").fetch_one(&stack.pool).await?;
    assert!(sentence["fr"].as_str().is_some_and(|fr| fr.contains("graffitis")), "{sentence}");
    stack.finish().await
}

#[tokio::test]
async fn the_same_message_twice_decides_once() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(10, 0))).await?;
    report(&stack, "twice", "bags", paris(9, 59)).await?;
    dispatched(&stack).await?;
    let (report, history): (uuid::Uuid, uuid::Uuid) =
        sqlx::query_as("SELECT report_id, cause_id FROM assignment").fetch_one(&stack.pool).await?;
    let again = ReportMessage {
        report: report.into(),
        history: history.into(),
        step: Move::Receive,
        occurred_at: paris(10, 0),
    };
    let mut connection = stack.pool.acquire().await?;
    queue::publish(&mut connection, &again, Duration::ZERO).await?;
    drop(connection);
    stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_reports)").await?;
    let decisions: i64 = sqlx::query_scalar("SELECT count(*) FROM report_history WHERE move = 'assign'")
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!(decisions, 1);
    stack.finish().await
}
