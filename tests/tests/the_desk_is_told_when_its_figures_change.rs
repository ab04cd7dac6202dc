//! A desk that is open hears that its figures have changed, hears nothing that is in them, and holds nobody up who stops
//! the service.

use std::time::Duration;

use anyhow::Context;
use harness::{Stack, paris, street};
use reqwest::Response;
use reqwest::header::COOKIE;
use service_kit::clock::SetClock;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

async fn watch(stack: &Stack, cookie: Option<String>) -> anyhow::Result<Response> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let request = client.get(format!("{}/desk/live", stack.staff_url));
    let request = match cookie {
        Some(cookie) => request.header(COOKIE, cookie),
        None => request,
    };
    Ok(timeout(PATIENCE, request.send()).await??)
}

/// Reads until these words are there, and returns all that came.
async fn heard(live: &mut Response, words: &str) -> anyhow::Result<String> {
    let mut all = String::new();
    while !all.contains(words) {
        let chunk =
            timeout(PATIENCE, live.chunk()).await.with_context(|| format!("no `{words}` in `{all}`"))??;
        all.push_str(std::str::from_utf8(&chunk.context("it ended")?)?);
    }
    Ok(all)
}

#[tokio::test]
async fn an_open_desk_is_told_and_the_service_still_stops() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(13, 0))).await?;
    let referent = stack.member("referent", None, None).await?;
    let mut live = watch(&stack, referent.cookie.clone()).await?;
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    heard(&mut live, "retry").await?;
    // What the subscription itself told may be heard here, too.
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("text", "Trois sacs éventrés")];
    let photo = street::dirty(paris(12, 50))?;
    stack.resident()?.report("live-0123456789", &fields, &[photo]).await?;
    stack.eventually("SELECT count(*) = 1 FROM desk_report").await?;
    // An event without data is none to a browser (HTML Living Standard, 9.2.6).
    let told = heard(&mut live, "event: changed\ndata: ").await?;
    assert!(!told.contains("sacs"), "{told}");

    let crew = stack.member("crew", Some("up-11"), None).await?;
    assert_eq!(watch(&stack, crew.cookie.clone()).await?.status(), 403);
    assert_eq!(watch(&stack, None).await?.status(), 303, "whoever is nobody is sent to sign in");

    // An answer that never ends would keep the service from ending.
    timeout(PATIENCE, stack.stop()).await.context("it does not stop while a desk is open")??;
    Ok(())
}
