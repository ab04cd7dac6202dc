//! "C'est propre", "Ce n'est pas propre", and how content somebody is: heard once, in time, of what is closed. Anything
//! else changes nothing, and is told in plain words. Opening a link says nothing.

use std::sync::Arc;

use chrono::Duration;
use harness::{Member, Resident, Sent, Stack, paris, wrong};
use reqwest::multipart::Form;
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

struct Street {
    stack: Stack,
    clock: Arc<SetClock>,
    crew: Member,
    resident: Resident,
}

impl Street {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        let crew = stack.member("crew", Some("up-11"), None).await?;
        Ok(Self { resident: stack.resident()?, stack, clock, crew })
    }

    async fn report(&self, key: &str) -> anyhow::Result<(Sent, Uuid)> {
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie@example.org")];
        let sent = self.resident.report(key, &fields, &[wrong::jpeg(64, 48)]).await?;
        let reference = &sent.reference;
        self.stack
            .eventually(&format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'"))
            .await?;
        let id = "SELECT id FROM report WHERE reference = $1";
        Ok((sent.clone(), sqlx::query_scalar(id).bind(reference).fetch_one(&self.stack.pool).await?))
    }

    async fn moved(&self, report: Uuid, step: &str, body: Value, photos: &[Vec<u8>]) -> anyhow::Result<()> {
        let path = format!("/api/v1/jobs/{report}/moves/{step}");
        let (status, answer) = self.crew.ask(&path, &body, photos).await?;
        anyhow::ensure!(status == 200, "{step}: {answer}");
        Ok(())
    }

    async fn close(&self, report: Uuid) -> anyhow::Result<()> {
        self.moved(report, "close", json!({ "reply": "done-cleaned" }), &[wrong::jpeg(60, 48)]).await
    }

    /// Everything that an answer could change.
    async fn said(&self) -> anyhow::Result<String> {
        let said = "SELECT concat_ws(' ', (SELECT string_agg(answer::text, ' ') FROM answer),
            (SELECT string_agg(satisfaction::text, ' ') FROM satisfaction))";
        let said: String = sqlx::query_scalar(said).fetch_one(&self.stack.pool).await?;
        Ok(format!("{said} {}", self.stack.snapshot().await?))
    }

    /// What the page says to an answer; its status.
    async fn answered(&self, sent: &Sent, clean: bool, words: &str) -> anyhow::Result<(u16, String)> {
        plain(self.resident.answer(sent, clean, words).await?).await
    }

    async fn rated(&self, sent: &Sent, grade: &str, words: &str) -> anyhow::Result<(u16, String)> {
        let form = Form::new().text("grade", grade.to_owned()).text("words", words.to_owned());
        plain(self.resident.send(&format!("/r/{}/satisfaction", sent.token()), form, &[]).await?).await
    }

    async fn page(&self, sent: &Sent, query: &str) -> anyhow::Result<String> {
        Ok(plain(self.resident.get(&format!("{}{query}", sent.tracking_url)).await?).await?.1)
    }
}

async fn plain(answer: reqwest::Response) -> anyhow::Result<(u16, String)> {
    let status = answer.status().as_u16();
    Ok((status, answer.text().await?.replace(['\u{a0}', '\u{202f}'], " ")))
}

#[tokio::test]
async fn an_answer_counts_once_and_the_page_says_so() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (sent, report) = street.report("one").await?;

    // Not closed: nothing to answer, by the form or by a letter's old link.
    let before = street.said().await?;
    for clean in [true, false] {
        let (status, page) = street.answered(&sent, clean, "Encore sale.").await?;
        assert_eq!(status, 409);
        assert!(page.contains("Rien n’a changé : ce signalement n’est pas clos"), "{page}");
    }
    let page = street.page(&sent, "?answer=clean").await?;
    assert!(page.contains("ce signalement n’est pas clos"), "{page}");
    assert_eq!(street.said().await?, before);

    // Closed: scanners open every link, and nothing happens.
    street.close(report).await?;
    let before = street.said().await?;
    for address in [
        "",
        "?answer=clean",
        "?answer=not-clean",
        "/answer",
        "/satisfaction",
        "/erase",
        "/data",
        "/data.json",
    ] {
        street.page(&sent, address).await?;
    }
    assert_eq!(street.said().await?, before);

    assert_eq!(street.answered(&sent, true, "").await?.0, 303);
    let before = street.said().await?;
    // Twice the same, as impatient people do.
    assert_eq!(street.answered(&sent, true, "").await?.0, 303);
    let page = street.page(&sent, "").await?;
    assert!(page.contains("Vous avez confirmé que c’est propre."), "{page}");
    // The other thing.
    let (status, page) = street.answered(&sent, false, "Finalement non.").await?;
    assert_eq!(status, 409);
    assert!(page.contains("Rien n’a changé : vous avez déjà répondu à cette question."), "{page}");
    let path = format!("/api/v1/reports/{}/answer", sent.token());
    let answer = street.resident.send(&path, Form::new().text("clean", "no").text("words", "x"), &[]).await?;
    assert_eq!(answer.status(), 409);
    assert_eq!(answer.json::<Value>().await?["type"], "/problems/answer-given");
    assert_eq!(street.said().await?, before);
    street.stack.stop().await
}

#[tokio::test]
async fn late_is_late_and_the_page_says_so() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (sent, report) = street.report("one").await?;
    street.close(report).await?;
    street.clock.set(paris(13, 1) + Duration::days(14));
    let before = street.said().await?;
    for clean in [true, false] {
        let (status, page) = street.answered(&sent, clean, "Encore sale.").await?;
        assert_eq!(status, 409);
        assert!(page.contains("Rien n’a changé : la clôture date de plus de 14 jours."), "{page}");
    }
    let page = street.page(&sent, "?answer=not-clean").await?;
    assert!(page.contains("la clôture date de plus de 14 jours") && !page.contains("<textarea"), "{page}");
    let (status, page) = street.rated(&sent, "5", "").await?;
    assert_eq!(status, 409);
    assert!(page.contains("Rien n’a changé : le nettoyage date de plus de 14 jours."), "{page}");
    assert_eq!(street.said().await?, before);
    street.stack.stop().await
}

#[tokio::test]
async fn a_rejection_is_contested_on_its_page() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (sent, report) = street.report("one").await?;
    let reason = json!({ "reason": "other", "words": "Chantier en cours." });
    street.moved(report, "refuse", reason, &[]).await?;
    let page = street.page(&sent, "").await?;
    assert!(page.contains("Le problème est toujours là ?") && page.contains("Chantier en cours."), "{page}");
    assert!(!page.contains("id=\"content\""), "nothing was cleaned: {page}");
    let page = street.page(&sent, "?answer=not-clean").await?;
    assert!(page.contains("Qu’est-ce qui n’est pas réglé ?"), "{page}");
    assert_eq!(street.rated(&sent, "1", "").await?.0, 409);
    assert_eq!(street.answered(&sent, false, "Le chantier est fini.").await?.0, 303);
    street.stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    let page = street.page(&sent, "").await?;
    assert!(page.contains("C’est noté, merci : le signalement est rouvert."), "{page}");
    street.stack.stop().await
}

#[tokio::test]
async fn how_content_somebody_is_can_be_changed_and_is_nobody_elses() -> anyhow::Result<()> {
    let street = Street::new().await?;
    let (main, main_id) = street.report("main").await?;
    let (sent, report) = street.report("merged").await?;
    let (status, page) = street.rated(&sent, "5", "").await?;
    assert!(status == 409 && page.contains("ce signalement n’est pas nettoyé"), "{status}: {page}");
    street.moved(report, "merge", json!({ "main": main_id }), &[]).await?;
    street.close(main_id).await?;
    assert!(street.page(&sent, "").await?.contains("Êtes-vous satisfait ?"));

    for (grade, words, part) in [
        ("", "", "Il manque une note de 1 à 5."),
        ("0", "", "Il manque une note de 1 à 5."),
        ("6", "", "Il manque une note de 1 à 5."),
        ("4.5", "", "Il manque une note de 1 à 5."),
        ("4", &*"x".repeat(1001), "1 001"),
    ] {
        let (status, page) = street.rated(&sent, grade, words).await?;
        assert!(status == 422 && page.contains(part), "{grade}: {status}: {page}");
    }
    assert_eq!(street.rated(&sent, "2", "Un sac est resté <b>.").await?.0, 303);
    let page = street.page(&sent, "").await?;
    assert!(page.contains("2 sur 5. Vous pouvez changer d’avis jusqu’au 8 décembre."), "{page}");
    assert!(page.contains("value=\"2\" checked") && page.contains("Un sac est resté &#60;b&#62;."), "{page}");
    street.clock.set(paris(14, 0));
    let path = format!("/api/v1/reports/{}/satisfaction", sent.token());
    let answer = street.resident.send(&path, Form::new().text("grade", "4"), &[]).await?;
    assert_eq!(answer.status(), 200);
    let rows: Vec<(i16, Option<String>, bool, bool)> =
        sqlx::query_as("SELECT grade, words, changed_at > recorded_at, report_id = $1 FROM satisfaction")
            .bind(main_id)
            .fetch_all(&street.stack.pool)
            .await?;
    assert_eq!(rows, [(4, None, true, true)], "one grade, of the main report's close");
    let page = street.page(&main, "").await?;
    assert!(!page.contains("sur 5"), "the other's grade is not told: {page}");
    // Contested: the question is over until it is clean again.
    assert_eq!(street.answered(&main, false, "Encore sale.").await?.0, 303);
    assert!(!street.page(&sent, "").await?.contains("id=\"content\""));
    street.stack.stop().await
}
