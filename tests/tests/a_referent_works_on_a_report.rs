//! A report's page at the desk shows all that is known of it and no address of anybody; its forms do what they say, once; and
//! whoever was overtaken sees by whom, and keeps what they typed.

use std::sync::Arc;

use anyhow::{Context, ensure};
use chrono::TimeDelta;
use harness::{Letter, Sent, Service, Stack, paris, street};
use serde_json::json;
use service_kit::clock::SetClock;
use uuid::Uuid;

struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
}

impl Desk {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        Ok(Self { stack: Stack::start_without_letters(clock.clone(), 0).await?, clock })
    }

    /// A report in the 11th with an address and words, given to a team.
    async fn report(&self, key: &str, words: &str) -> anyhow::Result<Sent> {
        let fields = [
            ("category", "bags"),
            ("place", "48.8646, 2.3783"),
            ("email", "lou@example.org"),
            ("words", words),
        ];
        // Another one at the same place is not asked about.
        let sent = self.stack.resident()?.report(key, &fields, &[street::dirty(paris(12, 50))?]).await?;
        let given = format!("SELECT state = 'dispatched' FROM report WHERE reference = '{}'", sent.reference);
        self.stack.eventually(&given).await?;
        self.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        Ok(sent)
    }

    async fn one<T>(&self, query: &str, reference: &str) -> anyhow::Result<T>
    where
        T: for<'a> sqlx::Decode<'a, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(query).bind(reference).fetch_one(&self.stack.pool).await.context(query.to_owned())
    }

    async fn state(&self, reference: &str) -> anyhow::Result<String> {
        self.one("SELECT state FROM report WHERE reference = $1", reference).await
    }

    async fn is(&self, reference: &str, state: &str) -> anyhow::Result<()> {
        let there = format!("SELECT state = '{state}' FROM report WHERE reference = '{reference}'");
        self.stack.eventually(&there).await
    }
}

fn link(sent: &Sent) -> String {
    format!("/desk/reports/{}", sent.reference)
}

#[tokio::test]
async fn the_page_shows_all_that_is_known_and_nobodys_address() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("all-0123456789", "Trois sacs et un matelas.").await?;
    let id: Uuid = desk.one("SELECT id FROM report WHERE reference = $1", &sent.reference).await?;
    let crew = desk.stack.member("crew", Some("up-11"), None).await?;
    desk.clock.advance(TimeDelta::hours(2));
    let photo = [street::clean(paris(15, 0))?];
    let path = format!("/api/v1/jobs/{id}/moves/close");
    // An hour before it was recorded.
    let body = json!({ "words": "Tout est enlevé.", "occurred_at": paris(14, 0).to_rfc3339() });
    let (status, answer) = crew.ask(&path, &body, &photo).await?;
    ensure!(status == 200, "{answer}");
    sqlx::query(
        "UPDATE letter SET state = 'refused', attempts = 3, settled_at = created_at,
             smtp_answer = '550 5.1.1 <lou@example.org>: no such user' WHERE id = (SELECT min(id::text)::uuid FROM letter)",
    )
    .execute(&desk.stack.pool)
    .await?;
    desk.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    desk.stack.eventually("SELECT bool_and(compared_at IS NOT NULL) FROM closing").await?;
    sqlx::query(r#"UPDATE closing SET proof = 'doubtful', doubts = '[{"doubt": "used", "metres": null}]'"#)
        .execute(&desk.stack.pool)
        .await?;
    sqlx::query(
        "INSERT INTO satisfaction SELECT h.id, recipient.id, h.report_id, 2, 'Trop long.', h.recorded_at, h.recorded_at
         FROM report_history h JOIN recipient USING (report_id) WHERE move = 'close'",
    )
    .execute(&desk.stack.pool)
    .await?;
    let referent = desk.stack.referent("Ada", Some("75111")).await?;
    let page = referent.open(&link(&sent)).await?;
    assert_eq!(page.status, 200);
    for words in [
        &sent.reference,
        "Trois sacs et un matelas.",
        "48.86460, 2.37830",
        "personne d’autre",
        "Tout est enlevé.",
        "noté",
        "Trop long.",
        "2 sur 5",
        "C’est nettoyé",
        "le déclarant",
        "no such user",
        "3 essais",
        "Urgence Propreté",
        "Cette clôture est à regarder",
    ] {
        assert!(page.html.contains(words), "{words} is not on the page");
    }
    assert!(!page.html.contains("lou@example.org"), "whose address it is nobody's business");
    assert!(page.html.matches("/small\"").count() > 1, "before and after");
    assert!(referent.open("/closings").await?.offers(&link(&sent)), "the closings lead to it");
    desk.stack.dispatch.count().await?;
    assert!(referent.open("/desk/reports?days=7").await?.offers(&link(&sent)), "the list leads to it");
    let other = desk.stack.referent("Zoe", Some("75112")).await?;
    assert_eq!(other.open(&link(&sent)).await?.status, 404, "another sector's");
    desk.stack.stop().await
}

#[tokio::test]
async fn only_what_the_state_allows_is_offered() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("offer-0123456789", "Des sacs.").await?;
    let referent = desk.stack.referent("Ada", None).await?;
    let offered = async || -> anyhow::Result<Vec<&'static str>> {
        let page = referent.open(&link(&sent)).await?;
        let all = [
            "assign", "category", "pin", "schedule", "transfer", "watch", "resume", "merge", "close",
            "refuse",
        ];
        Ok(all.into_iter().filter(|way| page.offers(&format!("/ways/{way}"))).collect())
    };
    assert_eq!(
        offered().await?,
        ["assign", "category", "pin", "schedule", "transfer", "watch", "merge", "close", "refuse"]
    );
    assert_eq!(
        referent.act(&sent.reference, "watch", &[("review_on", "2026-12-24")], &[]).await?.status,
        303
    );
    assert_eq!(offered().await?, ["assign", "category", "pin", "schedule", "resume", "merge"]);
    let words = [("reason", "other"), ("words", "Rien à faire ici.")];
    assert_eq!(referent.act(&sent.reference, "resume", &[], &[]).await?.status, 303);
    assert_eq!(referent.act(&sent.reference, "refuse", &words, &[]).await?.status, 303);
    assert_eq!(offered().await?, Vec::<&str>::new());
    desk.stack.stop().await
}

#[tokio::test]
async fn every_form_does_what_it_says() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("does-0123456789", "Des sacs.").await?;
    let number = sent.reference.as_str();
    let referent = desk.stack.referent("Ada", None).await?;
    let did = async |way: &str, fields: &[(&str, &str)]| -> anyhow::Result<()> {
        let page = referent.act(number, way, fields, &[]).await?;
        assert_eq!(
            (page.status, page.location.as_str()),
            (303, &*format!("{}?did={way}", link(&sent))),
            "{way}"
        );
        let page = referent.open(&page.location).await?;
        assert!(page.html.contains("role=\"status\""), "{way} is said");
        Ok(())
    };
    let team = "SELECT team_id FROM report WHERE reference = $1";
    did("assign", &[("team", "dpe-11"), ("words", "Trop lourd pour un binôme.")]).await?;
    desk.is(number, "dispatched").await?;
    assert_eq!(desk.one::<String>(team, number).await?, "dpe-11");
    let other: String = desk
        .one("SELECT id FROM category WHERE id <> $1 AND handled_by = 'cleaning' LIMIT 1", "bags")
        .await?;
    did("category", &[("category", &other)]).await?;
    desk.is(number, "dispatched").await?;
    did("pin", &[("place", "48.8400, 2.4000")]).await?;
    desk.is(number, "dispatched").await?;
    assert_eq!(
        desk.one::<String>("SELECT sector_id FROM report WHERE reference = $1", number).await?,
        "75112"
    );
    let page = referent.open(&link(&sent)).await?;
    assert!(
        page.html.contains("48.86460, 2.37830") && page.html.contains("48.84000, 2.40000"),
        "both places"
    );
    did("schedule", &[("on", "2026-12-01")]).await?;
    assert_eq!(desk.state(number).await?, "scheduled");
    did("transfer", &[("partner", "Bailleur du 12e")]).await?;
    assert_eq!(desk.state(number).await?, "transferred");
    let page = referent.open(&link(&sent)).await?;
    assert!(page.html.contains("Bailleur du 12e") && page.html.contains("Ada, référent"));

    let second = desk.report("main-0123456789", "Les mêmes sacs.").await?;
    let number = second.reference.as_str();
    let page = referent.act(number, "merge", &[("main", &sent.reference.to_lowercase())], &[]).await?;
    assert_eq!(page.status, 303, "{}", page.html);
    assert_eq!(desk.state(number).await?, "duplicate");

    let third = desk.report("shut-0123456789", "Encore des sacs.").await?;
    let photo = [street::clean(paris(13, 0))?];
    let answer = [("reason", "already_clean"), ("words", "L’endroit était propre.")];
    assert_eq!(referent.act(&third.reference, "refuse", &answer, &photo).await?.status, 303);
    assert_eq!(desk.state(&third.reference).await?, "rejected");
    let tracking = desk.stack.resident()?.get(&third.tracking_url).await?.text().await?;
    assert!(tracking.contains("L’endroit était propre."), "the resident reads the reason");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_letter_by_hand_goes_to_the_reporter_alone_and_a_note_to_nobody_outside() -> anyhow::Result<()> {
    let mut desk = Desk::new().await?;
    let sent = desk.report("write-0123456789", "Des sacs.").await?;
    desk.stack.eventually("SELECT count(*) = 1 FROM letter").await?;
    let (referent, number) = (desk.stack.referent("Ada", None).await?, sent.reference.as_str());
    let words = [("words", "Bonjour,\nqui a la clé de la grille ?")];
    let page = referent.open(&link(&sent)).await?;
    assert_eq!(referent.fill(&page, number, "write", &words, &[]).await?.status, 303);
    assert_eq!(referent.fill(&page, number, "write", &words, &[]).await?.status, 303, "the same form again");
    let secret = [("words", "Ce riverain appelle chaque jour.")];
    let page = referent.open(&link(&sent)).await?;
    for _ in 0..2 {
        assert_eq!(referent.fill(&page, number, "note", &secret, &[]).await?.status, 303);
    }
    let page = referent.open(&link(&sent)).await?;
    assert_eq!(page.html.matches("qui a la clé de la grille").count(), 1, "one letter");
    assert_eq!(page.html.matches(secret[0].1).count(), 1, "one note");
    assert!(page.html.contains("Écrite à la main"));
    let id: Uuid = desk.one("SELECT id FROM report WHERE reference = $1", number).await?;
    let crew = desk.stack.member("crew", Some("up-11"), None).await?;
    let job = reqwest::Client::new()
        .get(format!("{}/crew/jobs/{id}", desk.stack.staff_url))
        .header("Cookie", crew.cookie.clone().context("a cookie")?)
        .send()
        .await?
        .text()
        .await?;
    assert!(job.contains("Des sacs.") && !job.contains(secret[0].1), "no crew reads it");
    let resident = desk.stack.resident()?;
    for page in [sent.tracking_url.clone(), format!("{}/data", sent.tracking_url)] {
        let page = resident.get(&page).await?.text().await?;
        assert!(!page.contains(secret[0].1), "no resident reads it");
    }
    let tracking = resident.get(&sent.tracking_url).await?.text().await?;
    assert!(tracking.contains("La Ville vous a écrit"));
    desk.stack.start_service(Service::Notification).await?;
    desk.stack.eventually("SELECT bool_and(state = 'accepted') FROM letter").await?;
    let mut by_hand = 0;
    for letter in desk.stack.inbox.messages() {
        by_hand += usize::from(Letter::parse(&letter.raw)?.text.contains("qui a la clé de la grille ?"));
    }
    assert_eq!(by_hand, 1);
    // Nobody can be written to who has no address.
    sqlx::query("UPDATE recipient SET email = NULL").execute(&desk.stack.pool).await?;
    let page = referent.open(&link(&sent)).await?;
    assert!(!page.offers("/ways/write") && page.offers("/ways/note"));
    desk.stack.finish().await
}

#[tokio::test]
async fn the_second_of_two_referents_sees_what_changed_and_keeps_what_they_typed() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("two-0123456789", "Des sacs.").await?;
    let (ada, zoe) = (desk.stack.referent("Ada", None).await?, desk.stack.referent("Zoe", None).await?);
    let number = sent.reference.as_str();
    let seen = zoe.open(&link(&sent)).await?;
    assert_eq!(ada.act(number, "schedule", &[("on", "2026-12-01")], &[]).await?.status, 303);
    let before = desk.stack.snapshot().await?;
    let words = [("category", "bags"), ("words", "Ce ne sont pas des sacs.")];
    let page = zoe.fill(&seen, number, "category", &words, &[]).await?;
    assert_eq!(page.status, 409);
    for words in ["a changé entre-temps", "Ada, référent", "Passage prévu", "Ce ne sont pas des sacs."] {
        assert!(page.html.contains(words), "{words}");
    }
    assert_eq!(desk.stack.snapshot().await?, before, "nothing was done");
    // With what they now have seen it is done.
    assert_eq!(zoe.fill(&page, number, "category", &words, &[]).await?.status, 303);
    desk.is(number, "dispatched").await?;
    // What can't be done any more keeps its words, too.
    let seen = zoe.open(&link(&sent)).await?;
    let answer = [("reason", "other"), ("words", "Rien à faire ici.")];
    assert_eq!(ada.act(number, "refuse", &answer, &[]).await?.status, 303);
    let page = zoe.fill(&seen, number, "transfer", &[("partner", "Bailleur du 11e")], &[]).await?;
    assert_eq!(page.status, 409);
    assert!(
        page.html.contains("Bailleur du 11e") && page.html.contains("Clos sans nettoyage"),
        "{}",
        page.html
    );
    // A letter by hand is something that was done, too; a note never hinders.
    let seen = zoe.open(&link(&sent)).await?;
    assert_eq!(ada.act(number, "write", &[("words", "Bonjour.")], &[]).await?.status, 303);
    assert_eq!(zoe.fill(&seen, number, "write", &[("words", "Bonjour !")], &[]).await?.status, 409);
    assert_eq!(zoe.fill(&seen, number, "note", &[("words", "Écrit.")], &[]).await?.status, 303);
    desk.stack.stop().await
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_is_sent_twice_is_done_once() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("wrong-0123456789", "Des sacs.").await?;
    let referent = desk.stack.referent("Ada", None).await?;
    let number = sent.reference.as_str();
    let before = desk.stack.snapshot().await?;
    let long = "é".repeat(1001);
    for (way, fields, field) in [
        ("assign", vec![], "assign-team"),
        ("assign", vec![("team", "nobody")], "assign-team"),
        ("category", vec![("category", "x")], "category-category"),
        ("pin", vec![("place", "nulle part")], "pin-place"),
        ("pin", vec![("place", "45.7640, 4.8357")], "pin-place"),
        ("schedule", vec![("on", "")], "schedule-on"),
        ("schedule", vec![("on", "demain")], "schedule-on"),
        ("schedule", vec![("on", "2026-11-01")], "schedule-on"),
        ("schedule", vec![("on", "2027-11-01")], "schedule-on"),
        ("watch", vec![("review_on", "2026-11-24")], "watch-review_on"),
        ("transfer", vec![("partner", "")], "transfer-partner"),
        ("merge", vec![("main", "S2026K999999")], "merge-main"),
        ("merge", vec![("main", number)], "merge-main"),
        ("refuse", vec![("reason", "")], "refuse-reason"),
        ("refuse", vec![("reason", "other")], "refuse-answer"),
        ("refuse", vec![("reason", "nothing_there"), ("words", "Rien.")], "refuse-photo"),
        ("refuse", vec![("reason", "other"), ("words", long.as_str())], "refuse-answer"),
        ("close", vec![("words", "Propre.")], "close-photo"),
        ("write", vec![("words", " ")], "write-letter"),
        ("note", vec![("words", long.as_str())], "note-note"),
    ] {
        let page = referent.act(number, way, &fields, &[]).await?;
        assert_eq!(page.status, 422, "{way} {fields:?}");
        assert!(page.html.contains(&format!("id=\"{field}-error\"")), "{way} {fields:?}: {field}");
    }
    assert_eq!(desk.stack.snapshot().await?, before, "nothing was done");
    let page = referent.open(&link(&sent)).await?;
    for _ in 0..2 {
        assert_eq!(
            referent.fill(&page, number, "watch", &[("review_on", "2026-12-24")], &[]).await?.status,
            303
        );
    }
    let watches: i64 =
        desk.one("SELECT count(*) FROM report_history WHERE move = 'watch' AND $1 <> ''", number).await?;
    assert_eq!(watches, 1);
    assert_eq!(referent.post(&format!("{}/ways/archive", link(&sent)), &[]).await?.status, 404);
    desk.stack.stop().await
}

#[tokio::test]
async fn a_photo_is_shown_to_strangers_and_hidden_again() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("photo-0123456789", "Des sacs.").await?;
    let referent = desk.stack.referent("Ada", Some("75111")).await?;
    let photo: Uuid = desk.one("SELECT id FROM photo WHERE $1 <> ''", "x").await?;
    let released = "SELECT released_at IS NOT NULL FROM photo WHERE $1 <> ''";
    for (decision, is) in [("release", true), ("release", true), ("hide", false)] {
        let page = referent.post(&format!("{}/photos/{photo}/{decision}", link(&sent)), &[]).await?;
        assert_eq!(page.status, 303);
        assert_eq!(desk.one::<bool>(released, "x").await?, is);
        assert!(referent.open(&page.location).await?.html.contains("role=\"status\""));
    }
    let other = desk.stack.referent("Zoe", Some("75112")).await?;
    assert_eq!(other.post(&format!("{}/photos/{photo}/release", link(&sent)), &[]).await?.status, 404);
    assert!(!desk.one::<bool>(released, "x").await?);
    desk.stack.stop().await
}

#[tokio::test]
async fn a_report_that_leaves_a_referents_sectors_leads_back_to_the_list() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let sent = desk.report("away-0123456789", "Des sacs.").await?;
    let referent = desk.stack.referent("Ada", Some("75111")).await?;
    let page = referent.act(&sent.reference, "pin", &[("place", "48.8400, 2.4000")], &[]).await?;
    assert_eq!((page.status, page.location.as_str()), (303, "/desk/reports?did=away"));
    assert!(referent.open(&page.location).await?.html.contains("plus dans vos secteurs"));
    desk.stack.stop().await
}
