//! "It is not clean" by words, by photos, or by both: from a program and from the page. What is refused is said, and
//! leaves nothing behind.

use harness::{Member, Sent, Stack, paris, wrong};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

/// A report, and who closes it.
struct Street {
    stack: Stack,
    clock: std::sync::Arc<SetClock>,
    crew: Member,
}

impl Street {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        let crew = stack.member("crew", Some("up-11"), None).await?;
        Ok(Self { stack, clock, crew })
    }

    /// A report that the team has.
    async fn report(&self, key: &str) -> anyhow::Result<(Sent, Uuid)> {
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie@example.org")];
        let sent = self.stack.resident()?.report(key, &fields, &[wrong::jpeg(64, 48)]).await?;
        let reference = &sent.reference;
        let given = format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'");
        self.stack.eventually(&given).await?;
        let id = "SELECT id FROM report WHERE reference = $1";
        let id = sqlx::query_scalar(id).bind(reference).fetch_one(&self.stack.pool).await?;
        Ok((sent, id))
    }

    async fn moved(&self, report: Uuid, step: &str, body: Value, photos: &[Vec<u8>]) -> anyhow::Result<()> {
        let path = format!("/api/v1/jobs/{report}/moves/{step}");
        let (status, answer) = self.crew.ask(&path, &body, photos).await?;
        anyhow::ensure!(status == 200, "{step}: {answer}");
        Ok(())
    }

    async fn close(&self, report: Uuid) -> anyhow::Result<()> {
        self.moved(report, "close", json!({ "reply": "done-cleaned" }), &[wrong::jpeg(60, 48)]).await
    }

    /// An answer by a program; its status and body.
    async fn answer(&self, token: &str, form: Form) -> anyhow::Result<(u16, Value)> {
        let path = format!("/api/v1/reports/{token}/answer");
        let answer = self.stack.resident()?.send(&path, form, &[("Accept-Language", "en")]).await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// Photos of a report's page that can be seen.
    async fn shown(&self, sent: &Sent) -> anyhow::Result<usize> {
        self.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        Ok(self.stack.resident()?.photos(sent).await?.len())
    }
}

fn not_clean(words: &str, photos: &[Vec<u8>]) -> Form {
    let form = Form::new().text("clean", "no").text("words", words.to_owned());
    photos
        .iter()
        .fold(form, |form, photo| form.part("photo", Part::bytes(photo.clone()).file_name("photo.jpg")))
}

#[tokio::test]
async fn a_photo_is_enough_and_the_crew_sees_it() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (sent, report) = street.report("contest-1").await?;
    street.close(report).await?;
    let photo = [wrong::jpeg(72, 48)];
    let (status, answer) = street.answer(sent.token(), not_clean("", &photo)).await?;
    assert_eq!(status, 200, "{answer}");
    assert!(["reopened", "dispatched"].contains(&answer["state"].as_str().unwrap_or_default()), "{answer}");
    let again = street.answer(sent.token(), not_clean("", &photo)).await?;
    assert_eq!((again.0, &again.1["type"]), (409, &json!("/problems/answer-not-closed")), "{}", again.1);
    street.stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    let contested: (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE stage = 'before') FROM photo
         JOIN report_history came ON came.id = history_id WHERE move = 'contest'",
    )
    .fetch_one(&street.stack.pool)
    .await?;
    assert_eq!(contested, (1, 1));
    assert_eq!(street.shown(&sent).await?, 3, "before, after, and what is still dirty");

    // The page takes the same form; the words come to the crew, and a second contest beside the first.
    street.close(report).await?;
    let path = format!("/r/{}/answer", sent.token());
    let resident = street.stack.resident()?;
    let answer = resident.send(&path, not_clean("Il reste un matelas.", &photo), &[]).await?;
    assert_eq!(answer.status(), 303);
    street.stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    let photos: Vec<Uuid> = sqlx::query_scalar(
        "SELECT photo.id FROM photo JOIN report_history came ON came.id = history_id WHERE move = 'contest'",
    )
    .fetch_all(&street.stack.pool)
    .await?;
    assert_eq!(photos.len(), 2);
    street.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let page = page(&street, &format!("/crew/jobs/{report}")).await?;
    let page = String::from_utf8_lossy(&page).into_owned();
    assert!(page.contains("Il reste un matelas."), "{page}");
    for photo in photos {
        assert!(page.contains(&photo.to_string()), "{photo}: {page}");
        let bytes = page_of_photo(&street, photo).await?;
        assert!(bytes.starts_with(&[0xFF, 0xD8]), "a JPEG");
    }
    street.stack.stop().await
}

async fn page(street: &Street, path: &str) -> anyhow::Result<Vec<u8>> {
    let cookie = street.crew.cookie.clone().unwrap_or_default();
    let url = format!("{}{path}", street.stack.staff_url);
    let answer = reqwest::Client::new().get(url).header("Cookie", cookie).send().await?;
    Ok(answer.error_for_status()?.bytes().await?.to_vec())
}

async fn page_of_photo(street: &Street, photo: Uuid) -> anyhow::Result<Vec<u8>> {
    page(street, &format!("/crew/photos/{photo}/small")).await
}

#[tokio::test]
async fn who_follows_a_merged_report_shows_their_photo_to_the_crew_and_to_no_stranger() -> anyhow::Result<()>
{
    let street = Street::new().await?;
    let (main_sent, main) = street.report("contest-main").await?;
    let (sent, report) = street.report("contest-merged").await?;
    street.moved(report, "merge", json!({ "main": main }), &[]).await?;
    street.close(main).await?;
    let (status, answer) = street.answer(sent.token(), not_clean("", &[wrong::jpeg(72, 48)])).await?;
    assert_eq!(status, 200, "{answer}");
    street.stack.eventually("SELECT count(*) = 1 FROM report WHERE state = 'dispatched'").await?;
    assert_eq!(street.shown(&sent).await?, 3, "their own two, and the crew's");
    assert_eq!(street.shown(&main_sent).await?, 2, "their own, and the crew's");
    let photo: Uuid = sqlx::query_scalar(
        "SELECT photo.id FROM photo JOIN report_history came ON came.id = history_id WHERE move = 'contest'",
    )
    .fetch_one(&street.stack.pool)
    .await?;
    let page = page(&street, &format!("/crew/jobs/{main}")).await?;
    assert!(String::from_utf8_lossy(&page).contains(&photo.to_string()), "the crew sees it");
    page_of_photo(&street, photo).await?;
    street.stack.stop().await
}

#[tokio::test]
async fn what_is_refused_is_said_and_leaves_nothing() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (sent, report) = street.report("contest-refused").await?;
    let photo = || vec![wrong::jpeg(72, 48)];
    let (status, answer) = street.answer(sent.token(), not_clean("", &photo())).await?;
    assert_eq!((status, &answer["type"]), (409, &json!("/problems/answer-not-closed")), "{answer}");
    street.close(report).await?;
    street.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let before = (street.stack.snapshot().await?, street.stack.written().await?);
    let token = sent.token();
    let maybe = || Form::new().text("clean", "maybe").text("words", "x");
    let long = "é".repeat(1001);
    let cases = [
        (token, not_clean(" ", &[]), 422, "answer-empty", "words"),
        (token, maybe(), 422, "answer-unreadable", "clean"),
        (token, not_clean(&long, &[]), 422, "words-too-long", "words"),
        (token, not_clean("a\u{202e}b", &[]), 422, "words-invisible", "words"),
        (token, not_clean("x", &vec![wrong::jpeg(72, 48); 4]), 422, "photos-too-many", "photo"),
        (token, not_clean("x", &[b"no photo".to_vec()]), 422, "photo-not-a-picture", "photo"),
        (token, not_clean("x", &[b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()]), 415, "photo-kind", "photo"),
        ("nonsense", not_clean("x", &photo()), 404, "link-void", "request"),
    ];
    for (token, form, status, name, field) in cases {
        let (came, answer) = street.answer(token, form).await?;
        assert_eq!((came, &answer["type"]), (status, &json!(format!("/problems/{name}"))), "{answer}");
        assert_eq!(answer["errors"][0]["field"], field, "{answer}");
        let page = street.stack.resident()?.get(&format!("/problems/{name}")).await?;
        assert_eq!(page.status(), 200, "{name} has its page");
    }
    let resident = street.stack.resident()?;
    let path = format!("{}/api/v1/reports/{token}/answer", street.stack.resident_url);
    let json = resident.post_raw(&path, "application/json", r#"{"clean":"no"}"#).await?;
    assert_eq!(json.status(), 415);
    // The page keeps what was typed.
    let refused = resident.answer(&sent, false, &long).await?;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await?.contains(&format!(">{long}</textarea>")), "the words stay");
    street.clock.advance(chrono::Duration::days(14) + chrono::Duration::seconds(1));
    let (status, answer) = street.answer(token, not_clean("x", &photo())).await?;
    assert_eq!((status, &answer["type"]), (409, &json!("/problems/answer-too-late")), "{answer}");
    assert!(answer["title"].as_str().is_some_and(|words| words.contains("14 days")), "{answer}");
    assert_eq!((street.stack.snapshot().await?, street.stack.written().await?), before);
    street.stack.stop().await
}
