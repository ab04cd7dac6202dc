use std::time::Duration;

use chrono::TimeDelta;
use harness::{Letter, Stack, paris};
use reqwest::Client;
use reqwest::redirect::Policy;
use service_kit::clock::SetClock;

const CREW: &str = "pair@example.org";

fn client() -> anyhow::Result<Client> {
    Ok(Client::builder().redirect(Policy::none()).build()?)
}

async fn ask(stack: &Stack, email: &str) -> anyhow::Result<String> {
    let answer =
        client()?.post(format!("{}/sign-in", stack.staff_url)).form(&[("email", email)]).send().await?;
    assert_eq!(answer.status(), 303);
    Ok(answer.headers()["location"].to_str()?.to_owned())
}

/// The link in the crew's newest letter after `before`.
async fn link(stack: &Stack, before: u64) -> anyhow::Result<String> {
    let letter = stack
        .inbox
        .wait_for(Duration::from_secs(30), Some(before), |letter| {
            letter.envelope.to.iter().any(|to| to == CREW)
        })
        .await?;
    Letter::parse(&letter.raw)?.link("/sign-in/")
}

async fn status(request: reqwest::RequestBuilder) -> anyhow::Result<u16> {
    Ok(request.send().await?.status().as_u16())
}

#[tokio::test]
async fn a_link_signs_in_once_and_only_by_its_button() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    stack.crew("up-11", CREW).await?;
    ask(&stack, "PAIR@example.org").await?;
    let link = link(&stack, 0).await?;
    // A mail scanner opens the link, as often as it likes.
    for _ in 0..2 {
        let opened = client()?.get(&link).send().await?;
        assert_eq!(opened.status(), 200);
        assert!(opened.headers().get("set-cookie").is_none());
    }
    let signed_in = client()?.post(&link).send().await?;
    assert_eq!(signed_in.status(), 303);
    let cookie = signed_in.headers()["set-cookie"].to_str()?.to_owned();
    assert!(cookie.starts_with("session=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    assert_eq!(status(client()?.post(&link)).await?, 410, "twice");
    assert_eq!(status(client()?.get(&link)).await?, 410, "opened after use");

    let cookie = cookie.split(';').next().unwrap_or_default();
    let crew = |client: Client| client.get(format!("{}/crew", stack.staff_url)).header("cookie", cookie);
    assert_eq!(status(crew(client()?)).await?, 200);
    let out = client()?.post(format!("{}/sign-out", stack.staff_url)).header("cookie", cookie).send().await?;
    assert_eq!(out.headers()["clear-site-data"], r#""cache", "cookies""#);
    assert_eq!(status(crew(client()?)).await?, 303, "signed out");
    stack.finish().await
}

#[tokio::test]
async fn a_link_is_good_for_fifteen_minutes_and_a_session_for_twelve_hours() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(8, 0));
    let stack = Stack::start(clock.clone()).await?;
    stack.crew("up-11", CREW).await?;
    ask(&stack, CREW).await?;
    let old = link(&stack, 0).await?;
    clock.advance(TimeDelta::minutes(15));
    assert_eq!(status(client()?.get(&old)).await?, 410);
    assert_eq!(status(client()?.post(&old)).await?, 410);

    let before = stack.inbox.newest();
    ask(&stack, CREW).await?;
    let good = link(&stack, before).await?;
    let wrong = format!("{}A", &good[..good.len() - 1]);
    let wrong = if wrong == good { format!("{}B", &good[..good.len() - 1]) } else { wrong };
    assert_eq!(status(client()?.post(&wrong)).await?, 410, "a wrong MAC");
    let signed_in = client()?.post(&good).send().await?;
    let cookie = signed_in.headers()["set-cookie"].to_str()?.split(';').next().unwrap_or_default().to_owned();
    let crew = || {
        Ok::<_, anyhow::Error>(client()?.get(format!("{}/crew", stack.staff_url)).header("cookie", &cookie))
    };
    clock.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert_eq!(status(crew()?).await?, 200);
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(status(crew()?).await?, 303);
    stack.finish().await
}

#[tokio::test]
async fn nobody_learns_who_works_here_and_nobody_s_inbox_is_flooded() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    stack.crew("up-11", CREW).await?;
    let known = ask(&stack, CREW).await?;
    assert_eq!(known, ask(&stack, "stranger@example.org").await?);
    for _ in 0..6 {
        assert_eq!(known, ask(&stack, CREW).await?);
    }
    let asked: i64 = sqlx::query_scalar("SELECT count(*) FROM sign_in").fetch_one(&stack.pool).await?;
    assert_eq!(asked, 5);
    let bad = client()?.post(format!("{}/sign-in", stack.staff_url)).form(&[("email", "nobody")]);
    assert_eq!(status(bad).await?, 422);
    stack.finish().await
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let form = client()?.post(format!("{}/sign-in", stack.staff_url)).header(name, value);
        let answer = form.form(&[("email", CREW)]).send().await?;
        assert_eq!(answer.status(), 403);
        assert!(answer.text().await?.contains("autre site"), "in words");
    }
    stack.finish().await
}
