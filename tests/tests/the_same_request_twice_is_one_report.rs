//! A retry after a lost answer: one report, the same answer. The same key for something else: refused.

use harness::{Stack, paris, street};
use service_kit::clock::SetClock;

/// Fields, photos, and what is answered: status and the field that it is about.
type Refused<'a> = (&'a [(&'a str, &'a str)], &'a [Vec<u8>], u16, &'a str);

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
    assert_eq!(problem["field"], "idempotency_key");
    stack.finish().await
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field_and_nothing_is_written() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let photo = street::dirty(paris(12, 44))?;
    let cases: [Refused<'_>; 7] = [
        (&[("category", "bags"), ("channel", "web")], &[], 422, "photo"),
        (&[("category", "bags"), ("channel", "web")], &[b"not a picture".to_vec()], 422, "photo"),
        (&[("channel", "web")], std::slice::from_ref(&photo), 422, "category"),
        (&[("category", "nonsense"), ("channel", "web")], std::slice::from_ref(&photo), 422, "category"),
        (&[("category", "bags")], &[], 422, "place"),
        (&[("category", "bags"), ("place", "45.764, 4.8357")], &[], 422, "place"),
        (&[("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie")], &[], 422, "email"),
    ];
    for (at, (fields, photos, status, field)) in cases.into_iter().enumerate() {
        let refused = resident.post(&format!("wrong-{at}"), fields, photos).await?;
        assert_eq!(refused.status(), status, "{fields:?}");
        let problem: serde_json::Value = refused.json().await?;
        assert_eq!(problem["field"], field, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|remedy| !remedy.starts_with('[')), "{problem}");
    }
    let written: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM photo)")
            .fetch_one(&stack.pool)
            .await?;
    assert_eq!(written, 0);
    stack.finish().await
}

#[tokio::test]
async fn the_form_works_without_javascript_and_keeps_what_was_typed() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let fields = [
        ("idempotency_key", "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001"),
        ("language", "fr"),
        ("category", "furniture"),
        ("words", "Devant le n° 82 <b>"),
        ("email", "pas une adresse"),
    ];
    let again = resident.post_form(&fields, &[street::dirty(paris(12, 44))?]).await?;
    assert_eq!(again.status(), 422);
    let page = again.text().await?;
    for kept in ["7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001", "Devant le n° 82 &#60;b&#62;", "pas une adresse"] {
        assert!(page.contains(kept), "{kept} is kept");
    }
    let fields = fields.map(|(name, value)| (name, if name == "email" { "" } else { value }));
    let accepted = resident.post_form(&fields, &[street::dirty(paris(12, 44))?]).await?;
    assert_eq!(accepted.status(), 303);
    let page = accepted.headers()["location"].to_str()?.to_owned();
    assert!(resident.get(&page).await?.text().await?.contains("S2026K"));
    stack.finish().await
}
