//! What time moves: a report that can't be moved holds up no other.

use anyhow::Context;
use model::moves::State;
use serde_json::json;
use uuid::Uuid;

use crate::street::Street;

#[tokio::test]
async fn a_report_that_time_can_not_move_holds_up_no_other() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    let first = street.stand(State::InProgress).await?;
    let second = street.stand(State::InProgress).await?;
    let transferred = street.stand(State::Transferred).await?;
    let archived = street.stand(State::Done).await?;
    // The first of its kind fails, whatever is tried.
    for query in [
        "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stuck'; END $$"
            .to_owned(),
        format!(
            "CREATE TRIGGER stuck BEFORE UPDATE ON report FOR EACH ROW WHEN (OLD.id = '{first}')
             EXECUTE FUNCTION stuck()"
        ),
    ] {
        sqlx::query(&query).execute(&street.stack.pool).await?;
    }
    let state = async |report: Uuid| -> anyhow::Result<String> {
        let (_, read) = street.referent.read(&format!("/api/v1/jobs/{report}")).await?;
        Ok(read["state"].as_str().context("a state")?.to_owned())
    };
    street.clock.advance(chrono::Duration::days(400));
    let failed = street.stack.dispatch.tick().await.expect_err("one is stuck");
    let said = format!("{failed:#}");
    assert!(
        said.contains(&first.to_string()) && said.contains("release") && said.contains("stuck"),
        "{said}"
    );
    for (report, stands) in
        [(first, "in_progress"), (second, "dispatched"), (transferred, "dispatched"), (archived, "archived")]
    {
        assert_eq!(state(report).await?, stands, "the first stays, the others go on");
    }
    // The next look tries it again.
    sqlx::query("DROP TRIGGER stuck ON report").execute(&street.stack.pool).await?;
    assert_eq!(street.stack.dispatch.tick().await?, 1);
    assert_eq!(state(first).await?, "dispatched");
    let (_, read) = street.crew.read(&format!("/api/v1/jobs/{first}")).await?;
    assert_eq!(read["moves"][0], json!("take"), "{read}");
    street.stack.stop().await
}
