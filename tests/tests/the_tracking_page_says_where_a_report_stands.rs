//! Every state of a report in words, from its history, in both languages.

use harness::{Resident, Sent, Stack, paris, street};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

const FIELDS: [(&str, &str); 3] = [("category", "bags"), ("channel", "web"), ("language", "fr")];

struct Street {
    stack: Stack,
    resident: Resident,
    sent: Sent,
    report: Uuid,
}

impl Street {
    /// A report that a team has.
    async fn with_a_report(clock: std::sync::Arc<SetClock>) -> anyhow::Result<Self> {
        let stack = Stack::start(clock).await?;
        // The page is written from the history alone: what each state needs beside it is another test's matter.
        let needs = ["scheduled", "monitored", "transferred", "duplicate"];
        for need in needs {
            let sql = format!("ALTER TABLE report DROP CONSTRAINT IF EXISTS report_{need}");
            sqlx::query(&sql).execute(&stack.pool).await?;
        }
        let (resident, (sent, report)) = (stack.resident()?, report(&stack, "first-report").await?);
        Ok(Self { stack, resident, sent, report })
    }

    /// Moves the report as the services do, without their rules.
    async fn moved(&self, step: &str, to: &str, detail: Value) -> anyhow::Result<()> {
        moved(&self.stack, self.report, (step, to), None, detail).await
    }

    /// The page in a language says all of this, and nothing of that.
    async fn says(&self, language: &str, words: &[&str], not: &[&str]) -> anyhow::Result<()> {
        says(&self.resident, &self.sent, language, (words, not)).await
    }
}

async fn report(stack: &Stack, key: &str) -> anyhow::Result<(Sent, Uuid)> {
    let sent = stack.resident()?.report(key, &FIELDS, &[street::dirty(paris(12, 44))?]).await?;
    let id = format!("SELECT id FROM report WHERE reference = '{}'", sent.reference);
    let report: Uuid = sqlx::query_scalar(&id).fetch_one(&stack.pool).await?;
    stack.eventually(&format!("SELECT state = 'dispatched' FROM report WHERE id = '{report}'")).await?;
    Ok((sent, report))
}

async fn moved(
    stack: &Stack,
    report: Uuid,
    (step, to): (&str, &str),
    by: Option<Uuid>,
    detail: Value,
) -> anyhow::Result<()> {
    let now = stack.clock.now();
    sqlx::query(
        "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, actor_id, occurred_at, recorded_at, detail)
         SELECT gen_random_uuid(), id, $2, state, $3, 'referent', $4, $5, $5, $6 FROM report WHERE id = $1",
    )
    .bind(report)
    .bind(step)
    .bind(to)
    .bind(by)
    .bind(now)
    .bind(detail)
    .execute(&stack.pool)
    .await?;
    let closed = "CASE WHEN $2 = 'done' THEN $3 WHEN state IN ('done', 'archived') THEN closed_at END";
    sqlx::query(&format!("UPDATE report SET state = $2, closed_at = {closed} WHERE id = $1"))
        .bind(report)
        .bind(to)
        .bind(now)
        .execute(&stack.pool)
        .await?;
    Ok(())
}

async fn says(
    resident: &Resident,
    sent: &Sent,
    language: &str,
    (words, not): (&[&str], &[&str]),
) -> anyhow::Result<()> {
    let page = resident.get(&format!("{}?lang={language}", sent.tracking_url)).await?;
    let page = page.error_for_status()?.text().await?.replace('\u{a0}', " ");
    for words in words {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    for words in not {
        assert!(!page.contains(words), "{words} is in {page}");
    }
    assert!(
        !page.contains("[now-") && !page.contains("[step-") && !page.contains("{$"),
        "a text is missing: {page}"
    );
    Ok(())
}

#[tokio::test]
async fn a_visit_a_partner_and_a_watch_are_told_with_their_days() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let street = Street::with_a_report(clock.clone()).await?;
    street.says("fr", &["L’équipe Urgence Propreté du 11e l’a dans sa tournée.", "Objectif : "], &[]).await?;
    street.moved("take", "in_progress", json!({})).await?;
    street.says("en", &["is looking after it now", "The team is on its way"], &[]).await?;

    street.moved("schedule", "scheduled", json!({ "on": "2026-12-01" })).await?;
    let planned =
        ["Prévu mardi 1er décembre", "passera mardi 1er décembre.", "Passage prévu mardi 1er décembre"];
    street.says("fr", &planned, &["Objectif"]).await?;
    street
        .says("en", &["Planned for Tuesday 1 December", "will come on Tuesday 1 December."], &["Target"])
        .await?;
    clock.set(paris(12, 45) + chrono::Duration::days(8));
    street.says("fr", &["tag late", "Le passage était prévu mardi 1er décembre."], &["passera"]).await?;
    clock.set(paris(12, 50));

    let partner = json!({ "fr": "l’entreprise des graffitis", "en": "the graffiti contractor" });
    let until = json!({ "partner": partner, "until": "2026-12-08T11:50:00Z" });
    street.moved("transfer", "transferred", until).await?;
    let passed = [
        "L’entreprise des graffitis s’en charge",
        "mardi 8 décembre",
        "Transmis à l’entreprise des graffitis",
    ];
    street.says("fr", &passed, &["Objectif"]).await?;
    street.says("en", &["The graffiti contractor looks after it", "Tuesday 8 December"], &[]).await?;
    street.moved("come_back", "dispatched", json!({})).await?;
    street.says("fr", &["l’a dans sa tournée", "Revenu du partenaire"], &["s’en charge"]).await?;

    street.moved("watch", "monitored", json!({ "review_on": "2026-12-15" })).await?;
    street
        .says(
            "fr",
            &["sous surveillance", "Quelqu’un y retourne mardi 15 décembre au plus tard."],
            &["Objectif"],
        )
        .await?;
    street
        .says(
            "en",
            &["goes back there by Tuesday 15 December", "Being watched until Tuesday 15 December"],
            &[],
        )
        .await?;
    street.moved("resume", "dispatched", json!({})).await?;
    street.says("fr", &["Repris", "l’a dans sa tournée"], &["y retourne"]).await?;

    street.moved("send_back", "to_requalify", json!({ "reason": "wrong_team" })).await?;
    street.says("fr", &["Un agent de la Ville lit votre signalement", "À réorienter"], &[]).await?;
    street.says("en", &["Someone at the City reads your report"], &[]).await?;
    street.moved("requalify", "received", json!({})).await?;
    street.says("fr", &["Une équipe va être désignée.", "Précisé par un référent"], &[]).await?;
    street.stack.finish().await
}

#[tokio::test]
async fn a_refusal_is_told_with_its_reason_and_can_be_contested_for_fourteen_days() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let street = Street::with_a_report(clock.clone()).await?;
    let texts = json!({ "fr": "Rien sur place ce matin.", "en": "Nothing there this morning." });
    street.moved("refuse", "rejected", json!({ "reason": "nothing_there", "texts": texts })).await?;
    let refused =
        ["Sans suite", "Pourquoi", "Rien sur place ce matin.", "Ce n’est pas réglé", "Clos sans nettoyage"];
    street.says("fr", &refused, &["C’est propre", "Objectif"]).await?;
    street.says("en", &["Nothing there this morning.", "It isn’t settled"], &["Rien sur place"]).await?;
    clock.set(paris(12, 46) + chrono::Duration::days(14));
    street.says("fr", &["Rien sur place ce matin."], &["Ce n’est pas réglé</a>"]).await?;
    clock.set(paris(12, 46));

    let answered = street.resident.answer(&street.sent, false, "Le matelas est toujours là.").await?;
    assert_eq!(answered.status(), 303);
    let reopened = ["Vous avez dit que ce n’est pas réglé", "le signalement est rouvert"];
    street.says("fr", &reopened, &["Rien sur place ce matin."]).await?;
    street.stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    street.stack.finish().await
}

#[tokio::test]
async fn who_did_not_say_it_reads_that_somebody_did_and_a_year_later_it_is_archived() -> anyhow::Result<()> {
    let street = Street::with_a_report(SetClock::at(paris(12, 45))).await?;
    street.moved("close", "done", json!({})).await?;
    street.says("fr", &["Nettoyé en moins d’une minute", "Est-ce vraiment propre ?"], &["Objectif"]).await?;
    street.moved("contest", "reopened", json!({})).await?;
    street
        .says("fr", &["Ce n’est pas réglé : une équipe", "Quelqu’un a dit que ce n’est pas propre"], &[])
        .await?;
    street
        .says("en", &["a team is about to be chosen again", "Somebody said"], &["Is it really clean?"])
        .await?;
    street.moved("assign", "dispatched", json!({})).await?;
    street.moved("close", "done", json!({})).await?;
    street.moved("archive", "archived", json!({})).await?;
    street.says("fr", &["clos depuis plus d’un an"], &["Est-ce vraiment propre"]).await?;
    street.stack.finish().await
}

#[tokio::test]
async fn who_was_merged_follows_the_main_report_with_nobody_elses_photos() -> anyhow::Result<()> {
    let street = Street::with_a_report(SetClock::at(paris(12, 45))).await?;
    let (middle, middle_id) = report(&street.stack, "second-report").await?;
    let (main, main_id) = report(&street.stack, "third-report").await?;
    street.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    street.moved("merge", "duplicate", json!({ "main": middle_id })).await?;
    let number = format!("réuni avec le n° {}", middle.reference);
    street.says("fr", &[&number, &street.sent.reference, "l’a dans sa tournée"], &[]).await?;
    moved(&street.stack, middle_id, ("merge", "duplicate"), None, json!({ "main": main_id })).await?;
    let day = json!({ "on": "2026-12-01" });
    moved(&street.stack, main_id, ("schedule", "scheduled"), None, day).await?;
    let number = format!("réuni avec le n° {}", main.reference);
    let own = format!("Votre signalement {}, avant", street.sent.reference);
    street.says("fr", &[&number, &own, "Prévu mardi 1er décembre"], &["Est-ce vraiment propre"]).await?;
    assert_eq!(street.resident.photos(&street.sent).await?.len(), 1, "their own");

    // The main report's photo can't be had with their link.
    let stranger: Uuid = sqlx::query_scalar("SELECT id FROM photo WHERE report_id = $1")
        .bind(main_id)
        .fetch_one(&street.stack.pool)
        .await?;
    let asked = format!("{}/photos/{stranger}/large.jpg", street.sent.tracking_url);
    assert_eq!(street.resident.get(&asked).await?.status(), 404);

    moved(&street.stack, main_id, ("close", "done"), None, json!({})).await?;
    street.says("fr", &["Nettoyé en", "Est-ce vraiment propre ?"], &[]).await?;
    let read = street.resident.read(&street.sent).await?;
    assert_eq!((&read["state"], &read["merged_into"]), (&json!("duplicate"), &json!(main.reference)));
    assert_eq!(street.resident.answer(&street.sent, false, "Il reste un sac.").await?.status(), 303);
    street
        .stack
        .eventually(&format!("SELECT state = 'dispatched' FROM report WHERE id = '{main_id}'"))
        .await?;
    street.says("fr", &["Vous avez dit que ce n’est pas propre"], &[]).await?;
    street.stack.finish().await
}
