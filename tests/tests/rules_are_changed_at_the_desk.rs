//! An admin changes the rules in a draft of their own; nothing flawed is saved, nobody is overwritten, and the next report is
//! decided by what was saved, by every copy of the service. Whoever reads the rules can ask which team a place gets.

use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use harness::{Member, Stack, paris, street};
use reqwest::header::{COOKIE, LOCATION};
use reqwest::redirect::Policy;
use serde_json::Value;
use service_kit::clock::SetClock;

const PLACE: &str = "48.8646, 2.3783";

struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
}

/// An answer: its status, where it leads, and its page as people read it.
struct Answer(u16, String, String);

impl Desk {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        Ok(Self { stack: Stack::start_without_letters(clock.clone(), 30).await?, clock })
    }

    async fn ask(&self, member: &Member, request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        let to =
            answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        Ok(Answer(status, to, plain(&answer.text().await?)))
    }

    /// The fields of a page's forms, as the page has them.
    async fn fields(&self, member: &Member, path: &str) -> anyhow::Result<Vec<(String, String)>> {
        let request = client()?.get(format!("{}{path}", self.stack.staff_url));
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        anyhow::ensure!(answer.status() == 200, "{path}: {}", answer.status());
        Ok(form(&unescaped(&answer.text().await?)))
    }

    async fn get(&self, member: &Member, path: &str) -> anyhow::Result<Answer> {
        self.ask(member, client()?.get(format!("{}{path}", self.stack.staff_url))).await
    }

    async fn post(&self, member: &Member, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        self.ask(member, client()?.post(format!("{}{path}", self.stack.staff_url)).form(fields)).await
    }

    async fn admin(&self) -> anyhow::Result<Member> {
        self.stack.member("admin", None, None).await
    }

    /// Begins a draft and gives its revision.
    async fn begin(&self, admin: &Member) -> anyhow::Result<()> {
        let Answer(status, to, _) = self.post(admin, "/desk/rules/draft", &[]).await?;
        anyhow::ensure!((status, to.as_str()) == (303, "/desk/rules/draft"), "{status} {to}");
        Ok(())
    }

    /// Changes a rule: the form as it is, with other values of some fields.
    async fn change(&self, admin: &Member, rule: &str, changed: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let path = format!("/desk/rules/draft/rules/{rule}");
        let fields = self.fields(admin, &path).await?;
        let kept = fields.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = kept.chain(changed.iter().copied()).collect();
        self.post(admin, &path, &fields).await
    }

    async fn save(&self, admin: &Member, why: &str) -> anyhow::Result<Answer> {
        let Answer(_, _, page) = self.get(admin, "/desk/rules/draft").await?;
        let revision = value(&page, "revision").unwrap_or_default();
        self.post(admin, "/desk/rules/draft/save", &[("why", why), ("revision", &revision)]).await
    }

    async fn versions(&self) -> anyhow::Result<i64> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM rule_set").fetch_one(&self.stack.pool).await?)
    }

    /// Which team, rule and version decide about a new report now.
    async fn decided(&self, key: &str) -> anyhow::Result<(String, String, i32)> {
        let fields = [("category", "bags"), ("place", PLACE)];
        let photo = street::dirty(self.stack.clock.now() - TimeDelta::minutes(5))?;
        let sent = self.stack.resident()?.report(key, &fields, &[photo]).await?;
        self.stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        Ok(sqlx::query_as(
            "SELECT assignment.team_id, rule_id, rule_set_version FROM assignment JOIN report ON report.id = report_id
             WHERE reference = $1",
        )
        .bind(&sent.reference)
        .fetch_one(&self.stack.pool)
        .await?)
    }
}

fn unescaped(page: &str) -> String {
    page.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&")
}

/// As on any keyboard.
fn plain(page: &str) -> String {
    unescaped(page).replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'")
}

fn client() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().redirect(Policy::none()).build()?)
}

/// The value of a page's first field of a name.
fn value(page: &str, name: &str) -> Option<String> {
    form(page).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// What a browser would send of a page's forms: ticked boxes, chosen options, and what is written.
fn form(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        Some(tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned())
    };
    let mut fields = Vec::new();
    for tag in page.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
        if let (Some(name), Some(value), true) = (attribute(tag, "name"), attribute(tag, "value"), ticked) {
            fields.push((name, value));
        }
    }
    for select in page.split("<select").skip(1) {
        let name = select.split('>').next().and_then(|tag| attribute(tag, "name"));
        let chosen =
            select.split("</select>").next().unwrap_or_default().split("<option").find_map(|option| {
                let tag = option.split('>').next()?;
                tag.contains(" selected").then(|| attribute(tag, "value")).flatten()
            });
        fields.extend(name.zip(chosen));
    }
    fields
}

/// The text of one rule of a page.
fn of_rule<'p>(page: &'p str, rule: &str) -> &'p str {
    let begin = format!("id=\"rule-{rule}\"");
    let rest = page.split(&begin).nth(1).unwrap_or_default();
    rest.split("<li id=\"rule-").next().unwrap_or_default()
}

#[tokio::test]
async fn what_is_saved_decides_about_the_next_report_and_is_kept_with_author_day_and_reason()
-> anyhow::Result<()> {
    let desk = Desk::new().await?;
    assert_eq!(desk.decided("before-0123456789").await?, ("up-11".into(), "up-afternoon".into(), 1));
    let admin = desk.admin().await?;
    desk.begin(&admin).await?;
    let Answer(status, to, page) = desk.change(&admin, "up-afternoon", &[("from", "14 h")]).await?;
    assert_eq!((status, to.as_str()), (303, "/desk/rules/draft?did=changed"), "{page}");
    // A draft decides nothing.
    assert_eq!(desk.decided("draft-0123456789").await?.2, 1);
    for rule in ["up-many-followers", "dpe-pair-busy"] {
        assert_eq!(desk.change(&admin, rule, &[("from", "14:00")]).await?.0, 303);
    }
    assert_eq!(desk.change(&admin, "up-afternoon-urgent", &[("from", "14:00")]).await?.0, 303);
    let Answer(status, to, page) = desk.save(&admin, "  Le matin\nest calme. ").await?;
    assert_eq!((status, to.as_str()), (303, "/desk/rules?did=saved"), "{page}");
    let version = desk.decided("after-0123456789").await?;
    assert_eq!((version.0.as_str(), version.1.as_str()), ("dpe-11", "dpe-always"));
    let kept: (i32, String, uuid::Uuid, bool) = sqlx::query_as(
        "SELECT version, why, author_id, created_at = $1 FROM rule_set ORDER BY version DESC LIMIT 1",
    )
    .bind(desk.stack.clock.now())
    .fetch_one(&desk.stack.pool)
    .await?;
    assert_eq!(kept, (version.2, "Le matin est calme.".into(), admin.id, true));
    // A referent reads it, the version before, and what differs.
    let referent = desk.stack.member("referent", None, Some("75111")).await?;
    let Answer(status, _, page) = desk.get(&referent, "/desk/rules").await?;
    assert_eq!(status, 200);
    assert!(
        page.contains("Le matin est calme.") && of_rule(&page, "up-afternoon").contains("De 14 h 00"),
        "{page}"
    );
    assert!(page.contains("<del>De 12 h 30 à 20 h 15</del>"), "{page}");
    let Answer(status, _, old) = desk.get(&referent, "/desk/rules/1").await?;
    assert!(status == 200 && of_rule(&old, "up-afternoon").contains("De 12 h 30"), "{old}");
    assert_eq!(desk.get(&referent, "/desk/rules/99").await?.0, 404);
    // Another copy of the service saves one, too: this one uses it for its next decision.
    let undone = "INSERT INTO rule_set (rules, author, created_at) SELECT rules, 'x', now() FROM rule_set WHERE version = 1";
    sqlx::query(undone).execute(&desk.stack.pool).await?;
    assert_eq!(desk.decided("again-0123456789").await?.0, "up-11");
    desk.stack.stop().await
}

#[tokio::test]
async fn nothing_flawed_is_saved_and_each_flaw_is_said_at_its_rule_with_what_to_do() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let admin = desk.admin().await?;
    desk.begin(&admin).await?;
    // Before the pair's shift, and over another rule's cases; the last rule ends at noon: a hole.
    desk.change(&admin, "up-afternoon", &[("from", "11:00")]).await?;
    desk.change(&admin, "dpe-always", &[("until", "12:00")]).await?;
    let twice = [
        ("id", "never"),
        ("before", "dpe-always"),
        ("day", "mon"),
        ("from", "21:00"),
        ("until", "22:00"),
        ("team", "kind:dpe"),
        ("sentence_fr", "jamais"),
        ("sentence_en", "never"),
    ];
    assert_eq!(desk.post(&admin, "/desk/rules/draft/new", &twice).await?.0, 303);
    let Answer(status, _, page) = desk.save(&admin, "Essai").await?;
    assert_eq!(status, 422);
    assert_eq!(desk.versions().await?, 1);
    for (rule, says, remedy) in [
        ("up-afternoon", "n'est pas en service à 11 h 00", "Limitez la règle"),
        ("never", "tous ses cas sont déjà pris par dpe-evening", "Montez-la au-dessus"),
        ("dpe-always", "Un trou après cette règle", "Ajoutez une règle"),
    ] {
        let said = of_rule(&page, rule);
        assert!(said.contains(says) && said.contains(remedy), "{rule}: {said}");
    }
    assert!(!of_rule(&page, "dpe-evening").contains("class=\"error\""), "{page}");
    assert!(page.contains(">Essai</textarea>"), "what was written is kept");
    // Mended it can be saved, but not without a reason, and not if nothing is different.
    desk.change(&admin, "up-afternoon", &[("from", "12:30")]).await?;
    desk.change(&admin, "dpe-always", &[("until", "24:00")]).await?;
    desk.post(&admin, "/desk/rules/draft/remove", &[("rule", "never")]).await?;
    let Answer(status, _, page) = desk.save(&admin, "Essai").await?;
    assert!(status == 422 && page.contains("ces règles sont celles en vigueur"), "{page}");
    desk.change(&admin, "dpe-always", &[("sentence_fr", "votre équipe")]).await?;
    let Answer(status, _, page) = desk.save(&admin, " ").await?;
    assert!(status == 422 && page.contains("Dites en une phrase pourquoi."), "{page}");
    assert_eq!(desk.versions().await?, 1);
    assert_eq!(desk.save(&admin, "Plus court").await?.0, 303);
    assert_eq!(desk.versions().await?, 2);
    desk.stack.stop().await
}

#[tokio::test]
async fn who_saves_second_is_told_what_changed_and_overwrites_nothing() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let (one, two) = (desk.admin().await?, desk.admin().await?);
    desk.begin(&one).await?;
    desk.begin(&two).await?;
    desk.change(&one, "dpe-evening", &[("sentence_fr", "demain matin")]).await?;
    desk.change(&two, "dpe-before-dawn", &[("sentence_fr", "ce matin")]).await?;
    assert_eq!(desk.save(&one, "Plus simple").await?.0, 303);
    let Answer(status, _, page) = desk.save(&two, "Plus simple aussi").await?;
    assert_eq!((status, desk.versions().await?), (409, 2));
    assert!(page.contains("« demain matin »") && page.contains("Plus simple"), "{page}");
    assert!(page.contains(">Plus simple aussi</textarea>"), "{page}");
    assert_eq!(desk.post(&two, "/desk/rules/draft/merge", &[]).await?.0, 303);
    assert_eq!(desk.save(&two, "Plus simple aussi").await?.0, 303);
    let rules: Value = sqlx::query_scalar("SELECT rules FROM rule_set ORDER BY version DESC LIMIT 1")
        .fetch_one(&desk.stack.pool)
        .await?;
    let said = |id: &str| {
        let rule = rules.as_array().and_then(|rules| rules.iter().find(|rule| rule["id"] == id));
        rule.map(|rule| rule["sentence"]["fr"].clone()).unwrap_or_default()
    };
    assert_eq!((said("dpe-evening"), said("dpe-before-dawn")), ("demain matin".into(), "ce matin".into()));
    desk.stack.stop().await
}

#[tokio::test]
async fn a_draft_is_its_authors_own_and_a_form_that_is_sent_twice_does_no_more() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let (one, two) = (desk.admin().await?, desk.admin().await?);
    desk.begin(&one).await?;
    assert_eq!(desk.get(&two, "/desk/rules/draft").await?.1, "/desk/rules?did=no-draft");
    desk.change(&one, "dpe-always", &[("sentence_fr", "votre équipe")]).await?;
    desk.begin(&one).await?;
    assert!(
        desk.get(&one, "/desk/rules/draft").await?.2.contains("votre équipe"),
        "who has a draft keeps it"
    );
    let order = async || -> anyhow::Result<Vec<String>> {
        let rules: Value =
            sqlx::query_scalar("SELECT rules FROM rule_draft").fetch_one(&desk.stack.pool).await?;
        let names = rules.as_array().into_iter().flatten().filter_map(|rule| rule["id"].as_str());
        Ok(names.map(str::to_owned).collect())
    };
    let Answer(_, _, page) = desk.get(&one, "/desk/rules/draft").await?;
    let revision = value(&page, "revision").context("a revision")?;
    let down = [("rule", "up-afternoon"), ("to", "down"), ("revision", revision.as_str())];
    assert_eq!(desk.post(&one, "/desk/rules/draft/move", &down).await?.1, "/desk/rules/draft?did=moved");
    assert_eq!(desk.post(&one, "/desk/rules/draft/move", &down).await?.1, "/desk/rules/draft?did=stale");
    assert_eq!(order().await?[..2], ["up-afternoon-urgent", "up-afternoon"]);
    let new = [
        ("id", "leaves"),
        ("before", "dpe-always"),
        ("category", "leaves"),
        ("day", "mon"),
        ("from", "0:00"),
        ("until", "24:00"),
        ("team", "team:dpe-12"),
        ("sentence_fr", "x"),
        ("sentence_en", "x"),
    ];
    let categories: Vec<String> =
        sqlx::query_scalar("SELECT id FROM category WHERE handled_by = 'cleaning' ORDER BY id")
            .fetch_all(&desk.stack.pool)
            .await?;
    let new =
        new.map(|(name, value)| (name, if name == "category" { categories[0].as_str() } else { value }));
    for _ in 0..2 {
        assert_eq!(desk.post(&one, "/desk/rules/draft/new", &new).await?.1, "/desk/rules/draft?did=added");
    }
    assert_eq!(order().await?.iter().filter(|rule| *rule == "leaves").count(), 1);
    for _ in 0..2 {
        assert_eq!(desk.post(&one, "/desk/rules/draft/remove", &[("rule", "leaves")]).await?.0, 303);
    }
    let Answer(_, _, page) = desk.get(&one, "/desk/rules/draft").await?;
    let save = [("why", "Ordre"), ("revision", &value(&page, "revision").context("a revision")?)];
    assert_eq!(desk.post(&one, "/desk/rules/draft/save", &save).await?.1, "/desk/rules?did=saved");
    assert_eq!(desk.post(&one, "/desk/rules/draft/save", &save).await?.1, "/desk/rules?did=same");
    assert_eq!(desk.versions().await?, 2);
    desk.begin(&one).await?;
    assert_eq!(desk.post(&one, "/desk/rules/draft/discard", &[]).await?.1, "/desk/rules?did=discarded");
    assert_eq!(desk.get(&one, "/desk/rules/draft").await?.0, 303);
    desk.stack.stop().await
}

#[tokio::test]
async fn the_form_of_a_rule_says_at_each_field_what_is_wrong_and_keeps_the_rest() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let admin = desk.admin().await?;
    desk.begin(&admin).await?;
    for (field, value, words) in [
        ("from", "25:00", "Écrivez une heure"),
        ("until", "12:30", "La fin vient avant le début"),
        ("followers_from", "-1", "Écrivez un nombre entier"),
        ("jobs_until", "4294967296", "Écrivez un nombre entier"),
        ("team", "team:nobody", "Choisissez une équipe."),
        ("category", "no-such", "Un de ces types"),
        ("sector", "no-such", "Un de ces secteurs"),
        ("day", "someday", "Cochez au moins un jour."),
        ("sentence_fr", "", "Écrivez quelques mots"),
        ("sentence_en", "a\u{0}b", "Écrivez quelques mots"),
    ] {
        let Answer(status, _, page) = desk.change(&admin, "up-afternoon", &[(field, value)]).await?;
        assert!(status == 422 && page.contains(words), "{field} = {value:?}: {status} {page}");
        assert!(page.contains("dépôt sur trottoir") || field == "sentence_fr", "{field}: the rest is kept");
    }
    for id in ["", "UP", "up-afternoon", &"x".repeat(41)] {
        let Answer(status, _, _) =
            desk.post(&admin, "/desk/rules/draft/new", &[("id", id), ("day", "mon")]).await?;
        assert_eq!(status, 422, "{id}");
    }
    assert_eq!(desk.get(&admin, "/desk/rules/draft/rules/no-such").await?.0, 404);
    for garbage in ["%00", "x", "99999999999999999999", "%ff", "2026-13-01", "+262142-12-31"] {
        for path in [
            format!("/desk/rules/{garbage}"),
            format!("/desk/rules/draft/rules/{garbage}"),
            format!("/desk/rules/draft/new?before={garbage}"),
            format!(
                "/desk/rules/simulator?place={garbage}&category={garbage}&time={garbage}&followers={garbage}"
            ),
            format!("/desk/rules/simulator?lat={garbage}&lon={garbage}"),
            format!("/desk/rules/replay?from={garbage}&until={garbage}"),
            format!("/desk/addresses?q={garbage}"),
            format!("/desk/place?latitude={garbage}&longitude={garbage}"),
        ] {
            let Answer(status, _, page) = desk.get(&admin, &path).await?;
            assert!(status < 500 && page.len() > 10, "{path}: {status}");
        }
        for path in ["move", "remove", "save", "new", "rules/up-afternoon"] {
            let fields = [
                ("rule", garbage),
                ("to", garbage),
                ("revision", garbage),
                ("why", "a\u{0}"),
                ("id", "a\u{0}"),
            ];
            let Answer(status, _, _) =
                desk.post(&admin, &format!("/desk/rules/draft/{path}"), &fields).await?;
            assert!(status < 500, "{path}: {status}");
        }
    }
    assert_eq!(desk.versions().await?, 1);
    desk.stack.stop().await
}

#[tokio::test]
async fn the_simulator_says_what_the_dispatcher_then_does_and_what_a_draft_would() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let (admin, referent) = (desk.admin().await?, desk.stack.member("referent", None, Some("75112")).await?);
    desk.begin(&admin).await?;
    desk.change(&admin, "up-afternoon", &[("team", "team:dpe-12"), ("jobs_from", ""), ("jobs_until", "")])
        .await?;
    for (hour, minute, key) in
        [(13, 0, "first-0123456789"), (20, 14, "late-0123456789"), (20, 15, "night-0123456789")]
    {
        desk.clock.set(paris(hour, minute));
        let asked = format!(
            "/desk/rules/simulator?place={}&category=bags&time=2026-11-24T{hour:02}:{minute:02}&followers=0",
            PLACE.replace(' ', "+")
        );
        let Answer(status, _, page) = desk.get(&referent, &asked).await?;
        assert_eq!(status, 200, "{page}");
        let (team, rule, _) = desk.decided(key).await?;
        let name: String = sqlx::query_scalar("SELECT name ->> 'fr' FROM team WHERE id = $1")
            .bind(&team)
            .fetch_one(&desk.stack.pool)
            .await?;
        let answer = page.split("id=\"answer\"").nth(1).context("an answer")?;
        assert!(answer.contains(&name) && answer.contains(&format!(": {rule}")), "{name}, {rule}: {answer}");
        assert!(!page.contains("id=\"answer-draft\""), "a draft is its author's");
        let Answer(_, _, page) = desk.get(&admin, &asked).await?;
        let draft = page.split("id=\"answer-draft\"").nth(1).context("an answer under the draft")?;
        assert_eq!(draft.contains("autre équipe"), rule == "up-afternoon", "{draft}");
    }
    for (asked, words) in [
        ("place=48.80,2.10&category=bags", "hors de la ville"),
        ("place=rue+Inexistante+xyz&category=bags", "n'a pas été trouvé"),
        ("place=48.8646,2.3783&category=", "Choisissez un type."),
        ("place=48.8646,2.3783&category=bags&time=2026-03-29T02:30", "2026-03-29T02:30"),
        ("place=48.8646,2.3783&category=bags&followers=many", "un nombre entier"),
    ] {
        let Answer(status, _, page) = desk.get(&referent, &format!("/desk/rules/simulator?{asked}")).await?;
        assert!(status == 422 && page.contains(words), "{asked}: {status} {page}");
    }
    let Answer(status, _, page) =
        desk.get(&referent, "/desk/rules/simulator?lat=48.8646&lon=2.3783&category=bags").await?;
    assert!(status == 200 && page.contains("id=\"answer\""), "{page}");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_month_is_replayed_on_the_page_with_what_would_move_and_examples() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    desk.decided("one-0123456789").await?;
    desk.decided("two-0123456789").await?;
    let admin = desk.admin().await?;
    desk.begin(&admin).await?;
    let asked = "/desk/rules/replay?from=2026-11-01&until=2026-11-30";
    let Answer(status, _, page) = desk.get(&admin, asked).await?;
    assert!(status == 200 && page.contains("0 signalement sur 2 changerait"), "{page}");
    assert!(!page.contains("ne peuvent pas être rejoués") && !page.contains("incertain"), "{page}");
    desk.change(&admin, "up-afternoon", &[("team", "team:dpe-12"), ("jobs_from", ""), ("jobs_until", "")])
        .await?;
    let Answer(_, _, page) = desk.get(&admin, asked).await?;
    let reference: String =
        sqlx::query_scalar("SELECT min(reference) FROM report").fetch_one(&desk.stack.pool).await?;
    assert!(page.contains("2 signalements sur 2 changeraient"), "{page}");
    assert!(page.contains(&format!("href=\"/desk/reports/{reference}\"")), "{page}");
    for wrong in ["from=2026-11-01&until=2026-12-02", "from=2026-11-02&until=2026-11-01", "from=&until="] {
        assert_eq!(desk.get(&admin, &format!("/desk/rules/replay?{wrong}")).await?.0, 422, "{wrong}");
    }
    // Nothing has moved.
    let moved: i64 =
        sqlx::query_scalar("SELECT count(*) FROM assignment").fetch_one(&desk.stack.pool).await?;
    assert_eq!(moved, 2);
    desk.stack.stop().await
}
