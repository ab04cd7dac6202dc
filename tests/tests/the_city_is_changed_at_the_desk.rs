//! Who manages the city changes its teams, people, categories and calendars at the desk: what is changed counts at once, what
//! would break something is refused in words, and each change stays written down.

use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use dispatch::staff::{self, Language, NewStaff, Role};
use harness::{Member, Stack, paris, street};
use reqwest::header::{COOKIE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::json;
use service_kit::clock::SetClock;
use uuid::Uuid;

struct City {
    stack: Stack,
    clock: Arc<SetClock>,
    client: Client,
}

/// What came back: status, where to, and the page in English.
struct Answer {
    status: u16,
    to: String,
    page: String,
}

impl City {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        Ok(Self { stack, clock, client: Client::builder().redirect(Policy::none()).build()? })
    }

    async fn admin(&self, name: &str) -> anyhow::Result<Member> {
        let admin = self.stack.member("admin", None, None).await?;
        sqlx::query("UPDATE staff SET name = $2 WHERE id = $1")
            .bind(admin.id)
            .bind(name)
            .execute(&self.stack.pool)
            .await?;
        Ok(admin)
    }

    async fn answer(&self, member: &Member, request: RequestBuilder) -> anyhow::Result<Answer> {
        let cookie = format!("{}; lang=en", member.cookie.clone().context("a cookie")?);
        let answer = request.header(COOKIE, cookie).send().await?;
        let to =
            answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        let page = answer.text().await?.replace("&#39;", "'").replace("&#38;", "&").replace("&#34;", "\"");
        Ok(Answer { status, to, page })
    }

    async fn read(&self, member: &Member, path: &str) -> anyhow::Result<Answer> {
        self.answer(member, self.client.get(format!("{}{path}", self.stack.staff_url))).await
    }

    async fn post(&self, member: &Member, path: &str, form: &[(String, String)]) -> anyhow::Result<Answer> {
        self.answer(member, self.client.post(format!("{}{path}", self.stack.staff_url)).form(form)).await
    }

    /// The form as its page shows it, with some fields changed: an empty list of values takes a field away.
    async fn form(
        &self,
        member: &Member,
        path: &str,
        changed: &[(&str, &[&str])],
    ) -> anyhow::Result<Vec<(String, String)>> {
        let page = self.read(member, path).await?;
        anyhow::ensure!(page.status == 200, "{path}: {}", page.status);
        let mut form = fields(&page.page);
        form.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        for (name, values) in changed {
            form.extend(values.iter().map(|value| ((*name).to_owned(), (*value).to_owned())));
        }
        Ok(form)
    }

    async fn change(
        &self,
        member: &Member,
        path: &str,
        changed: &[(&str, &[&str])],
    ) -> anyhow::Result<Answer> {
        let form = self.form(member, path, changed).await?;
        self.post(member, path, &form).await
    }

    async fn report(&self, key: &str) -> anyhow::Result<Uuid> {
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
        let sent = self.stack.resident()?.report(key, &fields, &[street::dirty(paris(12, 50))?]).await?;
        self.stack.eventually("SELECT bool_and(state <> 'received') FROM report").await?;
        Ok(sqlx::query_scalar("SELECT id FROM report WHERE reference = $1")
            .bind(sent.reference)
            .fetch_one(&self.stack.pool)
            .await?)
    }

    /// All that an admin can change, in one line.
    async fn snapshot(&self) -> anyhow::Result<String> {
        Ok(sqlx::query_scalar(
            "SELECT concat_ws(' ', (SELECT md5(string_agg(team::text, ',' ORDER BY id)) FROM team),
                 (SELECT md5(string_agg(team_sector::text, ',' ORDER BY team_id, sector_id)) FROM team_sector),
                 (SELECT md5(string_agg(category::text, ',' ORDER BY id)) FROM category),
                 (SELECT md5(string_agg(calendar::text, ',' ORDER BY id)) FROM calendar),
                 (SELECT md5(string_agg(staff::text, ',' ORDER BY id)) FROM staff),
                 (SELECT count(*) FROM city_change))",
        )
        .fetch_one(&self.stack.pool)
        .await?)
    }
}

/// The fields of the form that saves, as a browser would send them.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form class=\"card pad city-form\"").nth(1).unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.map(|(value, _)| value.to_owned())
    };
    let mut fields = Vec::new();
    for part in form.split("<input").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
        if let (Some(name), true) = (attribute(tag, "name"), ticked) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for part in form.split("<select").skip(1) {
        let select = part.split("</select>").next().unwrap_or_default();
        let name = attribute(select.split('>').next().unwrap_or_default(), "name").unwrap_or_default();
        let chosen = select
            .split("<option")
            .find(|option| option.split('>').next().unwrap_or("").contains(" selected"));
        fields.push((name, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
    }
    fields
}

#[tokio::test]
async fn a_changed_target_shift_and_sector_count_at_once() -> anyhow::Result<()> {
    let city = City::new().await?;
    let admin = city.admin("Nadia").await?;
    let saved = city.change(&admin, "/desk/city/categories/bags", &[("target_hours", &["3"])]).await?;
    assert_eq!((saved.status, saved.to.as_str()), (303, "/desk/city/categories?did=saved"));
    assert!(city.read(&admin, &saved.to).await?.page.contains("it counts already"));
    let saved = city.change(&admin, "/desk/city/teams/up-11", &[("shift-until", &["21h30"])]).await?;
    assert_eq!(saved.status, 303);
    let report = city.report("one-0123456789").await?;
    let due: bool = sqlx::query_scalar("SELECT due_at = received_at + interval '3 hours' FROM report")
        .fetch_one(&city.stack.pool)
        .await?;
    assert!(due, "the new target");
    let crew = city.stack.member("crew", Some("up-11"), None).await?;
    assert_eq!(crew.ask(&format!("/api/v1/jobs/{report}/moves/take"), &json!({}), &[]).await?.0, 200);
    let until: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("SELECT taken_until FROM report").fetch_one(&city.stack.pool).await?;
    assert_eq!(until, paris(21, 30), "the new end of the shift");
    // A new team takes a sector: the next report is its own.
    let form: Vec<(String, String)> = [
        ("id", "up-11-nord"),
        ("kind", "urgence_proprete"),
        ("name-fr", "Urgence « Nord » \"11\""),
        ("name-en", "Urgence \"North\" 11"),
        ("sentence_name-fr", "l’équipe du nord"),
        ("sentence_name-en", "the northern team"),
        ("shift-from", "06:00"),
        ("shift-until", "24:00"),
        ("sectors", "75111"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for _ in 0..2 {
        let added = city.post(&admin, "/desk/city/teams/new", &form).await?;
        assert_eq!((added.status, added.to.as_str()), (303, "/desk/city/teams?did=added"), "{}", added.page);
    }
    city.clock.advance(TimeDelta::minutes(1));
    let report = city.report("two-0123456789").await?;
    let team: String = sqlx::query_scalar("SELECT team_id FROM report WHERE id = $1")
        .bind(report)
        .fetch_one(&city.stack.pool)
        .await?;
    assert_eq!(team, "up-11-nord");
    let changes: Vec<(String, String, String)> =
        sqlx::query_as("SELECT kind, entry, action FROM city_change ORDER BY position")
            .fetch_all(&city.stack.pool)
            .await?;
    let changes: Vec<_> =
        changes.iter().map(|(kind, entry, action)| format!("{kind} {entry} {action}")).collect();
    assert_eq!(
        changes,
        ["category bags change", "team up-11 change", "team up-11 change", "team up-11-nord add"],
        "twice the same form is one change; the team that loses a sector is in the log, too"
    );
    city.stack.stop().await
}

/// A form's address, the fields that are changed in it, and words of the answer.
type Case<'a> = (&'a str, Vec<(&'a str, &'a [&'a str])>, &'a str);

#[tokio::test]
async fn what_would_break_the_city_is_refused_in_words() -> anyhow::Result<()> {
    let city = City::new().await?;
    let admin = city.admin("Nadia").await?;
    let own = format!("/desk/city/people/{}", admin.id);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];
    let fields: Vec<String> =
        days.iter().flat_map(|day| [format!("{day}-from-1"), format!("{day}-until-1")]).collect();
    let no_hours: Vec<(&str, &[&str])> = fields.iter().map(|field| (field.as_str(), &[][..])).collect();
    let cases: Vec<Case<'_>> = vec![
        (
            "/desk/city/teams/up-11",
            vec![("shift-from", &[""]), ("shift-until", &[""])],
            "the rules give reports to this kind of team (up-afternoon",
        ),
        (
            "/desk/city/teams/up-11",
            vec![("shift-until", &["10:00"])],
            "The end must come after the beginning",
        ),
        ("/desk/city/teams/up-11", vec![("shift-until", &["25:00"])], "Write a time such as 06:00"),
        (
            "/desk/city/teams/up-11",
            vec![("shift-until", &["18:30"])],
            "The rule “up-afternoon” gives it reports at 18:30, when nobody is there",
        ),
        (
            "/desk/city/teams/up-11",
            vec![("sectors", &[])],
            "No team of this kind (Urgence Propreté) would be left for: 11th",
        ),
        ("/desk/city/teams/up-11", vec![("name-fr", &[" "])], "Write something here"),
        ("/desk/city/teams/up-11", vec![("name-fr", &["a\0b"])], "invisible characters"),
        (
            "/desk/city/teams/up-11",
            vec![("sectors", &["75111", "99999"])],
            "Choose one of those that are offered",
        ),
        (
            "/desk/city/categories/bags",
            vec![
                ("handled_by", &["partner"]),
                ("partner-fr", &["le bailleur"]),
                ("partner-en", &["the landlord"]),
            ],
            "names this kind, which would not go to a team any more",
        ),
        ("/desk/city/categories/bags", vec![("handled_by", &["partner"])], "Write something here"),
        ("/desk/city/categories/bags", vec![("target_hours", &["0"])], "Write a whole number from 1 to 8784"),
        (
            "/desk/city/categories/bags",
            vec![("radius_m", &["9999999999999"])],
            "Write a whole number from 1 to 1000",
        ),
        ("/desk/city/categories/bags", vec![("calendar", &["none"])], "Choose one of those that are offered"),
        ("/desk/city/calendars/office", no_hours, "it is used by"),
        (
            "/desk/city/calendars/office",
            vec![("mon-from-2", &["09:00"]), ("mon-until-2", &["10:00"])],
            "overlap: each minute counts once",
        ),
        (
            "/desk/city/calendars/office",
            vec![("mon-from-2", &["19:00"])],
            "A beginning and an end are needed",
        ),
        (&own, vec![("role", &["referent"])], "This is the last administrator"),
        (&own, vec![("role", &["crew"]), ("team", &[""])], "Choose one of those that are offered"),
        (&own, vec![("role", &["mayor"])], "Choose one of those that are offered"),
    ];
    let before = city.snapshot().await?;
    for (path, changed, words) in cases {
        let answer = city.change(&admin, path, &changed).await?;
        assert_eq!(answer.status, 422, "{path} {changed:?}");
        assert!(answer.page.contains(words), "{path} {changed:?}: `{words}` is not in {}", answer.page);
        assert!(answer.page.contains("aria-invalid=\"true\"") || answer.page.contains("class=\"error\""));
    }
    let ended = city.post(&admin, &format!("{own}/end"), &[]).await?;
    assert_eq!(ended.status, 422);
    assert!(ended.page.contains("This is the last administrator"));
    let taken = [
        ("id", "up-11"),
        ("kind", "dpe"),
        ("name-fr", "a"),
        ("name-en", "a"),
        ("sentence_name-fr", "a"),
        ("sentence_name-en", "a"),
        ("shift-from", "06:00"),
        ("shift-until", "07:00"),
    ];
    let taken: Vec<_> = taken.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let answer = city.post(&admin, "/desk/city/teams/new", &taken).await?;
    assert!(answer.status == 422 && answer.page.contains("This id is there already"));
    assert_eq!(city.snapshot().await?, before, "nothing was changed");
    city.stack.stop().await
}

#[tokio::test]
async fn an_address_of_nothing_is_said_to_be_none() -> anyhow::Result<()> {
    let city = City::new().await?;
    let admin = city.admin("Nadia").await?;
    for (path, status) in [
        ("/desk/city/teams/nobody", 404),
        ("/desk/city/teams/%00", 404),
        ("/desk/city/people/nobody", 404),
        ("/desk/city/log?kind=x", 404),
        ("/desk/city/log?entry=%00", 404),
        ("/desk/city/log?before=x", 404),
        ("/desk/city/people?q=%00&after=x", 400),
    ] {
        assert_eq!(city.read(&admin, path).await?.status, status, "{path}");
    }
    city.stack.stop().await
}

#[tokio::test]
async fn the_second_of_two_admins_sees_what_the_first_one_changed() -> anyhow::Result<()> {
    let city = City::new().await?;
    let (nadia, omar) = (city.admin("Nadia").await?, city.admin("Omar").await?);
    let path = "/desk/city/categories/bags";
    let first = city.form(&nadia, path, &[("target_hours", &["12"])]).await?;
    let second = city.form(&omar, path, &[("radius_m", &["40"])]).await?;
    assert_eq!(city.post(&nadia, path, &first).await?.status, 303);
    let told = city.post(&omar, path, &second).await?;
    assert_eq!(told.status, 409);
    for words in
        ["Somebody changed it meanwhile", "Nadia", "Promised within", "<del>24</del>", "<ins>12</ins>"]
    {
        assert!(told.page.contains(words), "{words}: {}", told.page);
    }
    let row = "SELECT target_hours, radius_m FROM category WHERE id = 'bags'";
    assert_eq!(sqlx::query_as::<_, (i32, i32)>(row).fetch_one(&city.stack.pool).await?, (12, 25));
    // What they wrote is still there, and goes in when they say so again.
    let mut again = fields(&told.page);
    assert!(again.contains(&("radius_m".to_owned(), "40".to_owned())));
    again.retain(|(name, _)| name != "target_hours");
    again.push(("target_hours".to_owned(), "12".to_owned()));
    assert_eq!(city.post(&omar, path, &again).await?.status, 303);
    assert_eq!(sqlx::query_as::<_, (i32, i32)>(row).fetch_one(&city.stack.pool).await?, (12, 40));
    // Both leave at once: one of them stays.
    let [one, other] = [&nadia, &omar].map(|admin| format!("/desk/city/people/{}/end", admin.id));
    let (one, other) = tokio::join!(city.post(&nadia, &one, &[]), city.post(&omar, &other, &[]));
    let mut came = [one?.status, other?.status];
    came.sort_unstable();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM staff WHERE role = 'admin' AND left_at IS NULL")
        .fetch_one(&city.stack.pool)
        .await?;
    assert_eq!((came, left), ([303, 422], 1));
    city.stack.stop().await
}

#[tokio::test]
async fn who_leaves_is_signed_out_at_once_and_a_new_role_counts_at_once() -> anyhow::Result<()> {
    let city = City::new().await?;
    let admin = city.admin("Nadia").await?;
    let report = city.report("one-0123456789").await?;
    let form: Vec<(String, String)> = [
        ("email", "zoe@paris.example"),
        ("name", "Zoé O'Brien \"Zo\""),
        ("role", "crew"),
        ("team", "up-11"),
        ("language", "fr"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for _ in 0..2 {
        let added = city.post(&admin, "/desk/city/people/new", &form).await?;
        assert_eq!((added.status, added.to.as_str()), (303, "/desk/city/people?did=added"), "{}", added.page);
    }
    let list = city.read(&admin, "/desk/city/people?q=ZO%C3%89%20O%27B").await?;
    assert!(list.page.contains("zoe@paris.example") && !list.page.contains("Nadia"), "{}", list.page);
    let crew = city.stack.member("crew", Some("up-11"), None).await?;
    let job = format!("/api/v1/jobs/{report}");
    let path = format!("/desk/city/people/{}", crew.id);
    assert_eq!(crew.read(&job).await?.0, 200);
    assert_eq!(city.change(&admin, &path, &[("team", &["dpe-12"])]).await?.status, 303);
    assert_eq!(crew.read(&job).await?.0, 404, "another team's job");
    assert_eq!(
        city.change(&admin, &path, &[("role", &["referent"]), ("sectors", &["75111"])]).await?.status,
        303
    );
    assert_eq!(crew.read(&job).await?.0, 200, "a job of their sector");
    let out = city.post(&admin, &format!("{path}/sign-out"), &[]).await?;
    assert_eq!((out.status, crew.read(&job).await?.0), (303, 401));
    let other = city.stack.member("crew", Some("up-11"), None).await?;
    let path = format!("/desk/city/people/{}", other.id);
    for _ in 0..2 {
        assert_eq!(city.post(&admin, &format!("{path}/end"), &[]).await?.status, 303);
    }
    assert_eq!(other.read(&job).await?.0, 401);
    let sessions: i64 = sqlx::query_scalar("SELECT count(*) FROM session WHERE staff_id = $1")
        .bind(other.id)
        .fetch_one(&city.stack.pool)
        .await?;
    assert_eq!(sessions, 0);
    assert!(city.read(&admin, "/desk/city/people?left=1").await?.page.contains(&other.id.to_string()));
    assert_eq!(city.post(&admin, &format!("{path}/return"), &[]).await?.status, 303);
    let actions: Vec<String> =
        sqlx::query_scalar("SELECT action FROM city_change WHERE entry = $1 ORDER BY position")
            .bind(other.id.to_string())
            .fetch_all(&city.stack.pool)
            .await?;
    assert_eq!(actions, ["end", "return"]);
    city.stack.stop().await
}

#[tokio::test]
async fn each_change_is_in_the_log_and_nothing_leaves_it() -> anyhow::Result<()> {
    let city = City::new().await?;
    let admin = city.admin("Nadia").await?;
    let new = NewStaff {
        email: "ali@paris.example".to_owned(),
        name: "Ali".to_owned(),
        role: Role::Crew,
        team: Some("up-11".to_owned()),
        sectors: Vec::new(),
        language: Language::Fr,
    };
    assert!(staff::add(&city.stack.pool, &*city.stack.clock, &new).await?);
    assert!(!staff::add(&city.stack.pool, &*city.stack.clock, &new).await?, "again");
    staff::sign_out(&city.stack.pool, &*city.stack.clock, "ALI@paris.example").await?;
    for hours in 1..=60 {
        let hours = hours.to_string();
        let saved = city.change(&admin, "/desk/city/categories/bags", &[("target_hours", &[&hours])]).await?;
        assert_eq!(saved.status, 303);
    }
    let (mut next, mut rows, mut pages) = ("/desk/city/log".to_owned(), 0, 0);
    while !next.is_empty() {
        let page = city.read(&admin, &next).await?;
        assert_eq!(page.status, 200, "{next}");
        rows += page.page.matches("<tr><td>").count();
        pages += 1;
        let link = page.page.split("btn quiet city-add\" href=\"").nth(1);
        next = link.and_then(|link| link.split('"').next()).unwrap_or_default().to_owned();
    }
    assert_eq!((rows, pages), (62, 2));
    let filtered = |query: &str| format!("/desk/city/log?{query}");
    for (query, count) in [
        ("kind=person".to_owned(), 2),
        ("kind=team".to_owned(), 0),
        ("by=command-line".to_owned(), 2),
        (format!("by={}&kind=person", admin.id), 0),
        ("kind=category&entry=furniture".to_owned(), 0),
    ] {
        let page = city.read(&admin, &filtered(&query)).await?.page;
        assert_eq!(page.matches("<tr><td>").count(), count, "{query}");
    }
    let page = city.read(&admin, &filtered("by=command-line")).await?.page;
    assert!(page.contains("Command line") && page.contains("ali@paris.example"), "{page}");
    city.stack.stop().await
}

#[tokio::test]
async fn referents_read_what_their_figures_rest_on_and_change_nothing() -> anyhow::Result<()> {
    let city = City::new().await?;
    let referent = city.stack.member("referent", None, Some("75111")).await?;
    for part in ["teams", "categories", "calendars"] {
        let page = city.read(&referent, &format!("/desk/city/{part}")).await?;
        assert_eq!(page.status, 200, "{part}");
        assert!(!page.page.contains(&format!("/desk/city/{part}/")), "{part} has no way to change it");
    }
    let before = city.snapshot().await?;
    for path in
        ["teams/up-11", "categories/bags", "calendars/office", "teams/new", "people/new", "people", "log"]
    {
        assert_eq!(city.read(&referent, &format!("/desk/city/{path}")).await?.status, 403, "{path}");
    }
    for path in ["teams/up-11", "categories/bags", "calendars/office", "teams/new", "people/new"] {
        assert_eq!(city.post(&referent, &format!("/desk/city/{path}"), &[]).await?.status, 403, "{path}");
    }
    assert_eq!(city.snapshot().await?, before);
    city.stack.stop().await
}
