//! Prepared answers are edited at the desk: what was said stays said, what is wrong is not saved, and the letter that is
//! shown is the one that is sent.

use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use harness::{Letter, Member, Sent, Stack, paris, street};
use reqwest::header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use service_kit::clock::SetClock;

/// An answer for bags, as the pack has it.
const BAGS: &str = "/desk/replies/done-bags-removed";

struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
    reports: u32,
}

impl Desk {
    async fn new(letters: bool) -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = if letters {
            Stack::start(clock.clone()).await?
        } else {
            Stack::start_without_letters(clock.clone(), 30).await?
        };
        Ok(Self { stack, clock, reports: 0 })
    }

    /// Bags in the 11th, given to a team.
    async fn report(&mut self) -> anyhow::Result<Sent> {
        self.reports += 1;
        let email = format!("lou-{}@example.org", self.reports);
        let place = format!("48.86{}0, 2.3783", self.reports);
        let fields = [("category", "bags"), ("place", place.as_str()), ("email", email.as_str())];
        let key = format!("answers-{}-0123456789", self.reports);
        let sent = self.stack.resident()?.report(&key, &fields, &[street::dirty(paris(12, 50))?]).await?;
        let dispatched =
            format!("SELECT state = 'dispatched' FROM report WHERE reference = '{}'", sent.reference);
        self.stack.eventually(&dispatched).await?;
        Ok(sent)
    }

    /// The crew cleans and answers; what the history keeps of it.
    async fn close(&self, sent: &Sent, answer: &Value) -> anyhow::Result<Value> {
        let crew = self.stack.member("crew", Some("up-11"), None).await?;
        let id =
            self.one(&format!("SELECT id::text FROM report WHERE reference = '{}'", sent.reference)).await?;
        let photo = street::clean(self.stack.clock.now())?;
        let path = format!("/api/v1/jobs/{id}/moves/close");
        let (status, said) = crew.ask(&path, answer, &[photo]).await?;
        anyhow::ensure!(status == 200, "{said}");
        self.detail(sent).await
    }

    async fn detail(&self, sent: &Sent) -> anyhow::Result<Value> {
        Ok(sqlx::query_scalar(
            "SELECT detail FROM report_history h JOIN report ON report.id = report_id
             WHERE reference = $1 AND move = 'close' ORDER BY h.position DESC LIMIT 1",
        )
        .bind(&sent.reference)
        .fetch_one(&self.stack.pool)
        .await?)
    }

    async fn one(&self, sql: &str) -> anyhow::Result<String> {
        Ok(sqlx::query_scalar(sql).fetch_one(&self.stack.pool).await?)
    }

    async fn page(&self, member: &Member, address: &str) -> anyhow::Result<(u16, String)> {
        let request = reqwest::Client::new().get(format!("{}{address}", self.stack.staff_url));
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    /// Sends a form: the status, and where it leads or what the page says.
    async fn send(
        &self,
        member: &Member,
        address: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<(u16, String)> {
        let client = reqwest::Client::builder().redirect(Policy::none()).build()?;
        let request = client.post(format!("{}{address}", self.stack.staff_url)).form(form);
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        let status = answer.status().as_u16();
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        let words = match to {
            Some(to) => to,
            None => answer.text().await?,
        };
        Ok((status, words))
    }

    /// Saves a text for bags over a version.
    async fn save(&self, member: &Member, version: &str, french: &str) -> anyhow::Result<(u16, String)> {
        self.send(member, BAGS, &text(version, french)).await
    }
}

/// A form of the editor.
fn text<'a>(version: &'a str, french: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("version", version),
        ("title_fr", "Sacs enlevés"),
        ("title_en", "Bags removed"),
        ("body_fr", french),
        ("body_en", "Hello, {team} came on {date}. If one is left, tell us."),
        ("category", "bags"),
    ]
}

fn words(detail: &Value) -> &str {
    detail["texts"]["fr"].as_str().unwrap_or_default()
}

fn plain(page: &str) -> String {
    let page = page.replace("&#39;", "'").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
    page.replace("&#38;", "&").replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn a_save_is_a_new_version_and_what_was_said_stays_said() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let bags = json!({ "reply": "done-bags-removed" });
    let (first, second) = (desk.report().await?, desk.report().await?);
    let before = desk.close(&first, &bags).await?;
    assert_eq!(before["reply_version"], 1);
    assert!(words(&before).contains("lavé le trottoir"), "{before}");

    let french = "{team} est passée le {date} : {category}, {address}, {reference}. {team} repassera.";
    assert_eq!(desk.save(&referent, "1", french).await?, (303, format!("{BAGS}?said=saved")));
    // What a crew sees before it answers is what residents will read.
    let crew = desk.stack.member("crew", Some("up-11"), None).await?;
    let id =
        desk.one(&format!("SELECT id::text FROM report WHERE reference = '{}'", second.reference)).await?;
    let (_, job) = desk.page(&crew, &format!("/crew/jobs/{id}")).await?;
    let expected = format!(
        "L’équipe Urgence Propreté du 11e est passée le 24 novembre : Sacs de déchets ménagers, Paris 11e, {}. \
         L’équipe Urgence Propreté du 11e repassera.",
        second.reference
    );
    assert!(plain(&job).contains(&expected), "{job}");
    let after = desk.close(&second, &bags).await?;
    assert_eq!(plain(words(&after)), expected);
    assert_eq!(after["reply_version"], 2);
    assert_eq!(desk.detail(&first).await?, before, "the first close keeps its words");
    // Sent twice, it is saved once.
    assert_eq!(desk.save(&referent, "1", french).await?, (303, format!("{BAGS}?said=same")));
    assert_eq!(
        desk.one("SELECT count(*)::text FROM reply_version WHERE reply_id = 'done-bags-removed'").await?,
        "2"
    );
    desk.stack.stop().await
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_saved() -> anyhow::Result<()> {
    let desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let long = "é".repeat(1001);
    for (french, error) in [
        ("Bonjour {prenom}", "« prenom » entre accolades ne veut rien dire"),
        ("Bonjour {team", "Une accolade n'est pas fermée, devant « team »"),
        ("Bonjour team}", "Une accolade est fermée sans être ouverte, après « Bonjour team »"),
        ("{{ 7 * 7 }}", "Une accolade n'est pas fermée"),
        ("", "Il manque le texte"),
        ("Bonjour\u{0}", "caractères invisibles"),
        (long.as_str(), "C'est trop long"),
    ] {
        let (status, page) = desk.save(&referent, "1", french).await?;
        assert_eq!(status, 422, "{french}");
        let page = plain(&page);
        let field = page.split("id=\"body_fr-error\"").nth(1).context("an error at the field")?;
        let said = field.split("</p>").next().unwrap_or_default().replace('’', "'");
        assert!(said.contains(error), "{french}: {said}");
    }
    let stranger = [("category", "dragons")];
    let (status, page) =
        desk.send(&referent, BAGS, &[&text("1", "Bonjour.")[..], &stranger].concat()).await?;
    assert!(status == 422 && page.contains("dragons"), "{page}");
    let (status, page) = desk.send(&referent, "/desk/replies", &text("0", "Bonjour.")).await?;
    assert!(status == 422 && plain(&page).contains("Choisissez pour quelle fin"), "{page}");
    assert_eq!(desk.send(&referent, "/desk/replies/nothing", &text("1", "Bonjour.")).await?.0, 404);
    assert_eq!(desk.one("SELECT count(*)::text FROM reply_version WHERE version > 1").await?, "0");
    desk.stack.stop().await
}

#[tokio::test]
async fn nobodys_words_but_a_prepared_answers_are_a_template() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    let sent = desk.report().await?;
    let own = "{address} {team} <b>merci</b> {{ 7 * 7 }}";
    let detail = desk.close(&sent, &json!({ "words": own })).await?;
    assert_eq!(words(&detail), own);
    assert_eq!((&detail["reply"], &detail["reply_version"]), (&Value::Null, &Value::Null));
    let sent = desk.report().await?;
    sqlx::query("UPDATE report SET address = '{reference} <i>rue</i>' WHERE reference = $1")
        .bind(&sent.reference)
        .execute(&desk.stack.pool)
        .await?;
    let referent = desk.stack.member("referent", None, None).await?;
    desk.save(&referent, "1", "<script>alert(1)</script> à {address}").await?;
    let detail = desk.close(&sent, &json!({ "reply": "done-bags-removed" })).await?;
    assert_eq!(words(&detail), "<script>alert(1)</script> à {reference} <i>rue</i>", "filled in once");
    let form = [("outcome", "done"), ("language", "fr"), ("report", sent.reference.as_str())];
    let form = [&form[..], &text("1", "<script>alert(1)</script> à {address}")].concat();
    let (status, letter) = desk.send(&referent, "/desk/replies/preview", &form).await?;
    assert_eq!(status, 200);
    assert!(!letter.contains("<script>") && !letter.contains("<i>rue"), "{letter}");
    assert!(letter.contains("&#60;script&#62;") || letter.contains("&lt;script&gt;"), "{letter}");
    desk.stack.stop().await
}

#[tokio::test]
async fn the_letter_that_is_shown_is_the_letter_that_is_sent() -> anyhow::Result<()> {
    let mut desk = Desk::new(true).await?;
    let referent = desk.stack.member("referent", None, Some("75111")).await?;
    desk.save(&referent, "1", "Bonjour,\n{team} est passée le {date}.").await?;
    let sent = desk.report().await?;
    desk.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    desk.close(&sent, &json!({ "reply": "done-bags-removed" })).await?;
    desk.stack.eventually("SELECT count(*) = 2 AND bool_and(state = 'accepted') FROM letter").await?;
    let closed =
        desk.stack.inbox.messages().into_iter().max_by_key(|received| received.id).context("a letter")?;
    let letter = Letter::parse(&closed.raw)?;
    assert!(letter.html.contains("Urgence Propreté du 11e est passée le 24"), "{}", letter.html);

    let client = reqwest::Client::new().get(format!("{}{BAGS}/letter", desk.stack.staff_url));
    let answer = client.header(COOKIE, referent.cookie.clone().context("a cookie")?).send().await?;
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str()?.to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let shown = answer.text().await?;
    assert_eq!(bare(&shown), bare(&letter.html));
    let pictures = shown.matches("src=\"data:image/jpeg;base64,").count();
    assert_eq!((pictures, letter.pictures.len()), (2, 2));
    assert!(!shown.contains(sent.token()), "no link of a resident");
    let before: i64 = sqlx::query_scalar("SELECT count(*) FROM letter").fetch_one(&desk.stack.pool).await?;
    assert_eq!(before, 2, "nothing is sent");

    // By number, in another language, and not from another sector.
    let form = |report| {
        [&[("outcome", "done"), ("language", "en"), ("report", report)][..], &text("2", "x")].concat()
    };
    let (_, english) = desk.send(&referent, "/desk/replies/preview", &form(&sent.reference)).await?;
    assert!(
        plain(&english).contains("the Urgence Propreté team of the 11th came on 24 November"),
        "{english}"
    );
    let other = desk.stack.member("referent", None, Some("75112")).await?;
    assert_eq!(desk.send(&other, "/desk/replies/preview", &form(&sent.reference)).await?.0, 404);
    assert_eq!(desk.send(&other, "/desk/replies/preview", &form("\0")).await?.0, 404);
    desk.stack.finish().await
}

/// A letter without what is each recipient's own: links and pictures.
fn bare(html: &str) -> String {
    let mut bare = String::new();
    let mut rest = html;
    while let Some((before, behind)) = ["href=\"", "src=\""]
        .iter()
        .filter_map(|name| rest.find(name).map(|at| (at, *name)))
        .min()
        .map(|(at, name)| rest.split_at(at + name.len()))
    {
        bare.push_str(before);
        let end = behind.find('"').unwrap_or(behind.len());
        rest = &behind[end..];
    }
    bare.push_str(rest);
    bare.replace("\r\n", "\n").trim().to_owned()
}

#[tokio::test]
async fn of_two_who_save_at_once_the_second_sees_what_changed_and_keeps_their_words() -> anyhow::Result<()> {
    let desk = Desk::new(false).await?;
    let (one, other) =
        (desk.stack.member("referent", None, None).await?, desk.stack.member("referent", None, None).await?);
    sqlx::query("UPDATE staff SET name = 'Amina' WHERE id = $1")
        .bind(one.id)
        .execute(&desk.stack.pool)
        .await?;
    assert_eq!(desk.save(&one, "1", "Bonjour, c’est propre.").await?.0, 303);
    let (status, page) = desk.save(&other, "1", "Bonjour, tout est parti.").await?;
    let page = plain(&page);
    assert_eq!(status, 409);
    let theirs = page
        .split("role=\"alert\"")
        .nth(1)
        .and_then(|part| part.split("</dl>").next())
        .context("an alert")?;
    assert!(theirs.contains("Version 2, Amina") && theirs.contains("Bonjour, c’est propre."), "{theirs}");
    assert!(!theirs.contains("Sacs enlevés"), "what both say alike has not changed: {theirs}");
    assert!(
        page.contains(">Bonjour, tout est parti.</textarea>")
            && page.contains("name=\"version\" value=\"2\"")
    );
    assert_eq!(desk.save(&other, "2", "Bonjour, tout est parti.").await?.0, 303);
    let said =
        "SELECT string_agg(version || ' ' || (body ->> 'fr'), ' / ' ORDER BY version) FROM reply_version
                WHERE reply_id = 'done-bags-removed' AND version > 1";
    assert_eq!(desk.one(said).await?, "2 Bonjour, c’est propre. / 3 Bonjour, tout est parti.");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_retired_answer_is_no_longer_offered_and_stays_with_its_closes() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let crew = desk.stack.member("crew", Some("up-11"), None).await?;
    let (first, second) = (desk.report().await?, desk.report().await?);
    let bags = json!({ "reply": "done-bags-removed" });
    let before = desk.close(&first, &bags).await?;
    let retire = format!("{BAGS}/retire");
    assert_eq!(desk.send(&referent, &retire, &[("retired", "yes")]).await?.1, format!("{BAGS}?said=retired"));
    desk.send(&referent, &retire, &[("retired", "yes")]).await?;
    let id =
        desk.one(&format!("SELECT id::text FROM report WHERE reference = '{}'", second.reference)).await?;
    let (_, job) = desk.page(&crew, &format!("/crew/jobs/{id}")).await?;
    assert!(!job.contains("done-bags-removed") && job.contains("done-cleaned"), "{job}");
    assert_eq!(desk.detail(&first).await?, before);
    // A phone without signal may still have it.
    assert_eq!(desk.close(&second, &bags).await?["reply"], "done-bags-removed");
    desk.send(&referent, &retire, &[("retired", "no")]).await?;
    let offered = "SELECT version || ' ' || (retired_at IS NULL) FROM reply WHERE id = 'done-bags-removed'";
    assert_eq!(desk.one(offered).await?, "3 true");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_new_answer_is_offered_once_however_often_it_is_sent() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let form =
        [&[("outcome", "done")][..], &text("0", "Bonjour, {team} a tout pris. Dites-nous s’il en reste.")]
            .concat();
    for _ in 0..2 {
        let added = (303, "/desk/replies/done-bags-removed-2?said=saved".to_owned());
        assert_eq!(desk.send(&referent, "/desk/replies", &form).await?, added);
    }
    let sent = desk.report().await?;
    let detail = desk.close(&sent, &json!({ "reply": "done-bags-removed-2" })).await?;
    assert!(words(&detail).contains("l’équipe Urgence Propreté du 11e a tout pris"), "{detail}");
    desk.stack.stop().await
}

#[tokio::test]
async fn each_version_says_how_people_answered_its_letters() -> anyhow::Result<()> {
    let mut desk = Desk::new(true).await?;
    let referent = desk.stack.member("referent", None, Some("75111")).await?;
    let bags = json!({ "reply": "done-bags-removed" });
    let mut sent = Vec::new();
    for number in 0..3 {
        let report = desk.report().await?;
        if number == 2 {
            desk.save(&referent, "1", "Bonjour, c’est propre. Dites-nous si ce n’est pas le cas.").await?;
        }
        desk.close(&report, &bags).await?;
        sent.push(report);
    }
    desk.stack.eventually("SELECT count(*) = 6 AND bool_and(state = 'accepted') FROM letter").await?;
    let resident = desk.stack.resident()?;
    resident.answer(&sent[0], true, "").await?;
    resident.answer(&sent[1], false, "Un sac est resté.").await?;
    resident.answer(&sent[2], true, "").await?;
    sqlx::query(
        "INSERT INTO satisfaction SELECT h.id, recipient.id, h.report_id, 4, NULL, now(), now()
         FROM report_history h JOIN recipient USING (report_id) WHERE move = 'close' AND detail ->> 'reply_version' = '2'",
    )
    .execute(&desk.stack.pool)
    .await?;
    let (status, page) = desk.page(&referent, BAGS).await?;
    assert_eq!(status, 200);
    // Letters, clean, not clean, reopened, grade.
    assert_eq!(rows(&page), [["1", "1", "0", "0", "4,0"], ["2", "1", "1", "1", "–"]]);
    let (_, list) = desk.page(&referent, "/desk/replies").await?;
    let row = list.split("href=\"/desk/replies/done-bags-removed\"").nth(1).context("its row")?;
    assert_eq!(rows(&format!("<tr>{row}"))[0], ["3", "2", "1", "1", "4,0"]);
    let other = desk.stack.member("referent", None, Some("75112")).await?;
    assert_eq!(rows(&desk.page(&other, BAGS).await?.1)[1], ["0", "0", "0", "0", "–"]);
    desk.clock.advance(TimeDelta::days(31));
    let (_, list) = desk.page(&referent, "/desk/replies").await?;
    let row = list.split("href=\"/desk/replies/done-bags-removed\"").nth(1).context("its row")?;
    assert_eq!(rows(&format!("<tr>{row}"))[0], ["0", "0", "0", "0", "–"], "of thirty days");
    desk.stack.finish().await
}

/// The cells of each row of a page's tables, tags taken out.
fn rows(page: &str) -> Vec<Vec<String>> {
    let body = |row: &str| -> Vec<String> {
        let cells = row.split("<td>").skip(1).filter_map(|cell| cell.split("</td>").next());
        cells
            .map(|cell| {
                let inner = cell.rsplit_once("\">").map_or(cell, |(_, inner)| inner);
                inner.split('<').next().unwrap_or_default().to_owned()
            })
            .collect()
    };
    page.split("<tr>")
        .skip(1)
        .map(|row| row.split("</tr>").next().unwrap_or_default())
        .map(body)
        .filter(|row| !row.is_empty())
        .collect()
}

#[tokio::test]
async fn loading_the_pack_again_keeps_the_desks_words_and_prints_both() -> anyhow::Result<()> {
    let desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    desk.save(&referent, "1", "Bonjour, c’est propre. Dites-nous sinon.").await?;
    desk.send(&referent, "/desk/replies/done-urine-washed/retire", &[("retired", "yes")]).await?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/cities/paris");
    let pack = dispatch::city_pack::Pack::read(std::path::Path::new(folder))?;
    let loaded = dispatch::city_pack::load(&desk.stack.pool, &pack, desk.stack.clock.now()).await?;
    let said: Vec<_> = loaded.differing.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|line| line.starts_with("reply `done-bags-removed`, body: the pack says")),
        "{said:?}"
    );
    assert!(said.contains(
        &"reply `done-urine-washed`, retired: the pack says false, the database says true".to_owned()
    ));
    assert_eq!(
        desk.one("SELECT body ->> 'fr' FROM reply WHERE id = 'done-bags-removed'").await?,
        "Bonjour, c’est propre. Dites-nous sinon."
    );
    desk.stack.stop().await
}
