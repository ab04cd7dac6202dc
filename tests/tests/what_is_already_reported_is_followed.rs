//! "It is the same": who reports what is already reported is asked once, follows that one, and gives the crew their photo.

use std::sync::Arc;

use harness::{Member, Resident, Sent, Stack, paris, street, wrong};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

const PLACE: (&str, &str) = ("place", "48.8646, 2.3783");

struct Street {
    stack: Stack,
    clock: Arc<SetClock>,
    crew: Member,
    resident: Resident,
}

impl Street {
    async fn new(letters: bool) -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = if letters {
            Stack::start(clock.clone()).await?
        } else {
            Stack::start_without_letters(clock.clone(), 30).await?
        };
        let crew = stack.member("crew", Some("up-11"), None).await?;
        Ok(Self { resident: stack.resident()?, stack, clock, crew })
    }

    /// A report that the team has.
    async fn report(&self, key: &str, email: &str) -> anyhow::Result<(Sent, Uuid)> {
        let fields = [("category", "bags"), PLACE, ("email", email), ("language", "fr")];
        let sent = self.resident.report(key, &fields, &[wrong::jpeg(64, 48)]).await?;
        let reference = &sent.reference;
        let given = format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'");
        self.stack.eventually(&given).await?;
        let id = "SELECT id FROM report WHERE reference = $1";
        let id = sqlx::query_scalar(id).bind(reference).fetch_one(&self.stack.pool).await?;
        Ok((sent, id))
    }

    /// Somebody follows a report, with a photo.
    async fn follow(&self, key: &str, same: &str, email: &str) -> anyhow::Result<Sent> {
        let fields = [("category", "bags"), PLACE, ("same_as", same), ("email", email), ("language", "fr")];
        self.resident.report(key, &fields, &[wrong::jpeg(72, 48)]).await
    }

    async fn moved(&self, report: Uuid, step: &str, body: Value, photos: &[Vec<u8>]) -> anyhow::Result<u16> {
        let path = format!("/api/v1/jobs/{report}/moves/{step}");
        Ok(self.crew.ask(&path, &body, photos).await?.0)
    }

    async fn close(&self, report: Uuid) -> anyhow::Result<()> {
        let body = json!({ "reply": "done-cleaned" });
        assert_eq!(self.moved(report, "close", body, &[wrong::jpeg(60, 48)]).await?, 200);
        Ok(())
    }

    async fn crews_page(&self, path: &str) -> anyhow::Result<String> {
        let cookie = self.crew.cookie.clone().unwrap_or_default();
        let url = format!("{}{path}", self.stack.staff_url);
        let answer = reqwest::Client::new().get(url).header("Cookie", cookie).send().await?;
        Ok(answer.error_for_status()?.text().await?)
    }

    /// Every photo has been handled.
    async fn ready(&self) -> anyhow::Result<()> {
        self.stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_photos)").await
    }

    async fn count(&self, query: &str) -> anyhow::Result<i64> {
        Ok(sqlx::query_scalar(query).fetch_one(&self.stack.pool).await?)
    }
}

#[tokio::test]
async fn a_follower_has_a_link_of_their_own_and_the_crew_has_their_photo() -> anyhow::Result<()> {
    let street = Street::new(false).await?;
    let (reporter, report) = street.report("one", "marie@example.org").await?;
    let follower = street.follow("two", &reporter.reference, "").await?;
    assert_eq!(follower.reference, reporter.reference);
    assert_ne!(follower.tracking_url, reporter.tracking_url);
    // Sent again, as a phone does that got no answer.
    assert_eq!(street.follow("two", &reporter.reference, "").await?, follower);
    let rows: (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM recipient WHERE part = 'follower'),
                (SELECT count(*) FROM report_history WHERE move = 'follow' AND from_state = to_state)",
    )
    .fetch_one(&street.stack.pool)
    .await?;
    assert_eq!(rows, (1, 1, 1));

    // The crew sees both photos, and that somebody follows.
    street.stack.eventually("SELECT count(*) = 2 AND bool_and(state = 'ready') FROM photo").await?;
    let theirs: Uuid = sqlx::query_scalar(
        "SELECT photo.id FROM photo JOIN report_history came ON came.id = history_id WHERE move = 'follow'",
    )
    .fetch_one(&street.stack.pool)
    .await?;
    let page = street.crews_page(&format!("/crew/jobs/{report}")).await?;
    assert!(page.contains(&theirs.to_string()), "{page}");
    assert!(street.crews_page("/crew").await?.contains("1 personne suit"));

    // Each of the two sees their own photo, and nobody sees a stranger's.
    for sent in [&reporter, &follower] {
        assert_eq!(street.resident.photos(sent).await?.len(), 1);
    }
    let page = street.resident.get(&follower.tracking_url).await?.text().await?;
    assert!(page.contains(&theirs.to_string()) && page.contains("Vous suivez ce signalement"), "{page}");
    let stolen = format!("{}/photos/{theirs}/small.jpg", reporter.tracking_url);
    assert_eq!(street.resident.get(&stolen).await?.status(), 404);
    let page = street.resident.get(&reporter.tracking_url).await?.text().await?;
    assert!(!page.contains("Vous suivez ce signalement"), "a stranger's coming is no step of theirs: {page}");
    street.stack.stop().await
}

#[tokio::test]
async fn the_same_key_for_something_else_is_refused() -> anyhow::Result<()> {
    let street = Street::new(false).await?;
    let (reporter, _) = street.report("one", "").await?;
    let fields = [("category", "bags"), PLACE, ("same_as", reporter.reference.as_str())];
    let answer = street.resident.post("one", &fields, &[wrong::jpeg(64, 48)]).await?;
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.json::<Value>().await?["type"], "/problems/key-reused");
    assert_eq!(street.count("SELECT count(*) FROM recipient").await?, 1);
    street.stack.stop().await
}

#[tokio::test]
async fn only_an_open_report_at_the_place_is_followed_and_what_it_was_merged_into() -> anyhow::Result<()> {
    let street = Street::new(false).await?;
    let (main, main_id) = street.report("one", "").await?;
    let (merged, merged_id) = street.report("two", "").await?;
    assert_eq!(street.moved(merged_id, "merge", json!({ "main": main_id }), &[]).await?, 200);
    let sent = street.follow("three", &merged.reference, "").await?;
    assert_eq!(sent.reference, main.reference, "the one that goes on");
    let refused = async |key: &str, place: &str, same: &str| {
        let fields = [("category", "bags"), ("place", place), ("same_as", same)];
        let answer = street.resident.post(key, &fields, &[]).await?;
        let status = answer.status();
        anyhow::ensure!(status == 422, "{status}");
        Ok(answer.json::<Value>().await?["type"].as_str().unwrap_or_default().to_owned())
    };
    street.ready().await?;
    let written = street.stack.written().await?;
    let here = PLACE.1;
    assert_eq!(refused("four", here, "S2026K999999").await?, "/problems/same-unknown");
    assert_eq!(refused("four", here, "'; --").await?, "/problems/same-unknown");
    assert_eq!(refused("four", "48.8700, 2.3783", &main.reference).await?, "/problems/same-far");
    assert_eq!(street.stack.written().await?, written, "nothing of it stays");
    street.close(main_id).await?;
    assert_eq!(refused("four", here, &main.reference).await?, "/problems/same-closed");
    assert_eq!(refused("four", here, &merged.reference).await?, "/problems/same-closed");
    street.stack.stop().await
}

fn form(key: &str, more: &[(&str, &str)]) -> Form {
    let fields =
        [("idempotency_key", key), ("language", "fr"), ("category", "bags"), ("words", "Trois sacs <b>")];
    let fields = fields.iter().chain(more);
    fields.fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()))
}

fn with(form: Form, photo: Vec<u8>) -> Form {
    form.part("photo", Part::bytes(photo).file_name("photo.jpg"))
}

/// The values of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn without_javascript_one_is_asked_once_and_loses_nothing() -> anyhow::Result<()> {
    let street = Street::new(false).await?;
    let resident = &street.resident;
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001";
    // Nothing is near: nobody is asked.
    let first = with(form(key, &[]), street::dirty(paris(12, 44))?);
    let answer = resident.send("/report", first, &[]).await?;
    assert_eq!(answer.status(), 303);
    let reference: String =
        sqlx::query_scalar("SELECT reference FROM report").fetch_one(&street.stack.pool).await?;
    // The same once more is the same report, and no question.
    let again = with(form(key, &[]), street::dirty(paris(12, 44))?);
    assert_eq!(
        resident.send("/report", again, &[]).await?.headers()["location"],
        answer.headers()["location"]
    );

    street.clock.set(paris(13, 30));
    street.ready().await?;
    let written = street.stack.written().await?;
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0002";
    let ask = async || {
        let sent = with(form(key, &[]), street::dirty(paris(13, 29))?);
        let answer = resident.send("/report", sent, &[]).await?;
        anyhow::ensure!(answer.status() == 200, "{}", answer.status());
        anyhow::Ok(answer.text().await?.replace(['\u{a0}', '\u{202f}'], " "))
    };
    let page = ask().await?;
    assert_eq!(street.stack.written().await?, written, "nothing is written before the answer");
    for words in [
        "Est-ce l’un de ceux-ci ?",
        "à 0 m, il y a 30 min",
        reference.as_str(),
        key,
        "Trois sacs &#60;b&#62;",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let [kept] = hidden(&page, "kept_photo")[..] else { panic!("one photo is kept: {page}") };
    let same = form(key, &[("nearby", "shown"), ("same_as", &reference)]).text("kept_photo", kept.to_owned());
    let answer = resident.send("/report", same, &[]).await?;
    let location = answer.headers()["location"].to_str()?.to_owned();
    assert!(answer.status() == 303 && location.ends_with("?same=1"), "{location}");
    let page = resident.get(&location).await?.text().await?;
    assert!(page.contains(&format!("Vous suivez maintenant le signalement {reference}")), "{page}");
    assert_eq!(street.count("SELECT count(*) FROM report").await?, 1);
    assert_eq!(street.count("SELECT count(*) FROM photo").await?, 2);

    // "No, it is something else" is a report of its own, and no second question.
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0003";
    let other = form(key, &[("nearby", "shown"), ("same_as", "")]).text("kept_photo", kept.to_owned());
    let answer = resident.send("/report", other, &[]).await?;
    assert!(answer.status() == 303 && answer.headers()["location"].to_str()?.ends_with("?new=1"));
    assert_eq!(street.count("SELECT count(*) FROM report").await?, 2);
    street.stack.stop().await
}

#[tokio::test]
async fn our_script_is_asked_when_it_has_not_shown_what_is_near() -> anyhow::Result<()> {
    let street = Street::new(false).await?;
    let (reporter, _) = street.report("one", "").await?;
    let near = "/nearby?latitude=48.8646&longitude=2.3783&category=bags";
    let part = street.resident.get(near).await?.text().await?;
    assert!(part.contains(&format!("data-same=\"{}\"", reporter.reference)), "{part}");
    for nothing in
        ["/nearby?latitude=48.87&longitude=2.3783&category=bags", "/nearby", "/nearby?category=%00"]
    {
        let answer = street.resident.get(nothing).await?;
        assert_eq!(answer.status(), 200);
        let part = answer.text().await?;
        assert!(part.contains("data-part=\"nearby\"") && !part.contains("data-same"), "{part}");
    }
    let script = [("Sent-By", "script")];
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0004";
    let send = async |more: &[(&str, &str)]| {
        let form = with(form(key, more), street::dirty(paris(12, 44))?);
        anyhow::Ok(street.resident.send("/report", form, &script).await?)
    };
    let answer = send(&[]).await?;
    assert_eq!(answer.status(), 409);
    let page = answer.text().await?;
    assert!(page.contains("data-part=\"nearby\"") && page.contains("data-same"), "{page}");
    assert!(hidden(&page, "kept_photo").is_empty(), "it keeps its photos itself");
    assert_eq!(street.count("SELECT count(*) FROM report").await?, 1);
    // In the background nobody is asked; what was shown is no part of what the key stands for.
    assert_eq!(send(&[("nearby", "unseen")]).await?.status(), 201);
    assert_eq!(send(&[("nearby", "shown")]).await?.status(), 201);
    assert_eq!(street.count("SELECT count(*) FROM report").await?, 2);
    street.stack.stop().await
}

/// How many letters came to an address, by subject.
fn letters(stack: &Stack, to: &str) -> Vec<String> {
    let all =
        stack.inbox.messages().into_iter().filter(|letter| letter.envelope.to.iter().any(|one| one == to));
    let subjects = all.map(|letter| harness::Letter::parse(&letter.raw).map(|letter| letter.subject));
    let mut subjects: Vec<_> = subjects.map(Result::unwrap_or_default).collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn everybody_of_merged_reports_gets_each_letter_once() -> anyhow::Result<()> {
    let street = Street::new(true).await?;
    let (main, main_id) = street.report("main", "main@example.org").await?;
    let (first, first_id) = street.report("first", "first@example.org").await?;
    let (_, second_id) = street.report("second", "second@example.org").await?;
    // Who reports one follows another, too, in other letters.
    street.follow("follows-main", &main.reference, "First@example.org").await?;
    street.follow("follows-first", &first.reference, "lou@example.org").await?;
    street.follow("follows-first-again", &first.reference, "lou@example.org").await?;
    street.follow("without-address", &first.reference, "").await?;

    assert_eq!(street.moved(first_id, "merge", json!({ "main": main_id }), &[]).await?, 200);
    // Into a duplicate nothing is merged, and a duplicate into nothing.
    assert_ne!(street.moved(second_id, "merge", json!({ "main": first_id }), &[]).await?, 200);
    assert_ne!(street.moved(first_id, "merge", json!({ "main": second_id }), &[]).await?, 200);
    // The main report is merged in its turn: two merges behind one another.
    assert_eq!(street.moved(main_id, "merge", json!({ "main": second_id }), &[]).await?, 200);
    street.close(second_id).await?;
    street.stack.eventually("SELECT bool_and(state <> 'waiting') FROM letter").await?;

    let told: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT lower(email), move, count(*) FROM letter JOIN recipient ON recipient.id = recipient_id
         JOIN report_history told ON told.id = letter.history_id WHERE move IN ('merge', 'close')
         GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .fetch_all(&street.stack.pool)
    .await?;
    let expected = [
        // By its own report's merge, then by the main report's.
        ("first@example.org", "close", 1),
        ("first@example.org", "merge", 2),
        ("lou@example.org", "close", 1),
        ("lou@example.org", "merge", 2),
        ("main@example.org", "close", 1),
        ("main@example.org", "merge", 1),
        ("second@example.org", "close", 1),
    ];
    let told: Vec<_> = told.iter().map(|(to, step, count)| (to.as_str(), step.as_str(), *count)).collect();
    assert_eq!(told, expected);
    let lous = letters(&street.stack, "lou@example.org");
    assert_eq!(lous.iter().filter(|subject| subject.starts_with("C’est nettoyé")).count(), 1, "{lous:?}");
    let following = format!("Signalement {} : vous le suivez", first.reference);
    let of = |subject: &str| subject.replace(['\u{a0}', '\u{202f}'], " ") == following;
    assert_eq!(
        lous.iter().filter(|subject| of(subject)).count(),
        2,
        "each of the two links has come: {lous:?}"
    );
    street.stack.finish().await
}
