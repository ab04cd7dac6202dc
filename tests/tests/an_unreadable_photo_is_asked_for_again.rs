//! A photo that is found unreadable after its receipt: the reporter is asked for another by letter and on the tracking
//! page, sends it once, and the report never waited.

use std::time::Duration;

use harness::{Letter, Sent, Stack, paris, street};
use service_kit::clock::SetClock;

const PATIENCE: Duration = Duration::from_secs(30);
const MARIE: &str = "marie@example.org";
const KEYS: [&str; 4] = [
    "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001",
    "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0002",
    "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0003",
    "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0004",
];

async fn report(stack: &Stack, key: &str, photos: &[Vec<u8>]) -> anyhow::Result<Sent> {
    let fields = [("category", "bags"), ("email", MARIE), ("language", "fr"), ("channel", "web")];
    stack.resident()?.report(key, &fields, photos).await
}

async fn found_unreadable(stack: &Stack, photos: i64) -> anyhow::Result<Vec<String>> {
    stack.eventually(&format!("SELECT count(*) = {photos} FROM photo WHERE state = 'unreadable'")).await?;
    let ids = "SELECT id::text FROM photo WHERE state = 'unreadable' ORDER BY received_at, position";
    Ok(sqlx::query_scalar(ids).fetch_all(&stack.pool).await?)
}

async fn count(stack: &Stack, query: &str) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar(query).fetch_one(&stack.pool).await?)
}

/// The page's words, with plain spaces.
async fn page(stack: &Stack, sent: &Sent) -> anyhow::Result<String> {
    let page = stack.resident()?.get(&sent.tracking_url).await?.error_for_status()?.text().await?;
    Ok(page.replace('\u{a0}', " "))
}

const ASKED: &str = "Il nous faut une autre photo";

#[tokio::test]
async fn the_reporter_is_asked_by_letter_and_on_the_page_and_sends_another_once() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let good = street::dirty(paris(12, 44))?;
    let sent = report(&stack, "unreadable-1", &[street::damaged(good.clone())]).await?;
    let photo = found_unreadable(&stack, 1).await?.remove(0);
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;

    let asks = |letter: &local::inbox::Received| {
        Letter::parse(&letter.raw).is_ok_and(|letter| letter.subject.contains("autre photo"))
    };
    let letter = stack.inbox.wait_for(PATIENCE, None, asks).await?;
    assert_eq!(letter.envelope.to, [MARIE]);
    let letter = Letter::parse(&letter.raw)?;
    assert!(letter.text.contains(&sent.reference) && letter.text.contains("est abîmé"), "{}", letter.text);
    assert_eq!(letter.link("#photo")?, format!("{}#photo", sent.tracking_url));

    let resident = stack.resident()?;
    let asked = page(&stack, &sent).await?;
    assert!(asked.contains(ASKED) && asked.contains(&format!("/r/{}/photos", sent.token())), "{asked}");
    assert!(asked.contains(&photo), "the form names the photo");
    let opened = resident.get(&format!("{}/photos", sent.tracking_url)).await?;
    assert_eq!(opened.status(), 405, "opening an address sends nothing");

    let [first, second, third, _] = KEYS;
    for (photos, words) in [
        (vec![], "Il manque la photo"),
        (vec![b"a text".to_vec()], "pas une photo"),
        (vec![good.clone(), good.clone()], "Une seule photo"),
    ] {
        let refused = resident.send_photo(&sent, first, &photo, &photos).await?;
        assert_eq!(refused.status(), 422);
        let refused = refused.text().await?;
        assert!(refused.contains(words) && refused.contains(first), "{words} and the key: {refused}");
    }
    // Not as a form, or as one without its boundary: said as what it is.
    let address =
        format!("{}{}/photos", stack.resident_url, sent.tracking_url.replace(&stack.resident_url, ""));
    for (kind, status, words) in [
        ("application/json", 415, "Envoyez-le en multipart/form-data"),
        ("multipart/form-data", 400, "boundary"),
    ] {
        let refused = resident.post_raw(&address, kind, "{}").await?;
        assert_eq!(refused.status(), status, "{kind}");
        let refused = refused.text().await?;
        assert!(refused.contains(words) && refused.contains(&photo), "{kind}: {refused}");
    }
    assert_eq!(count(&stack, "SELECT count(*) FROM photo").await?, 1, "nothing was written");

    let another = [good.clone()];
    let (one, two) = tokio::join!(
        resident.send_photo(&sent, first, &photo, &another),
        resident.send_photo(&sent, first, &photo, &another)
    );
    assert_eq!((one?.status().as_u16(), two?.status().as_u16()), (303, 303), "twice is once");
    let again = resident.send_photo(&sent, second, &photo, &another).await?;
    assert_eq!(again.status(), 303, "the same photo from a page that was loaded anew");
    let other = resident.send_photo(&sent, third, &photo, &[street::dirty(paris(12, 43))?]).await?;
    assert_eq!(other.status(), 409, "another one has come");
    let reused = resident.send_photo(&sent, first, &photo, &[street::dirty(paris(12, 42))?]).await?;
    assert_eq!(reused.status(), 409, "the key was used for another photo");
    assert_eq!(count(&stack, "SELECT count(*) FROM photo").await?, 2);

    stack.eventually("SELECT count(*) = 1 FROM photo WHERE state = 'ready' AND stage = 'before'").await?;
    let shown = page(&stack, &sent).await?;
    assert!(!shown.contains(ASKED) && shown.contains("/large.jpg"), "{shown}");
    assert_eq!(resident.photos(&sent).await?.len(), 1);
    assert_eq!(count(&stack, "SELECT count(*) FROM letter WHERE photo_id IS NOT NULL").await?, 1);
    stack.finish().await
}

#[tokio::test]
async fn two_unreadable_photos_make_one_letter_and_the_page_asks_for_one_after_the_other()
-> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let (one, other) = (street::dirty(paris(12, 44))?, street::clean(paris(12, 44))?);
    let photos = [street::damaged(one.clone()), street::damaged(other.clone())];
    let sent = report(&stack, "unreadable-2", &photos).await?;
    let missing = found_unreadable(&stack, 2).await?;
    assert_eq!(count(&stack, "SELECT count(*) FROM letter WHERE photo_id IS NOT NULL").await?, 1);
    let resident = stack.resident()?;
    for (at, (key, photo)) in KEYS.into_iter().zip([one, other]).enumerate() {
        let asked = page(&stack, &sent).await?;
        assert!(asked.contains(ASKED) && asked.contains(&missing[at]), "{asked}");
        assert_eq!(resident.send_photo(&sent, key, &missing[at], &[photo]).await?.status(), 303);
    }
    stack.eventually("SELECT count(*) = 2 FROM photo WHERE state = 'ready'").await?;
    assert!(!page(&stack, &sent).await?.contains(ASKED));
    stack.finish().await
}

#[tokio::test]
async fn nobody_else_can_send_it_and_nobody_is_asked_once_the_report_is_closed() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let good = street::dirty(paris(12, 44))?;
    let sent = report(&stack, "unreadable-3", &[street::damaged(good.clone())]).await?;
    let photo = found_unreadable(&stack, 1).await?.remove(0);
    let stranger = report(&stack, "unreadable-4", std::slice::from_ref(&good)).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let resident = stack.resident()?;
    let [first, second, ..] = KEYS;
    let another = [good];
    assert_eq!(resident.send_photo(&stranger, first, &photo, &another).await?.status(), 409);
    sqlx::query("UPDATE report SET state = 'rejected'").execute(&stack.pool).await?;
    assert!(!page(&stack, &sent).await?.contains(ASKED));
    let closed = resident.send_photo(&sent, second, &photo, &another).await?;
    assert_eq!(closed.status(), 409);
    assert!(closed.text().await?.contains("Rien n’a changé"));
    assert_eq!(count(&stack, "SELECT count(*) FROM photo").await?, 2);
    stack.finish().await
}

#[tokio::test]
async fn an_unreadable_after_photo_is_the_crews_matter_and_the_letter_leaves_without_it() -> anyhow::Result<()>
{
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(clock.clone()).await?;
    let crew = stack.crew("up-11", "pair@example.org").await?;
    report(&stack, "unreadable-5", &[street::dirty(paris(12, 59))?]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    crew.sign_in(&stack).await?;
    let job = crew.jobs().await?.remove(0);
    crew.take(&job).await?.error_for_status()?;
    let action = crew.action(&job).await?;
    clock.set(paris(14, 0));
    let after = street::damaged(street::clean(paris(13, 59))?);
    crew.close(&job, &action, &after, "done-cleaned").await?.error_for_status()?;
    found_unreadable(&stack, 1).await?;
    let cleaned = |letter: &local::inbox::Received| {
        Letter::parse(&letter.raw).is_ok_and(|letter| letter.subject.contains("nettoyé"))
    };
    let closed = Letter::parse(&stack.inbox.wait_for(PATIENCE, None, cleaned).await?.raw)?;
    assert_eq!(closed.pictures.len(), 1, "how it was");
    assert!(closed.text.contains("n’a pas pu être lue"), "{}", closed.text);
    assert!(crew.get(&job.path).await?.text().await?.contains("Photo illisible"), "the crew sees it");
    assert_eq!(count(&stack, "SELECT count(*) FROM letter WHERE photo_id IS NOT NULL").await?, 0);
    stack.finish().await
}
