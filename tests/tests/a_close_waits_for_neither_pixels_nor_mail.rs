//! A crew in the street is answered when its close is written down with its photo: the photo is decoded and the letter is sent
//! afterwards, by others. Here those others do not run at all.

use harness::{Stack, paris, street};
use serde_json::json;
use service_kit::clock::SetClock;
use uuid::Uuid;

#[tokio::test]
async fn a_close_is_answered_while_nobody_decodes_photos_or_sends_letters() -> anyhow::Result<()> {
    let stack = Stack::start_answering_only(SetClock::at(paris(13, 0)), 30).await?;
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie@example.org")];
    stack.resident()?.report("close-0123456789", &fields, &[street::dirty(paris(12, 50))?]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let report: Uuid = sqlx::query_scalar("SELECT id FROM report").fetch_one(&stack.pool).await?;
    let crew = stack.member("crew", Some("up-11"), None).await?;
    let closed = format!("/api/v1/jobs/{report}/moves/close");
    let photos = [street::clean(paris(12, 59))?];
    let (status, answer) = crew.ask(&closed, &json!({ "reply": "done-cleaned" }), &photos).await?;
    assert_eq!((status, &answer["state"]), (200, &json!("done")), "{answer}");
    assert_eq!(answer["proof"]["compared"], json!(false), "its pixels are not known: {answer}");

    for (what, query) in [
        (
            "no photo was decoded",
            "SELECT bool_and(state = 'received' AND perceptual_hash IS NULL) FROM photo",
        ),
        ("both wait for a worker", "SELECT count(*) = 2 AND bool_and(read_ct = 0) FROM pgmq.q_photos"),
        ("no letter has left", "SELECT bool_and(state = 'waiting' AND attempts = 0) FROM letter"),
        ("both wait for a sender", "SELECT count(*) = 2 AND bool_and(read_ct = 0) FROM pgmq.q_letters"),
    ] {
        assert!(sqlx::query_scalar::<_, bool>(query).fetch_one(&stack.pool).await?, "{what}");
    }
    assert_eq!(stack.inbox.newest(), 0, "the inbox is empty");
    stack.stop().await
}
