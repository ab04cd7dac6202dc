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
    // Pages of crews: their own team's jobs. No token opens a page.
    ("GET /crew", "SYYFFFFSSSS"),
    ("GET /crew/jobs/{report}", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/take", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/close", "SYNFFFFSSSS"),
    ("POST /crew/jobs/{report}/moves/{move}", "SYNFFFFSSSS"),
    ("GET /crew/photos/{photo}/{size}", "SYNYNNYSSSS"),
    // The referents' list.
    ("GET /closings", "SFFYYFYSSSS"),
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

/// Method and path of every address that `routes.rs` names.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../../services/dispatch/src/routes.rs");
    let mut routes = BTreeSet::new();
    for call in source.split(".route(").skip(1) {
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
    photo: Uuid,
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
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
        stack.resident()?.report("roles-0123456789", &fields, &[street::dirty(paris(12, 50))?]).await?;
        stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        let (report, photo) =
            sqlx::query_as("SELECT report_id, id FROM photo").fetch_one(&stack.pool).await?;
        let client = Client::builder().redirect(Policy::none()).build()?;
        Ok(Self { stack, client, report, photo })
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
        let query = if path.ends_with("/closings") { "?proof=doubtful" } else { query };
        let path = path
            .replace("{report}", &self.report.to_string())
            .replace("{photo}", &self.photo.to_string())
            .replace("{size}", "small")
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
async fn signing_somebody_out_ends_all_their_sessions_at_once() -> anyhow::Result<()> {
    let there = There::new().await?;
    let crew = there.stack.member("crew", Some("up-11"), None).await?;
    let colleague = there.stack.member("crew", Some("up-11"), None).await?;
    let path = format!("/api/v1/jobs/{}", there.report);
    assert_eq!(crew.read(&path).await?.0, 200);
    let email = format!("{}@example.org", crew.id);
    assert_eq!(dispatch::staff::sign_out(&there.stack.pool, &email).await?, 1);
    assert_eq!(crew.read(&path).await?.0, 401);
    assert_eq!(colleague.read(&path).await?.0, 200, "nobody else");
    assert!(dispatch::staff::sign_out(&there.stack.pool, "stranger@example.org").await.is_err());
    there.stack.stop().await
}
