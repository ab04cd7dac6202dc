//! The assisted form: who may use it, what it records, and that nothing of it needs a photo, an e-mail or a script.

use chrono_tz::Europe::Paris;
use harness::{Member, Stack, paris};
use reqwest::multipart::Form;
use reqwest::{Client, Response, redirect::Policy};
use service_kit::clock::SetClock;
use sqlx::Row;

/// rue Oberkampf, in the 11th.
const PLACE: &str = "48.8646, 2.3783";

/// As the form makes them.
const KEY: &str = "0b1f6a4e-6f43-4f0e-9d0a-0f6a4e6f430e";

/// Somebody's browser at the assisted form.
struct Desk {
    client: Client,
    url: String,
    cookie: Option<String>,
}

impl Desk {
    fn of(stack: &Stack, member: &Member) -> anyhow::Result<Self> {
        let client = Client::builder().redirect(Policy::none()).build()?;
        Ok(Self { client, url: stack.resident_url.clone(), cookie: member.cookie.clone() })
    }

    async fn open(&self, path: &str) -> anyhow::Result<Response> {
        let request = self.client.get(format!("{}{path}", self.url));
        Ok(self.with_cookie(request).send().await?)
    }

    async fn file(&self, fields: &[(&str, &str)]) -> anyhow::Result<Response> {
        let form = fields
            .iter()
            .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let request = self.client.post(format!("{}/assist", self.url)).multipart(form);
        Ok(self.with_cookie(request).send().await?)
    }

    fn with_cookie(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        let request = request.header("accept-language", "fr");
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }
}

/// The reference in the address that an accepted form leads to.
fn reference(answer: &Response) -> String {
    assert_eq!(answer.status(), 303);
    let address = answer.headers()["location"].to_str().unwrap_or_default();
    let reference = address.trim_start_matches("/assist/filed/");
    reference.split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_the_call_centre_referents_and_admins_file_for_others() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    for (role, team, status) in [
        ("call_centre", None, 200),
        ("referent", None, 200),
        ("admin", None, 200),
        ("crew", Some("up-11"), 403),
    ] {
        let desk = Desk::of(&stack, &stack.member(role, team, None).await?)?;
        for path in ["/assist", "/assist/near?latitude=48.8646&longitude=2.3783&category=bags"] {
            let answer = desk.open(path).await?;
            assert_eq!(answer.status(), status, "{role} {path}");
            let words = answer.text().await?;
            assert_eq!(words.contains("équipes de terrain"), status == 403, "{role}: in words");
        }
        let fields = [("place", PLACE), ("category", "bags"), ("idempotency_key", role), ("nearby", "")];
        let answer = desk.file(&fields).await?;
        assert_eq!(answer.status() == 403, status == 403, "{role} files");
    }
    let nobody = Desk::of(&stack, &stack.nobody()?)?;
    for path in ["/assist", "/assist/filed/S2026K000001"] {
        let answer = nobody.open(path).await?;
        assert_eq!(answer.status(), 303, "{path}");
        assert_eq!(answer.headers()["location"], format!("{}/sign-in", stack.staff_url), "{path}");
    }
    let crews: i64 = sqlx::query_scalar("SELECT count(*) FROM report").fetch_one(&stack.pool).await?;
    assert_eq!(crews, 1, "the first one; the others were told of it, the crew was refused");
    stack.finish().await
}

#[tokio::test]
async fn a_report_for_somebody_says_who_filed_it_and_how_it_came() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    let agent = stack.member("call_centre", None, None).await?;
    let desk = Desk::of(&stack, &agent)?;
    let without =
        [("place", PLACE), ("category", "bags"), ("idempotency_key", "call-1"), ("channel", "call_centre")];
    let first = reference(&desk.file(&without).await?);
    assert_eq!(reference(&desk.file(&without).await?), first, "the same form twice is one report");
    let with = [
        ("place", "48.8530, 2.3499"),
        ("category", "furniture"),
        ("idempotency_key", "desk-1"),
        ("channel", "desk"),
        ("language", "en"),
        ("email", "ann@example.org"),
        ("words", "An armchair"),
    ];
    let second = reference(&desk.file(&with).await?);
    let rows = sqlx::query(
        "SELECT reference, channel, place_source, report.words, email, recipient.language, h.actor, h.actor_id
         FROM report JOIN recipient ON recipient.report_id = report.id
         JOIN report_history h ON h.report_id = report.id AND move = 'receive' ORDER BY report.reference",
    )
    .fetch_all(&stack.pool)
    .await?;
    let text = |row: usize, name: &str| rows[row].get::<Option<String>, _>(name).unwrap_or_default();
    for (row, reference, channel, email, language) in
        [(0, &first, "call_centre", "", "fr"), (1, &second, "desk", "ann@example.org", "en")]
    {
        assert_eq!(&text(row, "reference"), reference);
        assert_eq!(text(row, "channel"), channel);
        assert_eq!(text(row, "place_source"), "hand");
        assert_eq!((text(row, "email").as_str(), text(row, "language").as_str()), (email, language));
        assert_eq!(text(row, "actor"), "call_centre");
        assert_eq!(rows[row].get::<Option<uuid::Uuid>, _>("actor_id"), Some(agent.id));
    }
    let photos: i64 = sqlx::query_scalar("SELECT count(*) FROM photo").fetch_one(&stack.pool).await?;
    assert_eq!(photos, 0);

    let page = desk.open(&format!("/assist/filed/{second}?channel=desk")).await?.text().await?;
    let day = paris(12, 30).with_timezone(&Paris).format("%Y").to_string();
    assert!(page.contains(&format!("<span>{day}</span> <span>K</span>")), "{page}");
    assert!(page.contains("K comme Kléber") && page.contains("/assist?channel=desk"), "{page}");
    for wrong in ["nothing", "S2026K999999", "%00", "S2026K0001%20"] {
        assert_eq!(desk.open(&format!("/assist/filed/{wrong}")).await?.status(), 404, "{wrong}");
    }
    stack.finish().await
}

#[tokio::test]
async fn what_is_near_is_asked_about_once_and_the_form_keeps_everything() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    let agent = stack.member("call_centre", None, None).await?;
    let desk = Desk::of(&stack, &agent)?;
    let first =
        reference(&desk.file(&[("place", PLACE), ("category", "bags"), ("idempotency_key", "a")]).await?);
    let again = |seen: &'static str| {
        vec![
            ("place", "48.8647, 2.3784"),
            ("category", "bags"),
            ("idempotency_key", KEY),
            ("words", "Deux sacs"),
            ("email", "ann@example.org"),
            ("nearby", seen),
        ]
    };
    let asked = desk.file(&again("")).await?;
    assert_eq!(asked.status(), 409);
    let page = asked.text().await?;
    for kept in [first.as_str(), "Deux sacs", "ann@example.org", "48.8647, 2.3784", KEY] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let seen: &'static str = first.clone().leak();
    reference(&desk.file(&again(seen)).await?);
    let near =
        desk.open("/assist/near?latitude=48.8646&longitude=2.3783&category=bags").await?.text().await?;
    assert!(near.contains("2 signalements ouverts") && near.contains(&first), "{near}");
    let mut same = again(seen);
    same.retain(|(name, _)| !["idempotency_key", "nearby"].contains(name));
    same.extend([("idempotency_key", "c"), ("same_as", seen), ("channel", "desk")]);
    let answer = desk.file(&same).await?;
    let address = answer.headers()["location"].to_str()?.to_owned();
    assert_eq!(address, format!("/assist/filed/{first}?channel=desk&letters=1&same=1"));
    assert!(desk.open(&address).await?.text().await?.contains("Déjà signalé"));
    let filed: bool = sqlx::query_scalar(
        "SELECT detail ->> 'filed_by' = $1 AND actor = 'call_centre' AND part = 'follower'
         FROM report_history JOIN recipient ON recipient.id = actor_id WHERE move = 'follow'",
    )
    .bind(agent.id.to_string())
    .fetch_one(&stack.pool)
    .await?;
    assert!(filed, "the caller follows the first one, and the history says who filed it");
    for odd in
        ["", "?latitude=x&longitude=y&category=bags", "?latitude=48.8646&longitude=2.3783&category=%00"]
    {
        assert_eq!(desk.open(&format!("/assist/near{odd}")).await?.status(), 200, "{odd}");
    }
    stack.finish().await
}

#[tokio::test]
async fn a_session_that_ends_meanwhile_loses_nothing_and_other_sites_file_nothing() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 30))).await?;
    let agent = stack.member("call_centre", None, None).await?;
    let desk = Desk::of(&stack, &agent)?;
    let fields = [("place", PLACE), ("category", "bags"), ("idempotency_key", "k"), ("words", "Trois sacs")];
    let form = fields.iter().fold(Form::new(), |form, (name, value)| form.text(*name, *value));
    let foreign = desk.client.post(format!("{}/assist", desk.url)).multipart(form);
    let foreign = desk.with_cookie(foreign).header("origin", "https://evil.example").send().await?;
    assert_eq!(foreign.status(), 403);
    assert!(foreign.text().await?.contains("autre site"));

    let out = desk.client.post(format!("{}/assist/sign-out", desk.url));
    let out = desk.with_cookie(out).send().await?;
    assert_eq!(out.headers()["location"], format!("{}/sign-in", stack.staff_url));
    assert!(out.headers()["set-cookie"].to_str()?.starts_with("session=; Max-Age=0"));
    let refused = desk.file(&fields).await?;
    assert_eq!(refused.status(), 401);
    let page = refused.text().await?;
    assert!(page.contains("Trois sacs") && page.contains("/sign-in"), "{page}");
    assert_eq!(stack.written().await?, [""; 0]);
    stack.finish().await
}
