//! A shared phone: what somebody left in it is made under their name, exactly as they made it, by whoever brings it; and
//! nobody can make anything else in that name.

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::Duration;
use harness::{Member, Stack, paris};
use hmac::{Hmac, Mac};
use reqwest::Client;
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const AT: &str = "2026-11-24T10:05:00Z";

/// A member of a crew with the key that their pages carry.
struct Phone {
    member: Member,
    /// The key's id and its secret.
    key: (String, String),
}

/// What a phone sends.
#[derive(Clone)]
struct Sent {
    report: Uuid,
    step: &'static str,
    action: Uuid,
    acting_as: Uuid,
    seal: String,
    body: Value,
    cookie: Option<String>,
}

impl Phone {
    async fn of(stack: &Stack, team: &str) -> anyhow::Result<Self> {
        let member = stack.member("crew", Some(team), None).await?;
        let cookie = member.cookie.clone().context("signed in")?;
        let token = BASE64_URL_SAFE_NO_PAD.decode(cookie.trim_start_matches("session="))?;
        sqlx::query("INSERT INTO action_key VALUES ($1, $2, $3, $4, $4 + interval '7 days')")
            .bind(Uuid::new_v4())
            .bind(member.id)
            .bind(Sha256::digest(token).to_vec())
            .bind(stack.clock.now())
            .execute(&stack.pool)
            .await?;
        let round = Client::new().get(format!("{}/crew", stack.staff_url)).header("Cookie", cookie);
        let round = round.send().await?.error_for_status()?.text().await?;
        let key = round.split("data-key=\"").nth(1).and_then(|rest| rest.split('"').next());
        let (id, secret) = key.and_then(|key| key.split_once('.')).context("a key on the round")?;
        Ok(Self { key: (id.to_owned(), secret.to_owned()), member })
    }

    /// An action as `shared/web/scripts/actions.ts` seals it, without photos.
    fn made(&self, report: Uuid, step: &'static str) -> anyhow::Result<Sent> {
        let action = Uuid::new_v4();
        let of_move = Sha256::new().chain_update(report.as_bytes()).chain_update(step);
        let of_move = of_move.chain_update(Sha256::digest(b"")).finalize();
        let message = format!("{action}\n{AT}\n").into_bytes();
        let mac = Hmac::<Sha256>::new_from_slice(self.key.1.as_bytes())?
            .chain_update(message)
            .chain_update(of_move);
        let seal = format!("{}.{}", self.key.0, BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
        let body = json!({ "occurred_at": AT });
        Ok(Sent { report, step, action, acting_as: self.member.id, seal, body, cookie: None })
    }
}

impl Sent {
    async fn send(&self, stack: &Stack) -> anyhow::Result<u16> {
        let url = format!("{}/api/v1/jobs/{}/moves/{}", stack.staff_url, self.report, self.step);
        let request = Client::new().post(url).header("Idempotency-Key", self.action.to_string());
        let request = request.header("Acting-As", self.acting_as.to_string()).json(&self.body);
        let request = match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        };
        let request = if self.seal.is_empty() { request } else { request.header("Action-Seal", &self.seal) };
        Ok(request.send().await?.status().as_u16())
    }
}

/// A new report of the team of the 11th.
async fn report(stack: &Stack, key: &str) -> anyhow::Result<Uuid> {
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
    let sent = stack.resident()?.report(key, &fields, &[]).await?;
    let reference = &sent.reference;
    stack
        .eventually(&format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'"))
        .await?;
    let id = "SELECT id FROM report WHERE reference = $1";
    Ok(sqlx::query_scalar(id).bind(reference).fetch_one(&stack.pool).await?)
}

/// Which members of crews have moved a report.
async fn movers(stack: &Stack, report: Uuid) -> anyhow::Result<Vec<Uuid>> {
    let by = "SELECT actor_id FROM report_history WHERE report_id = $1 AND actor = 'crew' ORDER BY position";
    Ok(sqlx::query_scalar(by).bind(report).fetch_all(&stack.pool).await?)
}

#[tokio::test]
async fn what_was_left_in_a_phone_is_made_once_under_its_own_name_whoever_brings_it() -> anyhow::Result<()> {
    let stack = Stack::start_without_letters(SetClock::at(paris(13, 0)), 0).await?;
    let (first, second) = (Phone::of(&stack, "up-11").await?, Phone::of(&stack, "dpe-11").await?);
    let report = report(&stack, "one").await?;
    let mut take = first.made(report, "take")?;
    // The first has signed out, and the second has the phone.
    sqlx::query("DELETE FROM session WHERE staff_id = $1").bind(first.member.id).execute(&stack.pool).await?;
    take.cookie.clone_from(&second.member.cookie);
    assert_eq!(take.send(&stack).await?, 200);
    take.cookie = None;
    assert_eq!(take.send(&stack).await?, 200, "the same again is the same");
    assert_eq!(movers(&stack, report).await?, [first.member.id]);
    stack.stop().await
}

#[tokio::test]
async fn nobody_makes_anything_else_in_that_name() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start_without_letters(clock.clone(), 0).await?;
    let (first, second) = (Phone::of(&stack, "up-11").await?, Phone::of(&stack, "up-11").await?);
    let (report, other) = (report(&stack, "one").await?, report(&stack, "other").await?);
    let take = Sent { cookie: second.member.cookie.clone(), ..first.made(report, "take")? };
    let forged = [
        ("another report", Sent { report: other, ..take.clone() }),
        ("another move", Sent { step: "release", ..take.clone() }),
        ("another action", Sent { action: Uuid::new_v4(), ..take.clone() }),
        ("another time", Sent { body: json!({ "occurred_at": "2026-11-24T11:05:00Z" }), ..take.clone() }),
        ("other words", Sent { body: json!({ "occurred_at": AT, "words": "?" }), ..take.clone() }),
        ("another person's key", Sent { acting_as: first.member.id, ..second.made(report, "take")? }),
        ("no seal", Sent { seal: String::new(), ..take.clone() }),
        ("no seal at all", Sent { seal: "x".to_owned(), ..take.clone() }),
        ("a key that is none", Sent { seal: format!("{}.x", Uuid::nil()), ..take.clone() }),
    ];
    let before = stack.snapshot().await?;
    for (what, sent) in &forged {
        assert_eq!(sent.send(&stack).await?, 401, "{what}");
    }
    let nobody = Sent { acting_as: Uuid::nil(), ..take.clone() };
    assert_eq!(nobody.send(&stack).await?, 401, "nobody");
    assert_eq!(stack.snapshot().await?, before);
    // Whoever left the city's service makes no move any more.
    let left = "UPDATE staff SET left_at = $2 WHERE id = $1";
    sqlx::query(left).bind(first.member.id).bind(stack.clock.now()).execute(&stack.pool).await?;
    assert_eq!(take.send(&stack).await?, 401, "has left");
    sqlx::query("UPDATE staff SET left_at = NULL").execute(&stack.pool).await?;
    clock.advance(Duration::days(8));
    assert_eq!(take.send(&stack).await?, 401, "too old: a new sign-in is needed");
    assert!(movers(&stack, report).await?.is_empty());
    clock.advance(-Duration::days(2));
    assert_eq!(take.send(&stack).await?, 200, "six days later");
    stack.stop().await
}
