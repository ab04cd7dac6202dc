//! "My reports" on another device: a letter with a link to the list, to who has the address and to nobody else.

use std::sync::Arc;

use chrono::Duration;
use harness::{Letter, Resident, Stack, paris, wrong};
use service_kit::clock::SetClock;

async fn report(resident: &Resident, key: &str, email: &str) -> anyhow::Result<harness::Sent> {
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", email), ("language", "fr")];
    resident.report(key, &fields, &[wrong::jpeg(64, 48)]).await
}

/// Asks for a link; where the answer leads.
async fn ask(stack: &Stack, email: &str) -> anyhow::Result<(u16, String)> {
    let body = format!("email={}", email.replace('@', "%40").replace(' ', "+"));
    let address = format!("{}/mine", stack.resident_url);
    let answer = stack.resident()?.post_raw(&address, "application/x-www-form-urlencoded", &body).await?;
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    let status = answer.status().as_u16();
    Ok((status, if to.is_empty() { answer.text().await? } else { to }))
}

fn letters(stack: &Stack, to: &str) -> anyhow::Result<Vec<Letter>> {
    let all =
        stack.inbox.messages().into_iter().filter(|letter| letter.envelope.to.iter().any(|one| one == to));
    let all = all.map(|letter| Letter::parse(&letter.raw)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|letter| letter.subject == "Vos signalements").collect())
}

#[tokio::test]
async fn the_link_opens_the_list_of_the_address_for_a_day() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(Arc::clone(&clock) as _).await?;
    let resident = stack.resident()?;
    let first = report(&resident, "one", "marie@example.org").await?;
    let second = report(&resident, "two", "Marie@Example.org").await?;
    let other = report(&resident, "three", "lou@example.org").await?;

    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    assert_eq!(ask(&stack, "MARIE@example.org").await?, (303, "/mine?sent=1".to_owned()));
    stack
        .eventually("SELECT bool_and(state = 'accepted') FROM letter WHERE list_link_id IS NOT NULL")
        .await?;
    let letters = [letters(&stack, "marie@example.org")?, letters(&stack, "Marie@Example.org")?].concat();
    let [letter] = &letters[..] else { panic!("one letter: {letters:?}") };
    let link = letter.link("/mine/")?;
    assert!(letter.text.contains(&link), "{}", letter.text);
    assert!(letter.text.replace(['\u{a0}', '\u{202f}'], " ").contains("demain à 13 h 00"), "{}", letter.text);

    // However often it is opened.
    let before = stack.snapshot().await?;
    for _ in 0..2 {
        let answer = resident.get(&link).await?;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["cache-control"].to_str()?),
            (200, "no-store")
        );
        let page = answer.text().await?;
        for sent in [&first, &second] {
            assert!(page.contains(&sent.reference), "{page}");
            assert!(page.contains(&format!("/r/{}", sent.token())), "{page}");
        }
        assert!(!page.contains(&other.reference), "another's: {page}");
    }
    assert_eq!(stack.snapshot().await?, before);

    // It is good for this alone, and for a day.
    let token = link.rsplit('/').next().unwrap_or_default();
    for address in [
        format!("/r/{token}"),
        format!("/unsubscribe/{token}"),
        format!("/mine/{}", first.token()),
        "/mine/x".into(),
    ] {
        assert_eq!(resident.get(&address).await?.status(), 404, "{address}");
    }
    clock.set(paris(13, 0) + Duration::days(1));
    let answer = resident.get(&link).await?;
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await?.contains("Ce lien ne sert plus"));
    stack.finish().await
}

#[tokio::test]
async fn nobody_learns_who_has_reported_and_nobody_is_flooded() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start(Arc::clone(&clock) as _).await?;
    let resident = stack.resident()?;
    let sent = report(&resident, "one", "marie@example.org").await?;
    let known = ask(&stack, "marie@example.org").await?;
    assert_eq!(ask(&stack, "nobody@example.org").await?, known);
    for bad in ["", "marie", "a b@example.org"] {
        let (status, page) = ask(&stack, bad).await?;
        assert!(status == 422 && page.contains("id=\"email-error\""), "{bad}: {status}");
    }
    for _ in 0..9 {
        assert_eq!(ask(&stack, "marie@example.org").await?, known);
    }
    let links = "SELECT count(*) FROM list_link";
    assert_eq!(sqlx::query_scalar::<_, i64>(links).fetch_one(&stack.pool).await?, 5, "five an hour");
    clock.set(paris(14, 1));
    ask(&stack, "marie@example.org").await?;
    assert_eq!(sqlx::query_scalar::<_, i64>(links).fetch_one(&stack.pool).await?, 6);
    stack
        .eventually("SELECT bool_and(state = 'accepted') FROM letter WHERE list_link_id IS NOT NULL")
        .await?;
    let letter = letters(&stack, "marie@example.org")?.pop().expect("a letter");
    // The address is erased: the link opens nothing, and nobody is written to.
    resident
        .post_raw(&format!("{}/erase", sent.tracking_url), "application/x-www-form-urlencoded", "")
        .await?;
    assert_eq!(resident.get(&letter.link("/mine/")?).await?.status(), 404);
    assert_eq!(ask(&stack, "marie@example.org").await?, known);
    assert_eq!(sqlx::query_scalar::<_, i64>(links).fetch_one(&stack.pool).await?, 6);
    stack.finish().await
}
