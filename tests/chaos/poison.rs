//! A message that can't be handled is buried with everything that went wrong, and holds nobody up.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::machine::{Machine, Setup};
use crate::street;

const NOBODY: Uuid = Uuid::from_u128(7);

async fn publish(machine: &Machine, queue: &str, message: Value) -> anyhow::Result<()> {
    sqlx::query("SELECT pgmq.send($1, $2)")
        .bind(queue)
        .bind(json!({ "message": message }))
        .execute(&machine.pool)
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_poison_message_is_buried_with_its_errors_while_the_rest_flows() -> anyhow::Result<()> {
    let machine = Machine::start(Setup::default()).await?;
    let at = "2026-11-24T12:00:00Z";
    let report = json!({ "report": NOBODY, "history": NOBODY, "move": "receive", "occurred_at": at });
    let letter = json!({ "kind": "report", "letter": NOBODY, "report": NOBODY, "history": NOBODY,
        "recipient": NOBODY, "move": "receive", "occurred_at": at });
    publish(&machine, "reports", report).await?;
    publish(&machine, "letters", letter).await?;
    for queue in messages::QUEUES {
        publish(&machine, queue, json!({ "from": "another version" })).await?;
    }
    let resident = machine.resident()?;
    let sent = street::report(&resident, "resident-1", 1).await?;
    machine.settled().await?;
    assert_eq!(resident.read(&sent).await?["state"], "dispatched");
    assert_eq!(machine.inbox.messages().len(), 1);

    for (queue, words) in [
        ("reports", vec!["there is no report 00000000-0000-0000-0000-000000000007"]),
        ("letters", vec!["the ledger has no letter 00000000-0000-0000-0000-000000000007"]),
        ("reports", vec!["this version can't read this message", "missing field `report`"]),
        ("photos", vec!["this version can't read this message", "missing field `photo`"]),
        ("letters", vec!["this version can't read this message", "missing field `kind`"]),
    ] {
        let graves: Vec<Value> = sqlx::query_scalar(&format!("SELECT message FROM pgmq.q_{queue}_dead"))
            .fetch_all(&machine.pool)
            .await?;
        let grave = graves.iter().find(|grave| grave["errors"] == json!(words));
        let grave = grave.unwrap_or_else(|| panic!("{words:?} is not in {graves:?}"));
        assert_eq!(grave["attempts"], 1, "no second attempt");
        assert!(grave["envelope"]["message"].is_object(), "the message can be sent again: {grave}");
    }
    machine.stop().await
}
