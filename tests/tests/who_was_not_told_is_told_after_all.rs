//! Who was not told stands on the desk with the reason, and is told after all: once, by the same letter.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use harness::{Letter, Member, Service, Stack, paris, street};
use local::inbox::Rehearsal;
use reqwest::header::{COOKIE, LOCATION};
use reqwest::redirect::Policy;
use service_kit::clock::SetClock;

const SOON: Duration = Duration::from_secs(20);

/// The desk of one test, on a Tuesday at one o'clock.
struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
}

impl Desk {
    async fn new(letters: bool) -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = if letters {
            Stack::start(clock.clone()).await?
        } else {
            Stack::start_without_letters(clock.clone(), 30).await?
        };
        Ok(Self { stack, clock })
    }

    /// Somebody reports bags in the 11th.
    async fn report(&self, key: &str, email: &str) -> anyhow::Result<String> {
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", email)];
        let sent = self.stack.resident()?.report(key, &fields, &[street::dirty(paris(12, 50))?]).await?;
        Ok(sent.reference)
    }

    /// A report whose receipt was refused by the server, and its letter.
    async fn refused(&self, email: &str) -> anyhow::Result<(String, String)> {
        let words = format!("5.1.1 <{email}>: no such mailbox");
        self.stack.inbox.answer_next(Rehearsal::Recipient, 550, &words)?;
        let reference = self.report(&format!("{email}-0123456789"), email).await?;
        self.stack.eventually("SELECT count(*) = 1 FROM letter WHERE state = 'refused'").await?;
        let letter = self.one("SELECT id::text FROM letter WHERE state = 'refused'").await?;
        Ok((reference, letter))
    }

    async fn one(&self, sql: &str) -> anyhow::Result<String> {
        Ok(sqlx::query_scalar(sql).fetch_one(&self.stack.pool).await?)
    }

    async fn run(&self, sql: &str) -> anyhow::Result<()> {
        sqlx::raw_sql(sql).execute(&self.stack.pool).await?;
        Ok(())
    }

    async fn page(&self, member: &Member, address: &str) -> anyhow::Result<(u16, String)> {
        let request = reqwest::Client::new().get(format!("{}{address}", self.stack.staff_url));
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        Ok((answer.status().as_u16(), plain(&answer.text().await?)))
    }

    /// Presses a button: the status, and where it leads or what the page says.
    async fn press(
        &self,
        member: &Member,
        address: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<(u16, String)> {
        let client = reqwest::Client::builder().redirect(Policy::none()).build()?;
        let request = client.post(format!("{}{address}", self.stack.staff_url)).form(form);
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        let status = answer.status().as_u16();
        let words = match to {
            Some(to) => to,
            None => plain(&answer.text().await?),
        };
        Ok((status, words))
    }
}

fn plain(page: &str) -> String {
    let page = page.replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&");
    page.replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'")
}

#[tokio::test]
async fn a_refused_letter_stands_with_the_servers_words_and_arrives_once_when_its_address_is_right()
-> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let (reference, letter) = desk.refused("lou.martin@example.org").await?;
    let referent = desk.stack.member("referent", None, Some("75111")).await?;
    let (status, page) = desk.page(&referent, "/desk/letters").await?;
    assert_eq!(status, 200);
    for words in [
        "Adresse inconnue",
        "Accusé de réception",
        &format!("href=\"/desk/reports/{reference}\""),
        "à l…@example.org",
        "550 5.1.1 <l…@example.org>: no such mailbox",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    assert!(!page.contains("lou.martin"), "the whole address is never shown");
    let (_, elsewhere) =
        desk.page(&desk.stack.member("referent", None, Some("75112")).await?, "/desk").await?;
    assert!(!elsewhere.contains("lettres à regarder"), "nothing in their sectors");
    assert!(desk.page(&referent, "/desk").await?.1.contains("lettres à regarder"), "the badge");

    let form = format!("/desk/letters/{letter}/address");
    for (email, error) in
        [("lou", "Ce n'est pas une adresse"), ("lou.martin@example.org", "C'est l'adresse à laquelle")]
    {
        let (status, page) = desk.press(&referent, &form, &[("email", email), ("seen", "0")]).await?;
        assert_eq!(status, 422);
        assert!(page.contains(error) && page.contains(&format!("value=\"{email}\"")), "{page}");
    }
    assert_eq!(desk.stack.inbox.messages().len(), 0);

    let right = [("email", "lou.martin@example.com"), ("seen", "0")];
    assert_eq!(
        desk.press(&referent, &form, &right).await?,
        (303, "/desk/letters?said=corrected&count=1".into())
    );
    let received = desk.stack.inbox.wait_for(SOON, None, |_| true).await?;
    assert_eq!(received.envelope.to, ["lou.martin@example.com"]);
    assert_eq!(Letter::parse(&received.raw)?.message_id, format!("{letter}@rue-nette.example"));
    desk.stack
        .eventually("SELECT bool_and(state = 'accepted' AND smtp_answer LIKE '250%') FROM letter")
        .await?;
    // The same form once more, and the button of a page that is old.
    assert_eq!(desk.press(&referent, &form, &right).await?.1, "/desk/letters?said=already&count=1");
    let again = format!("/desk/letters/{letter}/resend");
    assert_eq!(
        desk.press(&referent, &again, &[("reason", "no_mailbox")]).await?.1,
        "/desk/letters?reason=no_mailbox&said=accepted&count=1"
    );
    assert!(desk.page(&referent, "/desk/letters?said=accepted").await?.1.contains("arrivée entre-temps"));
    let corrected = "SELECT string_agg(staff_id::text, ',') FROM address_correction";
    assert_eq!(desk.one(corrected).await?, referent.id.to_string());
    assert_eq!(desk.stack.inbox.messages().len(), 1);
    desk.stack.finish().await
}

#[tokio::test]
async fn a_letter_that_is_sent_anew_and_refused_again_is_back_on_the_page() -> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let (_, letter) = desk.refused("lou@example.org").await?;
    let referent = desk.stack.member("referent", None, None).await?;
    desk.stack.inbox.answer_next(Rehearsal::Recipient, 552, "5.2.2 mailbox full")?;
    let resend = format!("/desk/letters/{letter}/resend");
    assert!(
        desk.press(&referent, &resend, &[("reason", "no_mailbox")]).await?.1.contains("said=left&count=1")
    );
    desk.stack.eventually("SELECT bool_and(state = 'refused' AND attempts = 2) FROM letter").await?;
    let (_, page) = desk.page(&referent, "/desk/letters").await?;
    assert!(page.contains("Boîte pleine") && page.contains("présentée 2 fois"), "{page}");
    let other = desk.stack.member("referent", None, Some("75112")).await?;
    assert_eq!(desk.press(&other, &resend, &[("reason", "refused")]).await?.0, 404);
    let all = [("reason", "mailbox_full")];
    assert_eq!(
        desk.press(&other, "/desk/letters/resend", &all).await?.1,
        "/desk/letters?said=nothing&count=0"
    );
    assert_eq!(
        desk.press(&referent, "/desk/letters/resend", &all).await?.1,
        "/desk/letters?said=left&count=1"
    );
    desk.stack.inbox.wait_for(SOON, None, |_| true).await?;
    desk.stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    assert_eq!(
        desk.press(&referent, "/desk/letters/resend", &all).await?.1,
        "/desk/letters?said=nothing&count=0"
    );
    desk.stack.finish().await
}

#[tokio::test]
async fn an_alarm_stands_on_every_page_when_letters_wait_for_more_than_ten_minutes() -> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let referent = desk.stack.member("referent", None, Some("75112")).await?;
    desk.stack.inbox.pause().await;
    desk.report("down-0123456789", "lou@example.org").await?;
    desk.clock.advance(TimeDelta::minutes(9));
    assert!(!desk.page(&referent, "/desk").await?.1.contains("Des lettres attendent"));
    desk.clock.advance(TimeDelta::minutes(2));
    for address in ["/desk", "/desk/reports", "/desk/letters", "/closings"] {
        let (_, page) = desk.page(&referent, address).await?;
        assert!(page.contains("Des lettres attendent depuis 11 min"), "{address}: {page}");
    }
    desk.stack.inbox.resume().await?;
    desk.stack.inbox.wait_for(SOON, None, |_| true).await?;
    desk.stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    assert!(!desk.page(&referent, "/desk").await?.1.contains("Des lettres attendent"));
    desk.stack.finish().await
}

#[tokio::test]
async fn a_letter_that_leaves_anew_has_waited_since_then_and_not_since_its_move() -> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let (_, letter) = desk.refused("lou@example.org").await?;
    let referent = desk.stack.member("referent", None, None).await?;
    desk.clock.advance(TimeDelta::hours(5));
    desk.stack.inbox.pause().await;
    desk.press(&referent, &format!("/desk/letters/{letter}/resend"), &[("reason", "refused")]).await?;
    assert!(!desk.page(&referent, "/desk").await?.1.contains("Des lettres attendent"));
    desk.clock.advance(TimeDelta::minutes(11));
    assert!(desk.page(&referent, "/desk").await?.1.contains("Des lettres attendent depuis 11 min"));
    desk.stack.inbox.resume().await?;
    desk.stack.finish().await
}

#[tokio::test]
async fn a_buried_message_is_handled_once_when_it_is_tried_again() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    desk.report("grave-0123456789", "lou@example.org").await?;
    desk.run("UPDATE recipient SET email = 'lou example'").await?;
    desk.stack.start_service(Service::Notification).await?;
    desk.stack.eventually("SELECT count(*) = 1 FROM pgmq.q_letters_dead").await?;
    let referent = desk.stack.member("referent", None, Some("75111")).await?;
    let admin = desk.stack.member("admin", None, None).await?;
    let (_, page) = desk.page(&referent, "/desk/letters").await?;
    assert!(
        page.contains("Lettre que nous n'avons pas pu écrire") && page.contains("Messages en échec"),
        "{page}"
    );
    assert!(!page.contains("this is no e-mail address"), "what failed is for admins");
    let (_, page) = desk.page(&admin, "/desk/letters").await?;
    assert!(page.contains("this is no e-mail address"), "{page}");
    let elsewhere = desk.stack.member("referent", None, Some("75112")).await?;
    assert!(!desk.page(&elsewhere, "/desk/letters").await?.1.contains("Messages en échec"));

    // Tried again without being repaired, it is buried again.
    let grave = "SELECT '/desk/queues/letters/' || msg_id || '/resend' FROM pgmq.q_letters_dead";
    let first = desk.one(grave).await?;
    assert_eq!(desk.press(&elsewhere, &first, &[]).await?.1, "/desk/letters?said=gone&count=1");
    assert_eq!(desk.press(&referent, &first, &[]).await?.1, "/desk/letters?said=back&count=1");
    assert_eq!(desk.press(&referent, &first, &[]).await?.1, "/desk/letters?said=gone&count=1");
    desk.stack.eventually("SELECT count(*) = 1 AND bool_and(msg_id > 1) FROM pgmq.q_letters_dead").await?;
    desk.run("UPDATE recipient SET email = 'lou@example.org'").await?;
    let second = desk.one(grave).await?;
    assert_eq!(desk.press(&referent, &second, &[]).await?.1, "/desk/letters?said=back&count=1");
    desk.stack.inbox.wait_for(SOON, None, |_| true).await?;
    desk.stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    assert_eq!(desk.press(&admin, &second, &[]).await?.1, "/desk/letters?said=gone&count=1");
    assert_eq!(desk.stack.inbox.messages().len(), 1);
    desk.stack.finish().await
}

#[tokio::test]
async fn a_buried_letter_leaves_anew_when_its_impossible_address_is_put_right() -> anyhow::Result<()> {
    let mut desk = Desk::new(false).await?;
    desk.report("typo-0123456789", "lou@example.org").await?;
    desk.run("UPDATE recipient SET email = 'lou example'").await?;
    desk.stack.start_service(Service::Notification).await?;
    desk.stack.eventually("SELECT count(*) = 1 FROM pgmq.q_letters_dead").await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let letter = desk.one("SELECT id::text FROM letter").await?;
    let right = [("email", "lou@example.com"), ("seen", "0")];
    let said = desk.press(&referent, &format!("/desk/letters/{letter}/address"), &right).await?;
    assert_eq!(said.1, "/desk/letters?said=corrected&count=1");
    assert_eq!(desk.stack.inbox.wait_for(SOON, None, |_| true).await?.envelope.to, ["lou@example.com"]);
    desk.stack.finish().await
}

#[tokio::test]
async fn of_two_who_put_an_address_right_at_once_the_second_sees_who_was_first() -> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let (_, letter) = desk.refused("lou@example.org").await?;
    let (one, other) =
        (desk.stack.member("referent", None, None).await?, desk.stack.member("referent", None, None).await?);
    desk.run("UPDATE staff SET name = 'Amina Référente'").await?;
    let form = format!("/desk/letters/{letter}/address");
    desk.stack.inbox.answer_next(Rehearsal::Recipient, 550, "5.1.1 no such mailbox")?;
    desk.press(&one, &form, &[("email", "first@example.org"), ("seen", "0")]).await?;
    desk.stack.eventually("SELECT bool_and(state = 'refused' AND attempts = 2) FROM letter").await?;
    let (status, page) = desk.press(&other, &form, &[("email", "second@example.org"), ("seen", "0")]).await?;
    assert_eq!(status, 409);
    assert!(
        page.contains("Amina Référente l'a corrigée") && page.contains("value=\"second@example.org\""),
        "{page}"
    );
    assert!(page.contains("name=\"seen\" value=\"1\""), "sending once more puts theirs");
    desk.press(&other, &form, &[("email", "second@example.org"), ("seen", "1")]).await?;
    assert_eq!(desk.stack.inbox.wait_for(SOON, None, |_| true).await?.envelope.to, ["second@example.org"]);
    desk.stack.finish().await
}

#[tokio::test]
async fn who_wants_no_letters_is_not_listed_and_gets_none() -> anyhow::Result<()> {
    let desk = Desk::new(true).await?;
    let (_, letter) = desk.refused("lou@example.org").await?;
    desk.run("UPDATE recipient SET letters_stopped_at = now()").await?;
    let referent = desk.stack.member("referent", None, None).await?;
    assert!(desk.page(&referent, "/desk/letters").await?.1.contains("Tout le monde a été prévenu"));
    desk.press(&referent, &format!("/desk/letters/{letter}/resend"), &[("reason", "refused")]).await?;
    desk.stack.eventually("SELECT bool_and(state = 'not_wanted') FROM letter").await?;
    assert_eq!(desk.stack.inbox.messages().len(), 0);
    desk.stack.finish().await
}

#[tokio::test]
async fn a_list_of_letters_goes_on_where_the_page_before_ended() -> anyhow::Result<()> {
    let desk = Desk::new(false).await?;
    desk.report("many-0123456789", "lou@example.org").await?;
    // As many of one moment as two pages hold, and some.
    desk.run(
        "WITH person AS (INSERT INTO recipient (id, report_id, part, email, language, created_at)
             SELECT gen_random_uuid(), report_id, 'follower', 'f' || n || '@example.org', 'fr', created_at
             FROM recipient, generate_series(1, 119) n RETURNING id)
         INSERT INTO letter (id, report_id, history_id, recipient_id, created_at, state, smtp_answer, settled_at)
         SELECT gen_random_uuid(), report_id, history_id, person.id, created_at, 'refused', '550 5.1.1 no', created_at
         FROM person, (SELECT * FROM letter LIMIT 1) one",
    )
    .await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let (mut next, mut seen, mut pages) =
        ("/desk/letters?reason=no_mailbox".to_owned(), std::collections::BTreeSet::new(), 0);
    loop {
        let (status, page) = desk.page(&referent, &next).await?;
        assert_eq!(status, 200);
        let letters = page.split("action=\"/desk/letters/").filter_map(|part| part.split_once("/resend\""));
        assert!(
            letters.map(|(id, _)| id.to_owned()).filter(|id| id.len() == 36).all(|id| seen.insert(id)),
            "twice"
        );
        pages += 1;
        let link = page.split("class=\"btn quiet\" href=\"/desk/letters?").nth(1);
        let Some(link) = link.and_then(|link| link.split('"').next()) else { break };
        next = format!("/desk/letters?{}", link.replace("&amp;", "&"));
    }
    assert_eq!((pages, seen.len()), (3, 119));
    let all = desk.press(&referent, "/desk/letters/resend", &[("reason", "no_mailbox")]).await?;
    assert_eq!(all.1, "/desk/letters?said=left&count=119");
    assert_eq!(desk.one("SELECT count(*)::text FROM pgmq.q_letters").await?, "120");
    desk.stack.stop().await
}

#[tokio::test]
async fn what_can_t_be_understood_is_no_page_of_letters() -> anyhow::Result<()> {
    let desk = Desk::new(false).await?;
    let referent = desk.stack.member("referent", None, None).await?;
    for address in
        ["/desk/letters?reason=none", "/desk/letters?reason=refused&after=x", "/desk/letters?count=many"]
    {
        assert_eq!(desk.page(&referent, address).await?.0, 404, "{address}");
    }
    assert_eq!(desk.page(&referent, "/desk/letters?said=%3Cb%3E").await?.0, 200);
    assert_eq!(desk.press(&referent, "/desk/queues/secrets/1/resend", &[]).await?.0, 404);
    desk.stack.stop().await
}
