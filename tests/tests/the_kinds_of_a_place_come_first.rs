//! What to choose from: the six kinds that are reported most here at this hour first, what is dangerous with its number,
//! and nothing that the city does not handle.

use chrono::Duration;
use harness::{Stack, paris};
use serde_json::{Value, json};
use service_kit::clock::SetClock;

const BELLEVILLE: &str = "48.8646, 2.3783";
const MONTPARNASSE: &str = "48.8420, 2.3210";

/// The kinds that the form shows first for a place.
async fn first(stack: &Stack, place: &str) -> anyhow::Result<Vec<String>> {
    let (latitude, longitude) = place.split_once(", ").expect("a place");
    let query = format!("/kinds?latitude={latitude}&longitude={longitude}");
    let answer = stack.resident()?.get(&query).await?;
    assert_eq!(answer.status().as_u16(), 200);
    let page = answer.text().await?;
    let chips = page.split("<details").next().unwrap_or_default();
    let values = chips.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(values.map(str::to_owned).collect())
}

#[tokio::test]
async fn what_is_reported_most_here_at_this_hour_is_offered_first() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(8, 10));
    let stack = Stack::start_without_letters(clock.clone(), 30).await?;
    let usual = first(&stack, BELLEVILLE).await?;
    assert_eq!(usual[..2], ["bags", "furniture"]);
    assert_eq!(usual.len(), 6);
    let report = async |number: i32, category: &str| {
        let fields = [("category", category), ("place", BELLEVILLE)];
        stack.resident()?.report(&format!("{category}-{number}"), &fields, &[]).await
    };
    for number in 0..15 {
        report(number, "cigarette-ends").await?;
    }
    for number in 0..5 {
        report(number, "dead-animal").await?;
    }
    // Eleven minutes later what is remembered is old.
    clock.set(paris(8, 21));
    let morning = first(&stack, BELLEVILLE).await?;
    assert_eq!(morning[..3], ["cigarette-ends", "dead-animal", "bags"]);
    assert_eq!(first(&stack, MONTPARNASSE).await?, usual, "another sector has its own habits");
    clock.set(paris(20, 30));
    assert_eq!(first(&stack, BELLEVILLE).await?, usual, "another hour, too");
    clock.set(paris(8, 30) + Duration::days(29));
    assert_eq!(first(&stack, BELLEVILLE).await?, usual, "four weeks later it says nothing");
    stack.stop().await
}

#[tokio::test]
async fn what_the_city_does_not_handle_is_not_taken_and_says_whom_to_tell() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let kinds: Value = resident.get("/api/v1/categories").await?.json().await?;
    let kinds = kinds.as_array().expect("kinds");
    let elsewhere = kinds.iter().find(|kind| kind["id"] == "letter-box").expect("one that is not handled");
    assert!(elsewhere["tell"].as_str().is_some_and(|tell| tell.contains("36 31")), "{elsewhere}");
    assert_eq!(kinds.iter().filter(|kind| kind.get("tell").is_some()).count(), 1);

    let page = resident.get("/").await?.text().await?;
    assert!(page.contains("appelez le 36 31"), "the form says it before anything is sent");
    assert!(page.contains(r#"href="tel:112""#), "a dangerous kind has the number to call");

    let fields = [("category", "letter-box"), ("place", BELLEVILLE)];
    let refused = resident.post("one", &fields, &[]).await?;
    assert_eq!(refused.status().as_u16(), 422);
    let problem: Value = refused.json().await?;
    assert_eq!(problem["errors"][0]["field"], json!("category"));
    assert!(problem["detail"].as_str().is_some_and(|remedy| remedy.contains("36 31")), "{problem}");
    let written: i64 = sqlx::query_scalar("SELECT count(*) FROM report").fetch_one(&stack.pool).await?;
    assert_eq!(written, 0);
    stack.finish().await
}
