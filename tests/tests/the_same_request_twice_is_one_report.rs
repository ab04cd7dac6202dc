//! A retry after a lost answer: one report, the same answer. The same key for something else: refused.

use harness::{Stack, paris, street};
use service_kit::clock::SetClock;

const FIELDS: [(&str, &str); 3] = [("category", "bags"), ("channel", "web"), ("language", "en")];

#[tokio::test]
async fn the_same_key_and_content_give_the_same_answer() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let photo = [street::dirty(paris(12, 44))?];
    let first = resident.report("retry-0001", &FIELDS, &photo).await?;
    let second = resident.report("retry-0001", &FIELDS, &photo).await?;
    assert_eq!(first, second);
    let (third, fourth) = tokio::join!(
        resident.report("retry-0002", &FIELDS, &photo),
        resident.report("retry-0002", &FIELDS, &photo)
    );
    assert_eq!(third?, fourth?, "also when both come at once");
    let reports: i64 = sqlx::query_scalar("SELECT count(*) FROM report").fetch_one(&stack.pool).await?;
    let history: i64 = sqlx::query_scalar("SELECT count(*) FROM report_history WHERE move = 'receive'")
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!((reports, history), (2, 2));
    stack.finish().await
}

#[tokio::test]
async fn the_same_key_for_another_report_is_refused_in_words() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let photo = [street::dirty(paris(12, 44))?];
    resident.report("reused-0001", &FIELDS, &photo).await?;
    let other = [("category", "furniture"), ("channel", "web"), ("language", "en")];
    let refused = resident.post("reused-0001", &other, &photo).await?;
    assert_eq!(refused.status(), 422);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = refused.json().await?;
    assert_eq!(problem["type"], "/problems/key-reused");
    assert_eq!(problem["errors"][0]["field"], "idempotency_key");
    stack.finish().await
}
