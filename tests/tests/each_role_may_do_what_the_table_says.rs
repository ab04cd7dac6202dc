//! Every address of the staff's service, asked by everybody who could ask: each role, of the report's own team or sector
//! and of another, tools with a token, and nobody. An address without a row here fails the test.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use clap::ValueEnum;
use dispatch::tokens::{self, NewToken, Scope};
use harness::{Member, Stack, paris, street};
use reqwest::header::{AUTHORIZATION, COOKIE, LOCATION};
use reqwest::multipart::Form;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

/// Who asks, in the order of the table's columns.
const WHO: [&str; 11] = [
    "nobody",
    "the report's crew",
    "another crew",
    "a referent of the sector",
    "a referent of another sector",
    "the call centre",
    "an admin",
    "a tool of the crew, jobs:read",
    "a tool of the crew, jobs:move",
    "a tool of a referent of another sector, all scopes",
    "a token that was taken back",
];

/// What comes of it. `Y`: it is theirs (what was sent may still be wrong); `S`: sign in, or another token; `F`: for others
/// (403); `N`: there is no such thing for them (404); `G`: the link opens nothing (410).
const TABLE: &[(&str, &str)] = &[
    // Open to all: signing in, the words of problems, the description of the API.
    ("GET /", "YYYYYYYYYYY"),
    ("GET /sign-in", "YYYYYYYYYYY"),
    ("POST /sign-in", "YYYYYYYYYYY"),
    ("GET /sign-in/city", "NNNNNNNNNNN"),
    ("GET /sign-in/city/back", "NNNNNNNNNNN"),
    ("GET /sign-in/{token}", "GGGGGGGGGGG"),
    ("POST /sign-in/{token}", "GGGGGGGGGGG"),
    ("POST /sign-out", "YYYYYYYYYYY"),
    ("GET /problems", "YYYYYYYYYYY"),
    ("GET /manifest.webmanifest", "YYYYYYYYYYY"),
    ("GET /crew-sw.js", "YYYYYYYYYYY"),
    ("GET /problems/{name}", "YYYYYYYYYYY"),
    ("GET /api/v1/openapi.json", "YYYYYYYYYYY"),
    // What every map of the city stands on.
    ("GET /tiles/base/{z}/{x}/{y}", "YYYYYYYYYYY"),
    ("GET /tiles/sectors/{z}/{x}/{y}", "YYYYYYYYYYY"),
    // Pages of crews: their own team's jobs. No token opens a page.
    ("GET /crew", "SYYFFFFSSSS"),
    ("GET /crew/jobs/{report}", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/take", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/close", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/moves/{move}", "SYNFFFFSSSS"),
    ("GET /crew/photos/{photo}/{size}", "SYNYNNYSSSS"),
    // The referents' desk.
    ("GET /desk", "SFFYYFYSSSS"),
    ("GET /desk/reports", "SFFYYFYSSSS"),
    ("GET /desk/live", "SFFYYFYSSSS"),
    ("GET /desk/turnaround.csv", "SFFYYFYSSSS"),
    ("POST /desk/reports", "SFFYYFYSSSS"),
    ("GET /desk/reports/{reference}", "SFFYNFYSSSS"),
    ("POST /desk/reports/{reference}/ways/{way}", "SFFYNFYSSSS"),
    ("POST /desk/reports/{reference}/photos/{photo}/{decision}", "SFFYNFYSSSS"),
    ("POST /desk/views", "SFFYYFYSSSS"),
    ("POST /desk/views/{view}/delete", "SFFYYFYSSSS"),
    ("GET /desk/letters", "SFFYYFYSSSS"),
    ("POST /desk/letters/resend", "SFFYYFYSSSS"),
    ("GET /desk/letters/{letter}", "SFFYNFYSSSS"),
    ("POST /desk/letters/{letter}/resend", "SFFYNFYSSSS"),
    ("POST /desk/letters/{letter}/address", "SFFYNFYSSSS"),
    ("POST /desk/queues/{queue}/{number}/resend", "SFFYYFYSSSS"),
    ("GET /desk/replies", "SFFYYFYSSSS"),
    ("POST /desk/replies", "SFFYYFYSSSS"),
    ("GET /desk/replies/new", "SFFYYFYSSSS"),
    ("POST /desk/replies/preview", "SFFYYFYSSSS"),
    ("GET /desk/replies/{reply}", "SFFYYFYSSSS"),
    ("POST /desk/replies/{reply}", "SFFYYFYSSSS"),
    ("GET /desk/replies/{reply}/letter", "SFFYYFYSSSS"),
    ("POST /desk/replies/{reply}/retire", "SFFYYFYSSSS"),
    ("GET /closings", "SFFYYFYSSSS"),
    // The rules: referents read them and try a place, an admin changes them in a draft of their own.
    ("GET /desk/addresses", "SFFYYFYSSSS"),
    ("GET /desk/place", "SFFYYFYSSSS"),
    ("GET /desk/rules", "SFFYYFYSSSS"),
    ("GET /desk/rules/{version}", "SFFYYFYSSSS"),
    ("GET /desk/rules/simulator", "SFFYYFYSSSS"),
    ("GET /desk/rules/replay", "SFFFFFYSSSS"),
    ("GET /desk/rules/draft", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft", "SFFFFFYSSSS"),
    ("GET /desk/rules/draft/new", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/new", "SFFFFFYSSSS"),
    ("GET /desk/rules/draft/rules/{rule}", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/rules/{rule}", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/move", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/remove", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/merge", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/discard", "SFFFFFYSSSS"),
    ("POST /desk/rules/draft/save", "SFFFFFYSSSS"),
    ("GET /closings/contested", "SFFYYFYSSSS"),
    ("GET /closings/grades", "SFFYYFYSSSS"),
    // What the city is made of: referents read it, the admins change it.
    ("GET /desk/city", "SFFYYFYSSSS"),
    ("GET /desk/city/teams", "SFFYYFYSSSS"),
    ("GET /desk/city/teams/new", "SFFFFFYSSSS"),
    ("POST /desk/city/teams/new", "SFFFFFYSSSS"),
    ("GET /desk/city/teams/{team}", "SFFFFFYSSSS"),
    ("POST /desk/city/teams/{team}", "SFFFFFYSSSS"),
    ("GET /desk/city/people", "SFFFFFYSSSS"),
    ("GET /desk/city/people/new", "SFFFFFYSSSS"),
    ("POST /desk/city/people/new", "SFFFFFYSSSS"),
    ("GET /desk/city/people/{person}", "SFFFFFYSSSS"),
    ("POST /desk/city/people/{person}", "SFFFFFYSSSS"),
    ("POST /desk/city/people/{person}/end", "SFFFFFYSSSS"),
    ("POST /desk/city/people/{person}/return", "SFFFFFYSSSS"),
    ("POST /desk/city/people/{person}/sign-out", "SFFFFFYSSSS"),
    ("GET /desk/city/categories", "SFFYYFYSSSS"),
    ("GET /desk/city/categories/{category}", "SFFFFFYSSSS"),
    ("POST /desk/city/categories/{category}", "SFFFFFYSSSS"),
    ("GET /desk/city/calendars", "SFFYYFYSSSS"),
    ("GET /desk/city/calendars/new", "SFFFFFYSSSS"),
    ("POST /desk/city/calendars/new", "SFFFFFYSSSS"),
    ("GET /desk/city/calendars/{calendar}", "SFFFFFYSSSS"),
    ("POST /desk/city/calendars/{calendar}", "SFFFFFYSSSS"),
    ("GET /desk/city/log", "SFFFFFYSSSS"),
    ("GET /desk/city/pack", "SFFFFFYSSSS"),
    ("GET /desk/city/pack/{file}", "SFFFFFYSSSS"),
    // A partner's link is good for who has it: here it is a wrong one, and no role makes up for it.
    ("GET /contractor/thanks/{what}", "YYYYYYYYYYY"),
    ("GET /contractor/{token}", "GGGGGGGGGGG"),
    ("POST /contractor/{token}/close", "GGGGGGGGGGG"),
    ("POST /contractor/{token}/decline", "GGGGGGGGGGG"),
    ("GET /contractor/{token}/photos/{photo}/{size}", "GGGGGGGGGGG"),
    ("GET /api/v1/contractor/{token}", "GGGGGGGGGGG"),
    ("POST /api/v1/contractor/{token}/close", "GGGGGGGGGGG"),
    ("POST /api/v1/contractor/{token}/decline", "GGGGGGGGGGG"),
    // The JSON API.
    ("GET /api/v1/jobs", "SFFYYFYFFYS"),
    ("GET /api/v1/jobs/{report}", "SYNYNNYYFNS"),
    ("POST /api/v1/jobs/{report}/moves/{move}", "SYNYNNYFYNS"),
    ("GET /api/v1/closings", "SFFYYFYFFYS"),
    ("POST /api/v1/photos/{photo}/release", "SFFYNFYFFNS"),
    ("POST /api/v1/photos/{photo}/hide", "SFFYNFYFFNS"),
];

/// Method and path of every address that the service's `routes.rs` and `routes/city.rs` name, and those of its maps.
fn routes() -> BTreeSet<String> {
    let own = include_str!("../../services/dispatch/src/routes.rs");
    let city = include_str!("../../services/dispatch/src/routes/city.rs");
    let maps = include_str!("../../shared/maps/src/routes.rs");
    let mut routes = BTreeSet::new();
    for call in [own, city, maps].iter().flat_map(|source| source.split(".route(").skip(1)) {
        let call = call.split("\n        .").next().unwrap_or_default();
        let path = call.split('"').nth(1).unwrap_or_default();
        for (method, name) in [
            ("get(", "GET"),
            ("at_the_root(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("delete(", "DELETE"),
        ] {
            if call
                .split(|c: char| !c.is_alphanumeric() && !['(', '_'].contains(&c))
                .any(|word| word.starts_with(method))
            {
                routes.insert(format!("{name} {path}"));
            }
        }
    }
    routes
}

#[test]
fn every_address_has_its_row() {
    let rows: BTreeSet<String> = TABLE.iter().map(|(route, _)| (*route).to_owned()).collect();
    assert_eq!(rows.len(), TABLE.len(), "a row twice");
    assert_eq!(routes(), rows);
    assert!(TABLE.iter().all(|(_, row)| row.len() == WHO.len()));
}

/// A report with a photo, in the 11th.
struct There {
    stack: Stack,
    client: Client,
    report: Uuid,
    reference: String,
    photo: Uuid,
    letter: Uuid,
    /// Somebody whom an admin may change.
    referent: Uuid,
}

/// How somebody proves who they are.
enum Proof {
    None,
    Cookie(String),
    Token(String),
}

impl There {
    async fn new() -> anyhow::Result<Self> {
        let stack = Stack::start_without_letters(SetClock::at(paris(13, 0)), 30).await?;
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "lou@example.org")];
        stack.resident()?.report("roles-0123456789", &fields, &[street::dirty(paris(12, 50))?]).await?;
        stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        let (report, reference, photo) = sqlx::query_as(
            "SELECT report.id, reference, photo.id FROM photo JOIN report ON report.id = report_id",
        )
        .fetch_one(&stack.pool)
        .await?;
        let letter = sqlx::query_scalar("SELECT id FROM letter").fetch_one(&stack.pool).await?;
        let client = Client::builder().redirect(Policy::none()).build()?;
        let referent = stack.member("referent", None, None).await?.id;
        Ok(Self { stack, client, report, reference, photo, letter, referent })
    }

    async fn token(&self, member: &Member, scopes: &[Scope]) -> anyhow::Result<String> {
        let email = format!("{}@example.org", member.id);
        // By its name it is found again: ids of one moment of the test's clock have no order.
        let new = NewToken { email, name: member.id.to_string(), scopes: scopes.to_vec(), days: 30 };
        tokens::add(&self.stack.pool, &*self.stack.clock, &new).await
    }

    /// Somebody new in each column: signing out ends a session.
    async fn prove(&self, who: &str) -> anyhow::Result<Proof> {
        let member = |role, team, sector| self.stack.member(role, team, sector);
        let crew = || member("crew", Some("up-11"), None);
        let cookie = |member: Member| member.cookie.map(Proof::Cookie).context("a cookie");
        Ok(match who {
            "nobody" => Proof::None,
            "the report's crew" => cookie(crew().await?)?,
            "another crew" => cookie(member("crew", Some("dpe-11"), None).await?)?,
            "a referent of the sector" => cookie(member("referent", None, Some("75111")).await?)?,
            "a referent of another sector" => cookie(member("referent", None, Some("75112")).await?)?,
            "the call centre" => cookie(member("call_centre", None, None).await?)?,
            "an admin" => cookie(member("admin", None, None).await?)?,
            "a tool of the crew, jobs:read" => {
                Proof::Token(self.token(&crew().await?, &[Scope::JobsRead]).await?)
            }
            "a tool of the crew, jobs:move" => {
                Proof::Token(self.token(&crew().await?, &[Scope::JobsMove]).await?)
            }
            "a tool of a referent of another sector, all scopes" => {
                let referent = member("referent", None, Some("75112")).await?;
                Proof::Token(self.token(&referent, Scope::value_variants()).await?)
            }
            _ => {
                let crew = crew().await?;
                let token = self.token(&crew, Scope::value_variants()).await?;
                let known = tokens::list(&self.stack.pool).await?;
                let known =
                    known.iter().find(|known| known.name == crew.id.to_string()).context("the token")?;
                ensure!(
                    tokens::revoke(&self.stack.pool, &*self.stack.clock, known.id).await?,
                    "no such token"
                );
                Proof::Token(token)
            }
        })
    }

    /// A request that reaches the handler: whole, though it may lack what the move needs.
    fn request(&self, route: &str) -> anyhow::Result<RequestBuilder> {
        let (method, path) = route.split_once(' ').context("a method and a path")?;
        let query = if route == "GET /api/v1/jobs" { "?state=to_requalify" } else { "" };
        let query = if path.ends_with("/closings") || path.starts_with("/closings/") {
            "?proof=doubtful"
        } else {
            query
        };
        let path = path
            .replace("{report}", &self.report.to_string())
            .replace("{photo}", &self.photo.to_string())
            .replace("{reference}", &self.reference)
            .replace("{way}", "note")
            .replace("{decision}", "release")
            .replace("{view}", &self.report.to_string())
            .replace("{letter}", &self.letter.to_string())
            .replace("{queue}/{number}", "letters/1")
            .replace("{reply}", "done-cleaned")
            .replace("{size}", "small")
            .replace("{version}", "1")
            .replace("{rule}", "dpe-always")
            .replace("{team}", "up-11")
            .replace("{person}", &self.referent.to_string())
            .replace("{category}", "bags")
            .replace("{calendar}", "office")
            .replace("{file}", "teams.toml")
            .replace("{z}/{x}/{y}", "12/2075/1409")
            // A crew's and a referent's, and of a category without a partner it needs one: nothing changes.
            .replace("{move}", "transfer")
            .replace("{what}", "closed")
            .replace("{name}", "not-found")
            .replace("{token}", &format!("AQ{}", "A".repeat(42)));
        let url = format!("{}{path}{query}", self.stack.staff_url);
        let request = self.client.request(Method::from_bytes(method.as_bytes())?, url);
        Ok(
            match (
                method,
                ["/close", "/decline", "/crew/jobs"]
                    .iter()
                    .any(|part| route.contains(part) && !route.ends_with("/take")),
            ) {
                ("POST", true) => {
                    let form =
                        Form::new().text("action", Uuid::new_v4().to_string()).text("reply", "done-cleaned");
                    request.header("Idempotency-Key", Uuid::new_v4().to_string()).multipart(form)
                }
                ("POST", false) if path.starts_with("/api/") => {
                    request.header("Idempotency-Key", Uuid::new_v4().to_string()).body("")
                }
                ("POST", false) => request.form(&[("email", "nobody")]),
                _ => request,
            },
        )
    }

    async fn came(&self, route: &str, who: &str) -> anyhow::Result<char> {
        let request = self.request(route)?;
        let request = match self.prove(who).await? {
            Proof::None => request,
            Proof::Cookie(cookie) => request.header(COOKIE, cookie),
            Proof::Token(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        };
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        Ok(match (status, to) {
            (303, Some("/sign-in")) if route != "POST /sign-out" => 'S',
            (401, _) => 'S',
            (403, _) => 'F',
            (404, _) => 'N',
            (410, _) => 'G',
            (500.., _) => anyhow::bail!("{route} by {who}: {status}"),
            _ => 'Y',
        })
    }
}

#[tokio::test]
async fn each_role_reaches_what_the_table_says_and_nothing_else() -> anyhow::Result<()> {
    let there = There::new().await?;
    for (route, row) in TABLE {
        let mut came = String::new();
        for who in WHO {
            came.push(there.came(route, who).await?);
        }
        assert_eq!(came, *row, "{route}, of {WHO:?}");
    }
    there.stack.stop().await
}

#[tokio::test]
async fn a_token_ends_when_its_time_is_over_or_its_member_leaves() -> anyhow::Result<()> {
    let there = There::new().await?;
    let crew = there.stack.member("crew", Some("up-11"), None).await?;
    let token = there.token(&crew, &[Scope::JobsRead]).await?;
    let read = async || -> anyhow::Result<u16> {
        let request = there.request("GET /api/v1/jobs/{report}")?;
        Ok(request.header(AUTHORIZATION, format!("Bearer {token}")).send().await?.status().as_u16())
    };
    assert_eq!(read().await?, 200);
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT token_sha256 FROM api_token").fetch_one(&there.stack.pool).await?;
    assert!(!token.as_bytes().windows(32).any(|part| part == kept), "the secret is not stored");
    sqlx::query("UPDATE api_token SET created_at = $1 - interval '2 hours', expires_at = $1")
        .bind(there.stack.clock.now())
        .execute(&there.stack.pool)
        .await?;
    assert_eq!(read().await?, 401, "its time is over");
    sqlx::query("UPDATE api_token SET expires_at = $1 + interval '1 day'")
        .bind(there.stack.clock.now())
        .execute(&there.stack.pool)
        .await?;
    assert_eq!(read().await?, 200);
    sqlx::query("UPDATE staff SET left_at = $1 WHERE id = $2")
        .bind(there.stack.clock.now())
        .bind(crew.id)
        .execute(&there.stack.pool)
        .await?;
    assert_eq!(read().await?, 401, "who leaves takes their tokens along");
    there.stack.stop().await
}

#[tokio::test]
async fn only_who_may_move_a_report_learns_the_link_that_moves_it() -> anyhow::Result<()> {
    let there = There::new().await?;
    let crew = there.stack.member("crew", Some("up-11"), None).await?;
    let partner = json!({ "partner": { "fr": "le bailleur", "en": "the landlord" } });
    let passed_on = format!("/api/v1/jobs/{}/moves/transfer", there.report);
    assert_eq!(crew.ask(&passed_on, &partner, &[]).await?.0, 200);
    let links = async |request: RequestBuilder| -> anyhow::Result<(bool, bool)> {
        let read: Value = request.send().await?.error_for_status()?.json().await?;
        Ok((read.get("contractor_url").is_some(), read.get("contractor_page").is_some()))
    };
    let request = || there.request("GET /api/v1/jobs/{report}");
    let referent = there.stack.member("referent", None, Some("75111")).await?;
    for member in [&crew, &referent] {
        let cookie = member.cookie.clone().context("a cookie")?;
        assert_eq!(links(request()?.header(COOKIE, cookie)).await?, (true, true));
        for (scopes, learns) in
            [(vec![Scope::JobsRead], false), (vec![Scope::JobsRead, Scope::JobsMove], true)]
        {
            let token = there.token(member, &scopes).await?;
            let asked = request()?.header(AUTHORIZATION, format!("Bearer {token}"));
            assert_eq!(links(asked).await?, (learns, learns), "{scopes:?}");
        }
    }
    there.stack.stop().await
}

#[tokio::test]
async fn signing_somebody_out_ends_all_their_sessions_at_once() -> anyhow::Result<()> {
    let there = There::new().await?;
    let crew = there.stack.member("crew", Some("up-11"), None).await?;
    let colleague = there.stack.member("crew", Some("up-11"), None).await?;
    let path = format!("/api/v1/jobs/{}", there.report);
    assert_eq!(crew.read(&path).await?.0, 200);
    let email = format!("{}@example.org", crew.id);
    assert_eq!(dispatch::staff::sign_out(&there.stack.pool, &*there.stack.clock, &email).await?, 1);
    assert_eq!(crew.read(&path).await?.0, 401);
    assert_eq!(colleague.read(&path).await?.0, 200, "nobody else");
    let stranger = "stranger@example.org";
    assert!(dispatch::staff::sign_out(&there.stack.pool, &*there.stack.clock, stranger).await.is_err());
    there.stack.stop().await
}
