//! "Get my data": everything that is held about one person and one report, to read and to take away, by the link alone.

use harness::{Stack, paris, wrong};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

#[tokio::test]
async fn all_of_ones_own_is_there_and_nothing_of_another() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(clock.clone()).await?;
    let resident = stack.resident()?;
    let crew = stack.member("crew", Some("up-11"), None).await?;
    let place = ("place", "48.8646, 2.3783");
    let fields = [
        ("category", "bags"),
        place,
        ("email", "marie@example.org"),
        ("text", "Devant chez moi <b>"),
        ("language", "fr"),
    ];
    let reporter = resident.report("one", &fields, &[wrong::jpeg(64, 48)]).await?;
    stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    let fields = [
        ("category", "bags"),
        place,
        ("same_as", reporter.reference.as_str()),
        ("email", "lou@example.org"),
        ("text", "Toujours là"),
        ("language", "fr"),
    ];
    let follower = resident.report("two", &fields, &[wrong::jpeg(72, 48)]).await?;
    let id: Uuid = sqlx::query_scalar("SELECT id FROM report").fetch_one(&stack.pool).await?;
    clock.set(paris(13, 20));
    let path = format!("/api/v1/jobs/{id}/moves/close");
    let (status, answer) =
        crew.ask(&path, &json!({ "reply": "done-cleaned" }), &[wrong::jpeg(60, 48)]).await?;
    assert_eq!(status, 200, "{answer}");
    resident.answer(&reporter, true, "").await?;
    let grade = format!("/r/{}/satisfaction", reporter.token());
    let form = reqwest::multipart::Form::new().text("grade", "4").text("words", "Merci");
    assert_eq!(resident.send(&grade, form, &[]).await?.status(), 303);
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    stack.eventually("SELECT bool_and(state <> 'waiting') FROM letter").await?;

    let answer = resident.get(&format!("{}/data.json", reporter.tracking_url)).await?;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let name = format!("attachment; filename=\"rue-nette-{}.json\"", reporter.reference);
    assert_eq!(answer.headers()["content-disposition"], name.as_str());
    let data: Value = answer.json().await?;
    assert_eq!(data["person"]["email"], "marie@example.org");
    assert_eq!(data["report"]["given"]["words"], "Devant chez moi <b>");
    assert_eq!(data["report"]["given"]["latitude"], 48.8646);
    assert_eq!(data["answers"][0]["clean"], true);
    assert_eq!(
        (&data["satisfaction"][0]["grade"], &data["satisfaction"][0]["words"]),
        (&json!(4), &json!("Merci"))
    );
    let letters = data["letters"].as_array().expect("letters");
    let about: Vec<_> =
        letters.iter().map(|letter| (letter["about"].as_str(), letter["state"].as_str())).collect();
    assert_eq!(about, [(Some("receive"), Some("accepted")), (Some("close"), Some("accepted"))]);
    assert!(letters[0]["settled_at"].is_string() && letters[0]["message_id"].is_string(), "{data}");
    let photos = data["photos"].as_array().expect("photos");
    assert_eq!(photos.len(), 1);
    let photo = resident.get(photos[0]["url"].as_str().expect("an address")).await?;
    assert_eq!(photo.status(), 200);
    for other in ["lou@example.org", "Toujours là"] {
        assert!(!data.to_string().contains(other), "{data}");
    }

    let data: Value = resident.get(&format!("{}/data.json", follower.tracking_url)).await?.json().await?;
    assert_eq!(data["person"]["part"], "follower");
    assert_eq!(data["acts"][0]["move"], "follow");
    assert_eq!(data["acts"][0]["words"], "Toujours là");
    assert_eq!(data["report"]["given"], Value::Null);
    assert_eq!(data["photos"].as_array().map(Vec::len), Some(1));
    for other in ["marie@example.org", "Devant chez moi", "Merci"] {
        assert!(!data.to_string().contains(other), "{data}");
    }

    let page = resident.get(&format!("{}/data", reporter.tracking_url)).await?;
    assert_eq!(page.status(), 200);
    let page = page.text().await?.replace(['\u{a0}', '\u{202f}'], " ");
    for words in [
        "marie@example.org",
        "Devant chez moi &#60;b&#62;",
        "48.86460, 2.37830",
        "Avis : 4 sur 5",
        "C’est nettoyé · partie",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("]</dd>") && !page.contains("<li>["), "every word is there: {page}");
    assert_eq!(resident.get("/r/nothing/data.json").await?.status(), 404);
    stack.finish().await
}
