//! Whatever comes in, the answer says what is wrong and what to do, and nothing is written.

use harness::{Stack, paris, street};
use service_kit::clock::SetClock;

/// Fields, photos, and what is answered: status and the field that it is about.
type Refused<'a> = (&'a [(&'a str, &'a str)], &'a [Vec<u8>], u16, &'a str);

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

#[tokio::test]
async fn a_malformed_request_is_answered_in_words_never_with_a_500() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let (form, api) =
        (format!("{}/report", stack.resident_url), format!("{}/api/v1/reports", stack.resident_url));
    for (address, kind) in [(&form, "text/html"), (&api, "application/problem+json")] {
        for (content_type, body) in [
            ("text/plain", "nonsense"),
            ("multipart/form-data", "no boundary"),
            (
                "multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\ncut",
            ),
        ] {
            let answer = resident.post_raw(address, content_type, body).await?;
            assert_eq!(answer.status(), 400, "{address} {content_type}");
            let given = answer.headers()["content-type"].to_str()?;
            assert!(given.starts_with(kind), "{address}: {given}");
        }
    }
    stack.finish().await
}
