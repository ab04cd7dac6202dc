//! Before sending: open reports of the same kind nearby, and nothing of them that is anybody's.

use harness::{Stack, paris, street};
use model::moves::State;
use serde_json::{Value, json};
use service_kit::clock::SetClock;

const HERE: &str = "latitude=48.8646&longitude=2.3783";

/// One degree of latitude is 111.2 km: `north_m` metres north of [`HERE`].
fn north(metres: f64) -> String {
    format!("{}, 2.3783", 48.8646 + metres / 111_200.0)
}

async fn asked(stack: &Stack, query: &str) -> anyhow::Result<(u16, Value)> {
    let answer = stack.resident()?.get(&format!("/api/v1/reports/nearby?{query}")).await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

#[tokio::test]
async fn open_reports_of_the_kind_within_its_radius_the_nearest_first() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start(clock.clone()).await?;
    let resident = stack.resident()?;
    let secrets = [("channel", "api"), ("email", "marie@example.org"), ("text", "Devant chez moi")];
    let mut sent = Vec::new();
    for (key, category, place) in [
        ("far", "bags", north(20.0)),
        ("near", "bags", north(10.0)),
        ("too-far", "bags", north(400.0)),
        ("another-kind", "furniture", north(5.0)),
    ] {
        let mut fields = vec![("category", category), ("place", &place)];
        fields.extend(secrets);
        sent.push(resident.report(key, &fields, &[]).await?.reference);
    }
    clock.set(paris(13, 15));

    let (status, told) = asked(&stack, &format!("{HERE}&category=bags")).await?;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["radius_m"], 25);
    let reports = told["reports"].as_array().expect("reports");
    let references: Vec<_> = reports.iter().map(|report| report["reference"].clone()).collect();
    assert_eq!(references, [json!(sent[1]), json!(sent[0])], "{told}");
    assert!((reports[0]["distance_m"].as_f64().expect("metres") - 10.0).abs() <= 1.0, "{told}");
    assert_eq!(reports[0]["age_minutes"], 30);
    let fields: Vec<_> = reports[0].as_object().expect("fields").keys().map(String::as_str).collect();
    let known = ["age_minutes", "category", "distance_m", "received_at", "reference", "state"];
    assert_eq!(fields.len(), known.len());
    assert!(fields.iter().all(|field| known.contains(field)), "{fields:?}");
    for secret in ["marie", "Devant", "Oberkampf"] {
        assert!(!told.to_string().contains(secret), "{told}");
    }
    stack.finish().await
}

/// Gives a report a state, with what belongs to it.
async fn stands(stack: &Stack, reference: &str, state: State) -> anyhow::Result<()> {
    sqlx::query(
        "UPDATE report SET state = $1,
             scheduled_on = CASE WHEN $1 = 'scheduled' THEN date '2026-12-01' END,
             review_on = CASE WHEN $1 = 'monitored' THEN date '2026-12-01' END,
             partner = CASE WHEN $1 = 'transferred' THEN jsonb_build_object('fr', 'un partenaire') END,
             transfer_until = CASE WHEN $1 = 'transferred' THEN received_at + interval '14 days' END,
             merged_into = CASE WHEN $1 = 'duplicate'
                 THEN (SELECT other.id FROM report other WHERE other.reference <> $2 LIMIT 1) END
         WHERE reference = $2",
    )
    .bind(state.as_str())
    .bind(reference)
    .execute(&stack.pool)
    .await?;
    Ok(())
}

#[tokio::test]
async fn every_open_state_is_near_and_no_other_and_ten_are_enough() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let place = north(1.0);
    let fields = [("category", "bags"), ("place", place.as_str())];
    let reference = stack.resident()?.report("one", &fields, &[]).await?.reference;
    let far = north(900.0);
    stack.resident()?.report("far", &[("category", "bags"), ("place", far.as_str())], &[]).await?;
    stack.eventually("SELECT count(*) = 2 FROM report WHERE state = 'dispatched'").await?;
    for state in State::ALL {
        stands(&stack, &reference, *state).await?;
        let (_, told) = asked(&stack, &format!("{HERE}&category=bags")).await?;
        let found = told["reports"].as_array().is_some_and(|reports| !reports.is_empty());
        assert_eq!(found, state.is_open(), "{state}");
    }
    stands(&stack, &reference, State::Dispatched).await?;
    for number in 0..11 {
        stack.resident()?.report(&format!("more-{number}"), &fields, &[]).await?;
    }
    let (_, told) = asked(&stack, &format!("{HERE}&category=bags")).await?;
    assert_eq!(told["reports"].as_array().map(Vec::len), Some(10));
    stack.finish().await
}

#[tokio::test]
async fn a_wrong_question_is_answered_in_words() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    for (query, field) in [
        ("", "place"),
        ("latitude=48.8646&category=bags", "place"),
        ("latitude=148.8646&longitude=2.3783&category=bags", "place"),
        ("latitude=0&longitude=0&category=bags", "place"),
        ("latitude=48.8646&longitude=NaN&category=bags", "place"),
        ("latitude=48.8646&longitude=2.3783", "category"),
        ("latitude=48.8646&longitude=2.3783&category=nonsense", "category"),
        ("latitude=48.8646&longitude=2.3783&category=%00", "category"),
        ("latitude=%FF&longitude=2.3783&category=bags", "place"),
    ] {
        let (status, problem) = asked(&stack, query).await?;
        assert_eq!(status, 422, "{query}: {problem}");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
        assert!(problem["detail"].as_str().is_some_and(|remedy| !remedy.starts_with('[')), "{problem}");
    }
    let elsewhere = asked(&stack, "latitude=-33.86&longitude=151.2&category=bags").await?;
    assert_eq!(elsewhere.1["reports"], json!([]));
    stack.finish().await
}

#[tokio::test]
async fn strangers_see_a_photo_only_while_staff_releases_it() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let photo = street::dirty(paris(12, 43))?;
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
    stack.resident()?.report("one", &fields, &[photo]).await?;
    stack.eventually("SELECT bool_and(photo.state = 'ready') AND bool_and(report.state = 'dispatched') FROM photo, report").await?;
    let photo: uuid::Uuid = sqlx::query_scalar("SELECT id FROM photo").fetch_one(&stack.pool).await?;
    let stranger = stack.resident()?;
    let shown = async || {
        let answer = stranger.get(&format!("/photos/{photo}/small.jpg")).await?;
        let (_, told) = asked(&stack, &format!("{HERE}&category=bags")).await?;
        anyhow::Ok((answer.status().as_u16(), told["reports"][0]["photo_url"].clone()))
    };
    assert_eq!(shown().await?, (404, Value::Null));

    let crew = stack.member("crew", Some("up-11"), None).await?;
    let elsewhere = stack.member("referent", None, Some("75120")).await?;
    let referent = stack.member("referent", None, Some("75111")).await?;
    let decide = async |who: &harness::Member, what: &str| {
        anyhow::Ok(who.ask(&format!("/api/v1/photos/{photo}/{what}"), &json!({}), &[]).await?.0)
    };
    assert_eq!(decide(&crew, "release").await?, 403);
    assert_eq!(decide(&elsewhere, "release").await?, 404);
    assert_eq!(shown().await?, (404, Value::Null));
    assert_eq!(decide(&referent, "release").await?, 200);
    assert_eq!(decide(&referent, "release").await?, 200);
    assert_eq!(shown().await?, (200, json!(format!("/photos/{photo}/small.jpg"))));
    assert_eq!(stranger.get(&format!("/photos/{photo}/huge.jpg")).await?.status().as_u16(), 404);
    assert_eq!(decide(&referent, "hide").await?, 200);
    assert_eq!(shown().await?, (404, Value::Null));
    let log: Vec<bool> = sqlx::query_scalar(
        "SELECT released FROM photo_release WHERE staff_id = $1 ORDER BY recorded_at, released DESC",
    )
    .bind(referent.id)
    .fetch_all(&stack.pool)
    .await?;
    assert_eq!(log, [true, false]);
    stack.finish().await
}
